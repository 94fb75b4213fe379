//! The rules themselves.
//!
//! Lists and scalars of Kubernetes are as its OpenAPI says (`x-kubernetes-list-type`, `x-kubernetes-list-map-keys`, v1.34),
//! except that the order of `env` and `initContainers` has a meaning there and so is kept here. What can't be changed in
//! place is as the API server's validation has it.

use std::borrow::Cow::Borrowed;

use super::rules::{Fixed, Key, ListRule, Rule, ScalarRule, first_mark, last_mark};

const fn list(path: &'static str, says: ListRule) -> Rule<ListRule> {
    Rule { kinds: &[], path: Borrowed(path), mark: last_mark(path), says }
}

const fn list_of(kinds: &'static [&'static str], path: &'static str, says: ListRule) -> Rule<ListRule> {
    Rule { kinds, path: Borrowed(path), mark: last_mark(path), says }
}

const fn scalar(path: &'static str, says: ScalarRule) -> Rule<ScalarRule> {
    Rule { kinds: &[], path: Borrowed(path), mark: last_mark(path), says }
}

const fn fixed(kinds: &'static [&'static str], path: &'static str, says: Fixed) -> Rule<Fixed> {
    Rule { kinds, path: Borrowed(path), mark: first_mark(path), says }
}

const fn key(field: &'static str) -> Key {
    Key { field: Borrowed(field), default: None }
}

const fn key_or(field: &'static str, default: &'static str) -> Key {
    Key { field: Borrowed(field), default: Some(Borrowed(default)) }
}

const fn map(keys: &'static [Key]) -> ListRule {
    ListRule::Map(Borrowed(keys))
}

const fn ordered(keys: &'static [Key]) -> ListRule {
    ListRule::OrderedMap(Borrowed(keys))
}

const NAME: &[Key] = &[key("name")];
const TYPE: &[Key] = &[key("type")];
const IP: &[Key] = &[key("ip")];
const UID: &[Key] = &[key("uid")];
const MOUNT_PATH: &[Key] = &[key("mountPath")];
const DEVICE_PATH: &[Key] = &[key("devicePath")];
const CONTAINER_PORT: &[Key] = &[key("containerPort"), key_or("protocol", "TCP")];
const SERVICE_PORT: &[Key] = &[key("port"), key_or("protocol", "TCP")];
const SPREAD: &[Key] = &[key("topologyKey"), key("whenUnsatisfiable")];

pub(super) const KUBERNETES_LISTS: &[Rule<ListRule>] = &[
    list("containers", map(NAME)),
    list("initContainers", ordered(NAME)),
    list("ephemeralContainers", map(NAME)),
    list("containers/*/env", ordered(NAME)),
    list("initContainers/*/env", ordered(NAME)),
    list("ephemeralContainers/*/env", ordered(NAME)),
    list("containers/*/ports", map(CONTAINER_PORT)),
    list("initContainers/*/ports", map(CONTAINER_PORT)),
    list("ephemeralContainers/*/ports", map(CONTAINER_PORT)),
    list("volumeMounts", map(MOUNT_PATH)),
    list("volumeDevices", map(DEVICE_PATH)),
    list("resources/claims", map(NAME)),
    list("spec/volumes", map(NAME)),
    list("spec/imagePullSecrets", map(NAME)),
    list("spec/hostAliases", map(IP)),
    list("spec/topologySpreadConstraints", map(SPREAD)),
    list("spec/schedulingGates", map(NAME)),
    list("spec/resourceClaims", map(NAME)),
    list("metadata/finalizers", ListRule::Set),
    list("metadata/ownerReferences", map(UID)),
    list("status/conditions", map(TYPE)),
    list_of(&["Service"], "/spec/ports", map(SERVICE_PORT)),
    list_of(&["ServiceAccount"], "/secrets", map(NAME)),
    list_of(&["Namespace"], "/spec/finalizers", ListRule::Atomic),
    list_of(
        &[
            "admissionregistration.k8s.io/MutatingWebhookConfiguration",
            "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
        ],
        "/webhooks",
        map(NAME),
    ),
    // Argo Rollouts: a step has no name, so steps are told apart by their place.
    list_of(&["argoproj.io/Rollout"], "/spec/strategy/canary/steps", ListRule::Indexed),
];

