//! Why a value is what it is: which layer, file and line set it, what was read for it, and what it beat.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::diagnostic::Place;
use super::names::Name;
use super::pins::PathPin;
use super::value::{Text, Value};

/// Who says something, weakest first for parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Layer {
    /// A default of the path's parameter schema.
    SchemaDefault,
    /// The path's own `values`.
    PathValues,
    /// The including path.
    Include,
    /// The environment's parameters.
    Environment,
    /// The subject's parameters.
    Subject,
    /// The subject's parameters in this environment.
    SubjectEnvironment,
    /// What the path or the environment enforces.
    Enforced,
    /// A template of the path.
    Template,
    /// An override of the subject.
    Override,
    /// The subject's own document or workload.
    Document,
    /// An output of a resource.
    Output,
    /// An artifact that is pinned.
    Artifact,
    /// The engine itself, such as an annotation it adds.
    Engine,
}

/// Number of an [`Origin`] in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct OriginId(pub u32);

/// Why one or more leaves are what they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Origin {
    /// Who said it.
    pub layer: Layer,
    /// What it is called there, such as `parameters.replicas`, where that is not the leaf's own place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// File, line and pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The golden path it belongs to, with its digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathPin>,
    /// The expressions as written, if it was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<Text>,
    /// What the expressions read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<OriginId>,
    /// Weaker layers that said something else, strongest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beat: Vec<Beaten>,
    /// The override's id, for [`Layer::Override`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#override: Option<Name>,
}

impl Origin {
    /// A layer at a place.
    pub fn new(layer: Layer, place: Option<Place>) -> Self {
        Self {
            layer,
            name: None,
            place,
            path: None,
            expression: None,
            reads: Vec::new(),
            beat: Vec::new(),
            r#override: None,
        }
    }

    /// With what it is called there.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<Text>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// With the golden path it belongs to.
    #[must_use]
    pub fn with_path(mut self, path: Option<PathPin>) -> Self {
        self.path = path;
        self
    }
}

/// What a stronger layer superseded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Beaten {
    /// Where it was said.
    pub origin: OriginId,
    /// What was said.
    pub value: Value,
}

/// Origins that were met, each once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct OriginTable(Vec<Origin>);

impl OriginTable {
    /// Adds an origin.
    pub fn add(&mut self, origin: Origin) -> OriginId {
        let id = OriginId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(origin);
        id
    }

    /// The origin with a number.
    pub fn get(&self, id: OriginId) -> Option<&Origin> {
        self.0.get(usize::try_from(id.0).ok()?)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A value with the origin of every leaf, in leaf order (see [`Value::for_each_leaf`]).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traced {
    /// The value.
    pub value: Value,
    /// One per leaf.
    pub origins: Arc<[OriginId]>,
}
