//! A workspace as another language sees it: the messages, and what is replied.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use platform_core::boundary::PlanHandle;
use serde_json::{Value, json};

use super::{Running, WorkspaceHandle};

const FOREIGN: &str = r#"{"executors": {"kubernetes": {"observes": true}}, "actor": "ada", "grace": 0.1}"#;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(from, to).unwrap();
        }
    }
}

/// A copy of the shop that is its own.
struct Shop(tempfile::TempDir);

impl Shop {
    fn new() -> Self {
        let shop = Self(tempfile::tempdir().unwrap());
        let from: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../../examples/shop"].iter().collect();
        copy(&from, shop.0.path());
        shop
    }

    fn open(&self, settings: &str) -> WorkspaceHandle {
        WorkspaceHandle::open(self.0.path(), settings).value.unwrap()
    }
}

struct Call {
    running: Running,
    messages: Receiver<Value>,
}

fn start(workspace: &WorkspaceHandle, verb: &str, input: &Value, plans: Vec<PlanHandle>) -> Call {
    let (sender, messages) = channel();
    let tell = Arc::new(move |text: String| sender.send(serde_json::from_str(&text).unwrap()).unwrap());
    Call { running: workspace.start(verb, &input.to_string(), plans, tell), messages }
}

impl Call {
    fn message(&self) -> Value {
        self.messages.recv_timeout(Duration::from_secs(60)).unwrap()
    }

    /// Answers every question by a function, until the verb answers; `None` is no reply at all.
    fn serve(&self, mut reply: impl FnMut(&Value) -> Option<Value>) -> (Value, Vec<Value>) {
        let mut seen = Vec::new();
        loop {
            let mut message = self.message();
            match message["kind"].as_str().unwrap() {
                "answer" => return (message["answer"].take(), seen),
                "perform" | "observe" | "observeMany" | "rehearse" | "unready" => {
                    if let Some(reply) = reply(&message) {
                        self.running.reply(message["id"].as_u64().unwrap(), reply.to_string());
                    }
                }
                _ => {}
            }
            seen.push(message);
        }
    }

    fn end(&self) -> Value {
        self.serve(absent).0
    }
}

fn absent(message: &Value) -> Option<Value> {
    Some(if message["kind"] == "observe" { json!({"ok": "absent"}) } else { json!({"ok": {"identity": "one"}}) })
}

fn cart() -> Value {
    json!({"subject": "cart", "environment": "staging"})
}

fn plans(workspace: &WorkspaceHandle) -> Vec<PlanHandle> {
    let call = start(workspace, "planDeploy", &cart(), Vec::new());
    assert_eq!(call.end()["error"], Value::Null);
    call.running.plans()
}

#[test]
fn what_is_planned_is_applied_by_the_other_side() {
    let shop = Shop::new();
    let workspace = shop.open(FOREIGN);
    let made = plans(&workspace);
    assert_eq!(made.len(), 2);
    let call = start(&workspace, "apply", &json!({}), made);
    let (answer, seen) = call.serve(absent);
    let verdicts: Vec<&Value> = answer["ok"]["applied"].as_array().unwrap().iter().map(|one| &one["verdict"]).collect();
    assert_eq!(verdicts, ["succeeded", "succeeded"], "{answer}");
    let count = |kind: &str| seen.iter().filter(|message| message["kind"] == kind).count();
    assert!(count("perform") > 0 && count("observe") > 0 && count("event") > 4);
    assert!(seen.iter().any(|message| message["event"]["kind"] == "planStarted"));
    let history = start(&workspace, "history", &json!({"limit": 1}), Vec::new()).end();
    assert_eq!(history["ok"]["releases"][0]["actor"], "ada");
    assert!(call.running.plans().is_empty());
}

