//! What the cluster does not accept is told with its address and field, before anything is changed.

use std::time::{Duration, Instant};

use platform_core::model::Effect;

use super::shop::*;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn a_wrong_field_is_named_before_anything_is_changed() {
    let shop = Shop::new("wrong");
    shop.resource(
        "    - id: extra\n      target: kubernetes\n      body: {apiVersion: v1, kind: Service, metadata: {name: extra, namespace: \
         default}, spec: {prots: [{port: 80}], ports: [{port: 99999}]}}\n",
    );
    let refused = problems(shop.apply().await);
    assert_eq!(refused.len(), 1, "{refused:#?}");
    assert_eq!(refused[0].code.as_str(), "k8s.refused");
    assert!(refused[0].message.starts_with("cart/staging/kubernetes/extra is refused by the cluster: "));
    assert!(refused[0].message.contains(".spec.prots"), "{}", refused[0].message);
    assert_eq!(refused[0].outcome, Effect::None);
    assert_eq!(kubectl("default", &["get", "namespace/wrong", "--ignore-not-found"]), "");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn an_invalid_value_is_named_by_its_field() {
    let shop = Shop::new("invalid");
    shop.resource(
        "    - id: extra\n      target: kubernetes\n      body: {apiVersion: v1, kind: Service, metadata: {name: extra, namespace: \
         default}, spec: {ports: [{port: 99999}]}}\n",
    );
    let refused = problems(shop.apply().await);
    let extra = refused.iter().find(|one| one.message.contains("kubernetes/extra")).unwrap();
    assert_eq!(extra.code.as_str(), "k8s.refused");
    assert!(extra.related.iter().any(|related| related.message.starts_with("`spec.ports[0].port`: ")), "{extra:#?}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn a_kind_that_is_not_installed_is_named() {
    let shop = Shop::new("missing");
    shop.resource(
        "    - id: extra\n      target: kubernetes\n      body: {apiVersion: nobody.example/v1, kind: Gizmo, metadata: {name: a, namespace: \
         missing}}\n",
    );
    let refused = problems(shop.apply().await);
    assert_eq!(refused.len(), 1, "{refused:#?}");
    assert_eq!(refused[0].code.as_str(), "k8s.missing_kind");
    assert_eq!(
        refused[0].message,
        "cart/staging/kubernetes/extra: the cluster knows no `Gizmo` of `nobody.example/v1`"
    );
    assert_eq!(kubectl("default", &["get", "namespace/missing", "--ignore-not-found"]), "");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn who_may_do_nothing_is_told_so() {
    let shop = Shop::new("forbidden");
    shop.target("context: guest");
    let planned = shop.plan_with(&Default::default()).await;
    let refused = planned.unwrap_err().diagnostics;
    assert!(refused.iter().all(|one| one.code.as_str() == "k8s.forbidden"), "{refused:#?}");
    assert!(refused[0].message.contains("cannot get resource"), "{}", refused[0].message);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn why_something_is_not_ready_is_told_and_what_was_applied_is_known() {
    let shop = Shop::new("unready");
    shop.target("readyWithin: 4s");
    shop.parameters("{replicas: 1}");
    let node = Node::new(&shop.namespace, NO_IMAGE);
    let failed = problems(shop.apply().await);
    drop(node);
    assert_eq!(failed.len(), 1, "{failed:#?}");
    assert_eq!(failed[0].code.as_str(), "k8s.not_ready");
    assert_eq!(
        failed[0].message,
        "cart/staging/kubernetes/workload was applied and is not ready: after 4 s 0 of 1 replicas are available"
    );
    let why: Vec<&str> = failed[0].related.iter().map(|related| related.message.as_str()).collect();
    assert!(why.iter().any(|why| why.contains("ImagePullBackOff: Back-off pulling image")), "{why:#?}");
    // It is there, and it is ours: the next plan changes it instead of finding somebody else's.
    assert!(state_of(&shop, "workload").is_some());
    // A pipeline that is simply run again does not become green by that.
    assert_eq!(changes(&shop.plan().await), [""; 0]);
    let again = problems(shop.apply().await);
    assert_eq!(again.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["k8s.not_ready"], "{again:#?}");
    shop.target("readyWithin: 30s");
    shop.parameters("{replicas: 1, color: green}");
    let _node = Node::new(&shop.namespace, READY);
    shop.deploy().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn a_quota_is_named() {
    let shop = Shop::new("quota");
    shop.resource(
        "    - id: quota\n      target: kubernetes\n      body: {apiVersion: v1, kind: ResourceQuota, metadata: {name: none, \
         namespace: NAMESPACE}, spec: {hard: {pods: \"0\"}}}\n",
    );
    shop.deploy().await;
    shop.target("readyWithin: 4s");
    shop.parameters("{replicas: 1}");
    let failed = problems(shop.apply().await);
    let told = format!("{failed:#?}");
    assert!(told.contains("exceeded quota: none"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn nothing_is_waited_for_where_that_is_asked() {
    let shop = Shop::new("hurried");
    shop.target("readyWithin: 0s");
    shop.parameters("{replicas: 3}");
    let begun = Instant::now();
    shop.deploy().await;
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(shop.field("deployment/cart", "{.spec.replicas}"), "3");
    assert!(state_of(&shop, "workload").unwrap().identity.is_some());
}
