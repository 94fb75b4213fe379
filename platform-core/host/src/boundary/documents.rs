//! What a workspace's answers look like outside, in the command's JSON as in other languages.

use platform_core::model::{
    Applying, Diagnostic, Digest, EntityRef, FormatVersion, Hold, Intent, Name, PathChange, Pins, ReleaseVerdict,
    Scope, Step, Summary, Text, Timestamp, Version,
};
use platform_core::parse::Edited;
use schemars::JsonSchema;
use serde::Serialize;

use crate::store::ReleaseEntry;
use crate::workspace::{Applied, ApplyReport, LockChange, Publication, Status, Workspace};

/// What became of plans that were applied.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "ApplyReport", rename = "ApplyReport")]
pub(crate) struct ApplyDocument {
    /// The format's version.
    pub(crate) format_version: FormatVersion,
    /// Each plan, in the order they were applied.
    pub(crate) applied: Vec<AppliedDocument>,
}

/// What became of one plan.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Applied")]
pub(crate) struct AppliedDocument {
    /// The subject.
    pub(crate) subject: EntityRef,
    /// The environment, or `-`.
    pub(crate) environment: Scope,
    /// The state's serial since; null when there was nothing to do or it was not begun.
    pub(crate) serial: Option<u64>,
    /// How it ended.
    pub(crate) verdict: ReleaseVerdict,
    /// What it was to change.
    pub(crate) summary: Summary,
    /// The steps that failed.
    pub(crate) failed: Vec<FailedStepDocument>,
    /// The steps that were not begun, because one before them failed.
    pub(crate) left: Vec<Step>,
    /// Why it was not begun at all.
    pub(crate) refused: Option<Diagnostic>,
}

/// A step that was not done, or not wholly.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "FailedStep")]
pub(crate) struct FailedStepDocument {
    /// The step.
    pub(crate) step: Step,
    /// Why.
    pub(crate) diagnostic: Diagnostic,
}

/// What changed in lock files.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "LockReport", rename = "LockReport")]
pub(crate) struct LockDocument {
    /// The format's version.
    pub(crate) format_version: FormatVersion,
    /// Each entry that changed.
    pub(crate) changes: Vec<LockChangeDocument>,
}

/// An entry of a lock file that changed.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "LockChange")]
pub(crate) struct LockChangeDocument {
    /// The lock file, relative to the platform's root.
    pub(crate) file: String,
    /// The subject.
    pub(crate) subject: EntityRef,
    /// The environment, or `-`.
    pub(crate) environment: Scope,
    /// What it held.
    pub(crate) before: Pins,
    /// What it holds.
    pub(crate) after: Pins,
}

/// What was published just now.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "PublishReport", rename = "PublishReport")]
pub(crate) struct PublicationsDocument {
    /// The format's version.
    format_version: FormatVersion,
    /// Each version, by path the oldest first.
    published: Vec<PublicationDocument>,
}

/// A version of a golden path that was published.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Publication")]
struct PublicationDocument {
    /// The golden path.
    path: Name,
    /// The version.
    version: Version,
    /// The files that were written for it, relative to the platform's root: commit them with it.
    files: Vec<String>,
    /// What it changes against the newest that was published before; null for the first.
    change: Option<PathChange>,
}

/// What was applied, newest first.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "History", rename = "History")]
pub(crate) struct HistoryDocument {
    /// The format's version.
    pub(crate) format_version: FormatVersion,
    /// Each apply.
    pub(crate) releases: Vec<ReleaseDocument>,
}

/// One apply.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ReleaseEntry")]
pub(crate) struct ReleaseDocument {
    /// The subject.
    pub(crate) subject: EntityRef,
    /// The environment, or `-`.
    pub(crate) environment: Scope,
    /// The state's serial that the apply made.
    pub(crate) serial: u64,
    /// What was applied.
    pub(crate) pins: Pins,
    /// The plan's digest.
    pub(crate) plan_digest: Digest,
    /// Who applied it.
    pub(crate) actor: String,
    /// When it began.
    pub(crate) started_at: Timestamp,
    /// When it ended.
    pub(crate) ended_at: Timestamp,
    /// What it was for.
    pub(crate) intent: Intent,
    /// How it ended.
    pub(crate) verdict: ReleaseVerdict,
    /// What it changed.
    pub(crate) summary: Summary,
    /// Why checks that failed held nothing up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) break_glass: Option<String>,
}

/// How things stand.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Status", rename = "Status")]
pub(crate) struct StatusDocument {
    /// The format's version.
    pub(crate) format_version: FormatVersion,
    /// Each subject in each environment.
    pub(crate) subjects: Vec<StatusEntry>,
}

