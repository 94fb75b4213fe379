//! What a definition of a kind says of its fields.

use super::{json, told};
use crate::plan::{DiffRules, diff};

const JOB: &str = r#"{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
    "spec": {"group": "example.org", "names": {"kind": "Work"}, "versions": [{"name": "v1", "schema": {"openAPIV3Schema": {
    "type": "object", "properties": {
        "at": {"type": "string", "format": "date-time"},
        "key": {"type": "string", "format": "byte"},
        "port": {"format": "int-or-string"},
        "flag": {"type": "boolean", "default": true},
        "mode": {"type": "string", "default": "fast"},
        "options": {"type": "object", "default": {}, "properties": {"level": {"type": "integer", "default": 3}}},
        "kept": {"type": "object", "default": {"a": 1}},
        "named": {"type": "object", "additionalProperties": {"type": "object", "properties": {
            "every": {"type": "string", "format": "duration"}}}},
        "tasks": {"type": "array", "x-kubernetes-patch-merge-key": "id", "items": {"type": "object"}},
        "env": {"type": "array", "x-kubernetes-patch-merge-key": "name", "items": {"type": "object"}},
        "routes": {"type": "array", "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["port", "protocol", "weight"],
            "items": {"type": "object", "required": ["port"], "properties": {"port": {"type": "integer"},
                "protocol": {"type": "string", "default": "TCP"}, "weight": {"type": "integer", "default": 1}}}},
        "zones": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["zone"],
            "items": {"type": "object", "required": ["zone"], "properties": {"zone": {"type": "string", "default": "a"}}}}
    }}}}]}}"#;

fn changes(before: &str, after: &str) -> Vec<String> {
    let work =
        |fields: &str| json(&format!(r#"{{"apiVersion": "example.org/v1", "kind": "Work", "name": "x"{fields}}}"#));
    let rules = DiffRules::for_target("kubernetes").with_crd(&json(JOB));
    told(&diff(Some(&work(before)), Some(&work(after)), &rules))
}

#[test]
fn scalars_are_compared_as_their_format_says() {
    let same = [
        (r#", "at": "2024-05-01T12:00:00Z""#, r#", "at": "2024-05-01T14:00:00.000+02:00""#),
        (r#", "key": "aGVs bG8=""#, r#", "key": "aGVs\nbG8=""#),
        (r#", "port": 80"#, r#", "port": "80""#),
        (r#", "named": {"x": {"every": "90s"}}"#, r#", "named": {"x": {"every": "1m30s"}}"#),
    ];
    for (before, after) in same {
        assert_eq!(changes(before, after), Vec::<String>::new());
        assert_eq!(changes(after, before), Vec::<String>::new());
    }
    let other = [
        (r#", "at": "2024-05-01T12:00:00Z""#, r#", "at": "2024-05-01T12:00:00+02:00""#),
        (r#", "key": "aGVsbG8=""#, r#", "key": "aGVsbG9v""#),
        (r#", "port": 80"#, r#", "port": "http""#),
        (r#", "named": {"x": {"every": "90s"}}"#, r#", "named": {"x": {"every": "91s"}}"#),
    ];
    for (before, after) in other {
        assert_eq!(changes(before, after).len(), 1, "{before}");
    }
}

#[test]
fn what_has_a_default_may_be_left_out() {
    for said in [r#", "flag": true"#, r#", "mode": "fast""#, r#", "options": {}"#, r#", "options": {"level": 3}"#] {
        assert_eq!(changes(said, ""), Vec::<String>::new());
        assert_eq!(changes("", said), Vec::<String>::new());
    }
    for said in [
        r#", "flag": false"#,
        r#", "mode": "slow""#,
        r#", "options": {"level": 4}"#,
        // Of a default with something in it nothing is said.
        r#", "kept": {"a": 1}"#,
    ] {
        assert_eq!(changes(said, "").len(), 1, "{said}");
    }
}

#[test]
fn items_are_told_apart_as_their_list_says() {
    let tasks = |ids: [&str; 2]| format!(r#", "tasks": [{{"id": "{}"}}, {{"id": "{}"}}]"#, ids[0], ids[1]);
    assert_eq!(changes(&tasks(["a", "b"]), &tasks(["b", "a"])), Vec::<String>::new());
    assert_eq!(
        changes(&tasks(["a", "b"]), &tasks(["b", "c"])),
        [r#"/tasks/id=c Intent - -> {"id":"c"}"#, r#"/tasks/id=a Intent {"id":"a"} -> -"#]
    );
    // Variables may refer to earlier ones.
    let env = |names: [&str; 2]| format!(r#", "env": [{{"name": "{}"}}, {{"name": "{}"}}]"#, names[0], names[1]);
    assert_eq!(changes(&env(["a", "b"]), &env(["b", "a"])).len(), 1);
}

#[test]
fn a_key_may_have_a_default_unless_every_item_must_have_it() {
    let routes = |items: &str| format!(r#", "routes": [{items}]"#);
    let short = routes(r#"{"port": 80}, {"port": 80, "protocol": "UDP"}, {"port": 80, "weight": 2}"#);
    let long = routes(
        r#"{"port": 80, "protocol": "TCP", "weight": 2}, {"port": 80, "protocol": "UDP", "weight": 1},
           {"port": 80, "protocol": "TCP", "weight": 1}"#,
    );
    assert_eq!(changes(&short, &long), Vec::<String>::new());
    let zones = |items: &str| format!(r#", "zones": [{items}, {{"zone": "b"}}]"#);
    let whole = changes(&zones(r#"{"zone": "a", "x": 1}"#), &zones(r#"{"x": 2}"#));
    assert!(whole.len() == 1 && whole[0].starts_with("/zones Intent ["), "{whole:?}");
}
