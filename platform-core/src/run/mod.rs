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
//!
//! ```
//! use std::sync::Arc;
//! use platform_core::model::*;
//! use platform_core::run::{self, Apply, Next};
//!
//! let address: Address = "cart/staging/kubernetes/workload".parse()?;
//! let rendered = Rendered::empty("cart".parse()?, "staging".parse()?)
//!     .with_resource(Resource::new(address.clone(), Value::map([("replicas", 2.into())])));
//! let state = State::new("cart".parse()?, "staging".parse()?, "3f2a");
//! let observed = Observed::nothing().with_absent(address.clone());
//! let (plan, _) = platform_core::plan::plan(&rendered, &state, &observed, &PlanOptions::default()).into_result()?;
//!
//! let mut apply = Apply::begin(Arc::new(plan), Arc::new(rendered), &state, &observed)?;
//! let now = Timestamp::from_milliseconds(0);
//! while let Next::Start(steps) = run::next(&apply, now) {
//!     for work in steps {
//!         let event = |kind| StepEvent::new(work.step.id, work.attempt, now, kind);
//!         run::record(&mut apply, event(StepEventKind::Started))?;
//!         // Here the world is changed: `work.body` is what is to be written.
//!         let done = StepEventKind::Succeeded { body: None, outputs: Default::default(), identity: None };
//!         run::record(&mut apply, event(done))?;
//!     }
//! }
//! let state = run::finish(apply.state().clone(), apply.plan(), apply.verdict());
//! assert!(state.resources.contains_key(&address));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
mod visit;

pub use advance::{advance, finish, touched};
pub use apply::{Apply, FailedStep, Progress, record};
pub use check::check;
#[cfg(feature = "files")]
pub(crate) use check::stale;
pub use step::{Next, StepWork, ahead, next};
pub use visit::Visit;
