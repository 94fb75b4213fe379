//! What will change and why: diff, plan, explain, verify, compare.
//!
//! All of it is pure. All but the planning of many works on the types of [`model`](crate::model) alone.

mod apply;
mod canonical;
mod compare;
mod compare_reason;
mod conceal;
mod decide;
mod decision;
mod delegated;
mod diff;
mod digest;
mod explain;
mod files;
mod fill;
#[cfg(feature = "files")]
mod fleet;
mod groups;
mod history;
mod lists;
mod meaning;
mod merge;
mod moves;
mod names;
mod normalize;
mod order;
mod origins;
mod outputs;
mod place;
mod planner;
mod project;
mod rules;
mod same_thing;
mod set_digest;
mod steps;
mod terraform;
mod tolerated;
mod verify;
mod visits;
mod walk;
mod world;

pub use apply::apply;
pub use compare::{Side, compare};
pub(crate) use conceal::told;
pub use diff::diff;
pub use digest::{check_digest, plan_digest, rendered_digest, totals};
pub use explain::explain;
pub use fill::fill;
pub(crate) use fill::{Keep, fill_for, refused, unescapable};
#[cfg(feature = "files")]
pub use fleet::{
    Claims, Facts, WithNeeds, apply_order, in_parallel, needs, plan_all, select, still_needed, take_clashing, touched,
    touched_between,
};
#[cfg(feature = "files")]
pub(crate) use fleet::{selected, unknown};
pub use groups::change_groups;
pub use history::{ValueTracing, value_history};
pub use normalize::normalize;
pub use planner::{body_to_write, plan};
pub(crate) use project::learned;
pub use project::project;
pub(crate) use rules::rules_of;
pub use rules::{DiffRules, Key, ListRule, ScalarRule};
pub use set_digest::{PlanTree, digest_of_plans, plan_set_digest};
pub(crate) use terraform::observe as observe_tool;
pub use terraform::{
    TerraformBlock, TerraformContext, TerraformOwners, TerraformPart, TerraformRoot, TerraformSecrets,
    observe_terraform_plan, read_terraform_plan, terraform_plan,
};
pub use tolerated::tolerated;
pub use verify::{check_expectation, verify};

#[cfg(test)]
mod tests;
