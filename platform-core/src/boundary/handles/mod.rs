//! What is kept on this side of the boundary, because it is used more than once.
//!
//! Each is a shared pointer: cloning costs an increment, and all threads may use it at once.

mod apply;
mod asked;
mod authoring;
mod documents;
mod plan;
mod platform;
mod shared;

pub use apply::ApplyHandle;
pub use documents::{ObservedHandle, RenderedHandle, StateHandle};
pub use plan::PlanHandle;
pub use platform::PlatformHandle;
pub use shared::SharedReader;
