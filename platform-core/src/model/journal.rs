//! The memory of one apply, and what it leaves.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::address::{EntityRef, Scope};
use super::diagnostic::{Diagnostic, Effect};
use super::digest::Digest;
use super::names::{FormatVersion, Name};
use super::pins::Pins;
use super::plan::Intent;
use super::rendered::Rendered;
use super::time::Timestamp;
use super::value::{Text, Value};

/// The append-only memory of one apply: enough to go on after being killed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Journal {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The plan that is applied.
    pub plan_digest: Digest,
    /// What happened, oldest first.
    pub events: Vec<StepEvent>,
}

impl Journal {
    /// Nothing happened yet.
    pub fn new(plan_digest: Digest) -> Self {
        Self { format_version: FormatVersion::CURRENT, plan_digest, events: Vec::new() }
    }
}

/// Something that happened to a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StepEvent {
    /// The step's number in the plan.
    pub step: u32,
    /// Which attempt of the apply.
    pub attempt: u32,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: StepEventKind,
}

impl StepEvent {
    /// An event.
    pub fn new(step: u32, attempt: u32, at: Timestamp, kind: StepEventKind) -> Self {
        Self { step, attempt, at, kind }
    }
}

/// What happened to a step.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", tag = "kind")]
#[non_exhaustive]
pub enum StepEventKind {
    /// It is about to be done: written before the world is touched.
    Started,
    /// It was done.
    Succeeded {
        /// What was written, unknowns filled in; absent for a deletion.
        #[serde(default, deserialize_with = "super::value_serde::present", skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
        /// What it gave.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        outputs: BTreeMap<Name, Value>,
        /// What the target knows it by.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        identity: Option<Text>,
    },
    /// It was not done, or not wholly.
    Failed {
        /// Why.
        diagnostic: Diagnostic,
        /// What it left.
        outcome: Effect,
    },
}

impl fmt::Debug for StepEventKind {
    /// Without values: what an executor gives may be secret until it is recorded.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started => formatter.write_str("Started"),
            Self::Succeeded { body, outputs, identity } => formatter
                .debug_struct("Succeeded")
                .field("body", &body.as_ref().map(Value::type_name))
                .field("outputs", &outputs.keys().collect::<Vec<_>>())
                .field("identity", identity)
                .finish(),
            Self::Failed { diagnostic, outcome } => {
                formatter.debug_struct("Failed").field("diagnostic", diagnostic).field("outcome", outcome).finish()
            }
        }
    }
}

/// What was applied: enough to go back to it without path, registry or policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Release {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// The state's serial that the apply made.
    pub serial: u64,
    /// What was applied.
    pub pins: Pins,
    /// The plan's digest.
    pub plan_digest: Digest,
    /// Who applied it.
    pub actor: Text,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
    /// What it was for.
    #[serde(default, skip_serializing_if = "is_converge")]
    pub intent: Intent,
    /// How it ended.
    pub verdict: ReleaseVerdict,
    /// In words: `2 created, 1 updated`.
    pub summary: super::plan::Summary,
    /// Why checks that failed held nothing up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_glass: Option<Text>,
    /// Everything that should be since then.
    pub rendered: Rendered,
}

/// Whether it need not be said what an apply is for.
fn is_converge(intent: &Intent) -> bool {
    *intent == Intent::Converge
}

/// How an apply ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ReleaseVerdict {
    /// All of it was done.
    Succeeded,
    /// Something was not done.
    Failed,
}
