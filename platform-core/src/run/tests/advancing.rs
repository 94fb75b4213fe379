//! What each action makes of the state.

use super::*;

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
