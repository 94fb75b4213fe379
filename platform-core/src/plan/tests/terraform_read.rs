//! Terraform's own plans, read.

use crate::model::*;
use crate::plan::{TerraformRoot, read_terraform_plan};

fn read(text: &str) -> Result<TerraformPlan, Failure> {
    let root = TerraformRoot::new("cart".parse().unwrap(), "staging".parse().unwrap(), "terraform".parse().unwrap());
    read_terraform_plan(text, &root)
}

/// A plan of one resource: `rest` stands beside its change, `change` in it.
fn one(rest: &str, change: &str) -> String {
    format!(
        r#"{{"format_version": "1.2", "resource_changes": [{{"address": "aws_x.a", "mode": "managed", "type": "aws_x",
            "name": "a", {rest} "change": {{{change}}}}}]}}"#
    )
}

fn change(rest: &str, change: &str) -> TerraformChange {
    read(&one(rest, change)).unwrap().changes.remove(0)
}

fn problem(text: &str) -> String {
    let problem = read(text).unwrap_err().diagnostics.remove(0);
    assert!(problem.help.is_some(), "{problem:?}");
    let pointer = problem.at.map(|at| at.pointer.to_string()).unwrap_or_default();
    format!("{} {pointer}: {}", problem.code, problem.message)
}

fn json(value: Option<&Value>) -> String {
    value.map_or_else(|| "-".to_owned(), Value::to_json)
}

