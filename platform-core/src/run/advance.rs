//! The only way a state changes.

use std::collections::BTreeMap;

use super::fill::{self, Known};
use crate::model::{
    Action, Address, Effect, Hold, Intent, Name, Plan, Reason, ReleaseVerdict, Rendered, Resource, State,
    StateResource, Step, StepEvent, StepEventKind, Text, Value, renamed_output,
};
use crate::plan;

/// What is known after an event, as [`record`](super::record) left it in the journal. Only a step that succeeded
/// changes anything, and one that failed with [`Effect::Done`]: it was done all the same, and so is known.
///
/// Created, updated and imported things are ours from then on; deleted and forgotten ones are no longer; a moved one
/// has its new address. Applying the same event again changes nothing more.
#[must_use]
pub fn advance(mut state: State, plan: &Plan, rendered: &Rendered, event: &StepEvent) -> State {
    advance_in_place(&mut state, plan, rendered, event);
    state
}

/// The addresses whose entry in the state an event may change: all that a store has to write.
pub fn touched(plan: &Plan, event: &StepEvent) -> Vec<Address> {
    let Some(step) = step(plan, event.step) else { return Vec::new() };
    if !was_done(&event.kind) {
        return Vec::new();
    }
    let moved_from = plan.change(&step.address).filter(|_| step.action == Action::Move);
    let moved_from = moved_from.and_then(|change| change.moved_from.clone());
    std::iter::once(step.address.clone()).chain(moved_from).collect()
}

/// The state when an apply has ended: no longer `applying`. Its pins are the plan's only if everything was done.
///
/// A rollback that was done sets a hold; what the next plan had to lift is gone once that plan is done.
#[must_use]
pub fn finish(mut state: State, plan: &Plan, verdict: ReleaseVerdict) -> State {
    state.applying = None;
    if verdict == ReleaseVerdict::Succeeded {
        state.pins = plan.pins.clone();
        state.hold = (plan.intent == Intent::Rollback).then(|| Hold {
            name: format!("rollback-{}", state.serial).into(),
            reason: format!("rolled back at serial {}", state.serial),
        });
    }
    state
}

pub(super) fn advance_in_place(state: &mut State, plan: &Plan, rendered: &Rendered, event: &StepEvent) {
    let Some(step) = step(plan, event.step) else { return };
    if !was_done(&event.kind) {
        return;
    }
    let address = &step.address;
    match step.action {
        Action::Create | Action::Update | Action::Import => {
            let written = written(state, plan, rendered, address, event);
            state.resources.extend(written.map(|written| (address.clone(), written)));
        }
        Action::Read => read(state, plan, rendered, address, event),
        Action::Delete if created_before_deleted(plan, step) => {}
        Action::Delete | Action::Forget => {
            state.resources.remove(address);
        }
        Action::Move => {
            let from = plan.change(address).and_then(|change| change.moved_from.as_ref());
            if let Some((from, mut moved)) = from.and_then(|from| Some((from, state.resources.remove(from)?))) {
                for value in moved.outputs.values_mut() {
                    *value = renamed_output(value, from, address);
                }
                // The target may know it by another name now.
                if let StepEventKind::Succeeded { identity: Some(identity), .. } = &event.kind {
                    moved.identity = Some(identity.clone());
                }
                state.resources.insert(address.clone(), moved);
            }
        }
        Action::NoOp => {}
    }
}

/// What is known becomes what is there: for a refresh what was seen, else what should be and is.
fn read(state: &mut State, plan: &Plan, rendered: &Rendered, address: &Address, event: &StepEvent) {
    let Some(known) = state.resources.get(address).cloned() else { return };
    if plan.intent != Intent::Refresh {
        let read = written(state, plan, rendered, address, event);
        state.resources.extend(read.map(|read| (address.clone(), read)));
        return;
    }
    let Some(body) = seen(plan, address, &known, event) else {
        state.resources.remove(address);
        return;
    };
    let mut read = known.with_body(body);
    if let (StepEventKind::Succeeded { outputs, .. }, Some(resource)) = (&event.kind, rendered.resources.get(address)) {
        read.outputs = fill::outputs(resource, outputs, Some(&read.outputs), state.serial);
    }
    state.resources.insert(address.clone(), read);
}

/// What a refresh saw instead of what was known; `None` when it saw nothing.
fn seen(plan: &Plan, address: &Address, known: &StateResource, event: &StepEvent) -> Option<Value> {
    let change = plan.change(address).filter(|change| change.reason != Reason::DeletedOutside)?;
    match &event.kind {
        StepEventKind::Succeeded { body: Some(body), .. } => Some(body.clone()),
        _ => Some(plan::apply(&known.body, &change.fields)),
    }
}

fn was_done(kind: &StepEventKind) -> bool {
    matches!(kind, StepEventKind::Succeeded { .. } | StepEventKind::Failed { outcome: Effect::Done, .. })
}

/// The body, the outputs and the identity that an event tells of.
fn told(kind: &StepEventKind) -> (Option<&Value>, &BTreeMap<Name, Value>, Option<&Text>) {
    static NOTHING: BTreeMap<Name, Value> = BTreeMap::new();
    match kind {
        StepEventKind::Succeeded { body, outputs, identity } => (body.as_ref(), outputs, identity.as_ref()),
        _ => (None, &NOTHING, None),
    }
}

fn step(plan: &Plan, id: u32) -> Option<&Step> {
    let at = usize::try_from(id).ok();
    let found = at.and_then(|at| plan.steps.get(at)).filter(|step| step.id == id);
    found.or_else(|| plan.steps.iter().find(|step| step.id == id))
}

/// A replacement that creates first deletes what was there before, not what is ours since.
fn created_before_deleted(plan: &Plan, step: &Step) -> bool {
    let actions = plan.change(&step.address).map(|change| change.actions.as_slice()).unwrap_or_default();
    let first = actions.iter().find(|action| matches!(action, Action::Create | Action::Delete));
    first == Some(&Action::Create) && actions.contains(&Action::Delete)
}

fn written(
    state: &State,
    plan: &Plan,
    rendered: &Rendered,
    address: &Address,
    event: &StepEvent,
) -> Option<StateResource> {
    let (body, _, _) = told(&event.kind);
    let resource = rendered.resources.get(address);
    // Of a merged file, a recorded event has the base of the next merge, not what the merge gave.
    let nothing = BTreeMap::new();
    let known = Known { plan, state, seen: &nothing };
    let filled = || resource.map(|resource| known.fill_body(resource, &resource.body));
    let body = body.cloned().or_else(filled)?;
    match resource {
        Some(resource) => Some(kept(state, plan, resource, body, event)),
        None => Some(StateResource::new(body)),
    }
}

fn kept(state: &State, plan: &Plan, resource: &Resource, body: Value, event: &StepEvent) -> StateResource {
    let (_, outputs, identity) = told(&event.kind);
    let digest = if body == resource.body { resource.digest } else { body.digest() };
    let known = state.resources.get(&resource.address);
    let only_read = step(plan, event.step).is_some_and(|step| step.action == Action::Read);
    let before = known.filter(|_| only_read);
    let identity = identity.cloned().or_else(|| resource.identity.clone());
    StateResource {
        class: resource.class,
        body,
        digest,
        outputs: fill::outputs(resource, outputs, before.map(|known| &known.outputs), state.serial),
        identity: identity.or_else(|| known.and_then(|known| known.identity.clone())),
        depends_on: resource.depends_on.clone(),
        protect: resource.protect,
        ownership: resource.ownership,
    }
}
