//! How the command is called.

mod authoring;
mod diffing;
mod looking;
mod making;
mod moving;
mod planning;
mod rendering;
mod selecting;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::workspace::Image;

pub(crate) use authoring::*;
pub(crate) use diffing::*;
pub(crate) use looking::*;
pub(crate) use making::*;
pub(crate) use moving::*;
pub(crate) use planning::{Consent, Planning};
pub(crate) use rendering::{RenderArguments, RenderFormat};
pub(crate) use selecting::*;

/// `platform`, as it is called.
#[derive(Debug, Parser)]
#[command(
    name = "platform",
    version,
    about = "Plan, explain and apply golden paths: see what will change, and why, before it does",
    after_help = EXAMPLES,
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
  platform diff --base main                                what the files want differently
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
    /// Show what the files want differently from another revision
    Diff(DiffArguments),
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
    /// Move a service to the newest versions that it allows
    Upgrade(UpgradeArguments),
    /// Take over what runs in an earlier environment
    Promote(PromoteArguments),
    /// Go back to an earlier release
    Rollback(RollbackArguments),
    /// List what was applied
    History(HistoryArguments),
    /// Show how things stand
    Status(StatusArguments),
    /// Show what differs between two environments or releases, and whether it should
    Compare(CompareArguments),
    /// Edit services' files, and keep their comments and layout
    Edit(EditArguments),
    /// Test golden paths, and see what a new version would change
    Path(PathArguments),
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
    /// For programs that read plan by plan
    Jsonl,
    /// For policies and tools that read Terraform's plans
    TerraformJson,
    /// For tools that show problems beside the source: what is wrong, and which checks failed
    Sarif,
    /// For a browser: one page that needs nothing else
    Html,
}

/// What problems are printed as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For tools that show problems beside the source
    Sarif,
}

#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct ReportOutput {
    /// Print it as `text`, `json` or `sarif`
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) output: ReportFormat,
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
    /// Print it as `text`, `json`, `jsonl` (a plan a line), `markdown`, `terraform-json` (as `terraform show -json`) `sarif`
    /// (what is wrong) or `html` (one page)
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

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform plan payment-api --env staging
  platform plan payment-api                       in all its environments
  platform plan --all --env production            all services
  platform plan --all --path 'web-service@<2' --since main
  platform plan --changed origin/main             what a pull request changes
  platform plan payment-api --env production --promote        what runs in staging
  platform plan payment-api --env production --rollback=3     release 3
  platform plan payment-api --env staging --out staging.plan && platform apply staging.plan")]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) environments: Environments,
    /// Plan every service
    #[arg(long, conflicts_with_all = ["positional", "named"])]
    pub(crate) all: bool,
    /// Plan what changed since the last commit in common with a Git commit, branch or tag, and say why each was picked: by
    /// its own files, a golden path, an environment, a policy, or what it shares
    #[arg(long, value_name = "REF", conflicts_with_all = ["positional", "named", "since"])]
    pub(crate) changed: Option<String>,
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
    pub(crate) comment: CommentArguments,
    #[command(flatten)]
    pub(crate) selecting: Selecting,
    #[command(flatten)]
    pub(crate) planning: Planning,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform show staging.plan
  platform show staging.plan --output markdown    for a pull request
  platform show staging.plan --output html > staging.html    for a browser")]
pub(crate) struct ShowArguments {
    /// A plan file, written by `plan --out`
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Show every value, and long ones whole
    #[arg(long)]
    pub(crate) full: bool,
    #[command(flatten)]
    pub(crate) output: PlanOutput,
    #[command(flatten)]
    pub(crate) comment: CommentArguments,
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
  platform lock payment-api --env staging --image registry.example/shop/payment-api@sha256:…
  platform lock payment-api --env staging --update    to the newest versions that its requirement allows
  platform lock --all")]
pub(crate) struct LockArguments {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) environments: Environments,
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
    #[command(flatten)]
    pub(crate) selecting: Selecting,
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
    pub(crate) environments: Environments,
    /// Plan and apply every service
    #[arg(long, conflicts_with_all = ["positional", "service", "resume"])]
    pub(crate) all: bool,
    /// Go on with an apply that was killed or cancelled
    #[arg(long)]
    pub(crate) resume: bool,
    /// With --resume: go on also where a target would refuse what is left; that fails, and the apply ends
    #[arg(long, requires = "resume")]
    pub(crate) no_rehearsal: bool,
    #[command(flatten)]
    pub(crate) applying: Applying,
    #[command(flatten)]
    pub(crate) selecting: Selecting,
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
