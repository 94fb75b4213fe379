//! What two revisions of a platform's files want differently.

use serde::{Deserialize, Serialize};

use super::address::{EntityRef, Scope};
use super::diagnostic::Diagnostic;
use super::digest::Digest;
use super::names::FormatVersion;
use super::plan::Plan;
use super::plan_set::ChangeGroup;
use super::rendered::Rendered;
use super::value::Text;

/// What two revisions of a platform's files want differently: for each subject in each environment the plan that would lead
/// from all that the former wants to all that the latter does, as if exactly that were there. No state and nothing of the
/// world is looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RevisionDiff {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The revision that is compared with.
    pub before: Revision,
    /// The revision that is compared.
    pub after: Revision,
    /// What changes, by subject and environment.
    pub changes: Vec<RevisionChange>,
    /// In how many places nothing changes.
    pub unchanged: u32,
    /// Where one of the revisions can't be rendered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<FailedRevision>,
    /// Changes that are the same in several places, each told once: those in most places first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<ChangeGroup>,
    /// The digest of the plans as a set. They are no plans that could be applied: it says whether two comparisons came to
    /// the same.
    pub digest: Digest,
}

impl RevisionDiff {
    /// Whether anything is wanted differently, or can be rendered that could not be before.
    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty() || self.failed.iter().any(|one| one.side == RevisionSide::Before)
    }

    /// Without what was rendered: what changes stays, where its values come from goes.
    #[must_use]
    pub fn without_rendered(mut self) -> Self {
        self.changes.iter_mut().for_each(|change| change.rendered = None);
        self
    }
}

/// How people call a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Revision {
    /// A branch, a tag, or what else stands for it.
    pub name: Text,
    /// The full name of its commit, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<Text>,
}

impl Revision {
    /// A revision that people call so.
    pub fn new(name: impl Into<Text>) -> Self {
        Self { name: name.into(), commit: None }
    }

    /// With its commit.
    #[must_use]
    pub fn with_commit(mut self, commit: impl Into<Text>) -> Self {
        self.commit = Some(commit.into());
        self
    }
}

/// What two revisions want differently of one subject in one environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RevisionChange {
    /// Which of the revisions have it.
    pub kind: RevisionChangeKind,
    /// What changes and why.
    pub plan: Plan,
    /// What the later revision wants: where values come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered: Option<Rendered>,
}

impl RevisionChange {
    /// A change with what its plan was rendered from.
    pub fn new(kind: RevisionChangeKind, plan: Plan, rendered: Rendered) -> Self {
        Self { kind, plan, rendered: Some(rendered) }
    }
}

/// Which of two revisions have a subject in an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RevisionChangeKind {
    /// Both.
    Changed,
    /// Only the later one.
    Added,
    /// Only the former one.
    Removed,
}

/// One of two revisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum RevisionSide {
    /// The one that is compared with.
    Before,
    /// The one that is compared.
    After,
}

/// Where a revision can't be rendered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FailedRevision {
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// Which revision. Where both fail, it is the later one.
    pub side: RevisionSide,
    /// Why.
    pub diagnostics: Vec<Diagnostic>,
}

impl FailedRevision {
    /// What is wrong with a revision of a subject in an environment.
    pub fn new(subject: EntityRef, environment: Scope, side: RevisionSide, diagnostics: Vec<Diagnostic>) -> Self {
        Self { subject, environment, side, diagnostics }
    }
}
