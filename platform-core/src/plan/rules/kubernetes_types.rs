//! Made by `tests/kubernetes rules --write` from k8s.io/kubernetes@v1.35.4, github.com/argoproj/argo-rollouts@v1.10.2, github.com/argoproj/argo-cd/v3@v3.6.1, github.com/prometheus-operator/prometheus-operator@v0.85.0, github.com/external-secrets/external-secrets@v0.20.4 and sigs.k8s.io/gateway-api@v1.4.0, and from kubernetes_defaults.txt.

use std::borrow::Cow::Borrowed as B;

use super::Key;
use super::ListRule::{Map, OrderedMap, Set};
use super::ScalarRule::{Bytes, Duration, IntOrString, Quantity, Time};
use super::schema::{Absent as A, Case, Field, Is, Root, Schema, Type};

pub(super) static PUBLISHED: Schema = Schema { kinds: B(KINDS), types: B(TYPES) };

const fn f(name: &'static str, of: Option<u32>, is: Is, absent: A) -> Field { Field { name: B(name), of, is, absent, zero: false } }
const fn z(name: &'static str, of: Option<u32>, is: Is, absent: A) -> Field { Field { name: B(name), of, is, absent, zero: true } }
const fn r(group: &'static str, kind: &'static str, version: &'static str, of: u32) -> Root { Root { group: B(group), kind: B(kind), version: B(version), of } }
const fn k(field: &'static str) -> Key { Key { field: B(field), default: None } }
const fn kd(field: &'static str, default: &'static str) -> Key { Key { field: B(field), default: Some(B(default)) } }
const P: Is = Is::Plain;
const N: A = A::Nothing;
const F: A = A::Filled;
const K0: &[Key] = &[k("name")];
const K1: &[Key] = &[k("uid")];
const K2: &[Key] = &[k("type")];
const K3: &[Key] = &[k("apiServerID")];
const K4: &[Key] = &[k("ip")];
const K5: &[Key] = &[kd("name", "")];
const K6: &[Key] = &[k("topologyKey"), k("whenUnsatisfiable")];
const K7: &[Key] = &[k("containerPort"), kd("protocol", "TCP")];
const K8: &[Key] = &[k("devicePath")];
const K9: &[Key] = &[k("mountPath")];
const K10: &[Key] = &[k("resourceID")];
const K11: &[Key] = &[k("port"), kd("protocol", "TCP")];
const K12: &[Key] = &[k("driver"), k("device"), k("pool"), k("shareID")];
const K13: &[Key] = &[k("rule")];
const T0: &[Field] = &[f("metadata", Some(1), P, F), z("webhooks", Some(3), Is::List(Map(B(K0))), N)];
const T1: &[Field] = &[z("creationTimestamp", None, Is::Scalar(Time), N), f("deletionGracePeriodSeconds", None, P, N), f("deletionTimestamp", None, Is::Scalar(Time), N), z("finalizers", None, Is::List(Set), N), z("ownerReferences", Some(2), Is::List(Map(B(K1))), N)];
const T2: &[Field] = &[f("blockOwnerDeletion", None, P, N), f("controller", None, P, N)];
const T3: &[Field] = &[f("clientConfig", Some(4), P, F), f("failurePolicy", None, P, A::Text(B("Fail"))), z("matchConditions", Some(6), Is::List(Map(B(K0))), N), f("matchPolicy", None, P, A::Text(B("Equivalent"))), f("namespaceSelector", Some(7), P, F), f("objectSelector", Some(7), P, F), f("reinvocationPolicy", None, P, A::Text(B("Never"))), z("rules", Some(9), P, N), f("sideEffects", None, P, N), f("timeoutSeconds", None, P, A::Integer(10))];
const T4: &[Field] = &[z("caBundle", None, Is::Scalar(Bytes), N), f("service", Some(5), P, N), f("url", None, P, N)];
const T5: &[Field] = &[f("path", None, P, N), f("port", None, P, A::Integer(443))];
const T6: &[Field] = &[];
const T7: &[Field] = &[z("matchExpressions", Some(8), P, N)];
const T8: &[Field] = &[];
const T9: &[Field] = &[f("scope", None, P, A::Text(B("*")))];
const T10: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(11), P, F)];
const T11: &[Field] = &[z("auditAnnotations", Some(12), P, N), f("failurePolicy", None, P, A::Text(B("Fail"))), z("matchConditions", Some(6), Is::List(Map(B(K0))), N), f("matchConstraints", Some(13), P, N), f("paramKind", Some(15), P, N), z("validations", Some(16), P, N), z("variables", Some(17), Is::List(Map(B(K0))), N)];
const T12: &[Field] = &[];
const T13: &[Field] = &[z("excludeResourceRules", Some(14), P, N), f("matchPolicy", None, P, A::Text(B("Equivalent"))), f("namespaceSelector", Some(7), P, F), f("objectSelector", Some(7), P, F), z("resourceRules", Some(14), P, N)];
const T14: &[Field] = &[f("scope", None, P, A::Text(B("*")))];
const T15: &[Field] = &[];
const T16: &[Field] = &[f("reason", None, P, N)];
const T17: &[Field] = &[];
const T18: &[Field] = &[z("conditions", Some(19), Is::List(Map(B(K2))), N), f("typeChecking", Some(20), P, N)];
const T19: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T20: &[Field] = &[z("expressionWarnings", Some(21), P, N)];
const T21: &[Field] = &[];
const T22: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(23), P, F)];
const T23: &[Field] = &[f("matchResources", Some(13), P, N), f("paramRef", Some(24), P, N), z("validationActions", None, Is::List(Set), N)];
const T24: &[Field] = &[f("parameterNotFoundAction", None, P, N), f("selector", Some(7), P, N)];
const T25: &[Field] = &[f("metadata", Some(1), P, F), z("webhooks", Some(26), Is::List(Map(B(K0))), N)];
const T26: &[Field] = &[f("clientConfig", Some(4), P, F), f("failurePolicy", None, P, A::Text(B("Fail"))), z("matchConditions", Some(6), Is::List(Map(B(K0))), N), f("matchPolicy", None, P, A::Text(B("Equivalent"))), f("namespaceSelector", Some(7), P, F), f("objectSelector", Some(7), P, F), z("rules", Some(9), P, N), f("sideEffects", None, P, N), f("timeoutSeconds", None, P, A::Integer(10))];
const T27: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(28), P, F)];
const T28: &[Field] = &[f("failurePolicy", None, P, N), z("matchConditions", Some(29), Is::List(Map(B(K0))), N), f("matchConstraints", Some(30), P, N), z("mutations", Some(32), P, N), f("paramKind", Some(35), P, N), z("variables", Some(36), P, N)];
const T29: &[Field] = &[f("expression", None, P, N), f("name", None, P, N)];
const T30: &[Field] = &[z("excludeResourceRules", Some(31), P, N), f("matchPolicy", None, P, N), f("namespaceSelector", Some(7), P, N), f("objectSelector", Some(7), P, N), z("resourceRules", Some(31), P, N)];
const T31: &[Field] = &[];
const T32: &[Field] = &[f("applyConfiguration", Some(33), P, N), f("jsonPatch", Some(34), P, N)];
const T33: &[Field] = &[];
const T34: &[Field] = &[];
const T35: &[Field] = &[];
const T36: &[Field] = &[];
const T37: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(38), P, F)];
const T38: &[Field] = &[f("matchResources", Some(30), P, N), f("paramRef", Some(39), P, N)];
const T39: &[Field] = &[f("parameterNotFoundAction", None, P, N), f("selector", Some(7), P, N)];
const T40: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(41), P, F)];
const T41: &[Field] = &[f("failurePolicy", None, P, N), z("matchConditions", Some(42), Is::List(Map(B(K0))), N), f("matchConstraints", Some(43), P, N), z("mutations", Some(45), P, N), f("paramKind", Some(48), P, N), z("variables", Some(49), P, N)];
const T42: &[Field] = &[];
const T43: &[Field] = &[z("excludeResourceRules", Some(44), P, N), f("matchPolicy", None, P, N), f("namespaceSelector", Some(7), P, N), f("objectSelector", Some(7), P, N), z("resourceRules", Some(44), P, N)];
const T44: &[Field] = &[];
const T45: &[Field] = &[f("applyConfiguration", Some(46), P, N), f("jsonPatch", Some(47), P, N)];
const T46: &[Field] = &[];
const T47: &[Field] = &[];
const T48: &[Field] = &[];
const T49: &[Field] = &[];
const T50: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(51), P, F)];
const T51: &[Field] = &[f("matchResources", Some(43), P, N), f("paramRef", Some(52), P, N)];
const T52: &[Field] = &[f("parameterNotFoundAction", None, P, N), f("selector", Some(7), P, N)];
const T53: &[Field] = &[f("metadata", Some(1), P, F), f("spec", None, P, F)];
const T54: &[Field] = &[f("commonEncodingVersion", None, P, N), z("conditions", Some(55), Is::List(Map(B(K2))), N), z("storageVersions", Some(56), Is::List(Map(B(K3))), N)];
const T55: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T56: &[Field] = &[z("decodableVersions", None, Is::List(Set), N), z("servedVersions", None, Is::List(Set), N)];
const T57: &[Field] = &[f("data", None, P, N), f("metadata", Some(1), P, F)];
const T58: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(59), P, F)];
const T59: &[Field] = &[f("revisionHistoryLimit", None, P, A::Integer(10)), f("selector", Some(7), P, N), f("template", Some(60), P, F), f("updateStrategy", Some(167), P, F)];
const T60: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(61), P, F)];
const T61: &[Field] = &[f("activeDeadlineSeconds", None, P, N), f("affinity", Some(62), P, N), f("automountServiceAccountToken", None, P, N), z("containers", Some(72), Is::List(Map(B(K0))), N), f("dnsConfig", Some(108), P, N), z("dnsPolicy", None, P, A::Text(B("ClusterFirst"))), f("enableServiceLinks", None, P, A::Bool(true)), z("ephemeralContainers", Some(110), Is::List(Map(B(K0))), N), z("hostAliases", Some(111), Is::List(Map(B(K4))), N), f("hostUsers", None, P, N), f("hostnameOverride", None, P, N), z("imagePullSecrets", Some(112), Is::List(Map(B(K5))), N), z("initContainers", Some(72), Is::List(OrderedMap(B(K0))), N), f("os", Some(113), P, N), z("overhead", Some(96), P, N), f("preemptionPolicy", None, P, N), f("priority", None, P, N), z("readinessGates", Some(114), P, N), z("resourceClaims", Some(115), Is::List(Map(B(K0))), N), f("resources", Some(94), P, N), z("restartPolicy", None, P, A::Text(B("Always"))), f("runtimeClassName", None, P, N), z("schedulerName", None, P, A::Text(B("default-scheduler"))), z("schedulingGates", Some(116), Is::List(Map(B(K0))), N), f("securityContext", Some(117), P, F), z("serviceAccount", None, P, A::Beside(B("serviceAccountName"))), f("setHostnameAsFQDN", None, P, N), f("shareProcessNamespace", None, P, N), f("terminationGracePeriodSeconds", None, P, A::Integer(30)), z("tolerations", Some(119), P, N), z("topologySpreadConstraints", Some(120), Is::List(Map(B(K6))), N), z("volumes", Some(121), Is::List(Map(B(K0))), N), f("workloadRef", Some(166), P, N)];
const T62: &[Field] = &[f("nodeAffinity", Some(63), P, N), f("podAffinity", Some(68), P, N), f("podAntiAffinity", Some(71), P, N)];
const T63: &[Field] = &[z("preferredDuringSchedulingIgnoredDuringExecution", Some(64), P, N), f("requiredDuringSchedulingIgnoredDuringExecution", Some(67), P, N)];
const T64: &[Field] = &[f("preference", Some(65), P, F)];
const T65: &[Field] = &[z("matchExpressions", Some(66), P, N), z("matchFields", Some(66), P, N)];
const T66: &[Field] = &[];
const T67: &[Field] = &[z("nodeSelectorTerms", Some(65), P, N)];
const T68: &[Field] = &[z("preferredDuringSchedulingIgnoredDuringExecution", Some(69), P, N), z("requiredDuringSchedulingIgnoredDuringExecution", Some(70), P, N)];
const T69: &[Field] = &[f("podAffinityTerm", Some(70), P, F)];
const T70: &[Field] = &[f("labelSelector", Some(7), P, N), f("namespaceSelector", Some(7), P, N)];
const T71: &[Field] = &[z("preferredDuringSchedulingIgnoredDuringExecution", Some(69), P, N), z("requiredDuringSchedulingIgnoredDuringExecution", Some(70), P, N)];
const T72: &[Field] = &[z("env", Some(73), Is::List(OrderedMap(B(K0))), N), z("envFrom", Some(80), P, N), z("imagePullPolicy", None, P, A::PullPolicy(B("image"))), f("lifecycle", Some(83), P, N), f("livenessProbe", Some(90), P, N), z("ports", Some(92), Is::List(Map(B(K7))), N), f("readinessProbe", Some(90), P, N), z("resizePolicy", Some(93), P, N), f("resources", Some(94), P, F), f("restartPolicy", None, P, N), z("restartPolicyRules", Some(98), P, N), f("securityContext", Some(100), P, N), f("startupProbe", Some(90), P, N), z("terminationMessagePath", None, P, A::Text(B("/dev/termination-log"))), z("terminationMessagePolicy", None, P, A::Text(B("File"))), z("volumeDevices", Some(106), Is::List(Map(B(K8))), N), z("volumeMounts", Some(107), Is::List(Map(B(K9))), N)];
const T73: &[Field] = &[f("valueFrom", Some(74), P, N)];
const T74: &[Field] = &[f("configMapKeyRef", Some(75), P, N), f("fieldRef", Some(76), P, N), f("fileKeyRef", Some(77), P, N), f("resourceFieldRef", Some(78), P, N), f("secretKeyRef", Some(79), P, N)];
const T75: &[Field] = &[f("optional", None, P, N)];
const T76: &[Field] = &[z("apiVersion", None, P, A::Text(B("v1")))];
const T77: &[Field] = &[f("optional", None, P, A::Bool(false))];
const T78: &[Field] = &[z("divisor", None, Is::Scalar(Quantity), A::Text(B("0")))];
const T79: &[Field] = &[f("optional", None, P, N)];
const T80: &[Field] = &[f("configMapRef", Some(81), P, N), f("secretRef", Some(82), P, N)];
const T81: &[Field] = &[f("optional", None, P, N)];
const T82: &[Field] = &[f("optional", None, P, N)];
const T83: &[Field] = &[f("postStart", Some(84), P, N), f("preStop", Some(84), P, N), f("stopSignal", None, P, N)];
const T84: &[Field] = &[f("exec", Some(85), P, N), f("httpGet", Some(86), P, N), f("sleep", Some(88), P, N), f("tcpSocket", Some(89), P, N)];
const T85: &[Field] = &[];
const T86: &[Field] = &[z("httpHeaders", Some(87), P, N), z("path", None, P, A::Text(B("/"))), z("port", None, Is::Scalar(IntOrString), N), z("scheme", None, P, A::Text(B("HTTP")))];
const T87: &[Field] = &[];
const T88: &[Field] = &[];
const T89: &[Field] = &[z("port", None, Is::Scalar(IntOrString), N)];
const T90: &[Field] = &[f("exec", Some(85), P, N), z("failureThreshold", None, P, A::Integer(3)), f("grpc", Some(91), P, N), f("httpGet", Some(86), P, N), z("periodSeconds", None, P, A::Integer(10)), z("successThreshold", None, P, A::Integer(1)), f("tcpSocket", Some(89), P, N), f("terminationGracePeriodSeconds", None, P, N), z("timeoutSeconds", None, P, A::Integer(1))];
const T91: &[Field] = &[f("service", None, P, A::Text(B("")))];
const T92: &[Field] = &[z("protocol", None, P, A::Text(B("TCP")))];
const T93: &[Field] = &[];
const T94: &[Field] = &[z("claims", Some(95), Is::List(Map(B(K0))), N), z("limits", Some(96), P, N), z("requests", Some(97), P, F)];
const T95: &[Field] = &[];
const T96: &[Field] = &[f("*", None, Is::Scalar(Quantity), N)];
const T97: &[Field] = &[f("*", None, Is::Scalar(Quantity), A::Above(B(&[B("limits")])))];
const T98: &[Field] = &[f("exitCodes", Some(99), P, N)];
const T99: &[Field] = &[z("values", None, Is::List(Set), N)];
const T100: &[Field] = &[f("allowPrivilegeEscalation", None, P, N), f("appArmorProfile", Some(101), P, N), f("capabilities", Some(102), P, N), f("privileged", None, P, N), f("procMount", None, P, N), f("readOnlyRootFilesystem", None, P, N), f("runAsGroup", None, P, N), f("runAsNonRoot", None, P, N), f("runAsUser", None, P, N), f("seLinuxOptions", Some(103), P, N), f("seccompProfile", Some(104), P, N), f("windowsOptions", Some(105), P, N)];
const T101: &[Field] = &[f("localhostProfile", None, P, N)];
const T102: &[Field] = &[];
const T103: &[Field] = &[];
const T104: &[Field] = &[f("localhostProfile", None, P, N)];
const T105: &[Field] = &[f("gmsaCredentialSpec", None, P, N), f("gmsaCredentialSpecName", None, P, N), f("hostProcess", None, P, N), f("runAsUserName", None, P, N)];
const T106: &[Field] = &[];
const T107: &[Field] = &[f("mountPropagation", None, P, N), f("recursiveReadOnly", None, P, N)];
const T108: &[Field] = &[z("options", Some(109), P, N)];
const T109: &[Field] = &[f("value", None, P, N)];
const T110: &[Field] = &[z("env", Some(73), Is::List(OrderedMap(B(K0))), N), z("envFrom", Some(80), P, N), z("imagePullPolicy", None, P, A::PullPolicy(B("image"))), f("lifecycle", Some(83), P, N), f("livenessProbe", Some(90), P, N), z("ports", Some(92), Is::List(Map(B(K7))), N), f("readinessProbe", Some(90), P, N), z("resizePolicy", Some(93), P, N), f("resources", Some(94), P, F), f("restartPolicy", None, P, N), z("restartPolicyRules", Some(98), P, N), f("securityContext", Some(100), P, N), f("startupProbe", Some(90), P, N), z("terminationMessagePath", None, P, A::Text(B("/dev/termination-log"))), z("terminationMessagePolicy", None, P, A::Text(B("File"))), z("volumeDevices", Some(106), Is::List(Map(B(K8))), N), z("volumeMounts", Some(107), Is::List(Map(B(K9))), N)];
const T111: &[Field] = &[];
const T112: &[Field] = &[];
const T113: &[Field] = &[];
const T114: &[Field] = &[];
const T115: &[Field] = &[f("resourceClaimName", None, P, N), f("resourceClaimTemplateName", None, P, N)];
const T116: &[Field] = &[];
const T117: &[Field] = &[f("appArmorProfile", Some(101), P, N), f("fsGroup", None, P, N), f("fsGroupChangePolicy", None, P, N), f("runAsGroup", None, P, N), f("runAsNonRoot", None, P, N), f("runAsUser", None, P, N), f("seLinuxChangePolicy", None, P, N), f("seLinuxOptions", Some(103), P, N), f("seccompProfile", Some(104), P, N), f("supplementalGroupsPolicy", None, P, N), z("sysctls", Some(118), P, N), f("windowsOptions", Some(105), P, N)];
const T118: &[Field] = &[];
const T119: &[Field] = &[f("tolerationSeconds", None, P, N)];
const T120: &[Field] = &[f("labelSelector", Some(7), P, N), f("minDomains", None, P, N), f("nodeAffinityPolicy", None, P, A::Text(B("Honor"))), f("nodeTaintsPolicy", None, P, A::Text(B("Ignore")))];
const T121: &[Field] = &[f("awsElasticBlockStore", Some(122), P, N), f("azureDisk", Some(123), P, N), f("azureFile", Some(124), P, N), f("cephfs", Some(125), P, N), f("cinder", Some(126), P, N), f("configMap", Some(127), P, N), f("csi", Some(129), P, N), f("downwardAPI", Some(130), P, N), f("emptyDir", Some(132), P, N), f("ephemeral", Some(133), P, N), f("fc", Some(139), P, N), f("flexVolume", Some(140), P, N), f("flocker", Some(141), P, N), f("gcePersistentDisk", Some(142), P, N), f("gitRepo", Some(143), P, N), f("glusterfs", Some(144), P, N), f("hostPath", Some(145), P, N), f("image", Some(146), P, N), f("iscsi", Some(147), P, N), f("nfs", Some(148), P, N), f("persistentVolumeClaim", Some(149), P, N), f("photonPersistentDisk", Some(150), P, N), f("portworxVolume", Some(151), P, N), f("projected", Some(152), P, N), f("quobyte", Some(160), P, N), f("rbd", Some(161), P, N), f("scaleIO", Some(162), P, N), f("secret", Some(163), P, N), f("storageos", Some(164), P, N), f("vsphereVolume", Some(165), P, N)];
const T122: &[Field] = &[];
const T123: &[Field] = &[f("cachingMode", None, P, A::Text(B("ReadWrite"))), f("fsType", None, P, A::Text(B("ext4"))), f("kind", None, P, A::Text(B("Shared"))), f("readOnly", None, P, A::Bool(false))];
const T124: &[Field] = &[];
const T125: &[Field] = &[f("secretRef", Some(112), P, N)];
const T126: &[Field] = &[f("secretRef", Some(112), P, N)];
const T127: &[Field] = &[f("defaultMode", None, P, A::Integer(420)), z("items", Some(128), P, N), f("optional", None, P, N)];
const T128: &[Field] = &[f("mode", None, P, N)];
const T129: &[Field] = &[f("fsType", None, P, N), f("nodePublishSecretRef", Some(112), P, N), f("readOnly", None, P, N)];
const T130: &[Field] = &[f("defaultMode", None, P, A::Integer(420)), z("items", Some(131), P, N)];
const T131: &[Field] = &[f("fieldRef", Some(76), P, N), f("mode", None, P, N), f("resourceFieldRef", Some(78), P, N)];
const T132: &[Field] = &[f("sizeLimit", None, Is::Scalar(Quantity), N)];
const T133: &[Field] = &[f("volumeClaimTemplate", Some(134), P, N)];
const T134: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(135), P, F)];
const T135: &[Field] = &[f("dataSource", Some(136), P, N), f("dataSourceRef", Some(137), P, N), f("resources", Some(138), P, F), f("selector", Some(7), P, N), f("storageClassName", None, P, N), f("volumeAttributesClassName", None, P, N), f("volumeMode", None, P, A::Text(B("Filesystem")))];
const T136: &[Field] = &[f("apiGroup", None, P, N)];
const T137: &[Field] = &[f("apiGroup", None, P, N), f("namespace", None, P, N)];
const T138: &[Field] = &[z("limits", Some(96), P, N), z("requests", Some(97), P, F)];
const T139: &[Field] = &[f("lun", None, P, N)];
const T140: &[Field] = &[f("secretRef", Some(112), P, N)];
const T141: &[Field] = &[];
const T142: &[Field] = &[];
const T143: &[Field] = &[];
const T144: &[Field] = &[];
const T145: &[Field] = &[f("type", None, P, A::Text(B("")))];
const T146: &[Field] = &[z("pullPolicy", None, P, A::PullPolicy(B("reference")))];
const T147: &[Field] = &[f("initiatorName", None, P, N), z("iscsiInterface", None, P, A::Text(B("default"))), f("secretRef", Some(112), P, N)];
const T148: &[Field] = &[];
const T149: &[Field] = &[];
const T150: &[Field] = &[];
const T151: &[Field] = &[];
const T152: &[Field] = &[f("defaultMode", None, P, A::Integer(420)), z("sources", Some(153), P, N)];
const T153: &[Field] = &[f("clusterTrustBundle", Some(154), P, N), f("configMap", Some(155), P, N), f("downwardAPI", Some(156), P, N), f("podCertificate", Some(157), P, N), f("secret", Some(158), P, N), f("serviceAccountToken", Some(159), P, N)];
const T154: &[Field] = &[f("labelSelector", Some(7), P, N), f("name", None, P, N), f("optional", None, P, N), f("signerName", None, P, N)];
const T155: &[Field] = &[z("items", Some(128), P, N), f("optional", None, P, N)];
const T156: &[Field] = &[z("items", Some(131), P, N)];
const T157: &[Field] = &[f("maxExpirationSeconds", None, P, N)];
const T158: &[Field] = &[z("items", Some(128), P, N), f("optional", None, P, N)];
const T159: &[Field] = &[f("expirationSeconds", None, P, A::Integer(3600))];
const T160: &[Field] = &[];
const T161: &[Field] = &[z("keyring", None, P, A::Text(B("/etc/ceph/keyring"))), z("pool", None, P, A::Text(B("rbd"))), f("secretRef", Some(112), P, N), z("user", None, P, A::Text(B("admin")))];
const T162: &[Field] = &[z("fsType", None, P, A::Text(B("xfs"))), f("secretRef", Some(112), P, N), z("storageMode", None, P, A::Text(B("ThinProvisioned")))];
const T163: &[Field] = &[f("defaultMode", None, P, A::Integer(420)), z("items", Some(128), P, N), f("optional", None, P, N)];
const T164: &[Field] = &[f("secretRef", Some(112), P, N)];
const T165: &[Field] = &[];
const T166: &[Field] = &[];
const T167: &[Field] = &[f("rollingUpdate", Some(168), P, A::When(B(&[Case { beside: B("type"), has: B("RollingUpdate"), then: F }]))), z("type", None, P, A::Text(B("RollingUpdate")))];
const T168: &[Field] = &[f("maxSurge", None, Is::Scalar(IntOrString), A::Integer(0)), f("maxUnavailable", None, Is::Scalar(IntOrString), A::Integer(1))];
const T169: &[Field] = &[f("collisionCount", None, P, N), z("conditions", Some(170), Is::List(Map(B(K2))), N)];
const T170: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T171: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(172), P, F)];
const T172: &[Field] = &[f("progressDeadlineSeconds", None, P, A::Integer(600)), f("replicas", None, P, A::Integer(1)), f("revisionHistoryLimit", None, P, A::Integer(10)), f("selector", Some(7), P, N), f("strategy", Some(173), P, F), f("template", Some(60), P, F)];
const T173: &[Field] = &[f("rollingUpdate", Some(174), P, A::When(B(&[Case { beside: B("type"), has: B("RollingUpdate"), then: F }]))), z("type", None, P, A::Text(B("RollingUpdate")))];
const T174: &[Field] = &[f("maxSurge", None, Is::Scalar(IntOrString), A::Text(B("25%"))), f("maxUnavailable", None, Is::Scalar(IntOrString), A::Text(B("25%")))];
const T175: &[Field] = &[f("collisionCount", None, P, N), z("conditions", Some(176), Is::List(Map(B(K2))), N), f("terminatingReplicas", None, P, N)];
const T176: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N), z("lastUpdateTime", None, Is::Scalar(Time), N)];
const T177: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(178), P, F)];
const T178: &[Field] = &[f("replicas", None, P, A::Integer(1)), f("selector", Some(7), P, N), f("template", Some(60), P, F)];
const T179: &[Field] = &[z("conditions", Some(180), Is::List(Map(B(K2))), N), f("terminatingReplicas", None, P, N)];
const T180: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T181: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(182), P, F)];
const T182: &[Field] = &[f("ordinals", Some(183), P, N), f("persistentVolumeClaimRetentionPolicy", Some(184), P, F), z("podManagementPolicy", None, P, A::Text(B("OrderedReady"))), f("replicas", None, P, A::Integer(1)), f("revisionHistoryLimit", None, P, A::Integer(10)), f("selector", Some(7), P, N), f("template", Some(60), P, F), f("updateStrategy", Some(185), P, F), z("volumeClaimTemplates", Some(192), P, N)];
const T183: &[Field] = &[z("start", None, P, A::Integer(0))];
const T184: &[Field] = &[z("whenDeleted", None, P, A::Text(B("Retain"))), z("whenScaled", None, P, A::Text(B("Retain")))];
const T185: &[Field] = &[f("rollingUpdate", Some(186), P, A::When(B(&[Case { beside: B("type"), has: B("RollingUpdate"), then: F }]))), z("type", None, P, A::Text(B("RollingUpdate")))];
const T186: &[Field] = &[f("maxUnavailable", None, Is::Scalar(IntOrString), A::Integer(1)), f("partition", None, P, A::Integer(0))];
const T187: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(135), P, F)];
const T188: &[Field] = &[z("allocatedResources", Some(96), P, N), z("capacity", Some(96), P, N), z("conditions", Some(189), Is::List(Map(B(K2))), N), f("currentVolumeAttributesClassName", None, P, N), f("modifyVolumeStatus", Some(190), P, N)];
const T189: &[Field] = &[z("lastProbeTime", None, Is::Scalar(Time), N), z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T190: &[Field] = &[];
const T191: &[Field] = &[z("phase", None, P, A::Text(B("Pending")))];
const T192: &[Field] = &[z("apiVersion", None, P, A::Text(B("v1"))), z("kind", None, P, A::Text(B("PersistentVolumeClaim"))), f("metadata", Some(1), P, F), f("spec", Some(135), P, F), z("status", Some(191), P, F)];
const T193: &[Field] = &[z("availableReplicas", None, P, A::Integer(0)), f("collisionCount", None, P, N), z("conditions", Some(194), Is::List(Map(B(K2))), N)];
const T194: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T195: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(196), P, F)];
const T196: &[Field] = &[f("minReplicas", None, P, A::Integer(1)), f("scaleTargetRef", Some(197), P, F), f("targetCPUUtilizationPercentage", None, P, N)];
const T197: &[Field] = &[];
const T198: &[Field] = &[f("currentCPUUtilizationPercentage", None, P, N), f("lastScaleTime", None, Is::Scalar(Time), N), f("observedGeneration", None, P, N)];
const T199: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(200), P, F)];
const T200: &[Field] = &[z("replicas", None, P, A::Integer(0))];
const T201: &[Field] = &[];
const T202: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(203), P, F)];
const T203: &[Field] = &[f("behavior", Some(204), P, N), z("metrics", Some(207), P, N), f("minReplicas", None, P, A::Integer(1)), f("scaleTargetRef", Some(213), P, F)];
const T204: &[Field] = &[f("scaleDown", Some(205), P, N), f("scaleUp", Some(205), P, N)];
const T205: &[Field] = &[z("policies", Some(206), P, N), f("selectPolicy", None, P, A::Text(B("Max"))), f("stabilizationWindowSeconds", None, P, N), f("tolerance", None, Is::Scalar(Quantity), N)];
const T206: &[Field] = &[];
const T207: &[Field] = &[f("containerResource", Some(208), P, N), f("external", Some(210), P, N), f("object", Some(212), P, N), f("pods", Some(214), P, N), f("resource", Some(215), P, N)];
const T208: &[Field] = &[f("target", Some(209), P, F)];
const T209: &[Field] = &[f("averageUtilization", None, P, N), f("averageValue", None, Is::Scalar(Quantity), N), f("value", None, Is::Scalar(Quantity), N)];
const T210: &[Field] = &[f("metric", Some(211), P, F), f("target", Some(209), P, F)];
const T211: &[Field] = &[f("selector", Some(7), P, N)];
const T212: &[Field] = &[f("describedObject", Some(213), P, F), f("metric", Some(211), P, F), f("target", Some(209), P, F)];
const T213: &[Field] = &[];
const T214: &[Field] = &[f("metric", Some(211), P, F), f("target", Some(209), P, F)];
const T215: &[Field] = &[f("target", Some(209), P, F)];
const T216: &[Field] = &[z("conditions", Some(217), Is::List(Map(B(K2))), N), z("currentMetrics", Some(218), P, N), f("lastScaleTime", None, Is::Scalar(Time), N), f("observedGeneration", None, P, N)];
const T217: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T218: &[Field] = &[f("containerResource", Some(219), P, N), f("external", Some(221), P, N), f("object", Some(222), P, N), f("pods", Some(223), P, N), f("resource", Some(224), P, N)];
const T219: &[Field] = &[f("current", Some(220), P, F)];
const T220: &[Field] = &[f("averageUtilization", None, P, N), f("averageValue", None, Is::Scalar(Quantity), N), f("value", None, Is::Scalar(Quantity), N)];
const T221: &[Field] = &[f("current", Some(220), P, F), f("metric", Some(211), P, F)];
const T222: &[Field] = &[f("current", Some(220), P, F), f("describedObject", Some(213), P, F), f("metric", Some(211), P, F)];
const T223: &[Field] = &[f("current", Some(220), P, F), f("metric", Some(211), P, F)];
const T224: &[Field] = &[f("current", Some(220), P, F)];
const T225: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(226), P, F)];
const T226: &[Field] = &[z("concurrencyPolicy", None, P, A::Text(B("Allow"))), f("failedJobsHistoryLimit", None, P, A::Integer(1)), f("jobTemplate", Some(227), P, F), f("startingDeadlineSeconds", None, P, N), f("successfulJobsHistoryLimit", None, P, A::Integer(3)), f("suspend", None, P, A::Bool(false)), f("timeZone", None, P, N)];
const T227: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(228), P, F)];
const T228: &[Field] = &[f("activeDeadlineSeconds", None, P, N), f("backoffLimit", None, P, A::When(B(&[Case { beside: B("backoffLimitPerIndex"), has: B(""), then: A::Integer(6) }, Case { beside: B(""), has: B(""), then: A::Integer(2147483647) }]))), f("backoffLimitPerIndex", None, P, N), f("completionMode", None, P, A::Text(B("NonIndexed"))), f("completions", None, P, N), f("managedBy", None, P, N), f("manualSelector", None, P, A::Bool(false)), f("maxFailedIndexes", None, P, N), f("parallelism", None, P, A::When(B(&[Case { beside: B("completions"), has: B("*"), then: A::Integer(1) }]))), f("podFailurePolicy", Some(229), P, N), f("podReplacementPolicy", None, P, A::When(B(&[Case { beside: B("podFailurePolicy"), has: B(""), then: A::Text(B("TerminatingOrFailed")) }, Case { beside: B(""), has: B(""), then: A::Text(B("Failed")) }]))), f("selector", Some(7), P, N), f("successPolicy", Some(233), P, N), f("suspend", None, P, A::Bool(false)), f("template", Some(60), P, F), f("ttlSecondsAfterFinished", None, P, N)];
const T229: &[Field] = &[z("rules", Some(230), P, N)];
const T230: &[Field] = &[f("onExitCodes", Some(231), P, N), z("onPodConditions", Some(232), P, N)];
const T231: &[Field] = &[f("containerName", None, P, N), z("values", None, Is::List(Set), N)];
const T232: &[Field] = &[z("status", None, P, A::Text(B("True")))];
const T233: &[Field] = &[z("rules", Some(234), P, N)];
const T234: &[Field] = &[f("succeededCount", None, P, N), f("succeededIndexes", None, P, N)];
const T235: &[Field] = &[z("active", Some(236), P, N), f("lastScheduleTime", None, Is::Scalar(Time), N), f("lastSuccessfulTime", None, Is::Scalar(Time), N)];
const T236: &[Field] = &[];
const T237: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(228), P, F)];
const T238: &[Field] = &[f("completionTime", None, Is::Scalar(Time), N), z("conditions", Some(239), P, N), f("failedIndexes", None, P, N), f("ready", None, P, N), f("startTime", None, Is::Scalar(Time), N), f("terminating", None, P, N), f("uncountedTerminatedPods", Some(240), P, N)];
const T239: &[Field] = &[z("lastProbeTime", None, Is::Scalar(Time), N), z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T240: &[Field] = &[z("failed", None, Is::List(Set), N), z("succeeded", None, Is::List(Set), N)];
const T241: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(242), P, F)];
const T242: &[Field] = &[f("expirationSeconds", None, P, N), z("request", None, Is::Scalar(Bytes), N)];
const T243: &[Field] = &[z("certificate", None, Is::Scalar(Bytes), N), z("conditions", Some(244), Is::List(Map(B(K2))), N)];
const T244: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N), z("lastUpdateTime", None, Is::Scalar(Time), N)];
const T245: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(246), P, F)];
const T246: &[Field] = &[];
const T247: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(248), P, F)];
const T248: &[Field] = &[];
const T249: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(250), P, F)];
const T250: &[Field] = &[f("maxExpirationSeconds", None, P, A::Integer(86400)), z("pkixPublicKey", None, Is::Scalar(Bytes), N), z("proofOfPossession", None, Is::Scalar(Bytes), N)];
const T251: &[Field] = &[f("beginRefreshAt", None, Is::Scalar(Time), N), z("conditions", Some(19), Is::List(Map(B(K2))), N), f("notAfter", None, Is::Scalar(Time), N), f("notBefore", None, Is::Scalar(Time), N)];
const T252: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(253), P, F)];
const T253: &[Field] = &[f("acquireTime", None, Is::Scalar(Time), N), f("holderIdentity", None, P, N), f("leaseDurationSeconds", None, P, N), f("leaseTransitions", None, P, N), f("preferredHolder", None, P, N), f("renewTime", None, Is::Scalar(Time), N), f("strategy", None, P, N)];
const T254: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(255), P, F)];
const T255: &[Field] = &[f("pingTime", None, Is::Scalar(Time), N), f("renewTime", None, Is::Scalar(Time), N)];
const T256: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(257), P, F)];
const T257: &[Field] = &[f("pingTime", None, Is::Scalar(Time), N), f("renewTime", None, Is::Scalar(Time), N)];
const T258: &[Field] = &[f("metadata", Some(1), P, F), f("target", Some(236), P, F)];
const T259: &[Field] = &[z("conditions", Some(260), Is::List(Map(B(K2))), N), f("metadata", Some(1), P, F)];
const T260: &[Field] = &[];
const T261: &[Field] = &[f("immutable", None, P, N), f("metadata", Some(1), P, F)];
const T262: &[Field] = &[f("metadata", Some(1), P, F), z("subsets", Some(263), P, N)];
const T263: &[Field] = &[z("addresses", Some(264), P, N), z("notReadyAddresses", Some(264), P, N), z("ports", Some(265), P, N)];
const T264: &[Field] = &[f("nodeName", None, P, N), f("targetRef", Some(236), P, N)];
const T265: &[Field] = &[f("appProtocol", None, P, N), z("protocol", None, P, A::Text(B("TCP")))];
const T266: &[Field] = &[z("eventTime", None, Is::Scalar(Time), N), z("firstTimestamp", None, Is::Scalar(Time), N), f("involvedObject", Some(236), P, F), z("lastTimestamp", None, Is::Scalar(Time), N), f("metadata", Some(1), P, F), f("related", Some(236), P, N), f("series", Some(267), P, N), f("source", Some(268), P, F)];
const T267: &[Field] = &[z("lastObservedTime", None, Is::Scalar(Time), N)];
const T268: &[Field] = &[];
const T269: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(270), P, F)];
const T270: &[Field] = &[z("limits", Some(271), P, N)];
const T271: &[Field] = &[z("default", Some(272), P, F), z("defaultRequest", Some(273), P, F), z("max", Some(96), P, N), z("maxLimitRequestRatio", Some(96), P, N), z("min", Some(96), P, N)];
const T272: &[Field] = &[f("*", None, Is::Scalar(Quantity), A::Above(B(&[B("max")])))];
const T273: &[Field] = &[f("*", None, Is::Scalar(Quantity), A::Above(B(&[B("default"), B("max"), B("min")])))];
const T274: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(275), P, F)];
const T275: &[Field] = &[];
const T276: &[Field] = &[z("conditions", Some(277), Is::List(Map(B(K2))), N)];
const T277: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T278: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(279), P, F)];
const T279: &[Field] = &[f("configSource", Some(280), P, N), z("podCIDRs", None, Is::List(Set), N), z("taints", Some(282), P, N)];
const T280: &[Field] = &[f("configMap", Some(281), P, N)];
const T281: &[Field] = &[];
const T282: &[Field] = &[f("timeAdded", None, Is::Scalar(Time), N)];
const T283: &[Field] = &[z("addresses", Some(284), Is::List(Map(B(K2))), N), z("allocatable", Some(96), P, N), z("capacity", Some(96), P, N), z("conditions", Some(285), Is::List(Map(B(K2))), N), f("config", Some(286), P, N), f("daemonEndpoints", Some(287), P, F), f("features", Some(289), P, N), z("images", Some(290), P, N), f("nodeInfo", Some(291), P, F), z("runtimeHandlers", Some(293), P, N), z("volumesAttached", Some(295), P, N)];
const T284: &[Field] = &[];
const T285: &[Field] = &[z("lastHeartbeatTime", None, Is::Scalar(Time), N), z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T286: &[Field] = &[f("active", Some(280), P, N), f("assigned", Some(280), P, N), f("lastKnownGood", Some(280), P, N)];
const T287: &[Field] = &[f("kubeletEndpoint", Some(288), P, F)];
const T288: &[Field] = &[];
const T289: &[Field] = &[f("supplementalGroupsPolicy", None, P, N)];
const T290: &[Field] = &[];
const T291: &[Field] = &[f("swap", Some(292), P, N)];
const T292: &[Field] = &[f("capacity", None, P, N)];
const T293: &[Field] = &[f("features", Some(294), P, N)];
const T294: &[Field] = &[f("recursiveReadOnlyMounts", None, P, N), f("userNamespaces", None, P, N)];
const T295: &[Field] = &[];
const T296: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(297), P, F)];
const T297: &[Field] = &[f("awsElasticBlockStore", Some(122), P, N), f("azureDisk", Some(123), P, N), f("azureFile", Some(298), P, N), z("capacity", Some(96), P, N), f("cephfs", Some(299), P, N), f("cinder", Some(301), P, N), f("claimRef", Some(236), P, N), f("csi", Some(302), P, N), f("fc", Some(139), P, N), f("flexVolume", Some(303), P, N), f("flocker", Some(141), P, N), f("gcePersistentDisk", Some(142), P, N), f("glusterfs", Some(304), P, N), f("hostPath", Some(145), P, N), f("iscsi", Some(305), P, N), f("local", Some(306), P, N), f("nfs", Some(148), P, N), f("nodeAffinity", Some(307), P, N), z("persistentVolumeReclaimPolicy", None, P, A::Text(B("Retain"))), f("photonPersistentDisk", Some(150), P, N), f("portworxVolume", Some(151), P, N), f("quobyte", Some(160), P, N), f("rbd", Some(308), P, N), f("scaleIO", Some(309), P, N), f("storageos", Some(310), P, N), f("volumeAttributesClassName", None, P, N), f("volumeMode", None, P, A::Text(B("Filesystem"))), f("vsphereVolume", Some(165), P, N)];
const T298: &[Field] = &[f("secretNamespace", None, P, N)];
const T299: &[Field] = &[f("secretRef", Some(300), P, N)];
const T300: &[Field] = &[];
const T301: &[Field] = &[f("secretRef", Some(300), P, N)];
const T302: &[Field] = &[f("controllerExpandSecretRef", Some(300), P, N), f("controllerPublishSecretRef", Some(300), P, N), f("nodeExpandSecretRef", Some(300), P, N), f("nodePublishSecretRef", Some(300), P, N), f("nodeStageSecretRef", Some(300), P, N)];
const T303: &[Field] = &[f("secretRef", Some(300), P, N)];
const T304: &[Field] = &[f("endpointsNamespace", None, P, N)];
const T305: &[Field] = &[f("initiatorName", None, P, N), z("iscsiInterface", None, P, A::Text(B("default"))), f("secretRef", Some(300), P, N)];
const T306: &[Field] = &[f("fsType", None, P, N)];
const T307: &[Field] = &[f("required", Some(67), P, N)];
const T308: &[Field] = &[z("keyring", None, P, A::Text(B("/etc/ceph/keyring"))), z("pool", None, P, A::Text(B("rbd"))), f("secretRef", Some(300), P, N), z("user", None, P, A::Text(B("admin")))];
const T309: &[Field] = &[z("fsType", None, P, A::Text(B("xfs"))), f("secretRef", Some(300), P, N), z("storageMode", None, P, A::Text(B("ThinProvisioned")))];
const T310: &[Field] = &[f("secretRef", Some(236), P, N)];
const T311: &[Field] = &[f("lastPhaseTransitionTime", None, Is::Scalar(Time), N)];
const T312: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(61), P, F)];
const T313: &[Field] = &[z("allocatedResources", Some(96), P, N), z("conditions", Some(314), Is::List(Map(B(K2))), N), z("containerStatuses", Some(315), P, N), z("ephemeralContainerStatuses", Some(315), P, N), f("extendedResourceClaimStatus", Some(325), P, N), z("hostIPs", Some(327), P, N), z("initContainerStatuses", Some(315), P, N), z("podIPs", Some(328), Is::List(Map(B(K4))), N), z("resourceClaimStatuses", Some(329), Is::List(Map(B(K0))), N), f("resources", Some(94), P, N), f("startTime", None, Is::Scalar(Time), N)];
const T314: &[Field] = &[z("lastProbeTime", None, Is::Scalar(Time), N), z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T315: &[Field] = &[z("allocatedResources", Some(96), P, N), z("allocatedResourcesStatus", Some(316), Is::List(Map(B(K0))), N), f("lastState", Some(318), P, F), f("resources", Some(94), P, N), f("started", None, P, N), f("state", Some(318), P, F), f("stopSignal", None, P, N), f("user", Some(322), P, N), z("volumeMounts", Some(324), Is::List(Map(B(K9))), N)];
const T316: &[Field] = &[z("resources", Some(317), Is::List(Map(B(K10))), N)];
const T317: &[Field] = &[];
const T318: &[Field] = &[f("running", Some(319), P, N), f("terminated", Some(320), P, N), f("waiting", Some(321), P, N)];
const T319: &[Field] = &[z("startedAt", None, Is::Scalar(Time), N)];
const T320: &[Field] = &[z("finishedAt", None, Is::Scalar(Time), N), z("startedAt", None, Is::Scalar(Time), N)];
const T321: &[Field] = &[];
const T322: &[Field] = &[f("linux", Some(323), P, N)];
const T323: &[Field] = &[];
const T324: &[Field] = &[f("recursiveReadOnly", None, P, N)];
const T325: &[Field] = &[z("requestMappings", Some(326), P, N)];
const T326: &[Field] = &[];
const T327: &[Field] = &[];
const T328: &[Field] = &[];
const T329: &[Field] = &[f("resourceClaimName", None, P, N)];
const T330: &[Field] = &[f("metadata", Some(1), P, F), f("template", Some(60), P, F)];
const T331: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(332), P, F)];
const T332: &[Field] = &[z("minReadySeconds", None, P, A::Integer(0)), f("replicas", None, P, A::Integer(1)), f("template", Some(60), P, N)];
const T333: &[Field] = &[z("conditions", Some(334), Is::List(Map(B(K2))), N)];
const T334: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T335: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(336), P, F)];
const T336: &[Field] = &[z("hard", Some(96), P, N), f("scopeSelector", Some(337), P, N)];
const T337: &[Field] = &[z("matchExpressions", Some(338), P, N)];
const T338: &[Field] = &[];
const T339: &[Field] = &[z("hard", Some(96), P, N), z("used", Some(96), P, N)];
const T340: &[Field] = &[f("immutable", None, P, N), f("metadata", Some(1), P, F), z("type", None, P, A::Text(B("Opaque")))];
const T341: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(342), P, F)];
const T342: &[Field] = &[f("allocateLoadBalancerNodePorts", None, P, A::When(B(&[Case { beside: B("type"), has: B("LoadBalancer"), then: A::Bool(true) }]))), z("externalTrafficPolicy", None, P, A::When(B(&[Case { beside: B("type"), has: B("NodePort"), then: A::Text(B("Cluster")) }, Case { beside: B("type"), has: B("LoadBalancer"), then: A::Text(B("Cluster")) }]))), f("internalTrafficPolicy", None, P, A::When(B(&[Case { beside: B("type"), has: B("ClusterIP"), then: A::Text(B("Cluster")) }, Case { beside: B("type"), has: B("NodePort"), then: A::Text(B("Cluster")) }, Case { beside: B("type"), has: B("LoadBalancer"), then: A::Text(B("Cluster")) }]))), f("ipFamilyPolicy", None, P, N), f("loadBalancerClass", None, P, N), z("ports", Some(343), Is::List(Map(B(K11))), N), z("sessionAffinity", None, P, A::Text(B("None"))), f("sessionAffinityConfig", Some(344), P, A::When(B(&[Case { beside: B("sessionAffinity"), has: B("ClientIP"), then: F }]))), f("trafficDistribution", None, P, N), z("type", None, P, A::Text(B("ClusterIP")))];
const T343: &[Field] = &[f("appProtocol", None, P, N), z("protocol", None, P, A::Text(B("TCP"))), z("targetPort", None, Is::Scalar(IntOrString), A::Beside(B("port")))];
const T344: &[Field] = &[f("clientIP", Some(345), P, F)];
const T345: &[Field] = &[f("timeoutSeconds", None, P, A::Integer(10800))];
const T346: &[Field] = &[z("conditions", Some(19), Is::List(Map(B(K2))), N), f("loadBalancer", Some(347), P, F)];
const T347: &[Field] = &[z("ingress", Some(348), P, N)];
const T348: &[Field] = &[f("ipMode", None, P, N), z("ports", Some(349), P, N)];
const T349: &[Field] = &[f("error", None, P, N)];
const T350: &[Field] = &[f("automountServiceAccountToken", None, P, N), z("imagePullSecrets", Some(112), P, N), f("metadata", Some(1), P, F), z("secrets", Some(236), Is::List(Map(B(K0))), N)];
const T351: &[Field] = &[z("endpoints", Some(352), P, N), f("metadata", Some(1), P, F), z("ports", Some(357), P, N)];
const T352: &[Field] = &[z("addresses", None, Is::List(Set), N), f("conditions", Some(353), P, F), f("hints", Some(354), P, N), f("hostname", None, P, N), f("nodeName", None, P, N), f("targetRef", Some(236), P, N), f("zone", None, P, N)];
const T353: &[Field] = &[f("ready", None, P, N), f("serving", None, P, N), f("terminating", None, P, N)];
const T354: &[Field] = &[z("forNodes", Some(355), P, N), z("forZones", Some(356), P, N)];
const T355: &[Field] = &[];
const T356: &[Field] = &[];
const T357: &[Field] = &[f("appProtocol", None, P, N), f("name", None, P, A::Text(B(""))), f("port", None, P, N), f("protocol", None, P, A::Text(B("TCP")))];
const T358: &[Field] = &[z("deprecatedFirstTimestamp", None, Is::Scalar(Time), N), z("deprecatedLastTimestamp", None, Is::Scalar(Time), N), f("deprecatedSource", Some(268), P, F), z("eventTime", None, Is::Scalar(Time), N), f("metadata", Some(1), P, F), f("regarding", Some(236), P, F), f("related", Some(236), P, N), f("series", Some(359), P, N)];
const T359: &[Field] = &[z("lastObservedTime", None, Is::Scalar(Time), N)];
const T360: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(361), P, F)];
const T361: &[Field] = &[f("distinguisherMethod", Some(362), P, N), z("matchingPrecedence", None, P, A::Integer(1000)), f("priorityLevelConfiguration", Some(363), P, F), z("rules", Some(364), P, N)];
const T362: &[Field] = &[];
const T363: &[Field] = &[];
const T364: &[Field] = &[z("nonResourceRules", Some(365), P, N), z("resourceRules", Some(366), P, N), z("subjects", Some(367), P, N)];
const T365: &[Field] = &[z("nonResourceURLs", None, Is::List(Set), N), z("verbs", None, Is::List(Set), N)];
const T366: &[Field] = &[z("apiGroups", None, Is::List(Set), N), z("namespaces", None, Is::List(Set), N), z("resources", None, Is::List(Set), N), z("verbs", None, Is::List(Set), N)];
const T367: &[Field] = &[f("group", Some(368), P, N), f("serviceAccount", Some(369), P, N), f("user", Some(370), P, N)];
const T368: &[Field] = &[];
const T369: &[Field] = &[];
const T370: &[Field] = &[];
const T371: &[Field] = &[z("conditions", Some(372), Is::List(Map(B(K2))), N)];
const T372: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T373: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(374), P, F)];
const T374: &[Field] = &[f("exempt", Some(375), P, N), f("limited", Some(376), P, N)];
const T375: &[Field] = &[f("lendablePercent", None, P, A::Integer(0)), f("nominalConcurrencyShares", None, P, A::Integer(0))];
const T376: &[Field] = &[f("borrowingLimitPercent", None, P, N), f("lendablePercent", None, P, A::Integer(0)), f("limitResponse", Some(377), P, F), f("nominalConcurrencyShares", None, P, A::Integer(30))];
const T377: &[Field] = &[f("queuing", Some(378), P, N)];
const T378: &[Field] = &[z("handSize", None, P, A::Integer(8)), z("queueLengthLimit", None, P, A::Integer(50)), z("queues", None, P, A::Integer(64))];
const T379: &[Field] = &[z("conditions", Some(380), Is::List(Map(B(K2))), N)];
const T380: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T381: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(382), P, F)];
const T382: &[Field] = &[f("parentRef", Some(383), P, N)];
const T383: &[Field] = &[];
const T384: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(385), P, F)];
const T385: &[Field] = &[f("defaultBackend", Some(386), P, N), f("ingressClassName", None, P, N), z("rules", Some(389), P, N), z("tls", Some(392), P, N)];
const T386: &[Field] = &[f("resource", Some(136), P, N), f("service", Some(387), P, N)];
const T387: &[Field] = &[f("port", Some(388), P, F)];
const T388: &[Field] = &[];
const T389: &[Field] = &[f("http", Some(390), P, N)];
const T390: &[Field] = &[z("paths", Some(391), P, N)];
const T391: &[Field] = &[f("backend", Some(386), P, F), f("pathType", None, P, N)];
const T392: &[Field] = &[];
const T393: &[Field] = &[f("loadBalancer", Some(394), P, F)];
const T394: &[Field] = &[z("ingress", Some(395), P, N)];
const T395: &[Field] = &[z("ports", Some(396), P, N)];
const T396: &[Field] = &[f("error", None, P, N)];
const T397: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(398), P, F)];
const T398: &[Field] = &[f("parameters", Some(399), P, N)];
const T399: &[Field] = &[f("apiGroup", None, P, N), f("namespace", None, P, N), f("scope", None, P, A::Text(B("Cluster")))];
const T400: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(401), P, F)];
const T401: &[Field] = &[z("egress", Some(402), P, N), z("ingress", Some(406), P, N), f("podSelector", Some(7), P, F), z("policyTypes", None, P, A::When(B(&[Case { beside: B("egress"), has: B(""), then: A::Texts(B(&[B("Ingress")])) }, Case { beside: B(""), has: B(""), then: A::Texts(B(&[B("Ingress"), B("Egress")])) }])))];
const T402: &[Field] = &[z("ports", Some(403), P, N), z("to", Some(404), P, N)];
const T403: &[Field] = &[f("endPort", None, P, N), f("port", None, Is::Scalar(IntOrString), N), f("protocol", None, P, A::Text(B("TCP")))];
const T404: &[Field] = &[f("ipBlock", Some(405), P, N), f("namespaceSelector", Some(7), P, N), f("podSelector", Some(7), P, N)];
const T405: &[Field] = &[];
const T406: &[Field] = &[z("from", Some(404), P, N), z("ports", Some(403), P, N)];
const T407: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(408), P, F)];
const T408: &[Field] = &[];
const T409: &[Field] = &[z("conditions", Some(19), Is::List(Map(B(K2))), N)];
const T410: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(411), P, F)];
const T411: &[Field] = &[f("parentRef", Some(412), P, N)];
const T412: &[Field] = &[];
const T413: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(414), P, F)];
const T414: &[Field] = &[];
const T415: &[Field] = &[z("conditions", Some(19), Is::List(Map(B(K2))), N)];
const T416: &[Field] = &[f("metadata", Some(1), P, F), f("overhead", Some(417), P, N), f("scheduling", Some(418), P, N)];
const T417: &[Field] = &[z("podFixed", Some(96), P, N)];
const T418: &[Field] = &[z("tolerations", Some(119), P, N)];
const T419: &[Field] = &[f("deleteOptions", Some(420), P, N), f("metadata", Some(1), P, F)];
const T420: &[Field] = &[f("gracePeriodSeconds", None, P, N), f("ignoreStoreReadErrorWithClusterBreakingPotential", None, P, N), f("orphanDependents", None, P, N), f("preconditions", Some(421), P, N), f("propagationPolicy", None, P, N)];
const T421: &[Field] = &[f("resourceVersion", None, P, N), f("uid", None, P, N)];
const T422: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(423), P, F)];
const T423: &[Field] = &[f("maxUnavailable", None, Is::Scalar(IntOrString), N), f("minAvailable", None, Is::Scalar(IntOrString), N), f("selector", Some(7), P, N), f("unhealthyPodEvictionPolicy", None, P, N)];
const T424: &[Field] = &[z("conditions", Some(19), Is::List(Map(B(K2))), N), z("disruptedPods", Some(425), P, N)];
const T425: &[Field] = &[f("*", None, Is::Scalar(Time), N)];
const T426: &[Field] = &[f("aggregationRule", Some(427), P, N), f("metadata", Some(1), P, F), z("rules", Some(428), P, N)];
const T427: &[Field] = &[z("clusterRoleSelectors", Some(7), P, N)];
const T428: &[Field] = &[];
const T429: &[Field] = &[f("metadata", Some(1), P, F), f("roleRef", Some(430), P, F), z("subjects", Some(431), P, N)];
const T430: &[Field] = &[z("apiGroup", None, P, A::Text(B("rbac.authorization.k8s.io")))];
const T431: &[Field] = &[z("apiGroup", None, P, A::When(B(&[Case { beside: B("kind"), has: B("User"), then: A::Text(B("rbac.authorization.k8s.io")) }, Case { beside: B("kind"), has: B("Group"), then: A::Text(B("rbac.authorization.k8s.io")) }, Case { beside: B(""), has: B(""), then: A::Text(B("")) }])))];
const T432: &[Field] = &[f("metadata", Some(1), P, F), z("rules", Some(428), P, N)];
const T433: &[Field] = &[f("metadata", Some(1), P, F), f("roleRef", Some(430), P, F), z("subjects", Some(431), P, N)];
const T434: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(435), P, F)];
const T435: &[Field] = &[z("config", Some(436), P, N), f("extendedResourceName", None, P, N), z("selectors", Some(438), P, N)];
const T436: &[Field] = &[f("opaque", Some(437), P, N)];
const T437: &[Field] = &[f("parameters", None, P, N)];
const T438: &[Field] = &[f("cel", Some(439), P, N)];
const T439: &[Field] = &[];
const T440: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(441), P, F)];
const T441: &[Field] = &[f("devices", Some(442), P, F)];
const T442: &[Field] = &[z("config", Some(443), P, N), z("constraints", Some(444), P, N), z("requests", Some(445), P, N)];
const T443: &[Field] = &[f("opaque", Some(437), P, N)];
const T444: &[Field] = &[f("distinctAttribute", None, P, N), f("matchAttribute", None, P, N)];
const T445: &[Field] = &[f("exactly", Some(446), P, N), z("firstAvailable", Some(449), P, N)];
const T446: &[Field] = &[f("adminAccess", None, P, N), z("allocationMode", None, P, A::Text(B("ExactCount"))), f("capacity", Some(447), P, N), z("count", None, P, A::When(B(&[Case { beside: B("allocationMode"), has: B("ExactCount"), then: A::Integer(1) }]))), z("selectors", Some(438), P, N), z("tolerations", Some(448), P, N)];
const T447: &[Field] = &[z("requests", Some(96), P, N)];
const T448: &[Field] = &[z("operator", None, P, A::Text(B("Equal"))), f("tolerationSeconds", None, P, N)];
const T449: &[Field] = &[z("allocationMode", None, P, A::Text(B("ExactCount"))), f("capacity", Some(447), P, N), z("count", None, P, A::When(B(&[Case { beside: B("allocationMode"), has: B("ExactCount"), then: A::Integer(1) }]))), z("selectors", Some(438), P, N), z("tolerations", Some(448), P, N)];
const T450: &[Field] = &[f("allocation", Some(451), P, N), z("devices", Some(455), Is::List(Map(B(K12))), N), z("reservedFor", Some(457), Is::List(Map(B(K1))), N)];
const T451: &[Field] = &[f("allocationTimestamp", None, Is::Scalar(Time), N), f("devices", Some(452), P, F), f("nodeSelector", Some(67), P, N)];
const T452: &[Field] = &[z("config", Some(453), P, N), z("results", Some(454), P, N)];
const T453: &[Field] = &[f("opaque", Some(437), P, N)];
const T454: &[Field] = &[f("adminAccess", None, P, N), z("consumedCapacity", Some(96), P, N), f("shareID", None, P, N), z("tolerations", Some(448), P, N)];
const T455: &[Field] = &[z("conditions", Some(19), Is::List(Map(B(K2))), N), f("data", None, P, N), f("networkData", Some(456), P, N), f("shareID", None, P, N)];
const T456: &[Field] = &[];
const T457: &[Field] = &[];
const T458: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(459), P, F)];
const T459: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(441), P, F)];
const T460: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(461), P, F)];
const T461: &[Field] = &[f("allNodes", None, P, N), z("devices", Some(462), P, N), f("nodeName", None, P, N), f("nodeSelector", Some(67), P, N), f("perDeviceNodeSelection", None, P, N), f("pool", Some(470), P, F), z("sharedCounters", Some(471), P, N)];
const T462: &[Field] = &[f("allNodes", None, P, N), f("allowMultipleAllocations", None, P, N), z("attributes", Some(463), P, N), f("bindsToNode", None, P, N), z("capacity", Some(464), P, N), z("consumesCounters", Some(467), P, N), f("nodeName", None, P, N), f("nodeSelector", Some(67), P, N), z("taints", Some(469), P, N)];
const T463: &[Field] = &[f("bool", None, P, N), f("int", None, P, N), f("string", None, P, N), f("version", None, P, N)];
const T464: &[Field] = &[f("requestPolicy", Some(465), P, N), z("value", None, Is::Scalar(Quantity), N)];
const T465: &[Field] = &[f("default", None, Is::Scalar(Quantity), N), f("validRange", Some(466), P, N)];
const T466: &[Field] = &[f("max", None, Is::Scalar(Quantity), N), f("min", None, Is::Scalar(Quantity), N), f("step", None, Is::Scalar(Quantity), N)];
const T467: &[Field] = &[z("counters", Some(468), P, N)];
const T468: &[Field] = &[z("value", None, Is::Scalar(Quantity), N)];
const T469: &[Field] = &[f("timeAdded", None, Is::Scalar(Time), N)];
const T470: &[Field] = &[];
const T471: &[Field] = &[z("counters", Some(468), P, N)];
const T472: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(473), P, F)];
const T473: &[Field] = &[f("deviceSelector", Some(474), P, N), f("taint", Some(475), P, F)];
const T474: &[Field] = &[f("device", None, P, N), f("driver", None, P, N), f("pool", None, P, N)];
const T475: &[Field] = &[f("timeAdded", None, Is::Scalar(Time), N)];
const T476: &[Field] = &[z("conditions", Some(19), Is::List(Map(B(K2))), N)];
const T477: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(478), P, F)];
const T478: &[Field] = &[z("config", Some(479), P, N), f("extendedResourceName", None, P, N), z("selectors", Some(481), P, N)];
const T479: &[Field] = &[f("opaque", Some(480), P, N)];
const T480: &[Field] = &[f("parameters", None, P, N)];
const T481: &[Field] = &[f("cel", Some(482), P, N)];
const T482: &[Field] = &[];
const T483: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(484), P, F)];
const T484: &[Field] = &[f("devices", Some(485), P, F)];
const T485: &[Field] = &[z("config", Some(486), P, N), z("constraints", Some(487), P, N), z("requests", Some(488), P, N)];
const T486: &[Field] = &[f("opaque", Some(480), P, N)];
const T487: &[Field] = &[f("distinctAttribute", None, P, N), f("matchAttribute", None, P, N)];
const T488: &[Field] = &[f("adminAccess", None, P, N), f("capacity", Some(489), P, N), z("firstAvailable", Some(490), P, N), z("selectors", Some(481), P, N), z("tolerations", Some(491), P, N)];
const T489: &[Field] = &[z("requests", Some(96), P, N)];
const T490: &[Field] = &[f("capacity", Some(489), P, N), z("selectors", Some(481), P, N), z("tolerations", Some(491), P, N)];
const T491: &[Field] = &[z("operator", None, P, A::Text(B("Equal"))), f("tolerationSeconds", None, P, N)];
const T492: &[Field] = &[f("allocation", Some(493), P, N), z("devices", Some(497), Is::List(Map(B(K12))), N), z("reservedFor", Some(499), Is::List(Map(B(K1))), N)];
const T493: &[Field] = &[f("allocationTimestamp", None, Is::Scalar(Time), N), f("devices", Some(494), P, F), f("nodeSelector", Some(67), P, N)];
const T494: &[Field] = &[z("config", Some(495), P, N), z("results", Some(496), P, N)];
const T495: &[Field] = &[f("opaque", Some(480), P, N)];
const T496: &[Field] = &[f("adminAccess", None, P, N), z("consumedCapacity", Some(96), P, N), f("shareID", None, P, N), z("tolerations", Some(491), P, N)];
const T497: &[Field] = &[z("conditions", Some(19), Is::List(Map(B(K2))), N), f("data", None, P, N), f("networkData", Some(498), P, N), f("shareID", None, P, N)];
const T498: &[Field] = &[];
const T499: &[Field] = &[];
const T500: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(501), P, F)];
const T501: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(484), P, F)];
const T502: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(503), P, F)];
const T503: &[Field] = &[z("devices", Some(504), P, N), f("nodeSelector", Some(67), P, N), f("perDeviceNodeSelection", None, P, N), f("pool", Some(513), P, F), z("sharedCounters", Some(514), P, N)];
const T504: &[Field] = &[f("basic", Some(505), P, N)];
const T505: &[Field] = &[f("allNodes", None, P, N), f("allowMultipleAllocations", None, P, N), z("attributes", Some(506), P, N), f("bindsToNode", None, P, N), z("capacity", Some(507), P, N), z("consumesCounters", Some(510), P, N), f("nodeName", None, P, N), f("nodeSelector", Some(67), P, N), z("taints", Some(512), P, N)];
const T506: &[Field] = &[f("bool", None, P, N), f("int", None, P, N), f("string", None, P, N), f("version", None, P, N)];
const T507: &[Field] = &[f("requestPolicy", Some(508), P, N), z("value", None, Is::Scalar(Quantity), N)];
const T508: &[Field] = &[f("default", None, Is::Scalar(Quantity), N), f("validRange", Some(509), P, N)];
const T509: &[Field] = &[f("max", None, Is::Scalar(Quantity), N), f("min", None, Is::Scalar(Quantity), N), f("step", None, Is::Scalar(Quantity), N)];
const T510: &[Field] = &[z("counters", Some(511), P, N)];
const T511: &[Field] = &[z("value", None, Is::Scalar(Quantity), N)];
const T512: &[Field] = &[f("timeAdded", None, Is::Scalar(Time), N)];
const T513: &[Field] = &[];
const T514: &[Field] = &[z("counters", Some(511), P, N)];
const T515: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(516), P, F)];
const T516: &[Field] = &[z("config", Some(517), P, N), f("extendedResourceName", None, P, N), z("selectors", Some(519), P, N)];
const T517: &[Field] = &[f("opaque", Some(518), P, N)];
const T518: &[Field] = &[f("parameters", None, P, N)];
const T519: &[Field] = &[f("cel", Some(520), P, N)];
const T520: &[Field] = &[];
const T521: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(522), P, F)];
const T522: &[Field] = &[f("devices", Some(523), P, F)];
const T523: &[Field] = &[z("config", Some(524), P, N), z("constraints", Some(525), P, N), z("requests", Some(526), P, N)];
const T524: &[Field] = &[f("opaque", Some(518), P, N)];
const T525: &[Field] = &[f("distinctAttribute", None, P, N), f("matchAttribute", None, P, N)];
const T526: &[Field] = &[f("exactly", Some(527), P, N), z("firstAvailable", Some(530), P, N)];
const T527: &[Field] = &[f("adminAccess", None, P, N), f("capacity", Some(528), P, N), z("selectors", Some(519), P, N), z("tolerations", Some(529), P, N)];
const T528: &[Field] = &[z("requests", Some(96), P, N)];
const T529: &[Field] = &[z("operator", None, P, A::Text(B("Equal"))), f("tolerationSeconds", None, P, N)];
const T530: &[Field] = &[f("capacity", Some(528), P, N), z("selectors", Some(519), P, N), z("tolerations", Some(529), P, N)];
const T531: &[Field] = &[f("allocation", Some(532), P, N), z("devices", Some(536), Is::List(Map(B(K12))), N), z("reservedFor", Some(538), Is::List(Map(B(K1))), N)];
const T532: &[Field] = &[f("allocationTimestamp", None, Is::Scalar(Time), N), f("devices", Some(533), P, F), f("nodeSelector", Some(67), P, N)];
const T533: &[Field] = &[z("config", Some(534), P, N), z("results", Some(535), P, N)];
const T534: &[Field] = &[f("opaque", Some(518), P, N)];
const T535: &[Field] = &[f("adminAccess", None, P, N), z("consumedCapacity", Some(96), P, N), f("shareID", None, P, N), z("tolerations", Some(529), P, N)];
const T536: &[Field] = &[z("conditions", Some(19), Is::List(Map(B(K2))), N), f("data", None, P, N), f("networkData", Some(537), P, N), f("shareID", None, P, N)];
const T537: &[Field] = &[];
const T538: &[Field] = &[];
const T539: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(540), P, F)];
const T540: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(522), P, F)];
const T541: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(542), P, F)];
const T542: &[Field] = &[f("allNodes", None, P, N), z("devices", Some(543), P, N), f("nodeName", None, P, N), f("nodeSelector", Some(67), P, N), f("perDeviceNodeSelection", None, P, N), f("pool", Some(551), P, F), z("sharedCounters", Some(552), P, N)];
const T543: &[Field] = &[f("allNodes", None, P, N), f("allowMultipleAllocations", None, P, N), z("attributes", Some(544), P, N), f("bindsToNode", None, P, N), z("capacity", Some(545), P, N), z("consumesCounters", Some(548), P, N), f("nodeName", None, P, N), f("nodeSelector", Some(67), P, N), z("taints", Some(550), P, N)];
const T544: &[Field] = &[f("bool", None, P, N), f("int", None, P, N), f("string", None, P, N), f("version", None, P, N)];
const T545: &[Field] = &[f("requestPolicy", Some(546), P, N), z("value", None, Is::Scalar(Quantity), N)];
const T546: &[Field] = &[f("default", None, Is::Scalar(Quantity), N), f("validRange", Some(547), P, N)];
const T547: &[Field] = &[f("max", None, Is::Scalar(Quantity), N), f("min", None, Is::Scalar(Quantity), N), f("step", None, Is::Scalar(Quantity), N)];
const T548: &[Field] = &[z("counters", Some(549), P, N)];
const T549: &[Field] = &[z("value", None, Is::Scalar(Quantity), N)];
const T550: &[Field] = &[f("timeAdded", None, Is::Scalar(Time), N)];
const T551: &[Field] = &[];
const T552: &[Field] = &[z("counters", Some(549), P, N)];
const T553: &[Field] = &[f("metadata", Some(1), P, F), f("preemptionPolicy", None, P, A::Text(B("PreemptLowerPriority")))];
const T554: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(555), P, F)];
const T555: &[Field] = &[f("controllerRef", Some(556), P, N), z("podGroups", Some(557), Is::List(Map(B(K0))), N)];
const T556: &[Field] = &[];
const T557: &[Field] = &[f("policy", Some(558), P, F)];
const T558: &[Field] = &[f("basic", None, P, N), f("gang", Some(559), P, N)];
const T559: &[Field] = &[];
const T560: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(561), P, F)];
const T561: &[Field] = &[f("attachRequired", None, P, A::Bool(true)), f("fsGroupPolicy", None, P, A::Text(B("ReadWriteOnceWithFSType"))), f("nodeAllocatableUpdatePeriodSeconds", None, P, N), f("podInfoOnMount", None, P, A::Bool(false)), f("requiresRepublish", None, P, A::Bool(false)), f("seLinuxMount", None, P, A::Bool(false)), f("serviceAccountTokenInSecrets", None, P, N), f("storageCapacity", None, P, A::Bool(false)), z("tokenRequests", Some(562), P, N), z("volumeLifecycleModes", None, Is::List(Set), A::Texts(B(&[B("Persistent")])))];
const T562: &[Field] = &[f("expirationSeconds", None, P, N)];
const T563: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(564), P, F)];
const T564: &[Field] = &[z("drivers", Some(565), Is::List(Map(B(K0))), N)];
const T565: &[Field] = &[f("allocatable", Some(566), P, N)];
const T566: &[Field] = &[f("count", None, P, N)];
const T567: &[Field] = &[f("capacity", None, Is::Scalar(Quantity), N), f("maximumVolumeSize", None, Is::Scalar(Quantity), N), f("metadata", Some(1), P, F), f("nodeTopology", Some(7), P, N)];
const T568: &[Field] = &[f("allowVolumeExpansion", None, P, N), z("allowedTopologies", Some(569), P, N), f("metadata", Some(1), P, F), f("reclaimPolicy", None, P, A::Text(B("Delete"))), f("volumeBindingMode", None, P, A::Text(B("Immediate")))];
const T569: &[Field] = &[z("matchLabelExpressions", Some(570), P, N)];
const T570: &[Field] = &[];
const T571: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(572), P, F)];
const T572: &[Field] = &[f("source", Some(573), P, F)];
const T573: &[Field] = &[f("inlineVolumeSpec", Some(297), P, N), f("persistentVolumeName", None, P, N)];
const T574: &[Field] = &[f("attachError", Some(575), P, N), f("detachError", Some(575), P, N)];
const T575: &[Field] = &[f("errorCode", None, P, N), z("time", None, Is::Scalar(Time), N)];
const T576: &[Field] = &[f("metadata", Some(1), P, F)];
const T577: &[Field] = &[f("metadata", Some(1), P, F)];
const T578: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(579), P, F)];
const T579: &[Field] = &[f("resource", Some(580), P, F)];
const T580: &[Field] = &[];
const T581: &[Field] = &[z("conditions", Some(19), Is::List(Map(B(K2))), N)];
const T582: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(583), P, F)];
const T583: &[Field] = &[f("conversion", Some(584), P, F), f("names", Some(588), P, F), z("versions", Some(589), P, N)];
const T584: &[Field] = &[z("strategy", None, P, A::Text(B("None"))), f("webhook", Some(585), P, N)];
const T585: &[Field] = &[f("clientConfig", Some(586), P, N)];
const T586: &[Field] = &[z("caBundle", None, Is::Scalar(Bytes), N), f("service", Some(587), P, N), f("url", None, P, N)];
const T587: &[Field] = &[f("path", None, P, N), f("port", None, P, A::Integer(443))];
const T588: &[Field] = &[];
const T589: &[Field] = &[z("additionalPrinterColumns", Some(590), P, N), f("deprecationWarning", None, P, N), f("schema", Some(591), P, N), z("selectableFields", Some(595), P, N), f("subresources", Some(596), P, N)];
const T590: &[Field] = &[];
const T591: &[Field] = &[f("openAPIV3Schema", Some(592), P, N)];
const T592: &[Field] = &[f("$ref", None, P, N), f("additionalItems", None, P, N), f("additionalProperties", None, P, N), z("allOf", Some(592), P, N), z("anyOf", Some(592), P, N), f("default", None, P, N), z("definitions", Some(592), P, N), f("example", None, P, N), f("externalDocs", Some(593), P, N), f("items", None, P, N), f("maxItems", None, P, N), f("maxLength", None, P, N), f("maxProperties", None, P, N), f("maximum", None, P, N), f("minItems", None, P, N), f("minLength", None, P, N), f("minProperties", None, P, N), f("minimum", None, P, N), f("multipleOf", None, P, N), f("not", Some(592), P, N), z("oneOf", Some(592), P, N), z("patternProperties", Some(592), P, N), z("properties", Some(592), P, N), f("x-kubernetes-list-type", None, P, N), f("x-kubernetes-map-type", None, P, N), f("x-kubernetes-preserve-unknown-fields", None, P, N), z("x-kubernetes-validations", Some(594), Is::List(Map(B(K13))), N)];
const T593: &[Field] = &[];
const T594: &[Field] = &[f("optionalOldSelf", None, P, N), f("reason", None, P, N)];
const T595: &[Field] = &[];
const T596: &[Field] = &[f("scale", Some(597), P, N), f("status", None, P, N)];
const T597: &[Field] = &[f("labelSelectorPath", None, P, N)];
const T598: &[Field] = &[f("acceptedNames", Some(588), P, F), z("conditions", Some(599), Is::List(Map(B(K2))), N)];
const T599: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T600: &[Field] = &[f("metadata", Some(1), P, F), f("spec", Some(601), P, F)];
const T601: &[Field] = &[z("caBundle", None, Is::Scalar(Bytes), N), f("service", Some(602), P, N)];
const T602: &[Field] = &[f("port", None, P, A::Integer(443))];
const T603: &[Field] = &[z("conditions", Some(604), Is::List(Map(B(K2))), N)];
const T604: &[Field] = &[z("lastTransitionTime", None, Is::Scalar(Time), N)];
const T605: &[Field] = &[f("maxUnavailable", None, Is::Scalar(IntOrString), N)];
const T606: &[Field] = &[f("duration", None, Is::Scalar(IntOrString), N)];
const T607: &[Field] = &[f("pause", Some(606), P, N)];
const T608: &[Field] = &[f("maxSurge", None, Is::Scalar(IntOrString), N), f("maxUnavailable", None, Is::Scalar(IntOrString), N), f("steps", Some(607), P, N)];
const T609: &[Field] = &[f("blueGreen", Some(605), P, N), f("canary", Some(608), P, N)];
const T610: &[Field] = &[f("name", None, P, A::Text(B("")))];
const T611: &[Field] = &[f("optional", None, P, A::Bool(false))];
const T612: &[Field] = &[f("divisor", None, Is::Scalar(Quantity), N)];
const T613: &[Field] = &[f("configMapKeyRef", Some(610), P, N), f("fileKeyRef", Some(611), P, N), f("resourceFieldRef", Some(612), P, N), f("secretKeyRef", Some(610), P, N)];
const T614: &[Field] = &[f("valueFrom", Some(613), P, N)];
const T615: &[Field] = &[f("configMapRef", Some(610), P, N), f("secretRef", Some(610), P, N)];
const T616: &[Field] = &[f("port", None, Is::Scalar(IntOrString), N)];
const T617: &[Field] = &[f("httpGet", Some(616), P, N), f("tcpSocket", Some(616), P, N)];
const T618: &[Field] = &[f("postStart", Some(617), P, N), f("preStop", Some(617), P, N)];
const T619: &[Field] = &[f("service", None, P, A::Text(B("")))];
const T620: &[Field] = &[f("grpc", Some(619), P, N), f("httpGet", Some(616), P, N), f("tcpSocket", Some(616), P, N)];
const T621: &[Field] = &[f("protocol", None, P, A::Text(B("TCP")))];
const T622: &[Field] = &[f("claims", None, Is::List(Map(B(K0))), N)];
const T623: &[Field] = &[f("values", None, Is::List(Set), N)];
const T624: &[Field] = &[f("exitCodes", Some(623), P, N)];
const T625: &[Field] = &[f("env", Some(614), Is::List(OrderedMap(B(K0))), N), f("envFrom", Some(615), P, N), f("lifecycle", Some(618), P, N), f("livenessProbe", Some(620), P, N), f("ports", Some(621), Is::List(Map(B(K7))), N), f("readinessProbe", Some(620), P, N), f("resources", Some(622), P, N), f("restartPolicyRules", Some(624), P, N), f("startupProbe", Some(620), P, N), f("volumeDevices", None, Is::List(Map(B(K8))), N), f("volumeMounts", None, Is::List(Map(B(K9))), N)];
const T626: &[Field] = &[f("claims", None, Is::List(Map(B(K0))), N), f("limits", Some(96), P, N), f("requests", Some(96), P, N)];
const T627: &[Field] = &[f("containers", Some(625), Is::List(Map(B(K0))), N), f("ephemeralContainers", Some(625), Is::List(Map(B(K0))), N), f("hostAliases", None, Is::List(Map(B(K4))), N), f("imagePullSecrets", Some(610), Is::List(Map(B(K5))), N), f("initContainers", Some(625), Is::List(OrderedMap(B(K0))), N), f("overhead", Some(96), P, N), f("resourceClaims", None, Is::List(Map(B(K0))), N), f("resources", Some(626), P, N), f("schedulingGates", None, Is::List(Map(B(K0))), N), f("topologySpreadConstraints", None, Is::List(Map(B(K6))), N)];
const T628: &[Field] = &[f("spec", Some(627), P, N)];
const T629: &[Field] = &[f("restartAt", None, Is::Scalar(Time), N), f("strategy", Some(609), P, N), f("template", Some(628), P, N)];
const T630: &[Field] = &[f("finishedAt", None, Is::Scalar(Time), N), f("startedAt", None, Is::Scalar(Time), N), f("updatedAt", None, Is::Scalar(Time), N)];
const T631: &[Field] = &[f("stepPluginStatuses", Some(630), P, N)];
const T632: &[Field] = &[f("lastTransitionTime", None, Is::Scalar(Time), N), f("lastUpdateTime", None, Is::Scalar(Time), N)];
const T633: &[Field] = &[f("startTime", None, Is::Scalar(Time), N)];
const T634: &[Field] = &[f("abortedAt", None, Is::Scalar(Time), N), f("canary", Some(631), P, N), f("conditions", Some(632), P, N), f("pauseConditions", Some(633), P, N), f("restartedAt", None, Is::Scalar(Time), N)];
const T635: &[Field] = &[z("finalizers", None, Is::List(Set), N), z("ownerReferences", None, Is::List(Map(B(K1))), N)];
const T636: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(629), P, N)];
const T637: &[Field] = &[f("period", None, Is::Scalar(IntOrString), N)];
const T638: &[Field] = &[f("metricStat", Some(637), P, N), f("period", None, Is::Scalar(IntOrString), N)];
const T639: &[Field] = &[f("metricDataQueries", Some(638), P, N)];
const T640: &[Field] = &[f("apiVersion", None, P, A::Text(B("v1"))), f("interval", None, P, A::Text(B("5m"))), f("requestTimeout", None, P, A::Text(B("10s")))];
const T641: &[Field] = &[f("onExitCodes", Some(623), P, N)];
const T642: &[Field] = &[f("rules", Some(641), P, N)];
const T643: &[Field] = &[f("podFailurePolicy", Some(642), P, N), f("template", Some(628), P, N)];
const T644: &[Field] = &[f("spec", Some(643), P, N)];
const T645: &[Field] = &[f("cloudWatch", Some(639), P, N), f("datadog", Some(640), P, N), f("job", Some(644), P, N)];
const T646: &[Field] = &[f("consecutiveErrorLimit", None, Is::Scalar(IntOrString), N), f("consecutiveSuccessLimit", None, Is::Scalar(IntOrString), N), f("count", None, Is::Scalar(IntOrString), N), f("failureLimit", None, Is::Scalar(IntOrString), N), f("inconclusiveLimit", None, Is::Scalar(IntOrString), N), f("provider", Some(645), P, N)];
const T647: &[Field] = &[f("metrics", Some(646), P, N)];
const T648: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(647), P, N)];
const T649: &[Field] = &[f("template", Some(628), P, N)];
const T650: &[Field] = &[f("templates", Some(649), P, N)];
const T651: &[Field] = &[f("lastTransitionTime", None, Is::Scalar(Time), N)];
const T652: &[Field] = &[f("availableAt", None, Is::Scalar(Time), N), f("conditions", Some(632), P, N), f("templateStatuses", Some(651), P, N)];
const T653: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(650), P, N)];
const T654: &[Field] = &[f("count", None, Is::Scalar(IntOrString), N)];
const T655: &[Field] = &[f("replicas", Some(654), P, N)];
const T656: &[Field] = &[f("kustomize", Some(655), P, N)];
const T657: &[Field] = &[f("source", Some(656), P, N), f("sources", Some(656), P, N)];
const T658: &[Field] = &[f("sync", Some(657), P, N)];
const T659: &[Field] = &[f("drySource", Some(656), P, N)];
const T660: &[Field] = &[f("source", Some(656), P, N), f("sourceHydrator", Some(659), P, N), f("sources", Some(656), P, N)];
const T661: &[Field] = &[f("deployStartedAt", None, Is::Scalar(Time), N), f("deployedAt", None, Is::Scalar(Time), N), f("source", Some(656), P, N), f("sources", Some(656), P, N)];
const T662: &[Field] = &[f("finishedAt", None, Is::Scalar(Time), N), f("operation", Some(658), P, N), f("startedAt", None, Is::Scalar(Time), N), f("syncResult", Some(657), P, N)];
const T663: &[Field] = &[f("health", Some(651), P, N)];
const T664: &[Field] = &[f("finishedAt", None, Is::Scalar(Time), N), f("sourceHydrator", Some(659), P, N), f("startedAt", None, Is::Scalar(Time), N)];
const T665: &[Field] = &[f("sourceHydrator", Some(659), P, N)];
const T666: &[Field] = &[f("currentOperation", Some(664), P, N), f("lastSuccessfulOperation", Some(665), P, N)];
const T667: &[Field] = &[f("comparedTo", Some(657), P, N)];
const T668: &[Field] = &[f("conditions", Some(651), P, N), f("health", Some(651), P, N), f("history", Some(661), P, N), f("observedAt", None, Is::Scalar(Time), N), f("operationState", Some(662), P, N), f("reconciledAt", None, Is::Scalar(Time), N), f("resources", Some(663), P, N), f("sourceHydrator", Some(666), P, N), f("sync", Some(667), P, N)];
const T669: &[Field] = &[f("metadata", Some(635), P, F), f("operation", Some(658), P, N), f("spec", Some(660), P, N)];
const T670: &[Field] = &[f("spec", Some(660), P, N)];
const T671: &[Field] = &[f("template", Some(670), P, N)];
const T672: &[Field] = &[f("clusterDecisionResource", Some(671), P, N), f("clusters", Some(671), P, N), f("git", Some(671), P, N), f("list", Some(671), P, N), f("oci", Some(671), P, N), f("plugin", Some(671), P, N), f("pullRequest", Some(671), P, N), f("scmProvider", Some(671), P, N)];
const T673: &[Field] = &[f("generators", Some(672), P, N), f("template", Some(670), P, N)];
const T674: &[Field] = &[f("clusterDecisionResource", Some(671), P, N), f("clusters", Some(671), P, N), f("git", Some(671), P, N), f("list", Some(671), P, N), f("matrix", Some(673), P, N), f("merge", Some(673), P, N), f("oci", Some(671), P, N), f("plugin", Some(671), P, N), f("pullRequest", Some(671), P, N), f("scmProvider", Some(671), P, N)];
const T675: &[Field] = &[f("maxUpdate", None, Is::Scalar(IntOrString), N)];
const T676: &[Field] = &[f("steps", Some(675), P, N)];
const T677: &[Field] = &[f("rollingSync", Some(676), P, N)];
const T678: &[Field] = &[f("generators", Some(674), P, N), f("strategy", Some(677), P, N), f("template", Some(670), P, N)];
const T679: &[Field] = &[f("applicationStatus", Some(651), P, N), f("conditions", Some(651), P, N), f("health", Some(651), P, N), f("resources", Some(663), P, N)];
const T680: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(678), P, N)];
const T681: &[Field] = &[f("metadata", Some(635), P, F)];
const T682: &[Field] = &[f("credentials", Some(610), P, N)];
const T683: &[Field] = &[f("password", Some(610), P, N), f("username", Some(610), P, N)];
const T684: &[Field] = &[f("action", None, P, A::Text(B("replace")))];
const T685: &[Field] = &[f("configMap", Some(610), P, N), f("secret", Some(610), P, N)];
const T686: &[Field] = &[f("*", Some(610), P, N)];
const T687: &[Field] = &[f("ca", Some(685), P, N), f("cert", Some(685), P, N), f("keySecret", Some(610), P, N)];
const T688: &[Field] = &[f("clientId", Some(685), P, N), f("clientSecret", Some(610), P, N), f("proxyConnectHeader", Some(686), P, N), f("tlsConfig", Some(687), P, N)];
const T689: &[Field] = &[f("authorization", Some(682), P, N), f("basicAuth", Some(683), P, N), f("bearerTokenSecret", Some(610), P, N), f("interval", None, Is::Scalar(Duration), N), f("metricRelabelings", Some(684), P, N), f("oauth2", Some(688), P, N), f("proxyConnectHeader", Some(686), P, N), f("relabelings", Some(684), P, N), f("scrapeTimeout", None, Is::Scalar(Duration), N), f("targetPort", None, Is::Scalar(IntOrString), N), f("tlsConfig", Some(687), P, N)];
const T690: &[Field] = &[f("endpoints", Some(689), P, N), f("nativeHistogramMinBucketFactor", None, Is::Scalar(Quantity), N), f("scrapeProtocols", None, Is::List(Set), N)];
const T691: &[Field] = &[f("conditions", Some(651), Is::List(Map(B(K2))), N)];
const T692: &[Field] = &[f("bindings", Some(691), P, N)];
const T693: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(690), P, N)];
const T694: &[Field] = &[f("nativeHistogramMinBucketFactor", None, Is::Scalar(Quantity), N), f("podMetricsEndpoints", Some(689), P, N), f("scrapeProtocols", None, Is::List(Set), N)];
const T695: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(694), P, N)];
const T696: &[Field] = &[f("path", None, P, A::Text(B("/probe"))), f("proxyConnectHeader", Some(686), P, N)];
const T697: &[Field] = &[f("relabelingConfigs", Some(684), P, N)];
const T698: &[Field] = &[f("ingress", Some(697), P, N), f("staticConfig", Some(697), P, N)];
const T699: &[Field] = &[f("authorization", Some(682), P, N), f("basicAuth", Some(683), P, N), f("bearerTokenSecret", Some(610), P, N), f("interval", None, Is::Scalar(Duration), N), f("metricRelabelings", Some(684), P, N), f("nativeHistogramMinBucketFactor", None, Is::Scalar(Quantity), N), f("oauth2", Some(688), P, N), f("params", None, Is::List(Map(B(K0))), N), f("prober", Some(696), P, N), f("scrapeProtocols", None, Is::List(Set), N), f("scrapeTimeout", None, Is::Scalar(Duration), N), f("targets", Some(698), P, N), f("tlsConfig", Some(687), P, N)];
const T700: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(699), P, N)];
const T701: &[Field] = &[f("expr", None, Is::Scalar(IntOrString), N), f("for", None, Is::Scalar(Duration), N), f("keep_firing_for", None, Is::Scalar(Duration), N)];
const T702: &[Field] = &[f("interval", None, Is::Scalar(Duration), N), f("query_offset", None, Is::Scalar(Duration), N), f("rules", Some(701), P, N)];
const T703: &[Field] = &[f("groups", Some(702), Is::List(Map(B(K0))), N)];
const T704: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(703), P, N)];
const T705: &[Field] = &[f("conversionStrategy", None, P, A::Text(B("Default"))), f("decodingStrategy", None, P, A::Text(B("None"))), f("metadataPolicy", None, P, A::Text(B("None")))];
const T706: &[Field] = &[f("apiVersion", None, P, A::Text(B("generators.external-secrets.io/v1alpha1")))];
const T707: &[Field] = &[f("generatorRef", Some(706), P, N)];
const T708: &[Field] = &[f("remoteRef", Some(705), P, N), f("sourceRef", Some(707), P, N)];
const T709: &[Field] = &[f("conversionStrategy", None, P, A::Text(B("Default"))), f("decodingStrategy", None, P, A::Text(B("None")))];
const T710: &[Field] = &[f("conflictPolicy", None, P, A::Text(B("Error"))), f("into", None, P, A::Text(B(""))), f("priorityPolicy", None, P, A::Text(B("Strict"))), f("strategy", None, P, A::Text(B("Extract")))];
const T711: &[Field] = &[f("merge", Some(710), P, N)];
const T712: &[Field] = &[f("extract", Some(705), P, N), f("find", Some(709), P, N), f("rewrite", Some(711), P, N), f("sourceRef", Some(707), P, N)];
const T713: &[Field] = &[f("templateAs", None, P, A::Text(B("Values")))];
const T714: &[Field] = &[f("items", Some(713), P, N)];
const T715: &[Field] = &[f("configMap", Some(714), P, N), f("secret", Some(714), P, N), f("target", None, P, A::Text(B("Data")))];
const T716: &[Field] = &[f("engineVersion", None, P, A::Text(B("v2"))), f("mergePolicy", None, P, A::Text(B("Replace"))), f("templateFrom", Some(715), P, N)];
const T717: &[Field] = &[f("creationPolicy", None, P, A::Text(B("Owner"))), f("deletionPolicy", None, P, A::Text(B("Retain"))), f("template", Some(716), P, N)];
const T718: &[Field] = &[f("data", Some(708), P, N), f("dataFrom", Some(712), P, N), f("refreshInterval", None, P, A::Text(B("1h"))), f("target", Some(717), P, N)];
const T719: &[Field] = &[f("binding", Some(610), P, N), f("conditions", Some(651), P, N), f("refreshTime", None, Is::Scalar(Time), N)];
const T720: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(718), P, N)];
const T721: &[Field] = &[f("extract", Some(705), P, N), f("find", Some(709), P, N), f("sourceRef", Some(707), P, N)];
const T722: &[Field] = &[f("data", Some(708), P, N), f("dataFrom", Some(721), P, N), f("refreshInterval", None, P, A::Text(B("1h"))), f("target", Some(717), P, N)];
const T723: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(722), P, N)];
const T724: &[Field] = &[f("conditions", Some(651), Is::List(Map(B(K2))), N), f("supportedFeatures", None, Is::List(Map(B(K0))), N)];
const T725: &[Field] = &[f("type", None, P, A::Text(B("IPAddress")))];
const T726: &[Field] = &[f("group", None, P, A::Text(B("gateway.networking.k8s.io")))];
const T727: &[Field] = &[f("from", None, P, A::Text(B("Same")))];
const T728: &[Field] = &[f("kinds", Some(726), P, N), f("namespaces", Some(727), P, N)];
const T729: &[Field] = &[f("group", None, P, A::Text(B(""))), f("kind", None, P, A::Text(B("Secret")))];
const T730: &[Field] = &[f("certificateRefs", Some(729), P, N), f("mode", None, P, A::Text(B("Terminate")))];
const T731: &[Field] = &[f("allowedRoutes", Some(728), P, N), f("tls", Some(730), P, N)];
const T732: &[Field] = &[f("addresses", Some(725), P, N), f("listeners", Some(731), Is::List(Map(B(K0))), N)];
const T733: &[Field] = &[f("conditions", Some(651), Is::List(Map(B(K2))), N), f("supportedKinds", Some(726), P, N)];
const T734: &[Field] = &[f("addresses", Some(725), P, N), f("conditions", Some(651), Is::List(Map(B(K2))), N), f("listeners", Some(733), Is::List(Map(B(K0))), N)];
const T735: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(732), P, N)];
const T736: &[Field] = &[f("group", None, P, A::Text(B("gateway.networking.k8s.io"))), f("kind", None, P, A::Text(B("Gateway")))];
const T737: &[Field] = &[f("add", None, Is::List(Map(B(K0))), N), f("remove", None, Is::List(Set), N), f("set", None, Is::List(Map(B(K0))), N)];
const T738: &[Field] = &[f("group", None, P, A::Text(B(""))), f("kind", None, P, A::Text(B("Service")))];
const T739: &[Field] = &[f("denominator", None, P, A::Integer(100))];
const T740: &[Field] = &[f("backendRef", Some(738), P, N), f("fraction", Some(739), P, N)];
const T741: &[Field] = &[f("requestHeaderModifier", Some(737), P, N), f("requestMirror", Some(740), P, N), f("responseHeaderModifier", Some(737), P, N)];
const T742: &[Field] = &[f("filters", Some(741), P, N), f("group", None, P, A::Text(B(""))), f("kind", None, P, A::Text(B("Service"))), f("weight", None, P, A::Integer(1))];
const T743: &[Field] = &[f("type", None, P, A::Text(B("Exact")))];
const T744: &[Field] = &[f("headers", Some(743), Is::List(Map(B(K0))), N), f("method", Some(743), P, N)];
const T745: &[Field] = &[f("backendRefs", Some(742), P, N), f("filters", Some(741), P, N), f("matches", Some(744), P, N)];
const T746: &[Field] = &[f("parentRefs", Some(736), P, N), f("rules", Some(745), P, N)];
const T747: &[Field] = &[f("conditions", Some(651), Is::List(Map(B(K2))), N), f("parentRef", Some(736), P, N)];
const T748: &[Field] = &[f("parents", Some(747), P, N)];
const T749: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(746), P, N)];
const T750: &[Field] = &[f("statusCode", None, P, A::Integer(302))];
const T751: &[Field] = &[f("requestHeaderModifier", Some(737), P, N), f("requestMirror", Some(740), P, N), f("requestRedirect", Some(750), P, N), f("responseHeaderModifier", Some(737), P, N)];
const T752: &[Field] = &[f("filters", Some(751), P, N), f("group", None, P, A::Text(B(""))), f("kind", None, P, A::Text(B("Service"))), f("weight", None, P, A::Integer(1))];
const T753: &[Field] = &[f("type", None, P, A::Text(B("PathPrefix"))), f("value", None, P, A::Text(B("/")))];
const T754: &[Field] = &[f("headers", Some(743), Is::List(Map(B(K0))), N), f("path", Some(753), P, N), f("queryParams", Some(743), Is::List(Map(B(K0))), N)];
const T755: &[Field] = &[f("backendRequest", None, Is::Scalar(Duration), N), f("request", None, Is::Scalar(Duration), N)];
const T756: &[Field] = &[f("backendRefs", Some(752), P, N), f("filters", Some(751), P, N), f("matches", Some(754), P, N), f("timeouts", Some(755), P, N)];
const T757: &[Field] = &[f("parentRefs", Some(736), P, N), f("rules", Some(756), P, N)];
const T758: &[Field] = &[f("metadata", Some(635), P, F), f("spec", Some(757), P, N)];
const TYPES: &[Type] = &[
    Type { fields: B(T0), zero: true },
    Type { fields: B(T1), zero: true },
    Type { fields: B(T2), zero: true },
    Type { fields: B(T3), zero: true },
    Type { fields: B(T4), zero: true },
    Type { fields: B(T5), zero: true },
    Type { fields: B(T6), zero: true },
    Type { fields: B(T7), zero: true },
    Type { fields: B(T8), zero: true },
    Type { fields: B(T9), zero: true },
    Type { fields: B(T10), zero: true },
    Type { fields: B(T11), zero: true },
    Type { fields: B(T12), zero: true },
    Type { fields: B(T13), zero: true },
    Type { fields: B(T14), zero: true },
    Type { fields: B(T15), zero: true },
    Type { fields: B(T16), zero: true },
    Type { fields: B(T17), zero: true },
    Type { fields: B(T18), zero: true },
    Type { fields: B(T19), zero: true },
    Type { fields: B(T20), zero: true },
    Type { fields: B(T21), zero: true },
    Type { fields: B(T22), zero: true },
    Type { fields: B(T23), zero: true },
    Type { fields: B(T24), zero: true },
    Type { fields: B(T25), zero: true },
    Type { fields: B(T26), zero: true },
    Type { fields: B(T27), zero: true },
    Type { fields: B(T28), zero: true },
    Type { fields: B(T29), zero: true },
    Type { fields: B(T30), zero: true },
    Type { fields: B(T31), zero: true },
    Type { fields: B(T32), zero: true },
    Type { fields: B(T33), zero: true },
    Type { fields: B(T34), zero: true },
    Type { fields: B(T35), zero: true },
    Type { fields: B(T36), zero: true },
    Type { fields: B(T37), zero: true },
    Type { fields: B(T38), zero: true },
    Type { fields: B(T39), zero: true },
    Type { fields: B(T40), zero: true },
    Type { fields: B(T41), zero: true },
    Type { fields: B(T42), zero: true },
    Type { fields: B(T43), zero: true },
    Type { fields: B(T44), zero: true },
    Type { fields: B(T45), zero: true },
    Type { fields: B(T46), zero: true },
    Type { fields: B(T47), zero: true },
    Type { fields: B(T48), zero: true },
    Type { fields: B(T49), zero: true },
    Type { fields: B(T50), zero: true },
    Type { fields: B(T51), zero: true },
    Type { fields: B(T52), zero: true },
    Type { fields: B(T53), zero: true },
    Type { fields: B(T54), zero: true },
    Type { fields: B(T55), zero: true },
    Type { fields: B(T56), zero: true },
    Type { fields: B(T57), zero: true },
    Type { fields: B(T58), zero: true },
    Type { fields: B(T59), zero: true },
    Type { fields: B(T60), zero: true },
    Type { fields: B(T61), zero: true },
    Type { fields: B(T62), zero: true },
    Type { fields: B(T63), zero: true },
    Type { fields: B(T64), zero: true },
    Type { fields: B(T65), zero: true },
    Type { fields: B(T66), zero: true },
    Type { fields: B(T67), zero: true },
    Type { fields: B(T68), zero: true },
    Type { fields: B(T69), zero: true },
    Type { fields: B(T70), zero: true },
    Type { fields: B(T71), zero: true },
    Type { fields: B(T72), zero: true },
    Type { fields: B(T73), zero: true },
    Type { fields: B(T74), zero: true },
    Type { fields: B(T75), zero: true },
    Type { fields: B(T76), zero: true },
    Type { fields: B(T77), zero: true },
    Type { fields: B(T78), zero: true },
    Type { fields: B(T79), zero: true },
    Type { fields: B(T80), zero: true },
    Type { fields: B(T81), zero: true },
    Type { fields: B(T82), zero: true },
    Type { fields: B(T83), zero: true },
    Type { fields: B(T84), zero: true },
    Type { fields: B(T85), zero: true },
    Type { fields: B(T86), zero: true },
    Type { fields: B(T87), zero: true },
    Type { fields: B(T88), zero: true },
    Type { fields: B(T89), zero: true },
    Type { fields: B(T90), zero: true },
    Type { fields: B(T91), zero: true },
    Type { fields: B(T92), zero: true },
    Type { fields: B(T93), zero: true },
    Type { fields: B(T94), zero: true },
    Type { fields: B(T95), zero: true },
    Type { fields: B(T96), zero: false },
    Type { fields: B(T97), zero: false },
    Type { fields: B(T98), zero: true },
    Type { fields: B(T99), zero: true },
    Type { fields: B(T100), zero: true },
    Type { fields: B(T101), zero: true },
    Type { fields: B(T102), zero: true },
    Type { fields: B(T103), zero: true },
    Type { fields: B(T104), zero: true },
    Type { fields: B(T105), zero: true },
    Type { fields: B(T106), zero: true },
    Type { fields: B(T107), zero: true },
    Type { fields: B(T108), zero: true },
    Type { fields: B(T109), zero: true },
    Type { fields: B(T110), zero: true },
    Type { fields: B(T111), zero: true },
    Type { fields: B(T112), zero: true },
    Type { fields: B(T113), zero: true },
    Type { fields: B(T114), zero: true },
    Type { fields: B(T115), zero: true },
    Type { fields: B(T116), zero: true },
    Type { fields: B(T117), zero: true },
    Type { fields: B(T118), zero: true },
    Type { fields: B(T119), zero: true },
    Type { fields: B(T120), zero: true },
    Type { fields: B(T121), zero: true },
    Type { fields: B(T122), zero: true },
    Type { fields: B(T123), zero: true },
    Type { fields: B(T124), zero: true },
    Type { fields: B(T125), zero: true },
    Type { fields: B(T126), zero: true },
    Type { fields: B(T127), zero: true },
    Type { fields: B(T128), zero: true },
    Type { fields: B(T129), zero: true },
    Type { fields: B(T130), zero: true },
    Type { fields: B(T131), zero: true },
    Type { fields: B(T132), zero: true },
    Type { fields: B(T133), zero: true },
    Type { fields: B(T134), zero: true },
    Type { fields: B(T135), zero: true },
    Type { fields: B(T136), zero: true },
    Type { fields: B(T137), zero: true },
    Type { fields: B(T138), zero: true },
    Type { fields: B(T139), zero: true },
    Type { fields: B(T140), zero: true },
    Type { fields: B(T141), zero: true },
    Type { fields: B(T142), zero: true },
    Type { fields: B(T143), zero: true },
    Type { fields: B(T144), zero: true },
    Type { fields: B(T145), zero: true },
    Type { fields: B(T146), zero: true },
    Type { fields: B(T147), zero: true },
    Type { fields: B(T148), zero: true },
    Type { fields: B(T149), zero: true },
    Type { fields: B(T150), zero: true },
    Type { fields: B(T151), zero: true },
    Type { fields: B(T152), zero: true },
    Type { fields: B(T153), zero: true },
    Type { fields: B(T154), zero: true },
    Type { fields: B(T155), zero: true },
    Type { fields: B(T156), zero: true },
    Type { fields: B(T157), zero: true },
    Type { fields: B(T158), zero: true },
    Type { fields: B(T159), zero: true },
    Type { fields: B(T160), zero: true },
    Type { fields: B(T161), zero: true },
    Type { fields: B(T162), zero: true },
    Type { fields: B(T163), zero: true },
    Type { fields: B(T164), zero: true },
    Type { fields: B(T165), zero: true },
    Type { fields: B(T166), zero: true },
    Type { fields: B(T167), zero: true },
    Type { fields: B(T168), zero: true },
    Type { fields: B(T169), zero: true },
    Type { fields: B(T170), zero: true },
    Type { fields: B(T171), zero: true },
    Type { fields: B(T172), zero: true },
    Type { fields: B(T173), zero: true },
    Type { fields: B(T174), zero: true },
    Type { fields: B(T175), zero: true },
    Type { fields: B(T176), zero: true },
    Type { fields: B(T177), zero: true },
    Type { fields: B(T178), zero: true },
    Type { fields: B(T179), zero: true },
    Type { fields: B(T180), zero: true },
    Type { fields: B(T181), zero: true },
    Type { fields: B(T182), zero: true },
    Type { fields: B(T183), zero: true },
    Type { fields: B(T184), zero: true },
    Type { fields: B(T185), zero: true },
    Type { fields: B(T186), zero: true },
    Type { fields: B(T187), zero: true },
    Type { fields: B(T188), zero: true },
    Type { fields: B(T189), zero: true },
    Type { fields: B(T190), zero: true },
    Type { fields: B(T191), zero: true },
    Type { fields: B(T192), zero: true },
    Type { fields: B(T193), zero: true },
    Type { fields: B(T194), zero: true },
    Type { fields: B(T195), zero: true },
    Type { fields: B(T196), zero: true },
    Type { fields: B(T197), zero: true },
    Type { fields: B(T198), zero: true },
    Type { fields: B(T199), zero: true },
    Type { fields: B(T200), zero: true },
    Type { fields: B(T201), zero: true },
    Type { fields: B(T202), zero: true },
    Type { fields: B(T203), zero: true },
    Type { fields: B(T204), zero: true },
    Type { fields: B(T205), zero: true },
    Type { fields: B(T206), zero: true },
    Type { fields: B(T207), zero: true },
    Type { fields: B(T208), zero: true },
    Type { fields: B(T209), zero: true },
    Type { fields: B(T210), zero: true },
    Type { fields: B(T211), zero: true },
    Type { fields: B(T212), zero: true },
    Type { fields: B(T213), zero: true },
    Type { fields: B(T214), zero: true },
    Type { fields: B(T215), zero: true },
    Type { fields: B(T216), zero: true },
    Type { fields: B(T217), zero: true },
    Type { fields: B(T218), zero: true },
    Type { fields: B(T219), zero: true },
    Type { fields: B(T220), zero: true },
    Type { fields: B(T221), zero: true },
    Type { fields: B(T222), zero: true },
    Type { fields: B(T223), zero: true },
    Type { fields: B(T224), zero: true },
    Type { fields: B(T225), zero: true },
    Type { fields: B(T226), zero: true },
    Type { fields: B(T227), zero: true },
    Type { fields: B(T228), zero: true },
    Type { fields: B(T229), zero: true },
    Type { fields: B(T230), zero: true },
    Type { fields: B(T231), zero: true },
    Type { fields: B(T232), zero: true },
    Type { fields: B(T233), zero: true },
    Type { fields: B(T234), zero: true },
    Type { fields: B(T235), zero: true },
    Type { fields: B(T236), zero: true },
    Type { fields: B(T237), zero: true },
    Type { fields: B(T238), zero: true },
    Type { fields: B(T239), zero: true },
    Type { fields: B(T240), zero: true },
    Type { fields: B(T241), zero: true },
    Type { fields: B(T242), zero: true },
    Type { fields: B(T243), zero: true },
    Type { fields: B(T244), zero: true },
    Type { fields: B(T245), zero: true },
    Type { fields: B(T246), zero: true },
    Type { fields: B(T247), zero: true },
    Type { fields: B(T248), zero: true },
    Type { fields: B(T249), zero: true },
    Type { fields: B(T250), zero: true },
    Type { fields: B(T251), zero: true },
    Type { fields: B(T252), zero: true },
    Type { fields: B(T253), zero: true },
    Type { fields: B(T254), zero: true },
    Type { fields: B(T255), zero: true },
    Type { fields: B(T256), zero: true },
    Type { fields: B(T257), zero: true },
    Type { fields: B(T258), zero: true },
    Type { fields: B(T259), zero: true },
    Type { fields: B(T260), zero: true },
    Type { fields: B(T261), zero: true },
    Type { fields: B(T262), zero: true },
    Type { fields: B(T263), zero: true },
    Type { fields: B(T264), zero: true },
    Type { fields: B(T265), zero: true },
    Type { fields: B(T266), zero: true },
    Type { fields: B(T267), zero: true },
    Type { fields: B(T268), zero: true },
    Type { fields: B(T269), zero: true },
    Type { fields: B(T270), zero: true },
    Type { fields: B(T271), zero: true },
    Type { fields: B(T272), zero: false },
    Type { fields: B(T273), zero: false },
    Type { fields: B(T274), zero: true },
    Type { fields: B(T275), zero: true },
    Type { fields: B(T276), zero: true },
    Type { fields: B(T277), zero: true },
    Type { fields: B(T278), zero: true },
    Type { fields: B(T279), zero: true },
    Type { fields: B(T280), zero: true },
    Type { fields: B(T281), zero: true },
    Type { fields: B(T282), zero: true },
    Type { fields: B(T283), zero: true },
    Type { fields: B(T284), zero: true },
    Type { fields: B(T285), zero: true },
    Type { fields: B(T286), zero: true },
    Type { fields: B(T287), zero: true },
    Type { fields: B(T288), zero: true },
    Type { fields: B(T289), zero: true },
    Type { fields: B(T290), zero: true },
    Type { fields: B(T291), zero: true },
    Type { fields: B(T292), zero: true },
    Type { fields: B(T293), zero: true },
    Type { fields: B(T294), zero: true },
    Type { fields: B(T295), zero: true },
    Type { fields: B(T296), zero: true },
    Type { fields: B(T297), zero: true },
    Type { fields: B(T298), zero: true },
    Type { fields: B(T299), zero: true },
    Type { fields: B(T300), zero: true },
    Type { fields: B(T301), zero: true },
    Type { fields: B(T302), zero: true },
    Type { fields: B(T303), zero: true },
    Type { fields: B(T304), zero: true },
    Type { fields: B(T305), zero: true },
    Type { fields: B(T306), zero: true },
    Type { fields: B(T307), zero: true },
    Type { fields: B(T308), zero: true },
    Type { fields: B(T309), zero: true },
    Type { fields: B(T310), zero: true },
    Type { fields: B(T311), zero: true },
    Type { fields: B(T312), zero: true },
    Type { fields: B(T313), zero: true },
    Type { fields: B(T314), zero: true },
    Type { fields: B(T315), zero: true },
    Type { fields: B(T316), zero: true },
    Type { fields: B(T317), zero: true },
    Type { fields: B(T318), zero: true },
    Type { fields: B(T319), zero: true },
    Type { fields: B(T320), zero: true },
    Type { fields: B(T321), zero: true },
    Type { fields: B(T322), zero: true },
    Type { fields: B(T323), zero: true },
    Type { fields: B(T324), zero: true },
    Type { fields: B(T325), zero: true },
    Type { fields: B(T326), zero: true },
    Type { fields: B(T327), zero: true },
    Type { fields: B(T328), zero: true },
    Type { fields: B(T329), zero: true },
    Type { fields: B(T330), zero: true },
    Type { fields: B(T331), zero: true },
    Type { fields: B(T332), zero: true },
    Type { fields: B(T333), zero: true },
    Type { fields: B(T334), zero: true },
    Type { fields: B(T335), zero: true },
    Type { fields: B(T336), zero: true },
    Type { fields: B(T337), zero: true },
    Type { fields: B(T338), zero: true },
    Type { fields: B(T339), zero: true },
    Type { fields: B(T340), zero: true },
    Type { fields: B(T341), zero: true },
    Type { fields: B(T342), zero: true },
    Type { fields: B(T343), zero: true },
    Type { fields: B(T344), zero: true },
    Type { fields: B(T345), zero: true },
    Type { fields: B(T346), zero: true },
    Type { fields: B(T347), zero: true },
    Type { fields: B(T348), zero: true },
    Type { fields: B(T349), zero: true },
    Type { fields: B(T350), zero: true },
    Type { fields: B(T351), zero: true },
    Type { fields: B(T352), zero: true },
    Type { fields: B(T353), zero: true },
    Type { fields: B(T354), zero: true },
    Type { fields: B(T355), zero: true },
    Type { fields: B(T356), zero: true },
    Type { fields: B(T357), zero: true },
    Type { fields: B(T358), zero: true },
    Type { fields: B(T359), zero: true },
    Type { fields: B(T360), zero: true },
    Type { fields: B(T361), zero: true },
    Type { fields: B(T362), zero: true },
    Type { fields: B(T363), zero: true },
    Type { fields: B(T364), zero: true },
    Type { fields: B(T365), zero: true },
    Type { fields: B(T366), zero: true },
    Type { fields: B(T367), zero: true },
    Type { fields: B(T368), zero: true },
    Type { fields: B(T369), zero: true },
    Type { fields: B(T370), zero: true },
    Type { fields: B(T371), zero: true },
    Type { fields: B(T372), zero: true },
    Type { fields: B(T373), zero: true },
    Type { fields: B(T374), zero: true },
    Type { fields: B(T375), zero: true },
    Type { fields: B(T376), zero: true },
    Type { fields: B(T377), zero: true },
    Type { fields: B(T378), zero: true },
    Type { fields: B(T379), zero: true },
    Type { fields: B(T380), zero: true },
    Type { fields: B(T381), zero: true },
    Type { fields: B(T382), zero: true },
    Type { fields: B(T383), zero: true },
    Type { fields: B(T384), zero: true },
    Type { fields: B(T385), zero: true },
    Type { fields: B(T386), zero: true },
    Type { fields: B(T387), zero: true },
    Type { fields: B(T388), zero: true },
    Type { fields: B(T389), zero: true },
    Type { fields: B(T390), zero: true },
    Type { fields: B(T391), zero: true },
    Type { fields: B(T392), zero: true },
    Type { fields: B(T393), zero: true },
    Type { fields: B(T394), zero: true },
    Type { fields: B(T395), zero: true },
    Type { fields: B(T396), zero: true },
    Type { fields: B(T397), zero: true },
    Type { fields: B(T398), zero: true },
    Type { fields: B(T399), zero: true },
    Type { fields: B(T400), zero: true },
    Type { fields: B(T401), zero: true },
    Type { fields: B(T402), zero: true },
    Type { fields: B(T403), zero: true },
    Type { fields: B(T404), zero: true },
    Type { fields: B(T405), zero: true },
    Type { fields: B(T406), zero: true },
    Type { fields: B(T407), zero: true },
    Type { fields: B(T408), zero: true },
    Type { fields: B(T409), zero: true },
    Type { fields: B(T410), zero: true },
    Type { fields: B(T411), zero: true },
    Type { fields: B(T412), zero: true },
    Type { fields: B(T413), zero: true },
    Type { fields: B(T414), zero: true },
    Type { fields: B(T415), zero: true },
    Type { fields: B(T416), zero: true },
    Type { fields: B(T417), zero: true },
    Type { fields: B(T418), zero: true },
    Type { fields: B(T419), zero: true },
    Type { fields: B(T420), zero: true },
    Type { fields: B(T421), zero: true },
    Type { fields: B(T422), zero: true },
    Type { fields: B(T423), zero: true },
    Type { fields: B(T424), zero: true },
    Type { fields: B(T425), zero: false },
    Type { fields: B(T426), zero: true },
    Type { fields: B(T427), zero: true },
    Type { fields: B(T428), zero: true },
    Type { fields: B(T429), zero: true },
    Type { fields: B(T430), zero: true },
    Type { fields: B(T431), zero: true },
    Type { fields: B(T432), zero: true },
    Type { fields: B(T433), zero: true },
    Type { fields: B(T434), zero: true },
    Type { fields: B(T435), zero: true },
    Type { fields: B(T436), zero: true },
    Type { fields: B(T437), zero: true },
    Type { fields: B(T438), zero: true },
    Type { fields: B(T439), zero: true },
    Type { fields: B(T440), zero: true },
    Type { fields: B(T441), zero: true },
    Type { fields: B(T442), zero: true },
    Type { fields: B(T443), zero: true },
    Type { fields: B(T444), zero: true },
    Type { fields: B(T445), zero: true },
    Type { fields: B(T446), zero: true },
    Type { fields: B(T447), zero: true },
    Type { fields: B(T448), zero: true },
    Type { fields: B(T449), zero: true },
    Type { fields: B(T450), zero: true },
    Type { fields: B(T451), zero: true },
    Type { fields: B(T452), zero: true },
    Type { fields: B(T453), zero: true },
    Type { fields: B(T454), zero: true },
    Type { fields: B(T455), zero: true },
    Type { fields: B(T456), zero: true },
    Type { fields: B(T457), zero: true },
    Type { fields: B(T458), zero: true },
    Type { fields: B(T459), zero: true },
    Type { fields: B(T460), zero: true },
    Type { fields: B(T461), zero: true },
    Type { fields: B(T462), zero: true },
    Type { fields: B(T463), zero: true },
    Type { fields: B(T464), zero: true },
    Type { fields: B(T465), zero: true },
    Type { fields: B(T466), zero: true },
    Type { fields: B(T467), zero: true },
    Type { fields: B(T468), zero: true },
    Type { fields: B(T469), zero: true },
    Type { fields: B(T470), zero: true },
    Type { fields: B(T471), zero: true },
    Type { fields: B(T472), zero: true },
    Type { fields: B(T473), zero: true },
    Type { fields: B(T474), zero: true },
    Type { fields: B(T475), zero: true },
    Type { fields: B(T476), zero: true },
    Type { fields: B(T477), zero: true },
    Type { fields: B(T478), zero: true },
    Type { fields: B(T479), zero: true },
    Type { fields: B(T480), zero: true },
    Type { fields: B(T481), zero: true },
    Type { fields: B(T482), zero: true },
    Type { fields: B(T483), zero: true },
    Type { fields: B(T484), zero: true },
    Type { fields: B(T485), zero: true },
    Type { fields: B(T486), zero: true },
    Type { fields: B(T487), zero: true },
    Type { fields: B(T488), zero: true },
    Type { fields: B(T489), zero: true },
    Type { fields: B(T490), zero: true },
    Type { fields: B(T491), zero: true },
    Type { fields: B(T492), zero: true },
    Type { fields: B(T493), zero: true },
    Type { fields: B(T494), zero: true },
    Type { fields: B(T495), zero: true },
    Type { fields: B(T496), zero: true },
    Type { fields: B(T497), zero: true },
    Type { fields: B(T498), zero: true },
    Type { fields: B(T499), zero: true },
    Type { fields: B(T500), zero: true },
    Type { fields: B(T501), zero: true },
    Type { fields: B(T502), zero: true },
    Type { fields: B(T503), zero: true },
    Type { fields: B(T504), zero: true },
    Type { fields: B(T505), zero: true },
    Type { fields: B(T506), zero: true },
    Type { fields: B(T507), zero: true },
    Type { fields: B(T508), zero: true },
    Type { fields: B(T509), zero: true },
    Type { fields: B(T510), zero: true },
    Type { fields: B(T511), zero: true },
    Type { fields: B(T512), zero: true },
    Type { fields: B(T513), zero: true },
    Type { fields: B(T514), zero: true },
    Type { fields: B(T515), zero: true },
    Type { fields: B(T516), zero: true },
    Type { fields: B(T517), zero: true },
    Type { fields: B(T518), zero: true },
    Type { fields: B(T519), zero: true },
    Type { fields: B(T520), zero: true },
    Type { fields: B(T521), zero: true },
    Type { fields: B(T522), zero: true },
    Type { fields: B(T523), zero: true },
    Type { fields: B(T524), zero: true },
    Type { fields: B(T525), zero: true },
    Type { fields: B(T526), zero: true },
    Type { fields: B(T527), zero: true },
    Type { fields: B(T528), zero: true },
    Type { fields: B(T529), zero: true },
    Type { fields: B(T530), zero: true },
    Type { fields: B(T531), zero: true },
    Type { fields: B(T532), zero: true },
    Type { fields: B(T533), zero: true },
    Type { fields: B(T534), zero: true },
    Type { fields: B(T535), zero: true },
    Type { fields: B(T536), zero: true },
    Type { fields: B(T537), zero: true },
    Type { fields: B(T538), zero: true },
    Type { fields: B(T539), zero: true },
    Type { fields: B(T540), zero: true },
    Type { fields: B(T541), zero: true },
    Type { fields: B(T542), zero: true },
    Type { fields: B(T543), zero: true },
    Type { fields: B(T544), zero: true },
    Type { fields: B(T545), zero: true },
    Type { fields: B(T546), zero: true },
    Type { fields: B(T547), zero: true },
    Type { fields: B(T548), zero: true },
    Type { fields: B(T549), zero: true },
    Type { fields: B(T550), zero: true },
    Type { fields: B(T551), zero: true },
    Type { fields: B(T552), zero: true },
    Type { fields: B(T553), zero: true },
    Type { fields: B(T554), zero: true },
    Type { fields: B(T555), zero: true },
    Type { fields: B(T556), zero: true },
    Type { fields: B(T557), zero: true },
    Type { fields: B(T558), zero: true },
    Type { fields: B(T559), zero: true },
    Type { fields: B(T560), zero: true },
    Type { fields: B(T561), zero: true },
    Type { fields: B(T562), zero: true },
    Type { fields: B(T563), zero: true },
    Type { fields: B(T564), zero: true },
    Type { fields: B(T565), zero: true },
    Type { fields: B(T566), zero: true },
    Type { fields: B(T567), zero: true },
    Type { fields: B(T568), zero: true },
    Type { fields: B(T569), zero: true },
    Type { fields: B(T570), zero: true },
    Type { fields: B(T571), zero: true },
    Type { fields: B(T572), zero: true },
    Type { fields: B(T573), zero: true },
    Type { fields: B(T574), zero: true },
    Type { fields: B(T575), zero: true },
    Type { fields: B(T576), zero: true },
    Type { fields: B(T577), zero: true },
    Type { fields: B(T578), zero: true },
    Type { fields: B(T579), zero: true },
    Type { fields: B(T580), zero: true },
    Type { fields: B(T581), zero: true },
    Type { fields: B(T582), zero: true },
    Type { fields: B(T583), zero: true },
    Type { fields: B(T584), zero: true },
    Type { fields: B(T585), zero: true },
    Type { fields: B(T586), zero: true },
    Type { fields: B(T587), zero: true },
    Type { fields: B(T588), zero: true },
    Type { fields: B(T589), zero: true },
    Type { fields: B(T590), zero: true },
    Type { fields: B(T591), zero: true },
    Type { fields: B(T592), zero: true },
    Type { fields: B(T593), zero: true },
    Type { fields: B(T594), zero: true },
    Type { fields: B(T595), zero: true },
    Type { fields: B(T596), zero: true },
    Type { fields: B(T597), zero: true },
    Type { fields: B(T598), zero: true },
    Type { fields: B(T599), zero: true },
    Type { fields: B(T600), zero: true },
    Type { fields: B(T601), zero: true },
    Type { fields: B(T602), zero: true },
    Type { fields: B(T603), zero: true },
    Type { fields: B(T604), zero: true },
    Type { fields: B(T605), zero: false },
    Type { fields: B(T606), zero: false },
    Type { fields: B(T607), zero: false },
    Type { fields: B(T608), zero: false },
    Type { fields: B(T609), zero: false },
    Type { fields: B(T610), zero: false },
    Type { fields: B(T611), zero: false },
    Type { fields: B(T612), zero: false },
    Type { fields: B(T613), zero: false },
    Type { fields: B(T614), zero: false },
    Type { fields: B(T615), zero: false },
    Type { fields: B(T616), zero: false },
    Type { fields: B(T617), zero: false },
    Type { fields: B(T618), zero: false },
    Type { fields: B(T619), zero: false },
    Type { fields: B(T620), zero: false },
    Type { fields: B(T621), zero: false },
    Type { fields: B(T622), zero: false },
    Type { fields: B(T623), zero: false },
    Type { fields: B(T624), zero: false },
    Type { fields: B(T625), zero: false },
    Type { fields: B(T626), zero: false },
    Type { fields: B(T627), zero: false },
    Type { fields: B(T628), zero: false },
    Type { fields: B(T629), zero: false },
    Type { fields: B(T630), zero: false },
    Type { fields: B(T631), zero: false },
    Type { fields: B(T632), zero: false },
    Type { fields: B(T633), zero: false },
    Type { fields: B(T634), zero: false },
    Type { fields: B(T635), zero: true },
    Type { fields: B(T636), zero: false },
    Type { fields: B(T637), zero: false },
    Type { fields: B(T638), zero: false },
    Type { fields: B(T639), zero: false },
    Type { fields: B(T640), zero: false },
    Type { fields: B(T641), zero: false },
    Type { fields: B(T642), zero: false },
    Type { fields: B(T643), zero: false },
    Type { fields: B(T644), zero: false },
    Type { fields: B(T645), zero: false },
    Type { fields: B(T646), zero: false },
    Type { fields: B(T647), zero: false },
    Type { fields: B(T648), zero: false },
    Type { fields: B(T649), zero: false },
    Type { fields: B(T650), zero: false },
    Type { fields: B(T651), zero: false },
    Type { fields: B(T652), zero: false },
    Type { fields: B(T653), zero: false },
    Type { fields: B(T654), zero: false },
    Type { fields: B(T655), zero: false },
    Type { fields: B(T656), zero: false },
    Type { fields: B(T657), zero: false },
    Type { fields: B(T658), zero: false },
    Type { fields: B(T659), zero: false },
    Type { fields: B(T660), zero: false },
    Type { fields: B(T661), zero: false },
    Type { fields: B(T662), zero: false },
    Type { fields: B(T663), zero: false },
    Type { fields: B(T664), zero: false },
    Type { fields: B(T665), zero: false },
    Type { fields: B(T666), zero: false },
    Type { fields: B(T667), zero: false },
    Type { fields: B(T668), zero: false },
    Type { fields: B(T669), zero: false },
    Type { fields: B(T670), zero: false },
    Type { fields: B(T671), zero: false },
    Type { fields: B(T672), zero: false },
    Type { fields: B(T673), zero: false },
    Type { fields: B(T674), zero: false },
    Type { fields: B(T675), zero: false },
    Type { fields: B(T676), zero: false },
    Type { fields: B(T677), zero: false },
    Type { fields: B(T678), zero: false },
    Type { fields: B(T679), zero: false },
    Type { fields: B(T680), zero: false },
    Type { fields: B(T681), zero: false },
    Type { fields: B(T682), zero: false },
    Type { fields: B(T683), zero: false },
    Type { fields: B(T684), zero: false },
    Type { fields: B(T685), zero: false },
    Type { fields: B(T686), zero: false },
    Type { fields: B(T687), zero: false },
    Type { fields: B(T688), zero: false },
    Type { fields: B(T689), zero: false },
    Type { fields: B(T690), zero: false },
    Type { fields: B(T691), zero: false },
    Type { fields: B(T692), zero: false },
    Type { fields: B(T693), zero: false },
    Type { fields: B(T694), zero: false },
    Type { fields: B(T695), zero: false },
    Type { fields: B(T696), zero: false },
    Type { fields: B(T697), zero: false },
    Type { fields: B(T698), zero: false },
    Type { fields: B(T699), zero: false },
    Type { fields: B(T700), zero: false },
    Type { fields: B(T701), zero: false },
    Type { fields: B(T702), zero: false },
    Type { fields: B(T703), zero: false },
    Type { fields: B(T704), zero: false },
    Type { fields: B(T705), zero: false },
    Type { fields: B(T706), zero: false },
    Type { fields: B(T707), zero: false },
    Type { fields: B(T708), zero: false },
    Type { fields: B(T709), zero: false },
    Type { fields: B(T710), zero: false },
    Type { fields: B(T711), zero: false },
    Type { fields: B(T712), zero: false },
    Type { fields: B(T713), zero: false },
    Type { fields: B(T714), zero: false },
    Type { fields: B(T715), zero: false },
    Type { fields: B(T716), zero: false },
    Type { fields: B(T717), zero: false },
    Type { fields: B(T718), zero: false },
    Type { fields: B(T719), zero: false },
    Type { fields: B(T720), zero: false },
    Type { fields: B(T721), zero: false },
    Type { fields: B(T722), zero: false },
    Type { fields: B(T723), zero: false },
    Type { fields: B(T724), zero: false },
    Type { fields: B(T725), zero: false },
    Type { fields: B(T726), zero: false },
    Type { fields: B(T727), zero: false },
    Type { fields: B(T728), zero: false },
    Type { fields: B(T729), zero: false },
    Type { fields: B(T730), zero: false },
    Type { fields: B(T731), zero: false },
    Type { fields: B(T732), zero: false },
    Type { fields: B(T733), zero: false },
    Type { fields: B(T734), zero: false },
    Type { fields: B(T735), zero: false },
    Type { fields: B(T736), zero: false },
    Type { fields: B(T737), zero: false },
    Type { fields: B(T738), zero: false },
    Type { fields: B(T739), zero: false },
    Type { fields: B(T740), zero: false },
    Type { fields: B(T741), zero: false },
    Type { fields: B(T742), zero: false },
    Type { fields: B(T743), zero: false },
    Type { fields: B(T744), zero: false },
    Type { fields: B(T745), zero: false },
    Type { fields: B(T746), zero: false },
    Type { fields: B(T747), zero: false },
    Type { fields: B(T748), zero: false },
    Type { fields: B(T749), zero: false },
    Type { fields: B(T750), zero: false },
    Type { fields: B(T751), zero: false },
    Type { fields: B(T752), zero: false },
    Type { fields: B(T753), zero: false },
    Type { fields: B(T754), zero: false },
    Type { fields: B(T755), zero: false },
    Type { fields: B(T756), zero: false },
    Type { fields: B(T757), zero: false },
    Type { fields: B(T758), zero: false },
];
const KINDS: &[Root] = &[
    r("", "Binding", "v1", 258),
    r("", "ComponentStatus", "v1", 259),
    r("", "ConfigMap", "v1", 261),
    r("", "Endpoints", "v1", 262),
    r("", "Event", "v1", 266),
    r("", "LimitRange", "v1", 269),
    r("", "Namespace", "v1", 274),
    r("", "Node", "v1", 278),
    r("", "PersistentVolume", "v1", 296),
    r("", "PersistentVolumeClaim", "v1", 187),
    r("", "Pod", "v1", 312),
    r("", "PodTemplate", "v1", 330),
    r("", "ReplicationController", "v1", 331),
    r("", "ResourceQuota", "v1", 335),
    r("", "Secret", "v1", 340),
    r("", "Service", "v1", 341),
    r("", "ServiceAccount", "v1", 350),
    r("admissionregistration.k8s.io", "MutatingAdmissionPolicy", "v1alpha1", 27),
    r("admissionregistration.k8s.io", "MutatingAdmissionPolicy", "v1beta1", 40),
    r("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding", "v1alpha1", 37),
    r("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding", "v1beta1", 50),
    r("admissionregistration.k8s.io", "MutatingWebhookConfiguration", "v1", 0),
    r("admissionregistration.k8s.io", "ValidatingAdmissionPolicy", "v1", 10),
    r("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding", "v1", 22),
    r("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "v1", 25),
    r("apiextensions.k8s.io", "CustomResourceDefinition", "v1", 582),
    r("apiregistration.k8s.io", "APIService", "v1", 600),
    r("apps", "ControllerRevision", "v1", 57),
    r("apps", "DaemonSet", "v1", 58),
    r("apps", "Deployment", "v1", 171),
    r("apps", "ReplicaSet", "v1", 177),
    r("apps", "StatefulSet", "v1", 181),
    r("argoproj.io", "AnalysisTemplate", "v1alpha1", 648),
    r("argoproj.io", "AppProject", "v1alpha1", 681),
    r("argoproj.io", "Application", "v1alpha1", 669),
    r("argoproj.io", "ApplicationSet", "v1alpha1", 680),
    r("argoproj.io", "ClusterAnalysisTemplate", "v1alpha1", 648),
    r("argoproj.io", "Experiment", "v1alpha1", 653),
    r("argoproj.io", "Rollout", "v1alpha1", 636),
    r("autoscaling", "HorizontalPodAutoscaler", "v1", 195),
    r("autoscaling", "HorizontalPodAutoscaler", "v2", 202),
    r("autoscaling", "Scale", "v1", 199),
    r("batch", "CronJob", "v1", 225),
    r("batch", "Job", "v1", 237),
    r("certificates.k8s.io", "CertificateSigningRequest", "v1", 241),
    r("certificates.k8s.io", "ClusterTrustBundle", "v1alpha1", 245),
    r("certificates.k8s.io", "ClusterTrustBundle", "v1beta1", 247),
    r("certificates.k8s.io", "PodCertificateRequest", "v1beta1", 249),
    r("coordination.k8s.io", "Lease", "v1", 252),
    r("coordination.k8s.io", "LeaseCandidate", "v1alpha2", 254),
    r("coordination.k8s.io", "LeaseCandidate", "v1beta1", 256),
    r("discovery.k8s.io", "EndpointSlice", "v1", 351),
    r("events.k8s.io", "Event", "v1", 358),
    r("external-secrets.io", "ExternalSecret", "v1", 720),
    r("external-secrets.io", "ExternalSecret", "v1beta1", 723),
    r("flowcontrol.apiserver.k8s.io", "FlowSchema", "v1", 360),
    r("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration", "v1", 373),
    r("gateway.networking.k8s.io", "GRPCRoute", "v1", 749),
    r("gateway.networking.k8s.io", "Gateway", "v1", 735),
    r("gateway.networking.k8s.io", "Gateway", "v1beta1", 735),
    r("gateway.networking.k8s.io", "GatewayClass", "v1", 681),
    r("gateway.networking.k8s.io", "GatewayClass", "v1beta1", 681),
    r("gateway.networking.k8s.io", "HTTPRoute", "v1", 758),
    r("gateway.networking.k8s.io", "HTTPRoute", "v1beta1", 758),
    r("gateway.networking.k8s.io", "ReferenceGrant", "v1beta1", 681),
    r("internal.apiserver.k8s.io", "StorageVersion", "v1alpha1", 53),
    r("monitoring.coreos.com", "PodMonitor", "v1", 695),
    r("monitoring.coreos.com", "Probe", "v1", 700),
    r("monitoring.coreos.com", "PrometheusRule", "v1", 704),
    r("monitoring.coreos.com", "ServiceMonitor", "v1", 693),
    r("networking.k8s.io", "IPAddress", "v1", 381),
    r("networking.k8s.io", "IPAddress", "v1beta1", 410),
    r("networking.k8s.io", "Ingress", "v1", 384),
    r("networking.k8s.io", "IngressClass", "v1", 397),
    r("networking.k8s.io", "NetworkPolicy", "v1", 400),
    r("networking.k8s.io", "ServiceCIDR", "v1", 407),
    r("networking.k8s.io", "ServiceCIDR", "v1beta1", 413),
    r("node.k8s.io", "RuntimeClass", "v1", 416),
    r("policy", "Eviction", "v1", 419),
    r("policy", "PodDisruptionBudget", "v1", 422),
    r("rbac.authorization.k8s.io", "ClusterRole", "v1", 426),
    r("rbac.authorization.k8s.io", "ClusterRoleBinding", "v1", 429),
    r("rbac.authorization.k8s.io", "Role", "v1", 432),
    r("rbac.authorization.k8s.io", "RoleBinding", "v1", 433),
    r("resource.k8s.io", "DeviceClass", "v1", 434),
    r("resource.k8s.io", "DeviceClass", "v1beta1", 477),
    r("resource.k8s.io", "DeviceClass", "v1beta2", 515),
    r("resource.k8s.io", "DeviceTaintRule", "v1alpha3", 472),
    r("resource.k8s.io", "ResourceClaim", "v1", 440),
    r("resource.k8s.io", "ResourceClaim", "v1beta1", 483),
    r("resource.k8s.io", "ResourceClaim", "v1beta2", 521),
    r("resource.k8s.io", "ResourceClaimTemplate", "v1", 458),
    r("resource.k8s.io", "ResourceClaimTemplate", "v1beta1", 500),
    r("resource.k8s.io", "ResourceClaimTemplate", "v1beta2", 539),
    r("resource.k8s.io", "ResourceSlice", "v1", 460),
    r("resource.k8s.io", "ResourceSlice", "v1beta1", 502),
    r("resource.k8s.io", "ResourceSlice", "v1beta2", 541),
    r("scheduling.k8s.io", "PriorityClass", "v1", 553),
    r("scheduling.k8s.io", "Workload", "v1alpha1", 554),
    r("storage.k8s.io", "CSIDriver", "v1", 560),
    r("storage.k8s.io", "CSINode", "v1", 563),
    r("storage.k8s.io", "CSIStorageCapacity", "v1", 567),
    r("storage.k8s.io", "StorageClass", "v1", 568),
    r("storage.k8s.io", "VolumeAttachment", "v1", 571),
    r("storage.k8s.io", "VolumeAttributesClass", "v1", 576),
    r("storage.k8s.io", "VolumeAttributesClass", "v1beta1", 577),
    r("storagemigration.k8s.io", "StorageVersionMigration", "v1beta1", 578),
];
