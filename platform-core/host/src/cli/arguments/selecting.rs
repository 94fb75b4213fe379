//! Which of many are meant.

use clap::Args;
use platform_core::model::{LabelSelector, Requirement};

/// What narrows `--all`. Of several values of one option any will do; every option must hold.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Which of all")]
pub(crate) struct Selecting {
    /// By name; `*` and `?` stand for any text and any character
    #[arg(long = "name", value_name = "PATTERN")]
    pub(crate) names: Vec<String>,
    /// By label; all must hold
    #[arg(long = "selector", value_name = "KEY=VALUE", value_delimiter = ',')]
    pub(crate) labels: Vec<LabelSelector>,
    /// Part of a system
    #[arg(long = "system", value_name = "SYSTEM")]
    pub(crate) systems: Vec<String>,
    /// Owned by a group, or by `user:NAME`
    #[arg(long = "owner", value_name = "OWNER")]
    pub(crate) owners: Vec<String>,
    /// Of a kind: `component`, `resource`, `system`, `group`, `environment`
    #[arg(long = "kind", value_name = "KIND")]
    pub(crate) kinds: Vec<String>,
    /// Following or including a version of a golden path: `web-service@<2`
    #[arg(long = "path", value_name = "PATH")]
    pub(crate) paths: Vec<Requirement>,
    /// Only what files changed since a Git commit, branch or tag may change, uncommitted changes among them
    #[arg(long, value_name = "REF")]
    pub(crate) since: Option<String>,
}

impl Selecting {
    /// Whether it narrows nothing.
    pub(crate) fn is_empty(&self) -> bool {
        let Self { names, labels, systems, owners, kinds, paths, since } = self;
        [names, systems, owners, kinds].iter().all(|texts| texts.is_empty())
            && labels.is_empty()
            && paths.is_empty()
            && since.is_none()
    }
}

/// Environments, where there may be several.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Environments {
    /// The environment, once for each; `-` is what a service has once for all of them
    #[arg(long = "env", visible_alias = "environment", value_name = "ENV", allow_hyphen_values = true)]
    pub(crate) environments: Vec<String>,
}
