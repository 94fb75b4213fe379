//! What controllers write, and what is asked of a server that is none.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use platform_core::model::{ArgoCd, Diagnostic, Effect, Flux, GitDelivery, Value};

use super::finding::{Fit, Wanted};
use super::verdict::{Seen, Verdict, verdict};
use super::*;
use crate::clients::kubernetes::Access;
use crate::executors::kubernetes::Clusters;

const OURS: &str = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
const OLD: &str = "0dd00dd00dd00dd00dd00dd00dd00dd00dd00dd0";

fn json(text: &str) -> Value {
    Value::from_json(text).unwrap()
}

fn wanted() -> Wanted {
    Wanted {
        branch: "deploy/staging".into(),
        folder: "deploy/staging/kubernetes/cart".into(),
        repository: Some("https://github.com/shop/deployments".into()),
    }
}

/// An Application as Argo CD 3.6 writes it, with edits: `(from, to)` in its JSON.
fn application(edits: &[(&str, &str)]) -> Value {
    let source = r#"{"path": "deploy/staging/kubernetes/cart", "repoURL": "https://github.com/shop/deployments.git",
        "targetRevision": "deploy/staging"}"#;
    let text = r#"{"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
      "metadata": {"name": "cart", "namespace": "argocd", "generation": 41, "resourceVersion": "1", "uid": "u"},
      "spec": {"destination": {"namespace": "shop", "server": "https://kubernetes.default.svc"}, "project": "default",
        "source": SOURCE, "syncPolicy": {"automated": {"prune": true, "selfHeal": true}}},
      "status": {"controllerNamespace": "argocd", "health": {"lastTransitionTime": "2026-11-26T12:00:00Z", "status": "Healthy"},
        "history": [{"deployStartedAt": "2026-11-26T11:59:00Z", "deployedAt": "2026-11-26T12:00:00Z", "id": 3, "revision": "OURS", "source": SOURCE}],
        "operationState": {"finishedAt": "2026-11-26T12:00:00Z", "message": "successfully synced (all tasks run)",
          "operation": {"initiatedBy": {"automated": true}, "retry": {"limit": 5}, "sync": {"prune": true, "revision": "OURS"}},
          "phase": "Succeeded", "startedAt": "2026-11-26T11:59:59Z",
          "syncResult": {"resources": [{"group": "apps", "hookPhase": "Running", "kind": "Deployment", "message": "deployment.apps/cart-app configured",
              "name": "cart-app", "namespace": "shop", "status": "Synced", "syncPhase": "Sync", "version": "v1"}],
            "revision": "OURS", "source": SOURCE}},
        "reconciledAt": "2026-11-26T12:00:01Z", "resourceHealthSource": "appTree",
        "resources": [{"kind": "ConfigMap", "name": "cart", "namespace": "shop", "status": "Synced", "version": "v1"},
          {"group": "apps", "kind": "Deployment", "name": "cart-app", "namespace": "shop", "status": "Synced", "version": "v1"}],
        "sourceHydrator": {}, "sourceType": "Directory", "summary": {"images": ["app:1"]},
        "sync": {"comparedTo": {"destination": {"namespace": "shop", "server": "https://kubernetes.default.svc"}, "source": SOURCE},
          "revision": "OURS", "status": "Synced"}}}"#;
    let mut text = text.replace("SOURCE", source).replace("OURS", OURS);
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    json(&text)
}

fn judge(seen: &Seen) -> Verdict {
    verdict(seen, &|commit| commit == OURS)
}

fn of(edits: &[(&str, &str)]) -> (Verdict, Vec<String>) {
    let seen = argocd::seen(&application(edits), &wanted());
    (judge(&seen), seen.reasons)
}

fn waits(edits: &[(&str, &str)]) -> String {
    match of(edits).0 {
        Verdict::Waiting(why) => why.strip_prefix("Application argocd/cart ").unwrap().to_owned(),
        other => panic!("{other:?}"),
    }
}

const SYNC: &str = r#""status": "Synced"}}}"#;
const OUT_OF_SYNC: &str = r#""status": "OutOfSync"}}}"#;
const HEALTHY: &str = r#""status": "Healthy""#;
const SUCCEEDED: &str = r#""phase": "Succeeded""#;

