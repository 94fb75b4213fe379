//! Generated platforms' ends: what should be, what we know, what is there, and what is asked of a plan.

mod bodies;
mod build;
mod case;
mod edits;
mod facts;
mod things;
mod values;

pub use bodies::{Shape, body_of};
pub use build::output_of;
pub use case::{Case, case};
pub use edits::{Edit, edited, edits};
pub use things::{Life, shape};
pub use values::{json_value, value};
