//! Verdicts on a plan.

use serde::{Deserialize, Serialize};

use super::address::{Address, EntityRef};
use super::digest::Digest;
use super::time::Timestamp;
use super::value::Text;

/// What a rule says of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CheckResult {
    /// The rule.
    pub rule: Text,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// What it says.
    pub verdict: Verdict,
    /// In one sentence.
    pub message: String,
}

/// Pass, fail, or not known yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
#[non_exhaustive]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It depends on what is known only after apply.
    Unknown {
        /// What it waits for.
        blocked_on: Vec<Address>,
    },
    /// It does not hold, and somebody answers for it.
    Waived {
        /// Until when.
        until: Timestamp,
    },
}

/// Somebody's yes to exactly one plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Approval {
    /// Who.
    pub by: EntityRef,
    /// The plan's digest.
    pub digest: Digest,
    /// Until when it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// Somebody answers for a rule that fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Waiver {
    /// The rule.
    pub rule: Text,
    /// Whose resources; absent means everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<EntityRef>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: EntityRef,
    /// Until when.
    pub until: Timestamp,
}
