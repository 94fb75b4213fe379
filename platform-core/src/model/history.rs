//! How a value changed from release to release.

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::explanation::ExplainedOrigin;
use super::journal::ReleaseVerdict;
use super::names::FormatVersion;
use super::pins::Pins;
use super::pointer::Pointer;
use super::time::Timestamp;
use super::value::{Text, Value};

/// Which releases changed a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ValueHistory {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The resource, as it is called now.
    pub address: Address,
    /// The place in it.
    pub path: Pointer,
    /// How many releases were looked at.
    pub releases: u32,
    /// The releases that changed it, newest first.
    pub changes: Vec<ValueChange>,
}

impl ValueHistory {
    /// A history without changes.
    pub fn new(address: Address, path: Pointer) -> Self {
        Self { format_version: FormatVersion::CURRENT, address, path, releases: 0, changes: Vec::new() }
    }
}

/// One release that changed a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ValueChange {
    /// The release's serial.
    pub serial: u64,
    /// When the apply ended.
    pub ended_at: Timestamp,
    /// Who applied it.
    pub actor: Text,
    /// How it ended: of one that failed it is not sure that the value was written.
    pub verdict: ReleaseVerdict,
    /// What it was; absent when nothing was there.
    #[serde(default, deserialize_with = "super::value_serde::present", skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it should be since then; absent when nothing should.
    #[serde(default, deserialize_with = "super::value_serde::present", skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// What was applied.
    pub pins: Pins,
    /// What was applied before; absent for the first release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pins_before: Option<Pins>,
    /// The address it had then, where it was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Where the value came from: itself first, then what was read for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<ExplainedOrigin>,
}

impl ValueChange {
    /// What a release did to a value.
    pub fn new(release: &super::journal::Release, before: Option<Value>, after: Option<Value>) -> Self {
        Self {
            serial: release.serial,
            ended_at: release.ended_at,
            actor: release.actor.clone(),
            verdict: release.verdict,
            before,
            after,
            pins: release.pins.clone(),
            pins_before: None,
            address: None,
            origins: Vec::new(),
        }
    }
}
