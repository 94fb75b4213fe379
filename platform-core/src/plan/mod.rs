//! What will change and why: diff, plan, explain, verify, compare.
//!
//! All of it is pure and works on the types of [`model`](crate::model) alone.

mod apply;
mod compare;
mod diff;
mod digest;
mod explain;
mod fill;
mod lists;
mod meaning;
mod names;
mod normalize;
mod origins;
mod place;
mod planner;
mod rules;
mod rules_table;
mod verify;
mod walk;

pub use apply::apply;
pub use compare::compare;
pub use diff::diff;
pub use digest::{check_digest, plan_digest, plan_set_digest, rendered_digest, totals};
pub use explain::explain;
pub use fill::fill;
pub use normalize::normalize;
pub use planner::{body_to_write, plan};
pub use rules::{DiffRules, Key, ListRule, ScalarRule};
pub use verify::verify;

#[cfg(test)]
mod tests;
