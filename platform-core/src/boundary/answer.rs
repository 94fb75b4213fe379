//! What comes back over the boundary.

use serde::Serialize;

use crate::model::{Diagnostic, Failure, Outcome, codes};

/// The answer to a call. Exactly one of `ok` and `error` is there.
#[derive(Serialize)]
struct Answer<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    ok: Option<&'a T>,
    /// The first error, where there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Diagnostic>,
    /// Everything that is worth saying, that error among it.
    #[serde(skip_serializing_if = "<[Diagnostic]>::is_empty")]
    diagnostics: &'a [Diagnostic],
}

/// An outcome as the text that other languages get: `{"ok": …}` or `{"error": …}`, and `diagnostics` where there are any.
pub fn answer_text<T: Serialize>(outcome: &Outcome<T>) -> String {
    let internal;
    let error = match &outcome.value {
        Some(_) => None,
        None => match outcome.diagnostics.iter().find(|one| one.is_error()).or(outcome.diagnostics.first()) {
            Some(error) => Some(error),
            None => {
                internal = Diagnostic::error(codes::INTERNAL, "the call gave neither a value nor an error");
                Some(&internal)
            }
        },
    };
    let answer = Answer { ok: outcome.value.as_ref(), error, diagnostics: &outcome.diagnostics };
    serde_json::to_string(&answer).unwrap_or_else(|error| {
        let problem = Diagnostic::error(codes::VALUE_UNREPRESENTABLE, error.to_string());
        answer_text(&Outcome::<()>::from(problem))
    })
}

/// A document as compact JSON.
pub(super) fn text(document: &impl Serialize) -> Result<String, Failure> {
    long_text(document, 0, 0)
}

/// A document of so many things that are most likely no longer than `each` bytes: room for all of them is made at once.
pub(super) fn long_text(document: &impl Serialize, things: usize, each: usize) -> Result<String, Failure> {
    let failure = |error: String| Diagnostic::error(codes::VALUE_UNREPRESENTABLE, error);
    let mut text = Vec::with_capacity(things.saturating_mul(each).saturating_add(512));
    serde_json::to_writer(&mut text, document).map_err(|error| failure(error.to_string()))?;
    Ok(String::from_utf8(text).map_err(|error| failure(error.to_string()))?)
}
