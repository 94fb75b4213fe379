//! What is asked of a plan.

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::plan::Intent;
use super::value::Text;

/// What is asked of a plan besides making things as they should be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct PlanOptions {
    /// What the plan is for.
    pub intent: Intent,
    /// Without state: everything looks new, and the plan can't be applied.
    pub without_state: bool,
    /// Protected resources that may be deleted or replaced.
    pub release: Vec<Address>,
    /// Resources that are there, are not ours, and shall become ours.
    pub adopt: Vec<Address>,
    /// Resources that shall no longer be ours, and stay.
    pub forget: Vec<Address>,
    /// Resources that shall be replaced though nothing forces it.
    pub replace: Vec<Address>,
    /// The name of the hold that is lifted.
    pub lift: Option<Text>,
    /// Why the glass is broken: checks that fail hold nothing up, and the release remembers it.
    pub break_glass: Option<Text>,
}
