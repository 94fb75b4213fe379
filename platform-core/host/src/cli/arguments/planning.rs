//! What a plan is made with.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use platform_core::model::{Address, Intent, Name};

use crate::workspace::Image;

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
    /// Move to the newest versions that the service's requirements allow
    #[arg(long, group = "moving", conflicts_with_all = ["destroy", "no_state", "locked"])]
    pub(crate) upgrade: bool,
    /// Take over the versions and images that run in an environment that this one promotes from
    #[arg(long, value_name = "ENV", num_args = 0..=1, require_equals = true, group = "moving")]
    #[arg(conflicts_with_all = ["destroy", "no_state", "locked", "image"])]
    pub(crate) promote: Option<Option<Name>>,
    /// Go back to a release; without a serial, to the last that succeeded before what is there now
    #[arg(long, value_name = "SERIAL", num_args = 0..=1, require_equals = true, group = "moving")]
    #[arg(conflicts_with_all = ["destroy", "no_state", "locked", "image"])]
    pub(crate) rollback: Option<Option<u64>>,
    /// Take over what is there already
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) adopt: Vec<Address>,
    /// No longer own a resource, and leave it as it is
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) forget: Vec<Address>,
    /// Replace a resource though nothing forces it
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) replace: Vec<Address>,
    /// Ask Terraform, where it applies a target, what it would do by its own plan, and plan with that
    #[arg(long, conflicts_with = "no_state")]
    pub(crate) ask_tools: bool,
    #[command(flatten)]
    pub(crate) consent: Consent,
}

/// What may be done though something holds it up.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Consent {
    /// Let a protected resource be deleted or replaced
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) release: Vec<Address>,
    /// Lift the hold of a rollback
    #[arg(long, value_name = "NAME")]
    pub(crate) lift: Option<String>,
    /// Let no check that fails hold it up, for this reason; history remembers it
    #[arg(long, value_name = "REASON", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) break_glass: Option<String>,
}

impl Planning {
    pub(crate) fn intent(&self) -> Intent {
        match () {
            () if self.destroy => Intent::Destroy,
            () if self.upgrade => Intent::Upgrade,
            () if self.promote.is_some() => Intent::Promote,
            () if self.rollback.is_some() => Intent::Rollback,
            () => Intent::Converge,
        }
    }
}
