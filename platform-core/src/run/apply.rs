//! One apply: what is to be done, what happened so far, and what is known since.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::advance;
use super::fill::{self, Known};
use super::schedule::{Schedule, Status};
use crate::model::{
    Action, Address, Diagnostic, Failure, Intent, Journal, Name, Ownership, Plan, Rendered, State, Step, StepEvent,
    StepEventKind, Value, codes, without_secrets,
};
use crate::plan;

/// A plan that is being applied.
///
/// [`Apply::begin`] and [`Apply::resume`] make one; [`next`](super::next) says what to do, [`record`] what happened.
#[derive(Clone, Debug)]
pub struct Apply {
    pub(super) plan: Arc<Plan>,
    pub(super) rendered: Arc<Rendered>,
    pub(super) state: State,
    pub(super) journal: Journal,
    pub(super) seen: BTreeMap<Address, BTreeMap<Name, Value>>,
    /// What a refresh learns: what was there when it began.
    pub(super) learned: BTreeMap<Address, Value>,
    pub(super) schedule: Schedule,
    /// Steps that an earlier attempt started: what they left is not known.
    pub(super) repeated: Vec<bool>,
    pub(super) failures: BTreeMap<u32, Diagnostic>,
    pub(super) attempt: u32,
    pub(super) parallelism: usize,
}

/// How far an apply is, in steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// All there are.
    pub total: usize,
    /// Done.
    pub done: usize,
    /// Started and not ended.
    pub running: usize,
    /// Failed.
    pub failed: usize,
}

/// A step that was not done, or not wholly.
#[derive(Clone, Debug, PartialEq)]
pub struct FailedStep {
    /// The step.
    pub step: Step,
    /// Why.
    pub diagnostic: Diagnostic,
}

impl Apply {
    /// How many steps run at once, unless [`Apply::with_parallelism`] says otherwise.
    pub const PARALLELISM: usize = 8;

    /// With how many steps may run at once; at least one.
    #[must_use]
    pub fn with_parallelism(mut self, steps: usize) -> Self {
        self.parallelism = steps.max(1);
        self
    }

    /// With the lineage of a state that never was applied to. It is the caller's, for the core has no randomness; a
    /// state that has one keeps it.
    #[must_use]
    pub fn with_lineage(mut self, lineage: &str) -> Self {
        if self.state.lineage.is_empty() {
            self.state.lineage = lineage.into();
        }
        self
    }

    /// The plan.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// What it was rendered from.
    pub fn rendered(&self) -> &Arc<Rendered> {
        &self.rendered
    }

    /// What is known by now.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What happened so far.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// 1 for the first attempt, one more for each resume.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress {
            total: self.schedule.len(),
            done: self.schedule.done(),
            running: self.schedule.running(),
            failed: self.schedule.failed(),
        }
    }

    /// The steps that failed in this attempt, by number.
    pub fn failed(&self) -> Vec<FailedStep> {
        let failed = self.plan.steps.iter().filter_map(|step| {
            Some(FailedStep { step: step.clone(), diagnostic: self.failures.get(&step.id)?.clone() })
        });
        failed.collect()
    }

    /// The steps that were never done because one before them failed.
    pub fn left(&self) -> Vec<Step> {
        let steps = self.plan.steps.iter().enumerate();
        let left = steps.filter(|(at, _)| matches!(self.schedule.status(*at), Status::Waiting | Status::Ready));
        left.map(|(_, step)| step.clone()).collect()
    }

    pub(super) fn known(&self) -> Known<'_> {
        Known { plan: &self.plan, state: &self.state, seen: &self.seen }
    }

    /// The event as it is kept: with the body that the state will hold and the outputs that need no target to be
    /// known, without anything secret.
    fn complete(&self, mut event: StepEvent, at: usize) -> StepEvent {
        let StepEventKind::Succeeded { body, outputs, .. } = &mut event.kind else { return event };
        let Some(step) = self.plan.steps.get(at) else { return event };
        let resource = self.rendered.resources.get(&step.address);
        if self.plan.intent == Intent::Refresh {
            *body = self.learned.get(&step.address).cloned();
        }
        if let Some(told) = body.take() {
            // A target tells what it did with the secrets in it; they are kept as what was rendered has them.
            let ours = resource.map(|resource| self.known().fill_body(resource, &resource.body));
            let told = plan::told(&told, [ours.as_ref(), None]);
            *body = Some(without_secrets(told));
        }
        let makes = matches!(step.action, Action::Create | Action::Update | Action::Import | Action::Read);
        let Some(resource) = resource.filter(|_| makes) else {
            // Nobody knows which of its outputs are secret, and nobody needs them.
            outputs.clear();
            return event;
        };
        let merged = resource.ownership == Some(Ownership::Merged);
        if self.plan.intent != Intent::Refresh && (body.is_none() || merged) {
            *body = Some(self.known().fill_body(resource, &resource.body));
        }
        for (name, declaration) in &resource.outputs {
            if let Some(value) = &declaration.value {
                outputs.insert(name.clone(), self.known().fill(value));
            }
        }
        let before = self.state.resources.get(&step.address).filter(|_| step.action == Action::Read);
        *outputs = fill::outputs(resource, outputs, before.map(|before| &before.outputs), self.state.serial);
        event
    }
}

/// Takes in what happened to a step: appends it to the journal and advances the state.
///
/// `Started` is recorded, and stored, before the world is touched. A step that is refused before it starts is recorded
/// as `Failed` at once. `Succeeded` needs no body: it is what was rendered, unknowns filled in.
///
/// The event as it is to be stored is the journal's last one: it is complete, and values of secret outputs are replaced
/// by references to them.
///
/// # Errors
/// `exec.order` for an event of no step, of another attempt, or of a step that can't have it now; nothing is changed
/// then.
pub fn record(apply: &mut Apply, event: StepEvent) -> Result<(), Failure> {
    let at = apply.schedule.position(event.step).ok_or_else(|| order(&event, "the plan has no such step"))?;
    if event.attempt != apply.attempt {
        return Err(order(&event, "it belongs to another attempt").into());
    }
    let (before, kind) = (apply.schedule.status(at), &event.kind);
    let after = match (before, kind) {
        (Status::Ready, StepEventKind::Started) => Status::Running,
        (Status::Running, StepEventKind::Succeeded { .. }) => Status::Done,
        (Status::Running | Status::Ready, StepEventKind::Failed { .. }) => Status::Failed,
        (Status::Waiting, _) => return Err(order(&event, "a step before it is not done").into()),
        (Status::Ready, _) => return Err(order(&event, "it was not started").into()),
        (Status::Running, _) => return Err(order(&event, "it was started already").into()),
        (Status::Done | Status::Failed, _) => return Err(order(&event, "it has ended").into()),
    };
    let event = apply.complete(event, at);
    if let StepEventKind::Failed { diagnostic, .. } = &event.kind {
        apply.failures.insert(event.step, diagnostic.clone());
    }
    advance::advance_in_place(&mut apply.state, &apply.plan, &apply.rendered, &event);
    if let (StepEventKind::Succeeded { .. }, Some(step)) = (&event.kind, apply.plan.steps.get(at))
        && !matches!(step.action, Action::Move | Action::Forget | Action::NoOp)
    {
        // From now on the state knows better.
        apply.seen.remove(&step.address);
    }
    apply.journal.events.push(event);
    apply.schedule.set(at, after);
    Ok(())
}

fn order(event: &StepEvent, why: &str) -> Diagnostic {
    Diagnostic::error(codes::EXEC_ORDER, format!("an event of step {} came out of order: {why}", event.step))
}
