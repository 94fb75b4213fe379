//! What other languages ask of a workspace.
//!
//! One shape for all of them: a [`WorkspaceHandle`] starts a verb with its input as JSON text, and everything that comes
//! of it arrives as messages, each one JSON text:
//!
//! - `{"kind": "event", "event": …}`: something happened in an apply.
//! - `{"kind": "perform", "id": 1, "target": "kubernetes", "work": …}` and `observe`: an executor of the other side is
//!   asked. [`Running::reply`] answers `{"ok": …}` or `{"error": …}`: of `perform` `{outputs?, identity?, body?}`, of
//!   `observe` `"absent"` or `{"present": {"body": …}}`. What was not begun is looked at as a step that reads.
//! - `{"kind": "observeMany", "id": 1, "target": "kubernetes", "work": […]}`: the same of many at once, where the executor
//!   can; one answer each in their order, or `{"error": …}` instead of one.
//! - `{"kind": "rehearse", "id": 1, "target": "kubernetes", "work": […], "earlier": […]}` and
//!   `{"kind": "unready", …, "resources": […]}`: what would be refused, and what is not ready; answered by problems.
//! - `{"kind": "cancel", "id": 1}`: the code that answers this is to be cut short, and to say so with `exec.cancelled`.
//! - `{"kind": "answer", "answer": …}`, the last: `{"ok": …}` or `{"error": …}`, as the core's own verbs answer.
//!
//! Plans don't cross as text: [`Running::plans`] has those that a verb made, and a verb is given those it applies.
//!
//! Nothing waits on the caller's thread, and no panic crosses. Messages come on threads of the runtime, one at a time.

mod channel;
mod documents;
mod executor;
mod handle;
mod runtime;
#[cfg(test)]
mod tests;
mod verb;
mod verbs;

pub use channel::Tell;
pub(crate) use documents::{ApplyDocument, EditDocument, HistoryDocument, LockDocument, StatusDocument, changes};
pub use handle::{Running, WorkspaceHandle};
pub use verb::Verb;
pub use verbs::{schemas, verbs};
