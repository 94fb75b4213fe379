//! A release without all that it holds, for lists.

use platform_core::model::{
    Digest, EntityRef, FormatVersion, Intent, Pins, Release, ReleaseVerdict, Scope, Summary, Text, Timestamp,
};
use serde::{Deserialize, Serialize};

/// A [`Release`] without what was rendered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseEntry {
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
    #[serde(default)]
    pub intent: Intent,
    /// How it ended.
    pub verdict: ReleaseVerdict,
    /// What it changed.
    pub summary: Summary,
    /// Why checks that failed held nothing up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_glass: Option<Text>,
}

impl From<&Release> for ReleaseEntry {
    fn from(release: &Release) -> Self {
        Self {
            format_version: release.format_version,
            subject: release.subject.clone(),
            environment: release.environment.clone(),
            serial: release.serial,
            pins: release.pins.clone(),
            plan_digest: release.plan_digest,
            actor: release.actor.clone(),
            started_at: release.started_at,
            ended_at: release.ended_at,
            intent: release.intent,
            verdict: release.verdict,
            summary: release.summary,
            break_glass: release.break_glass.clone(),
        }
    }
}
