//! What is filled in, what a target gives, and what of it may not be kept.

use super::*;

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
