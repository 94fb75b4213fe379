//! What rules say of Terraform, of the catalog, of kinds with a definition of their own, of defaults.

use super::scene::Scene;
use super::{json, told};
use crate::model::{Action, FieldChangeKind, Value};
use crate::plan::{DiffRules, apply, diff, normalize, tolerated};

fn changes(target: &str, before: &str, after: &str) -> Vec<String> {
    let (before, after) = (json(before), json(after));
    let rules = DiffRules::for_target(target);
    let changes = diff(Some(&before), Some(&after), &rules);
    assert_eq!(changes.is_empty(), normalize(&before, &rules) == normalize(&after, &rules));
    told(&changes)
}

fn resource(kind: &str, body: &str) -> String {
    format!(r#"{{"resource": {{"{kind}": {{"it": {body}}}}}}}"#)
}

#[test]
fn terraform_has_sets_of_blocks_and_texts_that_hold_json() {
    let group = |blocks: &str| resource("aws_security_group", &format!(r#"{{"ingress": {blocks}}}"#));
    let one = group(r#"[{"from_port": 80, "cidr_blocks": ["10.0.0.0/8", "192.168.0.0/16"]}, {"from_port": 443}]"#);
    let other = group(r#"[{"from_port": 443}, {"from_port": 80, "cidr_blocks": ["192.168.0.0/16", "10.0.0.0/8"]}]"#);
    assert_eq!(changes("terraform", &one, &other), Vec::<String>::new());
    let fewer = group(r#"[{"from_port": 80, "cidr_blocks": ["192.168.0.0/16", "10.0.0.0/8"]}]"#);
    assert_eq!(
        changes("terraform", &one, &fewer),
        [r#"/resource/aws_security_group/it/ingress/={"from_port":443} Intent {"from_port":443} -> -"#]
    );
    let instance = |ids: &str| resource("aws_db_instance", &format!(r#"{{"vpc_security_group_ids": {ids}}}"#));
    assert_eq!(changes("terraform", &instance(r#"["a", "b"]"#), &instance(r#"["b", "a"]"#)), Vec::<String>::new());
    let policy = |text: &str| resource("aws_iam_policy", &format!(r#"{{"policy": {}}}"#, Value::from(text).to_json()));
    let (one, other) = (
        policy(r#"{"Version":"2012-10-17","Statement":[]}"#),
        policy("{\n \"Statement\": [],\n \"Version\": \"2012-10-17\"}"),
    );
    assert_eq!(changes("terraform", &one, &other), Vec::<String>::new());
    assert_eq!(changes("terraform", &one, &policy(r#"{"Version":"2012-10-17","Statement":[1]}"#)).len(), 1);
}

#[test]
fn a_catalog_entity_may_be_said_in_short_or_at_length() {
    let entity = |metadata: &str, spec: &str| {
        format!(
            r#"{{"apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": {metadata}, "spec": {spec}}}"#
        )
    };
    let short = entity(
        r#"{"name": "cart", "tags": ["go", "api"], "links": [{"url": "https://a"}, {"url": "https://b"}]}"#,
        r#"{"owner": "team-a", "dependsOn": ["resource:db", "Component:default/x"], "providesApis": ["petstore"]}"#,
    );
    let long = entity(
        r#"{"name": "cart", "tags": ["api", "go"], "links": [{"url": "https://b"}, {"url": "https://a"}]}"#,
        r#"{"owner": "group:default/team-a", "dependsOn": ["component:default/x", "resource:default/db"],
            "providesApis": ["api:default/petstore"]}"#,
    );
    assert_eq!(changes("catalog", &short, &long), Vec::<String>::new());
    let titled = entity(
        r#"{"name": "cart", "tags": ["go", "api"], "links": [{"url": "https://a", "title": "A"}, {"url": "https://b"}]}"#,
        r#"{"owner": "team-b", "dependsOn": ["resource:db", "component:x"], "providesApis": ["petstore"]}"#,
    );
    let expected =
        [r#"/metadata/links/url=https:~1~1a/title Intent - -> "A""#, r#"/spec/owner Intent "team-a" -> "team-b""#];
    assert_eq!(changes("catalog", &short, &titled), expected);
    // What the catalog adds is its own.
    let kept = entity(
        r#"{"name": "cart", "uid": "1", "etag": "2", "annotations": {"backstage.io/managed-by-location": "url:x"}}"#,
        r#"{"owner": "team-a"}"#,
    );
    let written = json(&entity(r#"{"name": "cart"}"#, r#"{"owner": "team-a"}"#));
    let listed = tolerated(Some(&written), Some(&written), &json(&kept), &DiffRules::for_target("catalog"));
    let paths: Vec<&str> = listed.iter().map(|field| field.path.as_str()).collect();
    assert_eq!(paths, ["/metadata/annotations", "/metadata/etag", "/metadata/uid"]);
}

#[test]
fn what_an_entity_is_known_by_can_not_change() {
    let entity = |version: &str, kind: &str, metadata: &str| {
        format!(
            r#"{{"apiVersion": "backstage.io/{version}", "kind": "{kind}", "metadata": {{{metadata}}}, "spec": {{}}}}"#
        )
    };
    let cart = entity("v1alpha1", "Component", r#""name": "cart", "title": "Cart""#);
    let told = |after: &str| changes("catalog", &cart, after);
    let renamed = entity("v1alpha1", "Component", r#""name": "basket", "title": "Basket""#);
    assert_eq!(
        told(&renamed),
        [r#"/metadata/name! Intent "cart" -> "basket""#, r#"/metadata/title Intent "Cart" -> "Basket""#]
    );
    let other = entity("v1beta1", "API", r#""name": "cart", "title": "Cart""#);
    assert_eq!(
        told(&other),
        [
            r#"/apiVersion Intent "backstage.io/v1alpha1" -> "backstage.io/v1beta1""#,
            r#"/kind! Intent "Component" -> "API""#
        ]
    );
    let moved = cart.replace("backstage.io", "example.org");
    assert_eq!(told(&moved), [r#"/apiVersion! Intent "backstage.io/v1alpha1" -> "example.org/v1alpha1""#]);
    // What the catalog says of itself is not heard in a file.
    let copied = entity("v1alpha1", "Component", r#""name": "cart", "title": "Cart", "uid": "1", "etag": "2""#);
    assert_eq!(
        told(&copied.replace(r#""spec""#, r#""relations": [1], "status": {"a": 1}, "spec""#)),
        Vec::<String>::new()
    );
}

#[test]
fn blocks_of_terraform_are_told_apart_by_their_place() {
    let rules = |list: &str| resource("aws_lb_listener", &format!(r#"{{"action": {list}}}"#));
    assert_eq!(
        changes("terraform", &rules(r#"[{"a": 1}, {"a": 2}]"#), &rules(r#"[{"a": 1}, {"a": 3}]"#)),
        ["/resource/aws_lb_listener/it/action/1/a Intent 2 -> 3"]
    );
}

#[test]
fn the_pods_of_a_kind_that_nobody_defined_are_compared_as_pods() {
    let thing = |containers: &str| {
        format!(
            r#"{{"apiVersion": "example.org/v1", "kind": "Thing", "metadata": {{"finalizers": ["a", "b"]}},
                 "spec": {{"containers": [{containers}]}}}}"#
        )
    };
    let app = |cpu: &str| format!(r#"{{"name": "app", "resources": {{"limits": {{"cpu": "{cpu}"}}}}}}"#);
    let one = thing(&format!(r#"{}, {{"name": "proxy"}}"#, app("0.5")));
    let other = thing(&format!(r#"{{"name": "proxy"}}, {}"#, app("500m"))).replace(r#""a", "b""#, r#""b", "a""#);
    assert_eq!(changes("kubernetes", &one, &other), Vec::<String>::new());
    let more = thing(&format!(r#"{{"name": "proxy"}}, {}"#, app("2")));
    assert_eq!(
        changes("kubernetes", &one, &more),
        [r#"/spec/containers/name=app/resources/limits/cpu Intent "0.5" -> "2""#]
    );
}

#[test]
fn rules_of_ones_own_come_first() {
    let rules = || {
        let rules = DiffRules::none().with_scalar("data/*.json", crate::plan::ScalarRule::Json);
        rules.with_default("monitor/interval", Value::from("60s"))
    };
    let changes = |before: &str, after: &str| told(&diff(Some(&json(before)), Some(&json(after)), &rules()));
    let board = |text: &str| format!(r#"{{"data": {{"board.json": {}}}}}"#, Value::from(text).to_json());
    assert_eq!(changes(&board(r#"{"a":1,"b":2}"#), &board(r#"{ "b": 2, "a": 1 }"#)), Vec::<String>::new());
    assert_eq!(changes(&board(r#"{"a":1}"#), &board(r#"{"a":2}"#)).len(), 1);
    let silent = r#"{"monitor": {}}"#;
    assert_eq!(changes(r#"{"monitor": {"interval": "60s"}}"#, silent), Vec::<String>::new());
    let said = changes(r#"{"monitor": {"interval": "30s"}}"#, silent);
    assert_eq!(said, [r#"/monitor/interval Intent "30s" -> -"#]);
}

const QUEUE: &str = r#"{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
    "metadata": {"name": "queues.example.org"}, "spec": {"group": "example.org", "names": {"kind": "Queue"},
    "versions": [{"name": "v1", "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {
        "type": "object", "properties": {
            "consumers": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
            "size": {"type": "integer", "default": 10},
            "timeout": {"type": "string", "format": "duration"},
            "port": {"x-kubernetes-int-or-string": true},
            "workers": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                "items": {"type": "object", "properties": {"name": {"type": "string"}}}}}}}}}}]}}"#;

fn queue(spec: &str) -> String {
    format!(r#"{{"apiVersion": "example.org/v1", "kind": "Queue", "metadata": {{"name": "q"}}, "spec": {spec}}}"#)
}

#[test]
fn a_definition_says_how_its_kind_is_compared() {
    let written =
        queue(r#"{"consumers": ["a", "b"], "timeout": "1m", "port": "80", "workers": [{"name": "x"}, {"name": "y"}]}"#);
    let there = queue(
        r#"{"consumers": ["b", "a"], "timeout": "60s", "port": 80, "size": 10, "workers": [{"name": "y"}, {"name": "x"}]}"#,
    );
    let scene = || Scene::new().rendered("q", &written).known("q", &written).present("q", &there);
    // Without it the lists are values, and the rest is compared as it is.
    assert_eq!(scene().plan().changes[0].fields.len(), 4);
    let mut with = scene();
    with.rendered = with.rendered.with_definition(json(QUEUE));
    let plan = with.plan();
    assert_eq!((plan.changes.len(), plan.summary.reordered, plan.summary.server_defaults), (0, 2, 1));
    let rules = DiffRules::for_target("kubernetes").with_crd(&json(QUEUE));
    let listed = tolerated(Some(&json(&written)), Some(&json(&written)), &json(&there), &rules);
    let listed: Vec<_> = listed.iter().map(|field| (field.path.as_str(), field.kind)).collect();
    let reordered = FieldChangeKind::Reordered;
    let expected =
        [("/spec/consumers", reordered), ("/spec/size", FieldChangeKind::ServerDefault), ("/spec/workers", reordered)];
    assert_eq!(listed, expected);
    // What is told by the definition decides what a plan depends on.
    let digest = crate::plan::rendered_digest;
    assert_ne!(digest(&with.rendered), digest(&scene().rendered));
}

#[test]
fn a_rollout_is_compared_as_its_definition_says() {
    let rollout = |pause: &str, containers: &str| {
        format!(
            r#"{{"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "spec": {{
                "strategy": {{"canary": {{"steps": [{{"setWeight": 20}}, {{"pause": {{"duration": {pause}}}}}]}}}},
                "template": {{"spec": {{"containers": [{containers}]}}}}}}}}"#
        )
    };
    let app = |cpu: &str| {
        format!(
            r#"{{"name": "app", "resources": {{"limits": {{"cpu": {cpu}}}}}, "env": [{{"name": "A"}}, {{"name": "B"}}]}}"#
        )
    };
    let (one, other) = (app("\"0.5\""), app("\"500m\""));
    let (front, back) = (
        rollout("\"300s\"", &format!(r#"{one}, {{"name": "proxy"}}"#)),
        rollout("300", &format!(r#"{{"name": "proxy"}}, {other}"#)),
    );
    assert_eq!(changes("kubernetes", &front, &back), Vec::<String>::new());
    let later = rollout("\"10m\"", &format!(r#"{one}, {{"name": "proxy"}}"#));
    assert_eq!(
        changes("kubernetes", &front, &later),
        [r#"/spec/strategy/canary/steps/1/pause/duration Intent "300s" -> "10m""#]
    );
    let swapped = front.replace(r#"{"name": "A"}, {"name": "B"}"#, r#"{"name": "B"}, {"name": "A"}"#);
    let told = changes("kubernetes", &front, &swapped);
    assert_eq!(
        told,
        [r#"/spec/template/spec/containers/name=app/env Reordered ["name=A","name=B"] -> ["name=B","name=A"]"#]
    );
}

fn deployment(spec: &str) -> String {
    format!(r#"{{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {{"name": "it"}}, "spec": {spec}}}"#)
}

#[test]
fn saying_a_default_or_not_is_no_change() {
    let silent = deployment(r#"{"paused": true}"#);
    let explicit = deployment(
        r#"{"paused": true, "replicas": 1, "minReadySeconds": 0, "strategy": {"type": "RollingUpdate",
            "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}}}"#,
    );
    assert_eq!(changes("kubernetes", &silent, &explicit), Vec::<String>::new());
    assert_eq!(changes("kubernetes", &explicit, &silent), Vec::<String>::new());
    // It is said now, it is no longer said; it was looked at or not.
    for (desired, known) in [(&explicit, &silent), (&silent, &explicit)] {
        assert_eq!(Scene::new().rendered("it", desired).known("it", known).plan().changes, []);
        assert_eq!(Scene::new().rendered("it", desired).known("it", known).present("it", &explicit).plan().changes, []);
    }
    // Another value is none.
    let others = deployment(r#"{"paused": true, "replicas": 5}"#);
    assert_eq!(changes("kubernetes", &silent, &others), ["/spec/replicas Intent - -> 5"]);
    let plan = Scene::new().rendered("it", &silent).known("it", &silent).present("it", &others).plan();
    assert_eq!((plan.changes.len(), plan.summary.server_defaults), (0, 1));
    let plan = Scene::new().rendered("it", &explicit).known("it", &explicit).present("it", &others).plan();
    assert_eq!(plan.changes[0].actions, [Action::Update]);
    assert_eq!(plan.changes[0].fields[0].kind, FieldChangeKind::Drift);
}

/// What says nothing elsewhere names an item here.
#[test]
fn a_map_with_nothing_in_it_that_says_anything_means_nothing() {
    let policy = |spec: &str| {
        format!(
            r#"{{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{{"name":"a"}},"spec":{spec}}}"#
        )
    };
    let rules = DiffRules::for_target("kubernetes");
    let without = policy(r#"{"podSelector":{"x":1}}"#);
    // A map where a list has to be: the server would refuse it, and yet it has one form.
    for egress in ["{}", r#"{"a":""}"#, r#"{"a":{"b":null}}"#] {
        let with = policy(&format!(r#"{{"podSelector":{{"x":1}},"egress":{egress}}}"#));
        let normal = normalize(&Value::from_json(&with).unwrap(), &rules);
        assert_eq!(normalize(&normal, &rules), normal, "{egress}");
        assert!(changes("kubernetes", &with, &without).is_empty(), "{egress}");
    }
}

/// What a server fills in depends on what stands beside, and an empty one of that is not there.
#[test]
fn a_default_follows_what_says_something_beside_it() {
    let rules = DiffRules::for_target("kubernetes");
    let policy = r#"{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a"},
        "spec":{"egress":{"a":""},"podSelector":{"x":1},"policyTypes":["Ingress","Egress"]}}"#;
    let value = Value::from_json(policy).unwrap();
    let normal = normalize(&value, &rules);
    assert!(normal.to_json().contains("policyTypes"), "{normal}");
    assert_eq!(diff(Some(&value), Some(&normal), &rules), []);
}

#[test]
fn an_empty_list_means_what_the_server_fills_in() {
    let driver = |modes: &str| {
        format!(
            r#"{{"apiVersion":"storage.k8s.io/v1","kind":"CSIDriver","metadata":{{"name":"a"}},
                "spec":{{"volumeLifecycleModes":{modes}}}}}"#
        )
    };
    assert!(changes("kubernetes", &driver("[]"), &driver(r#"["Persistent"]"#)).is_empty());
    assert!(changes("kubernetes", &driver(r#"["Persistent"]"#), &driver("[]")).is_empty());
    assert_eq!(changes("kubernetes", &driver("[]"), &driver(r#"["Ephemeral"]"#)).len(), 1);
}

#[test]
fn an_item_keeps_its_name() {
    for name in [r#""""#, "0"] {
        let mounts = format!(r#"{{"mountPath": {name}, "name": "b"}}, {{"mountPath": "/c", "name": "c"}}"#);
        let containers = format!(r#"[{{"name": "app", "volumeMounts": [{mounts}]}}]"#);
        let text = deployment(&format!(r#"{{"template": {{"spec": {{"containers": {containers}}}}}}}"#));
        let value = Value::from_json(&text).unwrap();
        let rules = DiffRules::for_target("kubernetes");
        let normal = normalize(&value, &rules);
        assert_eq!(normalize(&normal, &rules), normal);
        assert_eq!(diff(Some(&value), Some(&normal), &rules), []);
    }
}

#[test]
fn what_a_default_depends_on_is_what_will_be() {
    let container = |rest: &str| {
        format!(r#"{{"apiVersion": "v1", "kind": "Pod", "spec": {{"containers": [{{"name": "a", {rest}}}]}}}}"#)
    };
    let tagged = container(r#""image": "example/a:1", "imagePullPolicy": "IfNotPresent""#);
    assert_eq!(changes("kubernetes", &tagged, &container(r#""image": "example/a:1""#)), Vec::<String>::new());
    // With another image another policy would be meant.
    assert_eq!(changes("kubernetes", &tagged, &container(r#""image": "example/a""#)).len(), 2);
    let bindings = |subject: &str| {
        format!(r#"{{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "subjects": [{subject}]}}"#)
    };
    let user = bindings(r#"{"kind": "User", "name": "ada"}"#);
    let long = bindings(r#"{"kind": "User", "name": "ada", "apiGroup": "rbac.authorization.k8s.io"}"#);
    assert_eq!(changes("kubernetes", &user, &long), Vec::<String>::new());
}

#[test]
fn what_a_manifest_says_of_the_servers_own_is_not_heard() {
    let object =
        |rest: &str| format!(r#"{{"apiVersion": "v1", "kind": "Service", "metadata": {{"name": "a"{rest}}}}}"#);
    let written = object(r#", "creationTimestamp": "2020-01-01T00:00:00Z", "generation": 7"#);
    let there = object(r#", "creationTimestamp": "2027-01-01T00:00:00Z", "generation": 1, "uid": "u""#);
    assert_eq!(changes("kubernetes", &written, &there), Vec::<String>::new());
    let plan = Scene::new().rendered("a", &written).known("a", &written).present("a", &there).plan();
    assert_eq!((plan.changes.len(), plan.summary.server_defaults), (0, 3));
}

/// What stands beside a default decides by being there: also a policy without rules, which a server would refuse.
#[test]
fn a_default_beside_a_map_of_nothing_is_that_beside_a_map() {
    let rules = DiffRules::for_target("kubernetes");
    let job = |spec: &str| json(&format!(r#"{{"apiVersion": "batch/v1", "kind": "Job", "spec": {spec}}}"#));
    let before = job(r#"{"podFailurePolicy": {"rules": [{"action": "Ignore"}]}, "podReplacementPolicy": "Failed"}"#);
    for after in [r#"{"podFailurePolicy": {"added": []}}"#, r#"{"podFailurePolicy": {}}"#, "{}"] {
        let after = job(after);
        let reached = apply(&before, &diff(Some(&before), Some(&after), &rules));
        assert_eq!(normalize(&reached, &rules), normalize(&after, &rules), "{after}");
        assert_eq!(diff(Some(&reached), Some(&after), &rules), vec![], "{after}");
    }
    let replaced = |spec: &str, policy: &str| {
        let with = job(&spec.replace('}', &format!(r#", "podReplacementPolicy": "{policy}"}}"#)).replace("{, ", "{"));
        diff(Some(&job(spec)), Some(&with), &rules).is_empty()
    };
    assert!(replaced("{}", "TerminatingOrFailed") && !replaced("{}", "Failed"));
}
