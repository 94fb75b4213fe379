//! What the tool that a target is delegated to would do, beside what our plan says.

use platform_core::model::{Action, Address, Diagnostic, Pointer, TerraformPlan, Text, Value};
use schemars::JsonSchema;
use serde::Serialize;

/// What the tool that a target is delegated to would do, by its own plan.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Preview {
    /// Its plan, in our words.
    pub plan: TerraformPlan,
    /// What it would change, by resource of the tool, each with how it stands to our plan; then what our plan changes and
    /// the tool would not.
    pub changes: Vec<PreviewedChange>,
    /// Why an apply would refuse it.
    pub refused: Option<Diagnostic>,
}

/// How a change of the tool's stands to our plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Standing {
    /// Our plan says so, too.
    Planned,
    /// The tool's own: our plan does not say so, and it changes what the files say, or more than values.
    Own,
    /// Only values change that no file says, in something that our plan leaves alone.
    Noise,
    /// Our plan says so, and the tool would do nothing: it finds it so already.
    Idle,
}

/// What becomes of one resource of the tool.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PreviewedChange {
    /// The resource of ours that it belongs to; absent where it belongs to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// The tool's name for it: `aws_db_instance.main`. Absent where the tool would do nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Text>,
    /// How it stands to our plan.
    pub standing: Standing,
    /// What is done, in order; a replacement is two.
    pub actions: Vec<Action>,
    /// Why, in the tool's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// The values that change, where it stays and is changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<PreviewedField>,
}

/// A value that changes.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PreviewedField {
    /// Where, in the tool's resource.
    pub path: Pointer,
    /// What it is; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it will be; absent where there will be none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// Whether a file says it: what nobody says is the tool's and its provider's.
    pub is_said: bool,
}
