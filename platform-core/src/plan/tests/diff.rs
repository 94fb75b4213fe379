//! Law 2, and what differences look like.

use proptest::prelude::*;

use super::documents::{document, pair};
use super::{json, told};
use crate::model::Value;
use crate::plan::{DiffRules, apply, diff, normalize};

fn kubernetes() -> DiffRules {
    DiffRules::for_target("kubernetes")
}

fn terraform() -> DiffRules {
    DiffRules::for_target("terraform").with_list("ports", crate::plan::ListRule::Indexed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn without_rules_a_diff_is_exact((before, after) in pair()) {
        let rules = DiffRules::none();
        let changes = diff(Some(&before), Some(&after), &rules);
        prop_assert_eq!(apply(&before, &changes), after.clone());
        prop_assert_eq!(changes.is_empty(), before == after);
        prop_assert_eq!(normalize(&after, &rules), after);
    }

    #[test]
    fn with_rules_a_diff_is_right_by_meaning((before, after) in pair()) {
        for rules in [kubernetes(), terraform()] {
            let changes = diff(Some(&before), Some(&after), &rules);
            let (reached, wanted) = (normalize(&apply(&before, &changes), &rules), normalize(&after, &rules));
            prop_assert_eq!(&reached, &wanted, "{:#?}", told(&changes));
            prop_assert_eq!(changes.is_empty(), normalize(&before, &rules) == wanted, "{:#?}", told(&changes));
        }
    }

    #[test]
    fn a_value_does_not_differ_from_itself(value in document()) {
        for rules in [DiffRules::none(), kubernetes(), terraform()] {
            prop_assert!(diff(Some(&value), Some(&value), &rules).is_empty());
            let copy = Value::from_json(&value.to_json()).unwrap();
            prop_assert!(diff(Some(&value), Some(&copy), &rules).is_empty());
            let normal = normalize(&value, &rules);
            prop_assert!(diff(Some(&value), Some(&normal), &rules).is_empty());
            prop_assert_eq!(normalize(&normal, &rules), normal);
        }
    }

    #[test]
    fn every_place_is_found_where_it_is_told((before, after) in pair()) {
        for change in diff(Some(&before), Some(&after), &kubernetes()) {
            if change.kind == crate::model::FieldChangeKind::Reordered {
                continue;
            }
            if change.after.is_some() {
                prop_assert_eq!(change.path.find(&after), change.after.as_ref(), "{}", change.path);
            }
            if change.before.is_some() {
                prop_assert_eq!(change.path.find(&before), change.before.as_ref(), "{}", change.path);
            }
        }
    }
}

#[test]
fn items_are_named_by_key_and_order_counts_where_it_has_a_meaning() {
    let before = json(
        r#"{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [
            {"name": "app", "image": "a:1", "ports": [{"containerPort": 80}], "env": [{"name": "A"}, {"name": "C"}]},
            {"name": "proxy"}]}}"#,
    );
    let after = json(
        r#"{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [
            {"name": "proxy"},
            {"name": "app", "image": "a:2", "ports": [{"containerPort": 80, "protocol": "UDP"}],
             "env": [{"name": "A"}, {"name": "B", "value": "x"}, {"name": "C"}]}]}}"#,
    );
    let changes = diff(Some(&before), Some(&after), &kubernetes());
    let expected = [
        r#"/spec/containers/name=app/env/name=B Intent - -> {"name":"B","value":"x"}"#,
        r#"/spec/containers/name=app/env Reordered ["name=A","name=C"] -> ["name=A","name=B","name=C"]"#,
        r#"/spec/containers/name=app/image Intent "a:1" -> "a:2""#,
        r#"/spec/containers/name=app/ports/containerPort=80,protocol=UDP Intent - -> {"containerPort":80,"protocol":"UDP"}"#,
        r#"/spec/containers/name=app/ports/containerPort=80,protocol=TCP Intent {"containerPort":80} -> -"#,
    ];
    assert_eq!(told(&changes), expected);
}

