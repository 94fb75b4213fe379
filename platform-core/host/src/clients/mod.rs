//! What speaks to other programs.

pub mod git;
mod process;
pub mod terraform;
