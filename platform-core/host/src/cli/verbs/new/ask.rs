//! What a flag did not say is asked for, where somebody can answer.

use inquire::validator::Validation;
use inquire::{InquireError, Select, Text};
use platform_core::model::{Diagnostic, Failure, codes};

use crate::cli::session::{Session, usage};

/// A question and the flag that answers it.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) text: &'a str,
    pub(super) help: &'a str,
    /// The argument or flag, as it stands in help.
    pub(super) flag: &'a str,
}

/// What was given, or what somebody answers.
pub(super) fn text<T: Clone + 'static>(
    session: &Session,
    given: Option<&str>,
    question: Question<'_>,
    check: fn(&str) -> Result<T, String>,
) -> Result<T, Failure> {
    if let Some(given) = given {
        return check(given).map_err(|problem| usage(problem).into());
    }
    if !session.console.interactive {
        return Err(missing(question));
    }
    let validator = move |input: &str| {
        Ok(match check(input) {
            Ok(_) => Validation::Valid,
            Err(problem) => Validation::Invalid(problem.into()),
        })
    };
    let answer = Text::new(question.text).with_help_message(question.help).with_validator(validator).prompt();
    check(&answer.map_err(cancelled)?).map_err(|problem| usage(problem).into())
}

/// What was given, or one of what there is.
pub(super) fn choose(
    session: &Session,
    given: Option<&str>,
    question: Question<'_>,
    options: Vec<String>,
) -> Result<String, Failure> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    if !session.console.interactive {
        return Err(missing(question));
    }
    if options.is_empty() {
        return Text::new(question.text).with_help_message(question.help).prompt().map_err(cancelled);
    }
    Select::new(question.text, options).with_help_message(question.help).prompt().map_err(cancelled)
}

fn missing(question: Question<'_>) -> Failure {
    let message = format!("`{}` is missing, and nobody can be asked here", question.flag);
    usage(message).with_help(question.help).into()
}

fn cancelled(error: InquireError) -> Failure {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => {
            Diagnostic::error(codes::EXEC_CANCELLED, "cancelled; nothing was written").into()
        }
        error => Diagnostic::error(codes::INTERNAL, format!("the terminal can't be asked: {error}")).into(),
    }
}
