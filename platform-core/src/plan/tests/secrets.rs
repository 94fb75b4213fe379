//! Nothing that comes in as a secret is told.

use super::scene::{Scene, address, name, short, waits};
use crate::model::*;

const SECRET: &str = r#"{"$secret":{"key":"db","store":"vault","version":"7"}}"#;

fn deployment(token: &str) -> String {
    let item = format!(r#"{{"name": "TOKEN", "value": {token}}}"#);
    let container = format!(r#"{{"name": "app", "env": [{{"name": "A", "value": "1"}}, {item}]}}"#);
    format!(
        r#"{{"apiVersion": "apps/v1", "kind": "Deployment", "spec": {{"template": {{"spec": {{"containers": [{container}]}}}}}}}}"#
    )
}

/// All that a plan says.
fn all_said(scene: &Scene) -> String {
    let plan = scene.plan();
    let json = serde_json::to_string(&plan).unwrap();
    format!("{json} {plan:?} {:?}", scene.outcome().diagnostics)
}

#[test]
fn what_stands_where_a_secret_was_written_is_taken_for_it() {
    let ours = deployment(SECRET);
    let scene = Scene::new().rendered("a", &ours).known("a", &ours).present("a", &deployment("\"MARKER\""));
    assert_eq!(scene.told(), Vec::<String>::new());
    assert_eq!(scene.plan().summary.unchanged, 1);
    // A rotation shows by the reference, and the old value does not.
    let rotated = deployment(&SECRET.replace('7', "8"));
    let scene = Scene::new().rendered("a", &rotated).known("a", &ours).present("a", &deployment("\"MARKER\""));
    let told = scene.told();
    assert!(told[1].contains("/name=TOKEN/value SecretVersion") && told[1].contains(r#""version":"7"}"#), "{told:?}");
    assert!(!all_said(&scene).contains("MARKER"));
    // What stood there before it was a secret is known anyway; what somebody else put there is not told.
    let plain = Scene::new().rendered("a", &ours).known("a", &deployment("\"open\""));
    assert!(plain.clone().present("a", &deployment("\"open\"")).told()[1].contains(r#"Intent "open" ->"#));
    let other = plain.present("a", &deployment("\"MARKER\""));
    assert_eq!(other.told().len(), 2);
    assert!(!all_said(&other).contains("MARKER"));
}

/// In a list without names, which is compared as a whole.
#[test]
fn another_reference_or_nothing_where_a_secret_was_written_is_a_difference() {
    let list = |item: &str| format!(r#"{{"args": [{item}, "b"]}}"#);
    let ours = list(SECRET);
    let scene = |item: &str| Scene::new().rendered("a", &ours).known("a", &ours).present("a", &list(item));
    assert_eq!(scene("\"MARKER\"").told(), Vec::<String>::new());
    for other in [SECRET.replace('7', "8"), "null".to_owned()] {
        let told = scene(&other).told();
        assert_eq!(told[0], "a Update Drift", "{told:?}");
        assert!(told[1].starts_with(&format!("  /args Drift [{},", short(&other))), "{told:?}");
    }
}

#[test]
fn what_is_adopted_or_refreshed_keeps_its_secrets() {
    let adopt = Scene::new().rendered("a", &deployment(SECRET)).present("a", &deployment("\"MARKER\""));
    let adopt = adopt.asked(|ask| ask.intent = Intent::Adopt);
    assert_eq!(adopt.told()[0], "a Import+Update Requested");
    assert!(!all_said(&adopt).contains("MARKER"));
    let gone = Scene::new().known("a", &deployment(SECRET)).present("a", &deployment("\"MARKER\""));
    assert!(!all_said(&gone).contains("MARKER"));
    let mut refresh = gone.clone().asked(|ask| ask.intent = Intent::Refresh);
    assert_eq!(refresh.told(), Vec::<String>::new(), "there is nothing to learn");
    let drifted = deployment("\"MARKER\"").replace("\"1\"", "\"2\"");
    refresh = refresh.present("a", &drifted);
    assert_eq!(refresh.told()[1], r#"  /spec/template/spec/containers/name=app/env/name=A/value Drift "1" -> "2""#);
    assert!(!all_said(&refresh).contains("MARKER"));
    let rules = crate::plan::DiffRules::for_target("kubernetes");
    let Some(Observation::Present(present)) = refresh.observed.get(&address("a")) else { panic!() };
    let learned = crate::plan::project(&rules, Some(&super::json(&deployment(SECRET))), None, present.body());
    assert!(!learned.to_json().contains("MARKER") && learned.to_json().contains("vault"));
    let removed = deployment(SECRET).replace("TOKEN", "OTHER");
    let removed = Scene::new()
        .rendered("a", &removed)
        .known("a", &deployment(SECRET))
        .present("a", &deployment("\"MARKER\"").replace("\"value\": \"1\"", "\"value\": \"9\""));
    assert!(!all_said(&removed).contains("MARKER"));
}

#[test]
fn a_kubernetes_secret_is_known_by_its_keys() {
    let body = |password: &str| {
        format!(
            r#"{{"apiVersion": "v1", "kind": "Secret", "metadata": {{"name": "db", "namespace": "shop"}}, "data": {{"password": {password}}}}}"#
        )
    };
    let scene = Scene::new().rendered("a", &body(SECRET)).known("a", &body(SECRET)).present("a", &body("\"MARKER\""));
    assert_eq!(scene.told(), Vec::<String>::new());
    let adopt = Scene::new().rendered("a", &body(SECRET)).present("a", &body("\"MARKER\""));
    let adopt = adopt.asked(|ask| ask.intent = Intent::Adopt);
    let kubernetes = r#"{"$secret":{"key":"shop/db","property":"password","store":"kubernetes"}}"#;
    assert_eq!(adopt.told()[1], format!("  /data/password Intent {kubernetes} -> {SECRET}"));
    assert!(!all_said(&adopt).contains("MARKER"));
}

#[test]
fn a_secret_output_is_never_filled_in_as_what_it_is() {
    let secret = OutputDeclaration { attribute: Some("p".into()), value: None, secret: true };
    let reference = format!(r#"{{"$secret":{{"key":"{}#password","store":"output","version":"3"}}}}"#, address("db"));
    let known = super::json(&reference);
    let mut scene = Scene::new()
        .resource("db", "1", |resource| resource.with_output(name("password"), secret.clone()))
        .known_with("db", "1", |state| state.with_output(name("password"), known.clone()))
        .rendered("app", &format!(r#"{{"password": {}}}"#, waits("db", "password")))
        .known("app", r#"{"password": "before"}"#);
    scene.observed = scene.observed.with_output(address("db"), name("password"), "MARKER".into());
    assert_eq!(scene.told()[1], format!("  /password Intent \"before\" -> {}", short(&reference)));
    assert!(!all_said(&scene).contains("MARKER"));
    // When its producer is renamed, it is read under the new name.
    let mut moved = Scene::new()
        .resource("db2", "1", |resource| resource.with_output(name("password"), secret))
        .known_with("db", "1", |state| state.with_output(name("password"), known.clone()))
        .rendered("app", &format!(r#"{{"password": {}}}"#, waits("db2", "password")))
        .known("app", &format!(r#"{{"password": {reference}}}"#))
        .moved("db", "db2");
    assert!(moved.told()[0] == "app Update Changed" && moved.told()[1].contains("db2#password"), "{:?}", moved.told());
    moved.observed = moved.observed.with_secret_output(address("db2"), name("password"), Some("3".into()));
    assert_eq!(moved.told()[0], "app Update Changed");
}
