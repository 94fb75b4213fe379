//! Where states, journals and releases are kept.
//!
//! A [`Store`] holds one state for each subject and environment. Beginning an apply is the one compare-and-swap from
//! serial n to n+1; within an apply every write is a compare-and-swap on the store's revision, so that of two
//! processes that think an apply is theirs only one goes on.

mod content;
mod entry;
mod errors;
mod read;
mod rows;
mod schema;
mod sqlite;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeSet;

use platform_core::model::{
    Address, Applying, Digest, EntityRef, Failure, Former, Hold, Journal, Pins, PlanFile, Release, Scope, State,
    StepEvent, Text, Timestamp,
};

pub use entry::ReleaseEntry;
pub use sqlite::SqliteStore;

/// A state as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The state.
    pub state: State,
    /// Grows with every write; what is written next must know it.
    pub revision: u64,
}

/// A state without its resources, for lists.
#[derive(Clone, Debug, PartialEq)]
pub struct StateHead {
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// How many applies have begun.
    pub serial: u64,
    /// What was applied last.
    pub pins: Pins,
    /// The apply that has begun and has not ended.
    pub applying: Option<Applying>,
    /// The hold of a rollback.
    pub hold: Option<Hold>,
    /// How many resources are ours.
    pub resources: usize,
}

/// A plan file that is being applied, or was when its process was killed.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its number.
    pub id: u64,
    /// Who applies it.
    pub actor: Text,
    /// When it began.
    pub started_at: Timestamp,
    /// What it applies: subject, environment and digest of each plan, in order.
    pub plans: Vec<(EntityRef, Scope, Digest)>,
}

/// Keeps states, journals and releases.
///
/// Calls block; async code makes them on a thread for that.
///
/// Every method fails with `store.io` when the store can't be read or written, `store.version` when it was written by
/// a newer version, and `state.invalid` when what it holds is not what was written.
pub trait Store: Send + Sync {
    /// The state of a subject in an environment; `None` before its first apply.
    ///
    /// # Errors
    /// See [`Store`].
    fn load(&self, subject: &EntityRef, scope: &Scope) -> Result<Option<Stored>, Failure>;

    /// Every state, by subject and environment.
    ///
    /// # Errors
    /// See [`Store`].
    fn list(&self) -> Result<Vec<StateHead>, Failure>;

    /// Remembers a plan file until [`Store::close_run`], so that going on after a kill needs no file.
    ///
    /// # Errors
    /// See [`Store`].
    fn open_run(&self, plans: &PlanFile, actor: &str, now: Timestamp) -> Result<u64, Failure>;

    /// The plan files that were begun and not ended, oldest first.
    ///
    /// # Errors
    /// See [`Store`].
    fn runs(&self) -> Result<Vec<Run>, Failure>;

    /// The plan file of a run.
    ///
    /// # Errors
    /// `state.unchanged` when it was closed; see [`Store`].
    fn run_plans(&self, id: u64) -> Result<PlanFile, Failure>;

    /// Forgets a plan file: it was applied as far as it could be.
    ///
    /// # Errors
    /// See [`Store`].
    fn close_run(&self, id: u64) -> Result<(), Failure>;

    /// Begins an apply: stores `state`, which is one serial ahead and `applying`. `base` is the revision it was made
    /// from, `None` when nothing was stored. Gives the new revision.
    ///
    /// `former` is what its subject and environment were called until now: all that is stored of them gets the new name.
    ///
    /// # Errors
    /// `state.busy` when another apply is under way, `state.conflict` when the stored state is not the one it was made
    /// from; see [`Store`].
    fn begin(&self, state: &State, base: Option<u64>, former: Option<&Former>, now: Timestamp) -> Result<u64, Failure>;

    /// What happened in the apply that made a serial, and when it began.
    ///
    /// # Errors
    /// See [`Store`].
    fn journal(&self, subject: &EntityRef, scope: &Scope, serial: u64) -> Result<(Journal, Timestamp), Failure>;

    /// Appends events to the journal and stores what they changed, both or nothing: the state's entries of the
    /// `touched` addresses, and all of it but its resources. Gives the new revision.
    ///
    /// # Errors
    /// `state.conflict` when somebody else wrote since; see [`Store`].
    fn append(
        &self,
        state: &State,
        revision: u64,
        touched: &BTreeSet<Address>,
        events: &[StepEvent],
    ) -> Result<u64, Failure>;

    /// Ends an apply: stores `state`, which is no longer `applying`, and the release. Gives the new revision.
    ///
    /// # Errors
    /// `state.conflict` when somebody else wrote since; see [`Store`].
    fn finish(&self, state: &State, revision: u64, release: &Release) -> Result<u64, Failure>;

    /// Releases, newest first: of one subject and environment, or of all.
    ///
    /// # Errors
    /// See [`Store`].
    fn releases(&self, subject: Option<&EntityRef>, scope: Option<&Scope>) -> Result<Vec<ReleaseEntry>, Failure>;

    /// One release with all that it holds.
    ///
    /// # Errors
    /// `state.release_unknown` when there is none with that serial; see [`Store`].
    fn release(&self, subject: &EntityRef, scope: &Scope, serial: u64) -> Result<Release, Failure>;
}
