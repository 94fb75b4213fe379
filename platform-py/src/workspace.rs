//! A workspace: what runs in it tells Python by messages, and never waits for it.

use std::path::PathBuf;
use std::sync::Arc;

use platform_host::boundary;
use pyo3::prelude::*;

use super::plan::Plan;
use super::platform::Platform;
use super::{Text, said};

/// A platform with a store and executors.
#[pyclass(frozen, module = "platform_core._native")]
pub(crate) struct Workspace(boundary::WorkspaceHandle);

#[pymethods]
impl Workspace {
    /// Opens the platform in a folder.
    #[staticmethod]
    fn open(py: Python<'_>, folder: PathBuf, settings: Text) -> (Option<Self>, String) {
        py.detach(|| said(boundary::WorkspaceHandle::open(&folder, &settings.as_text()).map(Self)))
    }

    /// The platform as it was read.
    fn platform(&self) -> Platform {
        Platform(self.0.platform())
    }

    /// Starts a verb. `tell` is called with each message, on a thread of the engine's; it must return at once.
    fn start(&self, py: Python<'_>, verb: &str, input: Text, plans: Vec<Py<Plan>>, tell: Py<PyAny>) -> Running {
        let plans = plans.iter().map(|plan| plan.get().0.clone()).collect();
        let tell = move |text: String| {
            // Where the loop or the interpreter is gone, nobody is left to be told.
            let _ = Python::try_attach(|py| tell.call1(py, (text,)).map(drop));
        };
        py.detach(|| Running(self.0.start(verb, &input.as_text(), plans, Arc::new(tell))))
    }
}

/// A verb that was started.
#[pyclass(frozen, module = "platform_core._native")]
pub(crate) struct Running(boundary::Running);

#[pymethods]
impl Running {
    /// Answers what an executor was asked.
    fn reply(&self, py: Python<'_>, id: u64, text: Text) {
        py.detach(|| self.0.reply(id, text.as_text().into_owned()));
    }

    /// Asks it to stop.
    fn cancel(&self, py: Python<'_>) {
        py.detach(|| self.0.cancel());
    }

    /// The plans that it made.
    fn plans(&self, py: Python<'_>) -> Vec<Plan> {
        py.detach(|| self.0.plans().into_iter().map(Plan).collect())
    }
}