/// How one subject stands in one environment.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatusEntry {
    /// The subject.
    pub(crate) subject: EntityRef,
    /// The environment, or `-`.
    pub(crate) environment: Scope,
    /// Whether the files still have it.
    pub(crate) declared: bool,
    /// What the lock file holds: what is desired.
    pub(crate) locked: Pins,
    /// What was applied; null before the first apply.
    pub(crate) applied: Option<Pins>,
    /// How many applies have begun.
    pub(crate) serial: u64,
    /// How many resources are ours.
    pub(crate) resources: usize,
    /// The apply that has begun and has not ended.
    pub(crate) applying: Option<Applying>,
    /// The hold of a rollback.
    pub(crate) hold: Option<Hold>,
    /// The last release.
    pub(crate) last: Option<ReleaseDocument>,
}

/// What edits change in files.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "EditReport", rename = "EditReport")]
pub(crate) struct EditDocument {
    /// The format's version.
    pub(crate) format_version: FormatVersion,
    /// Whether the files were written.
    pub(crate) written: bool,
    /// The files that change.
    pub(crate) files: Vec<EditedFile>,
}

/// One file that changes.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EditedFile {
    /// The file, relative to the platform's root.
    pub(crate) file: String,
    /// Its text before.
    pub(crate) before: String,
    /// Its text after.
    pub(crate) after: String,
}

impl From<&ReleaseEntry> for ReleaseDocument {
    fn from(entry: &ReleaseEntry) -> Self {
        Self {
            subject: entry.subject.clone(),
            environment: entry.environment.clone(),
            serial: entry.serial,
            pins: entry.pins.clone(),
            plan_digest: entry.plan_digest,
            actor: entry.actor.to_string(),
            started_at: entry.started_at,
            ended_at: entry.ended_at,
            intent: entry.intent,
            verdict: entry.verdict,
            summary: entry.summary,
            break_glass: entry.break_glass.as_ref().map(ToString::to_string),
        }
    }
}

impl From<&Status> for StatusEntry {
    fn from(status: &Status) -> Self {
        Self {
            subject: status.subject.clone(),
            environment: status.environment.clone(),
            declared: status.declared,
            locked: status.locked.clone(),
            applied: status.applied.clone(),
            serial: status.serial,
            resources: status.resources,
            applying: status.applying.clone(),
            hold: status.hold.clone(),
            last: status.last.as_ref().map(Into::into),
        }
    }
}

impl From<&ApplyReport> for ApplyDocument {
    fn from(report: &ApplyReport) -> Self {
        Self { format_version: FormatVersion::CURRENT, applied: report.applied.iter().map(Into::into).collect() }
    }
}

impl From<&Applied> for AppliedDocument {
    fn from(applied: &Applied) -> Self {
        let failed = applied.failed.iter();
        Self {
            subject: applied.subject.clone(),
            environment: applied.environment.clone(),
            serial: applied.serial,
            verdict: applied.verdict,
            summary: applied.summary,
            failed: failed
                .map(|failed| FailedStepDocument { step: failed.step.clone(), diagnostic: failed.diagnostic.clone() })
                .collect(),
            left: applied.left.clone(),
            refused: applied.refused.first().cloned(),
        }
    }
}

impl From<&[LockChange]> for LockDocument {
    fn from(changes: &[LockChange]) -> Self {
        let changes = changes.iter().map(|change| LockChangeDocument {
            file: change.file.to_string(),
            subject: change.subject.clone(),
            environment: change.environment.clone(),
            before: change.before.clone(),
            after: change.after.clone(),
        });
        Self { format_version: FormatVersion::CURRENT, changes: changes.collect() }
    }
}

impl From<Vec<Publication>> for PublicationsDocument {
    fn from(published: Vec<Publication>) -> Self {
        let document =
            |Publication { path, version, files, change }| PublicationDocument { path, version, files, change };
        Self { format_version: FormatVersion::CURRENT, published: published.into_iter().map(document).collect() }
    }
}

impl From<&[ReleaseEntry]> for HistoryDocument {
    fn from(releases: &[ReleaseEntry]) -> Self {
        Self { format_version: FormatVersion::CURRENT, releases: releases.iter().map(Into::into).collect() }
    }
}

impl From<&[Status]> for StatusDocument {
    fn from(found: &[Status]) -> Self {
        Self { format_version: FormatVersion::CURRENT, subjects: found.iter().map(Into::into).collect() }
    }
}

impl EditDocument {
    pub(crate) fn new(workspace: &Workspace, edited: &Edited, written: bool) -> Self {
        let files = changes(workspace, edited).map(|(file, [before, after])| EditedFile {
            file: file.to_string(),
            before,
            after,
        });
        Self { format_version: FormatVersion::CURRENT, written, files: files.collect() }
    }
}

/// Each file that edits change, with its text before and after.
pub(crate) fn changes<'e>(
    workspace: &'e Workspace,
    edited: &'e Edited,
) -> impl Iterator<Item = (&'e Text, [String; 2])> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    edited.files.iter().map(move |(file, after)| {
        let before = workspace.platform().sources.get(file).map(|bytes| text(bytes)).unwrap_or_default();
        (file, [before, text(after)])
    })
}
