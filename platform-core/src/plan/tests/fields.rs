//! What kind of difference a field has.

use super::scene::{Scene, declares, waits};

/// The kind of the difference in a list that is one value, where the database changes whose host `HOST` is.
fn kind(known: &str, rendered: &str) -> String {
    let body = |list: &str| format!(r#"{{"list": {}}}"#, list.replace("HOST", &waits("db", "host")));
    let scene = Scene::new().resource("db", "2", declares("host")).known("db", "1");
    let told = scene.rendered("a", &body(rendered)).known("a", &body(known)).told();
    told[1].split_whitespace().nth(1).unwrap().to_owned()
}

#[test]
fn what_only_waits_is_told_apart_from_what_changes() {
    let known = r#"[1, {"at": "here", "on": true}, ["there"]]"#;
    for rendered in [
        r#"[1, {"at": HOST, "on": true}, ["there"]]"#,
        r#"[1, {"at": HOST, "on": HOST}, ["there"]]"#,
        r#"[1, {"at": "here", "on": true}, [HOST]]"#,
        r#"[HOST, HOST, HOST]"#,
    ] {
        assert_eq!(kind(known, rendered), "UnknownOnly", "{rendered}");
    }
    for rendered in [
        r#"[2, {"at": HOST, "on": true}, ["there"]]"#,
        r#"[1, {"at": HOST, "on": false}, ["there"]]"#,
        r#"[1, {"at": HOST, "of": true}, ["there"]]"#,
        r#"[1, {"at": HOST}, ["there"]]"#,
        r#"[1, {"at": HOST, "on": true}, ["there", "more"]]"#,
        r#"[1, {"at": "there", "on": true}, [HOST]]"#,
        r#"[HOST, HOST]"#,
    ] {
        assert_eq!(kind(known, rendered), "Intent", "{rendered}");
    }
}

#[test]
fn scalars_of_every_type_are_compared() {
    let all = ["true", "false", "1", "2", "1.5", "2.5", r#""a""#, r#""b""#, "null", "[]", "{}"];
    for (one, other) in all.iter().flat_map(|one| all.iter().map(move |other| (one, other))) {
        let body = |value: &str, more: u32| format!(r#"{{"value": {value}, "more": {more}}}"#);
        let scene = Scene::new().rendered("a", &body(other, 2)).known("a", &body(one, 1)).present("a", &body(one, 1));
        let told = scene.told();
        let said = told.iter().any(|line| line.starts_with("  /value Intent"));
        // In Kubernetes null is nothing, and a list or map of nothing is told where it comes and goes.
        assert_eq!(said, one != other, "{one} {other} {told:?}");
    }
}
