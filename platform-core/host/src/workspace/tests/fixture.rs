//! A small platform on disk, and what is asked of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use platform_core::model::{Diagnostic, EntityRef, Failure, Outcome, PlanFile, Scope};

use crate::workspace::{ApplyReport, ApplyRequest, LockMode, PlanRequest, Planned, Selection, Workspace};

const PATH: &str = r#"
apiVersion: platform-core.dev/v1alpha1
kind: GoldenPath
metadata: {name: web, version: 1.0.0, owner: group:platform}
spec:
  parameters: {type: object, required: [port], properties: {port: {type: integer}, database: {type: boolean, default: false}}}
  resources:
    - id: config
      target: kubernetes
      body:
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: "${{ service.slug }}"}
        data: {environment: "${{ environment.name }}"}
    - id: workload
      target: kubernetes
      dependsOn: [config]
      body:
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: "${{ service.slug }}-app"}
        spec: {template: {spec: {containers: [{name: app, ports: [{containerPort: "${{ parameters.port }}"}]}]}}}
    - id: database
      target: terraform
      when: "${{ parameters.database }}"
      outputs: {host: {attribute: address}, password: {attribute: password, secret: true}, port: {value: 5432}}
      body: {resource: {aws_db_instance: {main: {engine: postgres}}}}
    - id: settings
      target: kubernetes
      when: "${{ parameters.database }}"
      body:
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: "${{ service.slug }}-settings"}
        data: {url: "postgres://${{ resources.database.outputs.host }}:${{ resources.database.outputs.port }}/main"}
  files:
    - path: .github/workflows/ci.yml
      content: |
        name: ${{ service.name }}
        on: push
"#;

const STAGING: &str = "
apiVersion: platform-core.dev/v1alpha1
kind: Environment
metadata: {name: staging}
spec:
  targets:
    kubernetes: {delivery: directory}
    terraform: {delivery: directory, outputs: environments/staging.outputs.yaml}
";

/// A platform in a folder of its own.
pub(super) struct Shop {
    folder: tempfile::TempDir,
}

pub(super) fn subject(name: &str) -> EntityRef {
    name.parse().unwrap()
}

pub(super) fn staging() -> Scope {
    "staging".parse().unwrap()
}

pub(super) fn service(name: &str, parameters: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec:\n  type: service\n  \
         lifecycle: production\n  owner: group:platform\n  goldenPath: {{ref: web@^1, parameters: {parameters}}}\n"
    )
}

impl Shop {
    /// One service, one environment, one path.
    pub(super) fn new() -> Self {
        let shop = Self { folder: tempfile::tempdir().unwrap() };
        shop.write("golden-paths/web/1.0.0/golden-path.yaml", PATH);
        shop.write("environments/staging.yaml", STAGING);
        shop.write("catalog/groups.yaml", GROUP);
        shop.write("services/cart/catalog-info.yaml", &service("cart", "{port: 8080}"));
        shop
    }

    pub(super) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn path(&self, file: &str) -> PathBuf {
        self.root().join(file)
    }

    pub(super) fn write(&self, file: &str, text: &str) {
        std::fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        std::fs::write(self.path(file), text).unwrap();
    }

    pub(super) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    pub(super) fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} has no {from:?}");
        self.write(file, &text.replace(from, to));
    }

    /// A workspace as a new process opens it.
    pub(super) fn open(&self) -> Workspace {
        let opened = Workspace::open(self.root());
        let errors: Vec<_> = opened.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        opened.value.unwrap()
    }

    pub(super) async fn plan(&self) -> PlanFile {
        good(self.open().plan_deploy(&subject("cart"), &staging(), &PlanRequest::default()).await)
    }

    pub(super) async fn plan_all(&self) -> Planned {
        self.open().plan_all(&Selection::default(), &PlanRequest::default()).await
    }

    pub(super) async fn apply(&self, plans: PlanFile) -> Result<ApplyReport, Failure> {
        self.open().apply(plans, &ApplyRequest::new("ada")).await
    }

    pub(super) async fn deploy(&self) -> ApplyReport {
        let report = self.apply(self.plan().await).await.unwrap();
        assert!(report.succeeded(), "{:#?}", report.diagnostics());
        report
    }

    /// Every file below a folder with its content; of the store only whether it is there.
    pub(super) fn tree(&self, folder: &str) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut waiting = vec![self.path(folder)];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    let name = path.strip_prefix(self.root()).unwrap().to_str().unwrap().to_owned();
                    let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                    files.insert(name, text);
                }
            }
        }
        files
    }
}

const GROUP: &str = "
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: platform}
spec: {type: team, children: []}
";

pub(super) fn good<T>(outcome: Outcome<T>) -> T {
    let diagnostics = outcome.diagnostics;
    outcome.value.unwrap_or_else(|| panic!("{diagnostics:#?}"))
}

pub(super) fn codes(diagnostics: &[Diagnostic]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
}

pub(super) fn code<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
    result.unwrap_err().diagnostics[0].code.to_string()
}

pub(super) fn leaving_locks() -> PlanRequest {
    PlanRequest { lock: LockMode::Leave, ..PlanRequest::default() }
}

pub(super) fn changes(plans: &PlanFile) -> Vec<String> {
    let changes = plans.plans.iter().flat_map(|planned| &planned.plan.changes).filter(|change| change.is_effective());
    changes.map(|change| format!("{:?} {}", change.actions, change.address)).collect()
}
