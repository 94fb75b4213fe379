//! What changed files may change, and why.

use serde::{Deserialize, Serialize};

use super::address::{EntityRef, Scope};
use super::names::{Name, Version};
use super::value::Text;

/// A subject in an environment that changed files may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Touched {
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// Why, each cause once.
    pub causes: Vec<TouchCause>,
}

impl Touched {
    /// A subject in an environment, for some causes.
    pub fn new(subject: EntityRef, environment: Scope, causes: Vec<TouchCause>) -> Self {
        Self { subject, environment, causes }
    }
}

/// What may change something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
#[non_exhaustive]
pub enum TouchCause {
    /// Where the parts of the platform are found: anything may have changed.
    Platform,
    /// A policy: what it says of any plan may have changed.
    Policy {
        /// Its file.
        file: Text,
    },
    /// The environment.
    Environment {
        /// Its name.
        environment: Name,
    },
    /// A version of a golden path that is followed or included.
    Path {
        /// Its name.
        path: Name,
        /// Its version.
        version: Version,
    },
    /// The documents of a subject: its own, or those of one whose dependencies it shares.
    Subject {
        /// Which.
        subject: EntityRef,
    },
}
