//! Bytes to data and back: YAML, JSON, lock files, and the text that people read.

pub mod json;
mod limits;
pub mod lock;
pub mod markdown;
#[cfg(feature = "files")]
mod suggest;
pub mod text;
pub mod yaml;

pub use limits::Limits;
#[cfg(feature = "files")]
pub(crate) use limits::MOST_PROBLEMS;
#[cfg(feature = "files")]
pub use suggest::suggest;
