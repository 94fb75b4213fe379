//! A small platform whose environment is a namespace of a cluster, and somebody else with `kubectl`.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use platform_core::model::{Action, Diagnostic, Failure, PlanFile, Value};
use platform_host::workspace::{ApplyReport, ApplyRequest, PlanRequest, Workspace};

const PATH: &str = r#"
apiVersion: platform-core.dev/v1alpha1
kind: GoldenPath
metadata: {name: web, version: 1.0.0, owner: group:platform}
spec:
  parameters:
    type: object
    properties:
      replicas: {type: integer, default: 0}
      color: {type: string, default: blue}
      extra: {type: object, default: {}}
      workload: {type: boolean, default: true}
  resources:
    - id: namespace
      target: kubernetes
      body: {apiVersion: v1, kind: Namespace, metadata: {name: NAMESPACE}}
    - id: config
      target: kubernetes
      body:
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: "${{ service.slug }}", namespace: NAMESPACE}
        data: {color: "${{ parameters.color }}"}
    - id: workload
      target: kubernetes
      dependsOn: [config]
      when: "${{ parameters.workload }}"
      outputs: {address: {attribute: metadata.labels.app}}
      body:
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: "${{ service.slug }}", namespace: NAMESPACE, labels: {app: "${{ service.slug }}"}}
        spec:
          replicas: "${{ parameters.replicas }}"
          selector: {matchLabels: {app: "${{ service.slug }}"}}
          template:
            metadata: {labels: {app: "${{ service.slug }}"}}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1
                  env: [{name: COLOR, value: "${{ parameters.color }}"}]
                  ports: [{containerPort: 8080}]
                  resources: {limits: {cpu: 0.5, memory: 128Mi}}
"#;

const GROUP: &str = "
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: platform}
spec: {type: team, children: []}
";

/// A platform in a folder, whose objects are in a namespace of their own.
pub(super) struct Shop {
    folder: tempfile::TempDir,
    pub(super) namespace: String,
}

impl Shop {
    /// `namespace` is the test's own.
    pub(super) fn new(namespace: &str) -> Self {
        let shop = Self { folder: tempfile::tempdir().unwrap(), namespace: namespace.to_owned() };
        shop.write("golden-paths/web/1.0.0/golden-path.yaml", &PATH.replace("NAMESPACE", namespace));
        shop.write("catalog/groups.yaml", GROUP);
        shop.target("readyWithin: 30s");
        shop.parameters("{}");
        shop
    }

    pub(super) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn write(&self, file: &str, text: &str) {
        let path = self.root().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// What the environment says of its target, beside that it is applied to.
    pub(super) fn target(&self, settings: &str) {
        let text = format!(
            "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {{name: staging}}\nspec:\n  targets:\n    \
             kubernetes: {{delivery: apply, {settings}}}\n"
        );
        self.write("environments/staging.yaml", &text);
    }

    pub(super) fn parameters(&self, parameters: &str) {
        let text = format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: cart}}\nspec:\n  type: service\n  \
             lifecycle: production\n  owner: group:platform\n  goldenPath: {{ref: web@^1, parameters: {parameters}}}\n"
        );
        self.write("services/cart/catalog-info.yaml", &text);
    }

    /// With one more resource at the end of the path, as YAML of its entry.
    pub(super) fn resource(&self, entry: &str) {
        let path = self.root().join("golden-paths/web/1.0.0/golden-path.yaml");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text + &entry.replace("NAMESPACE", &self.namespace)).unwrap();
    }

    pub(super) fn open(&self) -> Workspace {
        let opened = Workspace::open(self.root());
        assert!(opened.diagnostics.iter().all(|diagnostic| !diagnostic.is_error()), "{:#?}", opened.diagnostics);
        opened.value.unwrap()
    }

    pub(super) async fn plan_with(&self, request: &PlanRequest) -> Result<PlanFile, Failure> {
        let (subject, staging) = ("cart".parse().unwrap(), "staging".parse().unwrap());
        let planned = self.open().plan_deploy(&subject, &staging, request).await;
        planned.into_result().map(|(plans, _)| plans)
    }

    pub(super) async fn plan(&self) -> PlanFile {
        self.plan_with(&PlanRequest::default()).await.unwrap()
    }

    pub(super) async fn apply(&self) -> Result<ApplyReport, Failure> {
        let plans = self.plan().await;
        self.open().apply(plans, &ApplyRequest::new("ada")).await
    }

    /// Applies what must succeed, and leaves nothing to be planned.
    pub(super) async fn deploy(&self) {
        let report = self.apply().await.unwrap();
        assert!(report.succeeded(), "{:#?}", report.diagnostics());
        assert_eq!(changes(&self.plan().await), [""; 0], "what was applied is no change");
    }

    /// Somebody else, in the namespace.
    pub(super) fn kubectl(&self, arguments: &[&str]) -> String {
        kubectl(&self.namespace, arguments)
    }

    pub(super) fn exists(&self, object: &str) -> bool {
        !self.kubectl(&["get", object, "--ignore-not-found", "--output=name"]).is_empty()
    }

    pub(super) fn field(&self, object: &str, path: &str) -> String {
        self.kubectl(&["get", object, &format!("--output=jsonpath={path}")])
    }
}

