//! Programs that behave badly, as small scripts; what a real Terraform does is tried in `executors/terraform`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::*;

const NEVER: Stop<'static> = &|| false;

/// On a busy machine a script takes long to come to its end.
const PATIENT: Duration = Duration::from_secs(60);

struct Scene {
    folder: tempfile::TempDir,
    grace: Duration,
}

impl Scene {
    /// A program: what it does for each of its verbs.
    fn new(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("terraform");
        fs::write(&program, format!("#!/bin/bash\necho \"$@\" >>calls\ncase $1 in\n{script}\nesac\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(folder.path().join("work")).unwrap();
        Self { folder, grace: PATIENT }
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    fn tool(&self) -> Terraform {
        let usual = usual_environment(std::env::vars_os());
        Terraform::new(self.folder.path().join("terraform"), usual).with_grace(self.grace)
    }

    fn plan(&self) -> Result<SavedPlan, Failure> {
        self.tool().plan(&self.work(), &Sources::default(), false, NEVER)
    }

    fn apply(&self, stop: Stop<'_>) -> Result<(), Failure> {
        let saved = self.plan().unwrap();
        self.tool().apply(&self.work(), &Sources::default(), &saved, stop)
    }

    fn calls(&self) -> String {
        fs::read_to_string(self.work().join("calls")).unwrap()
    }
}

fn first(failure: Failure) -> Diagnostic {
    failure.diagnostics.into_iter().next().unwrap()
}

/// A plan that succeeds; what follows is the rest of the script.
fn planned(rest: &str) -> String {
    format!("plan) echo saved >plan.saved; exit 2;;\nshow) echo '{{}}';;\n{rest}")
}

fn line(kind: &str, rest: &str) -> String {
    format!(r#"{{"@level":"info","type":"{kind}",{rest}}}"#)
}

fn hook(kind: &str, address: &str) -> String {
    line(kind, &format!(r#""hook":{{"resource":{{"addr":"{address}"}}}}"#))
}

fn error(summary: &str) -> String {
    line("diagnostic", &format!(r#""diagnostic":{{"severity":"error","summary":"{summary}","detail":""}}"#))
}

/// Stops when the work folder has the file `began`: by then the program is at work.
fn once_begun(scene: &Scene) -> impl Fn() -> bool + Sync + use<> {
    let file = scene.work().join("began");
    move || file.exists()
}

#[test]
fn a_program_that_is_not_there_is_told() {
    let tool = Terraform::new("/nowhere/terraform", BTreeMap::new());
    let problem = first(tool.init(std::env::temp_dir().as_path(), NEVER).unwrap_err());
    assert_eq!((problem.code, problem.outcome), (codes::EXEC_TOOL, Effect::None));
}

#[test]
fn nobody_is_asked_and_only_what_was_saved_is_applied() {
    let scene = Scene::new(&planned("init) ;;\napply) ;;"));
    scene.tool().init(&scene.work(), NEVER).unwrap();
    let saved = scene.plan().unwrap();
    assert!(saved.has_changes);
    scene.tool().apply(&scene.work(), &Sources::default(), &saved, NEVER).unwrap();
    assert_eq!(
        scene.calls(),
        "init -input=false -no-color\nplan -input=false -json -detailed-exitcode -lock-timeout=30s -out=plan.saved\n\
         show -json plan.saved\napply -input=false -json -lock-timeout=30s plan.saved\n"
    );
    // It is gone, and applies no second time; nor does another.
    for other in [None, Some("other")] {
        if let Some(text) = other {
            fs::write(scene.work().join(SAVED), text).unwrap();
        }
        let again = scene.tool().apply(&scene.work(), &Sources::default(), &saved, NEVER).unwrap_err();
        assert_eq!(first(again).code, codes::PLAN_TAMPERED);
    }
    assert_eq!(scene.calls().matches("apply").count(), 1);
}

#[test]
fn the_environment_is_what_is_let_through() {
    let scene = Scene::new(&planned(
        "output) env | grep -v -e ^PWD -e ^SHLVL -e ^_= | cut -d= -f1 | sort >environment; echo '{}';;",
    ));
    let all = ["PATH", "AWS_PROFILE", "TF_CLI_ARGS", "TF_LOG", "TF_ENCRYPTION", "TF_VAR_a", "LD_PRELOAD", "SECRET"];
    let value = |name: &str| if name == "PATH" { std::env::var_os("PATH").unwrap() } else { "x".into() };
    let usual = usual_environment(all.map(|name| (name.into(), value(name))));
    let tool = Terraform::new(scene.folder.path().join("terraform"), usual);
    tool.outputs(&scene.work(), NEVER).unwrap();
    let seen = fs::read_to_string(scene.work().join("environment")).unwrap();
    assert_eq!(seen, "AWS_PROFILE\nCHECKPOINT_DISABLE\nPATH\nTF_ENCRYPTION\nTF_INPUT\nTF_IN_AUTOMATION\nTF_VAR_a\n");
}

#[test]
fn what_comes_back_is_bounded() {
    let scene = Scene::new(
        "plan) head -c 100000000 /dev/zero; head -c 100000000 /dev/zero >&2; exit 1;;\n\
         show) head -c 30000000 /dev/zero | tr '\\0' x;;\noutput) printf '\\xff';;",
    );
    assert_eq!(first(scene.plan().unwrap_err()).code, codes::EXEC_FAILED);
    let work = scene.work();
    assert_eq!(first(scene.tool().state(&work, NEVER).unwrap_err()).code, codes::LIMIT_SIZE);
    assert_eq!(first(scene.tool().outputs(&work, NEVER).unwrap_err()).code, codes::EXEC_UNREADABLE);
}

#[test]
fn outputs_that_are_not_said_to_be_open_are_not_kept() {
    let scene = Scene::new(
        r#"output) echo '{"a": {"sensitive": false, "value": {"$secret": 1}}, "b": {"sensitive": true, "value": "MARKER"},
            "c": {"value": "MARKER"}, "d": 5}';;"#,
    );
    let outputs = scene.tool().outputs(&scene.work(), NEVER).unwrap();
    assert!(!format!("{outputs:?}").contains("MARKER"));
    let told: Vec<(&str, bool)> = outputs.iter().map(|(name, value)| (name.as_str(), value.is_some())).collect();
    assert_eq!(told, [("a", true), ("b", false), ("c", false), ("d", false)]);
    let garbage = Scene::new("output) echo nonsense;;");
    assert_eq!(first(garbage.tool().outputs(&garbage.work(), NEVER).unwrap_err()).code, codes::PARSE_JSON);
}

#[test]
fn what_a_failed_apply_left_is_told() {
    let (begun, done) = (hook("apply_start", "a.b"), hook("apply_complete", "a.b"));
    let other = hook("apply_start", "a.c");
    for (says, left) in [
        (error("No"), Effect::None),
        (format!("{begun}\n{}", error("No")), Effect::Partial),
        (format!("{begun}\n{done}\n{other}\n{}", error("No")), Effect::Partial),
        (String::new(), Effect::None),
    ] {
        let scene = Scene::new(&planned(&format!("apply) cat <<'EOF'\n{says}\nEOF\nexit 1;;")));
        let problem = first(scene.apply(NEVER).unwrap_err());
        assert_eq!((problem.code.clone(), problem.outcome), (codes::EXEC_FAILED, left), "{problem:?}");
        if says.contains("a.c") {
            assert!(
                problem.message.ends_with("No; 1 resources were done, 1 were begun and did not end well"),
                "{problem}"
            );
        }
    }
    let died = Scene::new(&planned("apply) kill -9 $$;;"));
    let problem = first(died.apply(NEVER).unwrap_err());
    assert_eq!((problem.code, problem.outcome), (codes::EXEC_FAILED, Effect::Unknown));
}

#[test]
fn a_lock_and_a_stale_plan_have_codes_of_their_own() {
    for (summary, code) in
        [("Error acquiring the state lock", codes::EXEC_LOCKED), ("Saved plan is stale", codes::PLAN_STALE)]
    {
        let scene = Scene::new(&planned(&format!("apply) cat <<'EOF'\n{}\nEOF\nexit 1;;", error(summary))));
        let problem = first(scene.apply(NEVER).unwrap_err());
        assert_eq!((problem.code, problem.outcome), (code, Effect::None));
    }
}

#[test]
fn it_is_interrupted_once_and_may_end_in_its_own_time() {
    let started = hook("apply_start", "a.b");
    let scene = Scene::new(&planned(&format!(
        "apply) trap 'echo INT >>signals' INT; echo '{started}'; touch began; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.01; done;\n\
         while [ ! -s signals ]; do sleep 0.02; done; exit 1;;"
    )));
    let problem = first(scene.apply(&once_begun(&scene)).unwrap_err());
    assert_eq!((problem.code, problem.outcome), (codes::EXEC_CANCELLED, Effect::Partial));
    assert_eq!(fs::read_to_string(scene.work().join("signals")).unwrap(), "INT\n");
    // What was done all the same is done.
    let done = Scene::new(&planned("apply) trap 'exit 0' INT; touch began; while true; do sleep 0.02; done;;"));
    done.apply(&once_begun(&done)).unwrap();
}

#[test]
fn who_does_not_end_is_killed_with_all_that_it_began() {
    let mut scene = Scene::new(&planned(
        "apply) trap '' INT; (trap '' INT; while true; do sleep 0.05; done) & touch began; wait;;",
    ));
    scene.grace = Duration::from_millis(300);
    let since = Instant::now();
    let problem = first(scene.apply(&once_begun(&scene)).unwrap_err());
    assert_eq!((problem.code, problem.outcome), (codes::EXEC_OUTCOME_UNKNOWN, Effect::Unknown));
    assert!(since.elapsed() < PATIENT, "the pipe was held open: {:?}", since.elapsed());
}

#[test]
fn it_is_asked_to_stop_once() {
    let asked = AtomicUsize::new(0);
    let scene = Scene::new("init) trap 'exit 1' INT; while true; do sleep 0.02; done;;");
    let stop = || asked.fetch_add(1, Ordering::Relaxed) >= 3;
    let problem = first(scene.tool().init(&scene.work(), &stop).unwrap_err());
    assert_eq!((problem.code, problem.outcome), (codes::EXEC_CANCELLED, Effect::None));
}

#[test]
fn what_it_tells_people_is_told_without_its_frame() {
    let scene = Scene::new("init) printf '╷\\n│ Error: Failed to query\\n│ \\n│ no such host\\n╵\\n' >&2; exit 1;;");
    let problem = first(scene.tool().init(&scene.work(), NEVER).unwrap_err());
    assert_eq!(problem.message, "Failed to query no such host");
}
