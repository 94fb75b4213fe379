//! Facts from the world, gathered by the caller.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::digest::Digest;
use super::names::Name;
use super::value::{Text, Value};

/// Facts from the world. What is missing here was not observed, which is not the same as absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Observed {
    /// What is there, by address.
    #[serde(default)]
    pub resources: BTreeMap<Address, Observation>,
    /// Outputs of other subjects' resources, which unknowns wait for.
    #[serde(default)]
    pub outputs: BTreeMap<Address, BTreeMap<Name, Value>>,
}

impl Observed {
    /// Nothing was looked at.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// With something that was seen.
    #[must_use]
    pub fn with_present(mut self, address: Address, body: Value) -> Self {
        self.resources.insert(address, Observation::Present(Present::new(body)));
        self
    }

    /// With something that was looked for and is not there.
    #[must_use]
    pub fn with_absent(mut self, address: Address) -> Self {
        self.resources.insert(address, Observation::Absent);
        self
    }

    /// With an output of another subject's resource.
    #[must_use]
    pub fn with_output(mut self, address: Address, name: Name, value: Value) -> Self {
        self.outputs.entry(address).or_default().insert(name, value);
        self
    }

    /// What is known of an address.
    pub fn get(&self, address: &Address) -> Option<&Observation> {
        self.resources.get(address)
    }
}

/// What was found at an address that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Observation {
    /// It is there.
    Present(Present),
    /// It is not there.
    Absent,
}

/// Something that is there. Secrets in it were replaced by references before it was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Present {
    /// What it is.
    pub body: Value,
    /// The digest of the body.
    pub digest: Digest,
    /// What the target knows it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Text>,
}

impl Present {
    /// What was seen, with its digest.
    pub fn new(body: Value) -> Self {
        Self { digest: body.digest(), body, identity: None }
    }
}
