//! What `platform render` takes.

use clap::{Args, ValueEnum};

use super::{Environment, Subject};
use crate::workspace::Image;

/// What is rendered is printed as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum RenderFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For `kubectl`: the objects of Kubernetes in one stream
    Manifests,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform render payment-api --env staging
  platform render payment-api --env -             its repository files and catalog entities
  platform render payment-api --env staging --output manifests | kubectl apply --server-side -f -")]
pub(crate) struct RenderArguments {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) environment: Environment,
    /// Print it as `text`, `json`, or `manifests`: the objects of Kubernetes in one stream of YAML, as `kubectl` takes it
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) output: RenderFormat,
    /// With `--output manifests`: only those of this target
    #[arg(long, value_name = "TARGET")]
    pub(crate) target: Option<String>,
    /// The image to run, with its digest; NAME only where the path needs several
    #[arg(long, value_name = "[NAME=]IMAGE@sha256:…")]
    pub(crate) image: Vec<Image>,
}
