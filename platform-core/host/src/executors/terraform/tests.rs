//! A real Terraform (`cargo test --package platform-host -- --ignored terraform`; the stage `terraform` of `tests/run` does).

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::Duration;

use platform_core::model::{
    Action, Address, Diagnostic, Effect, Failure, Name, OutputDeclaration, Rendered, Resource, SecretRef, Unknown,
    UnknownPart, Value, codes, secret_output,
};

use super::*;
use crate::clients::terraform::usual_environment;

const NEVER: Stop<'static> = &|| false;

struct Scene {
    folder: tempfile::TempDir,
    rendered: Rendered,
}

fn address(id: &str) -> Address {
    format!("cart/staging/terraform/{id}").parse().unwrap()
}

fn json(text: &str) -> Value {
    Value::from_json(text).unwrap()
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn data(block: &str, attributes: &str) -> Value {
    json(&format!(r#"{{"resource": {{"terraform_data": {{"{block}": {attributes}}}}}}}"#))
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, rendered: Rendered::empty("cart".parse().unwrap(), "staging".parse().unwrap()) }
    }

    fn with(mut self, resource: Resource) -> Self {
        self.rendered = self.rendered.with_resource(resource);
        self
    }

    fn body(self, id: &str, body: Value) -> Self {
        self.with(Resource::new(address(id), body))
    }

    fn work(&self) -> std::path::PathBuf {
        self.folder.path().join("work")
    }

    fn write(&self) -> Result<TerraformFolder, Failure> {
        TerraformFolder::write(&self.work(), &self.rendered, &name("terraform"))
    }

    fn plan(&self) -> Result<TerraformPlanned, Failure> {
        self.write()?.plan(&tool(), false, NEVER)
    }

    fn apply(&self) -> Result<BTreeMap<Address, BTreeMap<Name, Value>>, Failure> {
        let root = self.write()?;
        let planned = root.plan(&tool(), false, NEVER)?;
        root.apply(&tool(), &planned, Some(&"7".into()), NEVER)
    }

    fn again(self) -> Self {
        let rendered = Rendered::empty("cart".parse().unwrap(), "staging".parse().unwrap());
        Self { rendered, ..self }
    }
}

fn tool() -> Terraform {
    let program = std::env::var_os("TERRAFORM").unwrap_or_else(|| "terraform".into());
    Terraform::new(program, usual_environment(std::env::vars_os())).with_lock_wait(Duration::from_secs(1))
}

fn first(failure: Failure) -> Diagnostic {
    failure.diagnostics.into_iter().next().unwrap()
}

fn told(planned: &TerraformPlanned) -> Vec<(String, Vec<Action>)> {
    planned.plan.changes.iter().map(|change| (change.address.id().to_owned(), change.actions.clone())).collect()
}

fn output(attribute: &str, secret: bool) -> OutputDeclaration {
    OutputDeclaration { attribute: Some(attribute.into()), secret, ..OutputDeclaration::default() }
}

#[test]
fn what_cannot_stand_in_a_file_is_refused_before_anything_is_written() {
    let secret = SecretRef { store: "vault".into(), key: "MARKER".into(), ..Default::default() };
    let scene = Scene::new().body("a", data("a", "{}")).body("b", Value::map([("x", secret.into())]));
    let problem = first(scene.write().unwrap_err());
    assert_eq!(problem.code, codes::TEMPLATE_UNESCAPABLE);
    assert!(!scene.work().exists() && !problem.to_string().contains("MARKER"));
    // What comes from outside of the root must be known by then.
    let elsewhere = Unknown::output("cart/staging/kubernetes/x".parse().unwrap(), "host");
    let scene = Scene::new().body("a", Value::map([("x", elsewhere.into())]));
    assert_eq!(first(scene.write().unwrap_err()).code, codes::PLAN_UNKNOWN);
}

#[test]
fn files_are_those_of_the_rendering_and_nobody_elses() {
    let scene = Scene::new().body("a", data("a", "{}")).body("b/c", data("b", "{}"));
    scene.write().unwrap();
    std::fs::write(scene.work().join("terraform.tfstate"), "{}").unwrap();
    let scene = scene.again().body("a", data("a", r#"{"input": 1}"#));
    scene.write().unwrap();
    let mut names: Vec<String> = std::fs::read_dir(scene.work())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, [".gitignore", "a.tf.json", "terraform.tfstate"]);
    assert_eq!(std::fs::read_to_string(scene.work().join(".gitignore")).unwrap(), "*\n");
    assert_eq!(std::fs::metadata(scene.work()).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn references_inside_a_root_are_terraforms_own() {
    let database =
        Resource::new(address("database"), data("db", "{}")).with_output(name("host"), output("nodes.0.host", false));
    let host = || UnknownPart::Output { address: address("database"), output: "host".into() };
    let database = database.with_output(name("password"), output("password", true));
    let joined = Unknown { parts: vec![UnknownPart::Literal("https://".into()), host()] };
    let body = Value::map([
        ("whole", Value::from(Unknown { parts: vec![host()] })),
        ("secret", Value::from(secret_output(&address("database"), &name("password"), Some("3".into())))),
        ("joined", Value::list([Value::from(joined)])),
    ]);
    let scene = Scene::new().with(database).body("reader", body);
    scene.write().unwrap();
    let written = json(&std::fs::read_to_string(scene.work().join("reader.tf.json")).unwrap());
    let expected = r#"{"joined": ["https://${terraform_data.db.nodes[0].host}"], "secret": "${terraform_data.db.password}",
        "whole": "${terraform_data.db.nodes[0].host}"}"#;
    assert_eq!(written, json(expected));
}

#[test]
#[ignore = "needs terraform"]
fn a_root_is_planned_applied_changed_and_removed() {
    let with = |scene: Scene, value: &str| {
        let database =
            Resource::new(address("database"), data("db", &format!(r#"{{"input": {{"host": "{value}", "n": [1]}}}}"#)));
        let declared = [
            ("host", output("output.host", false)),
            ("first", output("output.n.0", false)),
            ("key", output("id", true)),
            ("none", output("output.nothing", false)),
        ];
        let database = declared.into_iter().fold(database, |all, (key, output)| all.with_output(name(key), output));
        let host = Unknown::output(address("database"), "host");
        let reader = Value::map([(
            "resource",
            Value::map([("terraform_data", Value::map([("reader", Value::map([("input", Value::from(host))]))]))]),
        )]);
        scene.with(database).body("reader", reader)
    };
    let scene = with(Scene::new(), "one");
    let planned = scene.plan().unwrap();
    assert!(planned.has_changes() && planned.plan.applyable);
    let create = |id: &str| (id.to_owned(), vec![Action::Create]);
    assert_eq!(told(&planned), [create("terraform_data.db"), create("terraform_data.reader")]);
    let given = scene.apply().unwrap();
    let database = &given[&address("database")];
    assert_eq!((&database[&name("host")], &database[&name("first")]), (&"one".into(), &Value::Integer(1)));
    let reference = database[&name("key")].to_json();
    assert_eq!(
        reference,
        r#"{"$secret":{"key":"cart/staging/terraform/database#key","store":"output","version":"7"}}"#
    );
    assert_eq!(database.len(), 3);

    assert!(!scene.plan().unwrap().has_changes(), "nothing is left to do");
    let scene = with(scene.again(), "two");
    let planned = scene.plan().unwrap();
    assert_eq!(
        told(&planned).iter().map(|(_, actions)| actions.clone()).collect::<Vec<_>>(),
        [[Action::Update], [Action::Update]]
    );
    assert_eq!(scene.apply().unwrap()[&address("database")][&name("host")], "two".into());

    let root = scene.write().unwrap();
    let planned = root.plan(&tool(), true, NEVER).unwrap();
    assert!(planned.plan.changes.iter().all(|change| change.actions == [Action::Delete]));
    root.apply(&tool(), &planned, None, NEVER).unwrap();
    let left = scene.again();
    assert!(told(&left.plan().unwrap()).is_empty());
}

#[test]
#[ignore = "needs terraform"]
fn nothing_sensitive_comes_out() {
    let body = json(
        r#"{"variable": {"p": {"default": "MARKER-1", "sensitive": true}},
            "resource": {"terraform_data": {"a": {"input": {"password": "${var.p}", "host": "h"}}}},
            "output": {"o": {"value": "${var.p}", "sensitive": true}}}"#,
    );
    let resource = Resource::new(address("a"), body)
        .with_output(name("password"), output("input.password", false))
        .with_output(name("host"), output("input.host", false))
        .with_output(name("all"), output("input", false));
    let scene = Scene::new().with(resource);
    let planned = scene.plan().unwrap();
    assert!(!format!("{planned:?}").contains("MARKER"));
    let given = scene.apply().unwrap();
    assert!(!format!("{given:?}").contains("MARKER"), "{given:?}");
    let open = |key: &str| !matches!(given[&address("a")][&name(key)], Value::Secret(_));
    assert_eq!([open("password"), open("host"), open("all")], [false, true, false]);
    let outputs = tool().outputs(&scene.work(), NEVER).unwrap();
    assert_eq!(outputs["o"], None);
    // Terraform's own files are for nobody else, and a saved plan does not stay.
    assert!(!scene.work().join("plan.saved").exists());
    // Nor does a refusal tell it.
    let body = json(
        r#"{"variable": {"p": {"default": "MARKER-1", "sensitive": true}}, "output": {"o": {"value": "${var.p}"}}}"#,
    );
    let scene = Scene::new().body("a", body);
    let failure = scene.plan().unwrap_err();
    assert!(!format!("{failure:?}").contains("MARKER"), "{failure:?}");
}

#[test]
#[ignore = "needs terraform"]
fn its_problems_have_our_addresses() {
    let scene = Scene::new()
        .body("good", data("a", "{}"))
        .body("bad", data("b", r#"{"input": "${terraform_data.nothing.id}"}"#));
    let problem = first(scene.plan().unwrap_err());
    assert_eq!((problem.code.clone(), problem.outcome), (codes::EXEC_FAILED, Effect::None));
    assert!(problem.message.starts_with("cart/staging/terraform/bad"), "{problem}");
    let place = problem.at.unwrap();
    assert_eq!((&*place.file, place.line > 0), ("bad.tf.json", true));
    // One that fails when it is done, after another was.
    let failing = r#"{"provisioner": [{"local-exec": {"command": "exit 3"}}], "input": "${terraform_data.a.id}"}"#;
    let scene = Scene::new().body("good", data("a", "{}")).body("bad", data("b", failing));
    let problem = first(scene.apply().unwrap_err());
    assert_eq!((problem.code.clone(), problem.outcome), (codes::EXEC_FAILED, Effect::Partial));
    assert!(problem.message.starts_with("cart/staging/terraform/bad (terraform_data.b)"), "{problem}");
    assert!(problem.message.contains("1 resources were done, 1 were begun"), "{problem}");
    let scene = Scene::new().body("a", json(r#"{"terraform": {"backend": {"nowhere": {}}}}"#));
    assert_eq!(first(scene.plan().unwrap_err()).code, codes::EXEC_FAILED);
}

#[test]
#[ignore = "needs terraform"]
fn a_plan_that_somebody_overtook_is_stale() {
    let scene = Scene::new().body("a", data("a", r#"{"input": 1}"#));
    let root = scene.write().unwrap();
    let planned = root.plan(&tool(), false, NEVER).unwrap();
    let kept = std::fs::read(scene.work().join("plan.saved")).unwrap();
    root.apply(&tool(), &planned, None, NEVER).unwrap();
    std::fs::write(scene.work().join("plan.saved"), kept).unwrap();
    let problem = first(root.apply(&tool(), &planned, None, NEVER).unwrap_err());
    assert_eq!((problem.code, problem.outcome), (codes::PLAN_STALE, Effect::None));
}

#[test]
#[ignore = "needs terraform"]
fn one_at_a_time_and_an_interrupt_ends_it() {
    let slow = r#"{"provisioner": [{"local-exec": {"command": "touch began; sleep 60"}}]}"#;
    let scene = Arc::new(Scene::new().body("a", data("a", "{}")).body("slow", data("slow", slow)));
    let began = scene.work().join("began");
    let asked = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let running = {
        let (scene, asked) = (scene.clone(), asked.clone());
        std::thread::spawn(move || {
            let root = scene.write().unwrap();
            let planned = root.plan(&tool(), false, NEVER).unwrap();
            let stop = move || asked.load(std::sync::atomic::Ordering::Acquire);
            root.apply(&tool().with_grace(Duration::from_secs(20)), &planned, None, &stop).unwrap_err()
        })
    };
    while !began.exists() {
        assert!(!running.is_finished(), "it ended before it was interrupted");
        std::thread::sleep(Duration::from_millis(20));
    }
    let problem = first(scene.plan().unwrap_err());
    assert_eq!((problem.code.clone(), problem.outcome), (codes::EXEC_LOCKED, Effect::None), "{problem}");
    assert!(problem.help.unwrap().contains(&format!("`{} force-unlock ", tool().name())));
    asked.store(true, std::sync::atomic::Ordering::Release);
    let problem = first(running.join().unwrap());
    assert_eq!((problem.code, problem.outcome), (codes::EXEC_CANCELLED, Effect::Partial));
    // The lock is gone, and what was done is known.
    assert_eq!(told(&scene.plan().unwrap()).len(), 2);
}
