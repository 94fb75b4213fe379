//! How `diff` is called, and what stands around Markdown.

use clap::{Args, ValueEnum};

use super::{Environments, Selecting};

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform diff --base main                       all that the files want differently
  platform diff --base main payment-api --env production
  platform diff --base origin/main --output markdown    for a pull request

Compared is with the last commit that both have. Nothing is asked but Git: no store, no target, no credentials.")]
pub(crate) struct DiffArguments {
    /// The services, or other subjects; otherwise all
    #[arg(value_name = "SERVICE")]
    pub(crate) subjects: Vec<String>,
    /// The Git commit, branch or tag to compare with
    #[arg(long, value_name = "REF")]
    pub(crate) base: String,
    #[command(flatten)]
    pub(crate) environments: Environments,
    /// Compare every service, as without a name
    #[arg(long, conflicts_with = "subjects")]
    pub(crate) all: bool,
    /// Show every value, and long ones whole
    #[arg(long)]
    pub(crate) full: bool,
    /// Exit with 0 for no difference, 2 for differences, 1 for any error
    #[arg(long)]
    pub(crate) detailed_exitcode: bool,
    /// Print it as `text`, `json` or `markdown`
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) output: DiffFormat,
    #[command(flatten)]
    pub(crate) comment: CommentArguments,
    #[command(flatten)]
    pub(crate) selecting: Selecting,
}

/// What a difference is printed as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For a pull request
    Markdown,
}

/// What stands around Markdown for a pull request.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "With `--output markdown`")]
pub(crate) struct CommentArguments {
    /// The commit that it names
    #[arg(long, value_name = "COMMIT")]
    pub(crate) commit: Option<String>,
    /// How many characters it may have, from 8192 to 65536
    #[arg(long, value_name = "CHARACTERS")]
    pub(crate) longest: Option<usize>,
}

impl CommentArguments {
    pub(crate) fn comment(&self) -> platform_core::formats::markdown::Comment {
        let comment = platform_core::formats::markdown::Comment::default();
        let comment = self.commit.iter().fold(comment, |comment, commit| comment.with_commit(commit.as_str()));
        self.longest.into_iter().fold(comment, platform_core::formats::markdown::Comment::with_longest)
    }
}
