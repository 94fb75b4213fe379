//! Where states, journals and releases are kept.

mod entry;

pub use entry::ReleaseEntry;
