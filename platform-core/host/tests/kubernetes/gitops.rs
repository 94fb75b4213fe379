//! What is committed is waited for: a real API server with Argo CD's own kind, and a test that plays its controller.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::time::{Duration, Instant};

use platform_core::model::{Diagnostic, Effect};

use super::shop::*;

const BRANCH: &str = "deploy/staging";

/// Argo CD's own definition of an Application, once for all tests.
fn define() {
    static DEFINED: Once = Once::new();
    DEFINED.call_once(|| define_all("KUBERNETES_CRDS", "/application-crd.yaml", &["applications.argoproj.io"]));
}

/// The definitions that a variable names, and that end so; until their kinds are served.
pub(super) fn define_all(variable: &str, ending: &str, kinds: &[&str]) {
    let all = std::env::var(variable).unwrap_or_else(|_| panic!("run tests/kubernetes: it names the definitions"));
    for file in all.split(' ').filter(|file| file.ends_with(ending)) {
        kubectl("default", &["apply", "--server-side", "--filename", file]);
    }
    // (`kubectl wait` fails on a definition that has no conditions yet.)
    let begun = Instant::now();
    for kind in kinds {
        while !Command::new("kubectl").args(["get", kind, "--namespace", "default"]).output().unwrap().status.success()
        {
            assert!(begun.elapsed() < Duration::from_secs(30), "{kind} is not served");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let ran = Command::new("git").current_dir(folder).args(arguments).output().unwrap();
    assert!(ran.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap().trim().to_owned()
}

/// A platform that is committed to a branch, and an Application that takes it from there.
pub(super) struct Scene {
    pub(super) shop: Shop,
    remote: tempfile::TempDir,
}

impl Scene {
    /// `namespace` is the test's own: the Application is in it, too.
    fn new(namespace: &str, settings: &str) -> Self {
        define();
        let scene = Self::without_controller(namespace, settings);
        scene.write_application(r#"{"automated": {"prune": true}}"#);
        scene
    }

    pub(super) fn without_controller(namespace: &str, settings: &str) -> Self {
        let scene = Self { shop: Shop::new(namespace), remote: tempfile::tempdir().unwrap() };
        kubectl("default", &["create", "namespace", namespace]);
        git(scene.remote.path(), &["init", "--quiet", "--bare"]);
        git(scene.shop.root(), &["init", "--quiet", "--initial-branch=main"]);
        git(scene.shop.root(), &["remote", "add", "origin", scene.remote.path().to_str().unwrap()]);
        scene.settings(settings);
        scene
    }

    pub(super) fn settings(&self, settings: &str) {
        let text = format!(
            "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {{name: staging}}\nspec:\n  targets:\n    \
             kubernetes: {{delivery: gitops, git: {{branch: {BRANCH}, push: origin, author: Ada <ada@example.com>, {settings}}}}}\n"
        );
        self.shop.write("environments/staging.yaml", &text.replace("NAMESPACE", &self.shop.namespace));
    }

    fn write_application(&self, policy: &str) {
        let text = format!(
            r#"{{"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {{"name": "cart"}},
            "spec": {{"project": "default", "destination": {{"server": "https://kubernetes.default.svc"}},
            "source": {{"repoURL": "https://git.example.com/shop.git", "path": "deploy/staging/kubernetes/cart",
            "targetRevision": "{BRANCH}"}}, "syncPolicy": {policy}}}}}"#
        );
        self.applied(&text);
    }

    /// An object of the controller's.
    pub(super) fn applied(&self, text: &str) {
        self.shop.write(".applied.json", text);
        let file = self.shop.root().join(".applied.json");
        self.shop.kubectl(&["apply", "--server-side", "--force-conflicts", "--filename", file.to_str().unwrap()]);
    }

    pub(super) fn commits(&self) -> Vec<String> {
        let listed =
            Command::new("git").current_dir(self.remote.path()).args(["rev-list", BRANCH, "--"]).output().unwrap();
        String::from_utf8(listed.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    fn status(&self, status: &str) {
        self.writes("applications.argoproj.io/cart", status, &[]);
    }

    /// What a controller writes of the last commit. TIP stands for it.
    pub(super) fn writes(&self, object: &str, status: &str, more: &[&str]) {
        let tip = self.commits().first().cloned().unwrap_or_else(|| "0".repeat(40));
        let patch = format!(r#"{{"status": {}}}"#, status.replace("TIP", &tip));
        self.shop.kubectl(&[&["patch", object, "--type=merge", "--patch", &patch][..], more].concat());
    }

    pub(super) fn deploying(&self) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_platform"));
        let command = command.arg("-C").arg(self.shop.root()).args(["deploy", "cart", "--env", "staging", "--yes"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    pub(super) fn until_committed(&self, count: usize) {
        let begun = Instant::now();
        while self.commits().len() < count {
            assert!(begun.elapsed() < Duration::from_secs(30), "nothing is committed");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub(super) async fn problem(&self) -> Diagnostic {
        let mut failed = problems(self.shop.apply().await);
        assert_eq!(failed.len(), 1, "{failed:#?}");
        failed.remove(0)
    }
}

pub(super) fn ended(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

const WAITS: &str = "argocd: {namespace: NAMESPACE, readyWithin: 60s}";
const SYNCED: &str = r#"{"sync": {"status": "Synced", "revision": "TIP", "comparedTo": {"source": {"repoURL": "x"}, "destination": {}}},
    "health": {"status": "Healthy"}, "sourceType": "Directory",
    "operationState": {"phase": "Succeeded", "startedAt": "2026-11-26T12:00:00Z", "operation": {"sync": {"revision": "TIP"}},
    "syncResult": {"revision": "TIP"}}, "resources": []}"#;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn an_application_is_waited_for_until_it_is_synced_and_healthy() {
    let scene = Scene::new("gitops-good", WAITS);
    let mut running = scene.deploying();
    scene.until_committed(1);
    let others = SYNCED.replace("TIP", &"1".repeat(40));
    for status in [
        others.as_str(),
        &SYNCED.replace("\"Synced\"", "\"OutOfSync\"").replace("Succeeded", "Running"),
        &SYNCED.replace("\"Healthy\"", "\"Progressing\""),
        &SYNCED.replace("\"Healthy\"", "\"Degraded\""),
    ] {
        scene.status(status);
        std::thread::sleep(Duration::from_millis(2_500));
        assert!(running.try_wait().unwrap().is_none(), "it went on at {status}");
    }
    scene.status(SYNCED);
    let (code, said) = ended(running);
    assert_eq!(code, Some(0), "{said}");
    assert!(state_of(&scene.shop, "workload").is_some());
    // Where nothing changes it is looked at, and not waited for.
    let begun = Instant::now();
    scene.shop.deploy().await;
    assert_eq!(scene.commits().len(), 1);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    let managers = scene.shop.field("applications.argoproj.io/cart", "{.metadata.managedFields[*].manager}");
    assert!(!managers.contains("platform"), "it is only read: {managers}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn a_sync_that_failed_is_told_with_what_the_cluster_said() {
    let scene = Scene::new("gitops-failed", WAITS);
    let running = scene.deploying();
    scene.until_committed(1);
    let failed = SYNCED
        .replace("\"Synced\"", "\"OutOfSync\"")
        .replace("\"Succeeded\"", "\"Failed\", \"message\": \"one or more objects failed to apply\"");
    let result = r#""revision": "TIP", "resources": [{"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "shop", "name": "cart",
        "status": "SyncFailed", "message": "admission webhook denied the request"}]}}, "resources": ["#;
    scene.status(&failed.replace(r#""revision": "TIP"}}, "resources": ["#, result));
    let (code, said) = ended(running);
    assert_eq!(code, Some(6), "{said}");
    for told in [
        "gitops.failed",
        "failed to sync: one or more objects failed to apply",
        "Deployment shop/cart: admission webhook denied the request",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    // What was committed is known, and running it again does not make it good.
    assert!(state_of(&scene.shop, "workload").is_some());
    assert_eq!(changes(&scene.shop.plan().await), [""; 0]);
    assert_eq!(scene.problem().await.code.as_str(), "gitops.failed");
    scene.status(SYNCED);
    scene.shop.deploy().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn what_takes_too_long_is_told_with_who_has_to_sync_it() {
    let scene = Scene::new("gitops-late", "argocd: {namespace: NAMESPACE, application: cart, readyWithin: 3s}");
    scene.write_application(r#"{"retry": {"limit": 1}}"#);
    scene.status(&SYNCED.replace("\"Synced\"", "\"OutOfSync\""));
    let problem = scene.problem().await;
    assert_eq!((problem.code.as_str(), problem.outcome), ("gitops.not_ready", Effect::Done));
    assert!(problem.message.contains(" is not ready: after 3 s Application gitops-late/cart "), "{problem}");
    let why: Vec<&str> = problem.related.iter().map(|related| related.message.as_str()).collect();
    assert_eq!(why, ["it has no `syncPolicy.automated`: somebody has to sync it"]);
    let text = problem.to_string();
    assert!(!text.contains("token"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn what_was_interrupted_is_gone_on_with_and_commits_nothing_twice() {
    let scene = Scene::new("gitops-stopped", "argocd: {namespace: NAMESPACE, readyWithin: 600s}");
    let running = scene.deploying();
    scene.until_committed(1);
    std::thread::sleep(Duration::from_millis(500));
    let begun = Instant::now();
    let interrupted = Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let (code, said) = ended(running);
    assert!(code != Some(0) && said.contains("exec.cancelled"), "{said}");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    scene.status(SYNCED);
    let mut resume = Command::new(env!("CARGO_BIN_EXE_platform"));
    let resumed = resume.arg("-C").arg(scene.shop.root()).args(["apply", "--resume"]).output().unwrap();
    assert!(resumed.status.success(), "{}", String::from_utf8_lossy(&resumed.stderr));
    assert_eq!(scene.commits().len(), 1);
    assert_eq!(changes(&scene.shop.plan().await), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn who_can_not_be_asked_afterwards_is_told_before_anything_is_committed() {
    let scene = Scene::new("gitops-guest", "argocd: {namespace: NAMESPACE, context: guest}");
    let problem = scene.problem().await;
    assert_eq!((problem.code.as_str(), problem.outcome), ("k8s.forbidden", Effect::None), "{problem}");
    assert!(problem.message.contains("cannot list resource"), "{problem}");
    scene.settings("argocd: {context: nobody}");
    assert_eq!(scene.problem().await.code.as_str(), "k8s.config");
    assert_eq!(scene.commits(), [""; 0]);
}
