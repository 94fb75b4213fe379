//! The documents that only the command prints, and their schemas.

use platform_core::model::{
    CodeInfo, Comparison, Diagnostic, EntityRef, FormatVersion, Pins, ReleaseVerdict, Scope, Step, Summary, Timestamp,
    codes,
};
use platform_core::schemas::Schema;
use schemars::JsonSchema;
use serde::Serialize;

use crate::workspace::Status;

/// Problems, as they are written to stderr where data is JSON.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Diagnostics")]
pub(crate) struct Problems<'a> {
    /// The format's version.
    pub(crate) format_version: FormatVersion,
    /// Sorted by place.
    pub(crate) diagnostics: &'a [Diagnostic],
}

/// Error codes with what is known of them.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Codes")]
pub(crate) struct Codes<'a> {
    /// The format's version.
    pub(crate) format_version: FormatVersion,
    /// Each code.
    pub(crate) codes: &'a [&'a CodeInfo],
}

/// What `validate` finds.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Validation")]
pub(crate) struct Validation {
    /// The format's version.
    pub(crate) format_version: FormatVersion,
    /// Whether there is no error.
    pub(crate) valid: bool,
    /// How many subjects, environments and versions of golden paths were read.
    pub(crate) subjects: usize,
    /// Environments.
    pub(crate) environments: usize,
    /// Versions of golden paths.
    pub(crate) golden_paths: usize,
    /// Every problem, sorted by place.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// What became of plans that were applied.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "ApplyReport")]
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
#[schemars(title = "LockReport")]
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

/// What was applied, newest first.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "History")]
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
    pub(crate) plan_digest: platform_core::model::Digest,
    /// Who applied it.
    pub(crate) actor: String,
    /// When it began.
    pub(crate) started_at: Timestamp,
    /// When it ended.
    pub(crate) ended_at: Timestamp,
    /// How it ended.
    pub(crate) verdict: ReleaseVerdict,
    /// What it changed.
    pub(crate) summary: Summary,
}

/// How things stand.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Status")]
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
    pub(crate) applying: Option<platform_core::model::Applying>,
    /// The hold of a rollback.
    pub(crate) hold: Option<platform_core::model::Hold>,
    /// The last release.
    pub(crate) last: Option<ReleaseDocument>,
}

/// What differs between two environments or releases.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "ComparisonSet")]
pub(crate) struct ComparisonDocument {
    /// The format's version.
    pub(crate) format_version: FormatVersion,
    /// Each subject that was compared.
    pub(crate) comparisons: Vec<Comparison>,
}

/// What edits change in files.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "EditReport")]
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

impl From<&crate::store::ReleaseEntry> for ReleaseDocument {
    fn from(entry: &crate::store::ReleaseEntry) -> Self {
        Self {
            subject: entry.subject.clone(),
            environment: entry.environment.clone(),
            serial: entry.serial,
            pins: entry.pins.clone(),
            plan_digest: entry.plan_digest,
            actor: entry.actor.to_string(),
            started_at: entry.started_at,
            ended_at: entry.ended_at,
            verdict: entry.verdict,
            summary: entry.summary,
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

/// Every schema: the core's, and those of what only the command prints.
pub fn schemas() -> Vec<Schema> {
    use platform_core::schemas::written;
    let mut all = platform_core::schemas::all();
    all.extend([
        written::<Problems<'static>>("diagnostics"),
        written::<Codes<'static>>("codes"),
        written::<Validation>("validation"),
        written::<ApplyDocument>("apply-report"),
        written::<LockDocument>("lock-report"),
        written::<HistoryDocument>("history"),
        written::<StatusDocument>("status"),
        written::<ComparisonDocument>("comparison"),
        written::<EditDocument>("edit-report"),
    ]);
    all
}

/// Every error code with its cause, an example and what mends it, as a page of Markdown.
pub fn write_error_page() -> String {
    let mut page = String::from(
        "<!-- Generated by `cargo platform error --write docs/errors.md`; do not edit. -->\n\
         # Error codes\n\n\
         Codes are stable and never reused. `platform error CODE` prints one of these.\n",
    );
    let mut category = String::new();
    for info in codes::all() {
        if info.code.category() != category {
            category = info.code.category().to_owned();
            page.push_str(&format!(
                "\n## {category}\n\n| code | cause | example | what mends it |\n|---|---|---|---|\n"
            ));
        }
        let cell = |text: &str| text.replace('|', "\\|");
        let (cause, example, fix) = (cell(info.cause), cell(info.example), cell(info.fix));
        page.push_str(&format!("| `{}` | {cause} | {example} | {fix} |\n", info.code));
    }
    page
}
