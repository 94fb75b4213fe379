//! A platform.

use std::collections::BTreeMap;
use std::path::PathBuf;

use platform_core::boundary::{PlatformHandle, answer_text};
use platform_core::model::{Outcome, Sources};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict};

use super::documents::{Observed, State};
use super::plan::Plan;
use super::rendered::Rendered;
use super::{Text, said};

/// Everything known, as a snapshot.
#[pyclass(frozen, module = "platform_core._native")]
pub(crate) struct Platform(pub(crate) PlatformHandle);

#[pymethods]
impl Platform {
    /// Reads the files of a platform.
    #[staticmethod]
    fn parse(py: Python<'_>, files: BTreeMap<String, PyBackedBytes>) -> (Option<Self>, String) {
        py.detach(|| {
            let sources: Sources = files.iter().map(|(path, bytes)| (path.as_str().into(), bytes[..].into())).collect();
            said(PlatformHandle::parse(&sources).map(Self))
        })
    }

    /// Reads the files below a folder.
    #[staticmethod]
    fn load(py: Python<'_>, folder: PathBuf) -> (Option<Self>, String) {
        py.detach(|| said(platform_core::model::Platform::load(&folder).map(|one| Self(PlatformHandle::new(one)))))
    }

    /// The digest of its files.
    #[getter]
    fn digest(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.digest().to_string())
    }

    /// The bytes of its files, by path.
    fn files<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let files = PyDict::new(py);
        for (path, bytes) in &self.0.platform().sources {
            files.set_item(&**path, PyBytes::new(py, bytes))?;
        }
        Ok(files)
    }

    /// What it holds, as an answer.
    fn overview(&self, py: Python<'_>) -> String {
        py.detach(|| answer_text(&Outcome::ok(self.0.overview())))
    }

    /// Everything that is wrong, as an answer.
    fn validate(&self, py: Python<'_>) -> String {
        py.detach(|| answer_text(&self.0.validate(Vec::new())))
    }

    /// Exact versions and merged parameters, as an answer.
    fn resolve(&self, py: Python<'_>, request: Text) -> String {
        py.detach(|| self.0.ask_resolve(&request.as_text()))
    }

    /// What the author of a golden path asks, as an answer.
    fn ask_author(&self, py: Python<'_>, verb: &str, request: Text) -> String {
        py.detach(|| self.0.ask_author(verb, &request.as_text()))
    }

    /// What changed since a former revision may change, as an answer.
    fn touched(&self, py: Python<'_>, former: &Self, request: Text) -> String {
        py.detach(|| self.0.ask_touched(&former.0, &request.as_text()))
    }

    /// What this wants differently from a former revision, as an answer.
    fn compare_revisions(&self, py: Python<'_>, former: &Self, request: Text) -> String {
        py.detach(|| self.0.ask_compare_revisions(&former.0, &request.as_text()))
    }

    /// All that should be.
    fn render(&self, py: Python<'_>, request: Text) -> (Option<Rendered>, String) {
        py.detach(|| said(self.0.ask_render(&request.as_text()).map(Rendered)))
    }

    /// A plan.
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

    /// Plans of many: the plans, then what is to be said of them, as an answer.
    fn plan_all(
        &self,
        py: Python<'_>,
        request: Text,
        states: Vec<Py<State>>,
        observed: Vec<(String, String, Py<Observed>)>,
    ) -> (Vec<Plan>, String) {
        py.detach(|| {
            let states = states.iter().map(|one| &one.get().0);
            let observed = observed.iter().map(|(subject, env, one)| (subject.as_str(), env.as_str(), &one.get().0));
            let Outcome { value, diagnostics } = self.0.ask_plan_all(&request.as_text(), states, observed);
            let (plans, view) = value.unzip();
            let plans = plans.into_iter().flatten().map(Plan).collect();
            (plans, answer_text(&Outcome { value: view, diagnostics }))
        })
    }

    /// Edits: the platform that they make, then the new texts, as an answer.
    fn edit(&self, py: Python<'_>, request: Text) -> (Option<Self>, String) {
        py.detach(|| {
            let Outcome { value, diagnostics } = self.0.ask_edit(&request.as_text());
            let (platform, edited) = value.unzip();
            (platform.map(Self), answer_text(&Outcome { value: edited, diagnostics }))
        })
    }
}
