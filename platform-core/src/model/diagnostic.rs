//! The one shape of every problem, and the result every verb gives.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::codes::Code;
use super::pointer::Pointer;
use super::shown::{MOST_MESSAGE, shown};
use super::value::Text;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// The call can't give what was asked.
    Error,
    /// It can, but somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

/// Whether trying again helps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Retry {
    /// The same call gives the same error.
    #[default]
    Never,
    /// At once.
    Now,
    /// After a while.
    After,
    /// After planning anew.
    AfterReplan,
    /// After somebody did something.
    AfterHuman,
}

/// What the failed call left in the world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// Nothing was changed.
    #[default]
    None,
    /// Some of it was done.
    Partial,
    /// Not known: look before trying again.
    Unknown,
    /// It was done all the same.
    Done,
}

/// Where something stands in a file, or in data (`file` empty, `pointer` set).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The file, relative to the platform's root, with `/`.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub file: Text,
    /// From 1; 0 when there is no text to point into.
    #[serde(default)]
    pub line: u32,
    /// From 1, in characters; 0 when there is no text to point into.
    #[serde(default)]
    pub column: u32,
    /// Bytes from the beginning of the file.
    #[serde(default)]
    pub offset: u32,
    /// Bytes covered, 0 when not known.
    #[serde(default)]
    pub length: u32,
    /// Where in the document.
    #[serde(default, skip_serializing_if = "Pointer::is_root")]
    pub pointer: Pointer,
}

impl Place {
    /// A place in data that was read from no file.
    pub fn pointer(pointer: Pointer) -> Self {
        Self { pointer, ..Self::default() }
    }

    /// A file as a whole.
    pub fn file(file: impl Into<Text>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&*self.file, self.line) {
            ("", 0) => write!(formatter, "{}", self.pointer),
            ("", line) => write!(formatter, "line {line}, column {}", self.column),
            (file, 0) => formatter.write_str(file),
            (file, line) => write!(formatter, "{file}:{line}:{}", self.column),
        }
    }
}

/// Another place that has to do with a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
}

/// One problem: what is wrong, where, and what helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Diagnostic {
    /// Stable, never reused: `parse.duplicate_key`. `platform error CODE` explains it.
    pub code: Code,
    /// The code's first word.
    pub category: Text,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop. Never holds a secret, nor more than a piece of a long text;
    /// characters that hide or move text are written out (`\u{202e}`).
    pub message: String,
    /// What helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// Other places that have to do with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// Whether trying again helps.
    #[serde(default)]
    pub retry: Retry,
    /// What the failed call left in the world.
    #[serde(default)]
    pub outcome: Effect,
}

impl Diagnostic {
    /// An error.
    ///
    /// ```
    /// use platform_core::model::{Diagnostic, codes};
    /// let hostile = "x".repeat(1_000_000);
    /// let problem = Diagnostic::error(codes::VALUE_NAME, format!("`{hostile}` is no name"));
    /// assert!(problem.message.len() < 200 && problem.message.ends_with("` is no name"));
    /// ```
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Self {
            category: code.category().into(),
            code,
            severity,
            message: shown(message.into(), MOST_MESSAGE, false),
            help: None,
            at: None,
            related: Vec::new(),
            retry: Retry::default(),
            outcome: Effect::default(),
        }
    }

    /// With what helps.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shown(help.into(), MOST_MESSAGE.saturating_mul(2), true));
        self
    }

    /// With its place.
    #[must_use]
    pub fn with_place(mut self, place: impl Into<Option<Place>>) -> Self {
        self.at = place.into();
        self
    }

    /// With another place that has to do with it.
    #[must_use]
    pub fn with_related(mut self, message: impl Into<String>, at: impl Into<Option<Place>>) -> Self {
        self.related.push(Related { message: shown(message.into(), MOST_MESSAGE, false), at: at.into() });
        self
    }

    /// With whether trying again helps.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// With what was left in the world.
    #[must_use]
    pub fn with_outcome(mut self, outcome: Effect) -> Self {
        self.outcome = outcome;
        self
    }

    /// With what its code says of a mend, where nothing better is known.
    #[cfg(feature = "files")]
    pub(crate) fn or_general_help(mut self) -> Self {
        if self.help.is_none() && self.is_error() {
            let fix = super::codes::find(self.code.as_str()).map(|info| info.fix.trim_end_matches('.'));
            let lower =
                |fix: &str| fix.chars().take(1).flat_map(char::to_lowercase).chain(fix.chars().skip(1)).collect();
            self.help = fix.map(lower);
        }
        self
    }

    /// With more said of it: the message so far, made into another.
    #[cfg(feature = "files")]
    pub(crate) fn reword(&mut self, reword: impl FnOnce(&str) -> String) {
        self.message = shown(reword(&self.message), MOST_MESSAGE, false);
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    fn order(&self) -> (Option<(&str, u32, u32)>, Severity, &str) {
        let place = self.at.as_ref().map(|at| (&*at.file, at.line, at.column));
        (place, self.severity, &self.message)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = &self.at {
            write!(formatter, "{at}: ")?;
        }
        write!(formatter, "{} [{}]", self.message, self.code)?;
        self.help.iter().try_for_each(|help| write!(formatter, "; {help}"))
    }
}

