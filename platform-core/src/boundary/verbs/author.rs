//! What authors of golden paths ask.

use serde::{Deserialize, Serialize};

use super::super::verb::Call;
use super::platform::{Files, with_platform};
use crate::author;
use crate::model::{Diagnostic, FormatVersion, Name, Outcome, PathChange, PathReport, PathUse, Value, Version};

/// A version of a golden path.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TestPathCall {
    /// The platform's files: their texts by path.
    files: Files,
    /// The path's name.
    path: Name,
    /// Its version.
    version: Version,
}

impl Call for TestPathCall {
    type Output = PathReport;

    fn call(self) -> Outcome<PathReport> {
        with_platform(self.files, |platform| {
            author::test(platform.platform(), &self.path, &self.version).map(|tests| tests.report)
        })
    }
}

/// A version of a golden path.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LintPathCall {
    /// The platform's files: their texts by path.
    files: Files,
    /// The path's name.
    path: Name,
    /// Its version.
    version: Version,
}

/// How well a golden path is made: what was found are the diagnostics.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "PathLint"))]
#[serde(rename_all = "camelCase")]
pub(crate) struct LintView {
    /// The format's version.
    format_version: FormatVersion,
    /// Whether there is no error.
    valid: bool,
}

impl LintView {
    pub(crate) fn of(linted: Outcome<()>) -> Outcome<Self> {
        let valid = !linted.diagnostics.iter().any(Diagnostic::is_error);
        linted.map(|()| Self { format_version: FormatVersion::CURRENT, valid })
    }
}

impl Call for LintPathCall {
    type Output = LintView;

    fn call(self) -> Outcome<LintView> {
        with_platform(self.files, |platform| LintView::of(author::lint(platform.platform(), &self.path, &self.version)))
    }
}

/// Two versions of a golden path.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ComparePathCall {
    /// The platform's files: their texts by path.
    files: Files,
    /// The path's name.
    path: Name,
    /// The version that is compared with.
    before: Version,
    /// The version that is compared.
    after: Version,
}

impl Call for ComparePathCall {
    type Output = PathChange;

    fn call(self) -> Outcome<PathChange> {
        with_platform(self.files, |platform| {
            author::compare_versions(platform.platform(), &self.path, &self.before, &self.after)
        })
    }
}

/// A version of a golden path.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct BackstageTemplateCall {
    /// The platform's files: their texts by path.
    files: Files,
    /// The path's name.
    path: Name,
    /// Its version.
    version: Version,
}

impl Call for BackstageTemplateCall {
    type Output = Value;

    fn call(self) -> Outcome<Value> {
        with_platform(self.files, |platform| author::backstage_template(platform.platform(), &self.path, &self.version))
    }
}

/// A golden path.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PathUsageCall {
    /// The platform's files: their texts by path.
    files: Files,
    /// The path's name.
    path: Name,
}

impl Call for PathUsageCall {
    type Output = Vec<PathUse>;

    fn call(self) -> Outcome<Vec<PathUse>> {
        with_platform(self.files, |platform| Outcome::ok(author::usage(platform.platform(), &self.path)))
    }
}
