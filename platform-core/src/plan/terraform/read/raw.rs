//! The parts of Terraform's format that are read, as it has them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value as Json;

/// What tells a plan from everything else, whatever its version.
#[derive(Deserialize)]
pub(super) struct Head {
    pub(super) format_version: String,
    pub(super) planned_values: Option<IgnoredAny>,
    pub(super) configuration: Option<IgnoredAny>,
    pub(super) resource_changes: Option<IgnoredAny>,
}

#[derive(Deserialize)]
pub(super) struct Document {
    #[serde(default)]
    pub(super) terraform_version: String,
    pub(super) timestamp: Option<String>,
    pub(super) applyable: Option<bool>,
    pub(super) complete: Option<bool>,
    #[serde(default)]
    pub(super) errored: bool,
    #[serde(default)]
    pub(super) resource_changes: Vec<Resource>,
    #[serde(default)]
    pub(super) resource_drift: Vec<Resource>,
    #[serde(default)]
    pub(super) deferred_changes: Vec<Deferral>,
    #[serde(default)]
    pub(super) output_changes: BTreeMap<String, Change>,
    #[serde(default)]
    pub(super) checks: Vec<Check>,
}

#[derive(Deserialize)]
pub(super) struct Deferral {
    pub(super) reason: String,
    pub(super) resource_change: Resource,
}

impl Resource {
    /// The block that it is made by, in the root module.
    pub(super) fn block(&self) -> Option<String> {
        let prefix = if self.mode == Mode::Data { "data." } else { "" };
        self.module_address.is_none().then(|| format!("{prefix}{}.{}", self.r#type, self.name))
    }
}

#[derive(Deserialize)]
pub(super) struct Resource {
    pub(super) address: String,
    pub(super) previous_address: Option<String>,
    pub(super) module_address: Option<String>,
    pub(super) mode: Mode,
    pub(super) r#type: String,
    pub(super) name: String,
    pub(super) index: Option<Json>,
    #[serde(default)]
    pub(super) provider_name: String,
    pub(super) deposed: Option<String>,
    pub(super) action_reason: Option<String>,
    pub(super) change: Change,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mode {
    Managed,
    Data,
}

#[derive(Deserialize)]
pub(super) struct Change {
    pub(super) actions: Vec<Done>,
    #[serde(default)]
    pub(super) before: Json,
    #[serde(default)]
    pub(super) after: Json,
    #[serde(default)]
    pub(super) after_unknown: Json,
    #[serde(default)]
    pub(super) before_sensitive: Json,
    #[serde(default)]
    pub(super) after_sensitive: Json,
    #[serde(default)]
    pub(super) replace_paths: Vec<Vec<Json>>,
    pub(super) importing: Option<Importing>,
}

#[derive(Deserialize)]
pub(super) struct Importing {
    pub(super) id: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Done {
    NoOp,
    Create,
    Read,
    Update,
    Delete,
    Forget,
}

#[derive(Deserialize)]
pub(super) struct Check {
    pub(super) address: CheckAddress,
    pub(super) status: Status,
    #[serde(default)]
    pub(super) instances: Vec<Instance>,
}

#[derive(Deserialize)]
pub(super) struct CheckAddress {
    #[serde(default)]
    pub(super) kind: String,
    pub(super) to_display: String,
}

#[derive(Deserialize)]
pub(super) struct Instance {
    pub(super) address: InstanceAddress,
    pub(super) status: Status,
    #[serde(default)]
    pub(super) problems: Vec<Problem>,
}

#[derive(Deserialize)]
pub(super) struct InstanceAddress {
    pub(super) to_display: String,
}

#[derive(Deserialize)]
pub(super) struct Problem {
    #[serde(default)]
    pub(super) message: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Pass,
    Fail,
    Error,
    Unknown,
}
