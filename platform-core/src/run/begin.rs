//! Beginning an apply, and going on with one that was killed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::apply::Apply;
use super::schedule::{Schedule, Status};
use crate::model::{
    Address, Applying, Basis, Diagnostic, Failure, Former, Freshness, Intent, Journal, Observation, Observed, Plan,
    Rendered, Retry, Staleness, State, StepEventKind, Value, codes,
};
use crate::plan;

impl Apply {
    /// Begins to apply a plan: the state moves to the next serial and is marked `applying`.
    ///
    /// Whoever calls must store that state by compare-and-swap before anything is started: of many who begin at once,
    /// one wins. `observed` is what is there now; what it doesn't hold is to be checked by [`check`](super::check)
    /// when its step starts.
    ///
    /// # Errors
    /// - `plan.tampered`: the plan or what it was rendered from is not what the digest says.
    /// - `state.busy`: another apply has begun and has not ended.
    /// - `plan.no_state`, and whatever blocks it: it is not applicable.
    /// - `plan.stale`: the state or the world changed since; each cause is named.
    pub fn begin(
        plan: Arc<Plan>,
        rendered: Arc<Rendered>,
        state: &State,
        observed: &Observed,
    ) -> Result<Self, Failure> {
        intact(&plan, &rendered)?;
        fitting(&plan, state)?;
        // First of all: what an unfinished apply left explains most of what else is in the way.
        if let Some(applying) = &state.applying {
            return Err(busy(state, applying).into());
        }
        applicable(&plan)?;
        fresh(&plan, &rendered, state, observed)?;
        let mut state = state.clone();
        (state.subject, state.environment) = (plan.subject.clone(), plan.environment.clone());
        state.serial = state.serial.saturating_add(1);
        state.applying = Some(Applying { plan_digest: plan.digest, attempt: 1 });
        let journal = Journal::new(plan.digest);
        Self::assemble(plan, rendered, state, journal, observed, 1)
    }

    /// Goes on with an apply that was killed or cancelled.
    ///
    /// Steps that succeeded are done. A step that was started and has no end, and one that failed, is done again; its
    /// [`StepWork`](super::StepWork) says `repeated`, for what it left is not known. `observed` gives the outputs of
    /// other subjects' resources.
    ///
    /// # Errors
    /// - `plan.tampered`: as for [`Apply::begin`].
    /// - `state.unchanged`: no apply is under way.
    /// - `state.busy`: the apply that is under way is of another plan.
    pub fn resume(
        plan: Arc<Plan>,
        rendered: Arc<Rendered>,
        state: &State,
        journal: &Journal,
        observed: &Observed,
    ) -> Result<Self, Failure> {
        intact(&plan, &rendered)?;
        fitting(&plan, state)?;
        let Some(applying) = &state.applying else {
            let message = format!("no apply of {} in {} is under way", state.subject, state.environment);
            return Err(Diagnostic::error(codes::STATE_UNCHANGED, message).with_help("plan and apply as usual").into());
        };
        if applying.plan_digest != plan.digest || journal.plan_digest != plan.digest {
            return Err(busy(state, applying).into());
        }
        let attempt = applying.attempt.saturating_add(1);
        let mut state = state.clone();
        state.applying = Some(Applying { plan_digest: plan.digest, attempt });
        let mut apply = Self::assemble(plan, rendered, state, journal.clone(), observed, attempt)?;
        apply.replay();
        Ok(apply)
    }

    fn assemble(
        plan: Arc<Plan>,
        rendered: Arc<Rendered>,
        state: State,
        journal: Journal,
        observed: &Observed,
        attempt: u32,
    ) -> Result<Self, Failure> {
        let schedule = Schedule::new(&plan.steps).ok_or_else(|| {
            Diagnostic::error(codes::PLAN_TAMPERED, "a step of the plan waits for a step that the plan does not have")
        })?;
        Ok(Self {
            repeated: vec![false; plan.steps.len()],
            seen: super::fill::seen(&rendered, observed),
            learned: learned(&plan, &rendered, &state, observed),
            failures: BTreeMap::new(),
            parallelism: Self::PARALLELISM,
            plan,
            rendered,
            state,
            journal,
            schedule,
            attempt,
        })
    }