#[test]
fn an_executor_that_fails_stands_in_the_report() {
    let shop = Shop::new();
    let workspace = shop.open(r#"{"executors": {"kubernetes": {}}}"#);
    let call = start(&workspace, "deploy", &cart(), Vec::new());
    let failure = json!({"code": "exec.failed", "category": "exec", "severity": "error", "message": "no room", "outcome": "unknown"});
    let (answer, seen) = call.serve(|_| Some(json!({"error": failure})));
    assert!(seen.iter().all(|message| message["kind"] != "observe"), "it can't look");
    let failed = &answer["ok"]["applied"][1]["failed"][0]["diagnostic"];
    assert_eq!((failed["message"].as_str(), failed["outcome"].as_str()), (Some("no room"), Some("unknown")));
    let odd = start(&workspace, "deploy", &cart(), Vec::new()).serve(|_| Some(json!({"ok": {"otputs": 1}}))).0;
    let failed = &odd["ok"]["applied"][1]["failed"][0]["diagnostic"];
    assert_eq!(failed["code"], "boundary.input", "{odd}");
}

#[test]
fn cancelled_code_that_never_ends_is_given_up_and_the_apply_resumed() {
    let shop = Shop::new();
    let workspace = shop.open(FOREIGN);
    let call = start(&workspace, "deploy", &cart(), Vec::new());
    let running = call.running.clone();
    let (answer, seen) = call.serve(|message| {
        if message["kind"] == "observe" {
            return absent(message);
        }
        running.cancel();
        None
    });
    assert_eq!(answer["error"]["code"], "exec.cancelled", "{answer}");
    assert!(seen.iter().any(|message| message["kind"] == "cancel"));
    let mut repeated = 0;
    let (answer, _) = start(&workspace, "resume", &json!({}), Vec::new()).serve(|message| {
        repeated += usize::from(message["work"]["repeated"] == true);
        absent(message)
    });
    assert_eq!(answer["ok"]["applied"][1]["verdict"], "succeeded", "{answer}");
    assert!(repeated > 0, "what was begun is told so");
    let nothing = start(&workspace, "resume", &json!({}), Vec::new()).end();
    assert_eq!(nothing["error"]["code"], "state.unchanged");
}

#[test]
fn what_is_only_looked_at_ends_at_once_when_it_is_cancelled() {
    let shop = Shop::new();
    let workspace = shop.open(r#"{"executors": {"kubernetes": {"observes": true}}}"#);
    let call = start(&workspace, "plan", &cart(), Vec::new());
    assert_eq!(call.message()["kind"], "observe");
    call.running.cancel();
    let answer = call.serve(|_| None).0;
    assert_eq!(answer["error"]["code"], "exec.cancelled");
}

#[test]
fn what_cant_be_understood_is_refused() {
    let shop = Shop::new();
    let code = |settings: &str| WorkspaceHandle::open(shop.0.path(), settings).diagnostics[0].code.to_string();
    assert_eq!(code(r#"{"executors": {"kubernets": {}}}"#), "boundary.input");
    assert_eq!(code(r#"{"grace": -1}"#), "boundary.input");
    let workspace = shop.open("{}");
    let error = |verb: &str, input: Value| start(&workspace, verb, &input, Vec::new()).end()["error"]["code"].take();
    assert_eq!(error("paln", json!({})), "boundary.verb");
    assert_eq!(error("plan", json!({})), "boundary.input");
    assert_eq!(error("plan", json!({"subject": "cart", "environment": "staging", "images": ["?"]})), "boundary.input");
    assert_eq!(error("planAll", json!({"selection": {"labels": ["=x"]}})), "boundary.input");
    assert_eq!(error("planAll", json!({"selection": {"environments": ["nowhere"]}})), "graph.environment_unknown");
    assert_eq!(
        error("release", json!({"subject": "cart", "environment": "staging", "serial": 9})),
        "state.release_unknown"
    );
}

#[test]
fn files_are_edited_and_read_anew() {
    let shop = Shop::new();
    let workspace = shop.open("{}");
    let edit = json!({"subjects": ["cart"], "path": "/spec/goldenPath/parameters/replicas", "operation": {"kind": "set", "value": 7}});
    let input = |write: bool| json!({"edits": [edit], "write": write});
    let files = |answer: &Value| answer["ok"]["files"].as_array().unwrap().len();
    assert_eq!(files(&start(&workspace, "edit", &input(false), Vec::new()).end()), 1);
    assert_eq!(files(&start(&workspace, "edit", &input(true), Vec::new()).end()), 1);
    assert_eq!(start(&workspace, "edit", &input(true), Vec::new()).end()["error"]["code"], "state.conflict");
    assert!(start(&workspace, "reload", &json!({}), Vec::new()).end().get("ok").is_some());
    assert_eq!(files(&start(&workspace, "edit", &input(true), Vec::new()).end()), 0, "it says so already");
    let locked = start(&workspace, "lock", &json!({"selection": {"systems": ["checkout"]}}), Vec::new()).end();
    assert!(locked["ok"]["changes"].is_array(), "{locked}");
    let all = start(&workspace, "planAll", &json!({}), Vec::new());
    assert!(all.end()["ok"]["groups"].is_array());
    assert!(all.running.plans().len() > 10);
}

/// Looks at many at once, rehearses, and says what is not ready.
const ABLE: &str = r#"{"executors": {"kubernetes": {"observesMany": true, "rehearses": true, "tellsUnready": true}}}"#;

/// Everything is as `bodies` says; a step leaves what it writes.
fn able(message: &Value, bodies: &mut std::collections::BTreeMap<String, Value>) -> Value {
    let address = |work: &Value| work["step"]["address"].as_str().unwrap().to_owned();
    match message["kind"].as_str().unwrap() {
        "perform" => {
            bodies.insert(address(&message["work"]), message["work"]["body"].clone());
            json!({"ok": {}})
        }
        "observeMany" => {
            let found = |work: &Value| match bodies.get(&address(work)) {
                Some(body) => json!({"present": {"body": body}}),
                None => json!("absent"),
            };
            json!({"ok": message["work"].as_array().unwrap().iter().map(found).collect::<Vec<_>>()})
        }
        _ => json!({"ok": []}),
    }
}

#[test]
fn an_executor_that_can_is_asked_about_many_at_once_before_and_after() {
    let shop = Shop::new();
    let workspace = shop.open(ABLE);
    let mut bodies = Default::default();
    let call = start(&workspace, "planDeploy", &cart(), Vec::new());
    let (_, seen) = call.serve(|message| Some(able(message, &mut bodies)));
    let looks: Vec<&Value> = seen.iter().filter(|message| message["kind"] == "observeMany").collect();
    assert!(looks.len() == 1 && looks[0]["work"].as_array().unwrap().len() > 1, "{looks:?}");
    // What is refused beforehand is begun nowhere.
    let refused = json!({"ok": [{"code": "exec.failed", "category": "exec", "severity": "error", "message": "too large", "outcome": "none"}]});
    let made = call.running.plans();
    let (answer, seen) = start(&workspace, "apply", &json!({}), made.clone()).serve(|message| {
        Some(if message["kind"] == "rehearse" { refused.clone() } else { able(message, &mut bodies) })
    });
    assert_eq!(answer["error"]["message"], "too large", "{answer}");
    assert!(seen.iter().all(|message| message["kind"] != "perform") && !shop.0.path().join("deploy").exists());
    let asked = seen.iter().find(|message| message["kind"] == "rehearse").unwrap();
    assert!(asked["work"][0]["body"].is_object() && asked["earlier"] == json!([]), "{asked}");
    // It works later, and what has nothing to do is asked whether it works.
    let (answer, seen) = start(&workspace, "apply", &json!({}), made).serve(|message| Some(able(message, &mut bodies)));
    assert_eq!(answer["ok"]["applied"][1]["verdict"], "succeeded", "{answer}");
    assert!(seen.iter().all(|message| message["kind"] != "unready"));
    let sick =
        json!({"ok": [{"code": "exec.failed", "category": "exec", "severity": "error", "message": "no pod is ready"}]});
    let (answer, seen) = start(&workspace, "deploy", &cart(), Vec::new())
        .serve(|message| Some(if message["kind"] == "unready" { sick.clone() } else { able(message, &mut bodies) }));
    assert_eq!(answer["ok"]["applied"][1]["refused"]["message"], "no pod is ready", "{answer}");
    let asked = seen.iter().find(|message| message["kind"] == "unready").unwrap();
    assert!(asked["resources"][0]["address"].is_string(), "{asked}");
}

#[test]
fn what_is_said_of_many_must_be_of_each() {
    let shop = Shop::new();
    let workspace = shop.open(ABLE);
    let planned = |reply: Value| start(&workspace, "plan", &cart(), Vec::new()).serve(|_| Some(reply.clone())).0;
    assert_eq!(planned(json!({"ok": []}))["error"]["code"], "exec.unreadable");
    assert_eq!(planned(json!({"ok": vec!["absent"; 99]}))["error"]["code"], "exec.unreadable");
    assert_eq!(planned(json!({"ok": "absent"}))["error"]["code"], "boundary.input");
    let failure = json!({"code": "exec.unreadable", "category": "exec", "severity": "error", "message": "no route"});
    assert_eq!(planned(json!({"ok": [{"error": failure}]}))["error"]["message"], "no route");
    assert_eq!(planned(json!({"error": failure}))["error"]["message"], "no route");
}

#[test]
fn what_is_left_is_asked_about_before_it_is_gone_on_with_unless_it_is_told_not_to() {
    let shop = Shop::new();
    let workspace = shop.open(ABLE);
    let mut bodies = Default::default();
    let call = start(&workspace, "deploy", &cart(), Vec::new());
    let running = call.running.clone();
    let (answer, _) = call.serve(|message| {
        if message["kind"] == "perform" {
            running.cancel();
        }
        Some(able(message, &mut bodies))
    });
    assert_eq!(answer["error"]["code"], "exec.cancelled", "{answer}");
    let refused = json!({"ok": [{"code": "exec.failed", "category": "exec", "severity": "error", "message": "too large", "outcome": "none"}]});
    let mut resumed = |input: Value| {
        start(&workspace, "resume", &input, Vec::new()).serve(|message| {
            Some(if message["kind"] == "rehearse" { refused.clone() } else { able(message, &mut bodies) })
        })
    };
    let (answer, seen) = resumed(json!({}));
    assert_eq!(answer["error"]["code"], "exec.skipped", "{answer}");
    assert_eq!(answer["diagnostics"][1]["message"], "too large", "{answer}");
    assert!(seen.iter().all(|message| message["kind"] != "perform"));
    let (answer, seen) = resumed(json!({"noRehearsal": true}));
    assert_eq!(answer["ok"]["applied"][1]["verdict"], "succeeded", "{answer}");
    assert!(seen.iter().all(|message| message["kind"] != "rehearse"));
}
