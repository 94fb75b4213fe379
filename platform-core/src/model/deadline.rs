//! Dates by which something must be done.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::diagnostic::Place;
use super::time::Timestamp;
use super::value::Text;

/// A date by which something must be done. It never changes what is rendered: a check warns ahead of it and fails when it
/// has passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Deadline {
    /// What it is a deadline of.
    pub kind: DeadlineKind,
    /// Which one: an override's id, a version `web-service@1.3.0`, an environment's name.
    pub name: Text,
    /// From when it is worth a warning of its own; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// By when; absent where a version is deprecated and nobody said until when it may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Why, in the words of who set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// What to do.
    pub help: Text,
    /// Where it was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
}

impl Deadline {
    /// The name of the rule that it is to a check, which a waiver names too: `deadline/override/slow-drain`.
    ///
    /// ```
    /// use platform_core::model::{Deadline, DeadlineKind};
    /// let deadline = Deadline::new(DeadlineKind::Environment, "preview", "remove it");
    /// assert_eq!(deadline.rule(), "deadline/environment/preview");
    /// ```
    pub fn rule(&self) -> String {
        self.kind.rule(&self.name)
    }

    /// A deadline that is not set yet.
    pub fn new(kind: DeadlineKind, name: impl Into<Text>, help: impl Into<Text>) -> Self {
        Self { kind, name: name.into(), since: None, until: None, reason: None, help: help.into(), at: None }
    }

    /// By when.
    #[must_use]
    pub fn with_until(mut self, until: Option<Timestamp>) -> Self {
        self.until = until;
        self
    }

    /// Where it was set.
    #[must_use]
    pub fn with_place(mut self, at: Place) -> Self {
        self.at = Some(at);
        self
    }
}

impl fmt::Display for Deadline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            DeadlineKind::Override => write!(formatter, "the override `{}`", self.name),
            DeadlineKind::GoldenPath => write!(formatter, "the deprecated golden path {}", self.name),
            DeadlineKind::Environment => write!(formatter, "the environment {}", self.name),
        }
    }
}

/// What a deadline is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum DeadlineKind {
    /// An override's `expires`.
    Override,
    /// The end of a deprecated version of a golden path.
    GoldenPath,
    /// An environment's `expires`.
    Environment,
}

impl DeadlineKind {
    /// The name of the rule that a deadline of this kind is.
    pub(crate) fn rule(self, name: &str) -> String {
        let kind = match self {
            Self::Override => "override",
            Self::GoldenPath => "goldenPath",
            Self::Environment => "environment",
        };
        format!("deadline/{kind}/{name}")
    }
}
