//! How the verbs that only look are called.

use std::path::PathBuf;

use clap::Args;

use super::{CommentArguments, DiffFormat, Environment, Output, ReportOutput, Subject};

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform history
  platform history payment-api --env staging
  platform history payment-api --env staging --serial 3 --output json    one release, whole
  platform history payment-api/production/kubernetes/workload /spec/replicas    which release changed a value")]
pub(crate) struct HistoryArguments {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) environment: Environment,
    /// How many to list, the newest first
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub(crate) limit: usize,
    /// One release, with everything it applied
    #[arg(long, value_name = "SERIAL", requires = "environment")]
    pub(crate) serial: Option<u64>,
    /// With a resource's address instead of a service: the place of a value in it
    #[arg(value_name = "POINTER", conflicts_with_all = ["serial", "environment", "named"])]
    pub(crate) pointer: Option<String>,
    /// Show long values whole
    #[arg(long)]
    pub(crate) full: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
pub(crate) struct StatusArguments {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) environment: Environment,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
#[command(
    override_usage = "platform compare [OPTIONS] SERVICE FROM TO\n       platform compare [OPTIONS] --all FROM TO",
    after_help = "\
Examples:
  platform compare payment-api staging production
  platform compare payment-api staging@3 staging@5       two releases
  platform compare payment-api staging@last staging      what runs, and what the files say
  platform compare --all staging production              of each only what is not intended

A difference is intended when somebody wrote it for one of the environments, skew when one side has other
versions or was rendered from other files, and unexplained otherwise."
)]
pub(crate) struct CompareArguments {
    /// The service, and the two environments; `ENV@3` is release 3, `ENV@last` the last one
    #[arg(value_name = "SERVICE FROM TO", num_args = 2..=3, required = true, hide = true)]
    pub(crate) names: Vec<String>,
    /// The service, by name
    #[arg(long = "service", value_name = "SERVICE", conflicts_with = "all", hide = true)]
    pub(crate) service: Option<String>,
    /// Compare every service
    #[arg(long)]
    pub(crate) all: bool,
    /// Show every value, and long ones whole; with --all, also what is intended
    #[arg(long)]
    pub(crate) full: bool,
    /// Exit with 2 when something differs that is not intended, 1 for any error, else 0
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
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform validate
  platform validate --output sarif > platform.sarif    for code scanning
  platform validate --entities ../shop/*/catalog-info.yaml    files of a Backstage catalog, on their own
  platform validate --entities ../shop                        all of them in a folder")]
pub(crate) struct ValidateArguments {
    /// Check these catalog files instead, on their own; a folder stands for the catalog files in it
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(crate) entities: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) output: ReportOutput,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform schema                                 the kinds there are
  platform schema golden-path
  platform schema --write schemas                 all, one file each")]
pub(crate) struct SchemaArguments {
    /// The kind of document
    #[arg(value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// Write all of them into a folder
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    pub(crate) write: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform error                                  every code there is
  platform error path.artifact_missing")]
pub(crate) struct ErrorArguments {
    /// The code, as an error shows it
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
    /// Write all of them into a Markdown file
    #[arg(long, value_name = "FILE", conflicts_with = "code")]
    pub(crate) write: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform completions bash > /etc/bash_completion.d/platform
  platform completions zsh > \"${fpath[1]}/_platform\"")]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL", value_enum, hide_possible_values = false)]
    pub(crate) shell: clap_complete::Shell,
}
