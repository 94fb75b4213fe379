//! Bytes to data and back: YAML, JSON, lock files, and the text that people read.

pub mod markdown;
pub mod text;
