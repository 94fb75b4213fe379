//! Plans in Terraform's format.

use super::scene::{Scene, address, name, waits};
use crate::model::*;
use crate::plan::{TerraformContext, TerraformPart, terraform_plan};

fn document(scene: &Scene) -> Value {
    let plan = scene.plan();
    let part = TerraformPart { plan: &plan, rendered: &scene.rendered, state: Some(&scene.state) };
    terraform_plan(&[part], &TerraformContext::default())
}

/// `ADDRESS ACTIONS BEFORE -> AFTER unknown MARKS`, as far as there is anything to tell.
fn told(document: &Value, section: &str) -> Vec<String> {
    let line = |entry: &Value| {
        let change = entry.get("change").unwrap();
        let get = |key: &str| change.get(key).unwrap().to_json();
        let actions: Vec<&str> =
            change.get("actions").and_then(Value::as_list).unwrap().iter().filter_map(Value::as_str).collect();
        let mut line = format!(
            "{} {} {} -> {}",
            entry.get("address").and_then(Value::as_str).unwrap(),
            actions.join("+"),
            get("before"),
            get("after")
        );
        for key in ["after_unknown", "after_sensitive", "replace_paths", "importing"] {
            let has_mark = |value: &&Value| value.to_json().contains("true") || key.starts_with(['r', 'i']);
            line.extend(change.get(key).filter(has_mark).map(|value| format!(" {key} {value}")));
        }
        for key in ["action_reason", "previous_address"] {
            line.extend(entry.get(key).and_then(Value::as_str).map(|text| format!(" {text}")));
        }
        line
    };
    document.get(section).and_then(Value::as_list).unwrap_or_default().iter().map(line).collect()
}

fn changes(scene: &Scene) -> Vec<String> {
    told(&document(scene), "resource_changes")
}

fn block(attributes: &str) -> String {
    format!(r#"{{"resource": {{"aws_db_instance": {{"db": {attributes}}}}}}}"#)
}

#[test]
fn resources_of_terraform_keep_their_addresses() {
    let scene = Scene::new().rendered(
        "terraform:database",
        r#"{"resource": {"aws_db_instance": {"db": {"engine": "postgres", "name": "$${a}", "subnet": "${aws_subnet.a.id}",
              "tags": ["x", "${var.y}"], "lifecycle": {"prevent_destroy": true}}},
            "aws_sqs_queue": {"q": [{"count": 2, "delay": "${count.index}"}], "e": {"for_each": {"a\"": 1}, "delay": 1}}},
            "data": {"aws_region": {"here": {}}}, "output": {"host": {"value": "${aws_db_instance.db.address}"},
            "port": {"value": 5432}}}"#,
    );
    let document = document(&scene);
    assert_eq!(
        told(&document, "resource_changes"),
        [
            r#"aws_db_instance.db create null -> {"engine":"postgres","name":"${a}","tags":["x",null]} after_unknown {"subnet":true,"tags":[false,true]}"#,
            r#"aws_sqs_queue.e["a\""] create null -> {"delay":1}"#,
            r#"aws_sqs_queue.q[0] create null -> {} after_unknown {"delay":true}"#,
            r#"aws_sqs_queue.q[1] create null -> {} after_unknown {"delay":true}"#,
            "data.aws_region.here read null -> {} read_because_dependency_pending",
        ]
    );
    let outputs = document.get("output_changes").unwrap();
    assert_eq!(outputs.get("host").and_then(|host| host.get("after_unknown")), Some(&true.into()));
    assert_eq!(outputs.get("port").and_then(|port| port.get("after")), Some(&5432.into()));
    let first = document.get("resource_changes").and_then(Value::as_list).unwrap()[0].clone();
    assert_eq!(
        first.get("platform").unwrap().to_json(),
        r#"{"actions":["create"],"address":"cart/staging/terraform/database","reason":"new"}"#
    );
    assert_eq!(first.get("provider_name"), Some(&"registry.terraform.io/hashicorp/aws".into()));
}

