//! Backstage entities, and how one follows a golden path.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::EntityRef;
use super::document::Source;
use super::map::Map;
use super::names::{Name, Requirement, slug};
use super::pointer::Pointer;
use super::time::Timestamp;
use super::value::{Text, Value};
use super::workload::Workload;

/// A catalog entity as Backstage knows it: what we don't know of it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Entity {
    /// Kind, namespace and name.
    pub reference: EntityRef,
    /// The whole document as written.
    pub document: Value,
    /// Where it was written.
    #[serde(skip)]
    pub source: Source,
}

impl Entity {
    /// An entity with its document.
    pub fn new(reference: EntityRef, document: Value) -> Self {
        Self { reference, document, source: Source::default() }
    }

    /// A field of `metadata`.
    pub fn metadata(&self, field: &str) -> Option<&Value> {
        self.document.get("metadata")?.get(field)
    }

    /// A field of `spec`.
    pub fn spec(&self, field: &str) -> Option<&Value> {
        self.document.get("spec")?.get(field)
    }
}

/// Anything that follows a golden path: a service, a shared resource, a system, a group, an environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Subject {
    /// The entity itself. For an environment that follows a path, its document.
    pub entity: Entity,
    /// How it follows its golden path.
    pub follows: Follow,
    /// The Score workload beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workload: Option<Workload>,
}

/// The design's `Service`: a subject that is a Backstage Component.
pub type Service = Subject;

impl Subject {
    /// A subject without a workload.
    pub fn new(entity: Entity, follows: Follow) -> Self {
        Self { entity, follows, workload: None }
    }

    /// With a Score workload.
    #[must_use]
    pub fn with_workload(mut self, workload: Workload) -> Self {
        self.workload = Some(workload);
        self
    }

    /// Its reference.
    pub fn reference(&self) -> &EntityRef {
        &self.entity.reference
    }

    /// Its name as a DNS label; a namespace other than `default` stands before it.
    pub fn slug(&self) -> String {
        let reference = self.reference();
        match reference.namespace() {
            "default" => slug(reference.name()),
            namespace => slug(&format!("{namespace}-{}", reference.name())),
        }
    }

    /// Whether it lives in an environment.
    pub fn lives_in(&self, environment: &Name) -> bool {
        self.follows.only.as_ref().is_none_or(|only| only.contains(environment))
    }
}

/// `spec.goldenPath` of an entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Follow {
    /// The path and which versions will do: `web-service@^1`. The lock file holds the exact one.
    pub r#ref: Requirement,
    /// Parameters in every environment.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub parameters: Map,
    /// What differs by environment.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub environments: BTreeMap<Name, FollowEnvironment>,
    /// The environments it lives in; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Vec<Name>>,
    /// The documented escape hatch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
    /// What the subject was called before, the latest first: `payments`, or `[kind:][namespace/]name`. What it had then
    /// is renamed, not deleted and created.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renamed_from: Vec<Text>,
    /// Where `spec.goldenPath` stands in the entity's document.
    #[serde(skip)]
    pub pointer: Pointer,
}

impl Follow {
    /// Follows a path as it is.
    pub fn new(r#ref: Requirement) -> Self {
        Self {
            r#ref,
            parameters: Map::default(),
            environments: BTreeMap::new(),
            only: None,
            overrides: Vec::new(),
            renamed_from: Vec::new(),
            pointer: Pointer::from_tokens(["spec", "goldenPath"]),
        }
    }

    /// With parameters for every environment.
    #[must_use]
    pub fn with_parameters(mut self, parameters: Map) -> Self {
        self.parameters = parameters;
        self
    }

    /// With parameters for one environment.
    #[must_use]
    pub fn with_environment(mut self, name: Name, parameters: Map) -> Self {
        self.environments.insert(name, FollowEnvironment { parameters });
        self
    }

    /// With an override.
    #[must_use]
    pub fn with_override(mut self, r#override: Override) -> Self {
        self.overrides.push(r#override);
        self
    }
}

/// What a subject sets for one environment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct FollowEnvironment {
    /// Parameters in this environment.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub parameters: Map,
}

/// A change to what the path renders, with its reason: allowed only where the path says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Override {
    /// Names it among the subject's overrides.
    pub id: Name,
    /// The id of the resource it patches.
    pub resource: Text,
    /// The environments it holds in; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environments: Option<Vec<Name>>,
    /// What it changes.
    pub patch: Vec<PatchOperation>,
    /// Why it is needed.
    pub reason: String,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<EntityRef>,
    /// Where it was agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// When it must be gone. It warns 30 days ahead and then fails a check; it goes on being rendered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// One operation of a JSON Patch (RFC 6902).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "op", rename_all = "camelCase", deny_unknown_fields)]
pub enum PatchOperation {
    /// Sets a value; in a list, inserts before the index or, at `-`, appends.
    Add {
        /// Where.
        path: Pointer,
        /// What.
        value: Value,
    },
    /// Sets a value that is there.
    Replace {
        /// Where.
        path: Pointer,
        /// What.
        value: Value,
    },
    /// Removes a value that is there.
    Remove {
        /// Where.
        path: Pointer,
    },
    /// Fails unless the value is this one: so that an override is not applied to what it was not written for.
    Test {
        /// Where.
        path: Pointer,
        /// What must stand there.
        value: Value,
    },
}

impl PatchOperation {
    /// Where it acts.
    pub fn path(&self) -> &Pointer {
        match self {
            Self::Add { path, .. } | Self::Replace { path, .. } | Self::Remove { path } | Self::Test { path, .. } => {
                path
            }
        }
    }
}
