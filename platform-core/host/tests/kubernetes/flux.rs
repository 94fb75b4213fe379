//! What is committed is waited for: a real API server with Flux's own kinds, and a test that writes what Flux's controllers
//! wrote of it (`tests/gitops` has the controllers themselves).

use std::sync::Once;
use std::time::Duration;

use super::gitops::{Scene, define_all, ended};
use super::shop::*;

const KUSTOMIZATION: &str = "kustomizations.kustomize.toolkit.fluxcd.io/cart";

/// What kustomize-controller 1.9 writes of a commit that it applied.
const APPLIED: &str = r#"{"conditions": [{"lastTransitionTime": "2026-11-26T20:23:20Z", "message": "Applied revision: deploy/staging@sha1:TIP",
    "observedGeneration": 1, "reason": "ReconciliationSucceeded", "status": "True", "type": "Ready"}],
    "lastAppliedRevision": "deploy/staging@sha1:TIP", "lastAttemptedRevision": "deploy/staging@sha1:TIP", "observedGeneration": 1}"#;
/// Of one that the API server refused; nothing was ever applied.
const REFUSED: &str = r#"{"conditions": [{"lastTransitionTime": "2026-11-26T20:23:11Z",
    "message": "ConfigMap/shop/cart dry-run failed: .data.color: expected string\n",
    "observedGeneration": 1, "reason": "ReconciliationFailed", "status": "False", "type": "Ready"},
    {"lastTransitionTime": "2026-11-26T20:23:11Z", "message": "Detecting drift for revision deploy/staging@sha1:TIP with a timeout of 30s",
    "observedGeneration": 1, "reason": "ProgressingWithRetry", "status": "True", "type": "Reconciling"}],
    "lastAttemptedRevision": "deploy/staging@sha1:TIP", "observedGeneration": -1}"#;

fn scene(namespace: &str, within: &str) -> Scene {
    static DEFINED: Once = Once::new();
    let kinds = ["gitrepositories.source.toolkit.fluxcd.io", "kustomizations.kustomize.toolkit.fluxcd.io"];
    DEFINED.call_once(|| define_all("FLUX_CRDS", ".yaml", &kinds));
    let scene = Scene::without_controller(namespace, &format!("flux: {{namespace: NAMESPACE, readyWithin: {within}}}"));
    scene.applied(
        r#"{"apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository", "metadata": {"name": "shop"},
        "spec": {"interval": "1m", "url": "https://git.example.com/shop.git", "ref": {"branch": "deploy/staging"}}}"#,
    );
    scene.applied(
        r#"{"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": {"name": "cart"},
        "spec": {"interval": "10m", "path": "./deploy/staging/kubernetes/cart", "prune": true, "wait": true,
        "sourceRef": {"kind": "GitRepository", "name": "shop"}}}"#,
    );
    scene
}

fn writes(scene: &Scene, status: &str) {
    scene.writes(KUSTOMIZATION, status, &["--subresource=status"]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn a_kustomization_is_waited_for_until_it_is_applied_and_ready() {
    let scene = scene("flux-good", "60s");
    let mut running = scene.deploying();
    scene.until_committed(1);
    for status in
        [REFUSED.to_owned(), APPLIED.replace("TIP", &"1".repeat(40)), APPLIED.replace("\"True\"", "\"Unknown\"")]
    {
        writes(&scene, &status);
        std::thread::sleep(Duration::from_millis(2_500));
        assert!(running.try_wait().unwrap().is_none(), "it went on at {status}");
    }
    writes(&scene, APPLIED);
    let (code, said) = ended(running);
    assert_eq!(code, Some(0), "{said}");
    assert!(state_of(&scene.shop, "workload").is_some());
    scene.shop.deploy().await;
    assert_eq!(scene.commits().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn what_flux_could_not_apply_is_told_with_what_the_cluster_said() {
    let scene = scene("flux-refused", "8s");
    scene.settings("flux: {namespace: NAMESPACE, context: guest}");
    let problem = scene.problem().await;
    assert_eq!(problem.code.as_str(), "k8s.forbidden", "{problem}");
    assert!(scene.commits().is_empty());
    scene.settings("flux: {namespace: NAMESPACE, readyWithin: 8s}");
    let running = scene.deploying();
    scene.until_committed(1);
    writes(&scene, REFUSED);
    let (code, said) = ended(running);
    assert_eq!(code, Some(6), "{said}");
    let why = "ReconciliationFailed: ConfigMap/shop/cart dry-run failed: .data.color: expected string";
    assert!(said.contains(&format!("Kustomization flux-refused/cart is not ready: {why}")), "{said}");
    assert!(state_of(&scene.shop, "workload").is_some());
    assert_eq!(scene.problem().await.code.as_str(), "gitops.not_ready");
    writes(&scene, APPLIED);
    scene.shop.deploy().await;
}
