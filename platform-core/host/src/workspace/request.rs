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
    /// By whoever runs this process: `PLATFORM_ACTOR`, or else who started the pipeline (`GITHUB_ACTOR`,
    /// `GITLAB_USER_LOGIN`), or else the user's name (`USER`, `LOGNAME`) or number (`uid 1000`).
    pub fn by_user() -> Self {
        Self::new(actor(|name| std::env::var(name).ok()))
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

/// Who runs this process, by the environment that `variable` knows. Containers often have no names.
fn actor(variable: impl Fn(&str) -> Option<String>) -> String {
    let names = ["PLATFORM_ACTOR", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "USER", "LOGNAME"];
    let found = names.into_iter().filter_map(variable).find(|name| !name.trim().is_empty());
    found.unwrap_or_else(|| format!("uid {}", rustix::process::getuid().as_raw()))
}

/// How lock files are to be written.
#[derive(Clone, Debug, Default)]
pub struct LockRequest {
    /// Moves to the newest versions that the requirements allow; else only what is absent is filled in.
    pub update: bool,
    /// Artifacts to lock.
    pub images: Vec<Image>,
}

#[cfg(test)]
mod tests {
    use super::actor;

    #[test]
    fn who_applies_has_a_name_wherever_it_runs() {
        let by = |known: &'static [(&str, &str)]| {
            actor(|name| known.iter().find(|(one, _)| *one == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(by(&[("USER", "runner"), ("GITHUB_ACTOR", "ada")]), "ada");
        assert_eq!(by(&[("USER", "runner"), ("PLATFORM_ACTOR", ""), ("LOGNAME", "x")]), "runner");
        assert_eq!(by(&[("USER", "runner"), ("PLATFORM_ACTOR", "grace"), ("GITHUB_ACTOR", "ada")]), "grace");
        let number = by(&[("USER", " ")]);
        assert!(number.strip_prefix("uid ").is_some_and(|number| number.parse::<u32>().is_ok()), "{number}");
    }
}
