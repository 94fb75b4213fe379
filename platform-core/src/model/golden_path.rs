//! The one supported way to build a kind of thing, as a versioned product.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::address::EntityRef;
use super::digest::Digest;
use super::document::Source;
use super::map::Map;
use super::names::{Name, Requirement, Version};
use super::pointer::Pointer;
use super::time::Timestamp;
use super::value::{Text, Value};

/// The one supported way to build a kind of thing, in one version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GoldenPath {
    /// Name, version and who answers for it.
    pub metadata: GoldenPathMetadata,
    /// Everything else.
    pub spec: GoldenPathSpec,
    /// Template and other files of its folder, by their path in it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<Text, Text>,
    /// SHA-256 over the document and the files: what a lock file pins.
    pub digest: Digest,
    /// Where it was written.
    #[serde(skip)]
    pub source: Source,
    /// What was made of it to render from.
    #[serde(skip)]
    pub prepared: Prepared,
}

/// What a later room made of a golden path, so that it is made once: its templates compiled. It belongs to one path
/// with its digest: a clone, which may be changed, begins without.
#[derive(Default)]
pub struct Prepared(OnceLock<Arc<dyn Any + Send + Sync>>);

impl Prepared {
    /// What is kept, if it is of this type.
    pub fn get<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.0.get()?.clone().downcast().ok()
    }

    /// Keeps something, unless something is kept already.
    pub fn set<T: Any + Send + Sync>(&self, value: Arc<T>) {
        // Of two that prepare at once, one is kept; both made the same.
        let _ = self.0.set(value);
    }
}

impl Clone for Prepared {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Prepared {
    /// What was made of a path is no part of what it is.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.get().is_some() { "Prepared" } else { "Unprepared" })
    }
}

impl GoldenPath {
    /// A path made in code. Its digest is computed from the document and the files.
    pub fn new(metadata: GoldenPathMetadata, spec: GoldenPathSpec, files: BTreeMap<Text, Text>) -> Self {
        let document = Value::from_serialize(&(&metadata, &spec)).unwrap_or_default();
        let digest = Self::digest_of(&document, &files);
        Self { metadata, spec, files, digest, source: Source::default(), prepared: Prepared::default() }
    }

    /// The digest of a path's document and files. Its tests and README don't count: they change nothing that is
    /// rendered.
    pub fn digest_of(document: &Value, files: &BTreeMap<Text, Text>) -> Digest {
        let counts = |path: &str| !path.starts_with("tests/") && path != "README.md";
        let files = files.iter().filter(|(path, _)| counts(path));
        let files =
            Value::map(files.map(|(path, text)| (path.clone(), Value::from(Digest::of(text.as_bytes()).to_string()))));
        Value::map([("document", document.clone()), ("files", files)]).digest()
    }

    /// `name@version`.
    pub fn label(&self) -> String {
        format!("{}@{}", self.metadata.name, self.metadata.version)
    }
}

/// Name, version and who answers for a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoldenPathMetadata {
    /// Its name.
    pub name: Name,
    /// Its version; a published version never changes.
    pub version: Version,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<EntityRef>,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// The `spec` of a golden path.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GoldenPathSpec {
    /// The kinds of subject it is for, in lower case; absent means `component`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applies_to: Vec<Text>,
    /// The decision behind it: a text or where it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// Since when it should not be used, and what instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Deprecation>,
    /// Other paths it is made of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub includes: Vec<Include>,
    /// A JSON Schema (2020-12) of type `object`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub parameters: Value,
    /// The path's own values, above its schema's defaults.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub values: Map,
    /// Parameters that nobody may set differently.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub enforce: Map,
    /// The artifacts it needs, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub artifacts: Vec<Name>,
    /// What it renders for targets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<ResourceTemplate>,
    /// What other tools rendered for targets, such as Helm and kustomize: files of its folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manifests: Vec<ManifestTemplate>,
    /// What it renders into the subject's repository.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileTemplate>,
    /// What it adds to the catalog.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<EntityTemplate>,
    /// What a subject on this path offers to others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provides: Option<Offer>,
    /// What overrides may patch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overridable: Vec<Overridable>,
    /// Rego policies of its folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Text>,
    /// How a new release is rolled out, with Argo Rollouts' field names.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub rollout: Value,
    /// Ids that were renamed since earlier versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<MovedId>,
}

/// Since when a version should not be used, and what instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deprecation {
    /// From when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// From when a check fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// What to use instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#use: Option<Requirement>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Another path that this one is made of. It has a scope of its own: its defaults, what it is given here, and the
