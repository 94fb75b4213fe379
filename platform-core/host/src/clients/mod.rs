//! What speaks to other programs.

pub mod git;
#[cfg(feature = "kubernetes")]
pub(crate) mod kubernetes;
mod process;
pub mod terraform;
