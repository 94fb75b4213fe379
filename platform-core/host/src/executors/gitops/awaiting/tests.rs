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

mod asking;
mod flux_wrote;

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
