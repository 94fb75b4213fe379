//! The state machine of an apply: what to do next, what happened, what we know since.
//!
//! Pure: it starts nothing itself. A driver asks [`next`] what may start, does it, and tells [`record`]; both the
//! journal and the state are then to be stored, before anything else is started.
//!
//! - [`Apply::begin`] moves the state from serial n to n+1 and marks it `applying`; [`Apply::resume`] goes on from a
//!   state and a journal that a killed apply left.
//! - [`next`] gives the steps whose dependencies are done, with the values that were unknown when the plan was made.
//! - [`record`] appends to the journal and changes the state by [`advance`], the only way a state changes.
//! - At [`Next::Done`], [`finish`] clears `applying`, and [`Apply::release`] is what history keeps.

mod advance;
mod apply;
mod begin;
mod check;
mod fill;
mod release;
mod schedule;
mod step;
#[cfg(test)]
mod tests;

pub use advance::{advance, finish, touched};
pub use apply::{Apply, FailedStep, Progress, record};
pub use check::check;
pub use step::{Next, StepWork, next, unknown_outputs};
