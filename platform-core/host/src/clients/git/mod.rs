//! Git, as a program that is run.
//!
//! What a repository's own configuration could have run is never run: no hooks, filters, watchers, helpers or aliases. What
//! is committed is made of objects (`fast-import`), and a branch moves by compare-and-swap; no work tree and no index is
//! touched. Everything here blocks.

mod changes;
mod commit;
mod history;
mod remote;
mod repository;
mod run;
mod snapshot;
#[cfg(test)]
mod tests;
mod tree;

pub use changes::{Base, base_of, below_top, changed_since, checked_out};
pub use commit::{Edit, NewCommit};
pub use repository::{CommitId, GitRepository, Moved};
pub use snapshot::{Found, GitSnapshot};
pub use tree::platform_at;
