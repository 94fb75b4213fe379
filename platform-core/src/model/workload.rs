//! Score workloads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::document::Source;
use super::map::Map;
use super::names::Name;
use super::value::{Text, Value};

/// A Score workload (`score.dev/v1b1`): its containers and ports as written, and the dependencies it asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Workload {
    /// `metadata.name`.
    pub name: Name,
    /// The whole document as written.
    pub document: Value,
    /// What it depends on, by the name it uses for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub resources: BTreeMap<Name, WorkloadResource>,
    /// Where it was written.
    #[serde(skip)]
    pub source: Source,
}

impl Workload {
    /// A workload with its document.
    pub fn new(name: Name, document: Value, resources: BTreeMap<Name, WorkloadResource>) -> Self {
        Self { name, document, resources, source: Source::default() }
    }
}

/// One dependency of a workload, with the fields that Score has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WorkloadResource {
    /// What kind of thing it needs: `postgres`, `redis`, `s3`, `dns` …
    pub r#type: Text,
    /// A variant of the type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Text>,
    /// The name of a shared one: a subject of the platform, usually a Backstage Resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Text>,
    /// What the provider is told.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub params: Map,
    /// Labels and annotations for the provider.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map,
}
