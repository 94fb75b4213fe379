//! What stands around plans in a comment: the mark by which it is found again, and which commit and plan it is about.

use crate::formats::text::short_commit;
use crate::model::{CheckResult, Digest, Text};

use super::escape::{code, one_line};

/// A comment on GitHub may hold so many characters.
pub(super) const LONGEST: usize = 65_536;
/// With less there is no room for what was left out.
const SHORTEST: usize = 8_192;

/// What stands around plans in a comment.
///
/// ```
/// use platform_core::formats::markdown::{self, Comment};
/// let text = markdown::plan_set(&[], &Comment::default().with_commit("1a2b3c"));
/// assert!(text.starts_with("<!-- platform-core: plan -->\n"));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Comment {
    /// The commit that it is about.
    pub commit: Option<Text>,
    /// The digest of all the plans in it; a single plan has its own.
    pub digest: Option<Digest>,
    /// What checks say of the plans in it.
    pub checks: Vec<CheckResult>,
    /// How many characters it may have, from 8,192 to 65,536; those of UTF-16, as GitHub counts.
    pub longest: usize,
}

impl Default for Comment {
    fn default() -> Self {
        Self { commit: None, digest: None, checks: Vec::new(), longest: LONGEST }
    }
}

impl Comment {
    /// With the commit that it is about.
    #[must_use]
    pub fn with_commit(mut self, commit: impl Into<Text>) -> Self {
        self.commit = Some(commit.into());
        self
    }

    /// With the digest of all the plans in it.
    #[must_use]
    pub fn with_digest(mut self, digest: Digest) -> Self {
        self.digest = Some(digest);
        self
    }

    /// With what checks say of the plans in it.
    #[must_use]
    pub fn with_checks(mut self, checks: Vec<CheckResult>) -> Self {
        self.checks = checks;
        self
    }

    /// With so many characters at most; what is outside of 8,192 to 65,536 is brought there.
    #[must_use]
    pub fn with_longest(mut self, longest: usize) -> Self {
        self.longest = longest;
        self
    }

    pub(super) fn room(&self) -> usize {
        self.longest.clamp(SHORTEST, LONGEST)
    }

    /// How much was left out, and why.
    pub(super) fn left_out(&self, what: &str) -> String {
        let room = self.room();
        let (thousands, rest) = (room / 1_000, room % 1_000);
        format!("\n_Left out, as a comment holds {thousands},{rest:03} characters: {what}._\n")
    }

    /// Which commit and which plans it is about; nothing where neither is known.
    pub(super) fn about(&self, digest: Option<&Digest>, what: &str) -> String {
        let commit = self.commit.as_deref().map(|commit| format!("Commit {}", commit_code(commit)));
        let digest = digest.map(|digest| format!("{what} {}", code(&digest.to_string())));
        let about: Vec<String> = commit.into_iter().chain(digest).collect();
        if about.is_empty() { String::new() } else { format!("{}\n\n", about.join(", ")) }
    }
}

/// A commit, as short as it is told apart.
pub(super) fn commit_code(commit: &str) -> String {
    code(short_commit(commit))
}

/// What a comment begins with, hidden, so that whoever posts it finds the one that was posted before. No name is in it
/// that could end it.
pub(super) fn mark(what: &str) -> String {
    format!("<!-- platform-core: {} -->\n", one_line(what))
}
