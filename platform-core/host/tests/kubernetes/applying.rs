//! What is applied is what was planned, and what others do is theirs.

use super::shop::*;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn only_what_was_planned_changes() {
    let shop = Shop::new("planned");
    shop.deploy().await;
    assert_eq!(shop.field("configmap/cart", "{.data.color}"), "blue");
    let uid = shop.field("deployment/cart", "{.metadata.uid}");
    let known = state_of(&shop, "workload").unwrap();
    assert_eq!(known.identity.as_deref(), Some(uid.as_str()));
    assert_eq!(known.outputs.values().map(text).collect::<Vec<_>>(), ["cart"]);

    let before = shop.kubectl(&["get", "configmap/cart", "--output=json"]);
    shop.parameters("{color: green}");
    let plans = shop.plan().await;
    assert_eq!(
        changes(&plans),
        [
            "Update cart/staging/kubernetes/config /data/color",
            "Update cart/staging/kubernetes/workload /spec/template/spec/containers/name=app/env/name=COLOR/value",
        ]
    );
    shop.deploy().await;
    let after = shop.kubectl(&["get", "configmap/cart", "--output=json"]);
    let differing = |before: &str, after: &str| {
        let lines = before.lines().zip(after.lines()).filter(|(one, other)| one != other);
        lines.map(|(_, after)| after.trim().split(':').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(differing(&before, &after), ["\"color\"", "\"resourceVersion\""]);
    assert_eq!(shop.field("deployment/cart", "{.metadata.uid}"), uid);
    // A field that is no longer said is removed, too.
    let managers = shop.field("configmap/cart", "{.metadata.managedFields[*].manager}");
    assert_eq!(managers, "platform-core");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn an_apply_waits_until_what_was_made_is_ready() {
    let shop = Shop::new("ready");
    shop.parameters("{replicas: 2}");
    let _node = Node::new(&shop.namespace, READY);
    shop.deploy().await;
    assert_eq!(shop.field("deployment/cart", "{.status.availableReplicas}"), "2");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn a_kind_and_what_is_of_it_come_in_one_apply() {
    let shop = Shop::new("kinds");
    shop.resource(
        r#"
    - id: kind
      target: kubernetes
      body:
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: gadgets.shop.example}
        spec:
          group: shop.example
          scope: Namespaced
          names: {plural: gadgets, singular: gadget, kind: Gadget}
          versions:
            - name: v1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
    - id: gadget
      target: kubernetes
      dependsOn: [kind]
      body: {apiVersion: shop.example/v1, kind: Gadget, metadata: {name: small, namespace: NAMESPACE}, spec: {size: 1}}
"#,
    );
    shop.deploy().await;
    assert_eq!(shop.field("gadget/small", "{.spec.size}"), "1");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn what_others_add_stays_and_is_no_change() {
    let shop = Shop::new("others");
    shop.deploy().await;
    shop.kubectl(&["annotate", "deployment/cart", "note=theirs", "--field-manager=notes"]);
    shop.kubectl(&["patch", "configmap/cart", "--type=merge", "--patch", r#"{"data": {"theirs": "1"}}"#]);
    assert_eq!(changes(&shop.plan().await), [""; 0]);
    shop.parameters("{color: green}");
    shop.deploy().await;
    assert_eq!(shop.field("deployment/cart", "{.metadata.annotations.note}"), "theirs");
    assert_eq!(shop.field("configmap/cart", "{.data.theirs}"), "1");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn a_field_that_somebody_took_is_drift_and_taken_back_only_when_asked() {
    let shop = Shop::new("taken");
    shop.deploy().await;
    let edit = [
        "patch",
        "configmap/cart",
        "--type=merge",
        "--field-manager=hands",
        "--patch",
        r#"{"data": {"color": "red"}}"#,
    ];
    shop.kubectl(&edit);
    assert_eq!(changes(&shop.plan().await), ["Update cart/staging/kubernetes/config /data/color"]);
    let refused = problems(shop.apply().await);
    assert_eq!(refused.len(), 1, "{refused:#?}");
    assert_eq!(refused[0].code.as_str(), "k8s.conflict");
    assert_eq!(
        refused[0].message,
        "cart/staging/kubernetes/config has fields that somebody else manages: `.data.color` (hands)"
    );
    assert_eq!(shop.field("configmap/cart", "{.data.color}"), "red", "nothing was touched");
    shop.target("forceConflicts: true");
    shop.deploy().await;
    assert_eq!(shop.field("configmap/cart", "{.data.color}"), "blue");
}
