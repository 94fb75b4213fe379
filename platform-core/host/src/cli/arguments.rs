//! How the command is called.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use platform_core::model::Address;

use crate::workspace::Image;

/// `platform`, as it is called.
#[derive(Debug, Parser)]
#[command(
    name = "platform",
    version,
    about = "Plan, explain and apply golden paths",
    long_about = "Plan, explain and apply golden paths: see what will change and why, before it does.",
    after_help = EXAMPLES,
    disable_help_subcommand = true,
    propagate_version = false,
    max_term_width = 100
)]
pub(crate) struct Arguments {
    /// The platform's folder
    #[arg(short = 'C', value_name = "DIR", default_value = ".", global = true, hide_default_value = true)]
    pub(crate) folder: PathBuf,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

const EXAMPLES: &str = "\
Examples:
  platform validate                                        check everything that is written
  platform plan payment-api --env staging                  what would change, and why
  platform deploy payment-api --env staging                plan, apply, remember
  platform explain payment-api/staging/kubernetes/workload /spec/replicas
  platform error path.artifact_missing                     cause, example and fix of an error";

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Write the smallest service, environment or golden path
    New(NewArguments),
    /// Check everything that is written
    Validate(ValidateArguments),
    /// Show what would change, and why
    Plan(PlanArguments),
    /// Show a saved plan
    Show(ShowArguments),
    /// Say where a value comes from, what it beat and why it changes
    Explain(ExplainArguments),
    /// Show all that a service should be in an environment
    Render(RenderArguments),
    /// Write exact versions and images into the lock files
    Lock(LockArguments),
    /// Make the changes of a plan
    Apply(ApplyArguments),
    /// Plan and apply a service in an environment
    Deploy(DeployArguments),
    /// List what was applied
    History(HistoryArguments),
    /// Show how things stand
    Status(StatusArguments),
    /// List what differs between two environments
    Compare(CompareArguments),
    /// Print the JSON Schema of a document
    Schema(SchemaArguments),
    /// Print cause, example and fix of an error
    Error(ErrorArguments),
    /// Print the completions for a shell
    Completions(CompletionsArguments),
}

/// What data is printed as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// What plans are printed as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For a pull request
    Markdown,
}

#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct Output {
    /// Print it as `text` or `json`
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) output: Format,
}

#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct PlanOutput {
    /// Print it as `text`, `json` or `markdown`
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) output: PlanFormat,
}

/// A service, as an argument or by name.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Subject {
    /// The service, or another subject: `payment-api`, `resource:orders-db`
    #[arg(value_name = "SERVICE")]
    pub(crate) positional: Option<String>,
    /// The same, by name
    #[arg(long = "service", value_name = "SERVICE", conflicts_with = "positional", hide = true)]
    pub(crate) named: Option<String>,
}

impl Subject {
    pub(crate) fn text(&self) -> Option<&str> {
        self.positional.as_deref().or(self.named.as_deref())
    }
}

#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Environment {
    /// The environment; `-` is what a service has once for all of them
    #[arg(long = "env", visible_alias = "environment", value_name = "ENV", allow_hyphen_values = true)]
    pub(crate) environment: Option<String>,
}

/// What a plan is made with.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "What to plan")]
pub(crate) struct Planning {
    /// The image to run, with its digest; NAME only where the path needs several
    #[arg(long, value_name = "[NAME=]IMAGE@sha256:…")]
    pub(crate) image: Vec<Image>,
    /// Refuse to plan what the lock file does not hold
    #[arg(long)]
    pub(crate) locked: bool,
    /// Plan without state: everything looks new; for reading only
    #[arg(long, conflicts_with_all = ["destroy", "adopt", "forget", "replace"])]
    pub(crate) no_state: bool,
    /// Remove everything of the service in the environment
    #[arg(long)]
    pub(crate) destroy: bool,
    /// Let a protected resource be deleted or replaced
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) release: Vec<Address>,
    /// Take over what is there already
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) adopt: Vec<Address>,
    /// No longer own a resource, and leave it as it is
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) forget: Vec<Address>,
    /// Replace a resource though nothing forces it
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) replace: Vec<Address>,
    /// Lift the hold of a rollback
    #[arg(long, value_name = "NAME")]
    pub(crate) lift: Option<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform plan payment-api --env staging
  platform plan payment-api                       in all its environments
  platform plan --all --env production            all services
  platform plan payment-api --env staging --out staging.plan && platform apply staging.plan")]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) environment: Environment,
    /// Plan every service
    #[arg(long, conflicts_with_all = ["positional", "named"])]
    pub(crate) all: bool,
    /// Write the plan to a file that `apply` takes
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Show every value, and long ones whole
    #[arg(long)]
    pub(crate) full: bool,
    /// Exit with 0 for no change, 2 for changes, 1 for any error
    #[arg(long)]
    pub(crate) detailed_exitcode: bool,
    #[command(flatten)]
    pub(crate) output: PlanOutput,
    #[command(flatten)]
    pub(crate) planning: Planning,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform show staging.plan
  platform show staging.plan --output markdown    for a pull request")]
