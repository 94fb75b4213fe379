//! How a service is moved to other versions.

use clap::Args;
use platform_core::model::Name;

use super::{Applying, Consent, Environment, Planning, Subject};

/// What these verbs have in common.
#[derive(Args, Debug)]
pub(crate) struct Moving {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) environment: Environment,
    #[command(flatten)]
    pub(crate) applying: Applying,
    #[command(flatten)]
    pub(crate) consent: Consent,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform upgrade payment-api --env staging
  platform plan payment-api --env staging --upgrade          only look
  platform path diff web-service 1.4.0 1.5.0                 what the new version changes for everybody

The image stays. The lock file gets the versions when the apply begins.")]
pub(crate) struct UpgradeArguments {
    #[command(flatten)]
    pub(crate) moving: Moving,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform promote payment-api --env production              from the environment it promotes from
  platform promote payment-api --env production --from staging
  platform plan payment-api --env production --promote       only look

Versions and images are those of the last release there that succeeded; parameters stay the environment's own. The lock
file gets them when the apply begins.")]
pub(crate) struct PromoteArguments {
    #[command(flatten)]
    pub(crate) moving: Moving,
    /// The environment to take them from; needed where there are several
    #[arg(long, value_name = "ENV")]
    pub(crate) from: Option<Name>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  platform rollback payment-api --env production             the last release that succeeded before this one
  platform rollback payment-api --env production --to 3
  platform plan payment-api --env production --rollback=3    only look

Everything becomes what it was in that release, whatever the files say. Then a hold stays, which the next plan must lift by
name: else it would do at once what was rolled back.")]
pub(crate) struct RollbackArguments {
    #[command(flatten)]
    pub(crate) moving: Moving,
    /// The serial of the release, as `platform history` lists them
    #[arg(long, value_name = "SERIAL")]
    pub(crate) to: Option<u64>,
}

impl UpgradeArguments {
    pub(crate) fn planning(&self) -> Planning {
        Planning { upgrade: true, consent: self.moving.consent.clone(), ..Planning::default() }
    }
}

impl PromoteArguments {
    pub(crate) fn planning(&self) -> Planning {
        Planning { promote: Some(self.from.clone()), consent: self.moving.consent.clone(), ..Planning::default() }
    }
}

impl RollbackArguments {
    pub(crate) fn planning(&self) -> Planning {
        Planning { rollback: Some(self.to), consent: self.moving.consent.clone(), ..Planning::default() }
    }
}
