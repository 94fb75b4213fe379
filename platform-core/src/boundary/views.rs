//! What the boundary shows of things that have no wire form of their own.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{
    Address, ChangeGroup, CheckResult, Diagnostic, EntityRef, Expectation, FailedPlan, FormatVersion, Journal, Map,
    Name, Orphan, PathPin, Pins, Platform, ReleaseVerdict, Requirement, Resolved, Resource, Scope, State,
    StateResource, Step, Text, Timestamp, Value, Version, Waiver,
};
use crate::run::{Apply, FailedStep, Next, Progress, StepWork};

/// What a platform holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlatformView {
    /// The format's version.
    pub format_version: FormatVersion,
    /// What follows a golden path, by reference.
    pub subjects: BTreeMap<EntityRef, SubjectView>,
    /// The environments.
    pub environments: Vec<Name>,
    /// The versions of each golden path, oldest first.
    pub golden_paths: BTreeMap<Name, Vec<Version>>,
    /// Who answers for which rule that fails, by the waiver's name.
    pub waivers: BTreeMap<Name, Waiver>,
    /// Files with errors: what depends on them can't be rendered.
    pub broken: Vec<Text>,
}

/// What follows a golden path.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubjectView {
    /// The path it follows, and which versions will do.
    pub golden_path: Requirement,
    /// Where it is planned: `-` and the environments it lives in.
    pub environments: Vec<Scope>,
}

impl PlatformView {
    pub(super) fn new(platform: &Platform) -> Self {
        let subjects = platform.subjects.iter().map(|(reference, subject)| {
            let view =
                SubjectView { golden_path: subject.follows.r#ref.clone(), environments: platform.scopes(subject) };
            (reference.clone(), view)
        });
        let paths = platform.golden_paths.iter();
        Self {
            format_version: FormatVersion::CURRENT,
            subjects: subjects.collect(),
            environments: platform.environments.keys().cloned().collect(),
            golden_paths: paths.map(|(name, versions)| (name.clone(), versions.keys().cloned().collect())).collect(),
            waivers: platform.waivers.clone(),
            broken: platform.broken.keys().cloned().collect(),
        }
    }
}

/// Whether a platform can be rendered everywhere; what is wrong stands in the diagnostics.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ValidationView {
    /// Whether there is no error.
    pub valid: bool,
    /// How many subjects were read.
    pub subjects: usize,
    /// How many environments.
    pub environments: usize,
    /// How many versions of golden paths.
    pub golden_paths: usize,
}

/// One subject in one environment: exact versions and merged parameters.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResolvedView {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// The exact versions and artifacts, complete.
    pub pins: Pins,
    /// Whether they hold more than was given, so that the lock file must be written.
    pub pins_filled: bool,
    /// The lock file that holds them, relative to the platform's root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock_file: Option<Text>,
    /// The path, then the included ones.
    pub paths: Vec<PathView>,
}

/// One golden path with the parameters of its scope.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PathView {
    /// Its name.
    pub name: Name,
    /// Its version.
    pub version: Version,
    /// Its pin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<PathPin>,
    /// Its parameters, merged and validated, by name.
    pub parameters: ParameterView,
}

/// Merged parameters, by name.
pub type ParameterView = Map;

impl ResolvedView {
    /// What a subject was resolved to.
    pub fn new(platform: &Platform, resolved: &Resolved) -> Self {
        let pins = &resolved.pins;
        let paths = resolved.parts.iter().map(|part| {
            let metadata = &part.path.metadata;
            let path = pins.path.iter().chain(pins.includes.values()).find(|pin| pin.name == metadata.name);
            PathView {
                name: metadata.name.clone(),
                version: metadata.version.clone(),
                pin: path.cloned(),
                parameters: part.parameters.value.as_map().cloned().unwrap_or_default(),
            }
        });
        Self {
            format_version: FormatVersion::CURRENT,
            subject: resolved.subject.reference().clone(),
            environment: resolved.scope.clone(),
            pins: pins.clone(),
            pins_filled: resolved.pins_filled,
            lock_file: platform.lock_path(resolved.subject.reference()),
            paths: paths.collect(),
        }
    }
}

