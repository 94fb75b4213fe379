//! What will change and why: diff, plan, explain, verify, compare.
//!
//! All of it is pure and works on the types of [`model`](crate::model) alone.

mod apply;
mod compare;
mod diff;
mod digest;
mod explain;
mod fill;
mod names;
mod origins;
mod planner;
mod rules;
mod verify;

pub use apply::apply;
pub use compare::compare;
pub use diff::diff;
pub use digest::{check_digest, plan_digest, plan_set_digest, rendered_digest, totals};
pub use explain::explain;
pub use fill::fill;
pub use planner::{body_to_write, plan};
pub use rules::{DiffRules, normalize};
pub use verify::verify;
