//! A plan.

use platform_core::boundary::{PlanHandle, RenderedHandle};
use pyo3::prelude::*;

use super::apply::Apply;
use super::documents::{Observed, State};
use super::{Text, said, said_result};

/// What will change and why. Only what is asked for is made into text.
#[pyclass(frozen, module = "platform_core._native")]
pub(crate) struct Plan(pub(crate) PlanHandle);

#[pymethods]
impl Plan {
    /// Reads a plan with what it was made from.
    #[staticmethod]
    fn from_json(py: Python<'_>, plan: Text, rendered: Text) -> (Option<Self>, String) {
        py.detach(|| {
            said_result(
                rendered
                    .document()
                    .and_then(RenderedHandle::from_json)
                    .and_then(|rendered| PlanHandle::from_json(plan.document()?, &rendered))
                    .map(Self),
            )
        })
    }

    /// All of it as JSON.
    fn to_json(&self, py: Python<'_>) -> (Option<String>, String) {
        py.detach(|| said_result(self.0.to_json()))
    }

    /// What it was made from, as JSON.
    fn rendered_json(&self, py: Python<'_>) -> (Option<String>, String) {
        py.detach(|| said_result(self.0.rendered().to_json()))
    }

    /// How many changes of each kind: create, update, replace, delete, forget, import, move, read, unchanged, server
    /// defaults, reordered.
    fn summary(&self) -> [u32; 11] {
        let of = self.0.summary();
        [
            of.create,
            of.update,
            of.replace,
            of.delete,
            of.forget,
            of.import,
            of.r#move,
            of.read,
            of.unchanged,
            of.server_defaults,
            of.reordered,
        ]
    }

    /// Its digest.
    #[getter]
    fn digest(&self) -> String {
        self.0.digest().to_string()
    }

    /// The subject.
    #[getter]
    fn subject(&self) -> String {
        self.0.plan().subject.to_string()
    }

    /// The environment, or `-`.
    #[getter]
    fn environment(&self) -> String {
        self.0.plan().environment.to_string()
    }

    /// What it is for.
    #[getter]
    fn intent(&self) -> &'static str {
        self.0.plan().intent.as_str()
    }

    /// Whether anything would be done.
    #[getter]
    fn has_changes(&self) -> bool {
        self.0.plan().has_changes()
    }

    /// Whether it may be applied.
    #[getter]
    fn is_applicable(&self) -> bool {
        self.0.plan().is_applicable()
    }

    /// Whether it was compared with a state.
    #[getter]
    fn has_state(&self) -> bool {
        self.0.plan().basis == platform_core::model::Basis::State
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// Where the change of an address stands.
    fn position(&self, address: &str) -> Option<usize> {
        self.0.position(&address.parse().ok()?)
    }

    /// One change as JSON.
    fn change_json(&self, index: usize) -> (Option<String>, String) {
        let (value, said) = said_result(self.0.change_json(index));
        (value.flatten(), said)
    }

    /// All changes as one JSON list.
    fn changes_json(&self, py: Python<'_>) -> (Option<String>, String) {
        py.detach(|| said_result(self.0.changes_json()))
    }

    /// Why a value is what it is, as an answer.
    fn explain(&self, py: Python<'_>, request: Text) -> String {
        py.detach(|| self.0.ask_explain(&request.as_text()))
    }

    /// Whether it still fits the world, as an answer.
    fn verify(&self, py: Python<'_>, state: &State, observed: &Observed) -> String {
        py.detach(|| self.0.ask_verify(&state.0, &observed.0))
    }

    /// As text for people, as an answer.
    fn text(&self, py: Python<'_>, style: Text) -> String {
        py.detach(|| self.0.ask_text(&style.as_text()))
    }

    /// As Markdown for a pull request.
    fn markdown(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.markdown())
    }

    /// Begins to apply it, or goes on where there is a journal.
    #[pyo3(signature = (request, state, observed, journal=None))]
    fn apply(
        &self,
        py: Python<'_>,
        request: Text,
        state: &State,
        observed: &Observed,
        journal: Option<Text>,
    ) -> (Option<Apply>, String) {
        py.detach(|| {
            let journal = match journal.as_ref().map(Text::document).transpose() {
                Ok(journal) => journal,
                Err(failure) => return said_result(Err(failure)),
            };
            said(self.0.ask_apply(&request.as_text(), &state.0, &observed.0, journal).map(Apply))
        })
    }
}
