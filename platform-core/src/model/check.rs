//! Verdicts on a plan.

use serde::{Deserialize, Serialize};

use super::address::{Address, EntityRef, Scope};
use super::codes;
use super::diagnostic::{Diagnostic, Place, Retry};
use super::digest::Digest;
use super::document::Source;
use super::time::Timestamp;
use super::value::Text;

/// What a rule says of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CheckResult {
    /// The rule: `deadline/override/slow-drain`.
    pub rule: Text,
    /// Whose plan it is about.
    pub subject: EntityRef,
    /// Its environment, or `-`.
    pub environment: Scope,
    /// Which resource of the plan, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// What it says.
    pub verdict: Verdict,
    /// In one sentence.
    pub message: String,
    /// What would make it pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// Where what it is about was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
}

impl CheckResult {
    /// A verdict on a plan as a whole.
    pub fn new(
        rule: impl Into<Text>,
        subject: EntityRef,
        environment: Scope,
        verdict: Verdict,
        message: impl Into<String>,
    ) -> Self {
        let (rule, message) = (rule.into(), message.into());
        Self { rule, subject, environment, address: None, verdict, message, help: None, at: None }
    }

    /// The problem that a failed check is; none where it passed, was waived or can't be told yet.
    ///
    /// ```
    /// use platform_core::model::{CheckResult, Verdict};
    /// let of = |verdict| Some(CheckResult::new("deadline/environment/preview", "cart".parse().ok()?, "preview".parse().ok()?, verdict, "it has passed"));
    /// let code = |verdict| of(verdict)?.problem().map(|problem| problem.code.to_string());
    /// assert_eq!(code(Verdict::Fail).as_deref(), Some("policy.deadline"));
    /// assert_eq!(code(Verdict::Pass), None);
    /// ```
    pub fn problem(&self) -> Option<Diagnostic> {
        if self.verdict != Verdict::Fail {
            return None;
        }
        let mut problem = Diagnostic::error(codes::POLICY_DEADLINE, self.message.clone()).with_retry(Retry::AfterHuman);
        if let Some(help) = &self.help {
            problem = problem.with_help(&**help);
        }
        if let Some(at) = &self.at {
            problem = problem.with_place(at.clone());
        }
        Some(problem)
    }
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
    /// The rule; that of a deadline is `deadline/override/ID`, `deadline/environment/NAME` or
    /// `deadline/goldenPath/NAME@VERSION`.
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
    /// Where its end is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// Where it was written.
    #[serde(skip)]
    pub source: Source,
}
