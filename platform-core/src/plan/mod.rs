//! What will change and why: diff, plan, explain, verify, compare.
//!
//! All of it is pure and works on the types of [`model`](crate::model) alone.

mod apply;
mod canonical;
mod compare;
mod decide;
mod decision;
mod diff;
mod digest;
mod explain;
mod files;
mod fill;
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
mod steps;
mod tolerated;
mod verify;
mod walk;
mod world;

pub use apply::apply;
pub use compare::compare;
pub use diff::diff;
pub use digest::{check_digest, plan_digest, plan_set_digest, rendered_digest, totals};
pub use explain::explain;
pub use fill::fill;
pub use normalize::normalize;
pub use planner::{body_to_write, plan};
pub use project::project;
pub use rules::{DiffRules, Key, ListRule, ScalarRule};
pub use tolerated::tolerated;
pub use verify::{check_expectation, verify};

#[cfg(test)]
mod tests;
