//! Platforms for tests, from the text of their files.

use std::sync::Arc;

use crate::model::{Artifact, Diagnostic, Pins, Platform, Rendered, Resolved, Sources, Value};

/// A service that follows `web@^1`, with what its `goldenPath` says beyond that.
pub(super) fn service(follow: &str) -> String {
    let head = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: cart}\nspec:\n  type: service\n  lifecycle: production\n  owner: team-a\n  goldenPath:\n    ref: web@^1\n";
    format!("{head}{}", indented(follow, 4))
}

/// A golden path.
pub(super) fn path(name: &str, version: &str, spec: &str) -> String {
    let head = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata:";
    format!("{head} {{name: {name}, version: {version}, owner: group:platform}}\nspec:\n{}", indented(spec, 2))
}

/// An environment with a target of each usual kind.
pub(super) fn environment(name: &str, spec: &str) -> String {
    let head = "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata:";
    let targets = "targets: {kubernetes: {}, terraform: {}}\n";
    format!("{head} {{name: {name}, labels: {{tier: {name}}}}}\nspec:\n{}", indented(&format!("{targets}{spec}"), 2))
}

fn indented(text: &str, width: usize) -> String {
    let lines = text.lines().map(|line| format!("{}{line}\n", " ".repeat(width)));
    lines.collect()
}

/// The service `cart`, the path `web` in version 1.0.0, and the environments staging and production.
pub(super) struct Fixture {
    files: Vec<(String, String)>,
}

impl Fixture {
    pub(super) fn new(path_spec: &str, follow: &str) -> Self {
        let files = Vec::new();
        Self { files }
            .file("golden-paths/web/1.0.0/golden-path.yaml", &path("web", "1.0.0", path_spec))
            .file("services/cart/catalog-info.yaml", &service(follow))
            .file("environments/staging.yaml", &environment("staging", ""))
            .file("environments/production.yaml", &environment("production", ""))
    }

    /// With a file, in place of one of that name.
    pub(super) fn file(mut self, name: &str, text: &str) -> Self {
        self.files.retain(|(known, _)| known != name);
        self.files.push((name.to_owned(), text.to_owned()));
        self
    }

    pub(super) fn platform(&self) -> Platform {
        let files = self.files.iter().map(|(name, text)| (name.as_str().into(), Arc::from(text.as_bytes())));
        let outcome = Platform::parse(&files.collect::<Sources>());
        // Some of what is wrong is found when the files are read, too; here only what rendering says counts.
        outcome.value.unwrap()
    }

    /// What resolving and rendering says, errors first where there are any.
    pub(super) fn says(&self, scope: &str) -> String {
        let said = match self.outcome(scope) {
            Ok((_, _, said)) => said,
            Err(said) => said,
        };
        said.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    fn outcome(&self, scope: &str) -> Result<(Resolved, Rendered, Vec<Diagnostic>), Vec<Diagnostic>> {
        let platform = self.platform();
        let pins = platform.pins(&"cart".parse().unwrap(), &scope.parse().unwrap());
        let pins = if scope == "-" { pins } else { with_app(pins) };
        let resolved = super::resolve(&platform, &"cart".parse().unwrap(), &scope.parse().unwrap(), &pins);
        let mut said = resolved.diagnostics;
        let Some(resolved) = resolved.value else { return Err(said) };
        let rendered = super::render(&resolved);
        said.extend(rendered.diagnostics);
        match rendered.value {
            Some(rendered) => Ok((resolved, rendered, said)),
            None => Err(said),
        }
    }

    pub(super) fn resolved(&self, scope: &str) -> Resolved {
        self.outcome(scope).unwrap_or_else(|said| panic!("{said:#?}")).0
    }

    pub(super) fn rendered(&self, scope: &str) -> Rendered {
        self.outcome(scope).unwrap_or_else(|said| panic!("{said:#?}")).1
    }

    /// The body of a resource in staging, as JSON.
    pub(super) fn body(&self, address: &str) -> String {
        self.value(address).to_json()
    }

    pub(super) fn value(&self, address: &str) -> Value {
        let scope = address.split('/').nth(1).unwrap();
        let rendered = self.rendered(scope);
        let known: Vec<&str> = rendered.resources.keys().map(|address| address.as_str()).collect();
        let resource = rendered.resources.get(&address.parse().unwrap());
        resource.unwrap_or_else(|| panic!("{address} is not among {known:?}")).body.clone()
    }
}

pub(super) fn with_app(pins: Pins) -> Pins {
    let artifact: Artifact = format!("registry.example/cart@sha256:{}", "ab".repeat(32)).parse().unwrap();
    pins.with_artifact("app".parse().unwrap(), artifact)
}
