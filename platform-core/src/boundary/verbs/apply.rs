//! The state machine of an apply, as calls that remember nothing.

use std::sync::Arc;

use serde::Deserialize;

use super::super::decode::Digested;
use super::super::verb::Call;
use super::super::views::ApplyView;
use crate::model::{
    Diagnostic, Failure, Journal, Observation, Observed, Outcome, Place, Plan, Pointer, Release, ReleaseVerdict,
    Rendered, State, StepEvent, Text, Timestamp, codes,
};
use crate::run::{self, Apply, Next};

/// An apply, from its beginning to what happened last.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ApplyCall {
    /// The plan.
    plan: Plan,
    /// What it was made from.
    rendered: Rendered,
    /// The state it begins with, or the one that an earlier attempt left.
    state: State,
    /// What is there.
    #[serde(default)]
    observed: Observed,
    /// What an earlier attempt wrote: the apply is gone on with.
    journal: Option<Journal>,
    /// The lineage of a state that never was applied to.
    lineage: Option<Text>,
    /// How many steps may run at once; 8, if absent.
    parallelism: Option<usize>,
    /// What happened since, in order.
    #[serde(default)]
    events: Vec<StepEvent>,
    /// The time.
    now: Timestamp,
}

impl ApplyCall {
    fn replay(self) -> Result<(Apply, Timestamp), Failure> {
        self.state.checked("state")?;
        let (plan, rendered) = (Arc::new(self.plan), Arc::new(self.rendered));
        let mut apply = match &self.journal {
            Some(journal) => Apply::resume(plan, rendered, &self.state, journal, &self.observed)?,
            None => Apply::begin(plan, rendered, &self.state, &self.observed)?,
        };
        if let Some(lineage) = &self.lineage {
            apply = apply.with_lineage(lineage);
        }
        if let Some(steps) = self.parallelism {
            apply = apply.with_parallelism(steps);
        }
        for (index, event) in self.events.into_iter().enumerate() {
            run::record(&mut apply, event).map_err(|mut failure| {
                for one in &mut failure.diagnostics {
                    one.at = Some(Place::pointer(Pointer::root().join("events").index(index)));
                }
                failure
            })?;
        }
        Ok((apply, self.now))
    }
}

impl Call for ApplyCall {
    type Output = ApplyView;

    fn call(self) -> Outcome<ApplyView> {
        match self.replay() {
            Ok((apply, now)) => Outcome::ok(ApplyView::new(&apply, now)),
            Err(failure) => failure.into(),
        }
    }
}

/// A step that may start, and what is there now.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CheckStepCall {
    /// The apply.
    apply: ApplyCall,
    /// The step's number. It must be one that may start now.
    step: u32,
    /// What is there now; of what is moved, under its old address.
    observation: Observation,
}

impl Call for CheckStepCall {
    type Output = ();

    fn call(self) -> Outcome<()> {
        let (apply, now) = match self.apply.replay() {
            Ok(replayed) => replayed,
            Err(failure) => return failure.into(),
        };
        let Next::Start(steps) = run::next(&apply, now) else { return not_startable(self.step).into() };
        let Some(work) = steps.iter().find(|work| work.step.id == self.step) else {
            return not_startable(self.step).into();
        };
        match run::check(&apply, work, &self.observation) {
            Ok(()) => Outcome::ok(()),
            Err(problem) => problem.into(),
        }
    }
}

fn not_startable(step: u32) -> Diagnostic {
    let place = Place::pointer(Pointer::root().join("step"));
    Diagnostic::error(codes::EXEC_ORDER, format!("step {step} may not start now")).with_place(place)
}

/// A state and an event.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AdvanceCall {
    /// The state.
    state: State,
    /// The plan that is applied.
    plan: Plan,
    /// What it was made from.
    rendered: Rendered,
    /// What happened.
    event: StepEvent,
}

impl Call for AdvanceCall {
    type Output = State;

    fn call(self) -> Outcome<State> {
        match self.state.checked("state").and_then(|()| self.rendered.checked("rendered")) {
            Ok(()) => Outcome::ok(run::advance(self.state, &self.plan, &self.rendered, &self.event)),
            Err(problem) => problem.into(),
        }
    }
}

/// A state at the end of an apply.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FinishCall {
    /// The state.
    state: State,
    /// The plan that was applied.
    plan: Plan,
    /// How it ended.
    verdict: ReleaseVerdict,
}

impl Call for FinishCall {
    type Output = State;

    fn call(self) -> Outcome<State> {
        match self.state.checked("state") {
            Ok(()) => Outcome::ok(run::finish(self.state, &self.plan, self.verdict)),
            Err(problem) => problem.into(),
        }
    }
}

/// An apply that has ended.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReleaseCall {
    /// The apply.
    apply: ApplyCall,
    /// Who applied it.
    actor: Text,
    /// When it began.
    started_at: Timestamp,
    /// When it ended.
    ended_at: Timestamp,
}

impl Call for ReleaseCall {
    type Output = Release;

    fn call(self) -> Outcome<Release> {
        match self.apply.replay() {
            Ok((apply, _)) => Outcome::ok(apply.release(self.actor, self.started_at, self.ended_at)),
            Err(failure) => failure.into(),
        }
    }
}
