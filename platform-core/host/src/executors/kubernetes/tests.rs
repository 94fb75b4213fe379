//! Without a cluster: what controllers say, and servers that are none.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use platform_core::model::{Action, Address, Effect, Resource, Step, Target, Value};
use platform_core::run::StepWork;

use super::readiness::{Readiness, readiness};
use super::*;
use crate::clients::kubernetes::Access;

fn json(text: &str) -> Value {
    Value::from_json(text).unwrap()
}

fn address() -> Address {
    "cart/staging/kubernetes/config".parse().unwrap()
}

fn config_map() -> Value {
    json(r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cart"}, "data": {"a": "1"}}"#)
}

/// A target whose kubeconfig names a server.
struct Scene {
    folder: tempfile::TempDir,
}

impl Scene {
    fn new(server: &str) -> Self {
        let scene = Self { folder: tempfile::tempdir().unwrap() };
        let config = format!(
            r#"{{"apiVersion": "v1", "kind": "Config", "current-context": "a",
            "clusters": [{{"name": "a", "cluster": {{"server": "{server}"}}}}], "users": [{{"name": "a", "user": {{"token": "HUSH"}}}}],
            "contexts": [{{"name": "a", "context": {{"cluster": "a", "user": "a"}}}}]}}"#
        );
        std::fs::write(scene.folder.path().join("kubeconfig"), config).unwrap();
        scene
    }

    fn access(&self, context: Option<&str>) -> Access {
        Access::of(context, Some(self.folder.path().join("kubeconfig").into()), None)
    }

    fn target(&self) -> KubernetesTarget {
        Clusters::default().target(&Target::default(), self.access(None)).with_patience(Duration::from_millis(300))
    }
}

impl KubernetesTarget {
    fn with_patience(self, patience: Duration) -> Self {
        let Inner { connection, forced, ready_within, .. } = &*self.0;
        let connection = Connection { patience, ..connection.clone() };
        let inner = Inner { connection, forced: *forced, ready_within: *ready_within, stop: Stopping::default() };
        Self(Arc::new(inner))
    }
}

/// Answers every request with the same, and counts them.
fn server(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (count, answer) = (count.clone(), answer.clone());
            std::thread::spawn(move || {
                let mut bytes = [0; 8192];
                let read = stream.read(&mut bytes).unwrap_or_default();
                count.fetch_add(1, Ordering::SeqCst);
                let _ = stream.write_all(answer(&String::from_utf8_lossy(&bytes[..read])).as_bytes());
                // Closing with something unread would take the answer back.
                let _ = stream.shutdown(Shutdown::Write);
                let _ = stream.read(&mut bytes);
            });
        }
    });
    (address, asked)
}

fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

