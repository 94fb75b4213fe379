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

#[test]
fn unknowns_are_filled_and_secret_outputs_become_references() {
    let plain = OutputDeclaration { attribute: Some("address".into()), ..Default::default() };
    let secret = OutputDeclaration { attribute: Some("password".into()), secret: true, ..Default::default() };
    let fixed = OutputDeclaration { value: Some(5432.into()), ..Default::default() };
    let database = Resource::new(address("database"), body(1))
        .with_output(name("host"), plain)
        .with_output(name("password"), secret)
        .with_output(name("port"), fixed);
    let reads = |output: &str| Value::from(Unknown::output(address("database"), output));
    let foreign: Address = "resource:bus/staging/terraform/queue".parse().unwrap();
    let workload = Resource::new(
        address("workload"),
        Value::map([
            ("host", reads("host")),
            ("password", reads("password")),
            ("port", reads("port")),
            ("queue", Unknown::output(foreign.clone(), "url").into()),
        ]),
    );
    let rendered = rendered([database, workload]);
    let steps: [(&str, Action, &[u32]); 2] = [("database", Action::Create, &[]), ("workload", Action::Create, &[0])];
    let plan = plan(&rendered, &empty_state(), &steps);
    let observed = Observed::nothing().with_output(foreign, name("url"), "amqp://bus".into());
    let mut apply = Apply::begin(Arc::new(plan), Arc::new(rendered), &empty_state(), &observed).unwrap();
    tell(&mut apply, 0, StepEventKind::Started);
    let outputs = BTreeMap::from([(name("host"), "db.internal".into()), (name("password"), "hunter2".into())]);
    tell(&mut apply, 0, StepEventKind::Succeeded { body: None, outputs, identity: None });
    let written = serde_json::to_string(&(apply.state(), apply.journal())).unwrap();
    assert!(!written.contains("hunter2"), "{written}");
    let Next::Start(work) = next(&apply, now()) else { panic!("a step") };
    let password = SecretRef {
        store: "output".into(),
        key: "cart/staging/kubernetes/database#password".into(),
        property: None,
        version: Some("1".into()),
    };
    let expected = Value::map([
        ("host", Value::from("db.internal")),
        ("password", password.into()),
        ("port", 5432.into()),
        ("queue", "amqp://bus".into()),
    ]);
    assert_eq!(work[0].body.as_ref(), Some(&expected));
    assert_eq!(work[0].refused, None);
    do_step(&mut apply, 1);
    assert_eq!(apply.state().resources[&address("workload")].body, expected);
}

#[test]
fn what_a_target_gave_is_data_for_terraform_where_it_is_filled_in() {
    let output = OutputDeclaration { attribute: Some("host".into()), ..Default::default() };
    let database = Resource::new(address("database"), body(1)).with_output(name("host"), output);
    let root: Address = "cart/staging/terraform/root".parse().unwrap();
    let part = UnknownPart::Output { address: address("database"), output: "host".into() };
    let literal = |text: &str| UnknownPart::Literal(text.into());
    let parts = vec![literal("${aws_x.y}: $"), part.clone(), part, literal("{z}")];
    let reads = [("own", Value::from("${aws_x.y}")), ("joined", Unknown { parts }.into())];
    let whole = ("whole", Unknown::output(address("database"), "host").into());
    let resource = Resource::new(root.clone(), Value::map(reads.into_iter().chain([whole])));
    let rendered = rendered([database, resource.with_dependencies(vec![address("database")])]);
    let planned = |state: &State, observed: &Observed| {
        crate::plan::plan(&rendered, state, observed, &Default::default()).value.unwrap()
    };
    let plan = planned(&empty_state(), &Observed::nothing());
    let mut apply = begin(plan, rendered.clone(), &empty_state());
    tell(&mut apply, 0, StepEventKind::Started);
    let outputs = BTreeMap::from([(name("host"), "{a}${file(\"x\")}%{b}$".into())]);
    tell(&mut apply, 0, StepEventKind::Succeeded { body: None, outputs, identity: None });
    let Next::Start(work) = next(&apply, now()) else { panic!("a step") };
    let written = r#"{"joined":"${aws_x.y}: $${a}$${file(\"x\")}%%{b}$${a}$${file(\"x\")}%%{b}$${z}","own":"${aws_x.y}","whole":"{a}$${file(\"x\")}%%{b}$"}"#;
    assert_eq!(work[0].body.as_ref().unwrap().to_json(), written);
    do_step(&mut apply, 1);
    // The next plan takes it for the same.
    let state = finish(apply.state().clone(), apply.plan(), apply.verdict());
    let observed = Observed::nothing().with_present(root, Value::from_json(written).unwrap());
    assert_eq!(planned(&state, &observed).changes, []);
}