#[test]
fn a_few_bytes_do_not_make_millions_of_resources() {
    let queues = |number: usize| {
        let blocks: Vec<String> =
            (0..number).map(|number| format!(r#""q{number}": {{"count": 1000, "name": "q"}}"#)).collect();
        let body = format!(r#"{{"resource": {{"aws_sqs_queue": {{{}}}}}}}"#, blocks.join(","));
        changes(&Scene::new().rendered("terraform:queues", &body)).len()
    };
    assert_eq!(queues(10), 10_000);
    assert_eq!(queues(11), 11);
    assert_eq!(queues(2_000), 2_000);
}

#[test]
fn of_one_address_each_resource_has_its_own_actions() {
    let body = |text: &str| format!(r#"{{"resource": {{"aws_x": {{{text}}}}}}}"#);
    let scene = Scene::new()
        .rendered("terraform:all", &body(r#""same": {"n": 1}, "other": {"n": 2}, "new": {}"#))
        .known("terraform:all", &body(r#""same": {"n": 1}, "other": {"n": 1}, "old": {"n": 3}"#));
    assert_eq!(
        changes(&scene),
        [
            "aws_x.new create null -> {}",
            r#"aws_x.old delete {"n":3} -> null"#,
            r#"aws_x.other update {"n":1} -> {"n":2}"#,
            r#"aws_x.same no-op {"n":1} -> {"n":1}"#,
        ]
    );
}

#[test]
fn every_action_of_ours_is_told_in_terraforms_words() {
    let same = r#"{"kind": "A", "n": 1}"#;
    let scene = Scene::new()
        .rendered("stays", same)
        .known("stays", same)
        .rendered("changes", r#"{"kind": "A", "n": 2}"#)
        .known("changes", same)
        .rendered("drifts", same)
        .known("drifts", same)
        .present("drifts", r#"{"kind": "A", "n": 7}"#)
        .rendered("vanished", same)
        .known("vanished", same)
        .absent("vanished")
        .known("goes", same)
        .known("left", same)
        .rendered("replaced", same)
        .known("replaced", same)
        .rendered("taken", same)
        .present("taken", same)
        .rendered("new-name", same)
        .known("old-name", same)
        .moved("old-name", "new-name")
        .resource("terraform:database", &block("{}"), |resource| {
            let (attribute, secret) = (Some("password".into()), true);
            resource.with_output(name("password"), OutputDeclaration { attribute, secret, ..Default::default() })
        })
        .rendered("9.reads", &format!(r#"{{"host": {}}}"#, waits("terraform:database", "password")))
        .asked(|options| {
            options.forget = vec![address("left")];
            options.replace = vec![address("replaced")];
            options.adopt = vec![address("taken")];
        });
    let document = document(&scene);
    let manifest = |name: &str| format!(r#"{{"manifest":{{"kind":"A","n":{name}}}}}"#);
    let (one, two, seven) = (manifest("1"), manifest("2"), manifest("7"));
    let mut lines = told(&document, "resource_changes");
    let last = lines.pop().unwrap();
    let reads = lines.remove(0);
    assert!(reads.starts_with("kubernetes_manifest._9_reads--"), "{reads}");
    assert!(reads.ends_with(r#" create null -> {"manifest":{}} after_unknown {"manifest":{"host":true}}"#), "{reads}");
    assert_eq!(
        last,
        r#"aws_db_instance.db create null -> {} after_unknown {"password":true} after_sensitive {"password":true}"#
    );
    let expected = [
        format!("kubernetes_manifest.changes update {one} -> {two}"),
        format!("kubernetes_manifest.drifts update {seven} -> {one}"),
        format!("kubernetes_manifest.goes delete {one} -> null delete_because_no_resource_config"),
        format!("kubernetes_manifest.left forget {one} -> null"),
        format!("kubernetes_manifest.new-name no-op {one} -> {one} kubernetes_manifest.old-name"),
        format!("kubernetes_manifest.replaced delete+create {one} -> {one} replace_by_request"),
        format!("kubernetes_manifest.stays no-op {one} -> {one}"),
        format!(r#"kubernetes_manifest.taken no-op {one} -> {one} importing {{"id":"cart/staging/kubernetes/taken"}}"#),
        format!("kubernetes_manifest.vanished create null -> {one}"),
    ];
    assert_eq!(lines, expected);
    let drift = [
        format!("kubernetes_manifest.drifts update {one} -> {seven}"),
        format!("kubernetes_manifest.vanished delete {one} -> null"),
    ];
    assert_eq!(told(&document, "resource_drift"), drift);
}

#[test]
fn what_forces_a_replacement_is_named_as_terraform_names_paths() {
    let body = |image: &str| {
        format!(
            r#"{{"apiVersion": "batch/v1", "kind": "Job", "metadata": {{"name": "a"}},
                "spec": {{"template": {{"spec": {{"containers": [{{"name": "side", "image": "x"}}, {{"name": "app", "image": "{image}"}}]}}}}}}}}"#
        )
    };
    let scene = Scene::new().rendered("job", &body("b")).known("job", &body("a"));
    let lines = changes(&scene);
    assert!(lines[0].starts_with("kubernetes_manifest.job delete+create "), "{lines:?}");
    let path = r#"replace_paths [["manifest","spec","template","spec","containers",1,"image"]]"#;
    assert!(lines[0].contains(path) && lines[0].ends_with("replace_because_cannot_update"), "{lines:?}");
}

#[test]
fn no_secret_is_told() {
    let secret = r#"{"$secret": {"store": "vault", "key": "MARKER"}}"#;
    let kubernetes =
        r#"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"p": "MARKER"}}"#;
    let scene = Scene::new()
        .rendered("secret", kubernetes)
        .known("secret", &kubernetes.replace("MARKER", "MARKER2"))
        .known("gone", kubernetes)
        .rendered("terraform:database", &block(&format!(r#"{{"password": {secret}}}"#)));
    let document = document(&scene);
    let text = crate::formats::json::pretty_plain(&document);
    assert!(!text.contains("MARKER"), "{text}");
    let lines = told(&document, "resource_changes");
    assert!(
        lines.contains(
            &r#"aws_db_instance.db create null -> {"password":null} after_sensitive {"password":true}"#.to_owned()
        ),
        "{lines:?}"
    );
}

#[test]
fn files_and_other_targets_have_types_of_ours_and_several_plans_are_modules() {
    let scene = Scene::new()
        .resource("file:.github/ci.yml", r#""on: push""#, |file| file.with_ownership(Ownership::Managed))
        .resource("zz", r#"{"kind": "API"}"#, |mut entity| {
            entity.class = ResourceClass::Entity;
            entity
        })
        .rendered("terraform:settings", r#"{"provider": {"aws": {}}}"#);
    let lines = changes(&scene);
    assert!(lines[0].starts_with("platform_file._github_ci_yml--"), "{lines:?}");
    assert!(lines[0].ends_with(r#" create null -> {"content":"on: push","path":".github/ci.yml"}"#), "{lines:?}");
    assert_eq!(
        lines[2],
        r#"platform_object.settings create null -> {"body":{"provider":{"aws":{}}},"target":"terraform"}"#
    );
    assert_eq!(lines[1], r#"platform_entity.zz create null -> {"entity":{"kind":"API"}}"#);
    let plan = scene.plan();
    let part = TerraformPart { plan: &plan, rendered: &scene.rendered, state: None };
    let now = Some("2027-01-01T00:00:00Z".parse().unwrap());
    let checks =
        [CheckResult::new("deadline/a", plan.subject.clone(), plan.environment.clone(), Verdict::Fail, "late")];
    let document = terraform_plan(&[part, part], &TerraformContext { now, checks: &checks, ..Default::default() });
    assert_eq!(document.get("timestamp"), Some(&"2027-01-01T00:00:00Z".into()));
    let planned = "/planned_values/root_module/child_modules/0".parse::<Pointer>().unwrap().find(&document).unwrap();
    assert_eq!(planned.get("address"), Some(&"module.cart_staging".into()));
    let check = document.get("checks").and_then(Value::as_list).unwrap()[0].to_json();
    assert!(check.contains(r#""problems":[{"message":"late"}],"status":"fail"}],"status":"fail""#), "{check}");
}

#[test]
fn outputs_have_actions_of_their_own() {
    let with = |outputs: &str| format!(r#"{{"resource": {{"aws_x": {{"a": {{}}}}}}, "output": {{{outputs}}}}}"#);
    let one = |name: &str, value: u32| format!(r#""{name}": {{"value": {value}}}"#);
    let before = [one("gone", 1), one("other", 1), one("same", 1)].join(",");
    let after = [one("new", 1), one("other", 2), one("same", 1)].join(",");
    let scene = Scene::new().rendered("terraform:x", &with(&after)).known("terraform:x", &with(&before));
    let document = document(&scene);
    let told = |name: &str| {
        let change = document.get("output_changes").unwrap().get(name).unwrap();
        ["actions", "before", "after"].map(|key| change.get(key).map_or("-".to_owned(), Value::to_json)).join(" ")
    };
    assert_eq!(told("gone"), r#"["delete"] 1 null"#);
    assert_eq!(told("new"), r#"["create"] null 1"#);
    assert_eq!(told("other"), r#"["update"] 1 2"#);
    assert_eq!(told("same"), r#"["no-op"] 1 1"#);
}

#[test]
fn a_replacement_says_what_made_it_needed() {
    let service = |name: &str| format!(r#"{{"apiVersion": "v1", "kind": "Service", "metadata": {{"name": {name}}}}}"#);
    let scene = Scene::new()
        .resource("db", r#"{"n": 1}"#, super::scene::declares("host"))
        .known_with("db", r#"{"n": 1}"#, |known| known.with_output(name("host"), "x".into()))
        .rendered("app", &service(&waits("db", "host")))
        .known("app", &service("\"x\""))
        .asked(|ask| ask.replace.push(address("db")));
    let lines = changes(&scene);
    assert!(lines[0].starts_with("kubernetes_manifest.app delete+create "), "{lines:?}");
    assert!(lines[0].ends_with(" replace_by_triggers"), "{lines:?}");
}

#[test]
fn the_worst_of_a_check_decides() {
    let plan = Scene::new().rendered("a", "1").plan();
    let check = |verdict| CheckResult::new("deadline/a", plan.subject.clone(), plan.environment.clone(), verdict, "m");
    let unknown = || Verdict::Unknown { blocked_on: Vec::new() };
    let status = |checks: &[CheckResult]| {
        let document = terraform_plan(&[], &TerraformContext { checks, ..Default::default() });
        let checks = document.get("checks").and_then(Value::as_list).unwrap();
        checks[0].get("status").and_then(Value::as_str).unwrap().to_owned()
    };
    assert_eq!(status(&[check(Verdict::Pass), check(Verdict::Pass)]), "pass");
    assert_eq!(status(&[check(Verdict::Pass), check(unknown())]), "unknown");
    assert_eq!(status(&[check(unknown()), check(Verdict::Fail), check(Verdict::Pass)]), "fail");
}

#[test]
fn a_plan_can_be_applied_where_it_changes_something_and_nothing_blocks_it() {
    let applyable = |scene: &Scene| document(scene).get("applyable") == Some(&true.into());
    let scene = Scene::new().rendered("a", r#"{"n": 1}"#);
    assert!(applyable(&scene));
    assert!(!applyable(&scene.clone().known("a", r#"{"n": 1}"#)), "nothing changes");
    assert!(!applyable(&scene.asked(|ask| ask.without_state = true)), "made without the state");
}

#[test]
fn what_is_an_identifier_is_a_name_and_anything_else_has_a_digest() {
    let name = |id: &str| {
        let lines = changes(&Scene::new().rendered(id, r#"{"kind": "A"}"#));
        lines[0].split_once(' ').unwrap().0.trim_start_matches("kubernetes_manifest.").to_owned()
    };
    for plain in ["web", "_a-1", "Web_2"] {
        assert_eq!(name(plain), plain);
    }
    assert!(name("1web").starts_with("_1web--") && name("a.b").starts_with("a_b--"), "{}", name("a.b"));
    // One target may be of another's type.
    let mut scene = Scene::new();
    let kubernetes = serde_json::from_str(r#"{"type": "kubernetes"}"#).unwrap();
    scene.rendered.targets.insert(super::scene::name("cluster"), kubernetes);
    let lines = changes(&scene.rendered("cluster:web", r#"{"kind": "A"}"#));
    assert!(lines[0].starts_with("kubernetes_manifest.web--"), "{lines:?}");
}

#[test]
fn of_several_resources_those_are_replaced_that_must_be() {
    let body = |text: &str| format!(r#"{{"resource": {{"aws_x": {{{text}}}}}}}"#);
    let both = body(r#""a": {"n": 1}, "b": {"n": 1}"#);
    let scene = Scene::new()
        .rendered("terraform:x", &both)
        .known("terraform:x", &both)
        .asked(|ask| ask.replace.push(address("terraform:x")));
    assert_eq!(
        changes(&scene),
        [
            r#"aws_x.a delete+create {"n":1} -> {"n":1} replace_by_request"#,
            r#"aws_x.b delete+create {"n":1} -> {"n":1} replace_by_request"#,
        ]
    );
    // Renamed by us, its resources keep their names.
    let moved = Scene::new()
        .rendered("terraform:new", &body(r#""a": {"n": 1}"#))
        .known("terraform:old", &body(r#""a": {"n": 1}"#))
        .moved("terraform:old", "terraform:new");
    assert_eq!(changes(&moved), [r#"aws_x.a no-op {"n":1} -> {"n":1}"#]);
}

#[test]
fn without_a_state_what_was_there_is_told_by_the_changes() {
    let scene = Scene::new()
        .rendered("a", r#"{"kind": "A", "new": {"deep": {"x": 1}}, "n": 2, "same": {}}"#)
        .known("a", r#"{"kind": "A", "n": 1, "same": {}}"#);
    let plan = scene.plan();
    let part = TerraformPart { plan: &plan, rendered: &scene.rendered, state: None };
    let document = terraform_plan(&[part], &TerraformContext::default());
    let before = r#"{"manifest":{"kind":"A","n":1,"same":{}}}"#;
    let after = r#"{"manifest":{"kind":"A","n":2,"new":{"deep":{"x":1}},"same":{}}}"#;
    assert_eq!(told(&document, "resource_changes"), [format!("kubernetes_manifest.a update {before} -> {after}")]);
}

#[test]
fn an_output_is_sensitive_where_it_says_so_or_holds_a_secret() {
    let secret = r#"{"$secret": {"store": "vault", "key": "db"}}"#;
    let body = format!(
        r#"{{"resource": {{"aws_x": {{"a": {{}}}}}}, "output": {{"said": {{"value": "MARKER", "sensitive": true}},
            "holds": {{"value": ["a", {secret}, "b"]}}, "open": {{"value": "x", "sensitive": false}}}}}}"#
    );
    let document = document(&Scene::new().rendered("terraform:x", &body));
    let told = |name: &str| {
        let change = document.get("output_changes").unwrap().get(name).unwrap();
        ["after", "after_sensitive"].map(|key| change.get(key).map_or("-".to_owned(), Value::to_json)).join(" ")
    };
    assert_eq!([told("said"), told("holds"), told("open")], ["null true", "null true", r#""x" false"#]);
}
