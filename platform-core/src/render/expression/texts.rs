//! Values in texts, and what may not be looked at.

use std::borrow::Cow;

use crate::model::{Diagnostic, Unknown, Value, codes};

use super::Problem;

/// The text a value has in a longer text.
///
/// # Errors
/// For what has none: null, lists and maps; what is unknown or secret.
pub(crate) fn text_of(value: &Value) -> Result<Cow<'_, str>, Problem> {
    match value {
        Value::String(text) => Ok(Cow::Borrowed(text)),
        Value::Bool(true) => Ok(Cow::Borrowed("true")),
        Value::Bool(false) => Ok(Cow::Borrowed("false")),
        Value::Integer(_) | Value::Float(_) | Value::Digits(_) => Ok(Cow::Owned(value.to_json())),
        Value::Null => {
            Err(type_problem("null has no text").map_help("use `default(…, true)` to say what stands for it"))
        }
        Value::List(_) | Value::Map(_) => Err(type_problem(format!("{} can't be put into a text", kind(value)))
            .map_help("join it with `join(',')`, write it as JSON with `tojson`, or give it a field of its own")),
        Value::Unknown(_) | Value::Secret(_) => Err(undecidable(value).unwrap_or_else(|| type_problem("no text"))),
    }
}

/// The error for a value that may not be looked at: what is unknown until apply, and secrets.
pub(crate) fn undecidable(value: &Value) -> Option<Problem> {
    match value {
        Value::Unknown(unknown) => Some(unknown_problem(unknown)),
        Value::Secret(secret) => {
            let message = format!("the secret `{}` may only be a whole value", secret.key);
            let diagnostic = Diagnostic::error(codes::SECRET_POSITION, message);
            Some(Box::new(
                diagnostic
                    .with_help("give it a field of its own; the fields of its reference can be read: `.secretRef.key`"),
            ))
        }
        _ => None,
    }
}

fn unknown_problem(unknown: &Unknown) -> Problem {
    let outputs = unknown.outputs().map(|(address, output)| format!("`{output}` of {address}"));
    let message = format!("{} is known only after apply", outputs.collect::<Vec<_>>().join(", "));
    let diagnostic = Diagnostic::error(codes::EXPRESSION_UNKNOWN, message);
    Box::new(
        diagnostic
            .with_help("it can be a whole value or a part of a text, and nothing else; decide by a parameter instead"),
    )
}

/// Refuses values that hold what may not be looked at, anywhere inside.
pub(crate) fn require_known(value: &Value) -> Result<(), Problem> {
    let mut found = None;
    value.for_each_leaf(&mut |leaf| {
        if found.is_none() {
            found = undecidable(leaf);
        }
    });
    found.map_or(Ok(()), Err)
}

/// `expression.type`.
pub(crate) fn type_problem(message: impl Into<String>) -> Problem {
    Box::new(Diagnostic::error(codes::EXPRESSION_TYPE, message))
}

/// Adding help to a problem in a box.
pub(crate) trait MapHelp {
    fn map_help(self, help: &str) -> Self;
}

impl MapHelp for Problem {
    fn map_help(mut self, help: &str) -> Self {
        self.help = Some(help.to_owned());
        self
    }
}

/// “a list”, “an integer”.
pub(crate) fn kind(value: &Value) -> String {
    let name = value.type_name();
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// Lists and maps inside each other that a value may have: what walks values recurses by it.
const DEEPEST: usize = 128;

/// Refuses a value that was nested too deeply by putting values into each other.
pub(crate) fn require_shallow(value: &Value) -> Result<(), Problem> {
    fn is_shallow(value: &Value, left: usize) -> bool {
        match value {
            Value::List(list) => left > 0 && list.iter().all(|item| is_shallow(item, left.saturating_sub(1))),
            Value::Map(map) => left > 0 && map.iter().all(|(_, value)| is_shallow(value, left.saturating_sub(1))),
            _ => true,
        }
    }
    if is_shallow(value, DEEPEST) {
        return Ok(());
    }
    let message = format!("the value has more than {DEEPEST} lists and maps inside each other");
    Err(Box::new(Diagnostic::error(codes::LIMIT_DEPTH, message).with_help("flatten it")))
}
