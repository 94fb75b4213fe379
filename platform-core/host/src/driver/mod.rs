//! Runs an apply: starts steps, journals them, stores the state.

mod cancellation;
mod event;

pub use cancellation::Cancellation;
pub use event::{Event, Listener};
