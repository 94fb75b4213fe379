//! Bytes to data and back: YAML, JSON, lock files, and the text that people read.

pub(crate) mod github;
pub mod html;
pub mod json;
mod json_read;
mod limits;
pub mod lock;
pub mod markdown;
pub mod sarif;
#[cfg(feature = "files")]
mod suggest;
pub(crate) mod terraform;
pub mod text;
pub(crate) mod utf8;
pub mod yaml;

pub use limits::Limits;
#[cfg(feature = "files")]
pub(crate) use limits::{MOST_PROBLEMS, MOST_SAID};
#[cfg(feature = "files")]
pub use suggest::suggest;
