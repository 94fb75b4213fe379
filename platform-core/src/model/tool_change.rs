//! What the tool that a target is delegated to would do, by its own plan.

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::plan::Action;
use super::pointer::Pointer;
use super::value::{Text, Value};

/// What a tool would do with one resource of ours. It looked at the world itself: where there are no changes, it finds all
/// as it should be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ToolPlan {
    /// What becomes of each of its resources that stands in ours, by name. What stays as it is, is left out.
    #[serde(default)]
    pub changes: Vec<ToolChange>,
}

impl ToolPlan {
    /// Some changes.
    pub fn new(changes: Vec<ToolChange>) -> Self {
        Self { changes }
    }

    /// The digest of all that it would do: what a plan that was made with it expects to be planned again.
    pub fn digest(&self) -> Digest {
        Value::from_serialize(self).unwrap_or_default().digest()
    }
}

/// What becomes of one of a tool's resources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ToolChange {
    /// The tool's name for it: `aws_sqs_queue.jobs[0]`.
    pub resource: Text,
    /// Where it stands in the body of our resource: `/resource/aws_sqs_queue/jobs`.
    pub path: Pointer,
    /// What is done, in order; a replacement is two.
    pub actions: Vec<Action>,
    /// Why, in the tool's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// It is what was replaced before and could not be deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deposed: bool,
    /// The values that change, by place in the body of our resource; none where the whole is made or goes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ToolField>,
}

impl ToolChange {
    /// A change without values.
    pub fn new(resource: impl Into<Text>, path: Pointer, actions: Vec<Action>) -> Self {
        Self { resource: resource.into(), path, actions, reason: None, deposed: false, fields: Vec::new() }
    }

    /// Whether it is deleted and created, or forgotten and created: where OpenTofu is told to destroy nothing.
    pub fn is_replacement(&self) -> bool {
        let goes = |action: &Action| matches!(action, Action::Delete | Action::Forget);
        self.actions.iter().any(goes) && self.actions.contains(&Action::Create)
    }
}

/// A value that a tool would change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ToolField {
    /// Where, in the body of our resource.
    pub path: Pointer,
    /// What it is; absent where there is none.
    #[serde(default, deserialize_with = "super::value_serde::present", skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it will be; absent where there will be none.
    #[serde(default, deserialize_with = "super::value_serde::present", skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// It can't be changed in place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forces_replacement: bool,
}

impl ToolField {
    /// A value that can be changed in place.
    pub fn new(path: Pointer, before: Option<Value>, after: Option<Value>) -> Self {
        Self { path, before, after, forces_replacement: false }
    }
}
