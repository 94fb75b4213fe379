//! Calls by name.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer::answer_text;
use super::{decode, verbs};
use crate::formats::suggest;
use crate::model::{Diagnostic, Outcome, codes};

/// What has a JSON Schema, in builds that can tell it.
#[cfg(feature = "schema")]
pub(super) trait Described: schemars::JsonSchema {}
#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> Described for T {}
/// What has a JSON Schema, in builds that can tell it.
#[cfg(not(feature = "schema"))]
pub(super) trait Described {}
#[cfg(not(feature = "schema"))]
impl<T> Described for T {}

/// The input of one verb, and what it gives.
pub(super) trait Call: DeserializeOwned + Described {
    /// What the call gives.
    type Output: Serialize + Described;

    /// Does it.
    fn call(self) -> Outcome<Self::Output>;
}

/// One verb: what it is called, and what it does.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Verb {
    /// Its name in [`call`]: `planMarkdown`.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
    run: fn(&str) -> String,
    #[cfg(feature = "schema")]
    pub(super) input: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
    #[cfg(feature = "schema")]
    pub(super) output: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
}

impl std::fmt::Debug for Verb {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Verb").field("name", &self.name).field("about", &self.about).finish_non_exhaustive()
    }
}

pub(super) const fn verb<C: Call>(name: &'static str, about: &'static str) -> Verb {
    Verb {
        name,
        about,
        run: run::<C>,
        #[cfg(feature = "schema")]
        input: |generator| generator.subschema_for::<C>(),
        #[cfg(feature = "schema")]
        output: |generator| generator.subschema_for::<C::Output>(),
    }
}

fn run<C: Call>(input: &str) -> String {
    match decode::input::<C>(input) {
        Ok(call) => answer_text(&call.call()),
        Err(problem) => refused(problem),
    }
}

fn refused(problem: Diagnostic) -> String {
    answer_text(&Outcome::<()>::from(problem))
}

/// Calls a verb with its input as JSON, and gives the answer as JSON: `{"ok": …}` or `{"error": …}`, with `diagnostics`
/// where there are any.
///
/// Whatever is given, there is an answer: `boundary.*` for what can't be understood.
///
/// ```
/// use platform_core::boundary::call;
/// let answer = call("diff", r#"{"target": "kubernetes", "before": {"a": 1}, "after": {"a": 2}}"#);
/// assert_eq!(answer, r#"{"ok":[{"path":"/a","before":1,"after":2,"kind":"intent"}]}"#);
/// ```
pub fn call(name: &str, input: &str) -> String {
    let Some(verb) = verbs::all().iter().find(|verb| verb.name == name) else { return unknown(name) };
    // Nothing in the core panics; if something does all the same, it must not unwind into another language.
    let ended = catch_unwind(AssertUnwindSafe(|| (verb.run)(input)));
    ended.unwrap_or_else(|_| refused(Diagnostic::error(codes::INTERNAL, format!("`{name}` broke off"))))
}

/// [`call`] with the input as bytes.
pub fn call_bytes(name: &str, input: &[u8]) -> String {
    match decode::utf8(input) {
        Ok(text) => call(name, text),
        Err(problem) => refused(problem),
    }
}

fn unknown(name: &str) -> String {
    let known = verbs::all().iter().map(|verb| verb.name);
    let help = match suggest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`verbs` lists them all".to_owned(),
    };
    refused(Diagnostic::error(codes::BOUNDARY_VERB, format!("there is no verb `{name}`")).with_help(help))
}
