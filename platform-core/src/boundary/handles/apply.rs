//! An apply that is driven from the other side: what to do is polled, what was done is told.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::views::{ApplyView, NextView};
use super::super::{answer, decode};
use super::{ObservedHandle, PlanHandle, StateHandle};
use crate::model::{
    Diagnostic, Failure, Journal, Observation, Release, ReleaseVerdict, StepEvent, Text, Timestamp, codes,
};
use crate::run::{self, Apply, Next};

/// An apply that has begun.
///
/// The other side asks [`next`](Self::next) what may start, stores and records `started`, does it itself, and records how
/// it ended. Nothing is ever called back from here.
#[derive(Clone, Debug)]
pub struct ApplyHandle(Arc<Mutex<Apply>>);

impl ApplyHandle {
    /// Begins to apply a plan. `lineage` is for a state that never was applied to.
    ///
    /// # Errors
    /// As [`Apply::begin`].
    pub fn begin(
        plan: &PlanHandle,
        state: &StateHandle,
        observed: &ObservedHandle,
        lineage: &str,
    ) -> Result<Self, Failure> {
        let (plan, rendered) = (plan.plan().clone(), plan.rendered().rendered().clone());
        let apply = Apply::begin(plan, rendered, state.state(), observed.observed())?;
        Ok(Self::keep(apply.with_lineage(lineage)))
    }

    /// Goes on with an apply that was killed or cancelled; `journal` is what it wrote, as JSON.
    ///
    /// # Errors
    /// As [`Apply::resume`], and `boundary.*` for text that is no journal.
    pub fn resume(
        plan: &PlanHandle,
        state: &StateHandle,
        observed: &ObservedHandle,
        journal: &str,
    ) -> Result<Self, Failure> {
        let journal: Journal = decode::decode(journal)?;
        let (plan, rendered) = (plan.plan().clone(), plan.rendered().rendered().clone());
        Ok(Self::keep(Apply::resume(plan, rendered, state.state(), &journal, observed.observed())?))
    }

    fn keep(apply: Apply) -> Self {
        Self(Arc::new(Mutex::new(apply)))
    }

    /// A thread that broke off leaves an apply as it was: recording an event either happens or does not.
    fn apply(&self) -> MutexGuard<'_, Apply> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many steps may run at once; at least one.
    pub fn set_parallelism(&self, steps: usize) {
        let mut apply = self.apply();
        *apply = apply.clone().with_parallelism(steps);
    }

    /// What may start now.
    pub fn next(&self, now: Timestamp) -> NextView {
        run::next(&self.apply(), now).into()
    }

    /// Whether the world still is what a step that may start expects.
    ///
    /// # Errors
    /// `plan.stale` with what changed, and `exec.order` for a step that may not start now.
    pub fn check(&self, step: u32, now: Timestamp, observation: &Observation) -> Result<(), Failure> {
        let apply = self.apply();
        let work = match run::next(&apply, now) {
            Next::Start(steps) => steps.into_iter().find(|work| work.step.id == step),
            _ => None,
        };
        match work {
            Some(work) => Ok(run::check(&apply, &work, observation)?),
            None => Err(Diagnostic::error(codes::EXEC_ORDER, format!("step {step} may not start now")).into()),
        }
    }

    /// Takes in what happened to a step, and gives the event as it is to be stored.
    ///
    /// # Errors
    /// As [`run::record`]; nothing is changed then.
    pub fn record(&self, event: StepEvent) -> Result<StepEvent, Failure> {
        let mut apply = self.apply();
        run::record(&mut apply, event)?;
        let last = apply.journal().events.last().cloned();
        last.ok_or_else(|| Diagnostic::error(codes::INTERNAL, "a recorded event is not in the journal").into())
    }

    /// What is known by now.
    pub fn state(&self) -> StateHandle {
        StateHandle::new(self.apply().state().clone())
    }

    /// The state at the end: no longer `applying`.
    pub fn finish(&self) -> StateHandle {
        let apply = self.apply();
        StateHandle::new(run::finish(apply.state().clone(), apply.plan(), apply.verdict()))
    }

    /// What history keeps of it.
    pub fn release(&self, actor: impl Into<Text>, started_at: Timestamp, ended_at: Timestamp) -> Release {
        self.apply().release(actor, started_at, ended_at)
    }

    /// How it would end if it ended now.
    pub fn verdict(&self) -> ReleaseVerdict {
        self.apply().verdict()
    }

    /// How it stands, whole.
    pub fn view(&self, now: Timestamp) -> ApplyView {
        ApplyView::new(&self.apply(), now)
    }

    /// What happened so far, as JSON.
    ///
    /// # Errors
    /// `value.unrepresentable` for data that JSON can't hold.
    pub fn journal_json(&self) -> Result<String, Failure> {
        answer::text(self.apply().journal())
    }
}
