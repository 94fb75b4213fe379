//! What a workspace answers.

use platform_core::model::{
    Applying, CheckResult, Diagnostic, EntityRef, FailedPlan, FormatVersion, Hold, Orphan, Pins, PlanFile, PlanSet,
    PlannedRendering, ReleaseVerdict, Scope, Step, Summary, Text, Touched, sort_diagnostics,
};
use platform_core::plan::change_groups;
use platform_core::run::FailedStep;
use serde::Serialize;

use crate::store::ReleaseEntry;

/// The plans of many.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Planned {
    /// What could be planned, in the order it is to be applied: shared dependencies first, `-` before environments.
    pub ok: Vec<PlannedRendering>,
    /// What could not.
    pub failed: Vec<FailedPlan>,
    /// What was applied and is gone from the files, where everything was selected: it is destroyed only by name.
    pub orphans: Vec<Orphan>,
    /// Verdicts on what could be planned, as of now.
    pub checks: Vec<CheckResult>,
    /// Why each was picked, where it was for what changed.
    pub touched: Vec<Touched>,
    /// Warnings of all that could be planned; or why nothing could be selected.
    pub diagnostics: Vec<Diagnostic>,
}

impl Planned {
    /// Whether anything would be done.
    pub fn has_changes(&self) -> bool {
        self.ok.iter().any(|planned| planned.plan.has_changes())
    }

    /// What failed checks say, each problem once.
    pub fn failed_checks(&self) -> Vec<Diagnostic> {
        let mut problems: Vec<Diagnostic> = self.checks.iter().filter_map(CheckResult::problem).collect();
        sort_diagnostics(&mut problems);
        problems
    }

    /// The plans alone, with what they have in common.
    pub fn plan_set(&self) -> PlanSet {
        let mut set = PlanSet::default();
        set.ok = self.ok.iter().map(|planned| planned.plan.clone()).collect();
        set.failed.clone_from(&self.failed);
        set.groups = change_groups(&set.ok);
        set.orphans.clone_from(&self.orphans);
        set.checks.clone_from(&self.checks);
        set.touched.clone_from(&self.touched);
        set
    }

    /// What is written to a plan file and given to [`Workspace::apply`](super::Workspace::apply).
    pub fn plan_file(self) -> PlanFile {
        PlanFile { format_version: FormatVersion::CURRENT, plans: self.ok }
    }
}

/// What became of a plan file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApplyReport {
    /// Each plan, in the order they were applied.
    pub applied: Vec<Applied>,
}

impl ApplyReport {
    /// Whether everything was done.
    pub fn succeeded(&self) -> bool {
        self.applied.iter().all(|applied| applied.verdict == ReleaseVerdict::Succeeded)
    }

    /// Why not everything was done. What several steps failed of together is told once.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let steps = self.applied.iter().flat_map(|applied| &applied.failed).map(|failed| &failed.diagnostic);
        let mut told: Vec<Diagnostic> = Vec::new();
        for problem in steps.chain(self.applied.iter().flat_map(|applied| &applied.refused)) {
            if !told.contains(problem) {
                told.push(problem.clone());
            }
        }
        told
    }
}

/// What became of one plan.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Applied {
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// The state's serial since; `None` when there was nothing to do or it was not begun.
    pub serial: Option<u64>,
    /// How it ended.
    pub verdict: ReleaseVerdict,
    /// What it was to change.
    pub summary: Summary,
    /// The steps that failed.
    pub failed: Vec<FailedStep>,
    /// The steps that were not begun, because one before them failed.
    pub left: Vec<Step>,
    /// Why it was not begun at all: somebody else was first, or what it depends on failed.
    pub refused: Vec<Diagnostic>,
}

/// What changed in a lock file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LockChange {
    /// The lock file, relative to the platform's root.
    pub file: Text,
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// What it held.
    pub before: Pins,
    /// What it holds.
    pub after: Pins,
}

/// How one subject stands in one environment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Status {
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// Whether the files still have it: without them it is an orphan, destroyed only by name.
    pub declared: bool,
    /// What the lock file holds: what is desired.
    pub locked: Pins,
    /// What was applied; `None` before the first apply.
    pub applied: Option<Pins>,
    /// How many applies have begun.
    pub serial: u64,
    /// How many resources are ours.
    pub resources: usize,
    /// The apply that has begun and has not ended.
    pub applying: Option<Applying>,
    /// The hold of a rollback.
    pub hold: Option<Hold>,
    /// The last release.
    pub last: Option<ReleaseEntry>,
}
