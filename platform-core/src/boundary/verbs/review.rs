//! What reviewers of a change to the files ask.

use serde::Deserialize;

use super::super::verb::Call;
use super::platform::{Files, sources};
use super::texts::{CommentInput, StyleInput};
use crate::formats::markdown;
use crate::formats::text::{self, RevisionSources};
use crate::model::{Outcome, Platform, Revision, RevisionDiff, Selection};
use crate::review::{self, RevisionFiles};

/// Two revisions of a platform, and what of them is compared.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CompareRevisionsCall {
    /// The revision that is compared with.
    before: RevisionInput,
    /// The revision that is compared.
    after: RevisionInput,
    /// Which of it; all, if absent.
    #[serde(default)]
    selection: Selection,
    /// Whether what the later revision wants comes along, which says where values come from.
    #[serde(default)]
    rendered: bool,
}

/// A revision of a platform.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RevisionInput {
    /// How people call it.
    revision: Revision,
    /// The platform's files: their texts by path.
    files: Files,
}

impl Call for CompareRevisionsCall {
    type Output = RevisionDiff;

    fn call(self) -> Outcome<RevisionDiff> {
        // What is wrong in the files is told place by place, and what is newly wrong by the comparison.
        let parse = |files| Platform::parse(&sources(files)).value.unwrap_or_default();
        let (before, after) = (parse(self.before.files), parse(self.after.files));
        let before = RevisionFiles::new(self.before.revision, &before);
        let after = RevisionFiles::new(self.after.revision, &after);
        let compared = review::compare_revisions(&before, &after, &self.selection, 1);
        compared.map(|diff| if self.rendered { diff } else { diff.without_rendered() })
    }
}

/// What two revisions want differently, and how it is laid out.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RevisionDiffTextCall {
    /// What they want differently.
    diff: RevisionDiff,
    /// Texts of the former revision's files by path, for the lines that problems show.
    #[serde(default)]
    before_files: Files,
    /// Texts of the later revision's files by path.
    #[serde(default)]
    after_files: Files,
    /// How it is laid out.
    #[serde(default)]
    style: StyleInput,
}

impl Call for RevisionDiffTextCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        let (before, after) = (sources(self.before_files), sources(self.after_files));
        let sources = RevisionSources { before: &before, after: &after };
        Outcome::ok(text::revision_diff(&self.diff, &sources, &self.style.style()))
    }
}

/// What two revisions want differently, and what stands around it in a comment.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RevisionDiffMarkdownCall {
    /// What they want differently.
    diff: RevisionDiff,
    /// What stands around it; both commits are the comparison's own.
    #[serde(default)]
    comment: CommentInput,
}

impl Call for RevisionDiffMarkdownCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        Outcome::ok(markdown::revision_diff(&self.diff, &self.comment.comment()))
    }
}
