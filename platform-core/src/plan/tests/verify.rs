//! Law 8: a plan is fresh until what it depends on changes, and then says exactly what.

use super::scene::{Scene, address, declares, name, waits};
use crate::model::*;
use crate::plan::{DiffRules, check_expectation, verify};

fn scene() -> Scene {
    Scene::new()
        .rendered("a", r#"{"image": "a:2", "replicas": 1, "labels": {"x": "1"}}"#)
        .known("a", r#"{"image": "a:1", "replicas": 1, "labels": {"x": "1"}}"#)
        .present("a", r#"{"image": "a:1", "replicas": 3, "labels": {"x": "1"}, "status": 1}"#)
        .rendered("b", "1")
        .absent("b")
        .known("c", r#"{"x": 1}"#)
        .present("c", r#"{"x": 1}"#)
        .rendered("same", "1")
        .known("same", "1")
}

/// What has become stale since `plan`, with the scene as it is now.
fn stale(plan: &Plan, now: &Scene) -> Vec<String> {
    match verify(plan, &now.rendered, &now.state, &now.observed) {
        Freshness::Fresh => Vec::new(),
        Freshness::Stale { causes } => causes.iter().map(|cause| super::scene::short(&format!("{cause:?}"))).collect(),
    }
}

#[test]
fn a_plan_is_fresh_where_it_was_made() {
    let scene = scene();
    assert_eq!(stale(&scene.plan(), &scene), Vec::<String>::new());
}

#[test]
fn what_does_not_matter_keeps_it_fresh() {
    let plan = scene().plan();
    let irrelevant = [
        scene().present("a", r#"{"image": "a:1", "replicas": 3, "labels": {"x": "1", "y": "2"}, "status": 2}"#),
        scene().present("same", "2"),
        scene().present("other", "2"),
        scene().present("c", r#"{"x": 1, "y": 1}"#),
    ];
    for now in irrelevant {
        assert_eq!(stale(&plan, &now), Vec::<String>::new());
    }
}

/// What is null in what we wrote is not in what is there cut down to it, and means the same.
#[test]
fn nulls_in_what_we_wrote_keep_it_fresh() {
    let pod = |added: &str| format!(r#"{{"kind": "Pod", {added}"spec": {{"paused": null, "image": "a"}}}}"#);
    let then = pod(r#""gone": {"a": {"a": null, "b": 1}, "list": [null]}, "#);
    let at = |rendered: &str| Scene::new().rendered("a", rendered).known("a", &then).present("a", &then);
    for rendered in [pod(""), pod(r#""gone": {"list": [null]}, "#), r#"{"kind": "Pod", "spec": {}}"#.to_owned()] {
        let scene = at(&rendered);
        let plan = scene.plan();
        assert_eq!(plan.changes.len(), 1, "{rendered}");
        assert_eq!(stale(&plan, &scene), Vec::<String>::new(), "{rendered}");
        let (held, rules) = (&plan.preconditions[0], DiffRules::for_target("kubernetes"));
        let (base, wanted) = (&scene.state.resources[&held.address], &scene.rendered.resources[&held.address]);
        let there = &scene.observed.resources[&held.address];
        let found = check_expectation(&held.expect, &rules, Some(&base.body), Some(&wanted.body), there);
        assert_eq!(found, Ok(()), "a step sees what the plan saw: {rendered}");
    }
}

#[test]
fn what_matters_is_named_exactly() {
    let plan = scene().plan();
    let a = r#"{"image": "a:1", "replicas": 5, "labels": {"x": "2"}, "status": 1}"#;
    assert_eq!(stale(&plan, &scene().present("a", a)), [r#"Fields { address: a, paths: ["/labels/x", "/replicas"] }"#]);
    let as_desired = r#"{"image": "a:2", "replicas": 3, "labels": {"x": "1"}}"#;
    assert_eq!(stale(&plan, &scene().present("a", as_desired)), [r#"Fields { address: a, paths: ["/image"] }"#]);
    assert_eq!(stale(&plan, &scene().absent("a")), ["Vanished { address: a }"]);
    assert_eq!(stale(&plan, &scene().present("b", "1")), ["Appeared { address: b }"]);
    assert_eq!(stale(&plan, &scene().present("c", r#"{"x": 2}"#)), [r#"Fields { address: c, paths: ["/x"] }"#]);
    let mut moved = scene();
    moved.state.serial = 9;
    assert_eq!(stale(&plan, &moved), ["Serial { planned: 0, found: 9 }"]);
    let mut other = scene();
    other.state.lineage = "other".into();
    assert_eq!(stale(&plan, &other), ["Lineage"]);
    assert_eq!(stale(&plan, &scene().rendered("b", "2")), ["Rendered"]);
}

#[test]
fn what_was_not_observed_is_checked_against_the_state() {
    let unseen = || {
        Scene::new()
            .rendered("a", r#"{"image": "a:2", "replicas": 1}"#)
            .known("a", r#"{"image": "a:1", "replicas": 1}"#)
            .rendered("b", "1")
    };
    let plan = unseen().plan();
    assert_eq!(stale(&plan, &unseen()), Vec::<String>::new());
    assert_eq!(
        stale(&plan, &unseen().present("a", r#"{"replicas": 1, "image": "a:1", "z": 1}"#)),
        Vec::<String>::new()
    );
    let drifted = unseen().present("a", r#"{"image": "a:1", "replicas": 2}"#);
    assert_eq!(stale(&plan, &drifted), [r#"Fields { address: a, paths: ["/replicas"] }"#]);
    assert_eq!(stale(&plan, &unseen().present("b", "1")), ["Appeared { address: b }"]);
    assert_eq!(stale(&plan, &unseen().absent("b")), Vec::<String>::new());
}

#[test]
fn how_a_server_writes_the_same_thing_does_not_matter() {
    let pod = |cpu: &str, more: &str| {
        format!(
            r#"{{"kind": "Pod", "apiVersion": "v1", "spec": {{"containers": [{more}{{"name": "a", "resources": {{"limits": {{"cpu": "{cpu}"}}}}}}]}}}}"#
        )
    };
    let made = || Scene::new().rendered("a", &pod("1", "")).known("a", &pod("0.5", "")).present("a", &pod("500m", ""));
    let plan = made().plan();
    assert_eq!(plan.changes[0].fields.len(), 1);
    let sidecar = r#"{"name": "istio", "resources": {}}, "#;
    assert_eq!(stale(&plan, &made().present("a", &pod("0.50", sidecar))), Vec::<String>::new());
    let paths = r#"Fields { address: a, paths: ["/spec/containers/name=a/resources/limits/cpu"] }"#;
    assert_eq!(stale(&plan, &made().present("a", &pod("2", sidecar))), [paths]);
}

/// What others put into a list of ours, and take out again.
#[test]
fn what_others_put_into_a_list_does_not_matter() {
    let rollout = |image: &str, finalizers: &str, steps: &str| {
        format!(
            r#"{{"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": {{"finalizers": [{finalizers}]}},
                 "spec": {{"image": "{image}", "strategy": {{"canary": {{"steps": [{steps}]}}}}}}}}"#
        )
    };
    let (members, steps) = (r#""a", "b""#, r#"{"setWeight": 20}, {"pause": {"duration": "5m"}}"#);
    let made = || {
        Scene::new().rendered("a", &rollout("2", members, steps)).known("a", &rollout("1", members, steps)).present(
            "a",
            &rollout("1", r#""b", "theirs", "a""#, r#"{"setWeight": 20, "by": "x"}, {"pause": {"duration": "300s"}}"#),
        )
    };
    let plan = made().plan();
    let told = |members: &str, steps: &str| stale(&plan, &made().present("a", &rollout("1", members, steps)));
    assert_eq!(told(members, steps), Vec::<String>::new());
    let fewer = r#"Fields { address: a, paths: ["/metadata/finalizers/a"] }"#;
    assert_eq!(told(r#""b", "theirs""#, steps), [fewer]);
    let faster = r#"Fields { address: a, paths: ["/spec/strategy/canary/steps/0/setWeight"] }"#;
    assert_eq!(told(members, &steps.replace("20", "50")), [faster]);
    let one = told(members, r#"{"setWeight": 20}"#);
    assert!(one.len() == 1 && one[0].contains("/spec/strategy/canary/steps"), "{one:?}");
}

/// Where names stand twice, every item counts.
#[test]
fn a_list_that_names_tell_nothing_of_is_one_value() {
    let pod = |image: &str, size: u32| {
        format!(
            r#"{{"apiVersion": "v1", "kind": "Pod", "spec": {{"image": "{image}",
                 "volumes": [{{"name": "a", "x": 1}}, {{"name": "a", "x": {size}}}]}}}}"#
        )
    };
    let made = |size| Scene::new().rendered("a", &pod("2", 2)).known("a", &pod("1", 2)).present("a", &pod("1", size));
    let plan = made(2).plan();
    assert_eq!(stale(&plan, &made(2)), Vec::<String>::new());
    assert_eq!(stale(&plan, &made(3)).len(), 1);
}

#[test]
fn an_input_that_changed_is_named() {
    let database: Address = "resource:db/staging/terraform/database".parse().unwrap();
    let body = Value::map([("host", Value::from(Unknown::output(database.clone(), "host"))), ("x", 1.into())]);
    let with = |host: &str| {
        let mut scene = Scene::new().rendered("a", &body.to_json()).known("a", r#"{"host": "old", "x": 1}"#);
        scene.observed = scene.observed.with_output(database.clone(), name("host"), host.into());
        scene
    };
    let plan = with("one").plan();
    assert_eq!(stale(&plan, &with("one")), Vec::<String>::new());
    assert_eq!(stale(&plan, &with("two")), [r#"Fields { address: a, paths: ["/host"] }"#]);
    let mut unseen = with("one");
    unseen.observed.outputs.clear();
    assert_eq!(stale(&plan, &unseen), Vec::<String>::new());
    assert_eq!(stale(&unseen.plan(), &with("one")), Vec::<String>::new(), "learning what was unknown is no change");
}

/// Three outputs of others, of which some are known.
fn reading(is_known: bool, given: &[(&str, &str)]) -> Scene {
    let producer = |id: &str| -> Address { format!("resource:db/staging/terraform/{id}").parse().unwrap() };
    let reads = |id: &str| Value::from(Unknown::output(producer(id), "host"));
    let list = Value::list(["a", "b"].map(|id| Value::map([("x", reads(id))])));
    let mut scene = Scene::new().rendered("x", &Value::map([("list", list), ("c", reads("c"))]).to_json());
    if is_known {
        scene = scene.known("x", r#"{"list": [], "c": "old"}"#);
    }
    for (id, value) in given {
        scene.observed = scene.observed.with_output(producer(id), name("host"), (*value).into());
    }
    scene
}

#[test]
fn learning_some_inputs_is_no_change_either() {
    let all = [("a", "1"), ("b", "2"), ("c", "3")];
    for is_known in [true, false] {
        for given in 0..8_usize {
            let given: Vec<_> = (0..3).filter(|at| given >> at & 1 == 1).map(|at| all[at]).collect();
            let plan = reading(is_known, &given).plan();
            assert_eq!(stale(&plan, &reading(is_known, &all)), Vec::<String>::new(), "{given:?} {is_known}");
        }
        let plan = reading(is_known, &all[..1]).plan();
        assert_eq!(stale(&plan, &reading(is_known, &[("a", "other"), all[1], all[2]])).len(), 1, "{is_known}");
    }
    // What was not known then may have become anything; what was known is told.
    let plan = reading(true, &[all[0], all[2]]).plan();
    let told = |given: &[(&str, &str)]| stale(&plan, &reading(true, given));
    assert_eq!(told(&[all[0], all[1], ("c", "other")]), [r#"Fields { address: x, paths: ["/c"] }"#]);
    assert_eq!(told(&[("a", "other"), all[1], all[2]]), [r#"Fields { address: x, paths: ["/list"] }"#]);
}

#[test]
fn of_what_goes_as_a_whole_the_part_that_changed_is_named() {
    let there = |x: u32| format!(r#"{{"m": {{"x": {x}, "y": 1}}, "n": 1}}"#);
    let made = |x| Scene::new().rendered("a", r#"{"n": 1}"#).known("a", &there(1)).present("a", &there(x));
    let plan = made(1).plan();
    assert_eq!(stale(&plan, &made(1)), Vec::<String>::new());
    assert_eq!(stale(&plan, &made(2)), [r#"Fields { address: a, paths: ["/m/x"] }"#]);
}

#[test]
fn what_is_known_may_not_have_become_another() {
    let made = |known: &str| Scene::new().rendered("a", r#"{"x": 3}"#).known("a", known);
    let plan = made(r#"{"x": 1}"#).plan();
    assert_eq!(stale(&plan, &made(r#"{"x": 2}"#)), [r#"Fields { address: a, paths: [""] }"#]);
}

/// As a step looks before it does anything.
#[test]
fn a_step_holds_what_is_there_against_what_the_plan_saw() {
    let check = |plan: &Plan, scene: &Scene, there: &str| {
        let rules = DiffRules::for_target("kubernetes");
        let held = &plan.preconditions[0];
        let base = scene.state.resources.get(&held.address).map(|known| &known.body);
        let wanted = scene.rendered.resources.get(&held.address).map(|wanted| &wanted.body);
        let there = Observed::nothing().with_present(held.address.clone(), super::json(there));
        check_expectation(&held.expect, &rules, base, wanted, &there.resources[&held.address])
            .map_err(|paths| paths.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let (known, wanted) = (r#"{"x": 1, "y": 1}"#, r#"{"x": 2, "y": 1}"#);
    // As we wrote it, with a field of another; drifted; not ours yet.
    let scene = Scene::new().rendered("a", wanted).known("a", known).present("a", known);
    let plan = scene.plan();
    assert_eq!(check(&plan, &scene, r#"{"x": 1, "y": 1, "z": 1}"#), Ok(()));
    assert_eq!(check(&plan, &scene, r#"{"x": 1, "y": 5}"#), Err(vec!["/y".into()]));
    let drifted = Scene::new().rendered("a", wanted).known("a", known).present("a", r#"{"x": 1, "y": 5}"#);
    let plan = drifted.plan();
    assert_eq!(check(&plan, &drifted, r#"{"x": 1, "y": 5, "z": 1}"#), Ok(()));
    assert_eq!(check(&plan, &drifted, r#"{"x": 1, "y": 6}"#), Err(vec!["/y".into()]));
    assert_eq!(check(&plan, &drifted, known), Err(vec!["".into()]), "it was as we wrote it in the meantime");
    let adopted = Scene::new().rendered("a", wanted).present("a", known).asked(|ask| ask.intent = Intent::Adopt);
    let plan = adopted.plan();
    assert_eq!(check(&plan, &adopted, known), Ok(()));
    assert_eq!(check(&plan, &adopted, r#"{"x": 1, "y": 7}"#), Err(vec!["/x".into(), "/y".into()]));
}

#[test]
fn unknowns_of_our_own_stay_fresh_while_they_are_made() {
    let scene = Scene::new()
        .resource("db", "1", declares("host"))
        .rendered("app", &format!(r#"{{"host": {}}}"#, waits("db", "host")))
        .known("app", r#"{"host": "old"}"#)
        .present("app", r#"{"host": "older"}"#);
    let plan = scene.plan();
    assert_eq!(stale(&plan, &scene), Vec::<String>::new());
    let mut later = scene.clone().known_with("db", "1", |known| known.with_output(name("host"), "new".into()));
    assert_eq!(stale(&plan, &later), Vec::<String>::new());
    later = later.present("app", r#"{"host": "newer"}"#);
    assert_eq!(stale(&plan, &later), [r#"Fields { address: app, paths: ["/host"] }"#]);
    assert_eq!(plan.preconditions[0].address, address("app"));
}

/// A secret that should come where a text is: the text is not told, and another field that changed is named alone.
#[test]
fn a_refresh_names_what_changed_where_a_secret_is_to_come() {
    const SECRET: &str = r#"{"a": {"$secret": {"store": "vault", "key": "db"}}, "b": 1, "c": 1}"#;
    let scene = |a: &str, b: u32| {
        let scene = Scene::new().rendered("x", SECRET).known("x", r#"{"a": "plain", "b": 1, "c": 1}"#);
        let seen = format!(r#"{{"a": "{a}", "b": {b}, "c": 2}}"#);
        scene.present("x", &seen).asked(|ask| ask.intent = Intent::Refresh)
    };
    let plan = scene("plain", 1).plan();
    assert_eq!(stale(&plan, &scene("plain", 1)), Vec::<String>::new());
    for (now, paths) in [(scene("plain", 2), "\"/b\""), (scene("MARKER", 1), "\"/a\"")] {
        let told = stale(&plan, &now).join("\n");
        assert!(told.contains(&format!("paths: [{paths}]")) && !told.contains("MARKER"), "{told}");
    }
}

#[test]
fn of_two_secrets_to_come_the_place_that_changed_is_named() {
    let secret = |key: &str| format!(r#"{{"$secret": {{"store": "vault", "key": "{key}"}}}}"#);
    let wanted = format!(r#"{{"a": {}, "b": {}, "c": 1}}"#, secret("a"), secret("b"));
    let scene = |b: &str| {
        let scene = Scene::new().rendered("x", &wanted).known("x", r#"{"a": "plain", "b": "plain", "c": 1}"#);
        let scene = scene.present("x", &format!(r#"{{"a": "plain", "b": "{b}", "c": 2}}"#));
        scene.asked(|ask| ask.intent = Intent::Refresh)
    };
    let plan = scene("MARKER").plan();
    let told = stale(&plan, &scene("MARKER2"));
    assert!(!told.join("").contains("MARKER"), "{told:?}");
}

#[test]
fn a_secret_that_was_seen_to_be_another_is_not_named_where_it_is_as_it_was_seen() {
    let secret = |version: &str| format!(r#"{{"$secret": {{"store": "vault", "key": "db"{version}}}}}"#);
    let newer = secret(r#", "version": "2""#);
    let body = |item: &str, token: &str| format!(r#"{{"items": [{item}], "token": {token}}}"#);
    let scene = |token: &str| {
        let scene = Scene::new().rendered("x", &body(&newer, &newer)).known("x", &body(&secret(""), r#""edited""#));
        scene.present("x", &body(&newer, token)).asked(|ask| ask.intent = Intent::Refresh)
    };
    let plan = scene(&newer).plan();
    assert_eq!(stale(&plan, &scene(&newer)), Vec::<String>::new());
    let told = stale(&plan, &scene(r#""another""#)).join("\n");
    assert!(told.contains("paths: [\"/token\"]"), "{told}");
}
