//! Every action, with every reason it can have.

use super::scene::{Scene, address, declares, depends, name, short, waits};
use crate::model::*;

const OLD: &str = r#"{"replicas": 1}"#;
const NEW: &str = r#"{"replicas": 2}"#;

#[test]
fn what_is_not_known_is_created() {
    assert_eq!(Scene::new().rendered("a", NEW).told(), ["a Create New"]);
    assert_eq!(Scene::new().rendered("a", NEW).absent("a").told(), ["a Create New"]);
    let plan = Scene::new().rendered("a", NEW).plan();
    assert_eq!(plan.preconditions[0].expect, Expectation::NotObserved);
    assert_eq!((plan.summary.create, plan.summary.unchanged), (1, 0));
}

#[test]
fn what_is_as_it_should_be_is_only_counted() {
    let scene = Scene::new().rendered("a", NEW).known("a", NEW);
    assert_eq!(scene.told(), Vec::<String>::new());
    assert_eq!(scene.plan().summary.unchanged, 1);
    assert_eq!(scene.clone().present("a", NEW).plan().summary.unchanged, 1);
    let defaulted = scene.present("a", r#"{"replicas": 2, "status": {"ready": 2}, "added": 1}"#).plan();
    assert_eq!((defaulted.changes.len(), defaulted.summary.unchanged, defaulted.summary.server_defaults), (0, 1, 2));
}

#[test]
fn intent_and_drift_are_told_apart_field_by_field() {
    let known = r#"{"image": "a:1", "replicas": 1, "port": 80, "gone": 1, "removed": {"x": 1}}"#;
    let desired = r#"{"image": "a:2", "replicas": 1, "port": 80, "gone": 1, "new": {"y": 1}}"#;
    let there = r#"{"image": "a:1", "replicas": 7, "port": 80, "removed": {"x": 1}, "foreign": 1}"#;
    let scene = Scene::new().rendered("a", desired).known("a", known).present("a", there);
    let expected = [
        "a Update Changed",
        "  /gone Drift - -> 1",
        r#"  /image Intent "a:1" -> "a:2""#,
        "  /new/y Intent - -> 1",
        r#"  /removed Intent {"x":1} -> -"#,
        "  /replicas Drift 7 -> 1",
    ];
    assert_eq!(scene.told(), expected);
    assert_eq!(scene.plan().summary.server_defaults, 1);
    let drift = Scene::new().rendered("a", OLD).known("a", OLD).present("a", NEW);
    assert_eq!(drift.told(), ["a Update Drift", "  /replicas Drift 2 -> 1"]);
    let unseen = Scene::new().rendered("a", NEW).known("a", OLD);
    assert_eq!(unseen.told(), ["a Update Changed", "  /replicas Intent 1 -> 2"]);
}

#[test]
fn what_was_ours_goes_from_among_what_is_not() {
    let scene = Scene::new()
        .rendered("a", r#"{"labels": {"a": "1"}}"#)
        .known("a", r#"{"labels": {"a": "1", "b": "1"}, "annotations": {"c": "1"}}"#)
        .present("a", r#"{"labels": {"a": "1", "b": "1", "z": "1"}, "annotations": {"c": "1", "z": "1"}}"#);
    let expected = ["a Update Changed", r#"  /annotations/c Intent "1" -> -"#, r#"  /labels/b Intent "1" -> -"#];
    assert_eq!(scene.told(), expected);
    assert_eq!(scene.plan().summary.server_defaults, 2);
}

#[test]
fn sidecars_and_order_of_others_are_no_changes() {
    let pod = |containers: &str| {
        format!(r#"{{"kind": "Pod", "apiVersion": "v1", "spec": {{"containers": [{containers}]}}}}"#)
    };
    let ours = pod(r#"{"name": "a", "image": "x"}, {"name": "b", "image": "y"}"#);
    let theirs = pod(
        r#"{"name": "istio", "image": "z"}, {"name": "b", "image": "y", "tty": true}, {"name": "a", "image": "x"}"#,
    );
    let plan = Scene::new().rendered("a", &ours).known("a", &ours).present("a", &theirs).plan();
    assert_eq!((plan.changes.len(), plan.summary.server_defaults, plan.summary.reordered), (0, 2, 1));
}

#[test]
fn what_the_world_is_already_is_only_learned() {
    let scene = Scene::new().rendered("a", NEW).known("a", OLD).present("a", NEW);
    assert_eq!(scene.told(), ["a Read Changed"]);
    let protected = Scene::new().resource("a", NEW, |resource| resource.with_protection(true)).known("a", NEW);
    assert_eq!(protected.told(), ["a Read Changed"]);
    let ordered = Scene::new().rendered("b", NEW).known("b", NEW).resource("a", NEW, depends(&["b"])).known("a", NEW);
    assert_eq!(ordered.told(), ["a Read Changed"]);
}

#[test]
fn an_order_that_is_there_already_is_learned() {
    let container = |env: &str| {
        let containers = format!(r#"[{{"name": "app", "env": [{env}]}}]"#);
        format!(
            r#"{{"apiVersion": "v1", "kind": "Pod", "metadata": {{"name": "cart"}}, "spec": {{"containers": {containers}}}}}"#
        )
    };
    let (host, url) = (r#"{"name": "HOST", "value": "a"}"#, r#"{"name": "URL", "value": "http://$(HOST)"}"#);
    let (ordered, other) = (container(&format!("{host}, {url}")), container(&format!("{url}, {host}")));
    let scene = Scene::new().rendered("a", &ordered).known("a", &other).present("a", &ordered);
    assert_eq!(scene.told(), ["a Read Changed"]);
    let scene = Scene::new().rendered("a", &ordered).known("a", &ordered).present("a", &ordered);
    assert!(scene.told().is_empty());
}

#[test]
fn what_was_deleted_outside_is_created_again() {
    let scene = Scene::new().rendered("a", NEW).known("a", NEW).absent("a");
    assert_eq!(scene.told(), ["a Create DeletedOutside"]);
    assert_eq!(scene.plan().preconditions[0].expect, Expectation::Absent);
}

#[test]
fn what_cannot_be_changed_in_place_is_replaced() {
    let named = |name: &str| format!(r#"{{"apiVersion": "v1", "kind": "Service", "metadata": {{"name": "{name}"}}}}"#);
    let scene = Scene::new().rendered("a", &named("new")).known("a", &named("old"));
    let expected = ["a Delete+Create CannotUpdateInPlace", r#"  /metadata/name! Intent "old" -> "new""#];
    assert_eq!(scene.told(), expected);
    assert_eq!(scene.steps(), ["0 a Delete", "1 a Create after 0"]);
    assert_eq!(scene.plan().summary.replace, 1);
    let asked = Scene::new().rendered("a", NEW).known("a", NEW).asked(|ask| ask.replace.push(address("a")));
    assert_eq!(asked.told(), ["a Delete+Create Requested"]);
}

#[test]
fn what_is_no_longer_rendered_goes() {
    assert_eq!(Scene::new().known("a", OLD).told(), ["a Delete NoLongerRendered"]);
    assert_eq!(Scene::new().known("a", OLD).absent("a").told(), ["a Forget AlreadyGone"]);
    let destroy = Scene::new().rendered("a", OLD).known("a", OLD).asked(|ask| ask.intent = Intent::Destroy);
    assert_eq!(destroy.told(), ["a Delete Destroyed"]);
    let forget = Scene::new().known("a", OLD).asked(|ask| ask.forget.push(address("a")));
    assert_eq!(forget.told(), ["a Forget Requested"]);
    assert_eq!(
        Scene::new().present("a", OLD).told(),
        Vec::<String>::new(),
        "what we did not make is not ours to delete"
    );
}

#[test]
fn what_is_there_and_not_ours_is_left_alone_until_it_is_adopted() {
    let scene = Scene::new().rendered("a", NEW).present("a", OLD);
    let expected = ["a NoOp ExistsUnmanaged", "BLOCKED plan.exists a is there already, and is not ours"];
    assert_eq!(scene.told(), expected);
    assert!(scene.steps().is_empty() && !scene.plan().is_applicable());

    let adopt = scene.clone().asked(|ask| ask.adopt.push(address("a")));
    assert_eq!(adopt.told(), ["a Import+Update Requested", "  /replicas Intent 1 -> 2"]);
    assert_eq!(adopt.steps(), ["0 a Import", "1 a Update after 0"]);
    let same = Scene::new().rendered("a", NEW).present("a", r#"{"replicas": 2, "more": 1}"#);
    assert_eq!(same.asked(|ask| ask.intent = Intent::Adopt).told(), ["a Import Requested"]);

    let named = |name: &str| format!(r#"{{"apiVersion": "v1", "kind": "Service", "metadata": {{"name": "{name}"}}}}"#);
    let other = Scene::new().rendered("a", &named("x")).present("a", &named("y"));
    let told = other.asked(|ask| ask.intent = Intent::Adopt).told();
    assert_eq!(
        told[2],
        "BLOCKED plan.blocked a can't be adopted as it is rendered: /metadata/name can't be changed in place"
    );
    let unseen = Scene::new().rendered("a", NEW).asked(|ask| ask.adopt.push(address("a")));
    assert_eq!(unseen.told()[1], "BLOCKED plan.blocked a can't be adopted: it was not observed");
}

#[test]
fn renames_move_what_is_known() {
    let scene = Scene::new().rendered("b", OLD).known("a", OLD).moved("a", "b");
    assert_eq!(scene.told(), ["b Move Renamed from a"]);
    let changed = Scene::new().rendered("b", NEW).known("a", OLD).moved("a", "b");
    assert_eq!(changed.told(), ["b Move+Update Renamed from a", "  /replicas Intent 1 -> 2"]);
    assert_eq!(changed.steps(), ["0 b Move", "1 b Update after 0"]);
    assert_eq!(changed.clone().present("a", OLD).absent("b").told()[0], "b Move+Update Renamed from a");
    assert_eq!(changed.absent("a").told(), ["b Move+Create DeletedOutside from a"]);
    let circle = Scene::new().rendered("c", OLD).known("a", OLD).moved("a", "b").moved("b", "a");
    assert_eq!(circle.problems().len(), 1);
}

#[test]
fn a_rename_that_nobody_said_is_no_deletion() {
    let body = |version: &str| {
        format!(
            r#"{{"apiVersion": "apps/{version}", "kind": "Deployment", "metadata": {{"name": "cart", "namespace": "shop"}}}}"#
        )
    };
    let named = |resource: Resource| Resource { identity: Some("apps/Deployment/shop/cart".into()), ..resource };
    let scene = Scene::new().known("old", &body("v1beta2")).resource("new", &body("v1"), named);
    let told = "BLOCKED plan.move old would be deleted and new created, and both are `apps/Deployment/shop/cart` in kubernetes";
    assert_eq!(scene.told()[2], told);
    assert!(!scene.plan().is_applicable());
    assert_eq!(
        scene.plan().blocked[0].help.as_deref(),
        Some("say that it was renamed: `moved: [{from: old, to: new}]` in the golden path")
    );
    assert!(scene.moved("old", "new").plan().is_applicable());
    let other = Scene::new().known("old", &body("v1").replace("shop", "x")).resource("new", &body("v1"), named);
    assert!(other.plan().is_applicable());
}

#[test]
fn protected_things_go_only_when_released() {
    let protect = |mut known: StateResource| {
        known.protect = true;
        known
    };
    let scene = Scene::new().known_with("a", OLD, protect);
    let blocked = ["a Delete NoLongerRendered", "BLOCKED plan.protected a is protected and would be deleted"];
    assert_eq!(scene.told(), blocked);
    assert!(!scene.plan().is_applicable());
    let released = scene.asked(|ask| ask.release.push(address("a")));
    assert_eq!(released.told(), ["a Delete NoLongerRendered"]);
    let replaced = Scene::new()
        .resource("a", OLD, |resource| resource.with_protection(true))
        .known_with("a", OLD, protect)
        .asked(|ask| ask.replace.push(address("a")));
    assert_eq!(replaced.told()[1], "BLOCKED plan.protected a is protected and would be replaced");
}

#[test]
fn unknowns_are_filled_while_their_producer_stays() {
    let host = Value::from("db.internal");
    let reader = format!(r#"{{"host": {}}}"#, waits("db", "host"));
    let scene = |database: &str, known_host: &str| {
        Scene::new()
            .resource("db", database, declares("host"))
            .known_with("db", OLD, |known| known.with_output(name("host"), host.clone()))
            .rendered("app", &reader)
            .known("app", &format!(r#"{{"host": "{known_host}"}}"#))
    };
    assert_eq!(scene(OLD, "db.internal").told(), Vec::<String>::new());
    let other = scene(OLD, "old.internal");
    assert_eq!(other.told(), ["app Update Changed", r#"  /host Intent "old.internal" -> "db.internal""#]);
    let changed = scene(NEW, "db.internal").told();
    assert_eq!(
        changed[0..2],
        ["app Update Changed", &format!("  /host UnknownOnly \"db.internal\" -> {}", short(&waits("db", "host")))]
    );
    let replaced = scene(OLD, "db.internal").asked(|ask| ask.replace.push(address("db")));
    assert_eq!(replaced.told()[0], "app Update DependencyReplaced");
    let gone = scene(OLD, "db.internal").absent("db").told();
    assert_eq!(gone[0], "app Update Changed");
}

#[test]
fn a_replaced_producer_can_force_its_reader() {
    let service = |name: &str| format!(r#"{{"apiVersion": "v1", "kind": "Service", "metadata": {{"name": {name}}}}}"#);
    let scene = Scene::new()
        .resource("db", OLD, declares("host"))
        .known_with("db", OLD, |known| known.with_output(name("host"), "x".into()))
        .rendered("app", &service(&waits("db", "host")))
        .known("app", &service("\"x\""));
    assert_eq!(scene.told(), Vec::<String>::new());
    assert_eq!(scene.asked(|ask| ask.replace.push(address("db"))).told()[0], "app Delete+Create DependencyReplaced");
}

#[test]
fn outputs_that_were_never_given_or_changed_are_read_again() {
    let reader = format!(r#"{{"host": {}}}"#, waits("db", "host"));
    let scene = Scene::new().resource("db", OLD, declares("host")).known("db", OLD).rendered("app", &reader);
    assert_eq!(scene.told(), ["app Create New", "db Read Changed"]);
    let mut changed = Scene::new()
        .resource("db", OLD, declares("host"))
        .known_with("db", OLD, |known| known.with_output(name("host"), "old".into()))
        .rendered("app", &reader)
        .known("app", r#"{"host": "old"}"#);
    changed.observed = changed.observed.with_output(address("db"), name("host"), "new".into());
    assert_eq!(changed.told(), ["app Update Changed", r#"  /host Intent "old" -> "new""#, "db Read Changed"]);
}

#[test]
fn outputs_of_others_come_from_what_was_observed() {
    let shared: Address = "resource:orders-db/staging/terraform/database".parse().unwrap();
    let unknown = Value::from(Unknown::output(shared.clone(), "host"));
    let mut scene = Scene::new().rendered("app", &format!(r#"{{"host": {}}}"#, unknown.to_json()));
    let outcome = scene.outcome();
    assert_eq!(outcome.diagnostics[0].code, codes::PLAN_UNKNOWN);
    assert!(!outcome.has_errors() && outcome.value.unwrap().is_applicable());
    scene.observed = scene.observed.with_output(shared, name("host"), "db".into());
    assert!(scene.outcome().diagnostics.is_empty());
    let plan = scene.plan();
    assert_eq!(plan.changes[0].after, Some(Value::map([("host", "db".into())]).digest()));
}

#[test]
fn an_output_that_is_known_now_needs_nobody() {
    let port = OutputDeclaration { value: Some(5432.into()), ..Default::default() };
    let scene = Scene::new()
        .resource("db", NEW, |resource| resource.with_output(name("port"), port))
        .known("db", OLD)
        .rendered("app", &format!(r#"{{"port": {}}}"#, waits("db", "port")))
        .known("app", r#"{"port": 5432}"#);
    assert_eq!(scene.told(), ["db Update Changed", "  /replicas Intent 1 -> 2"]);
}

#[test]
fn an_output_may_be_made_of_others() {
    let url = OutputDeclaration { value: Some(super::json(&waits("db", "host"))), ..Default::default() };
    let scene = |host: &str| {
        Scene::new()
            .resource("db", OLD, declares("host"))
            .known_with("db", OLD, |known| known.with_output(name("host"), host.into()))
            .resource("proxy", OLD, |resource| resource.with_output(name("url"), url.clone()))
            .known("proxy", OLD)
            .rendered("app", &format!(r#"{{"url": {}}}"#, waits("proxy", "url")))
            .known("app", r#"{"url": "db.internal"}"#)
    };
    assert_eq!(scene("db.internal").told(), Vec::<String>::new());
    assert_eq!(scene("db.other").told(), ["app Update Changed", r#"  /url Intent "db.internal" -> "db.other""#]);
}

#[test]
fn nothing_is_read_again_where_all_goes_or_nothing_is_known() {
    let reader = format!(r#"{{"host": {}}}"#, waits("db", "host"));
    let mut scene = Scene::new()
        .resource("db", OLD, declares("host"))
        .known_with("db", OLD, |known| known.with_output(name("host"), "old".into()))
        .rendered("app", &reader)
        .known("app", r#"{"host": "old"}"#);
    let mut same = scene.clone();
    same.observed = same.observed.with_output(address("db"), name("host"), "old".into());
    assert_eq!(same.told(), Vec::<String>::new());
    scene.observed = scene.observed.with_output(address("db"), name("host"), "new".into());
    let destroyed = scene.clone().asked(|ask| ask.intent = Intent::Destroy).told();
    assert_eq!(destroyed, ["app Delete Destroyed", "db Delete Destroyed"]);
    assert_eq!(scene.asked(|ask| ask.without_state = true).told(), ["app Create New", "db Create New"]);
}

#[test]
fn without_state_everything_looks_new() {
    let scene = Scene::new().rendered("a", NEW).known("a", NEW).present("a", NEW).asked(|ask| ask.without_state = true);
    assert_eq!(scene.told(), ["a Create New"]);
    assert_eq!((scene.plan().basis, scene.plan().is_applicable()), (Basis::NoState, false));
}

#[test]
fn refresh_only_learns() {
    let refresh = |scene: Scene| scene.asked(|ask| ask.intent = Intent::Refresh);
    let scene = Scene::new().rendered("a", NEW).known("a", OLD).present("a", r#"{"replicas": 7, "x": 1}"#);
    assert_eq!(refresh(scene).told(), ["a Read Drift", "  /replicas Drift 1 -> 7"]);
    assert_eq!(refresh(Scene::new().known("a", OLD).absent("a")).told(), ["a Read DeletedOutside"]);
    assert_eq!(refresh(Scene::new().rendered("a", NEW).known("b", OLD)).told(), Vec::<String>::new());
}

#[test]
fn a_hold_is_lifted_by_name() {
    let mut scene = Scene::new().rendered("a", NEW);
    scene.state.hold = Some(Hold { name: "rollback-7".into(), reason: "rolled back at serial 7".into() });
    assert_eq!(scene.told()[1], "BLOCKED plan.held cart in staging is held: rolled back at serial 7");
    assert_eq!(scene.asked(|ask| ask.lift = Some("rollback-7".into())).told(), ["a Create New"]);
}

#[test]
fn what_is_asked_about_nothing_is_refused() {
    let scene = Scene::new().rendered("workload", NEW).asked(|ask| ask.adopt.push(address("workloud")));
    let expected =
        "workloud can't be adopted: there is no such resource [graph.address_unknown]; did you mean `workload`?";
    assert_eq!(scene.problems(), [expected]);
    let mut other = Scene::new();
    other.state.subject = "payment".parse().unwrap();
    assert_eq!(other.problems().len(), 1);
}

#[test]
fn secrets_rotate_visibly_and_are_told_by_reference() {
    let secret = |version: &str| {
        format!(r#"{{"password": {{"$secret": {{"store": "vault", "key": "db", "version": "{version}"}}}}}}"#)
    };
    let told = Scene::new().rendered("a", &secret("8")).known("a", &secret("7")).told();
    assert!(told[1].starts_with("  /password SecretVersion "), "{told:?}");
}

#[test]
fn what_was_renamed_since_is_renamed_back_by_a_rollback() {
    let named = |mut resource: Resource| {
        resource.identity = Some("ConfigMap/shop/cart".into());
        resource
    };
    let body = r#"{"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "cart", "namespace": "shop"}}"#;
    let known = |mut known: StateResource| {
        known.identity = Some("ConfigMap/shop/cart".into());
        known
    };
    let scene = Scene::new().resource("old", body, named).known_with("new", body, known);
    let back = scene.clone().present("new", body).asked(|ask| ask.intent = Intent::Rollback);
    assert_eq!(back.told(), ["old Move Renamed from new"]);
    // Otherwise nobody said so, and it is not guessed.
    let plan = scene.present("new", body).plan();
    assert!(plan.blocked.iter().all(|problem| problem.code == codes::PLAN_MOVE) && plan.blocked.len() == 1);
}

#[test]
fn what_can_not_change_forces_nothing_where_it_stays_as_it_is() {
    let service = |spec: &str| {
        format!(r#"{{"apiVersion": "v1", "kind": "Service", "metadata": {{"name": "cart"}}, "spec": {spec}}}"#)
    };
    let wanted = service(r#"{"type": "NodePort"}"#);
    let scene =
        |there: &str| Scene::new().rendered("a", &wanted).known("a", &service("{}")).present("a", &service(there));
    assert_eq!(scene(r#""edited""#).told()[0], "a Update Changed");
    let fixed = service(r#"{"clusterIP": "10.0.0.7"}"#);
    let scene = Scene::new().rendered("a", &fixed).known("a", &service("{}")).present("a", &service(r#""edited""#));
    assert_eq!(scene.told()[0], "a Delete+Create CannotUpdateInPlace");
}