/// What could be taken for an index, a key or another type is written as JSON.
#[test]
fn members_of_a_set_are_named_by_themselves() {
    let with = |members: &str| {
        json(&format!(r#"{{"apiVersion": "v1", "kind": "Pod", "metadata": {{"finalizers": [{members}]}}}}"#))
    };
    let (before, after) = (with(r#""a.io/x", "7", "a=b", "", "stays""#), with(r#""stays""#));
    let changes = diff(Some(&before), Some(&after), &kubernetes());
    let paths: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
    let of = |token: &str| format!("/metadata/finalizers/{token}");
    assert_eq!(paths, [of("a.io~1x"), of("=\"7\""), of("=\"a=b\""), of("=\"\"")]);
    for change in &changes {
        assert_eq!(change.path.find(&before), change.before.as_ref(), "{}", change.path);
    }
}

/// Items of long lists are found by a table.
#[test]
fn long_lists_are_compared_as_short_ones() {
    let volumes = |names: &[String], size: &str| {
        let volume = |name: &String| format!(r#"{{"name": "{name}", "emptyDir": {{"sizeLimit": "{size}"}}}}"#);
        let volumes: Vec<String> = names.iter().map(volume).collect();
        format!(r#""volumes": [{}]"#, volumes.join(","))
    };
    let ports = |protocols: [&str; 2]| {
        let pairs = (1..30).flat_map(|port| protocols.map(|protocol| (port, protocol)));
        let ports: Vec<String> =
            pairs.map(|(port, protocol)| format!(r#"{{"containerPort": {port}{protocol}}}"#)).collect();
        format!(r#""containers": [{{"name": "app", "ports": [{}]}}]"#, ports.join(","))
    };
    let pod = |parts: [&str; 2], finalizers: &[String]| {
        json(&format!(
            r#"{{"apiVersion": "v1", "kind": "Pod", "metadata": {{"finalizers": {finalizers:?}}}, "spec": {{{}}}}}"#,
            parts.join(",")
        ))
    };
    let names: Vec<String> = (0..40).map(|at| format!("v{at}")).collect();
    let turned: Vec<String> = names.iter().rev().cloned().collect();
    let (udp, tcp) = (r#", "protocol": "UDP""#, r#", "protocol": "TCP""#);
    let before = pod([&volumes(&names, "1Gi"), &ports(["", udp])], &names);
    let same = pod([&volumes(&turned, "1024Mi"), &ports([udp, tcp])], &turned);
    assert_eq!(told(&diff(Some(&before), Some(&same), &kubernetes())), Vec::<String>::new());
    let fewer: Vec<String> = turned.iter().filter(|name| *name != "v39").cloned().collect();
    let after = pod([&volumes(&fewer, "1Gi"), &ports([udp, r#", "protocol": "SCTP""#])], &fewer);
    let changes = told(&diff(Some(&before), Some(&after), &kubernetes()));
    assert_eq!(changes.len(), 2 * 29 + 2, "{changes:#?}");
    assert_eq!(changes[0], r#"/metadata/finalizers/v39 Intent "v39" -> -"#);
    assert!(changes.iter().any(|line| line.starts_with("/spec/volumes/name=v39 Intent")), "{changes:#?}");
    // Names that stand twice tell nothing apart.
    let twice: Vec<String> = names.iter().chain(&names[..1]).cloned().collect();
    let twice = pod([&volumes(&twice, "1Gi"), &ports(["", udp])], &names);
    let changes = told(&diff(Some(&before), Some(&twice), &kubernetes()));
    assert!(changes.len() == 1 && changes[0].starts_with("/spec/volumes Intent ["), "{changes:#?}");
}

#[test]
fn init_containers_run_in_their_order_and_a_port_is_its_number() {
    let pod = |names: [&str; 2]| {
        let containers = names.map(|name| format!(r#"{{"name": "{name}"}}"#)).join(", ");
        json(&format!(r#"{{"apiVersion": "v1", "kind": "Pod", "spec": {{"initContainers": [{containers}]}}}}"#))
    };
    let expected = [r#"/spec/initContainers Reordered ["name=a","name=b"] -> ["name=b","name=a"]"#];
    assert_eq!(told(&diff(Some(&pod(["a", "b"])), Some(&pod(["b", "a"])), &kubernetes())), expected);
    let service = |port: &str| {
        let ports = format!(r#"[{{"port": 80, "targetPort": {port}}}]"#);
        json(&format!(r#"{{"apiVersion": "v1", "kind": "Service", "spec": {{"ports": {ports}}}}}"#))
    };
    let changes = |one, other| told(&diff(Some(&service(one)), Some(&service(other)), &kubernetes())).len();
    assert_eq!((changes("8080", "\"8080\""), changes("8080", "\"http\"")), (0, 1));
}

#[test]
fn what_is_new_is_told_by_leaf_and_what_goes_as_a_whole() {
    let before = json(r#"{"old": {"a": {"b": 1}}, "same": 1, "list": [1, 2]}"#);
    let after = json(r#"{"new": {"a": {"b": 1, "c": {}}}, "same": 1, "list": [1, 3]}"#);
    let expected = [
        "/list Intent [1,2] -> [1,3]",
        "/new/a/b Intent - -> 1",
        "/new/a/c Intent - -> {}",
        r#"/old Intent {"a":{"b":1}} -> -"#,
    ];
    assert_eq!(told(&diff(Some(&before), Some(&after), &DiffRules::none())), expected);
}

#[test]
fn what_cannot_be_changed_in_place_forces_a_replacement() {
    let workload = |app: &str, version: &str, replicas: i32| {
        json(&format!(
            r#"{{"apiVersion": "apps/{version}", "kind": "Deployment", "metadata": {{"name": "cart"}},
                 "spec": {{"replicas": {replicas}, "selector": {{"matchLabels": {{"app": "{app}"}}}}}}}}"#
        ))
    };
    let changes = diff(Some(&workload("a", "v1beta2", 1)), Some(&workload("b", "v1", 2)), &kubernetes());
    let expected = [
        r#"/apiVersion Intent "apps/v1beta2" -> "apps/v1""#,
        "/spec/replicas Intent 1 -> 2",
        r#"/spec/selector/matchLabels/app! Intent "a" -> "b""#,
    ];
    assert_eq!(told(&changes), expected);

    let config = |text: &str, immutable: bool| {
        json(&format!(
            r#"{{"apiVersion": "v1", "kind": "ConfigMap", "immutable": {immutable}, "data": {{"a": "{text}"}}}}"#
        ))
    };
    let forced = |immutable| {
        let changes = diff(Some(&config("x", immutable)), Some(&config("y", immutable)), &kubernetes());
        changes.iter().any(|change| change.forces_replacement)
    };
    assert!(forced(true));
    assert!(!forced(false));

    let two = json(r#"{"resource": {"aws_db_instance": {"a": {"size": 1}, "b": {}}}}"#);
    let one = json(r#"{"resource": {"aws_db_instance": {"a": {"size": 2}}}}"#);
    let expected = ["/resource/aws_db_instance/a/size Intent 1 -> 2", "/resource/aws_db_instance/b! Intent {} -> -"];
    assert_eq!(told(&diff(Some(&two), Some(&one), &terraform())), expected);
}

#[test]
fn secrets_tell_their_version() {
    let secret = |version: &str| {
        json(&format!(r#"{{"a": {{"$secret": {{"store": "v", "key": "k", "version": "{version}"}}}}}}"#))
    };
    let changes = diff(Some(&secret("1")), Some(&secret("2")), &DiffRules::none());
    assert_eq!(changes[0].kind, crate::model::FieldChangeKind::SecretVersion);
}
