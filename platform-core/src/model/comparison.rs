//! How two renderings differ, and whether they should.

use serde::{Deserialize, Serialize};

use super::address::{Address, EntityRef, Scope};
use super::explanation::ExplainedOrigin;
use super::names::FormatVersion;
use super::pins::Pins;
use super::pointer::Pointer;
use super::rendered::ResourceClass;
use super::value::Value;

/// How two renderings differ: two environments, two releases, or what is applied and what should be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Comparison {
    /// The format's version.
    pub format_version: FormatVersion,
    /// What the differences lead from.
    pub before: ComparedSide,
    /// What they lead to.
    pub after: ComparedSide,
    /// What differs, by address.
    pub resources: Vec<ResourceDifference>,
    /// How many of each kind.
    pub summary: ComparisonSummary,
}

impl Comparison {
    /// Whether anything differs that is not intended.
    pub fn has_unintended(&self) -> bool {
        self.summary.skew > 0 || self.summary.unexplained > 0
    }
}

/// One of two renderings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ComparedSide {
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// The serial of the release; absent for what the files say now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<u64>,
    /// What it was rendered from.
    pub pins: Pins,
}

impl ComparedSide {
    /// A side.
    pub fn new(subject: EntityRef, environment: Scope, release: Option<u64>, pins: Pins) -> Self {
        Self { subject, environment, release, pins }
    }
}

/// One resource that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResourceDifference {
    /// Its name on the side it leads to, where it is there.
    pub address: Address,
    /// What kind of thing it is.
    #[serde(default)]
    pub class: ResourceClass,
    /// On which side it is.
    pub presence: Presence,
    /// Whether it should differ: of a resource that both sides have, what is worst among its fields.
    pub kind: DifferenceKind,
    /// Why.
    pub reason: DifferenceReason,
    /// Of a resource that one side has: why it is there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<ExplainedOrigin>,
    /// Field by field, where both sides have it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldDifference>,
}

/// On which side a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Presence {
    /// On both.
    Both,
    /// Only on the side the differences lead from.
    OnlyBefore,
    /// Only on the side they lead to.
    OnlyAfter,
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FieldDifference {
    /// Where; items of keyed lists by key.
    pub path: Pointer,
    /// What it is on the one side; absent when nothing is there.
    #[serde(default, deserialize_with = "super::value_serde::present", skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it is on the other side; absent when nothing is there.
    #[serde(default, deserialize_with = "super::value_serde::present", skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// Whether it should differ.
    pub kind: DifferenceKind,
    /// Why.
    pub reason: DifferenceReason,
    /// Where the one value comes from: itself first, then what was read for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before_origins: Vec<ExplainedOrigin>,
    /// Where the other value comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_origins: Vec<ExplainedOrigin>,
}

/// Whether a difference should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum DifferenceKind {
    /// Somebody wrote it for one of the environments.
    Intended,
    /// One side is behind: other versions, other artifacts, other outputs, or files that were edited in between.
    Skew,
    /// Neither tells why.
    Unexplained,
}

/// Why something differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum DifferenceReason {
    /// An environment says it, or something else says it for one environment.
    Environment,
    /// The golden paths have other versions.
    PathVersion,
    /// The artifacts are others.
    Artifact,
    /// What another resource gave is known on one side only, or is another value.
    Output,
    /// The files were edited between the two.
    Files,
    /// Nothing tells why.
    Unknown,
}

impl DifferenceReason {
    /// Whether a difference with this reason should be.
    pub fn kind(self) -> DifferenceKind {
        match self {
            Self::Environment => DifferenceKind::Intended,
            Self::PathVersion | Self::Artifact | Self::Output | Self::Files => DifferenceKind::Skew,
            Self::Unknown => DifferenceKind::Unexplained,
        }
    }
}

/// How many differences of each kind: fields, and resources that one side has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
#[non_exhaustive]
pub struct ComparisonSummary {
    pub intended: u32,
    pub skew: u32,
    pub unexplained: u32,
}

impl ComparisonSummary {
    /// Counts one more.
    pub fn count(&mut self, kind: DifferenceKind) {
        let number = match kind {
            DifferenceKind::Intended => &mut self.intended,
            DifferenceKind::Skew => &mut self.skew,
            DifferenceKind::Unexplained => &mut self.unexplained,
        };
        *number = number.saturating_add(1);
    }

    /// Counts those of another.
    pub fn add(&mut self, other: &Self) {
        self.intended = self.intended.saturating_add(other.intended);
        self.skew = self.skew.saturating_add(other.skew);
        self.unexplained = self.unexplained.saturating_add(other.unexplained);
    }

    /// All of them.
    pub fn total(&self) -> u32 {
        self.intended.saturating_add(self.skew).saturating_add(self.unexplained)
    }
}
