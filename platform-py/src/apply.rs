//! An apply that Python drives: it asks what to do, does it, and tells what happened.

use platform_core::boundary::ApplyHandle;
use pyo3::prelude::*;

use super::documents::State;
use super::{Text, said_result};

/// An apply that has begun.
#[pyclass(frozen, module = "platform_core._native")]
pub(crate) struct Apply(pub(crate) ApplyHandle);

#[pymethods]
impl Apply {
    /// What may start now, as an answer.
    fn next(&self, py: Python<'_>, now: &str) -> String {
        py.detach(|| self.0.ask_next(now))
    }

    /// Whether what is found is what a step expects, as an answer.
    fn check(&self, py: Python<'_>, request: Text) -> String {
        py.detach(|| self.0.ask_check(&request.as_text()))
    }

    /// Takes in what happened to a step; answers with the event as it is to be stored.
    fn record(&self, py: Python<'_>, event: Text) -> String {
        py.detach(|| self.0.ask_record(&event.as_text()))
    }

    /// What is known by now.
    fn state(&self, py: Python<'_>) -> State {
        State(py.detach(|| self.0.state()))
    }

    /// The state at the end.
    fn finish(&self, py: Python<'_>) -> State {
        State(py.detach(|| self.0.finish()))
    }

    /// What happened so far, as JSON.
    fn journal_json(&self, py: Python<'_>) -> (Option<String>, String) {
        py.detach(|| said_result(self.0.journal_json()))
    }

    /// What history keeps of it, as an answer.
    fn release(&self, py: Python<'_>, request: Text) -> String {
        py.detach(|| self.0.ask_release(&request.as_text()))
    }
}
