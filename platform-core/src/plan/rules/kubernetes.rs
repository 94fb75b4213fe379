//! Rules of Kubernetes that no schema says.
//!
//! What can't be changed in place is as the API server's validation has it. The guesses are for kinds of which no schema
//! is known: most have a pod somewhere.

use std::borrow::Cow::Borrowed;

use super::pattern::{Rule, first_mark, last_mark};
use super::{Fixed, Key, ListRule, ScalarRule};

const fn list(path: &'static str, says: ListRule) -> Rule<ListRule> {
    Rule { kinds: &[], path: Borrowed(path), mark: last_mark(path), says }
}

const fn list_of(kinds: &'static [&'static str], path: &'static str, says: ListRule) -> Rule<ListRule> {
    Rule { kinds, path: Borrowed(path), mark: last_mark(path), says }
}

const fn scalar(path: &'static str, says: ScalarRule) -> Rule<ScalarRule> {
    Rule { kinds: &[], path: Borrowed(path), mark: last_mark(path), says }
}

const fn scalar_of(kinds: &'static [&'static str], path: &'static str, says: ScalarRule) -> Rule<ScalarRule> {
    Rule { kinds, path: Borrowed(path), mark: last_mark(path), says }
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
const UID: &[Key] = &[key("uid")];
const MOUNT_PATH: &[Key] = &[key("mountPath")];
const CONTAINER_PORT: &[Key] = &[key("containerPort"), key_or("protocol", "TCP")];

/// What the server says of every object in its `metadata`, whatever a manifest says.
pub(super) const THEIRS_IN_METADATA: &[&str] = &[
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
];

const ROLLOUT: &[&str] = &["argoproj.io/Rollout"];

/// A step of a rollout has no name: steps are told apart by their place.
pub(super) const LISTS: &[Rule<ListRule>] = &[list_of(ROLLOUT, "/spec/strategy/canary/steps", ListRule::Indexed)];

/// Texts that hold something, and what a definition doesn't say.
pub(super) const SCALARS: &[Rule<ScalarRule>] = &[
    scalar("metadata/annotations/*last-applied-configuration", ScalarRule::Json),
    scalar_of(&["ConfigMap"], "/data/*.json", ScalarRule::Json),
    scalar_of(ROLLOUT, "pause/duration", ScalarRule::Duration),
];

pub(super) const GUESSED_LISTS: &[Rule<ListRule>] = &[
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
    list("spec/volumes", map(NAME)),
    list("spec/imagePullSecrets", map(NAME)),
    list("metadata/finalizers", ListRule::Set),
    list("metadata/ownerReferences", map(UID)),
    list("status/conditions", map(TYPE)),
];

pub(super) const GUESSED_SCALARS: &[Rule<ScalarRule>] = &[
    scalar("resources/limits/*", ScalarRule::Quantity),
    scalar("resources/requests/*", ScalarRule::Quantity),
    scalar("emptyDir/sizeLimit", ScalarRule::Quantity),
    scalar("resourceFieldRef/divisor", ScalarRule::Quantity),
    scalar("httpGet/port", ScalarRule::IntOrString),
    scalar("tcpSocket/port", ScalarRule::IntOrString),
    scalar("rollingUpdate/maxSurge", ScalarRule::IntOrString),
    scalar("rollingUpdate/maxUnavailable", ScalarRule::IntOrString),
];

const WORKLOADS: &[&str] =
    &["apps/Deployment", "apps/ReplicaSet", "apps/DaemonSet", "apps/StatefulSet", "argoproj.io/Rollout"];
const STATEFUL_SET: &[&str] = &["apps/StatefulSet"];
const JOB: &[&str] = &["batch/Job"];
const CLAIM: &[&str] = &["PersistentVolumeClaim"];
const STORAGE_CLASS: &[&str] = &["storage.k8s.io/StorageClass"];

pub(super) const FIXED: &[Rule<Fixed>] = &[
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
