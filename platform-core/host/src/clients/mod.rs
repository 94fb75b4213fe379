//! What speaks to other programs.

pub mod git;
pub mod terraform;