pub(crate) struct ShowArguments {
    /// A plan file, written by `plan --out`
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Show every value, and long ones whole
    #[arg(long)]
    pub(crate) full: bool,
    #[command(flatten)]
    pub(crate) output: PlanOutput,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform explain payment-api/staging/kubernetes/workload                   every value
  platform explain payment-api/staging/kubernetes/workload /spec/replicas    one value")]
pub(crate) struct ExplainArguments {
    /// The resource: SERVICE/ENVIRONMENT/TARGET/ID, as plans show it
    #[arg(value_name = "ADDRESS")]
    pub(crate) address: String,
    /// The place in it, as plans show it: /spec/replicas
    #[arg(value_name = "POINTER")]
    pub(crate) pointer: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
    /// The image to run, with its digest; NAME only where the path needs several
    #[arg(long, value_name = "[NAME=]IMAGE@sha256:…")]
    pub(crate) image: Vec<Image>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform render payment-api --env staging
  platform render payment-api --env -             its repository files and catalog entities")]
pub(crate) struct RenderArguments {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) environment: Environment,
    #[command(flatten)]
    pub(crate) output: Output,
    /// The image to run, with its digest; NAME only where the path needs several
    #[arg(long, value_name = "[NAME=]IMAGE@sha256:…")]
    pub(crate) image: Vec<Image>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform lock payment-api --env staging --image registry.example/shop/payment-api@sha256:…
  platform lock payment-api --env staging --update    to the newest versions that its requirement allows
  platform lock --all")]
pub(crate) struct LockArguments {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) environment: Environment,
    /// Lock every service
    #[arg(long, conflicts_with_all = ["positional", "named"])]
    pub(crate) all: bool,
    /// Move to the newest versions; otherwise only what is absent is filled in
    #[arg(long)]
    pub(crate) update: bool,
    /// The image to lock, with its digest; NAME only where the path needs several
    #[arg(long, value_name = "[NAME=]IMAGE@sha256:…")]
    pub(crate) image: Vec<Image>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform apply staging.plan                     a saved plan, exactly as it was shown
  platform apply --service=payment-api --env=staging
  platform apply --all
  platform apply --resume                         go on with what was killed or cancelled")]
pub(crate) struct ApplyArguments {
    /// A plan file, written by `plan --out`; with --resume, the service
    #[arg(value_name = "FILE")]
    pub(crate) positional: Option<String>,
    /// The service, to plan and apply at once
    #[arg(long = "service", value_name = "SERVICE", conflicts_with = "positional")]
    pub(crate) service: Option<String>,
    #[command(flatten)]
    pub(crate) environment: Environment,
    /// Plan and apply every service
    #[arg(long, conflicts_with_all = ["positional", "service", "resume"])]
    pub(crate) all: bool,
    /// Go on with an apply that was killed or cancelled
    #[arg(long)]
    pub(crate) resume: bool,
    #[command(flatten)]
    pub(crate) applying: Applying,
    #[command(flatten)]
    pub(crate) planning: Planning,
}

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Applying {
    /// Do not ask
    #[arg(long, short = 'y')]
    pub(crate) yes: bool,
    /// Show every value, and long ones whole
    #[arg(long)]
    pub(crate) full: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform deploy payment-api --env staging
  platform deploy --service=payment-api --env=staging --yes
  platform deploy payment-api --env staging --image registry.example/shop/payment-api@sha256:…")]
pub(crate) struct DeployArguments {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) environment: Environment,
    #[command(flatten)]
    pub(crate) applying: Applying,
    #[command(flatten)]
    pub(crate) planning: Planning,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform history
  platform history payment-api --env staging
  platform history payment-api --env staging --serial 3 --output json    one release, whole")]
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
  platform compare --all staging production"
)]
pub(crate) struct CompareArguments {
    /// The service, and the two environments
    #[arg(value_name = "SERVICE FROM TO", num_args = 2..=3, required = true, hide = true)]
    pub(crate) names: Vec<String>,
    /// The service, by name
    #[arg(long = "service", value_name = "SERVICE", conflicts_with = "all", hide = true)]
    pub(crate) service: Option<String>,
    /// Compare every service
    #[arg(long)]
    pub(crate) all: bool,
    /// Show every value, and long ones whole
    #[arg(long)]
    pub(crate) full: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform validate
  platform validate --entities ../shop/*/catalog-info.yaml    files of a Backstage catalog, on their own")]
pub(crate) struct ValidateArguments {
    /// Check these catalog files instead, on their own
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(crate) entities: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
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