pub(super) fn kubectl(namespace: &str, arguments: &[&str]) -> String {
    let ran = Command::new("kubectl").args(arguments).args(["--namespace", namespace]).output().unwrap();
    let (said, wrong) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "kubectl {arguments:?}: {wrong}");
    said.into_owned()
}

/// What is to be done in the cluster: `Update cart/staging/kubernetes/config /data/color`.
pub(super) fn changes(plans: &PlanFile) -> Vec<String> {
    let changes = plans.plans.iter().flat_map(|planned| &planned.plan.changes).filter(|change| change.is_effective());
    let changes = changes.filter(|change| change.address.target() == "kubernetes");
    let told = changes.map(|change| {
        let made = change.actions.iter().any(|action| matches!(action, Action::Create | Action::Delete));
        let actions: Vec<String> = change.actions.iter().map(|action| format!("{action:?}")).collect();
        let fields: Vec<&str> = change.fields.iter().filter(|_| !made).map(|field| field.path.as_str()).collect();
        format!("{} {} {}", actions.join("+"), change.address, fields.join(" ")).trim_end().to_owned()
    });
    told.collect()
}

/// The problems of a refused apply, as `code message`.
pub(super) fn problems(result: Result<ApplyReport, Failure>) -> Vec<Diagnostic> {
    match result {
        Ok(report) => report.diagnostics().into_iter().filter(Diagnostic::is_error).collect(),
        Err(failure) => failure.diagnostics,
    }
}

pub(super) fn state_of(shop: &Shop, id: &str) -> Option<platform_core::model::StateResource> {
    let store = platform_host::store::SqliteStore::open(&shop.root().join(".platform/state.db")).unwrap().unwrap();
    let (subject, staging) = ("cart".parse().unwrap(), "staging".parse().unwrap());
    let state = platform_host::store::Store::load(&store, &subject, &staging).unwrap().unwrap().state;
    state.resources.get(&format!("cart/staging/kubernetes/{id}").parse().unwrap()).cloned()
}

/// What a node would do to pods: their status, as long as it lives.
pub(super) struct Node {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Node {
    pub(super) fn new(namespace: &str, status: &'static str) -> Self {
        let (stop, namespace) = (Arc::new(AtomicBool::new(false)), namespace.to_owned());
        let stopped = stop.clone();
        let work = move || {
            while !stopped.load(Ordering::Relaxed) {
                let pods = Command::new("kubectl")
                    .args(["get", "pods", "--output=name", "--namespace", &namespace])
                    .stderr(Stdio::null())
                    .output()
                    .unwrap();
                for pod in String::from_utf8_lossy(&pods.stdout).lines() {
                    let patch = ["patch", pod, "--subresource=status", "--type=merge", "--patch", status];
                    let _ = Command::new("kubectl")
                        .args(patch)
                        .args(["--namespace", &namespace])
                        .stdout(Stdio::null())
                        .stderr(Stdio::null())
                        .status();
                }
                std::thread::sleep(Duration::from_millis(200));
            }
        };
        Self { stop, thread: Some(std::thread::spawn(work)) }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub(super) const READY: &str = r#"{"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}],
    "containerStatuses": [{"name": "app", "ready": true, "image": "a", "imageID": "a", "restartCount": 0, "state": {"running": {}}}]}}"#;
pub(super) const NO_IMAGE: &str = r#"{"status": {"phase": "Pending", "containerStatuses": [{"name": "app", "ready": false,
    "image": "a", "imageID": "", "restartCount": 0, "state": {"waiting": {"reason": "ImagePullBackOff",
    "message": "Back-off pulling image \"registry.example/app:1\""}}}]}}"#;

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