/// What an API server knows of `v1`, and `other` for everything else.
fn knowing(request: &str, other: impl FnOnce() -> String) -> String {
    let core = r#"{"kind": "APIResourceList", "resources": [{"name": "configmaps", "kind": "ConfigMap", "namespaced": true}]}"#;
    match request {
        request if request.starts_with("GET /apis ") => answer("200 OK", r#"{"kind": "APIGroupList", "groups": []}"#),
        request if request.starts_with("GET /api/v1 ") => answer("200 OK", core),
        _ => other(),
    }
}

async fn look(target: &KubernetesTarget) -> Result<Observation, Diagnostic> {
    let (address, resource) = (address(), Resource::new(address(), config_map()));
    let asked = [Asked { address: &address, resource: Some(&resource), known: None }];
    target.observe(&asked).await.remove(0)
}

async fn create(target: &KubernetesTarget, body: Value) -> Result<Performed, Diagnostic> {
    let step = Step::new(0, address(), Action::Create, Vec::new());
    target.perform(&StepWork::new(step, Some(body.clone()), Some(Resource::new(address(), body)))).await
}

fn told(result: Result<impl std::fmt::Debug, Diagnostic>) -> (String, String, Effect) {
    let problem = result.unwrap_err();
    (problem.code.to_string(), problem.message, problem.outcome)
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_and_nothing_was_sent() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let scene = Scene::new(&format!("http://127.0.0.1:{port}"));
    let (code, message, outcome) = told(create(&scene.target(), config_map()).await);
    assert_eq!((code.as_str(), outcome), ("net.unreachable", Effect::None));
    assert!(message.contains("the cluster of staging/kubernetes can't be reached: Connection refused"), "{message}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for_and_the_outcome_is_unknown() {
    let (address, asked) = server(|request| {
        knowing(request, || {
            std::thread::sleep(Duration::from_secs(2));
            String::new()
        })
    });
    let scene = Scene::new(&address);
    let (code, message, outcome) = told(create(&scene.target(), config_map()).await);
    assert_eq!((code.as_str(), outcome), ("net.no_answer", Effect::Unknown));
    assert!(message.contains("no answer within 0.3 s"), "{message}");
    assert!(asked.load(Ordering::SeqCst) <= 4, "it is not asked again and again");
}

#[tokio::test]
async fn what_is_no_api_server_is_told_and_nothing_is_taken_for_absent() {
    for page in [
        answer("200 OK", "<html>log in</html>"),
        answer("404 Not Found", "404 page not found"),
        "rubbish\r\n\r\n".into(),
    ] {
        let (address, _) = server(move |_| page.clone());
        let scene = Scene::new(&address);
        let (code, message, _) = told(look(&scene.target()).await);
        assert!(matches!(code.as_str(), "net.bad_answer" | "net.no_answer"), "{code}: {message}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_refused() {
    let long = "x".repeat(17 * 1024 * 1024);
    let (address, _) = server(move |request| knowing(request, || answer("200 OK", &long)));
    let scene = Scene::new(&address);
    let target = scene.target().with_patience(Duration::from_secs(20));
    let (code, message, _) = told(look(&target).await);
    assert_eq!(code, "net.bad_answer");
    assert!(message.contains("larger than 16777216 bytes"), "{message}");
}

#[tokio::test]
async fn a_busy_server_is_asked_again() {
    let asked = Arc::new(AtomicUsize::new(0));
    let (address, _) = server(move |request| {
        knowing(request, || match asked.fetch_add(1, Ordering::SeqCst) {
            0 => answer("429 Too Many Requests", r#"{"kind": "Status", "message": "too many"}"#),
            1 => answer("503 Service Unavailable", "upstream"),
            _ => answer(
                "200 OK",
                r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cart", "uid": "u-1"}}"#,
            ),
        })
    });
    let scene = Scene::new(&address);
    let performed = create(&scene.target(), config_map()).await.unwrap();
    assert_eq!(performed.identity.as_deref(), Some("u-1"));
    let (address, _) = server(|request| {
        knowing(request, || answer("429 Too Many Requests", r#"{"kind": "Status", "message": "too many"}"#))
    });
    let scene = Scene::new(&address);
    let (code, message, outcome) = told(create(&scene.target(), config_map()).await);
    assert_eq!((code.as_str(), outcome), ("net.busy", Effect::None), "{message}");
    assert!(message.ends_with("the cluster is busy: too many"), "{message}");
}

#[tokio::test]
async fn what_can_not_be_sent_is_not() {
    let (address, asked) = server(|_| answer("200 OK", "{}"));
    let scene = Scene::new(&address);
    let target = scene.target();
    let with = |metadata: &str, more: &str| {
        json(&format!(r#"{{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {metadata}{more}}}"#))
    };
    let cases = [
        (
            with(r#"{"name": "a"}"#, r#", "data": {"a": {"$secret": {"store": "vault", "key": "a"}}}"#),
            "template.unescapable",
        ),
        (with(r#"{"name": "../../secrets/a"}"#, ""), "k8s.refused"),
        (with(r#"{"name": "a", "namespace": ".."}"#, ""), "k8s.refused"),
        (with(r#"{"namespace": "a"}"#, ""), "k8s.refused"),
        (json(r#"{"kind": "ConfigMap", "metadata": {"name": "a"}}"#), "k8s.refused"),
    ];
    for (body, expected) in cases {
        let (code, message, outcome) = told(create(&target, body).await);
        assert_eq!((code.as_str(), outcome), (expected, Effect::None), "{message}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_kubeconfig_that_leads_nowhere_is_told() {
    let scene = Scene::new("http://127.0.0.1:1");
    let connect = async |access: Access| told(look(&Clusters::default().target(&Target::default(), access)).await);
    let (code, message, _) = connect(scene.access(Some("stagin"))).await;
    assert_eq!(code, "k8s.config");
    assert!(message.contains("context `stagin`, can't be used: ") && message.contains("stagin"), "{message}");
    let nowhere = scene.folder.path().join("nowhere");
    let (code, message, _) = connect(Access::of(Some("a"), Some(nowhere.clone().into()), None)).await;
    assert_eq!(code, "k8s.config");
    assert!(message.contains("nowhere") && message.ends_with("it is not there"), "{message}");
    std::fs::write(&nowhere, "contexts: [").unwrap();
    let (code, message, _) = connect(Access::of(None, Some(nowhere.into()), None)).await;
    assert_eq!(code, "k8s.config");
    assert!(!message.contains('\n'), "{message}");
}

#[tokio::test]
async fn what_a_plugin_prints_is_not_told() {
    let scene = Scene::new("http://127.0.0.1:1");
    let plugin = r#"{"apiVersion": "v1", "kind": "Config", "current-context": "a",
        "clusters": [{"name": "a", "cluster": {"server": "http://127.0.0.1:1"}}],
        "users": [{"name": "a", "user": {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never",
            "command": "sh", "args": ["-c", "echo HUSH; echo log in first >&2; exit 3"]}}}],
        "contexts": [{"name": "a", "context": {"cluster": "a", "user": "a"}}]}"#;
    std::fs::write(scene.folder.path().join("kubeconfig"), plugin).unwrap();
    let (code, message, _) = told(look(&scene.target()).await);
    assert_eq!(code, "k8s.config");
    assert!(message.contains("ended with exit status: 3: log in first"), "{message}");
    assert!(!message.contains("HUSH\\n") && !message.contains("stdout"), "{message}");
}

#[test]
fn what_controllers_say_is_understood() {
    let ready = Readiness::Ready;
    let waiting = |why: &str| Readiness::Waiting(why.to_owned());
    let failed = |why: &str| Readiness::Failed(why.to_owned());
    let deployment = |status: &str| {
        format!(
            r#"{{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {{"generation": 2}}, "spec": {{"replicas": 3}}, "status": {status}}}"#
        )
    };
    let of =
        |version: &str, kind: &str, rest: &str| format!(r#"{{"apiVersion": "{version}", "kind": "{kind}", {rest}}}"#);
    let unavailable = r#"{"observedGeneration": 2, "replicas": 3, "updatedReplicas": 3, "availableReplicas": 1}"#;
    let quota = r#"{"observedGeneration": 2, "conditions": [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "exceeded quota"}]}"#;
    let deadline = r#"{"observedGeneration": 2, "conditions": [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "no progress"}]}"#;
    let cases = [
        (deployment("{}"), waiting("its controller has not seen it")),
        (deployment(r#"{"observedGeneration": 1}"#), waiting("its controller has not seen the change")),
        (deployment(unavailable), waiting("1 of 3 replicas are available")),
        (deployment(quota), waiting("0 of 3 replicas are updated: FailedCreate: exceeded quota")),
        (deployment(deadline), failed("ProgressDeadlineExceeded: no progress")),
        (
            deployment(r#"{"observedGeneration": 2, "replicas": 4, "updatedReplicas": 3, "availableReplicas": 4}"#),
            waiting("1 old replicas are still there"),
        ),
        (
            deployment(r#"{"observedGeneration": 2, "replicas": 3, "updatedReplicas": 3, "availableReplicas": 3}"#),
            ready.clone(),
        ),
        (
            of(
                "apps/v1",
                "StatefulSet",
                r#""spec": {"replicas": 2}, "status": {"observedGeneration": 1, "readyReplicas": 2, "currentRevision": "a", "updateRevision": "b", "updatedReplicas": 1}"#,
            ),
            waiting("1 of 2 replicas are updated"),
        ),
        (
            of(
                "apps/v1",
                "StatefulSet",
                r#""spec": {"replicas": 2}, "status": {"observedGeneration": 1, "readyReplicas": 2, "currentRevision": "b", "updateRevision": "b"}"#,
            ),
            ready.clone(),
        ),
        (
            of(
                "apps/v1",
                "DaemonSet",
                r#""status": {"observedGeneration": 1, "desiredNumberScheduled": 2, "updatedNumberScheduled": 2, "numberAvailable": 1}"#,
            ),
            waiting("1 of 2 pods are available"),
        ),
        (of("batch/v1", "Job", r#""status": {"active": 1}"#), waiting("it is not complete")),
        (
            of(
                "batch/v1",
                "Job",
                r#""status": {"conditions": [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "message": "too often"}]}"#,
            ),
            failed("BackoffLimitExceeded: too often"),
        ),
        (of("batch/v1", "Job", r#""spec": {"suspend": true}"#), ready.clone()),
        (
            of("v1", "Service", r#""spec": {"type": "LoadBalancer"}, "status": {"loadBalancer": {}}"#),
            waiting("its load balancer has no address"),
        ),
        (of("v1", "Service", r#""spec": {"type": "ClusterIP"}, "status": {"loadBalancer": {}}"#), ready.clone()),
        (of("v1", "Namespace", r#""status": {"phase": "Terminating"}"#), failed("it is Terminating")),
        (of("v1", "PersistentVolumeClaim", r#""status": {"phase": "Pending"}"#), ready.clone()),
        (
            of("argoproj.io/v1alpha1", "Rollout", r#""status": {"phase": "Degraded", "message": "analysis failed"}"#),
            failed("it is Degraded: analysis failed"),
        ),
        (of("argoproj.io/v1alpha1", "Rollout", r#""status": {"phase": "Paused"}"#), ready.clone()),
        (
            of("apiextensions.k8s.io/v1", "CustomResourceDefinition", r#""status": {}"#),
            waiting("it is not established"),
        ),
        (
            of(
                "external-secrets.io/v1",
                "ExternalSecret",
                r#""status": {"conditions": [{"type": "Ready", "status": "False", "reason": "SecretSyncedError", "message": "no such key"}]}"#,
            ),
            waiting("it is not ready: SecretSyncedError: no such key"),
        ),
        (
            of("v1", "ConfigMap", r#""metadata": {"deletionTimestamp": "2027-01-01T00:00:00Z"}"#),
            failed("somebody is removing it"),
        ),
        (of("v1", "ConfigMap", r#""data": {}"#), ready.clone()),
        (of("nobody.example/v1", "Gizmo", r#""status": {"conditions": "nonsense", "observedGeneration": "x"}"#), ready),
    ];
    for (object, expected) in cases {
        assert_eq!(readiness(&json(&object)), expected, "{object}");
    }
}
