//! A platform of any size, the same each time: services of twenty teams on four versions of two golden paths.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use platform_core::formats::lock;
use platform_core::model::{Artifact, GoldenPath, LockFile, Name, PathPin, Pins, Platform, Scope, Sources, Version};

/// How large it is.
#[derive(Clone, Copy)]
pub struct Size {
    pub services: usize,
    pub environments: usize,
    /// Resources of a service in an environment, each with ten expressions and about 2 kB.
    pub resources: usize,
}

const ENVIRONMENTS: [&str; 4] = ["production", "staging", "testing", "preview"];
const PATHS: [(&str, &str); 4] =
    [("web-service", "1.4.0"), ("web-service", "1.5.0"), ("web-service", "2.0.0"), ("worker", "1.0.0")];
const IMAGE: &str =
    "registry.example/fleet/service@sha256:5f34a27119d156b24eb42781994c9ac1739649f0b73b75465d85dbccaf39469d";

/// The name of a service.
pub fn name(number: usize) -> String {
    format!("service-{number:06}")
}

/// The file that declares a service.
pub fn file(number: usize) -> String {
    format!("services/{}/catalog-info.yaml", name(number))
}

/// All files: every entry of every lock file is there.
pub fn sources(size: Size) -> Sources {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for environment in environments(size) {
        files.insert(format!("environments/{environment}.yaml"), self::environment(environment));
    }
    for (name, version) in PATHS {
        let folder = format!("golden-paths/{name}/{version}");
        files.insert(format!("{folder}/golden-path.yaml"), golden_path(name, version, size.resources));
        files.insert(format!("{folder}/templates/ci.yml"), CI.to_owned());
    }
    let shared = "golden-paths/observability/1.0.0/golden-path.yaml";
    files.insert(shared.to_owned(), OBSERVABILITY.to_owned());
    files.insert("catalog/teams.yaml".to_owned(), teams());
    let to_sources = |files: &BTreeMap<String, String>| -> Sources {
        files.iter().map(|(path, text)| (path.as_str().into(), text.as_bytes().into())).collect()
    };
    let paths = Platform::parse(&to_sources(&files)).into_result().unwrap().0;
    for number in 0..size.services {
        files.insert(file(number), service(number, 2 + number % 3));
        if number % 2 == 0 {
            files.insert(format!("services/{}/score.yaml", name(number)), workload(number));
        }
        files.insert(format!("services/{}/platform.lock", name(number)), lock_file(&paths, number, size));
    }
    to_sources(&files)
}

fn environments(size: Size) -> impl Iterator<Item = &'static str> {
    ENVIRONMENTS.into_iter().take(size.environments)
}

fn environment(name: &str) -> String {
    let subnets = "[subnet-a, subnet-b, subnet-c]";
    format!(
        "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata:\n  name: {name}\n  labels: {{tier: {name}, region: \
         eu-west-1}}\nspec:\n  parameters: {{logLevel: info, subnets: {subnets}}}\n  enforce: {{runAsNonRoot: true}}\n  targets: \
         {{kubernetes: {{delivery: directory}}}}\n"
    )
}

/// A service that sets some replicas.
pub fn service(number: usize, replicas: usize) -> String {
    let (path, requirement) = match number % 4 {
        0 => ("web-service", "^1"),
        1 => ("web-service", "~1.4"),
        2 => ("web-service", "^2"),
        _ => ("worker", "^1"),
    };
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n  title: Service number {number}\n  \
         description: One of many services, with what such a file usually says of it.\n  labels:\n    tier: {tier}\n  \
         annotations:\n    backstage.io/techdocs-ref: dir:.\n    github.com/project-slug: fleet/{name}\n  links:\n    - {{url: \
         'https://grafana.example/d/{name}', title: Dashboard}}\nspec:\n  type: service\n  lifecycle: production\n  owner: \
         group:team-{team}\n  system: system-{system}\n  goldenPath:\n    ref: {path}@{requirement}\n    parameters:\n      port: \
         {port}\n      replicas: {replicas}\n    environments:\n      production: {{parameters: {{logLevel: warning}}}}\n",
        name = name(number),
        tier = ["gold", "silver", "bronze"].get(number % 3).unwrap(),
        team = number % 20,
        system = number % 50,
        port = 8000 + number % 100,
    )
}

fn workload(number: usize) -> String {
    format!(
        "apiVersion: score.dev/v1b1\nmetadata:\n  name: {}\ncontainers:\n  app:\n    image: .\n    variables:\n      GREETING: \
         hello\n      NUMBER: \"{number}\"\n    resources:\n      requests: {{cpu: 100m, memory: 128Mi}}\nservice:\n  ports:\n    \
         http: {{port: 80, targetPort: 8080}}\n",
        name(number)
    )
}

