//! The text that people read: plans, problems, explanations. Pure, so that every language prints the same.

mod diagnostics;
mod explanation;
mod fields;
mod lines;
mod nested;
mod origins;
mod overview;
mod pins;
mod plan;
mod plan_set;
mod snippet;
mod style;
mod table;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use lines::{LineChange, compare};
pub(crate) use nested::parts;
pub(crate) use origins::phrase;
pub(crate) use plan::{mark, scope_text, summary_text, title};
pub(crate) use style::clean;
#[cfg(test)]
pub(crate) use tests::fixtures;
pub(crate) use values::inline;

pub use diagnostics::{diagnostic, diagnostics};
pub use explanation::{explanation, resource};
pub use overview::{HistoryRow, StatusRow, comparison, freshness, history, status};
pub use pins::pins;
pub use plan::plan;
pub use plan_set::plan_set;
pub use style::Style;
