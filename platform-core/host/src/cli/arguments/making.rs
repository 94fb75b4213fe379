//! How `new` is called.

use clap::{Args, Subcommand};

use super::{Output, Selecting};

#[derive(Args, Debug)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct NewArguments {
    #[command(subcommand)]
    pub(crate) kind: NewKind,
}

#[derive(Debug, Subcommand)]
pub(crate) enum NewKind {
    /// A service that follows a golden path
    Service(NewService),
    /// An environment
    Environment(NewEnvironment),
    /// A golden path
    Path(NewPath),
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform edit cart --set /spec/goldenPath/parameters/replicas=3
  platform edit cart search orders --set /spec/owner=team-web --dry-run
  platform edit cart --remove /spec/goldenPath/overrides/id=slow-drain
  platform edit cart --add '/metadata/tags/-=java' --add '/metadata/annotations/example.org~1tier=gold'

A value is read as YAML: 3 is a number, '\"3\"' a text, '[a, b]' a list. Comments, order and layout stay. What would
be no valid platform is not written, unless it was none before.")]
pub(crate) struct EditArguments {
    /// The services, or other subjects
    #[arg(value_name = "SERVICE", required_unless_present = "all", conflicts_with = "all")]
    pub(crate) services: Vec<String>,
    /// All of them, or those that the options below leave
    #[arg(long)]
    pub(crate) all: bool,
    /// Make a value this, and the maps on the way where there are none
    #[arg(long, value_name = "POINTER=VALUE")]
    pub(crate) set: Vec<String>,
    /// Add a key, or an item before the one with its number; `-` is behind the last
    #[arg(long, value_name = "POINTER=VALUE")]
    pub(crate) add: Vec<String>,
    /// Remove a key or an item; done last
    #[arg(long, value_name = "POINTER")]
    pub(crate) remove: Vec<String>,
    /// Only show what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask
    #[arg(long, short = 'y')]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) selecting: Selecting,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform new service                            asks for what it needs
  platform new service cart --path web-service --owner team-storefront --parameter port=7070")]
pub(crate) struct NewService {
    /// Its name
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// The golden path it follows: `web-service`, or with versions `web-service@^1`
    #[arg(long, value_name = "PATH")]
    pub(crate) path: Option<String>,
    /// The group or user that answers for it
    #[arg(long, value_name = "GROUP")]
    pub(crate) owner: Option<String>,
    /// The system it is part of
    #[arg(long, value_name = "SYSTEM")]
    pub(crate) system: Option<String>,
    /// A parameter of the golden path
    #[arg(long, short, value_name = "NAME=VALUE")]
    pub(crate) parameter: Vec<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform new environment staging --target kubernetes --label tier=staging
  platform new environment production --promotes-from staging")]
pub(crate) struct NewEnvironment {
    /// Its name
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Where resources go; otherwise all that the golden paths name
    #[arg(long, value_name = "TARGET")]
    pub(crate) target: Vec<String>,
    /// A label that golden paths decide by
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) label: Vec<String>,
    /// The environment that releases come from
    #[arg(long, value_name = "ENV")]
    pub(crate) promotes_from: Vec<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform new path web-service --owner group:platform")]
pub(crate) struct NewPath {
    /// Its name
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Its first version
    #[arg(long, value_name = "VERSION", default_value = "0.1.0")]
    pub(crate) version: String,
    /// The group or user that answers for it
    #[arg(long, value_name = "GROUP")]
    pub(crate) owner: Option<String>,
}
