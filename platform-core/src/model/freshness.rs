//! Whether a plan still fits the world.

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::pointer::Pointer;

/// Whether a plan still fits the world it was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", tag = "kind")]
#[non_exhaustive]
pub enum Freshness {
    /// It does.
    Fresh,
    /// It does not.
    Stale {
        /// Exactly what changed.
        causes: Vec<Staleness>,
    },
}

/// One thing that changed under a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", tag = "kind")]
#[non_exhaustive]
pub enum Staleness {
    /// Another state: another lineage.
    Lineage,
    /// Another apply has begun since.
    Serial {
        /// The plan's.
        planned: u64,
        /// The state's.
        found: u64,
    },
    /// What it was rendered from is not what the plan says.
    Rendered,
    /// A resource appeared that should not be there.
    Appeared {
        /// The resource.
        address: Address,
    },
    /// A resource is gone.
    Vanished {
        /// The resource.
        address: Address,
    },
    /// Fields that matter have changed.
    Fields {
        /// The resource.
        address: Address,
        /// The fields. A plan that refreshes does not keep what it may not tell: beside what changed, this may name where
        /// secrets stood that are as they were.
        paths: Vec<Pointer>,
    },
}