#[test]
fn what_a_target_gave_begins_no_expression_in_a_file_of_githubs() {
    let output = OutputDeclaration { attribute: Some("host".into()), ..Default::default() };
    let database = Resource::new(address("database"), body(1)).with_output(name("host"), output);
    let part = || UnknownPart::Output { address: address("database"), output: "host".into() };
    let parts =
        vec![UnknownPart::Literal("run: ${{ github.sha }} ".into()), part(), UnknownPart::Literal("{{ b }}".into())];
    let file = Resource::new("cart/staging/file/ci.yml".parse().unwrap(), Unknown { parts }.into());
    let mut file = file.with_ownership(Ownership::Managed).with_dependencies(vec![address("database")]);
    file.passthrough = Some(Passthrough::GithubActions);
    for (host, written) in [
        ("db.internal", Some("run: ${{ github.sha }} db.internal{{ b }}")),
        ("${{ secrets.TOKEN }}", None),
        ("x$", None),
    ] {
        let rendered = rendered([database.clone(), file.clone()]);
        let planned = |state: &State| {
            crate::plan::plan(&rendered, state, &Observed::nothing(), &Default::default()).value.unwrap()
        };
        let plan = planned(&empty_state());
        assert_eq!(plan.blocked, []);
        let mut apply = begin(plan, rendered.clone(), &empty_state());
        tell(&mut apply, 0, StepEventKind::Started);
        let outputs = BTreeMap::from([(name("host"), host.into())]);
        tell(&mut apply, 0, StepEventKind::Succeeded { body: None, outputs, identity: None });
        let Next::Start(work) = next(&apply, now()) else { panic!("a step") };
        let refused = work[0].refused.as_ref().map(|refused| refused.code.clone());
        match written {
            Some(written) => assert_eq!((work[0].body.clone(), refused.clone()), (Some(written.into()), None)),
            None => {
                assert!(work[0].body.as_ref().unwrap().has_unknown());
                assert_eq!(refused, Some(codes::TEMPLATE_UNESCAPABLE));
            }
        }
        // What is known when it is planned is refused then.
        let blocked: Vec<_> = planned(apply.state()).blocked.iter().map(|blocked| blocked.code.clone()).collect();
        assert_eq!(blocked, refused.into_iter().collect::<Vec<_>>(), "{host}");
    }
}

#[test]
fn what_failed_and_was_done_all_the_same_is_known() {
    let (rendered, plan) = two();
    let mut apply = begin(plan, rendered, &empty_state());
    tell(&mut apply, 0, StepEventKind::Started);
    let diagnostic = Diagnostic::error(codes::K8S_NOT_READY, "it has no image");
    tell(&mut apply, 0, StepEventKind::Failed { diagnostic, outcome: Effect::Done });
    assert_eq!(next(&apply, now()), Next::Done, "what waits for it is not done");
    assert_eq!(apply.verdict(), ReleaseVerdict::Failed);
    let state = finish(apply.state().clone(), apply.plan(), apply.verdict());
    assert_eq!(state.resources.keys().collect::<Vec<_>>(), [&address("a")]);
    assert_eq!(state.resources[&address("a")].body, body(1));
}

