//! Files to a [`Platform`]: decoding, validation, all problems at once.
//!
//! Reading has three steps. Each file is decoded by itself (its path says what it is), what was found
//! is put together, and what documents say of each other is checked. Then documents with an error of their own are left
//! out; the rest is there, and [`Platform::broken`] names the files.
//!
//! What each file holds is kept: when files change, only those are decoded again, and mostly only what stands beside
//! them is checked again.

mod assemble;
mod belonging;
mod check;
mod config;
mod decode;
mod definition;
mod edit;
mod entities;
mod entity;
mod environment;
mod follow;
mod git;
mod golden_path;
mod item;
mod kind;
mod layout;
mod load;
mod lock;
mod path_test;
mod reach;
mod reading;
mod reload;
mod secrets;
mod stage;
mod users;
mod values;
mod waiver;
mod workload;

pub use belonging::Belonging;
pub use edit::{Edited, SourceEdit};
pub use entities::{Entities, validate_entities};
pub(crate) use path_test::path_tests;
pub(crate) use reach::{Reach, reach};
pub(crate) use stage::{Stage, stage};
pub(crate) use users::uses;

use crate::formats::Limits;
use crate::model::{Outcome, Platform, Sources};

impl Platform {
    /// Reads a platform from the bytes of its files, by their path relative to its root.
    ///
    /// The value is always there: it holds what could be read, and [`Platform::broken`] says which files have errors.
    ///
    /// # Errors
    /// Everything that is wrong, sorted by place: `parse.*`, `schema.*`, `value.*`, `limit.*` for single documents,
    /// `graph.*`, `path.*`, `template.missing` and `lock.invalid` for what they say of each other.
    ///
    /// ```
    /// use platform_core::model::{Platform, Sources};
    /// let text = "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {name: staging}\nspec: {}\n";
    /// let sources = Sources::from([("environments/staging.yaml".into(), text.as_bytes().into())]);
    /// let outcome = Platform::parse(&sources);
    /// assert!(outcome.diagnostics.is_empty());
    /// assert!(outcome.value.is_some_and(|platform| platform.environments.contains_key("staging")));
    /// ```
    pub fn parse(sources: &Sources) -> Outcome<Platform> {
        Self::parse_within(sources, &Limits::default())
    }

    /// The same with other limits.
    ///
    /// # Errors
    /// As [`Platform::parse`].
    pub fn parse_within(sources: &Sources, limits: &Limits) -> Outcome<Platform> {
        reading::read(sources.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect(), limits, Vec::new())
    }
}

#[cfg(test)]
mod tests;
