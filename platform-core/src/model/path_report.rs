//! What came of a golden path's own tests.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::diagnostic::{Diagnostic, Place};
use super::names::{FormatVersion, Name, Version};
use super::value::Text;

/// What came of the tests of one version of a golden path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PathReport {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The path's name.
    pub path: Name,
    /// Its version.
    pub version: Version,
    /// Each case, by file and in the order in which it is written.
    pub cases: Vec<TestedCase>,
    /// What the cases reached.
    pub coverage: PathCoverage,
    /// What the snapshots are now, by their files below the path's folder. Whoever accepts them writes them there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub snapshots: BTreeMap<Text, Text>,
}

impl PathReport {
    /// Whether every case gave what was expected.
    pub fn passed(&self) -> bool {
        self.cases.iter().all(TestedCase::passed)
    }
}

/// What came of one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TestedCase {
    /// The file, below the path's folder.
    pub file: Text,
    /// The case's name.
    pub name: Text,
    /// Where it stands.
    pub at: Place,
    /// What is not as expected: `path.test`. Empty when it passed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Diagnostic>,
}

impl TestedCase {
    /// Whether it gave what was expected.
    pub fn passed(&self) -> bool {
        self.problems.is_empty()
    }
}

/// What the cases reached of a path and all that it includes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PathCoverage {
    /// Each template of the path itself, in the order in which it is written.
    pub templates: Vec<TemplateCoverage>,
}

impl PathCoverage {
    /// The templates that no case rendered.
    pub fn never_rendered(&self) -> impl Iterator<Item = &TemplateCoverage> {
        self.templates.iter().filter(|template| template.rendered == 0)
    }

    /// The templates with a `when` that held in every case.
    pub fn never_left_out(&self) -> impl Iterator<Item = &TemplateCoverage> {
        self.templates.iter().filter(|template| template.conditional && template.rendered > 0 && template.left_out == 0)
    }

    /// Whether every template was rendered, and every one with a `when` was left out once, too.
    pub fn is_complete(&self) -> bool {
        self.never_rendered().next().is_none() && self.never_left_out().next().is_none()
    }
}

/// How often a template was rendered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TemplateCoverage {
    /// The template's id; a file's path as written.
    pub id: Text,
    /// Where it stands.
    pub at: Place,
    /// Whether a `when` decides.
    pub conditional: bool,
    /// In how many cases something came of it.
    pub rendered: u32,
    /// In how many cases of its scope nothing came of it.
    pub left_out: u32,
}
