//! A workspace that another language opened, and what runs in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use platform_core::boundary::{PlanHandle, PlatformHandle, read_input};
use platform_core::formats::suggest;
use platform_core::model::{Diagnostic, Name, Outcome, Text, codes};
use serde::Deserialize;

use super::channel::{Channel, Tell};
use super::executor::{Foreign, ForeignExecutor};
use super::runtime::runtime;
use super::verb::{Context, Plans, refused};
use super::verbs;
use crate::workspace::Workspace;

/// How a workspace is opened.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Settings {
    /// Executors of the other side, by target.
    executors: BTreeMap<Name, Foreign>,
    /// Who applies.
    actor: Option<Text>,
    /// How many seconds code of the other side may take to stop; without it, as long as it likes.
    grace: Option<f64>,
}

/// A workspace that another language opened. Cloning shares it; all threads may use it at once.
#[derive(Clone)]
pub struct WorkspaceHandle(Arc<Opened>);

struct Opened {
    folder: PathBuf,
    settings: Settings,
    grace: Option<Duration>,
    workspace: Mutex<Workspace>,
}

impl std::fmt::Debug for WorkspaceHandle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("WorkspaceHandle").field("folder", &self.0.folder).finish_non_exhaustive()
    }
}

impl WorkspaceHandle {
    /// Opens the platform in a folder, with `{executors?, actor?, grace?}`.
    ///
    /// # Errors
    /// As [`Workspace::open`], and `boundary.*` for settings that can't be understood or name a target that is nowhere.
    pub fn open(folder: &Path, settings: &str) -> Outcome<Self> {
        let settings: Settings = match read_input(settings) {
            Ok(settings) => settings,
            Err(problem) => return problem.into(),
        };
        let grace = match settings.grace.map(Duration::try_from_secs_f64).transpose() {
            Ok(grace) => grace,
            Err(error) => return Diagnostic::error(codes::BOUNDARY_INPUT, format!("`grace`: {error}")).into(),
        };
        let opened = Workspace::open(folder);
        let unknown = opened.value.iter().flat_map(|workspace| unknown_targets(workspace, settings.executors.keys()));
        let unknown: Vec<Diagnostic> = unknown.collect();
        if !unknown.is_empty() {
            return Outcome::failed(unknown);
        }
        opened.map(|workspace| {
            let workspace = Mutex::new(workspace);
            Self(Arc::new(Opened { folder: folder.to_owned(), settings, grace, workspace }))
        })
    }

    fn workspace(&self) -> Workspace {
        self.0.workspace.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The platform as it was read.
    pub fn platform(&self) -> PlatformHandle {
        self.workspace().shared_platform().into()
    }

    /// Who applies.
    pub(super) fn actor(&self) -> Option<Text> {
        self.0.settings.actor.clone()
    }

    /// Reads the folder anew, for every verb that is started since.
    pub(super) fn reload(&self) -> Outcome<()> {
        Workspace::open(&self.0.folder).map(|workspace| {
            *self.0.workspace.lock().unwrap_or_else(PoisonError::into_inner) = workspace;
        })
    }

    /// Starts a verb with its input as JSON text, and with plans where it takes some. Everything that comes of it is told.
    pub fn start(&self, verb: &str, input: &str, plans: Vec<PlanHandle>, tell: Tell) -> Running {
        let channel = Arc::new(Channel::new(tell, self.0.grace));
        let running = Running { channel: channel.clone(), plans: Plans::of(plans) };
        let context = Context {
            handle: self.clone(),
            workspace: self.with_executors(&channel),
            channel: channel.clone(),
            plans: running.plans.clone(),
        };
        match (verbs::find(verb), runtime()) {
            (Ok(verb), Ok(runtime)) => {
                let (run, input, name) = (verb.run, input.to_owned(), verb.name);
                runtime.spawn(async move {
                    // What is read, done and written is a task of its own: a panic ends there.
                    let ended = tokio::spawn(async move { run(context, &input).await }).await;
                    let broken = |_| refused(Diagnostic::error(codes::INTERNAL, format!("`{name}` broke off")));
                    channel.answer(&ended.unwrap_or_else(broken));
                });
            }
            (Err(problem), _) | (_, Err(problem)) => channel.answer(&refused(problem)),
        }
        running
    }

    /// The workspace with executors that ask over one channel.
    fn with_executors(&self, channel: &Arc<Channel>) -> Workspace {
        let executors = self.0.settings.executors.iter();
        executors.fold(self.workspace(), |workspace, (target, foreign)| {
            let (foreign, channel) = (*foreign, channel.clone());
            let executor = ForeignExecutor { target: target.clone(), foreign, channel };
            workspace.with_executor(target.clone(), Arc::new(executor))
        })
    }
}

/// An executor of a target that no environment has would never be asked, and nobody would know.
fn unknown_targets<'a>(workspace: &Workspace, targets: impl Iterator<Item = &'a Name>) -> Vec<Diagnostic> {
    let platform = workspace.platform();
    let environments = platform.environments.values().flat_map(|environment| environment.spec.targets.keys());
    let paths = platform.golden_paths.values().flat_map(|versions| versions.values());
    let known: Vec<&str> = environments
        .chain(paths.flat_map(|path| path.spec.resources.iter().map(|resource| &resource.target)))
        .map(Name::as_str)
        // Where files of the repository and entities of the catalog go.
        .chain(["file", "catalog"])
        .collect();
    let unknown = targets.filter(|target| !known.contains(&target.as_str()) && platform.broken.is_empty());
    let problems = unknown.map(|target| {
        let message =
            format!("there is an executor for the target `{target}`, which no environment or golden path has");
        let problem = Diagnostic::error(codes::BOUNDARY_INPUT, message);
        match suggest(target.as_str(), known.iter().copied()) {
            Some(near) => problem.with_help(format!("did you mean `{near}`?")),
            None => problem,
        }
    });
    problems.collect()
}

/// A verb that was started.
#[derive(Clone)]
pub struct Running {
    channel: Arc<Channel>,
    plans: Plans,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Running(…)")
    }
}

impl Running {
    /// Answers what an executor was asked: `{"ok": …}` or `{"error": …}`.
    pub fn reply(&self, id: u64, text: String) {
        self.channel.reply(id, text);
    }

    /// Asks it to stop. An apply answers once everything that runs has ended and is stored; it can be resumed.
    pub fn cancel(&self) {
        self.channel.cancel();
    }

    /// The plans that it made, once it has answered. They are given once.
    pub fn plans(&self) -> Vec<PlanHandle> {
        self.plans.take()
    }
}
