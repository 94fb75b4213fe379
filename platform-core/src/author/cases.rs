//! What a case gives, as the documents that a platform is made of; and what came of it, against what is expected.

use std::sync::Arc;

use crate::model::{
    Diagnostic, EntityRef, GoldenPath, Map, Name, PathCase, PathTest, Platform, Scope, TestedCase, Text, Value,
    Version, codes,
};

use super::expect;
use super::play::{Played, part, reference, scope, stream, text};
use super::snapshot::Snapshots;

const OURS: &str = "platform-core.dev/v1alpha1";
const OWNER: &str = "group:default/example-team";

/// What a case gives.
pub(super) struct Case<'c> {
    given: &'c Map,
    pub(super) path: &'c Arc<GoldenPath>,
}

/// What was there before a case.
pub(super) struct Before {
    given: Map,
    version: Option<Version>,
}

impl Before {
    pub(super) fn given(&self) -> &Map {
        &self.given
    }

    pub(super) fn version(&self) -> Option<&Version> {
        self.version.as_ref()
    }
}

impl<'c> Case<'c> {
    pub(super) fn new(given: &'c Map, path: &'c Arc<GoldenPath>) -> Self {
        Self { given, path }
    }

    /// What was applied before: all that is given, but for what differed then.
    pub(super) fn before(&self) -> Option<Before> {
        let differs = part(self.given, "before")?;
        let version = text(differs.get("version")).and_then(|text| text.parse().ok());
        let apart = |map: &Map, key: &str| Map::from_entries(map.iter().filter(|(name, _)| &**name != key).cloned());
        let given = apart(self.given, "before").merged(&apart(differs, "version"));
        Some(Before { given, version })
    }

    pub(super) fn output(&self, id: &str, name: &Name) -> Option<&Value> {
        part(part(self.given, "outputs")?, id)?.get(name.as_str())
    }

    pub(super) fn observed(&self, id: &str) -> Option<&Value> {
        part(self.given, "observed")?.get(id)
    }

    pub(super) fn gives_artifacts(&self) -> bool {
        self.given.contains_key("artifacts")
    }

    pub(super) fn artifacts(&self) -> impl Iterator<Item = &(Text, Value)> {
        part(self.given, "artifacts").into_iter().flat_map(Map::iter)
    }

    /// Whether it is played in an environment of the platform, or in none.
    pub(super) fn names_environment(&self) -> bool {
        self.given.get("environment").is_some_and(|environment| environment.as_str().is_some())
    }

    pub(super) fn scope(&self) -> Result<Scope, Vec<Diagnostic>> {
        match self.given.get("environment") {
            Some(Value::String(name)) => scope(name),
            other => scope(other.and_then(|own| own.get("name")).and_then(Value::as_str).unwrap_or("test")),
        }
    }

    fn kind(&self) -> &str {
        self.path.spec.applies_to.first().map_or("component", |kind| kind)
    }

    /// The files of the subject, its environment and what stands around them, by name.
    pub(super) fn files(&self, targets: &[Name]) -> Vec<(&'static str, String)> {
        let mut documents = Vec::new();
        if self.kind() == "environment" {
            documents.extend(self.environment(targets, true));
        } else {
            documents.extend(self.environment(targets, false));
            documents.push(self.entity());
        }
        documents.extend(self.given.get("documents").and_then(Value::as_list).into_iter().flatten().cloned());
        let workload =
            self.given.get("workload").map(|workload| ("score.yaml", stream(std::slice::from_ref(workload))));
        std::iter::once(("catalog-info.yaml", stream(&documents))).chain(workload).collect()
    }

    fn follows(&self) -> Value {
        let requirement = format!("{}@={}", self.path.metadata.name, self.path.metadata.version);
        let given =
            ["parameters", "overrides"].map(|key| self.given.get(key).map(|value| (Text::from(key), value.clone())));
        Value::map([(Text::from("ref"), requirement.into())].into_iter().chain(given.into_iter().flatten()))
    }

