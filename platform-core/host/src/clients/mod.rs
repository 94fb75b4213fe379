//! What speaks to other programs.

pub mod git;
