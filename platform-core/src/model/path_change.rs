//! What a new version of a golden path changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::{EntityRef, Scope};
use super::diagnostic::Place;
use super::names::{FormatVersion, Name, Requirement, Version};
use super::plan::Action;
use super::value::Text;

/// How far a version goes, in the words of Semantic Versioning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Bump {
    /// What was there is changed in place, or nothing is.
    Patch,
    /// Something is added.
    Minor,
    /// Something that was relied on is gone, or is made anew.
    Major,
}

impl Bump {
    /// How far a version's number goes from another. Before 1.0.0 the second number counts as the first (as `^` has it).
    ///
    /// ```
    /// use platform_core::model::Bump;
    /// assert_eq!(Bump::between(&"1.4.0".parse()?, &"1.5.0".parse()?), Bump::Minor);
    /// assert_eq!(Bump::between(&"0.4.0".parse()?, &"0.5.0".parse()?), Bump::Major);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn between(before: &Version, after: &Version) -> Self {
        let (before, after) = (before.parts(), after.parts());
        let changed = before.iter().zip(&after).position(|(before, after)| before != after);
        match (changed, before) {
            (Some(0), _) | (Some(1), [0, ..]) => Self::Major,
            (Some(1), _) | (Some(2), [0, ..]) => Self::Minor,
            _ => Self::Patch,
        }
    }

    /// `patch`, `minor` or `major`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// What one version of a golden path changes against another, and which version that takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PathChange {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The path's name.
    pub path: Name,
    /// The version that is compared with.
    pub before: Version,
    /// The version that is compared.
    pub after: Version,
    /// How far its number goes.
    pub given: Bump,
    /// How far it has to go.
    pub needed: Bump,
    /// Why, the farthest first.
    pub reasons: Vec<PathDifference>,
    /// What it does to each subject that uses the path, and in each case of the path's tests.
    pub uses: Vec<PathUseChange>,
}

impl PathChange {
    /// Whether the number goes far enough.
    pub fn is_sufficient(&self) -> bool {
        self.given >= self.needed
    }
}

/// One reason for a version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PathDifference {
    /// How far it goes.
    pub bump: Bump,
    /// What is different.
    pub message: String,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
}

/// What a version does to one use of the path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PathUseChange {
    /// `SUBJECT in ENVIRONMENT`, or `FILE: CASE`.
    pub r#use: String,
    /// What is done, by resource id; what stays is not listed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub actions: BTreeMap<Text, Vec<Action>>,
    /// The error that it fails with, where it did not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Who uses a golden path, and in which version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PathUse {
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// What it asks for, itself or by a path that includes this one.
    pub requirement: Requirement,
    /// The path that includes this one; absent where the subject follows it itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included_by: Option<Name>,
    /// What its lock file holds; absent where it was never planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
}