#[test]
fn a_step_whose_value_is_still_unknown_is_refused() {
    let nobody: Address = "resource:bus/staging/terraform/queue".parse().unwrap();
    let rendered = rendered([Resource::new(address("a"), Unknown::output(nobody, "url").into())]);
    let mut apply = begin(plan(&rendered, &empty_state(), &[("a", Action::Create, &[])]), rendered, &empty_state());
    let Next::Start(work) = next(&apply, now()) else { panic!("a step") };
    let refused = work[0].refused.clone().unwrap();
    assert_eq!(refused.code, codes::PLAN_UNKNOWN);
    assert!(refused.message.contains("`url` of resource:bus/staging/terraform/queue"), "{refused}");
    let kind = StepEventKind::Failed { diagnostic: refused, outcome: Effect::None };
    tell(&mut apply, 0, kind);
    assert_eq!((next(&apply, now()), apply.verdict()), (Next::Done, ReleaseVerdict::Failed));
}

#[test]
fn an_output_that_its_target_did_not_give_is_missed_by_who_reads_it() {
    let output = OutputDeclaration { attribute: Some("address".into()), ..Default::default() };
    let database = Resource::new(address("database"), body(1)).with_output(name("host"), output);
    let reader = Resource::new(address("workload"), Unknown::output(address("database"), "host").into());
    let rendered = rendered([database, reader]);
    let steps: [(&str, Action, &[u32]); 2] = [("database", Action::Create, &[]), ("workload", Action::Create, &[0])];
    let mut apply = begin(plan(&rendered, &empty_state(), &steps), rendered, &empty_state());
    do_step(&mut apply, 0);
    let Next::Start(work) = next(&apply, now()) else { panic!("a step") };
    assert_eq!(work[0].refused.as_ref().map(|refused| &refused.code), Some(&codes::EXEC_OUTPUT_MISSING));
}

#[test]
fn every_action_advances_the_state_as_it_says() {
    let ids = ["created", "updated", "imported", "read", "moved"];
    let rendered = rendered(ids.map(|id| Resource::new(address(id), body(2)).with_protection(true)));
    let known = |id: &str| (address(id), StateResource::new(body(1)));
    let mut state = empty_state();
    state.resources.extend(["updated", "read", "old", "deleted", "forgotten"].map(known));
    let steps: [(&str, Action, &[u32]); 7] = [
        ("created", Action::Create, &[]),
        ("updated", Action::Update, &[]),
        ("imported", Action::Import, &[]),
        ("read", Action::Read, &[]),
        ("moved", Action::Move, &[]),
        ("deleted", Action::Delete, &[]),
        ("forgotten", Action::Forget, &[]),
    ];
    let mut plan = plan(&rendered, &state, &steps);
    for change in &mut plan.changes {
        change.moved_from = change.actions.contains(&Action::Move).then(|| address("old"));
    }
    let mut apply = begin(sealed(plan), rendered, &state);
    (0..7).for_each(|step| do_step(&mut apply, step));
    let known: Vec<(&str, &Value, bool)> =
        apply.state().resources.iter().map(|(address, known)| (address.id(), &known.body, known.protect)).collect();
    let (one, two) = (body(1), body(2));
    let expected = [
        ("created", &two, true),
        ("imported", &two, true),
        ("moved", &one, false),
        ("read", &two, true),
        ("updated", &two, true),
    ];
    assert_eq!(known, expected);
    for known in apply.state().resources.values() {
        assert_eq!(known.digest, known.body.digest());
    }
}

#[test]
fn a_refresh_learns_what_the_plan_saw() {
    let known = |id: &str| (address(id), StateResource::new(body(1)));
    let mut state = empty_state();
    state.resources.extend(["changed", "gone"].map(known));
    let rendered = rendered([Resource::new(address("changed"), body(3))]);
    let observed = Observed::nothing().with_present(address("changed"), body(2)).with_absent(address("gone"));
    let options = crate::model::PlanOptions { intent: Intent::Refresh, ..Default::default() };
    let plan = crate::plan::plan(&rendered, &state, &observed, &options).value.unwrap();
    let mut apply = Apply::begin(Arc::new(plan), Arc::new(rendered), &state, &observed).unwrap();
    let Next::Start(work) = next(&apply, now()) else { panic!("steps") };
    assert!(work.iter().all(|work| work.step.action == Action::Read && work.body.is_none()));
    (0..2).for_each(|step| do_step(&mut apply, step));
    let resources: Vec<_> = apply.state().resources.values().map(|known| &known.body).collect();
    assert_eq!(resources, [&body(2)]);
}

