//! Runs an apply: starts steps, journals them, stores the state.

mod begin;
mod cancellation;
mod clock;
mod event;
mod readiness;
mod rehearsal;
mod run;
mod steps;
#[cfg(test)]
mod tests;

pub use begin::{begin, interrupted, never_applied, resume};
pub use cancellation::Cancellation;
pub use clock::now;
pub use event::{Event, Listener};
pub use readiness::unready;
pub use rehearsal::Rehearsal;
pub(crate) use run::blocking;
pub use run::{Begun, Drive, Ended, run};
