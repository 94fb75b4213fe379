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
                "perform" | "observe" => {
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
