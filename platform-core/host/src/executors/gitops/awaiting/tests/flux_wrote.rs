//! What Flux 2.9's controllers wrote of Kustomizations (`tests/gitops` keeps it), and what is made of it.

use super::*;

/// `STATUS` as they wrote it, of a commit of ours or of another.
fn wrote(status: &str, commit: &str) -> Value {
    let text = format!(
        r#"{{"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
        "metadata": {{"name": "shop", "namespace": "flux-system", "generation": 1}},
        "spec": {{"interval": "1h", "path": "./deploy/staging/kubernetes/cart", "prune": true, "wait": true,
          "sourceRef": {{"kind": "GitRepository", "name": "shop"}}}},
        "status": {status}}}"#
    );
    json(&text.replace("COMMIT", commit).replace("BEFORE", OLD))
}

/// The API server refuses what is committed, the first time that anything is applied.
pub(super) fn refused(commit: &str) -> Value {
    let status = r#"{"conditions": [
      {"lastTransitionTime": "2026-11-26T20:23:11Z", "message": "Detecting drift for revision deploy/staging@sha1:COMMIT with a timeout of 30s",
       "observedGeneration": 1, "reason": "ProgressingWithRetry", "status": "True", "type": "Reconciling"},
      {"lastTransitionTime": "2026-11-26T20:23:11Z", "message": "ConfigMap/refused/cart dry-run failed: failed to create typed patch object (refused/cart; /v1, Kind=ConfigMap): .data.color: expected string, got &value.valueUnstructured{Value:map[string]interface {}{\"not\":\"a text\"}}\n",
       "observedGeneration": 1, "reason": "ReconciliationFailed", "status": "False", "type": "Ready"}],
      "history": [{"digest": "sha256:e2ea272ea4386d84874b199a7ed0823bbaf39093aafef8c9b5d5b422d23f5ddc", "firstReconciled": "2026-11-26T20:22:59Z",
       "lastReconciled": "2026-11-26T20:23:11Z", "lastReconciledDuration": "316.496552ms", "lastReconciledStatus": "ReconciliationFailed",
       "metadata": {"revision": "deploy/staging@sha1:COMMIT"}, "totalReconciliations": 6}],
      "lastAttemptedRevision": "deploy/staging@sha1:COMMIT", "observedGeneration": -1}"#;
    wrote(status, commit)
}

/// All is applied, and not ready yet.
pub(super) fn checking(commit: &str) -> Value {
    let status = r#"{"conditions": [
      {"lastTransitionTime": "2026-11-26T20:23:23Z", "message": "Running health checks for revision deploy/staging@sha1:COMMIT with a timeout of 30s",
       "observedGeneration": 1, "reason": "Progressing", "status": "True", "type": "Reconciling"},
      {"lastTransitionTime": "2026-11-26T20:23:23Z", "message": "Reconciliation in progress",
       "observedGeneration": 1, "reason": "Progressing", "status": "Unknown", "type": "Ready"},
      {"lastTransitionTime": "2026-11-26T20:23:23Z", "message": "Running health checks for revision deploy/staging@sha1:COMMIT with a timeout of 30s",
       "observedGeneration": 1, "reason": "Progressing", "status": "Unknown", "type": "Healthy"}],
      "inventory": {"entries": [{"id": "never-ready_cart__ConfigMap", "v": "v1"}, {"id": "never-ready_cart_apps_Deployment", "v": "v1"}]},
      "lastAppliedRevision": "deploy/staging@sha1:BEFORE", "lastAttemptedRevision": "deploy/staging@sha1:COMMIT", "observedGeneration": 1}"#;
    wrote(status, commit)
}

/// The folder is gone: nothing is tried with the commit, and nothing pruned.
pub(super) fn pathless(commit: &str) -> Value {
    let status = r#"{"conditions": [
      {"lastTransitionTime": "2026-11-26T20:24:32Z", "message": "Fetching manifests for revision deploy/staging@sha1:94027b792b9cf96f0bb735f31aa4c6b03d2bc49b with a timeout of 30s",
       "observedGeneration": 1, "reason": "ProgressingWithRetry", "status": "True", "type": "Reconciling"},
      {"lastTransitionTime": "2026-11-26T20:24:32Z", "message": "kustomization path not found: stat /tmp/kustomization-4082567849/deploy/staging/kubernetes/cart: no such file or directory",
       "observedGeneration": 1, "reason": "ArtifactFailed", "status": "False", "type": "Ready"}],
      "inventory": {"entries": [{"id": "destroyed_cart__ConfigMap", "v": "v1"}, {"id": "destroyed_cart_apps_Deployment", "v": "v1"}]},
      "lastAppliedRevision": "deploy/staging@sha1:COMMIT", "lastAttemptedRevision": "deploy/staging@sha1:COMMIT", "observedGeneration": 1}"#;
    wrote(status, commit)
}

fn waits(value: &Value) -> String {
    match judge(&flux::seen(value)) {
        Verdict::Waiting(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_could_not_be_applied_is_told_with_its_reason() {
    let why = waits(&refused(OURS));
    let says =
        "Kustomization flux-system/shop is not ready: ReconciliationFailed: ConfigMap/refused/cart dry-run failed: ";
    assert!(why.starts_with(says), "{why}");
    assert!(flux::seen(&refused(OURS)).reasons[0].starts_with("Ready: ReconciliationFailed: ConfigMap/refused/cart "));
    assert!(waits(&refused(OLD)).ends_with("is at 0dd00dd0, which does not hold the commit"));
}

#[test]
fn what_is_tried_now_is_not_what_was_applied_before() {
    let says = "Kustomization flux-system/shop is not ready: Progressing: Reconciliation in progress";
    assert_eq!(waits(&checking(OURS)), says);
}

#[test]
fn who_is_suspended_says_so() {
    let text = checking(OLD).to_json().replace("\"prune\":true", "\"prune\":true,\"suspend\":true");
    let seen = flux::seen(&json(&text));
    assert_eq!(seen.reasons, ["it is suspended"], "{text}");
    assert!(matches!(judge(&seen), Verdict::Waiting(why) if why.ends_with("does not hold the commit")));
}
