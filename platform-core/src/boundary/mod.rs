//! What other languages call: every verb of the core, as text and over handles.
//!
//! There are two roads, and both end in the same functions:
//!
//! - [`call`] takes a verb's name and its input as JSON text, and gives `{"ok": …}` or `{"error": …}` as text, with
//!   `diagnostics` beside it when there is something to say. [`verbs`] lists what there is.
//! - The handles ([`PlatformHandle`], [`RenderedHandle`], [`StateHandle`], [`ObservedHandle`], [`PlanHandle`],
//!   [`ApplyHandle`]) keep what is used more than once on this side: they are cheap to clone, may be used by many threads
//!   at once, and give out only what is asked for.
//!
//! No input makes any of it panic: what can't be understood is refused with a diagnostic that says where.
//!
//! ```
//! let answer = platform_core::boundary::call("normalize", r#"{"value": {"cpu": "1000m"}}"#);
//! assert_eq!(answer, r#"{"ok":{"cpu":"1000m"}}"#);
//! let answer = platform_core::boundary::call("normalise", "{}");
//! assert!(answer.starts_with(r#"{"error":{"code":"boundary.verb""#));
//! ```

mod answer;
mod decode;
mod handles;
mod inputs;
#[cfg(feature = "schema")]
mod schema;
mod verb;
mod verbs;
mod views;

pub use answer::answer_text;
pub use decode::{input as read_input, utf8};
pub use handles::{ApplyHandle, ObservedHandle, PlanHandle, PlatformHandle, RenderedHandle, SharedReader, StateHandle};
pub use inputs::EditInput;
#[cfg(feature = "schema")]
pub use schema::{Describe, schema_of_calls, schemas};
pub use verb::{Verb, call, call_bytes};
pub use verbs::all as verbs;
pub use views::{
    ApplyProgress, ApplyView, EditedView, FailedStepView, NextView, ParameterView, PathView, PlannedView, PlatformView,
    ResolvedView, SubjectView, ValidationView, WorkView,
};

#[cfg(test)]
mod tests;
