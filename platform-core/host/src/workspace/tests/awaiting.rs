//! A target whose commits are waited for: a server plays Argo CD's.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::fixture::*;
use crate::clients::kubernetes::Access;
use crate::driver::Cancellation;
use crate::executors::{Clusters, GitopsTarget, Outputs};
use crate::workspace::{ApplyReport, ApplyRequest, PlanRequest, Workspace};
use platform_core::model::{Effect, Failure, Intent, PlanOptions};

const ENVIRONMENT: &str = "environments/staging.yaml";
const BRANCH: &str = "deploy/staging";

/// What the controller says of the branch as it is when it is asked.
#[derive(Clone, Copy, PartialEq)]
enum Says {
    Synced,
    Behind,
    Failed,
    Forbidden,
    /// There is none any more.
    Gone,
}

struct Scene {
    shop: Shop,
    says: Arc<Mutex<Says>>,
    asked: Arc<Mutex<Vec<String>>>,
}

fn git(shop: &Shop, arguments: &[&str]) -> String {
    let output = Command::new("git").current_dir(shop.root()).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn application(says: Says, tip: &str) -> String {
    let old = "0".repeat(40);
    let (sync, phase, at) = match says {
        Says::Behind => ("OutOfSync", "Succeeded", old.as_str()),
        Says::Failed => ("OutOfSync", "Failed", tip),
        _ => ("Synced", "Succeeded", tip),
    };
    format!(
        r#"{{"metadata": {{"name": "shop", "namespace": "argocd"}}, "spec": {{"syncPolicy": {{"automated": {{}}}}, "source": {{"repoURL": "x",
        "path": "deploy/staging/kubernetes", "targetRevision": "{BRANCH}", "directory": {{"recurse": true}}}}}},
        "status": {{"sourceType": "Directory", "sync": {{"status": "{sync}", "revision": "{at}"}}, "health": {{"status": "Healthy"}},
        "operationState": {{"phase": "{phase}", "message": "refused", "syncResult": {{"revision": "{at}"}}}}}}}}"#
    )
}

impl Scene {
    fn new(within: &str) -> Self {
        let shop = Shop::new();
        let target = format!(
            "kubernetes: {{delivery: gitops, git: {{branch: {BRANCH}, author: Ada <ada@example.com>, argocd: {{readyWithin: {within}}}}}}}"
        );
        shop.edit(ENVIRONMENT, "kubernetes: {delivery: directory}", &target);
        git(&shop, &["init", "--quiet", "--initial-branch=main"]);
        let (says, asked) = (Arc::new(Mutex::new(Says::Synced)), Arc::default());
        let scene = Self { shop, says, asked };
        let server = scene.serve();
        let config = format!(
            r#"{{"apiVersion": "v1", "kind": "Config", "current-context": "a", "clusters": [{{"name": "a", "cluster": {{"server": "{server}"}}}}],
            "users": [{{"name": "a", "user": {{"token": "HUSH"}}}}], "contexts": [{{"name": "a", "context": {{"cluster": "a", "user": "a"}}}}]}}"#
        );
        scene.shop.write(".platform/kubeconfig", &config);
        scene
    }

    fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (says, asked, root) = (self.says.clone(), self.asked.clone(), self.shop.root().to_owned());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut bytes = [0; 8192];
                let read = stream.read(&mut bytes).unwrap_or_default();
                let request = String::from_utf8_lossy(&bytes[..read]).into_owned();
                let line = request.lines().next().unwrap_or_default().to_owned();
                let says = *says.lock().unwrap();
                let tip = Command::new("git").current_dir(&root).args(["rev-parse", BRANCH]).output().unwrap();
                let one = application(says, String::from_utf8(tip.stdout).unwrap().trim());
                let (status, body) = match line.split(' ').nth(1).unwrap_or_default() {
                    "/apis" => {
                        (200, r#"{"groups": [{"versions": [{"groupVersion": "argoproj.io/v1alpha1"}]}]}"#.to_owned())
                    }
                    "/apis/argoproj.io/v1alpha1" => (
                        200,
                        r#"{"resources": [{"name": "applications", "kind": "Application", "namespaced": true}]}"#
                            .to_owned(),
                    ),
                    _ if says == Says::Forbidden => {
                        (403, r#"{"kind": "Status", "code": 403, "message": "not you"}"#.to_owned())
                    }
                    path if says == Says::Gone => match path.contains('?') {
                        true => (200, r#"{"items": []}"#.to_owned()),
                        false => (404, r#"{"kind": "Status", "code": 404, "message": "not found"}"#.to_owned()),
                    },
                    path if path.contains('?') => (200, format!(r#"{{"items": [{one}]}}"#)),
                    _ => (200, one),
                };
                asked.lock().unwrap().push(line);
                let answer =
                    format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
                let _ = stream.write_all(answer.as_bytes());
                let _ = stream.shutdown(Shutdown::Write);
                let _ = stream.read(&mut bytes);
            }
        });
        address
    }

    fn says(&self, says: Says) {
        *self.says.lock().unwrap() = says;
    }

    /// A workspace as a new process opens it, with the kubeconfig that names the server.
    fn open(&self) -> Workspace {
        let workspace = self.shop.open();
        let targets = workspace.platform().environments["staging"].spec.targets.clone();
        let (key, git) = ("kubernetes".parse().unwrap(), targets["kubernetes"].git.clone().unwrap());
        let access = Access::of(None, Some(self.shop.path(".platform/kubeconfig").into()), None);
        let target = GitopsTarget::new(key, git, self.shop.root(), &targets, Outputs::default());
        let target = target.with_connection(Clusters::default().connection(access));
        workspace.with_executor("kubernetes".parse().unwrap(), Arc::new(target))
    }

    async fn apply_with(&self, request: &ApplyRequest, options: PlanOptions) -> Result<ApplyReport, Failure> {
        let plan = PlanRequest { options, ..PlanRequest::default() };
        let plans = good(self.open().plan_deploy(&subject("cart"), &staging(), &plan).await);
        self.open().apply(plans, request).await
    }

    async fn apply(&self) -> Result<ApplyReport, Failure> {
        self.apply_with(&ApplyRequest::new("ada"), PlanOptions::default()).await
    }

    fn commits(&self) -> usize {
        git(&self.shop, &["rev-list", "--count", BRANCH, "--"]).parse().unwrap_or_default()
    }

    fn port(&self, from: &str, to: &str) {
        self.shop.edit("services/cart/catalog-info.yaml", from, to);
    }
}

fn code_of(result: Result<ApplyReport, Failure>) -> (String, Effect) {
    let problem = match result {
        Ok(report) => report.diagnostics().into_iter().find(platform_core::model::Diagnostic::is_error),
        Err(failure) => failure.diagnostics.into_iter().next(),
    };
    let problem = problem.expect("it succeeded");
    (problem.code.to_string(), problem.outcome)
}

#[tokio::test]
async fn a_commit_is_waited_for_and_where_nothing_changes_it_is_only_looked_at() {
    let scene = Scene::new("60s");
    scene.says(Says::Behind);
    let says = scene.says.clone();
    let begun = Instant::now();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(1_500));
        *says.lock().unwrap() = Says::Synced;
    });
    assert!(scene.apply().await.unwrap().succeeded());
    assert!(begun.elapsed() > Duration::from_millis(1_500), "it waits");
    assert_eq!(scene.commits(), 1);
    assert!(scene.apply().await.unwrap().succeeded());
    scene.says(Says::Behind);
    let begun = Instant::now();
    assert_eq!(code_of(scene.apply().await).0, "gitops.not_ready");
    assert!(begun.elapsed() < Duration::from_secs(20), "it is not waited for");
    assert_eq!(scene.commits(), 1);
    let asked = scene.asked.lock().unwrap().clone();
    assert!(asked.iter().all(|line| line.starts_with("GET ")), "{asked:?}");
}