fn lock_file(platform: &Platform, number: usize, size: Size) -> String {
    let (path, version) = PATHS.get([1, 0, 2, 3][number % 4]).copied().unwrap();
    let pin = |name: &str, version: &str| {
        let (name, version): (Name, Version) = (name.parse().unwrap(), version.parse().unwrap());
        let path: &GoldenPath = platform.golden_path(&name, &version).unwrap();
        PathPin { name, version, digest: path.digest }
    };
    let mut pins = Pins { path: Some(pin(path, version)), ..Pins::default() };
    pins.includes.insert("observability".parse().unwrap(), pin("observability", "1.0.0"));
    let image: Artifact = IMAGE.parse().unwrap();
    let mut scopes = BTreeMap::from([(Scope::SUBJECT, pins.clone())]);
    for environment in environments(size) {
        scopes.insert(environment.parse().unwrap(), pins.clone().with_artifact("app".parse().unwrap(), image.clone()));
    }
    let mut lock = LockFile::default();
    lock.subjects.insert(name(number).parse().unwrap(), scopes);
    lock::write(&lock)
}

fn teams() -> String {
    let mut text = String::new();
    for team in 0..20 {
        let _ = write!(
            text,
            "---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: team-{team}}}\nspec: {{type: team, children: []}}\n"
        );
    }
    text
}

const CI: &str = "name: ci\non: [push]\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: make build SERVICE=${{ service.name }} TOKEN=${{ secrets.TOKEN }}\n";

const OBSERVABILITY: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: observability, version: 1.0.0, owner: group:team-0}\nspec:\n  parameters: {type: object, properties: {slo: {type: string, default: \"99.5\"}}}\n  resources: []\n";

fn golden_path(name: &str, version: &str, resources: usize) -> String {
    let mut text = format!(
        "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {{name: {name}, version: {version}, owner: \
         group:team-0}}\nspec:\n  includes: [{{ref: observability@^1, parameters: {{slo: \"99.9\"}}}}]\n  artifacts: [app]\n  \
         parameters:\n    type: object\n    required: [port]\n    properties:\n      port: {{type: integer, minimum: 1}}\n      \
         replicas: {{type: integer, default: 2}}\n      logLevel: {{type: string, enum: [debug, info, warning]}}\n      \
         runAsNonRoot: {{type: boolean, default: true}}\n  resources:\n"
    );
    for number in 0..resources {
        text.push_str(&DEPLOYMENT.replace("NUMBER", &number.to_string()));
    }
    text.push_str(
        "  files:\n    - {path: .github/workflows/ci.yml, template: templates/ci.yml, ownership: managed, passthrough: \
         github-actions}\n",
    );
    text
}

const DEPLOYMENT: &str = r#"    - id: workload-NUMBER
      target: kubernetes
      body:
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: "${{ service.slug }}-NUMBER"
          namespace: "${{ environment.name }}"
          labels: {app.kubernetes.io/name: "${{ service.slug }}", app.kubernetes.io/part-of: "${{ service.system }}", app.kubernetes.io/managed-by: platform}
        spec:
          replicas: "${{ parameters.replicas }}"
          revisionHistoryLimit: 5
          selector: {matchLabels: {app.kubernetes.io/name: "${{ service.slug }}-NUMBER"}}
          template:
            metadata:
              labels: {app.kubernetes.io/name: "${{ service.slug }}-NUMBER", app.kubernetes.io/part-of: checkout, app.kubernetes.io/managed-by: platform}
            spec:
              serviceAccountName: default
              automountServiceAccountToken: false
              terminationGracePeriodSeconds: 30
              securityContext: {runAsNonRoot: "${{ parameters.runAsNonRoot }}", seccompProfile: {type: RuntimeDefault}}
              containers:
                - name: app
                  image: "${{ artifacts.app.image }}"
                  imagePullPolicy: IfNotPresent
                  ports: [{name: http, containerPort: "${{ parameters.port }}", protocol: TCP}]
                  env:
                    - {name: LOG_LEVEL, value: "${{ parameters.logLevel }}"}
                    - {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: "http://collector.observability.svc.cluster.local:4317"}
                    - {name: OTEL_SERVICE_NAME, value: service}
                    - {name: FEATURE_FLAGS, value: "checkout-redesign,faster-search,new-recommendations"}
                    - {name: DATABASE_POOL_SIZE, value: "16"}
                  readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 10, failureThreshold: 3}
                  livenessProbe: {httpGet: {path: /alive, port: http}, periodSeconds: 10, failureThreshold: 3}
                  resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
                  securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                  volumeMounts: [{name: tmp, mountPath: /tmp}]
              volumes: [{name: tmp, emptyDir: {}}]
"#;