#[test]
fn actions_are_told_in_our_words() {
    use Action::*;
    for (rest, done, expected) in [
        ("", r#"["no-op"]"#, vec![NoOp]),
        ("", r#"["create"]"#, vec![Create]),
        ("", r#"["read"]"#, vec![Read]),
        ("", r#"["update"]"#, vec![Update]),
        ("", r#"["delete"]"#, vec![Delete]),
        ("", r#"["forget"]"#, vec![Forget]),
        ("", r#"["delete", "create"]"#, vec![Delete, Create]),
        ("", r#"["create", "delete"]"#, vec![Create, Delete]),
        ("", r#"["create", "forget"]"#, vec![Create, Forget]),
        ("", r#"["forget", "create"]"#, vec![Forget, Create]),
        (r#""previous_address": "aws_x.b","#, r#"["no-op"]"#, vec![Move]),
        (r#""previous_address": "aws_x.b","#, r#"["update"]"#, vec![Move, Update]),
        (r#""previous_address": "aws_x.a","#, r#"["no-op"]"#, vec![NoOp]),
        ("", r#"["no-op"], "importing": {"id": "i"}"#, vec![Import]),
        ("", r#"["update"], "importing": {"id": "i"}"#, vec![Import, Update]),
        ("", r#"["delete", "create"], "importing": {"identity": {"a": 1}}"#, vec![Import, Delete, Create]),
    ] {
        assert_eq!(change(rest, &format!(r#""actions": {done}"#)).actions, expected, "{rest} {done}");
    }
    for done in [r#"[]"#, r#"["update", "create"]"#, r#"["delete", "delete"]"#, r#"["create", "delete", "create"]"#] {
        let said = problem(&one("", &format!(r#""actions": {done}"#)));
        assert_eq!(said, "schema.invalid /resource_changes/0/change/actions: these actions together mean nothing");
    }
    let said = problem(&one("", r#""actions": ["explode"]"#));
    assert!(said.starts_with("schema.invalid /resource_changes/0/change/actions/0:"), "{said}");
}

#[test]
fn what_a_resource_is_comes_along() {
    let found = change(
        r#""module_address": "module.m[\"a\"]", "index": "b", "provider_name": "p", "deposed": "0f", "action_reason":
           "replace_because_tainted", "previous_address": "aws_x.b","#,
        r#""actions": ["create", "delete"], "replace_paths": [["a", 0, "b/c"], ["d"]], "importing": {"id": "i-1"}"#,
    );
    let text = |text: &Option<Text>| text.as_deref().unwrap_or_default().to_owned();
    assert_eq!(found.address.as_str(), "cart/staging/terraform/aws_x.a");
    assert_eq!(found.moved_from.as_ref().map(Address::as_str), Some("cart/staging/terraform/aws_x.b"));
    assert_eq!((&*found.r#type, &*found.name, &*found.provider), ("aws_x", "a", "p"));
    assert_eq!(
        [&found.module, &found.deposed, &found.reason, &found.import].map(text),
        [r#"module.m["a"]"#, "0f", "replace_because_tainted", "i-1"]
    );
    assert_eq!(found.index, Some("b".into()));
    assert_eq!(found.forced_by.iter().map(Pointer::as_str).collect::<Vec<_>>(), ["/a/0/b~1c", "/d"]);
    assert!(!found.is_data && found.before.is_none() && found.after.is_none());
}

#[test]
fn what_is_unknown_is_an_output_of_its_resource_by_place() {
    let found = change(
        "",
        r#""actions": ["update"], "before": {"n": 1}, "after": {"n": 1, "l": [{"b": 2}, null], "m": {}, "d": 0.5},
           "after_unknown": {"id": true, "l": [{"a": true}, true, false], "m": {}, "none": {"x": false}}"#,
    );
    let output =
        |at: &str| format!(r#"{{"$unknown":[{{"address":"cart/staging/terraform/aws_x.a","output":"{at}"}}]}}"#);
    assert_eq!(json(found.before.as_ref()), r#"{"n":1}"#);
    let expected = format!(
        r#"{{"d":0.5,"id":{},"l":[{{"a":{},"b":2}},{},null],"m":{{}},"n":1}}"#,
        output("/id"),
        output("/l/0/a"),
        output("/l/1")
    );
    assert_eq!(json(found.after.as_ref()), expected);
    let large = change(
        "",
        r#""actions": ["create"], "after": [9007199254740993, -9223372036854775808, 18446744073709551615, 1e300]"#,
    );
    assert_eq!(json(large.after.as_ref()), "[9007199254740993,-9223372036854775808,18446744073709551615,1e+300]");
    let whole = change("", r#""actions": ["create"], "after_unknown": true"#);
    assert_eq!(json(whole.after.as_ref()), output(""));
    // Marks of another form than the value.
    let odd = change("", r#""actions": ["create"], "after": {"a": 1}, "after_unknown": {"a": {"b": true}}"#);
    assert_eq!(json(odd.after.as_ref()), format!(r#"{{"a":{}}}"#, output("/a")));
}

#[test]
fn nothing_sensitive_comes_in() {
    for parts in [
        r#""before": {"p": "MARKER"}, "before_sensitive": {"p": true}"#,
        r#""after": {"p": "MARKER"}, "after_sensitive": {"p": true}"#,
        r#""after": {"p": ["MARKER"]}, "after_sensitive": {"p": true}, "after_unknown": {"p": [false, true]}"#,
        r#""before": {"p": "MARKER"}, "after": {"p": "other"}, "after_sensitive": {"p": true}"#,
        r#""before": {"p": "other"}, "after": {"p": "MARKER"}, "before_sensitive": {"p": true}"#,
        r#""before": "MARKER", "before_sensitive": true"#,
        r#""after": {"MARKER": "MARKER"}, "after_sensitive": true"#,
        r#""after": {"p": ["MARKER"]}, "after_sensitive": {"p": {"0": true}}"#,
        r#""before": {"input": "MARKER", "output": ["MARKER"]}, "before_sensitive": {"input": true}"#,
        r#""after": {"p": "MARKER"}, "after_sensitive": {"p": true}, "before": "MARKER""#,
    ] {
        let text = one("", &format!(r#""actions": ["update"], {parts}"#));
        let plan = read(&text).unwrap();
        let told = format!("{plan:?} {}", serde_json::to_string(&plan).unwrap());
        assert!(!told.contains("MARKER"), "{parts}\n{told}");
        assert!(told.contains("$secret"), "{parts}\n{told}");
        for section in ["resource_drift", "deferred_changes"] {
            let text = text.replace(r#""resource_changes": ["#, &format!(r#""resource_changes": [], "{section}": ["#));
            let text = if section == "resource_drift" {
                text
            } else {
                text.replace(r#"[{"address""#, r#"[{"reason": "r", "resource_change": {"address""#)
                    .replace("}]}", "}}]}")
            };
            let told = serde_json::to_string(&read(&text).unwrap()).unwrap();
            assert!(!told.contains("MARKER") && told.contains("$secret"), "{section} {parts}\n{told}");
        }
        let output = format!(
            r#"{{"format_version": "1.2", "planned_values": {{}}, "output_changes": {{"o": {{"actions": ["update"], {parts}}}}}}}"#
        );
        let told = serde_json::to_string(&read(&output).unwrap()).unwrap();
        assert!(!told.contains("MARKER") && told.contains("$secret"), "{parts}\n{told}");
    }
    // What is sensitive at one resource is nowhere in clear.
    let both = r#"{"format_version": "1.2", "resource_changes": [
        {"address": "a.a", "mode": "managed", "type": "a", "name": "a", "change": {"actions": ["create"],
         "after": {"p": "MARKER"}, "after_sensitive": {"p": true}}},
        {"address": "a.b", "mode": "managed", "type": "a", "name": "b", "change": {"actions": ["create"], "after": {"q": "MARKER"}}}]}"#;
    assert!(!format!("{:?}", read(both).unwrap()).contains("MARKER"));
    let item = both.replace(
        r#"{"p": "MARKER"}, "after_sensitive": {"p": true}"#,
        r#"{"p": ["open", {"q": "MARKER"}]}, "after_sensitive": {"p": [false, {"q": true}]}"#,
    );
    let told = format!("{:?}", read(&item).unwrap());
    assert!(!told.contains("MARKER") && told.contains("open"), "{told}");
}

#[test]
fn no_error_tells_what_it_found() {
    for text in [
        r#"{"format_version": ["MARKER"]}"#,
        r#"{"format_version": "MARKER", "configuration": {}}"#,
        r#"{"format_version": "1.2", "configuration": {}, "timestamp": "MARKER"}"#,
        r#"{"format_version": "1.2", "resource_changes": "MARKER"}"#,
        &one("", r#""actions": ["MARKER"]"#),
        &one(r#""index": ["MARKER"],"#, r#""actions": ["create"]"#),
        &one("", r#""actions": ["create"], "replace_paths": "MARKER""#),
        r#"{"format_version": "1.2", "configuration": {}, "output_changes": {"o": "MARKER"}}"#,
        r#"{"format_version": "1.2", "configuration": {} MARKER"#,
        "MARKER",
    ] {
        let failure = read(text).unwrap_err();
        assert!(!format!("{failure:?}").contains("MARKER"), "{text}\n{failure:?}");
    }
}

#[test]
fn the_plan_itself() {
    let plan = read(
        r#"{"format_version": "1.2", "terraform_version": "1.11.4", "timestamp": "2027-01-01T00:00:00Z", "applyable": false,
            "complete": false, "errored": true, "planned_values": {}, "unheard_of": {"a": [1]},
            "resource_changes": [
              {"address": "a.b", "mode": "managed", "type": "a", "name": "b", "change": {"actions": ["no-op"]}},
              {"address": "a.b", "mode": "managed", "type": "a", "name": "b", "deposed": "1", "change": {"actions": ["delete"]}},
              {"address": "a.a[1]", "mode": "managed", "type": "a", "name": "a", "index": 1, "change": {"actions": ["create"]}}],
            "resource_drift": [{"address": "a.b", "mode": "managed", "type": "a", "name": "b",
              "change": {"actions": ["update"], "before": {"n": 1}, "after": {"n": 2}}}],
            "deferred_changes": [{"reason": "instance_count_unknown", "resource_change": {"address": "a.c[*]", "mode": "data",
              "type": "a", "name": "c", "change": {"actions": ["read"]}}}],
            "output_changes": {"o": {"actions": ["update"], "before": 1, "after_unknown": true}},
            "checks": [
              {"address": {"kind": "resource", "to_display": "a.b"}, "status": "fail", "instances": [
                {"address": {"to_display": "a.b"}, "status": "fail", "problems": [{"message": "one"}, {"message": "two"}]}]},
              {"address": {"kind": "check", "to_display": "check.c"}, "status": "unknown"},
              {"address": {"kind": "check", "to_display": "check.d"}, "status": "pass",
               "instances": [{"address": {"to_display": "check.d"}, "status": "pass"}]},
              {"address": {"kind": "output_value", "to_display": "output.o"}, "status": "error"}]}"#,
    )
    .unwrap();
    assert_eq!((plan.applyable, plan.complete, plan.errored), (false, false, true));
    assert_eq!(plan.timestamp, Some("2027-01-01T00:00:00Z".parse().unwrap()));
    let addresses: Vec<&str> = plan.changes.iter().map(|change| change.address.id()).collect();
    assert_eq!(addresses, ["a.a[1]", "a.b", "a.b"]);
    assert_eq!(plan.changes[0].index, Some(1.into()));
    assert_eq!(plan.drift[0].actions, [Action::Update]);
    assert_eq!((&*plan.deferred[0].reason, plan.deferred[0].change.is_data), ("instance_count_unknown", true));
    let output = &plan.outputs["o"];
    assert_eq!(json(output.before.as_ref()), "1");
    assert!(output.after.as_ref().unwrap().has_unknown());
    let checks: Vec<String> = plan
        .checks
        .iter()
        .map(|check| {
            let verdict = match &check.verdict {
                Verdict::Pass => "pass",
                Verdict::Fail => "fail",
                Verdict::Unknown { .. } => "unknown",
                Verdict::Waived { .. } => "waived",
            };
            let address = check.address.as_ref().map_or("-", Address::id);
            format!("{} {address} {verdict}: {}", check.rule, check.message)
        })
        .collect();
    assert_eq!(
        checks,
        [
            "terraform/a.b a.b fail: one; two",
            "terraform/check.c - unknown: check.c is known only after apply",
            "terraform/check.d - pass: check.d holds",
            "terraform/output.o - fail: output.o could not be judged",
        ]
    );
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<TerraformPlan>(&text).unwrap(), plan);
}

#[test]
fn opentofu_and_older_releases_do_not_say_whether_it_can_be_applied() {
    let plan = |done: &str, more: &str| {
        let text = one("", &format!(r#""actions": ["{done}"]"#)).replacen('{', &format!("{{{more}"), 1);
        let plan = read(&text).unwrap();
        (plan.applyable, plan.complete)
    };
    assert_eq!(plan("create", ""), (true, true));
    assert_eq!(plan("no-op", ""), (false, true));
    assert_eq!(plan("create", r#""errored": true,"#), (false, false));
    // An output alone is something to do.
    let output =
        |done: &str| format!(r#""output_changes": {{"o": {{"actions": ["{done}"], "before": 1, "after": 2}}}},"#);
    assert_eq!(plan("no-op", &output("update")), (true, true));
    assert_eq!(plan("no-op", &output("no-op")), (false, true));
}

#[test]
fn what_is_no_plan_is_refused() {
    for (text, said) in [
        ("", "parse.json : EOF while parsing a value"),
        ("[]", "schema.invalid : something else is expected here"),
        (r#"["1.2", {}, {}, {}]"#, "schema.invalid : this is no plan: nothing in it says what is planned"),
        ("{}", "schema.invalid : missing field `format_version`"),
        ("{} {}", "schema.invalid : missing field `format_version`"),
        (
            r#"{"format_version": "1.0", "values": {}}"#,
            "schema.invalid : this is no plan: nothing in it says what is planned",
        ),
        (
            r#"{"format_version": "2.0", "resource_changes": {"another": "shape"}}"#,
            "schema.invalid /format_version: this version of the format is not known: version 1 is read",
        ),
        (
            r#"{"format_version": "1.2", "resource_changes": [{}]}"#,
            "schema.invalid /resource_changes/0: missing field `address`",
        ),
        (
            r#"{"format_version": "1.2", "configuration": {}}{"format_version": "1.2"}"#,
            "parse.json : trailing characters",
        ),
        (
            &one("", r#""actions": ["create"]"#).replace("aws_x.a", ""),
            "schema.invalid /resource_changes/0/address: an address is empty, or has characters that can't be shown",
        ),
    ] {
        assert_eq!(problem(text), said, "{text}");
    }
    let twice = one("", r#""actions": ["create"]"#);
    let item = twice.split_once('[').unwrap().1.strip_suffix("]}").unwrap();
    let twice = format!(r#"{{"format_version": "1.0", "resource_changes": [{item}, {item}]}}"#);
    assert_eq!(problem(&twice), "schema.invalid /resource_changes: aws_x.a stands twice");
}

#[test]
fn work_and_memory_are_bounded() {
    let code = |text: &str| problem(text).split(' ').next().unwrap().to_owned();
    assert_eq!(code(&" ".repeat(16 * 1024 * 1024 + 1)), "limit.size");
    let deep = format!(r#""actions": ["create"], "after": {}1{}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(code(&one("", &deep)), "limit.depth");
    // A long key around many values: each would be written with the key in its place.
    let marks = |key: usize, items: usize| {
        let items = vec!["true"; items].join(",");
        one("", &format!(r#""actions": ["create"], "after_unknown": {{"{}": [{items}]}}"#, "k".repeat(key)))
    };
    assert!(read(&marks(1_000, 1_000)).is_ok());
    assert_eq!(code(&marks(1_000_000, 1_000)), "limit.size");
    // A long address does the same.
    let address = marks(1, 1_000).replace("aws_x.a", &"a".repeat(1_000_000));
    assert_eq!(code(&address), "limit.size");
    let instance = r#"{"address": {"to_display": "i"}, "status": "pass"}"#;
    let check = format!(
        r#"{{"format_version": "1.2", "configuration": {{}}, "checks": [{{"address": {{"kind": "check", "to_display": "{}"}}, "status": "pass", "instances": [{}]}}]}}"#,
        "c".repeat(1_000_000),
        vec![instance; 1_000].join(",")
    );
    assert_eq!(code(&check), "limit.size");
}

#[test]
fn our_own_plans_in_the_format_are_read_back() {
    let scene = super::scene::Scene::new().rendered(
        "terraform:queue",
        r#"{"resource": {"aws_sqs_queue": {"q": {"count": 2, "name": "${count.index}"}}}}"#,
    );
    let plan = scene.plan();
    let part = crate::plan::TerraformPart { plan: &plan, rendered: &scene.rendered, state: Some(&scene.state) };
    let document = crate::plan::terraform_plan(&[part], &crate::plan::TerraformContext::default());
    let read = read(&crate::formats::json::pretty_plain(&document)).unwrap();
    let told: Vec<(&str, &[Action])> = read.changes.iter().map(|one| (one.address.id(), &*one.actions)).collect();
    assert_eq!(told, [("aws_sqs_queue.q[0]", &[Action::Create][..]), ("aws_sqs_queue.q[1]", &[Action::Create][..])]);
    assert!(read.applyable && read.complete);
}

/// Terraform marks what its providers do; the path knows more.
#[test]
fn what_a_path_calls_secret_is_so_in_terraforms_plan() {
    let address = |id: &str| -> Address { format!("cart/staging/terraform/{id}").parse().unwrap() };
    let body = |text: &str| Value::from_json(text).unwrap();
    let output = |attribute: &str| OutputDeclaration {
        attribute: Some(attribute.into()),
        secret: true,
        ..OutputDeclaration::default()
    };
    let database = Resource::new(address("db"), body(r#"{"resource": {"aws_db": {"main": {}}}}"#))
        .with_output("password".parse().unwrap(), output("master.0.password"))
        .with_output("pin".parse().unwrap(), output("pin"));
    let reference = r#"{"$secret": {"store": "output", "key": "cart/staging/terraform/db#password"}}"#;
    let reader =
        format!(r#"{{"resource": {{"aws_x": {{"a": {{"login": {{"password": {reference}}}, "name": "a"}}}}}}}}"#);
    let reader = Resource::new(address("a"), body(&reader));
    let elsewhere =
        Resource::new("cart/staging/other/x".parse().unwrap(), body(r#"{"resource": {"aws_x": {"n": 1}}}"#))
            .with_output("name".parse().unwrap(), output("name"));
    let root = TerraformRoot::new("cart".parse().unwrap(), "staging".parse().unwrap(), "terraform".parse().unwrap());
    let root = root.with_secrets([&database, &reader, &elsewhere]);
    let resource = |r#type: &str, name: &str, before: &str, after: &str| {
        format!(
            r#"{{"address": "{type}.{name}", "mode": "managed", "type": "{type}", "name": "{name}",
            "change": {{"actions": ["update"], "before": {before}, "after": {after}}}}}"#
        )
    };
    let changes = [
        // The pin is short: it is hidden where it stands, and nowhere else.
        resource(
            "aws_db",
            "main",
            r#"{"master": [{"password": "MARKER-1"}], "pin": "1234", "size": "1234"}"#,
            r#"{"master": [{"password": "MARKER-2"}], "pin": "5678", "size": "5678"}"#,
        ),
        // What is said as a block is a list of one there.
        resource(
            "aws_x",
            "a",
            r#"{"login": [{"password": "MARKER-3", "user": "u"}], "copy": ["MARKER-1"], "name": "a"}"#,
            r#"{"login": [{"password": "MARKER-2", "user": "u"}], "copy": ["MARKER-3"], "name": "b"}"#,
        ),
    ];
    let text = format!(
        r#"{{"format_version": "1.2", "resource_changes": [{0}], "resource_drift": [{0}],
        "output_changes": {{"o": {{"actions": ["create"], "before": null, "after": "MARKER-1"}}}}}}"#,
        changes.join(",")
    );
    let plan = read_terraform_plan(&text, &root).unwrap();
    let told = serde_json::to_string(&plan).unwrap();
    assert!(!told.contains("MARKER"), "{told}");
    let of = |name: &str| plan.changes.iter().find(|change| &*change.name == name).unwrap();
    let at = |name: &str, pointer: &str| {
        let pointer: Pointer = pointer.parse().unwrap();
        [&of(name).before, &of(name).after].map(|side| pointer.find(side.as_ref().unwrap()).unwrap().to_json())
    };
    assert!(at("main", "/pin").iter().all(|side| side.contains("$secret")), "{told}");
    assert_eq!(at("main", "/size"), [r#""1234""#, r#""5678""#]);
    assert!(at("a", "/login/0/password").iter().all(|side| side.contains("$secret")), "{told}");
    assert_eq!(
        (at("a", "/login/0/user"), at("a", "/name")),
        ([r#""u""#, r#""u""#].map(str::to_owned), [r#""a""#, r#""b""#].map(str::to_owned))
    );
}
