//! A plan as it is saved: with what it was rendered from.

use serde::{Deserialize, Serialize};

use super::names::FormatVersion;
use super::plan::Plan;
use super::rendered::Rendered;

/// A plan file: the plan and what it was rendered from. Applying one never renders again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PlanFile {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The plans, in the order they are applied, each with what it was rendered from.
    pub plans: Vec<PlannedRendering>,
}

/// A plan with what it was rendered from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PlannedRendering {
    /// The plan.
    pub plan: Plan,
    /// What it was rendered from; its digest stands in the plan.
    pub rendered: Rendered,
}