    /// What the journal says of earlier attempts.
    fn replay(&mut self) {
        for event in &self.journal.events {
            let Some(at) = self.schedule.position(event.step) else { continue };
            match &event.kind {
                StepEventKind::Succeeded { .. } => self.schedule.set(at, Status::Done),
                StepEventKind::Started | StepEventKind::Failed { .. } => {
                    if let Some(repeated) = self.repeated.get_mut(at) {
                        *repeated = true;
                    }
                }
            }
        }
    }
}

/// What a refresh takes for known from now on: what is there, cut down to the fields that are ours.
fn learned(plan: &Plan, rendered: &Rendered, state: &State, observed: &Observed) -> BTreeMap<Address, Value> {
    if plan.intent != Intent::Refresh {
        return BTreeMap::new();
    }
    let learned = plan.steps.iter().filter_map(|step| {
        let Some(Observation::Present(present)) = observed.get(&step.address) else { return None };
        let known = state.resources.get(&step.address)?;
        let rules = super::check::rules(plan, rendered, &step.address);
        let desired = rendered.resources.get(&step.address).map(|desired| &desired.body);
        Some((step.address.clone(), plan::learned(&rules, &known.body, desired, &present.body)))
    });
    learned.collect()
}

fn intact(plan: &Plan, rendered: &Rendered) -> Result<(), Failure> {
    plan::check_digest(plan, rendered)?;
    Ok(())
}

fn applicable(plan: &Plan) -> Result<(), Failure> {
    if plan.basis == Basis::NoState {
        let message = format!("the plan of {} in {} was made without state", plan.subject, plan.environment);
        let diagnostic = Diagnostic::error(codes::PLAN_NO_STATE, message).with_help("plan again with the state");
        return Err(diagnostic.with_retry(Retry::AfterReplan).into());
    }
    if plan.blocked.is_empty() { Ok(()) } else { Err(Failure { diagnostics: plan.blocked.clone() }) }
}

fn fitting(plan: &Plan, state: &State) -> Result<(), Failure> {
    let before = |former: &Former| former.subject == state.subject && former.environment == state.environment;
    let same = plan.subject == state.subject && plan.environment == state.environment;
    if same || plan.base.renamed_from.as_ref().is_some_and(before) {
        return Ok(());
    }
    let message = format!(
        "the plan is of {} in {}, the state of {} in {}",
        plan.subject, plan.environment, state.subject, state.environment
    );
    Err(Diagnostic::error(codes::STATE_INVALID, message).into())
}

fn busy(state: &State, applying: &Applying) -> Diagnostic {
    let message = format!(
        "an apply of {} in {} has begun and has not ended (plan {}, attempt {})",
        state.subject,
        state.environment,
        applying.plan_digest.short(),
        applying.attempt
    );
    let help = "if it was killed, go on with it: `platform apply --resume`; else wait until it ends";
    Diagnostic::error(codes::STATE_BUSY, message).with_help(help).with_retry(Retry::After)
}

fn fresh(plan: &Plan, rendered: &Rendered, state: &State, observed: &Observed) -> Result<(), Failure> {
    match plan::verify(plan, rendered, state, observed) {
        Freshness::Fresh => Ok(()),
        Freshness::Stale { causes } => {
            // Where another apply has begun since, all else follows from that.
            let of_state = |cause: &&Staleness| matches!(cause, Staleness::Lineage | Staleness::Serial { .. });
            let decisive: Vec<&Staleness> = causes.iter().filter(of_state).collect();
            let causes = if decisive.is_empty() { causes.iter().collect() } else { decisive };
            let diagnostics = causes.into_iter().map(|cause| super::check::stale(plan, cause)).collect();
            Err(Failure { diagnostics })
        }
    }
}