pub(super) const KUBERNETES_SCALARS: &[Rule<ScalarRule>] = &[
    scalar("resources/limits/*", ScalarRule::Quantity),
    scalar("resources/requests/*", ScalarRule::Quantity),
    scalar("emptyDir/sizeLimit", ScalarRule::Quantity),
    scalar("resourceFieldRef/divisor", ScalarRule::Quantity),
    scalar("spec/overhead/*", ScalarRule::Quantity),
    scalar("spec/hard/*", ScalarRule::Quantity),
    scalar("spec/capacity/*", ScalarRule::Quantity),
    scalar("target/averageValue", ScalarRule::Quantity),
    scalar("target/value", ScalarRule::Quantity),
    scalar("limits/*/max/*", ScalarRule::Quantity),
    scalar("limits/*/min/*", ScalarRule::Quantity),
    scalar("limits/*/default/*", ScalarRule::Quantity),
    scalar("limits/*/defaultRequest/*", ScalarRule::Quantity),
    scalar("ports/*/targetPort", ScalarRule::IntOrString),
    scalar("httpGet/port", ScalarRule::IntOrString),
    scalar("tcpSocket/port", ScalarRule::IntOrString),
    scalar("spec/minAvailable", ScalarRule::IntOrString),
    scalar("spec/maxUnavailable", ScalarRule::IntOrString),
    scalar("rollingUpdate/maxSurge", ScalarRule::IntOrString),
    scalar("rollingUpdate/maxUnavailable", ScalarRule::IntOrString),
    scalar("canary/maxSurge", ScalarRule::IntOrString),
    scalar("canary/maxUnavailable", ScalarRule::IntOrString),
    scalar("pause/duration", ScalarRule::Duration),
];

const WORKLOADS: &[&str] =
    &["apps/Deployment", "apps/ReplicaSet", "apps/DaemonSet", "apps/StatefulSet", "argoproj.io/Rollout"];
const STATEFUL_SET: &[&str] = &["apps/StatefulSet"];
const JOB: &[&str] = &["batch/Job"];
const CLAIM: &[&str] = &["PersistentVolumeClaim"];
const STORAGE_CLASS: &[&str] = &["storage.k8s.io/StorageClass"];

pub(super) const KUBERNETES_FIXED: &[Rule<Fixed>] = &[
    fixed(&[], "/apiVersion", Fixed::Group),
    fixed(&[], "/kind", Fixed::Always),
    fixed(&[], "/metadata/name", Fixed::Always),
    fixed(&[], "/metadata/namespace", Fixed::Always),
    fixed(WORKLOADS, "/spec/selector", Fixed::Always),
    fixed(STATEFUL_SET, "/spec/serviceName", Fixed::Always),
    fixed(STATEFUL_SET, "/spec/podManagementPolicy", Fixed::Always),
    fixed(STATEFUL_SET, "/spec/volumeClaimTemplates", Fixed::Always),
    fixed(&["Service"], "/spec/clusterIP", Fixed::Always),
    fixed(JOB, "/spec/selector", Fixed::Always),
    fixed(JOB, "/spec/template", Fixed::Always),
    fixed(JOB, "/spec/completionMode", Fixed::Always),
    fixed(JOB, "/spec/podFailurePolicy", Fixed::Always),
    fixed(CLAIM, "/spec", Fixed::Always),
    fixed(CLAIM, "/spec/resources", Fixed::Free),
    fixed(CLAIM, "/spec/volumeAttributesClassName", Fixed::Free),
    fixed(&["ConfigMap", "Secret"], "/data", Fixed::Marked("immutable")),
    fixed(&["ConfigMap", "Secret"], "/binaryData", Fixed::Marked("immutable")),
    fixed(&["ConfigMap", "Secret"], "/stringData", Fixed::Marked("immutable")),
    fixed(&["ConfigMap", "Secret"], "/immutable", Fixed::Marked("immutable")),
    fixed(&["Secret"], "/type", Fixed::Always),
    fixed(&["rbac.authorization.k8s.io/RoleBinding"], "/roleRef", Fixed::Always),
    fixed(&["rbac.authorization.k8s.io/ClusterRoleBinding"], "/roleRef", Fixed::Always),
    fixed(STORAGE_CLASS, "/provisioner", Fixed::Always),
    fixed(STORAGE_CLASS, "/parameters", Fixed::Always),
    fixed(STORAGE_CLASS, "/reclaimPolicy", Fixed::Always),
    fixed(STORAGE_CLASS, "/volumeBindingMode", Fixed::Always),
    fixed(&["scheduling.k8s.io/PriorityClass"], "/value", Fixed::Always),
    fixed(&["networking.k8s.io/IngressClass"], "/spec/controller", Fixed::Always),
];

pub(super) const TERRAFORM_LISTS: &[Rule<ListRule>] = &[list("depends_on", ListRule::Set)];

/// The tool itself decides what it can change in place. What it was told of and no longer is, it destroys.
pub(super) const TERRAFORM_FIXED: &[Rule<Fixed>] = &[fixed(&[], "/resource/*/*", Fixed::Removal)];

pub(super) const CATALOG_LISTS: &[Rule<ListRule>] = &[
    list("metadata/tags", ListRule::Set),
    list("spec/dependsOn", ListRule::Set),
    list("spec/providesApis", ListRule::Set),
    list("spec/consumesApis", ListRule::Set),
];

/// An entity is known by its kind, namespace and name.
pub(super) const CATALOG_FIXED: &[Rule<Fixed>] = &[
    fixed(&[], "/apiVersion", Fixed::Group),
    fixed(&[], "/kind", Fixed::Always),
    fixed(&[], "/metadata/name", Fixed::Always),
    fixed(&[], "/metadata/namespace", Fixed::Always),
];