#[test]
fn an_application_is_done_when_it_is_synced_to_our_commit_and_healthy() {
    assert_eq!(of(&[]), (Verdict::Done, Vec::new()));
    assert_eq!(
        of(&[(HEALTHY, r#""status": "Suspended""#)]).0,
        Verdict::Done,
        "a pause of a canary is somebody else's turn"
    );
    assert_eq!(waits(&[(OURS, OLD)]), "is at 0dd00dd0, which does not hold the commit");
    assert_eq!(waits(&[(SYNC, OUT_OF_SYNC)]), "is OutOfSync");
    assert_eq!(waits(&[(SYNC, r#""status": "Unknown"}}}"#)]), "is Unknown");
    for health in ["Progressing", "Degraded", "Missing", "Unknown"] {
        let status = format!(r#""status": "{health}""#);
        assert_eq!(waits(&[(HEALTHY, &status)]), format!("is Synced and {health}"));
    }
    assert_eq!(waits(&[(SUCCEEDED, r#""phase": "Running""#)]), "is being synced");
    assert_eq!(waits(&[(SUCCEEDED, r#""phase": "Terminating""#)]), "is being synced");
    let asked = (r#""spec": {"#, r#""operation": {"sync": {}}, "spec": {"#);
    assert_eq!(waits(&[asked]), "is about to be synced");
}

#[test]
fn one_that_was_never_looked_at_says_so() {
    let bare = json(
        r#"{"metadata": {"name": "cart", "namespace": "argocd"}, "spec": {"source": {"path": "deploy/staging",
        "repoURL": "https://github.com/shop/deployments", "targetRevision": "deploy/staging"}}}"#,
    );
    let seen = argocd::seen(&bare, &wanted());
    assert_eq!(judge(&seen), Verdict::Waiting("Application argocd/cart has no commit of the branch yet".into()));
    assert_eq!(argocd::fit(&bare, &wanted()), Some(Fit::Surely));
}

#[test]
fn an_operation_that_failed_on_our_commit_is_told_with_what_failed() {
    let edits = [
        (SYNC, OUT_OF_SYNC),
        (SUCCEEDED, r#""phase": "Failed""#),
        (
            "successfully synced (all tasks run)",
            "one or more objects failed to apply, reason: admission webhook denied (retried 5 times).",
        ),
        (
            r#""message": "deployment.apps/cart-app configured""#,
            r#""message": "admission webhook \"policy\" denied the request""#,
        ),
        (
            r#""namespace": "shop", "status": "Synced", "syncPhase""#,
            r#""namespace": "shop", "status": "SyncFailed", "syncPhase""#,
        ),
        (
            r#""reconciledAt""#,
            r#""conditions": [{"type": "SyncError", "message": "Failed last sync attempt to [c0ffee]"}], "reconciledAt""#,
        ),
    ];
    let (failed, reasons) = of(&edits);
    let why = "Application argocd/cart failed to sync: one or more objects failed to apply, reason: admission webhook denied (retried 5 times).";
    assert_eq!(failed, Verdict::Failed(why.into()));
    assert_eq!(reasons[0], "SyncError: Failed last sync attempt to [c0ffee]");
    assert_eq!(reasons[1], "Deployment shop/cart-app: admission webhook \"policy\" denied the request");
    // An operation of the commit before is no failure of ours, and one that is asked for anew is waited for.
    let before = format!(r#""sync": {{"prune": true, "revision": "{OURS}"}}"#);
    let result = format!(
        r#""revision": "{OURS}", "source": {{"path": "deploy/staging/kubernetes/cart", "repoURL": "https://github.com/shop/deployments.git",
        "targetRevision": "deploy/staging"}}}}}},
        "reconciledAt""#
    );
    let mut earlier = edits[..2].to_vec();
    let (before_old, result_old) = (before.replace(OURS, OLD), result.replace(OURS, OLD));
    earlier.extend([(before.as_str(), before_old.as_str()), (result.as_str(), result_old.as_str())]);
    assert_eq!(waits(&earlier), "is OutOfSync");
    let mut anew = edits.to_vec();
    anew.push((r#""spec": {"#, r#""operation": {"sync": {}}, "spec": {"#));
    assert_eq!(waits(&anew), "is about to be synced");
    assert!(
        matches!(of(&[(SUCCEEDED, r#""phase": "Error""#)]).0, Verdict::Failed(why) if why.contains("could not be synced: "))
    );
}

#[test]
fn reasons_name_resources_and_say_who_has_to_sync() {
    let automated = r#", "syncPolicy": {"automated": {"prune": true, "selfHeal": true}}"#;
    let out = (
        r#""namespace": "shop", "status": "Synced", "version": "v1"},"#,
        r#""namespace": "shop", "status": "OutOfSync", "requiresPruning": true, "version": "v1"},"#,
    );
    let (waiting, reasons) = of(&[(SYNC, OUT_OF_SYNC), (automated, ""), out]);
    assert_eq!(
        waiting,
        Verdict::Waiting("Application argocd/cart is OutOfSync, and is not synced automatically".into())
    );
    let expected = [
        "ConfigMap shop/cart is OutOfSync (it is to be pruned)",
        "it has no `syncPolicy.automated`: somebody has to sync it",
    ];
    assert_eq!(reasons, expected);
    let off = (r#"{"prune": true, "selfHeal": true}"#, r#"{"enabled": false}"#);
    assert_eq!(waits(&[(SYNC, OUT_OF_SYNC), off]), "is OutOfSync, and is not synced automatically");
    let sick = (
        r#""name": "cart-app", "namespace": "shop", "status": "Synced", "version""#,
        r#""name": "cart-app", "namespace": "shop", "health": {"status": "Degraded", "message": "Deployment \"cart-app\" exceeded its progress deadline"}, "status": "Synced", "version""#,
    );
    let (_, reasons) = of(&[(HEALTHY, r#""status": "Degraded""#), sick]);
    assert_eq!(
        reasons,
        ["Deployment shop/cart-app is Degraded: Deployment \"cart-app\" exceeded its progress deadline"]
    );
    let (_, reasons) = of(&[(HEALTHY, r#""status": "Degraded""#)]);
    assert_eq!(reasons, ["`argocd app get argocd/cart` says which of its resources"]);
    let hushed = (
        r#""reconciledAt""#,
        r#""conditions": [{"type": "ComparisonError", "message": "failed to list refs: https://x:HUSH@github.com/shop"}], "reconciledAt""#,
    );
    assert_eq!(of(&[hushed]).1, ["ComparisonError: failed to list refs: https://github.com/shop"]);
}

#[test]
fn reasons_are_bounded() {
    let one = r#"{"kind": "ConfigMap", "name": "NAME", "namespace": "shop", "status": "OutOfSync", "version": "v1"},"#;
    let many: String = (0..500).map(|number| one.replace("NAME", &format!("{number}-{}", "x".repeat(2_000)))).collect();
    let (_, reasons) =
        of(&[(r#""resources": [{"kind": "ConfigMap""#, &format!(r#""resources": [{many}{{"kind": "ConfigMap""#))]);
    assert_eq!(reasons.len(), 10);
    assert!(reasons.iter().all(|reason| reason.chars().count() <= 500));
}

#[test]
fn of_several_sources_the_ones_of_the_branch_count() {
    let sources = r#"{"metadata": {"name": "cart", "namespace": "argocd"}, "spec": {"source": {}, "sources": [
        {"chart": "cart", "repoURL": "https://charts.example.com", "targetRevision": "1.2.3"},
        {"ref": "values", "repoURL": "https://github.com/shop/deployments", "targetRevision": "deploy/staging"},
        {"path": "deploy/staging", "repoURL": "https://github.com/shop/deployments", "targetRevision": "deploy/staging"}]},
        "status": {"health": {"status": "Healthy"}, "sourceTypes": ["Helm", "", "Kustomize"],
        "sync": {"revisions": ["1.2.3", "OLD", "OURS"], "status": "Synced"}}}"#;
    let value = json(&sources.replace("OURS", OURS).replace("OLD", OLD));
    assert_eq!(argocd::fit(&value, &wanted()), Some(Fit::Surely));
    let seen = argocd::seen(&value, &wanted());
    assert_eq!((seen.at.as_slice(), seen.any), ([OURS.to_owned()].as_slice(), false));
    assert_eq!(judge(&seen), Verdict::Done);
    // One that is named counts by its commits, whatever it calls the branch.
    let named = argocd::seen(&value, &Wanted { branch: "HEAD".into(), ..wanted() });
    assert_eq!((named.at.len(), named.any, judge(&named)), (3, true, Verdict::Done));
}

#[test]
fn a_plain_folder_above_takes_ours_only_if_it_is_told_to() {
    let above = (r#""path": "deploy/staging/kubernetes/cart""#, r#""path": "deploy/staging""#);
    assert_eq!(argocd::fit(&application(&[]), &wanted()), Some(Fit::Surely));
    assert_eq!(argocd::fit(&application(&[above]), &wanted()), None);
    let recurses =
        (r#""path": "deploy/staging/kubernetes/cart""#, r#""directory": {"recurse": true}, "path": "deploy/staging""#);
    assert_eq!(argocd::fit(&application(&[recurses]), &wanted()), Some(Fit::Surely));
    let built = (r#""sourceType": "Directory""#, r#""sourceType": "Kustomize""#);
    assert_eq!(argocd::fit(&application(&[above, built]), &wanted()), Some(Fit::Surely));
    for other in [
        ("github.com/shop/deployments", "github.com/shop/services"),
        (r#""targetRevision": "deploy/staging""#, r#""targetRevision": "main""#),
    ] {
        assert_eq!(argocd::fit(&application(&[other]), &wanted()), None, "{other:?}");
    }
}

#[test]
fn statuses_of_the_wrong_shape_are_waited_with_and_break_nothing() {
    for status in [
        "null",
        "1",
        "[]",
        r#"{"sync": []}"#,
        r#"{"sync": {"revision": 7, "revisions": [null]}, "operationState": "x", "conditions": {}, "resources": [1]}"#,
    ] {
        let value = json(&format!(r#"{{"metadata": 1, "spec": {{"source": {{"path": "."}}}}, "status": {status}}}"#));
        assert!(matches!(judge(&argocd::seen(&value, &wanted())), Verdict::Waiting(_)), "{status}");
        assert!(matches!(judge(&flux::seen(&value)), Verdict::Waiting(_)), "{status}");
    }
}

/// A Kustomization as Flux 2.7 writes it.
fn kustomization(edits: &[(&str, &str)]) -> Value {
    let text = r#"{"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
      "metadata": {"name": "shop", "namespace": "flux-system", "generation": 3},
      "spec": {"interval": "10m0s", "path": "./deploy/staging", "prune": true, "sourceRef": {"kind": "GitRepository", "name": "deployments"}, "wait": true},
      "status": {"conditions": [
          {"lastTransitionTime": "2026-11-26T12:00:00Z", "message": "Applied revision: deploy/staging@sha1:OURS", "observedGeneration": 3, "reason": "ReconciliationSucceeded", "status": "True", "type": "Ready"},
          {"lastTransitionTime": "2026-11-26T12:00:00Z", "message": "Health check passed in 1s", "observedGeneration": 3, "reason": "Succeeded", "status": "True", "type": "Healthy"}],
        "inventory": {"entries": [{"id": "shop_cart__ConfigMap", "v": "v1"}]},
        "lastAppliedRevision": "deploy/staging@sha1:OURS", "lastAttemptedRevision": "deploy/staging@sha1:OURS", "observedGeneration": 3}}"#;
    let mut text = text.replace("OURS", OURS);
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    json(&text)
}

#[test]
fn a_kustomization_is_done_when_it_applied_our_commit_and_is_ready() {
    let of = |edits: &[(&str, &str)]| judge(&flux::seen(&kustomization(edits)));
    let waits = |why: &str| Verdict::Waiting(format!("Kustomization flux-system/shop {why}"));
    assert_eq!(of(&[]), Verdict::Done);
    assert_eq!(of(&[("staging@sha1:", "staging/")]), Verdict::Done, "as it was written before");
    let before = format!(r#""lastAppliedRevision": "deploy/staging@sha1:{OURS}""#);
    let old = before.replace(OURS, OLD);
    assert_eq!(of(&[(&before, &old)]), waits("is at 0dd00dd0, which does not hold the commit"));
    assert_eq!(
        of(&[(r#""observedGeneration": 3}}"#, r#""observedGeneration": 2}}"#)]),
        waits("was changed, and not looked at since")
    );
    assert_eq!(of(&[(r#""wait": true"#, r#""suspend": true"#)]), waits("is suspended"));
    let unready = (
        r#""reason": "ReconciliationSucceeded", "status": "True""#,
        r#""reason": "HealthCheckFailed", "status": "False""#,
    );
    let said = (
        "Applied revision:",
        "health check failed after 30s: timeout waiting for: [Deployment/shop/cart status: 'Failed'],",
    );
    let seen = flux::seen(&kustomization(&[unready, said]));
    assert!(
        matches!(judge(&seen), Verdict::Waiting(why) if why.contains("is not ready: HealthCheckFailed: health check failed"))
    );
    assert!(seen.reasons[0].starts_with("Ready: HealthCheckFailed: "), "{:?}", seen.reasons);
    let stalled = (
        r#""conditions": ["#,
        r#""conditions": [{"type": "Stalled", "status": "True", "reason": "InvalidPath", "message": "no such path"},"#,
    );
    assert_eq!(
        of(&[stalled]),
        Verdict::Failed("Kustomization flux-system/shop is stalled: InvalidPath: no such path".into())
    );
}

#[test]
fn a_kustomization_takes_the_branch_of_its_repository() {
    let repository =
        |spec: &str| json(&format!(r#"{{"spec": {{"url": "ssh://git@github.com/shop/deployments", "ref": {spec}}}}}"#));
    let fit = |spec: &str| flux::fit(&kustomization(&[]), &repository(spec), &wanted());
    assert_eq!(flux::source(&kustomization(&[])), Some(("flux-system", "deployments")));
    assert_eq!(fit(r#"{"branch": "deploy/staging"}"#), Some(Fit::Surely));
    assert_eq!(fit(r#"{"name": "refs/heads/deploy/staging"}"#), Some(Fit::Surely));
    for other in [
        r#"{"branch": "main"}"#,
        "{}",
        r#"{"branch": "deploy/staging", "tag": "v1"}"#,
        r#"{"branch": "deploy/staging", "name": "refs/heads/main"}"#,
    ] {
        assert_eq!(fit(other), None, "{other}");
    }
    let bucket = ("\"kind\": \"GitRepository\"", "\"kind\": \"Bucket\"");
    assert_eq!(flux::source(&kustomization(&[bucket])), None);
}

/// A repository with a commit of ours and one before it, and a server that plays a controller's.
struct Scene {
    folder: tempfile::TempDir,
    committed: Committed,
    old: String,
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    let output =
        command.current_dir(folder).args(["-c", "user.name=A", "-c", "user.email=a@b"]).args(arguments).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "--quiet", "--initial-branch=deploy/staging"]);
        let commit = |file: &str| {
            std::fs::create_dir_all(folder.path().join(file).parent().unwrap()).unwrap();
            std::fs::write(folder.path().join(file), file).unwrap();
            git(folder.path(), &["add", "."]);
            git(folder.path(), &["commit", "--quiet", "--message", file]);
            git(folder.path(), &["rev-parse", "HEAD"])
        };
        let (old, new) = (commit("README.md"), commit("deploy/staging/kubernetes/cart/config.yaml"));
        let committed = Committed {
            repository: GitRepository::open(folder.path(), Arc::new(|| false)).unwrap(),
            commit: CommitId::new(&new).unwrap(),
            folder: "deploy/staging/kubernetes/cart".into(),
            whose: "component:default/cart in staging".into(),
            target: "staging/kubernetes".into(),
        };
        Self { folder, committed, old }
    }

    fn awaiting(&self, server: &str, git: &GitDelivery) -> Awaiting {
        let file = self.folder.path().join("kubeconfig");
        let config = format!(
            r#"{{"apiVersion": "v1", "kind": "Config", "current-context": "a",
            "clusters": [{{"name": "a", "cluster": {{"server": "{server}"}}}}], "users": [{{"name": "a", "user": {{"token": "HUSH"}}}}],
            "contexts": [{{"name": "a", "context": {{"cluster": "a", "user": "a"}}}}]}}"#
        );
        std::fs::write(&file, config).unwrap();
        let connection = Clusters::default().connection(Access::of(None, Some(file.into()), None));
        Awaiting::new(&git.awaited().unwrap(), connection)
    }

    /// What comes of waiting, by what the server gives for a path: a status and a body, or nothing at all.
    async fn wait(
        &self,
        git: &GitDelivery,
        give: impl Fn(&str) -> (u16, String) + Send + Sync + 'static,
    ) -> Result<(), Diagnostic> {
        let (server, asked) = server(give);
        let ended = self.awaiting(&server, git).until_ready(git, &self.committed, &(Arc::new(|| false) as Stop)).await;
        assert!(asked.lock().unwrap().iter().all(|line| line.starts_with("GET ")), "it is only read");
        ended
    }

    fn application(&self, commit: &str) -> String {
        application(&[(OURS, commit)]).to_json()
    }
}

fn argocd_git(within: &str, name: Option<&str>) -> GitDelivery {
    let mut git = GitDelivery::new("deploy/staging");
    let mut argocd = ArgoCd::default();
    (argocd.ready_within, argocd.application) = (Some(within.into()), name.map(Into::into));
    git.argocd = Some(argocd);
    git
}

/// Answers each request by its path, and keeps the first lines.
fn server(give: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (asked, give) = (Arc::new(Mutex::new(Vec::new())), Arc::new(give));
    let kept = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (kept, give) = (kept.clone(), give.clone());
            std::thread::spawn(move || {
                let mut bytes = [0; 8192];
                let read = stream.read(&mut bytes).unwrap_or_default();
                let request = String::from_utf8_lossy(&bytes[..read]).into_owned();
                let line = request.lines().next().unwrap_or_default().to_owned();
                kept.lock().unwrap().push(line.clone());
                let path = line.split(' ').nth(1).unwrap_or_default();
                let (status, body) = known(path).map_or_else(|| give(path), |body| (200, body));
                let answer =
                    format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
                let _ = stream.write_all(answer.as_bytes());
                let _ = stream.shutdown(Shutdown::Write);
                let _ = stream.read(&mut bytes);
            });
        }
    });
    (address, asked)
}

/// What a server says of its kinds.
fn known(path: &str) -> Option<String> {
    let groups: BTreeMap<&str, &[(&str, &str)]> = BTreeMap::from([
        ("argoproj.io/v1alpha1", [("applications", "Application")].as_slice()),
        ("kustomize.toolkit.fluxcd.io/v1", &[("kustomizations", "Kustomization")]),
        ("source.toolkit.fluxcd.io/v1", &[("gitrepositories", "GitRepository")]),
    ]);
    if path == "/apis" {
        let groups = groups.keys().map(|group| format!(r#"{{"versions": [{{"groupVersion": "{group}"}}]}}"#));
        return Some(format!(r#"{{"kind": "APIGroupList", "groups": [{}]}}"#, groups.collect::<Vec<_>>().join(",")));
    }
    let kinds = groups.get(path.strip_prefix("/apis/")?)?;
    let kinds =
        kinds.iter().map(|(name, kind)| format!(r#"{{"name": "{name}", "kind": "{kind}", "namespaced": true}}"#));
    Some(format!(r#"{{"kind": "APIResourceList", "resources": [{}]}}"#, kinds.collect::<Vec<_>>().join(",")))
}

fn items(items: &[&str]) -> (u16, String) {
    (200, format!(r#"{{"kind": "List", "metadata": {{}}, "items": [{}]}}"#, items.join(",")))
}

fn refused(code: u16, message: &str) -> (u16, String) {
    (code, format!(r#"{{"kind": "Status", "code": {code}, "reason": "Forbidden", "message": "{message}"}}"#))
}

const LIST: &str = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications?";
const CART: &str = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/cart";

fn told(result: Result<(), Diagnostic>) -> (String, String, Effect) {
    let problem = result.unwrap_err();
    (problem.code.to_string(), problem.message, problem.outcome)
}

#[tokio::test]
async fn it_is_found_by_branch_and_folder_and_waited_for() {
    let scene = Scene::new();
    let (old, new) = (scene.application(&scene.old), scene.application(scene.committed.commit.as_str()));
    let other = new.replace("kubernetes/cart", "kubernetes/other").replace("\"cart\"", "\"other\"");
    let looked = Arc::new(AtomicUsize::new(0));
    let count = looked.clone();
    let give = move |path: &str| {
        if path.starts_with(LIST) && !path.contains("continue") {
            // One page after the other.
            return (200, format!(r#"{{"metadata": {{"continue": "a b"}}, "items": [{other}]}}"#));
        }
        if path.starts_with(LIST) && path.contains("continue=a%20b") {
            return items(&[&old]);
        }
        assert_eq!(path, CART);
        (200, if count.fetch_add(1, Ordering::SeqCst) < 2 { old.clone() } else { new.clone() })
    };
    scene.wait(&argocd_git("30s", None), give).await.unwrap();
    assert!(looked.load(Ordering::SeqCst) >= 3);
}

#[tokio::test]
async fn a_commit_that_comes_after_ours_is_ours_too() {
    let scene = Scene::new();
    std::fs::write(scene.folder.path().join("later"), "later").unwrap();
    git(scene.folder.path(), &["add", "later"]);
    git(scene.folder.path(), &["commit", "--quiet", "--message", "later"]);
    let later = scene.application(&git(scene.folder.path(), &["rev-parse", "HEAD"]));
    let give = move |path: &str| if path == CART { (200, later.clone()) } else { refused(403, "list is not allowed") };
    scene.wait(&argocd_git("30s", Some("cart")), give).await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_in_time_is_told_with_why() {
    let scene = Scene::new();
    let old = scene.application(&scene.old).replace("Healthy", "Degraded");
    let give = move |path: &str| if path == CART { (200, old.clone()) } else { items(&[&old]) };
    let (code, message, outcome) = told(scene.wait(&argocd_git("1s", None), give).await);
    assert_eq!((code.as_str(), outcome), ("gitops.not_ready", Effect::Done));
    let (ours, old) = (verdict::short(scene.committed.commit.as_str()), verdict::short(&scene.old));
    let expected = format!(
        "component:default/cart in staging was committed ({ours}) and is not ready: after 1 s Application argocd/cart is at {old}, which does not hold the commit"
    );
    assert_eq!(message, expected);
}

#[tokio::test]
async fn nobody_who_takes_it_is_told_by_branch_and_folder() {
    let scene = Scene::new();
    let (code, message, outcome) = told(scene.wait(&argocd_git("1s", None), |_| items(&[])).await);
    assert_eq!((code.as_str(), outcome), ("gitops.not_taken", Effect::Done));
    let told_of = "after 1 s no Application in namespace `argocd` takes `deploy/staging/kubernetes/cart` of branch `deploy/staging`";
    assert!(message.ends_with(told_of), "{message}");
    let (code, message, _) = told(scene.wait(&argocd_git("1s", Some("cart")), |_| refused(404, "not found")).await);
    assert_eq!(code, "gitops.not_taken");
    assert!(message.ends_with("there is no Application argocd/cart"), "{message}");
}

#[tokio::test]
async fn what_was_removed_with_its_folder_needs_nobody_to_take_it() {
    let scene = Scene::new();
    git(scene.folder.path(), &["rm", "-r", "--quiet", "deploy"]);
    git(scene.folder.path(), &["commit", "--quiet", "--message", "gone"]);
    let commit = CommitId::new(&git(scene.folder.path(), &["rev-parse", "HEAD"])).unwrap();
    let old = scene.application(&scene.old);
    let scene = Scene { committed: Committed { commit, ..scene.committed.clone() }, ..scene };
    scene.wait(&argocd_git("5s", None), move |_| items(&[&old])).await.unwrap();
    scene.wait(&argocd_git("5s", None), |_| items(&[])).await.unwrap();
}

#[tokio::test]
async fn who_may_not_look_and_what_is_not_installed_are_told_at_once() {
    let scene = Scene::new();
    let begun = Instant::now();
    let no = r#"applications.argoproj.io is forbidden: User \"guest\" cannot list resource"#;
    let (code, message, outcome) = told(scene.wait(&argocd_git("60s", None), move |_| refused(403, no)).await);
    assert_eq!((code.as_str(), outcome), ("k8s.forbidden", Effect::Done));
    assert!(
        message.starts_with("Application argocd/* may not be looked at: applications.argoproj.io is forbidden"),
        "{message}"
    );
    let bare = r#"{"kind": "APIGroupList", "groups": []}"#;
    let listener = server_of_nothing(bare);
    let git = argocd_git("60s", None);
    let ended =
        scene.awaiting(&listener, &git).until_ready(&git, &scene.committed, &(Arc::new(|| false) as Stop)).await;
    let (code, message, _) = told(ended);
    assert_eq!(code, "k8s.missing_kind");
    assert_eq!(
        message,
        "staging/kubernetes waits for Argo CD, and the cluster knows no `Application` of `argoproj.io/v1alpha1`"
    );
    assert!(begun.elapsed() < Duration::from_secs(20));
}

/// Gives the same to everybody.
fn server_of_nothing(body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 8192]);
            let _ = stream.write_all(
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
                    .as_bytes(),
            );
        }
    });
    address
}

#[tokio::test]
async fn a_server_that_is_away_is_waited_for_until_the_time_is_over() {
    let scene = Scene::new();
    let git = argocd_git("1s", None);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dead = scene.awaiting(&format!("http://127.0.0.1:{port}"), &git);
    let begun = Instant::now();
    let (code, message, outcome) = told(dead.until_ready(&git, &scene.committed, &(Arc::new(|| false) as Stop)).await);
    assert_eq!((code.as_str(), outcome), ("net.unreachable", Effect::Done));
    assert!(message.starts_with("the cluster of Argo CD for staging/kubernetes can't be reached: "), "{message}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    // Away for a moment only.
    let new = scene.application(scene.committed.commit.as_str());
    let count = AtomicUsize::new(0);
    let give =
        move |_: &str| if count.fetch_add(1, Ordering::SeqCst) < 5 { (503, "upstream".into()) } else { items(&[&new]) };
    scene.wait(&argocd_git("30s", None), give).await.unwrap();
}

#[tokio::test]
async fn who_asks_it_to_stop_need_not_wait() {
    let scene = Scene::new();
    let (old, git) = (scene.application(&scene.old), argocd_git("600s", None));
    let (server, _) = server(move |_| items(&[&old]));
    let begun = Instant::now();
    let stop: Stop = Arc::new(move || begun.elapsed() > Duration::from_millis(1_500));
    let awaiting = scene.awaiting(&server, &git);
    let (code, message, _) = told(awaiting.until_ready(&git, &scene.committed, &stop).await);
    assert_eq!(code, "exec.cancelled");
    assert!(message.ends_with("was cut short while it waited for Argo CD"), "{message}");
    assert!(begun.elapsed() < Duration::from_millis(2_500), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn looking_once_waits_for_nothing_and_0s_does_not_even_look() {
    let scene = Scene::new();
    let old = scene.application(&scene.old);
    let (server, asked) = server(move |_| items(&[&old]));
    let git = argocd_git("600s", None);
    let begun = Instant::now();
    let (code, ..) = told(scene.awaiting(&server, &git).look_once(&git, &scene.committed).await);
    assert_eq!(code, "gitops.not_ready");
    assert!(begun.elapsed() < Duration::from_secs(5));
    asked.lock().unwrap().clear();
    let git = argocd_git("0s", None);
    let never: Stop = Arc::new(|| false);
    scene.awaiting(&server, &git).until_ready(&git, &scene.committed, &never).await.unwrap();
    scene.awaiting(&server, &git).look_once(&git, &scene.committed).await.unwrap();
    assert!(asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn flux_is_waited_for_as_well() {
    let scene = Scene::new();
    let mut git = GitDelivery::new("deploy/staging");
    let mut flux = Flux::default();
    flux.ready_within = Some("20s".into());
    git.flux = Some(flux);
    let made = |commit: &str| kustomization(&[(OURS, commit)]).to_json();
    let (old, new) = (made(&scene.old), made(scene.committed.commit.as_str()));
    let count = AtomicUsize::new(0);
    let give = move |path: &str| {
        if path.starts_with("/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/deployments") {
            return (
                200,
                r#"{"spec": {"url": "https://example.com/x", "ref": {"branch": "deploy/staging"}}}"#.to_owned(),
            );
        }
        let one = if count.fetch_add(1, Ordering::SeqCst) < 2 { &old } else { &new };
        if path.contains('?') { items(&[one]) } else { (200, one.clone()) }
    };
    scene.wait(&git, give).await.unwrap();
}