#[test]
fn a_refresh_does_not_learn_what_stands_where_a_secret_should_be() {
    let known = StateResource::new(Value::map([("token", "old".into())]));
    let mut state = empty_state();
    state.resources.insert(address("a"), known);
    let secret = Value::from_json(r#"{"token": {"$secret": {"store": "vault", "key": "db"}}}"#).unwrap();
    let rendered = rendered([Resource::new(address("a"), secret.clone())]);
    let seen = Value::map([("token", "MARKER".into())]);
    let observed = Observed::nothing().with_present(address("a"), seen);
    let options = crate::model::PlanOptions { intent: Intent::Refresh, ..Default::default() };
    let plan = crate::plan::plan(&rendered, &state, &observed, &options).value.unwrap();
    assert!(!serde_json::to_string(&plan).unwrap().contains("MARKER"));
    let mut apply = Apply::begin(Arc::new(plan), Arc::new(rendered), &state, &observed).unwrap();
    let _ = next(&apply, now());
    do_step(&mut apply, 0);
    assert_eq!(apply.state().resources[&address("a")].body, secret);
}

#[test]
fn only_a_rollback_that_was_done_sets_a_hold() {
    let (_, mut plan) = two();
    let mut held = |intent, verdict| {
        plan.intent = intent;
        finish(State { serial: 7, ..empty_state() }, &plan, verdict).hold.map(|hold| hold.name.to_string())
    };
    assert_eq!(held(Intent::Rollback, ReleaseVerdict::Succeeded).as_deref(), Some("rollback-7"));
    assert_eq!(held(Intent::Rollback, ReleaseVerdict::Failed), None);
    assert_eq!(held(Intent::Promote, ReleaseVerdict::Succeeded), None);
    assert_eq!(held(Intent::Converge, ReleaseVerdict::Succeeded), None);
}

#[test]
fn a_rollback_restores_what_a_release_had_and_holds_it() {
    let before = rendered([Resource::new(address("a"), body(1)), Resource::new(address("gone"), body(1))]);
    let mut after = rendered([Resource::new(address("a"), body(2)), Resource::new(address("new"), body(2))]);
    after.pins = Pins::default();
    let planned = |rendered: &Rendered, state: &State, intent, lift: Option<&str>| {
        let options = crate::model::PlanOptions { intent, lift: lift.map(Into::into), ..Default::default() };
        crate::plan::plan(rendered, state, &Observed::nothing(), &options).value.unwrap()
    };
    let applied = |rendered: &Rendered, state: &State, intent| {
        let mut apply = begin(planned(rendered, state, intent, None), rendered.clone(), state);
        while let Next::Start(work) = next(&apply, now()) {
            work.iter().for_each(|work| do_step(&mut apply, work.step.id));
        }
        let state = finish(apply.state().clone(), apply.plan(), apply.verdict());
        (state, apply.release("ada", now(), now()))
    };
    let (first, release) = applied(&before, &empty_state(), Intent::Converge);
    let (second, _) = applied(&after, &first, Intent::Converge);
    assert_ne!(second.pins, first.pins);
    // From the release alone: no golden path is read.
    let (back, _) = applied(&release.rendered, &second, Intent::Rollback);
    assert_eq!((&back.pins, &back.resources), (&first.pins, &first.resources));
    let held = |lift| planned(&after, &back, Intent::Converge, lift).is_applicable();
    let hold = back.hold.as_ref().unwrap().name.clone();
    assert_eq!((held(None), held(Some("another")), held(Some(&hold))), (false, false, true));
}

#[test]
fn the_state_of_a_merged_file_is_the_base_of_the_next_merge() {
    let file = |text: &str| Resource::new(address("f"), text.into()).with_ownership(crate::model::Ownership::Merged);
    let mut known = StateResource::new("a\nb\nc\n".into());
    (known.class, known.ownership) = (crate::model::ResourceClass::File, Some(crate::model::Ownership::Merged));
    let state = empty_state().with_resource(address("f"), known);
    let rendered = rendered([file("a\nb\nC\n")]);
    let observed = Observed::nothing().with_present(address("f"), "A\nb\nc\n".into());
    let plan = crate::plan::plan(&rendered, &state, &observed, &Default::default()).value.unwrap();
    let mut apply = Apply::begin(Arc::new(plan), Arc::new(rendered), &state, &observed).unwrap();
    let Next::Start(work) = next(&apply, now()) else { panic!("a step") };
    assert_eq!(work[0].body, Some("A\nb\nC\n".into()));
    tell(&mut apply, 0, StepEventKind::Started);
    let body = work[0].body.clone();
    tell(&mut apply, 0, StepEventKind::Succeeded { body, outputs: BTreeMap::new(), identity: None });
    assert_eq!(apply.state().resources[&address("f")].body, Value::from("a\nb\nC\n"));
}

fn database(id: &str) -> Resource {
    let output = |secret| OutputDeclaration { attribute: Some("a".into()), secret, ..Default::default() };
    Resource::new(address(id), body(1))
        .with_output(name("host"), output(false))
        .with_output(name("password"), output(true))
}

#[test]
fn what_is_only_read_keeps_its_secret_and_what_it_gave() {
    let password = SecretRef {
        store: "output".into(),
        key: "cart/staging/kubernetes/d#password".into(),
        property: None,
        version: Some("4".into()),
    };
    let known = StateResource::new(body(1))
        .with_output(name("host"), "db.internal".into())
        .with_output(name("password"), password.clone().into());
    let mut state = empty_state().with_resource(address("d"), known);
    state.serial = 7;
    let rendered = rendered([database("d")]);
    for action in [Action::Read, Action::Update] {
        let mut apply = begin(plan(&rendered, &state, &[("d", action, &[])]), rendered.clone(), &state);
        do_step(&mut apply, 0);
        let outputs = &apply.state().resources[&address("d")].outputs;
        let Value::Secret(kept) = &outputs[&name("password")] else { panic!("a reference") };
        // What is changed may have another password since; what is read has not.
        let version = if action == Action::Read { "4" } else { "8" };
        assert_eq!(kept.version.as_deref(), Some(version), "{action:?}");
        assert_eq!(outputs.get(&name("host")).is_some(), action == Action::Read);
    }
}

#[test]
fn what_reads_from_a_moved_resource_need_not_wait_for_its_move() {
    let known = StateResource::new(body(1)).with_output(name("host"), "db.internal".into());
    let state = empty_state().with_resource(address("old"), known);
    let reader = Resource::new(address("r"), Unknown::output(address("new"), "host").into());
    let rendered = rendered([database("new"), reader]);
    let steps: [(&str, Action, &[u32]); 2] = [("r", Action::Create, &[]), ("new", Action::Move, &[])];
    let mut plan = plan(&rendered, &state, &steps);
    for change in &mut plan.changes {
        change.moved_from = (change.address == address("new")).then(|| address("old"));
    }
    let mut apply = begin(sealed(plan), rendered, &state);
    let Next::Start(work) = next(&apply, now()) else { panic!("steps") };
    assert_eq!(work[0].body, Some("db.internal".into()));
    assert_eq!((&work[1].body, &work[1].moved_from), (&None, &Some(address("old"))));
    assert_eq!(work[1].before.as_ref().map(|before| &before.body), Some(&body(1)));
    // Whatever an executor says of a move, nothing of it that could be secret is kept.
    tell(&mut apply, 1, StepEventKind::Started);
    let outputs = BTreeMap::from([(name("password"), "hunter2".into())]);
    tell(&mut apply, 1, StepEventKind::Succeeded { body: None, outputs, identity: None });
    assert!(!serde_json::to_string(apply.journal()).unwrap().contains("hunter2"));
}

#[test]
fn what_is_created_before_it_is_deleted_stays_ours() {
    let rendered = rendered([Resource::new(address("a"), body(2))]);
    let state = empty_state().with_resource(address("a"), StateResource::new(body(1)));
    let steps: [(&str, Action, &[u32]); 2] = [("a", Action::Create, &[]), ("a", Action::Delete, &[0])];
    let mut apply = begin(plan(&rendered, &state, &steps), rendered, &state);
    (0..2).for_each(|step| do_step(&mut apply, step));
    assert_eq!(apply.state().resources[&address("a")].body, body(2));
}

#[test]
fn a_step_checks_what_it_expects_and_a_repeated_one_may_find_its_own_work() {
    let rendered = rendered([Resource::new(address("a"), body(2))]);
    let mut plan = plan(&rendered, &empty_state(), &[("a", Action::Create, &[])]);
    plan.preconditions.push(Precondition::new(address("a"), Expectation::Absent));
    let apply = begin(sealed(plan), rendered, &empty_state());
    let Next::Start(work) = next(&apply, now()) else { panic!("a step") };
    let mut work = work[0].clone();
    let (own, others) = (Observation::Present(Present::new(body(2))), Observation::Present(Present::new(body(3))));
    check(&apply, &work, &Observation::Absent).unwrap();
    assert_eq!(check(&apply, &work, &own).unwrap_err().code, codes::PLAN_STALE);
    work.repeated = true;
    check(&apply, &work, &own).unwrap();
    assert_eq!(check(&apply, &work, &others).unwrap_err().code, codes::PLAN_STALE);
    // A server adds to what it was given.
    let filled = Value::map([("number", 2.into()), ("status", Value::map([("ready", true.into())]))]);
    check(&apply, &work, &Observation::Present(Present::new(filled.clone()))).unwrap();
    work.repeated = false;
    assert!(check(&apply, &work, &Observation::Present(Present::new(filled))).is_err());
}

#[test]
fn what_was_not_observed_is_looked_at_before_its_step_starts() {
    let rendered = rendered([Resource::new(address("a"), body(2))]);
    let observed = |state: &State| {
        let plan = crate::plan::plan(&rendered, state, &Observed::nothing(), &Default::default()).value.unwrap();
        let apply = begin(plan, rendered.clone(), state);
        let Next::Start(work) = next(&apply, now()) else { panic!("a step") };
        assert!(work[0].expect.is_some());
        let present = |number| Observation::Present(Present::new(body(number)));
        [Observation::Absent, present(1), present(3)].map(|found| check(&apply, &work[0], &found).is_ok())
    };
    // What we did not make may not be there; what we made may not be gone or be another since.
    assert_eq!(observed(&empty_state()), [true, false, false]);
    let known = empty_state().with_resource(address("a"), StateResource::new(body(1)));
    assert_eq!(observed(&known), [false, true, false]);
}

#[test]
fn only_a_resume_of_the_same_plan_goes_on() {
    let (rendered, first) = two();
    let apply = begin(first.clone(), rendered.clone(), &empty_state());
    let resume = |plan: &Plan, state: &State, journal: &Journal| {
        Apply::resume(Arc::new(plan.clone()), Arc::new(rendered.clone()), state, journal, &Observed::nothing())
    };
    assert_eq!(code(resume(&first, &empty_state(), apply.journal())), "state.unchanged");
    let other = plan(&rendered, &empty_state(), &[("a", Action::Create, &[])]);
    assert_eq!(code(resume(&other, apply.state(), apply.journal())), "state.busy");
    let resumed = resume(&first, apply.state(), apply.journal()).unwrap();
    assert_eq!((resumed.attempt(), resumed.state().serial), (2, 1));
    assert_eq!(resumed.state().applying.as_ref().map(|applying| applying.attempt), Some(2));
}

/// What is there, and how often each thing was made by a step that was not told that it might be there already.
#[derive(Clone, Debug, Default, PartialEq)]
struct World {
    things: BTreeMap<Address, Value>,
    made: BTreeMap<Address, u32>,
}

impl World {
    fn perform(&mut self, work: &StepWork) -> BTreeMap<Name, Value> {
        let address = work.step.address.clone();
        match work.step.action {
            Action::Create if work.repeated && self.things.get(&address) == work.body.as_ref() => {}
            Action::Create => {
                *self.made.entry(address.clone()).or_default() += 1;
                self.things.insert(address.clone(), work.body.clone().unwrap());
            }
            Action::Update => {
                self.things.insert(address.clone(), work.body.clone().unwrap());
            }
            Action::Delete => {
                self.things.remove(&address);
            }
            _ => {}
        }
        BTreeMap::from([(name("id"), Value::from(format!("id-of-{}", address.id())))])
    }
}

/// Drives an apply until it is done, or for `events` events. Half of the kills come after the world was touched and
/// before that was recorded.
fn drive(apply: &mut Apply, world: &mut World, mut events: usize) -> bool {
    loop {
        let Next::Start(work) = next(apply, now()) else { return true };
        for work in work {
            if events == 0 {
                return false;
            }
            tell(apply, work.step.id, StepEventKind::Started);
            let outputs = world.perform(&work);
            if events == 1 {
                return false;
            }
            events = events.saturating_sub(2);
            let kind = StepEventKind::Succeeded { body: work.body.clone(), outputs, identity: None };
            tell(apply, work.step.id, kind);
        }
    }
}

#[derive(Clone, Debug)]
struct Case {
    /// By resource: its action, the earlier resources it depends on, whether it reads the first one's output.
    resources: Vec<(Action, BTreeSet<usize>, bool)>,
    kills: Vec<usize>,
}

fn cases() -> impl Strategy<Value = Case> {
    let action = prop_oneof![
        Just(Action::Create),
        Just(Action::Create),
        Just(Action::Update),
        Just(Action::Delete),
        Just(Action::Forget)
    ];
    let resource = (action, prop::collection::btree_set(0_usize..8, 0..3), any::<bool>());
    let kills = prop::collection::vec(0_usize..12, 0..4);
    (prop::collection::vec(resource, 1..8), kills).prop_map(|(resources, kills)| Case { resources, kills })
}

fn build(case: &Case) -> (Plan, Rendered, State) {
    let mut state = empty_state();
    let mut resources = Vec::new();
    let mut steps: Vec<(String, Action, Vec<u32>)> = Vec::new();
    for (at, (action, before, reads)) in case.resources.iter().enumerate() {
        let before: Vec<usize> = before.iter().copied().filter(|before| *before < at).collect();
        let id = format!("r{at}");
        if *action != Action::Create {
            state.resources.insert(address(&id), StateResource::new(body(0)));
        }
        if !matches!(action, Action::Delete | Action::Forget) {
            let producers =
                before.iter().filter(|at| matches!(case.resources[**at].0, Action::Create | Action::Update));
            let value = match producers.into_iter().next().filter(|_| *reads) {
                Some(producer) => Unknown::output(address(&format!("r{producer}")), "id").into(),
                None => Value::from(i32::try_from(at).unwrap()),
            };
            let output = OutputDeclaration { attribute: Some("id".into()), ..Default::default() };
            let resource = Resource::new(address(&id), Value::map([("value", value)])).with_output(name("id"), output);
            resources.push(resource);
        }
        steps.push((id, *action, before.iter().map(|at| u32::try_from(*at).unwrap()).collect()));
    }
    let rendered = rendered(resources);
    let steps: Vec<_> = steps.iter().map(|(id, action, after)| (id.as_str(), *action, after.as_slice())).collect();
    (plan(&rendered, &state, &steps), rendered, state)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Law 10: killed anywhere, any number of times, an apply resumes to the end of the uninterrupted run.
    #[test]
    fn a_killed_apply_resumes_to_the_same_end(case in cases()) {
        let (plan, rendered, state) = build(&case);
        let before = World {
            things: state.resources.iter().map(|(address, known)| (address.clone(), known.body.clone())).collect(),
            made: BTreeMap::new(),
        };
        let (plan, rendered) = (Arc::new(plan), Arc::new(rendered));
        let begin = || Apply::begin(plan.clone(), rendered.clone(), &state, &Observed::nothing()).unwrap();

        let (mut whole, mut calm) = (begin(), before.clone());
        prop_assert!(drive(&mut whole, &mut calm, usize::MAX));
        prop_assert_eq!(whole.verdict(), ReleaseVerdict::Succeeded);

        let (mut apply, mut world) = (begin(), before);
        for kill in &case.kills {
            if drive(&mut apply, &mut world, *kill) {
                break;
            }
            let (state, journal) = (apply.state().clone(), apply.journal().clone());
            apply = Apply::resume(plan.clone(), rendered.clone(), &state, &journal, &Observed::nothing()).unwrap();
        }
        prop_assert!(drive(&mut apply, &mut world, usize::MAX));
        let end = |apply: &Apply| finish(apply.state().clone(), apply.plan(), apply.verdict());
        prop_assert_eq!(end(&apply), end(&whole));
        prop_assert_eq!(&world.things, &calm.things);
        prop_assert!(world.made.values().all(|times| *times == 1), "made twice: {:?}", world.made);
    }
}

#[test]
fn what_a_target_tells_is_kept_without_its_secrets() {
    let secret = SecretRef { store: "vault".into(), key: "db".into(), ..Default::default() };
    let ours = Value::map([("password", Value::from(secret)), ("size", 1.into())]);
    let resource = Resource::new(address("a"), ours.clone())
        .with_output(name("key"), OutputDeclaration { attribute: None, value: None, secret: true });
    let rendered = rendered([resource]);
    let plan = plan(&rendered, &empty_state(), &[("a", Action::Create, &[])]);
    let mut apply = begin(plan, rendered, &empty_state());
    tell(&mut apply, 0, StepEventKind::Started);
    let body = Value::map([("password", Value::from("MARKER")), ("size", 1.into()), ("added", 2.into())]);
    let outputs = BTreeMap::from([(name("key"), Value::from("MARKER")), (name("other"), Value::from("MARKER"))]);
    let kind = StepEventKind::Succeeded { body: Some(body), outputs, identity: None };
    assert!(!format!("{kind:?}").contains("MARKER"), "not even before it is recorded");
    tell(&mut apply, 0, kind);
    let said = format!("{apply:?} {}", serde_json::to_string(&(apply.journal(), apply.state())).unwrap());
    assert!(!said.contains("MARKER"), "{said}");
    assert_eq!(apply.state().resources[&address("a")].body.get("password"), ours.get("password"));
}

#[test]
fn a_secret_that_was_seen_is_not_written() {
    let secret = OutputDeclaration { attribute: None, value: None, secret: true };
    let read = Value::map([("password", Value::from(Unknown::output(address("db"), "password")))]);
    let rendered = rendered([
        Resource::new(address("app"), read),
        Resource::new(address("db"), body(1)).with_output(name("password"), secret),
    ]);
    let mut state = empty_state();
    let reference = Value::from(crate::model::secret_output(&address("db"), &name("password"), None));
    let known = StateResource::new(body(1)).with_output(name("password"), reference.clone());
    state.resources.insert(address("db"), known);
    let plan = plan(&rendered, &state, &[("app", Action::Create, &[])]);
    let observed = Observed::nothing().with_output(address("db"), name("password"), "MARKER".into());
    let apply = Apply::begin(Arc::new(plan), Arc::new(rendered), &state, &observed).unwrap();
    let Next::Start(work) = next(&apply, now()) else { panic!() };
    assert_eq!(work[0].body.as_ref().unwrap().get("password"), Some(&reference));
}

#[test]
fn a_merged_file_that_reads_is_kept_with_what_it_read() {
    let shared: Address = "resource:orders-db/staging/terraform/database".parse().unwrap();
    let parts = vec![
        crate::model::UnknownPart::Literal("host=".into()),
        crate::model::UnknownPart::Output { address: shared.clone(), output: "host".into() },
    ];
    let file = Resource::new(address("db.env"), Value::from(Unknown { parts }));
    let rendered = rendered([file.with_ownership(crate::model::Ownership::Merged)]);
    let plan = plan(&rendered, &empty_state(), &[("db.env", Action::Create, &[])]);
    let observed = Observed::nothing().with_output(shared, name("host"), "db.internal".into());
    let mut apply = Apply::begin(Arc::new(plan), Arc::new(rendered), &empty_state(), &observed).unwrap();
    tell(&mut apply, 0, StepEventKind::Started);
    let body = Some(Value::from("host=db.internal, and what the team has"));
    tell(&mut apply, 0, StepEventKind::Succeeded { body, outputs: BTreeMap::new(), identity: None });
    assert_eq!(apply.state().resources[&address("db.env")].body, Value::from("host=db.internal"));
    let event = apply.journal().events[1].clone();
    assert_eq!(advance(apply.state().clone(), apply.plan(), apply.rendered(), &event), *apply.state(), "again");
}
