//! The text that people read: plans, problems, explanations. Pure, so that every language prints the same.

mod alike;
mod comparison;
mod diagnostics;
mod diff;
mod explanation;
mod fields;
mod lines;
mod many;
mod nested;
mod origins;
mod overview;
mod path_change;
mod path_report;
mod pins;
mod plan;
mod plan_set;
mod rendered;
mod revision_diff;
mod shape_fields;
mod shapes;
mod snippet;
mod style;
mod table;
#[cfg(test)]
mod tests;
mod touched;
mod value_history;
mod values;

pub(crate) use fields::new_fields;
pub(crate) use lines::{LineChange, compare};
pub(crate) use nested::parts;
pub(crate) use origins::phrase;
pub(crate) use plan::{action_word, mark, notes, scope_text, summary_text, title};
pub(crate) use plan_set::sum as summary_of;
pub(crate) use revision_diff::{failures, of_kind, short as short_commit};
pub(crate) use shapes::{Pair, Shape, places as place_list, places_of, shapes};
pub(crate) use style::clean;
#[cfg(test)]
pub(crate) use tests::{comparison as comparison_fixtures, fixtures};
pub(crate) use values::{inline, shorten, shorten_pair};

pub use comparison::{comparison, comparison_set};
pub(crate) use comparison::{comparison_title, why_field, why_resource};
pub use diagnostics::{diagnostic, diagnostics};
pub use diff::file_change;
pub use explanation::{explanation, resource};
pub use overview::{HistoryRow, StatusRow, freshness, history, status};
pub use path_change::{path_change, path_usage};
pub use path_report::path_report;
pub use pins::pins;
pub use plan::plan;
pub use plan_set::plan_set;
pub use rendered::rendered;
pub use revision_diff::{RevisionSources, revision_diff};
pub use style::Style;
pub use touched::touched;
pub use value_history::value_history;
