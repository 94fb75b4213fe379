//! What is removed is what was applied.

use platform_core::model::Intent;
use platform_host::workspace::{ApplyRequest, PlanRequest};

use super::shop::*;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn what_is_no_longer_rendered_goes_and_nothing_else() {
    let shop = Shop::new("pruned");
    shop.deploy().await;
    shop.kubectl(&["create", "configmap", "theirs"]);
    shop.parameters("{workload: false}");
    assert_eq!(changes(&shop.plan().await), ["Delete cart/staging/kubernetes/workload"]);
    shop.deploy().await;
    assert!(!shop.exists("deployment/cart") && shop.exists("configmap/cart") && shop.exists("configmap/theirs"));
    assert!(state_of(&shop, "workload").is_none());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn what_somebody_made_anew_is_not_removed() {
    let shop = Shop::new("anew");
    shop.deploy().await;
    shop.kubectl(&["delete", "configmap/cart"]);
    shop.kubectl(&["create", "configmap", "cart", "--from-literal=color=blue"]);
    let mut request = PlanRequest::default();
    request.options.intent = Intent::Destroy;
    let plans = shop.plan_with(&request).await.unwrap();
    let failed = problems(shop.open().apply(plans, &ApplyRequest::new("ada")).await);
    assert_eq!(failed.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["k8s.not_ours", "exec.skipped"]);
    assert!(shop.exists("configmap/cart"));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn a_destroyed_service_is_gone_with_its_namespace() {
    let shop = Shop::new("destroyed");
    shop.deploy().await;
    let mut request = PlanRequest::default();
    request.options.intent = Intent::Destroy;
    let plans = shop.plan_with(&request).await.unwrap();
    let report = shop.open().apply(plans, &ApplyRequest::new("ada")).await.unwrap();
    assert!(report.succeeded(), "{:#?}", report.diagnostics());
    assert_eq!(kubectl("default", &["get", "namespace/destroyed", "--ignore-not-found"]), "");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn what_is_held_by_a_finalizer_is_told() {
    let shop = Shop::new("held");
    shop.target("readyWithin: 2s");
    shop.deploy().await;
    let hold = r#"{"metadata": {"finalizers": ["shop.example/wait"]}}"#;
    shop.kubectl(&["patch", "deployment/cart", "--type=merge", "--patch", hold]);
    shop.parameters("{workload: false}");
    let failed = problems(shop.apply().await);
    assert_eq!(failed.len(), 1, "{failed:#?}");
    assert_eq!(failed[0].code.as_str(), "k8s.not_removed");
    assert!(failed[0].message.contains("shop.example/wait"), "{}", failed[0].message);
    shop.kubectl(&["patch", "deployment/cart", "--type=merge", "--patch", r#"{"metadata": {"finalizers": null}}"#]);
    shop.deploy().await;
    assert!(!shop.exists("deployment/cart"));
}
