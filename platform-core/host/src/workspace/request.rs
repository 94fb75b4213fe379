//! What a workspace is asked.

use std::str::FromStr;

pub use platform_core::model::Selection;
use platform_core::model::{Artifact, Intent, InvalidImage, InvalidName, Name, PlanOptions, Text};

use crate::driver::{Cancellation, Listener};

/// How a plan is to be made.
#[derive(Clone, Debug, Default)]
pub struct PlanRequest {
    /// What is asked besides making things as they should be.
    pub options: PlanOptions,
    /// What becomes of the lock file.
    pub lock: LockMode,
    /// Artifacts that replace the locked ones; they enter the lock file when the apply starts.
    pub images: Vec<Image>,
    /// The environment whose versions and artifacts are taken over, one of `promotesFrom`. The intent is to promote then;
    /// with that intent alone, it is the only one.
    pub promote_from: Option<Name>,
    /// The serial of the release that is gone back to. The intent is to roll back then; with that intent alone, it is the last that
    /// succeeded before what is there now.
    pub rollback_to: Option<u64>,
    /// Whether the tools that targets are delegated to are asked what they would do, so that the plan is made with that. It
    /// takes as long as they do.
    pub asks_tools: bool,
}

impl PlanRequest {
    /// What the plan is for.
    pub(super) fn intent(&self) -> Intent {
        match self.options.intent {
            Intent::Converge if self.rollback_to.is_some() => Intent::Rollback,
            Intent::Converge if self.promote_from.is_some() => Intent::Promote,
            intent => intent,
        }
    }

    /// The options, with that intent.
    pub(super) fn options(&self) -> PlanOptions {
        let mut options = self.options.clone();
        options.intent = self.intent();
        options
    }
}

/// What planning does with lock files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LockMode {
    /// Fills in absent entries.
    #[default]
    Fill,
    /// Refuses to plan when an entry is absent.
    Locked,
    /// Leaves the files as they are; what is absent is resolved for this plan alone.
    Leave,
}

/// An artifact as it is given on a command line: `registry/name@sha256:…`, or `NAME=registry/name@sha256:…` where the
/// golden path needs several.
///
/// ```
/// let image = format!("app=registry.example/shop/cart@sha256:{}", "0".repeat(64));
/// let image: platform_host::workspace::Image = image.parse()?;
/// assert_eq!(image.name.as_ref().map(|name| name.as_str()), Some("app"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// The path's name for it; `None` for the only one the path needs.
    pub name: Option<Name>,
    /// The artifact.
    pub artifact: Artifact,
}

/// The text is no image.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum InvalidImageArgument {
    /// What stands before `=`.
    #[error(transparent)]
    Name(#[from] InvalidName),
    /// What stands behind it.
    #[error(transparent)]
    Image(#[from] InvalidImage),
}

impl FromStr for Image {
    type Err = InvalidImageArgument;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((name, artifact)) => Ok(Self { name: Some(name.parse()?), artifact: artifact.parse()? }),
            None => Ok(Self { name: None, artifact: text.parse()? }),
        }
    }
}

/// How a plan is to be applied.
#[derive(Clone, Debug)]
pub struct ApplyRequest {
    /// Who applies; it stands in the history.
    pub actor: Text,
    /// How many steps run at once.
    pub parallelism: usize,
    /// Whether the targets that can tell are asked what they would refuse, before anything is changed. Where an apply
    /// is gone on with and they refuse something for good, it ends no other way than without: what is refused fails.
    pub rehearses: bool,
    /// Asks it to stop.
    pub cancellation: Cancellation,
    /// Is told what happens.
    pub listener: Listener,
}

impl ApplyRequest {
    /// By whoever runs this process: `PLATFORM_ACTOR`, or else the user's name.
    pub fn by_user() -> Self {
        let found = ["PLATFORM_ACTOR", "USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
        Self::new(found.filter(|name| !name.is_empty()).unwrap_or_else(|| "unknown".to_owned()))
    }

    /// By somebody, as usual.
    pub fn new(actor: impl Into<Text>) -> Self {
        Self {
            actor: actor.into(),
            parallelism: platform_core::run::Apply::PARALLELISM,
            rehearses: true,
            cancellation: Cancellation::default(),
            listener: Listener::default(),
        }
    }
}

/// How lock files are to be written.
#[derive(Clone, Debug, Default)]
pub struct LockRequest {
    /// Moves to the newest versions that the requirements allow; else only what is absent is filled in.
    pub update: bool,
    /// Artifacts to lock.
    pub images: Vec<Image>,
}