/// environment's parameters that it declares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Include {
    /// The path and which versions will do.
    pub r#ref: Requirement,
    /// What it is given; expressions read the includer's scope.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub parameters: Map,
}

/// What is rendered for a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ResourceTemplate {
    /// Names it within the path and its includes; a DNS label.
    pub id: Name,
    /// The key of the environment's target.
    pub target: Name,
    /// Once per environment, or once for the subject.
    #[serde(default)]
    pub scope: TemplateScope,
    /// An expression; it is rendered only where this is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Text>,
    /// An expression that gives a map or a list of texts: one instance per key, `id.key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Text>,
    /// One instance per dependency of this type in the workload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provides: Option<Provides>,
    /// Ids that must be there before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Text>,
    /// The id of an included path's resource that it takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Text>,
    /// Never deleted or replaced unless released by name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
    /// What others may read from it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<Name, OutputTemplate>,
    /// The resource itself, with expressions.
    pub body: Value,
}

impl ResourceTemplate {
    /// A template with nothing but a body.
    pub fn new(id: Name, target: Name, body: Value) -> Self {
        Self {
            id,
            target,
            scope: TemplateScope::default(),
            when: None,
            each: None,
            provides: None,
            depends_on: Vec::new(),
            replaces: None,
            protect: false,
            outputs: BTreeMap::new(),
            body,
        }
    }
}

/// Kubernetes manifests that another tool rendered: many documents, and lists of objects. Each object is a resource with the
/// id `ID.KIND-NAME`; expressions in it are evaluated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ManifestTemplate {
    /// Names all of it; a DNS label.
    pub id: Name,
    /// A file of the path's folder.
    pub file: Text,
    /// The key of the environment's target.
    pub target: Name,
    /// An expression; it is rendered only where this is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Text>,
    /// Ids that must be there before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Text>,
    /// Never deleted or replaced unless released by name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
}

impl ManifestTemplate {
    /// All that a file holds.
    pub fn new(id: Name, file: Text, target: Name) -> Self {
        Self { id, file, target, when: None, depends_on: Vec::new(), protect: false }
    }
}

/// Whether something is rendered once per environment or once for the subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum TemplateScope {
    /// Once per environment.
    #[default]
    Environment,
    /// Once for the subject; may not read an environment.
    Subject,
}

/// The dependency that a template provides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Provides {
    /// The dependency's type.
    pub r#type: Text,
    /// Its class; absent means every class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Text>,
}

/// What a subject on this path offers to others that name it as a dependency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Offer {
    /// The dependency's type.
    pub r#type: Text,
    /// The ids of the templates that give the outputs: the first that is rendered.
    pub resources: Vec<Name>,
}

/// An output: read from the target after apply, or known now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutputTemplate {
    /// The target's attribute that gives it, known after apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<Text>,
    /// An expression or value that gives it now.
    #[serde(default, deserialize_with = "super::value_serde::present", skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// It is a secret: what is read is a reference.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}

/// A file in the subject's repository.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct FileTemplate {
    /// Where it lies in the repository; may hold expressions.
    pub path: Text,
    /// The file of the path's folder that it is made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Text>,
    /// Its text, instead of a template file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Text>,
    /// Whose it is once it is there.
    #[serde(default)]
    pub ownership: Ownership,
    /// Whose expressions are left as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passthrough: Option<Passthrough>,
    /// An expression; it is rendered only where this is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Text>,
    /// Once for the subject, or once per environment.
    #[serde(default = "subject_scope")]
    pub scope: TemplateScope,
}

fn subject_scope() -> TemplateScope {
    TemplateScope::Subject
}

/// Whose a file is once it is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Ownership {
    /// The platform's: a hand edit is drift.
    #[default]
    Managed,
    /// The team's, once created.
    Seeded,
    /// Both: merged three ways against what was written last.
    Merged,
}

/// Whose expressions are left as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Passthrough {
    /// GitHub Actions.
    GithubActions,
}

/// A catalog entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct EntityTemplate {
    /// Names it within the path and its includes.
    pub id: Name,
    /// An expression; it is rendered only where this is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Text>,
    /// The entity, with expressions.
    pub body: Value,
}

/// What overrides may patch in one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Overridable {
    /// The resource's id.
    pub resource: Text,
    /// The places, and all below them.
    pub paths: Vec<Pointer>,
}

/// An id that was renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MovedId {
    /// The old id, or `target/id` where the target changed too.
    pub from: Text,
    /// The new id.
    pub to: Text,
}
