//! `platform new path`.

use platform_core::model::{EntityRef, Version};

use super::ask::{Question, text};
use super::{check_name, finish, folder, scalar};
use crate::cli::arguments::NewPath;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::session::{Ended, Session, usage};

/// What every service on the path gets: enough to deploy, short enough to be read.
const SPEC: &str = r#"spec:
  parameters:
    type: object
    additionalProperties: false
    properties:
      port: {type: integer, default: 8080, title: Port, description: The port the container listens on.}
      replicas: {type: integer, minimum: 1, default: 1, title: Replicas, description: How many pods run.}
  artifacts: [app]
  resources:
    - id: workload
      target: kubernetes
      body:
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: "${{ service.slug }}"}
        spec:
          replicas: "${{ parameters.replicas }}"
          selector: {matchLabels: {app.kubernetes.io/name: "${{ service.slug }}"}}
          template:
            metadata: {labels: {app.kubernetes.io/name: "${{ service.slug }}"}}
            spec:
              containers:
                - name: app
                  image: "${{ artifacts.app.image }}"
                  ports: [{containerPort: "${{ parameters.port }}"}]
"#;

/// Its first test.
const TEST: &str = "apiVersion: platform-core.dev/v1alpha1
kind: GoldenPathTest
metadata: {name: workload}
spec:
  cases:
    - name: one pod by default
      expect:
        fields: {workload: {/spec/replicas: 1}}
    - name: no pods are refused
      given: {parameters: {replicas: 0}}
      expect: {error: path.parameter}
";

pub(in crate::cli::verbs) fn run(session: &mut Session, arguments: &NewPath) -> Ended {
    let name = Question { text: "Name", help: "what services will refer to: web-service, worker …", flag: "NAME" };
    let name = text(session, arguments.name.as_deref(), name, check_name)?;
    let version: Version =
        arguments.version.parse().map_err(|error| usage(format!("`{}` is no version: {error}", arguments.version)))?;
    let mut document = format!(
        "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata:\n  name: {}\n  version: {version}\n",
        scalar(name.as_str())
    );
    if let Some(owner) = &arguments.owner {
        EntityRef::parse_catalog(owner, "group", "default")
            .map_err(|error| usage(format!("`{owner}` can't be an owner: {error}")))?;
        document.push_str(&format!("  owner: {}\n", scalar(owner)));
    }
    document.push_str(SPEC);
    let versions = folder(session, "goldenPaths", "golden-paths").join(name.as_str());
    let folder = versions.join(version.to_string());
    let next = [format!("path test {name}"), format!("new service NAME --path {name} --owner TEAM")];
    finish(session, &folder.join("golden-path.yaml"), &document, &next)?;
    files::create(&session.folder.join(folder).join("tests/workload.yaml"), TEST)?;
    Ok(Exit::Done)
}