/// One step with all that an executor needs for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WorkView {
    /// The step.
    pub step: Step,
    /// Which attempt of the apply.
    pub attempt: u32,
    /// What is to be written, unknowns filled in; absent for steps that write nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// What the state knows of it; for a move, of it under its old address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<StateResource>,
    /// What was rendered for it; absent when it is no longer rendered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<Resource>,
    /// What must be found before it starts; absent when an earlier step of the plan saw to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expectation>,
    /// The address it had, for a move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<Address>,
    /// An earlier attempt started it, and what that left is not known.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub repeated: bool,
    /// Why it can't be done at all; it is to be recorded as failed instead of started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Diagnostic>,
}

impl From<StepWork> for WorkView {
    fn from(work: StepWork) -> Self {
        Self {
            step: work.step,
            attempt: work.attempt,
            body: work.body,
            before: work.before,
            resource: work.resource,
            expect: work.expect,
            moved_from: work.moved_from,
            repeated: work.repeated,
            refused: work.refused,
        }
    }
}

/// What is to happen next in an apply.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Next"))]
#[serde(rename_all = "camelCase", tag = "kind")]
#[non_exhaustive]
pub enum NextView {
    /// These steps may start, all at once.
    Start {
        /// The steps. `started` is recorded, and stored, before one is done.
        steps: Vec<WorkView>,
    },
    /// Nothing may start now.
    Wait {
        /// When something may start by itself; absent: not before a running step ends.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// Checks must be judged first.
    NeedsCheck,
    /// Somebody must approve first.
    NeedsApproval,
    /// What was done must be undone.
    Abort {
        /// The steps that undo it.
        compensate: Vec<WorkView>,
    },
    /// Everything that could be done is done.
    Done,
}

impl From<Next> for NextView {
    fn from(next: Next) -> Self {
        let views = |steps: Vec<StepWork>| steps.into_iter().map(Into::into).collect();
        match next {
            Next::Start(steps) => Self::Start { steps: views(steps) },
            Next::Wait { until } => Self::Wait { until },
            Next::NeedsCheck => Self::NeedsCheck,
            Next::NeedsApproval => Self::NeedsApproval,
            Next::Abort { compensate } => Self::Abort { compensate: views(compensate) },
            Next::Done => Self::Done,
        }
    }
}

/// How far an apply is, in steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApplyProgress {
    /// All there are.
    pub total: usize,
    /// Done.
    pub done: usize,
    /// Started and not ended.
    pub running: usize,
    /// Failed.
    pub failed: usize,
}

impl From<Progress> for ApplyProgress {
    fn from(progress: Progress) -> Self {
        Self { total: progress.total, done: progress.done, running: progress.running, failed: progress.failed }
    }
}

/// A step that was not done, or not wholly.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "FailedStep"))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FailedStepView {
    /// The step.
    pub step: Step,
    /// Why.
    pub diagnostic: Diagnostic,
}

impl From<FailedStep> for FailedStepView {
    fn from(failed: FailedStep) -> Self {
        Self { step: failed.step, diagnostic: failed.diagnostic }
    }
}

/// How an apply stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApplyView {
    /// 1 for the first attempt, one more for each resume.
    pub attempt: u32,
    /// What is known by now.
    pub state: State,
    /// What happened so far.
    pub journal: Journal,
    /// What is to happen next.
    pub next: NextView,
    /// How far it is.
    pub progress: ApplyProgress,
    /// The steps that failed in this attempt.
    pub failed: Vec<FailedStepView>,
    /// The steps that were not begun.
    pub left: Vec<Step>,
    /// How it would end if it ended now.
    pub verdict: ReleaseVerdict,
}

impl ApplyView {
    pub(super) fn new(apply: &Apply, now: Timestamp) -> Self {
        Self {
            attempt: apply.attempt(),
            state: apply.state().clone(),
            journal: apply.journal().clone(),
            next: crate::run::next(apply, now).into(),
            progress: apply.progress().into(),
            failed: apply.failed().into_iter().map(Into::into).collect(),
            left: apply.left(),
            verdict: apply.verdict(),
        }
    }
}

/// What is to be said of many plans beside the plans themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "PlannedView"))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlannedView {
    /// The subjects that could not be planned.
    pub failed: Vec<FailedPlan>,
    /// Changes that are the same in several places, each told once: those in most places first.
    pub groups: Vec<ChangeGroup>,
    /// What was applied and is gone from the files: it is destroyed only by name.
    pub orphans: Vec<Orphan>,
    /// Verdicts on the plans, as of when they were made.
    pub checks: Vec<CheckResult>,
}

/// What edits give.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Edited"))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EditedView {
    /// The new texts of the files that change, by path.
    pub files: BTreeMap<Text, String>,
}
