//! What every provider of one type of dependency gives.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::diagnostic::Place;
use super::names::Name;
use super::value::Text;

/// The contract of a type of dependency: outputs that every provider gives, so that who depends on it need not know
/// which provider there is (a container in a preview, a managed database in production).
///
/// A provider may give more. `platform.yaml` holds the contracts, under `spec.dependencyTypes`.
///
/// ```
/// use platform_core::model::{DependencyType, Platform};
/// let postgres: DependencyType =
///     serde_json::from_str(r#"{"outputs": {"host": {}, "password": {"secret": true}}}"#)?;
/// assert!(postgres.outputs["password"].secret);
///
/// let mut platform = Platform::new();
/// platform.add_dependency_type("postgres", postgres);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DependencyType {
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// What every provider gives, by name.
    pub outputs: BTreeMap<Name, DependencyOutput>,
}

/// One output of a contract.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DependencyOutput {
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// Whether it is a secret: with every provider, or with none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// Where the contract says so.
    #[serde(skip)]
    pub place: Option<Place>,
}
