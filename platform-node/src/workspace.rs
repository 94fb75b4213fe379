//! A workspace: what runs in it tells JavaScript by messages, and never waits for it.

use std::path::PathBuf;
use std::sync::Arc;

use napi::bindgen_prelude::{AsyncTask, ClassInstance};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status, Task};
use napi_derive::napi;
use platform_core::boundary::PlatformHandle;
use platform_host::boundary::{self, WorkspaceHandle};

use super::plan::Plan;
use super::platform::Platform;
use super::{Held, missing};

/// Is called with each message in the event loop; it may not throw.
type Tell = ThreadsafeFunction<String, (), String, Status, false>;

/// A platform with a store and executors.
#[napi]
pub struct Workspace(Held<WorkspaceHandle>);

#[napi]
impl Workspace {
    /// Opens the platform in a folder, beside the event loop.
    #[napi]
    pub fn open(folder: String, settings: String) -> AsyncTask<Opening> {
        AsyncTask::new(Opening { folder, settings })
    }

    /// Why it is not open, or what was said of its files.
    #[napi(getter)]
    pub fn answer(&self) -> String {
        self.0.answer.clone()
    }

    /// The platform as it was read.
    #[napi]
    pub fn platform(&self) -> Platform {
        let platform: Option<PlatformHandle> = self.0.value.as_ref().map(WorkspaceHandle::platform);
        Platform(platform.map_or_else(|| Held::of(missing()), |platform| Held::result(Ok(platform))))
    }

    /// Starts a verb; nothing where the workspace is not open.
    #[napi]
    pub fn start(
        &self,
        verb: String,
        input: String,
        plans: Vec<ClassInstance<'_, Plan>>,
        tell: Tell,
    ) -> Option<Running> {
        let plans = plans.iter().filter_map(|plan| plan.0.value.clone()).collect();
        // Where the loop is gone, nobody is left to be told.
        let tell = move |text: String| {
            let _ = tell.call(text, ThreadsafeFunctionCallMode::NonBlocking);
        };
        self.0.value.as_ref().map(|workspace| Running(workspace.start(&verb, &input, plans, Arc::new(tell))))
    }
}

/// A verb that was started.
#[napi]
pub struct Running(boundary::Running);

#[napi]
impl Running {
    /// Answers what an executor was asked.
    #[napi]
    pub fn reply(&self, id: u32, text: String) {
        self.0.reply(id.into(), text);
    }

    /// Asks it to stop.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }

    /// The plans that it made.
    #[napi]
    pub fn plans(&self) -> Vec<Plan> {
        self.0.plans().into_iter().map(|plan| Plan(Held::result(Ok(plan)))).collect()
    }
}

/// A workspace that is opened beside the event loop.
pub struct Opening {
    folder: String,
    settings: String,
}

impl Task for Opening {
    type Output = Held<WorkspaceHandle>;
    type JsValue = Workspace;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        Ok(Held::of(WorkspaceHandle::open(&PathBuf::from(&self.folder), &self.settings)))
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Workspace> {
        Ok(Workspace(output))
    }
}

/// Runs the command `platform` in this process, and gives its exit code.
#[napi]
pub fn main(arguments: Vec<String>) -> u8 {
    platform_host::cli::run_with(arguments.into_iter().map(Into::into))
}
