//! YAML 1.2 in and out.
//!
//! Reading is strict where YAML surprises people: keys stand once, a number with a leading zero is an error, `yes` and
//! `no` are text, there are no merge keys and no tags but YAML's own. Every problem has a line and a column. Writing is
//! deterministic, and quotes whatever a YAML 1.1 reader would not take for text.

#[cfg(feature = "files")]
mod aliases;
#[cfg(feature = "files")]
mod edit;
mod plain;
#[cfg(feature = "files")]
mod read;
#[cfg(feature = "files")]
mod scalar;
#[cfg(feature = "files")]
mod scalars;
#[cfg(feature = "files")]
mod syntax;
#[cfg(feature = "files")]
mod tree;
mod write;

#[cfg(feature = "files")]
pub use edit::{Edit, EditOperation, edit};
#[cfg(feature = "files")]
pub use read::parse;
#[cfg(feature = "files")]
pub(crate) use read::{parse_each, too_large};
pub use write::write;

#[cfg(test)]
#[cfg(feature = "files")]
mod tests;