    fn entity(&self) -> Value {
        let fixed = |entries: &[(&str, Value)]| Value::map(entries.iter().map(|(key, value)| (*key, value.clone())));
        let (kind, spec) = match self.kind() {
            "resource" => ("Resource", fixed(&[("type", "database".into()), ("owner", OWNER.into())])),
            "system" => ("System", fixed(&[("owner", OWNER.into())])),
            "group" => ("Group", fixed(&[("type", "team".into()), ("children", Value::list([]))])),
            "api" => {
                let more = [("lifecycle", "production".into()), ("definition", "openapi: 3.1.0".into())];
                ("API", fixed(&[&[("type", "openapi".into()), ("owner", OWNER.into())], more.as_slice()].concat()))
            }
            _ => {
                let more = [("lifecycle", "production".into()), ("owner", OWNER.into())];
                ("Component", fixed(&[&[("type", "service".into())], more.as_slice()].concat()))
            }
        };
        let usual = Map::from_entries([
            ("apiVersion".into(), "backstage.io/v1alpha1".into()),
            ("kind".into(), kind.into()),
            ("metadata".into(), fixed(&[("name", "example".into())])),
            ("spec".into(), spec),
        ]);
        let own = part(self.given, "entity").map(|own| usual.merged(own)).unwrap_or(usual);
        let spec = part(&own, "spec").cloned().unwrap_or_default().with("goldenPath", self.follows());
        Value::Map(own.with("spec", Value::Map(spec)))
    }

    /// The case's own environment; `None` where it is played in one of the platform's.
    fn environment(&self, targets: &[Name], follows: bool) -> Option<Value> {
        if self.names_environment() {
            return None;
        }
        let empty = Map::default();
        let own = part(self.given, "environment").unwrap_or(&empty);
        let name = own.get("name").cloned().unwrap_or_else(|| "test".into());
        let labels = own.get("labels").map(|labels| ("labels", labels.clone()));
        let metadata = Value::map([("name", name)].into_iter().chain(labels));
        let all = || Value::map(targets.iter().map(|name| (name.text().clone(), Value::empty_map())));
        let targets = own.get("targets").cloned().unwrap_or_else(all);
        let spec = own.iter().filter(|(key, _)| !matches!(&**key, "name" | "labels" | "targets")).cloned();
        let path = follows.then(|| ("goldenPath".into(), self.follows()));
        let spec = Map::from_entries(spec.chain([("targets".into(), targets)]).chain(path));
        let head = [("apiVersion", Value::from(OURS)), ("kind", "Environment".into())];
        Some(Value::map(head.into_iter().chain([("metadata", metadata), ("spec", Value::Map(spec))])))
    }

    /// Who follows the path.
    pub(super) fn subject(&self, platform: &Platform, folder: &str) -> Result<EntityRef, Vec<Diagnostic>> {
        let empty = Map::default();
        let metadata = part(self.given, "entity").and_then(|own| part(own, "metadata")).unwrap_or(&empty);
        let text = |key: &str| text(metadata.get(key));
        let (name, namespace) = match self.kind() {
            "environment" => (self.scope()?.as_str().into(), None),
            _ => (text("name").unwrap_or_else(|| "example".into()), text("namespace")),
        };
        let kind = match part(self.given, "entity").and_then(|own| own.get("kind")).and_then(Value::as_str) {
            Some(kind) => kind.to_ascii_lowercase(),
            None => self.kind().to_owned(),
        };
        let subject = reference(&kind, &name, namespace.as_deref().unwrap_or("default"))?;
        if platform.subjects.contains_key(&subject) {
            return Ok(subject);
        }
        let broken = platform.broken.iter().filter(|(file, _)| file.starts_with(folder));
        let problems: Vec<Diagnostic> = broken.flat_map(|(_, problems)| problems).cloned().collect();
        let none =
            || vec![Diagnostic::error(codes::GRAPH_SUBJECT_UNKNOWN, format!("{subject} follows no golden path"))];
        Err(if problems.is_empty() { none() } else { problems })
    }
}

/// What came of a case, against what is expected.
pub(super) fn judge(
    test: &PathTest,
    case: &PathCase,
    played: &Result<Played, Vec<Diagnostic>>,
    snapshots: &mut Snapshots<'_>,
) -> TestedCase {
    let mut problems = match (played, &case.expect.error) {
        (Ok(played), None) => expect::problems(&case.expect, played),
        (Ok(_), Some((code, place))) => {
            vec![expect::problem(format!("it is expected to fail with `{code}`, and does not fail"), place)]
        }
        (Err(failed), Some((code, place))) => expect::other_error(failed, code, place),
        (Err(failed), None) => failed.iter().map(|problem| expect::failed(problem, &case.place)).collect(),
    };
    if let (Ok(played), true) = (played, case.expect.snapshot) {
        problems.extend(snapshots.compare(&test.file, case, &played.rendered));
    }
    TestedCase { file: test.file.clone(), name: case.name.clone(), at: case.place.clone(), problems }
}
