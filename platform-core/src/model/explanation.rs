//! Why a value is what it is, for people and tools.

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::names::FormatVersion;
use super::origin::Origin;
use super::plan::{FieldChange, Reason};
use super::pointer::Pointer;
use super::value::Value;

/// Why one leaf is what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Explanation {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The resource.
    pub address: Address,
    /// The place in it.
    pub path: Pointer,
    /// What it should be; absent when it goes away.
    #[serde(default, deserialize_with = "super::value_serde::present", skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// How it changes, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<FieldChange>,
    /// Why the resource changes, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Where it comes from: itself first, then what was read for it, outermost first.
    pub origins: Vec<ExplainedOrigin>,
}

impl Explanation {
    /// An explanation without origins yet.
    pub fn new(address: Address, path: Pointer) -> Self {
        Self {
            format_version: FormatVersion::CURRENT,
            address,
            path,
            value: None,
            change: None,
            reason: None,
            origins: Vec::new(),
        }
    }
}

/// One origin, with how deep it lies and what it beat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedOrigin {
    /// 0 for the leaf itself, 1 for what it read …
    pub depth: u32,
    /// The origin.
    pub origin: Origin,
    /// What it beat, with the origins resolved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beat: Vec<BeatenOrigin>,
}

/// What was beaten, and where it was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BeatenOrigin {
    /// Where it was said.
    pub origin: Origin,
    /// What was said.
    pub value: Value,
}