/// Sorts problems by place and drops those said twice.
pub fn sort_diagnostics(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| a.order().cmp(&b.order()));
    diagnostics.dedup();
}

/// What a verb gives: a value where there is one, and everything worth saying about it, sorted by place.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Outcome<T> {
    /// The result; `None` only when an error prevented it.
    pub value: Option<T>,
    /// Errors, warnings and notes.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Outcome<T> {
    /// A value without anything to say.
    pub fn ok(value: T) -> Self {
        Self { value: Some(value), diagnostics: Vec::new() }
    }

    /// A value, if there is one, with diagnostics.
    pub fn new(value: Option<T>, mut diagnostics: Vec<Diagnostic>) -> Self {
        sort_diagnostics(&mut diagnostics);
        Self { value, diagnostics }
    }

    /// The value when no diagnostic is an error; else no value.
    pub fn unless_errors(value: T, diagnostics: Vec<Diagnostic>) -> Self {
        let failed = diagnostics.iter().any(Diagnostic::is_error);
        Self::new((!failed).then_some(value), diagnostics)
    }

    /// No value.
    pub fn failed(diagnostics: impl Into<Vec<Diagnostic>>) -> Self {
        Self::new(None, diagnostics.into())
    }

    /// Whether there is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// The value with its warnings, or everything that went wrong.
    ///
    /// # Errors
    /// All diagnostics, when there is no value.
    pub fn into_result(self) -> Result<(T, Vec<Diagnostic>), Failure> {
        match self.value {
            Some(value) => Ok((value, self.diagnostics)),
            None => Err(Failure { diagnostics: self.diagnostics }),
        }
    }

    /// The value alone; its warnings are appended to `warnings`.
    ///
    /// # Errors
    /// All diagnostics, when there is no value.
    pub fn take(self, warnings: &mut Vec<Diagnostic>) -> Result<T, Failure> {
        let (value, mut diagnostics) = self.into_result()?;
        warnings.append(&mut diagnostics);
        Ok(value)
    }

    /// The value made into another.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Outcome<U> {
        Outcome { value: self.value.map(make), diagnostics: self.diagnostics }
    }
}

/// Why a call gave nothing: all problems at once.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", display(.diagnostics))]
pub struct Failure {
    /// Sorted by place; at least one is an error.
    pub diagnostics: Vec<Diagnostic>,
}

fn display(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: vec![diagnostic] }
    }
}

impl<T> From<Failure> for Outcome<T> {
    fn from(failure: Failure) -> Self {
        Self::failed(failure.diagnostics)
    }
}

impl<T> From<Diagnostic> for Outcome<T> {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::failed(vec![diagnostic])
    }
}
