//! How `path` is called.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Format, NewPath, Output};

#[derive(Args, Debug)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct PathArguments {
    #[command(subcommand)]
    pub(crate) verb: PathVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PathVerb {
    /// Write the smallest golden path, with its first test
    New(NewPath),
    /// Play the tests of golden paths
    Test(PathTestArguments),
    /// Look at how well golden paths are made
    Lint(PathLintArguments),
    /// Show what a new version would change, and which number that takes
    Diff(PathDiffArguments),
    /// Publish new versions: look whether they may be, and write down that they never change again
    Publish(PathPublishArguments),
    /// Show who uses a golden path, and in which version
    Usage(PathUsageArguments),
    /// Print a golden path as Backstage's Template
    Template(PathTemplateArguments),
}

impl PathVerb {
    /// What data is printed as.
    pub(crate) fn format(&self) -> Format {
        match self {
            Self::New(_) | Self::Publish(_) => Format::Text,
            Self::Test(arguments) => arguments.output.output,
            Self::Lint(arguments) => arguments.output.output,
            Self::Diff(arguments) => arguments.output.output,
            Self::Usage(arguments) => arguments.output.output,
            Self::Template(arguments) => arguments.output.output,
        }
    }
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform path test                              all versions of all paths
  platform path test web-service@1.5.0
  platform path test web-service --update         accept what its snapshots are now
  platform path test --write rendered             what each case renders, for other tools to judge

A path's tests lie in its own folder: golden-paths/NAME/VERSION/tests/*.yaml")]
pub(crate) struct PathTestArguments {
    /// Which: `web-service`, or one version: `web-service@1.5.0`
    #[arg(value_name = "PATH[@VERSION]")]
    pub(crate) paths: Vec<String>,
    /// Accept snapshots as they are now
    #[arg(long)]
    pub(crate) update: bool,
    /// Write what each case renders below a folder: PATH-VERSION/CASE/TARGET/ID
    #[arg(long, value_name = "DIR")]
    pub(crate) write: Option<PathBuf>,
    /// Fail where a template was never rendered, or a `when` never false
    #[arg(long)]
    pub(crate) complete: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform path lint                              the newest version of each path
  platform path lint web-service@1.5.0")]
pub(crate) struct PathLintArguments {
    /// Which: `web-service` for its newest version, or `web-service@1.5.0`
    #[arg(value_name = "PATH[@VERSION]")]
    pub(crate) paths: Vec<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform path diff web-service                  the newest version against the one before
  platform path diff web-service 1.4.0 1.5.0

Exits with 3 where the number of the version is too small for what it changes.")]
pub(crate) struct PathDiffArguments {
    /// The golden path
    #[arg(value_name = "PATH")]
    pub(crate) path: String,
    /// The version that it is compared with; otherwise the one before the newest
    #[arg(value_name = "OLD")]
    pub(crate) before: Option<String>,
    /// The version that is compared; otherwise the newest
    #[arg(value_name = "NEW", requires = "before")]
    pub(crate) after: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform path publish                           every version that was not published yet
  platform path publish web-service@1.5.0
  platform path publish --check                   in a pull request: all is published, and as it was

A version is published by being merged. This looks whether it may be: its tests pass, lint has nothing to say, and its
number goes as far as what it changes against the newest one that was published. It then writes its digest into
published.lock and what it changes into CHANGELOG.md, beside the versions: commit both with it.")]
pub(crate) struct PathPublishArguments {
    /// Which: `web-service` for all its new versions, or `web-service@1.5.0`; all paths, if absent
    #[arg(value_name = "PATH[@VERSION]")]
    pub(crate) paths: Vec<String>,
    /// Write nothing, and fail where a version is not published, or is not what was published
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform path usage web-service")]
pub(crate) struct PathUsageArguments {
    /// The golden path
    #[arg(value_name = "PATH")]
    pub(crate) path: String,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform path template web-service > template.yaml
  platform path template web-service@1.5.0 --output json

The form asks for the path's parameters; the steps call our actions, `platform-core:new` and `platform-core:plan`.")]
pub(crate) struct PathTemplateArguments {
    /// Which: `web-service` for its newest version, or `web-service@1.5.0`
    #[arg(value_name = "PATH[@VERSION]")]
    pub(crate) path: String,
    #[command(flatten)]
    pub(crate) output: Output,
}