#[tokio::test]
async fn what_failed_is_known_and_the_next_apply_goes_on_from_it() {
    let scene = Scene::new("60s");
    scene.says(Says::Failed);
    assert_eq!(code_of(scene.apply().await), ("gitops.failed".to_owned(), Effect::Done));
    assert_eq!(scene.commits(), 1);
    // Run again, it changes nothing, and is not good by that.
    assert_eq!(code_of(scene.apply().await).0, "gitops.failed");
    scene.port("8080", "9090");
    scene.says(Says::Synced);
    assert!(scene.apply().await.unwrap().succeeded());
    assert_eq!(scene.commits(), 2);
    // Nothing is pruned with the last file: what runs goes with the Application.
    let mut destroy = PlanOptions::default();
    destroy.intent = Intent::Destroy;
    let says = scene.says.clone();
    let deleted = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(3));
        *says.lock().unwrap() = Says::Gone;
    });
    let begun = Instant::now();
    assert!(scene.apply_with(&ApplyRequest::new("ada"), destroy).await.unwrap().succeeded());
    assert!(begun.elapsed() > Duration::from_secs(2), "it is waited for");
    deleted.join().unwrap();
    assert_eq!(git(&scene.shop, &["ls-tree", "-r", "--name-only", BRANCH]), "");
}

#[tokio::test]
async fn what_takes_too_long_fails_and_what_was_committed_stays() {
    let scene = Scene::new("1s");
    scene.says(Says::Behind);
    assert_eq!(code_of(scene.apply().await), ("gitops.not_ready".to_owned(), Effect::Done));
    assert_eq!(scene.commits(), 1);
    scene.says(Says::Synced);
    assert!(scene.apply().await.unwrap().succeeded());
    assert_eq!(scene.commits(), 1);
}

#[tokio::test]
async fn who_may_not_look_is_told_before_anything_is_committed() {
    let scene = Scene::new("60s");
    scene.says(Says::Forbidden);
    assert_eq!(code_of(scene.apply().await), ("k8s.forbidden".to_owned(), Effect::None));
    assert_eq!(scene.commits(), 0);
}

#[tokio::test]
async fn what_was_cancelled_while_it_waited_is_resumed_and_commits_nothing_twice() {
    let scene = Scene::new("600s");
    scene.says(Says::Behind);
    let cancellation = Cancellation::default();
    let (asked, cancel) = (scene.asked.clone(), cancellation.clone());
    std::thread::spawn(move || {
        // Only after the commit an Application is asked for by its name.
        while !asked.lock().unwrap().iter().any(|line| line.contains("/applications/shop ")) {
            std::thread::sleep(Duration::from_millis(20));
        }
        cancel.cancel();
    });
    let request = ApplyRequest { cancellation, ..ApplyRequest::new("ada") };
    let cancelled = scene.apply_with(&request, PlanOptions::default()).await;
    assert_eq!(code(cancelled), "exec.cancelled");
    assert_eq!(scene.commits(), 1);
    scene.says(Says::Synced);
    let resumed = scene.open().resume(None, None, &ApplyRequest::new("ada")).await.unwrap();
    assert!(resumed.succeeded(), "{:#?}", resumed.diagnostics());
    assert_eq!(scene.commits(), 1);
    assert_eq!(changes(&scene.shop.plan().await), [""; 0]);
}
