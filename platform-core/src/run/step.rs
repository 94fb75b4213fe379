//! What may be done next, with all that is needed to do it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::apply::Apply;
use super::schedule::Status;
use super::visit::Visit;
use crate::model::{
    Action, Address, Change, Diagnostic, Effect, Expectation, Intent, Resource, Retry, StateResource, Step, Text,
    Timestamp, Value, codes,
};
use crate::plan;

/// What is to happen next in an apply.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Next {
    /// These steps may start, all at once. Record `Started` before doing one.
    Start(Vec<StepWork>),
    /// Nothing may start now: record what ends, or ask again at `until`.
    Wait {
        /// When something may start by itself; `None`: not before a running step ends.
        until: Option<Timestamp>,
    },
    /// Checks must be judged first.
    NeedsCheck,
    /// Somebody must approve first.
    NeedsApproval,
    /// What was done must be undone by these steps.
    Abort {
        /// What undoes it.
        compensate: Vec<StepWork>,
    },
    /// Everything that could be done is done. See [`Apply::failed`] and [`Apply::left`].
    Done,
}

/// One step with all that an executor needs for it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StepWork {
    /// The step.
    pub step: Step,
    /// Which attempt of the apply.
    pub attempt: u32,
    /// What is to be written, unknowns filled in; for a merged file the merge. `None` for steps that write nothing.
    pub body: Option<Value>,
    /// What the state knows of it; for a move, of it under its old address.
    pub before: Option<StateResource>,
    /// What was rendered for it; `None` when it is no longer rendered.
    pub resource: Option<Resource>,
    /// What must be found before it starts, for a move under the old address; `None` when an earlier step of the plan
    /// saw to it.
    pub expect: Option<Expectation>,
    /// The address it had, for a move.
    pub moved_from: Option<Address>,
    /// An earlier attempt started it, and what that left is not known: do it only if doing it twice is harmless, or
    /// look first.
    pub repeated: bool,
    /// Why it can't be done at all; it is to be recorded as failed instead of started.
    pub refused: Option<Diagnostic>,
    /// All that is done together with it, where all is done at once at its target.
    pub visit: Option<Arc<Visit>>,
}

impl StepWork {
    /// A step of a first attempt that expects nothing, for those who try out an executor.
    pub fn new(step: Step, body: Option<Value>, resource: Option<Resource>) -> Self {
        Self {
            step,
            attempt: 1,
            body,
            before: None,
            resource,
            expect: None,
            moved_from: None,
            repeated: false,
            refused: None,
            visit: None,
        }
    }
}

/// What is to happen next. Asking changes nothing, and answers the same until something is recorded.
///
/// At most [`Apply::with_parallelism`] steps run at once. After a failure nothing that depends on the failed step is
/// given any more; what does not, goes on. `now` is for what waits for a time.
pub fn next(apply: &Apply, now: Timestamp) -> Next {
    let _ = now;
    let room = apply.parallelism.saturating_sub(apply.schedule.running());
    let mut work: Vec<StepWork> = apply.schedule.ready().take(room).filter_map(|at| work(apply, at)).collect();
    let mut visits: BTreeMap<String, Option<Arc<Visit>>> = BTreeMap::new();
    for one in &mut work {
        let target = one.step.address.target();
        let visit = visits.entry(target.to_owned()).or_insert_with(|| apply.visit(target).map(Arc::new));
        one.visit.clone_from(visit);
    }
    if !work.is_empty() {
        Next::Start(work)
    } else if apply.schedule.running() > 0 {
        Next::Wait { until: None }
    } else {
        Next::Done
    }
}

/// All the work of a plan that is still to do, as far as it is known, in the plan's order: what a later step is to
/// write may still hold unknowns, and is `refused` then. Only steps that are `wanted` are made.
pub fn ahead(apply: &Apply, wanted: impl Fn(&Step) -> bool) -> Vec<StepWork> {
    let steps = apply.plan.steps.iter().enumerate().filter(|(_, step)| wanted(step));
    let steps = steps.filter(|(at, _)| apply.schedule.status(*at) != Status::Done);
    steps.filter_map(|(at, _)| work(apply, at)).collect()
}

/// A step by itself.
pub(super) fn work(apply: &Apply, at: usize) -> Option<StepWork> {
    let step = apply.plan.steps.get(at)?.clone();
    let change = apply.plan.change(&step.address);
    let moved_from = change.filter(|_| step.action == Action::Move).and_then(|change| change.moved_from.clone());
    let resource = apply.rendered.resources.get(&step.address).cloned();
    let refreshes = apply.plan.intent == Intent::Refresh;
    // A move needs no body, and may come before what the body waits for.
    let makes = matches!(step.action, Action::Create | Action::Update | Action::Import | Action::Read);
    let body = resource.as_ref().filter(|_| makes && !refreshes);
    let body = body.map(|resource| apply.known().fill_body(resource, &plan::body_to_write(change, resource)));
    Some(StepWork {
        attempt: apply.attempt,
        before: apply.state.resources.get(moved_from.as_ref().unwrap_or(&step.address)).cloned(),
        expect: expectation(apply, &step, change),
        repeated: apply.repeated.get(at).copied().unwrap_or(false),
        refused: body.as_ref().and_then(|body| still_unknown(apply, &step, resource.as_ref(), body)),
        visit: None,
        step,
        body,
        resource,
        moved_from,
    })
}

/// Only the first step of an address finds what the plan saw there.
fn expectation(apply: &Apply, step: &Step, change: Option<&Change>) -> Option<Expectation> {
    if change.is_some_and(|change| change.actions.first().is_some_and(|first| *first != step.action)) {
        return None;
    }
    let found = apply.plan.preconditions.binary_search_by(|other| other.address.cmp(&step.address)).ok()?;
    apply.plan.preconditions.get(found).map(|precondition| precondition.expect.clone())
}

/// Why a step can't be done while a value of its is unknown: what gives the value is not there, or is there and did
/// not give it.
fn still_unknown(apply: &Apply, step: &Step, resource: Option<&Resource>, body: &Value) -> Option<Diagnostic> {
    let missing = body.unknown_outputs();
    let known = apply.known();
    let refused = resource.map(|resource| known.refused(resource, body)).unwrap_or_default();
    if let Some(refused) = plan::unescapable(&step.address, &refused) {
        return Some(refused.with_retry(Retry::AfterHuman).with_outcome(Effect::None));
    }
    let there = |address: &Address| known.resource(address).is_some() || apply.seen.contains_key(address);
    let (given_up, waiting): (Vec<_>, Vec<_>) = missing.iter().partition(|(address, _)| there(address));
    let names = |outputs: &[&(Address, Text)]| -> String {
        let names: Vec<String> = outputs.iter().map(|(address, output)| format!("`{output}` of {address}")).collect();
        names.join(", ")
    };
    let (code, message, help) = if !waiting.is_empty() {
        let message = format!("{} needs an output that is not known yet: {}", step.address, names(&waiting));
        (codes::PLAN_UNKNOWN, message, "deploy first what gives it")
    } else if !given_up.is_empty() {
        let message = format!("{} needs an output that its target did not give: {}", step.address, names(&given_up));
        (codes::EXEC_OUTPUT_MISSING, message, "add it to the target's outputs and apply again")
    } else {
        return None;
    };
    let diagnostic = Diagnostic::error(code, message).with_help(help);
    Some(diagnostic.with_retry(Retry::AfterHuman).with_outcome(Effect::None))
}
