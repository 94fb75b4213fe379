//! What a plan of Terraform's says, in our words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::check::CheckResult;
use super::names::FormatVersion;
use super::plan::Action;
use super::pointer::Pointer;
use super::time::Timestamp;
use super::value::{Text, Value};

/// What a saved plan of Terraform's would do. What is sensitive in it was replaced by references when it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TerraformPlan {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The release of Terraform that made it.
    pub terraform_version: Text,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// Whether it may be applied and would do anything.
    pub applyable: bool,
    /// Whether nothing is left to a later plan.
    pub complete: bool,
    /// Whether planning broke off.
    pub errored: bool,
    /// Every resource, those that stay as they are among them, by address.
    pub changes: Vec<TerraformChange>,
    /// What somebody else changed since it was applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drift: Vec<TerraformChange>,
    /// What is left to a later plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deferred: Vec<TerraformDeferral>,
    /// Outputs of the root module.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<Text, TerraformOutput>,
    /// What its checks and conditions said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckResult>,
}

/// What Terraform would do with one resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TerraformChange {
    /// Our address: its id is Terraform's.
    pub address: Address,
    /// Whether it is only read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_data: bool,
    /// The module it is in; the root, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<Text>,
    /// Its type: `aws_db_instance`.
    pub r#type: Text,
    /// Its name.
    pub name: Text,
    /// Which instance: a number or a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<Value>,
    /// The full name of its provider.
    pub provider: Text,
    /// It was replaced and could not be deleted: the key that Terraform knows it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposed: Option<Text>,
    /// In order; a replacement is two, in the order they are done. An import or a move stands before what else is done.
    pub actions: Vec<Action>,
    /// Why, in Terraform's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// The address it had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<Address>,
    /// What it is imported by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<Text>,
    /// The places that force its replacement.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forced_by: Vec<Pointer>,
    /// What is there; absent when nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What will be there, unknowns as outputs of its address by place; absent when nothing will.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

impl TerraformChange {
    /// The block of the root module that it belongs to: `aws_db_instance.main`, `data.aws_region.here`, `module.network`.
    pub fn block(&self) -> String {
        match &self.module {
            Some(module) => {
                let name = module.trim_start_matches("module.");
                format!("module.{}", name.split(['.', '[']).next().unwrap_or(name))
            }
            None if self.is_data => format!("data.{}.{}", self.r#type, self.name),
            None => format!("{}.{}", self.r#type, self.name),
        }
    }
}

/// A change that a later plan makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TerraformDeferral {
    /// Why, in Terraform's word.
    pub reason: Text,
    /// The change, as far as it is known.
    pub change: TerraformChange,
}

/// What becomes of an output of the root module.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TerraformOutput {
    /// What is done.
    pub actions: Vec<Action>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it will be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}
