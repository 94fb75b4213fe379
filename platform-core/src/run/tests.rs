//! Applies driven by hand and by a small world, killed at every point.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::{
    Action, Address, Base, Basis, Change, Diagnostic, Digest, Effect, EntityRef, Expectation, FormatVersion, Intent,
    Journal, Name, Observation, Observed, OutputDeclaration, Ownership, Passthrough, Pins, Plan, Precondition, Present,
    Reason, ReleaseVerdict, Rendered, Resource, Scope, SecretRef, State, StateResource, Step, StepEvent, StepEventKind,
    Summary, Timestamp, Unknown, UnknownPart, Value, codes,
};
use crate::plan::{plan_digest, rendered_digest};

mod advancing;
mod expecting;
mod resuming;
mod values;

const NOW: i64 = 1_000;

fn now() -> Timestamp {
    Timestamp::from_milliseconds(NOW)
}

fn subject() -> EntityRef {
    "cart".parse().unwrap()
}

fn scope() -> Scope {
    "staging".parse().unwrap()
}

fn address(id: &str) -> Address {
    format!("cart/staging/kubernetes/{id}").parse().unwrap()
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn body(number: i32) -> Value {
    Value::map([("number", Value::from(number))])
}

fn empty_state() -> State {
    State::new(subject(), scope(), "lineage")
}

fn rendered(resources: impl IntoIterator<Item = Resource>) -> Rendered {
    let mut rendered = resources.into_iter().fold(Rendered::empty(subject(), scope()), Rendered::with_resource);
    let image = format!("registry.example/cart@{}", Digest::of(b"image")).parse().unwrap();
    rendered.pins = Pins::default().with_artifact(name("app"), image);
    rendered
}

/// A plan whose steps are these actions, each after the ones named by position.
fn plan(rendered: &Rendered, state: &State, steps: &[(&str, Action, &[u32])]) -> Plan {
    let mut changes: BTreeMap<Address, Change> = BTreeMap::new();
    for (id, action, _) in steps {
        let change = changes.entry(address(id)).or_insert_with(|| Change::new(address(id), vec![], Reason::Changed));
        change.actions.push(*action);
    }
    let steps =
        steps.iter().zip(0..).map(|((id, action, after), at)| Step::new(at, address(id), *action, after.to_vec()));
    let mut plan = Plan {
        format_version: FormatVersion::CURRENT,
        subject: subject(),
        environment: scope(),
        intent: Intent::Converge,
        basis: Basis::State,
        base: Base {
            lineage: state.lineage.clone(),
            serial: state.serial,
            pins: state.pins.clone(),
            renamed_from: None,
        },
        pins: rendered.pins.clone(),
        targets: BTreeMap::new(),
        steps: steps.collect(),
        preconditions: Vec::new(),
        changes: changes.into_values().collect(),
        summary: Summary::default(),
        break_glass: None,
        blocked: Vec::new(),
        rendered_digest: rendered_digest(rendered),
        digest: Digest::of(b""),
    };
    plan.digest = plan_digest(&plan);
    plan
}

fn sealed(mut plan: Plan) -> Plan {
    plan.digest = plan_digest(&plan);
    plan
}

fn begin(plan: Plan, rendered: Rendered, state: &State) -> Apply {
    Apply::begin(Arc::new(plan), Arc::new(rendered), state, &Observed::nothing()).unwrap()
}

fn code(result: Result<Apply, crate::model::Failure>) -> String {
    result.unwrap_err().diagnostics[0].code.to_string()
}

fn event(apply: &Apply, step: u32, kind: StepEventKind) -> StepEvent {
    StepEvent::new(step, apply.attempt(), now(), kind)
}

fn tell(apply: &mut Apply, step: u32, kind: StepEventKind) {
    let event = event(apply, step, kind);
    record(apply, event).unwrap();
}

fn succeeded() -> StepEventKind {
    StepEventKind::Succeeded { body: None, outputs: BTreeMap::new(), identity: None }
}

fn failed() -> StepEventKind {
    let diagnostic = Diagnostic::error(codes::EXEC_FAILED, "no");
    StepEventKind::Failed { diagnostic, outcome: Effect::None }
}

fn started(next: &Next) -> Vec<u32> {
    let Next::Start(work) = next else { return Vec::new() };
    work.iter().map(|work| work.step.id).collect()
}

fn do_step(apply: &mut Apply, step: u32) {
    tell(apply, step, StepEventKind::Started);
    tell(apply, step, succeeded());
}

fn two() -> (Rendered, Plan) {
    let rendered = rendered([Resource::new(address("a"), body(1)), Resource::new(address("b"), body(2))]);
    let plan = plan(&rendered, &empty_state(), &[("a", Action::Create, &[]), ("b", Action::Create, &[0])]);
    (rendered, plan)
}

#[test]
fn beginning_moves_the_state_to_the_next_serial() {
    let (rendered, plan) = two();
    let digest = plan.digest;
    let apply = begin(plan, rendered, &empty_state());
    assert_eq!(apply.state().serial, 1);
    let applying = apply.state().applying.clone().unwrap();
    assert_eq!((applying.plan_digest, applying.attempt), (digest, 1));
}

#[test]
fn a_plan_that_does_not_fit_is_refused() {
    let (rendered, plan) = two();
    let try_with = |plan: Plan, rendered: &Rendered, state: &State, observed: &Observed| {
        code(Apply::begin(Arc::new(plan), Arc::new(rendered.clone()), state, observed))
    };
    let nothing = Observed::nothing();
    let mut edited = plan.clone();
    edited.steps.pop();
    assert_eq!(try_with(edited, &rendered, &empty_state(), &nothing), "plan.tampered");
    let other = rendered.clone().with_resource(Resource::new(address("a"), body(9)));
    assert_eq!(try_with(plan.clone(), &other, &empty_state(), &nothing), "plan.tampered");
    let mut later = empty_state();
    later.serial = 1;
    assert_eq!(try_with(plan.clone(), &rendered, &later, &nothing), "plan.stale");
    let elsewhere = State::new(subject(), scope(), "other");
    assert_eq!(try_with(plan.clone(), &rendered, &elsewhere, &nothing), "plan.stale");
    let mut stateless = plan.clone();
    stateless.basis = Basis::NoState;
    assert_eq!(try_with(sealed(stateless), &rendered, &empty_state(), &nothing), "plan.no_state");
    let mut blocked = plan.clone();
    blocked.blocked.push(Diagnostic::error(codes::PLAN_PROTECTED, "protected"));
    assert_eq!(try_with(sealed(blocked), &rendered, &empty_state(), &nothing), "plan.protected");
    let busy = begin(plan.clone(), rendered.clone(), &empty_state()).state().clone();
    assert_eq!(try_with(plan.clone(), &rendered, &busy, &nothing), "state.busy");
    let another = State::new("other".parse().unwrap(), scope(), "lineage");
    assert_eq!(try_with(plan.clone(), &rendered, &another, &nothing), "state.invalid");
    let mut expecting = plan;
    expecting.preconditions.push(Precondition::new(address("a"), Expectation::Absent));
    let appeared = Observed::nothing().with_present(address("a"), body(7));
    assert_eq!(try_with(sealed(expecting), &rendered, &empty_state(), &appeared), "plan.stale");
}

#[test]
fn steps_start_when_what_they_wait_for_is_done() {
    let (rendered, plan) = two();
    let mut apply = begin(plan, rendered, &empty_state());
    assert_eq!(started(&next(&apply, now())), [0]);
    assert_eq!(started(&next(&apply, now())), [0], "asking changes nothing");
    tell(&mut apply, 0, StepEventKind::Started);
    assert_eq!(next(&apply, now()), Next::Wait { until: None });
    tell(&mut apply, 0, succeeded());
    assert_eq!(started(&next(&apply, now())), [1]);
    do_step(&mut apply, 1);
    assert_eq!(next(&apply, now()), Next::Done);
    assert_eq!(apply.verdict(), ReleaseVerdict::Succeeded);
    assert_eq!(apply.state().resources.keys().collect::<Vec<_>>(), [&address("a"), &address("b")]);
    let state = finish(apply.state().clone(), apply.plan(), apply.verdict());
    assert_eq!((state.applying, state.serial), (None, 1));
    assert_eq!(state.pins, apply.plan().pins);
    assert!(!state.pins.artifacts.is_empty());
}

#[test]
fn no_more_start_than_may_run() {
    let ids = ["a", "b", "c", "d"];
    let rendered = rendered(ids.map(|id| Resource::new(address(id), body(1))));
    let steps = ids.map(|id| (id, Action::Create, &[][..]));
    let mut apply = begin(plan(&rendered, &empty_state(), &steps), rendered, &empty_state()).with_parallelism(2);
    assert_eq!(started(&next(&apply, now())), [0, 1]);
    tell(&mut apply, 1, StepEventKind::Started);
    assert_eq!(started(&next(&apply, now())), [0]);
}

#[test]
fn after_a_failure_what_does_not_depend_on_it_goes_on() {
    let rendered = rendered(["a", "b", "c"].map(|id| Resource::new(address(id), body(1))));
    let steps: [(&str, Action, &[u32]); 3] =
        [("a", Action::Create, &[]), ("b", Action::Create, &[0]), ("c", Action::Create, &[])];
    let mut apply = begin(plan(&rendered, &empty_state(), &steps), rendered, &empty_state());
    tell(&mut apply, 0, StepEventKind::Started);
    tell(&mut apply, 0, failed());
    assert_eq!(started(&next(&apply, now())), [2]);
    do_step(&mut apply, 2);
    assert_eq!(next(&apply, now()), Next::Done);
    assert_eq!(apply.verdict(), ReleaseVerdict::Failed);
    assert_eq!(apply.failed().iter().map(|failed| failed.step.id).collect::<Vec<_>>(), [0]);
    assert_eq!(apply.left().iter().map(|step| step.id).collect::<Vec<_>>(), [1]);
    assert_eq!(apply.state().resources.keys().collect::<Vec<_>>(), [&address("c")]);
    assert_eq!(finish(apply.state().clone(), apply.plan(), apply.verdict()).pins, Pins::default());
}

#[test]
fn events_out_of_order_change_nothing() {
    let (rendered, plan) = two();
    let mut apply = begin(plan, rendered, &empty_state());
    let before = (apply.state().clone(), apply.journal().clone());
    let wrong = [
        event(&apply, 0, succeeded()),
        event(&apply, 1, StepEventKind::Started),
        event(&apply, 9, StepEventKind::Started),
        StepEvent::new(0, 2, now(), StepEventKind::Started),
    ];
    for event in wrong {
        assert_eq!(record(&mut apply, event).unwrap_err().diagnostics[0].code, codes::EXEC_ORDER);
    }
    assert_eq!((apply.state().clone(), apply.journal().clone()), before);
    do_step(&mut apply, 0);
    let again = event(&apply, 0, StepEventKind::Started);
    assert!(record(&mut apply, again).is_err());
}
