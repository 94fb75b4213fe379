//! What one subject should be in one environment.

use platform_core::boundary::RenderedHandle;
use pyo3::prelude::*;

use super::documents::{Observed, State};
use super::plan::Plan;
use super::shared::shared;
use super::{Text, said, said_result};

/// Everything that should be.
#[pyclass(frozen, module = "platform_core._native")]
pub(crate) struct Rendered(pub(crate) RenderedHandle);

#[pymethods]
impl Rendered {
    /// Reads what was written.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: Text) -> (Option<Self>, String) {
        py.detach(|| said_result(text.document().and_then(|text| RenderedHandle::read(text, &shared())).map(Self)))
    }

    /// As JSON.
    fn to_json(&self, py: Python<'_>) -> (Option<String>, String) {
        py.detach(|| said_result(self.0.to_json()))
    }

    /// Its digest.
    #[getter]
    fn digest(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.digest().to_string())
    }

    /// The subject.
    #[getter]
    fn subject(&self) -> String {
        self.0.rendered().subject.to_string()
    }

    /// The environment, or `-`.
    #[getter]
    fn environment(&self) -> String {
        self.0.rendered().environment.to_string()
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// The addresses of what it holds, sorted.
    fn addresses(&self) -> Vec<String> {
        self.0.addresses().map(ToString::to_string).collect()
    }

    /// One resource as JSON.
    fn resource_json(&self, address: &str) -> (Option<String>, String) {
        let Ok(address) = address.parse() else { return (None, "{}".to_owned()) };
        let (value, said) = said_result(self.0.resource_json(&address));
        (value.flatten(), said)
    }

    /// What will change.
    #[pyo3(signature = (request, state=None, observed=None))]
    fn plan(
        &self,
        py: Python<'_>,
        request: Text,
        state: Option<&State>,
        observed: Option<&Observed>,
    ) -> (Option<Plan>, String) {
        py.detach(|| {
            let (state, observed) = (state.map(|one| &one.0), observed.map(|one| &one.0));
            said(self.0.ask_plan(&request.as_text(), state, observed).map(Plan))
        })
    }
}
