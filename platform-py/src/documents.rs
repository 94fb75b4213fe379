//! What a plan is made from.

use platform_core::boundary::{ObservedHandle, StateHandle};
use platform_core::model::{Address, Diagnostic, Failure, InvalidAddress, codes};
use pyo3::prelude::*;

use super::shared::shared;
use super::{Text, said_result};

fn read(address: &str) -> Result<Address, Failure> {
    let refused = |error: InvalidAddress| Diagnostic::error(codes::BOUNDARY_INPUT, format!("`{address}`: {error}"));
    Ok(address.parse().map_err(refused)?)
}

/// What we know we did.
#[pyclass(frozen, module = "platform_core._native")]
pub(crate) struct State(pub(crate) StateHandle);

#[pymethods]
impl State {
    /// Reads one.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: Text) -> (Option<Self>, String) {
        py.detach(|| said_result(text.document().and_then(|text| StateHandle::read(text, &shared())).map(Self)))
    }

    /// As JSON.
    fn to_json(&self, py: Python<'_>) -> (Option<String>, String) {
        py.detach(|| said_result(self.0.to_json()))
    }
}

/// Facts from the world.
#[pyclass(frozen, module = "platform_core._native")]
pub(crate) struct Observed(pub(crate) ObservedHandle);

#[pymethods]
impl Observed {
    /// Facts from bodies as JSON, from what is absent, and from outputs as JSON.
    #[staticmethod]
    fn of(
        py: Python<'_>,
        bodies: Vec<(String, Text)>,
        absent: Vec<String>,
        outputs: Text,
        before: Option<&Self>,
    ) -> (Option<Self>, String) {
        py.detach(|| {
            let bodies: Result<Vec<_>, Failure> =
                bodies.iter().map(|(address, text)| Ok((read(address)?, text.document()?))).collect();
            let absent: Result<Vec<_>, Failure> = absent.iter().map(|address| read(address)).collect();
            let made = bodies.and_then(|bodies| {
                let seen = ObservedHandle::from_bodies(bodies, absent?, before.map(|one| &one.0))?;
                seen.with_outputs(&outputs.as_text())
            });
            said_result(made.map(|one| Self(one.shared(&shared()))))
        })
    }

    /// As JSON.
    fn to_json(&self, py: Python<'_>) -> (Option<String>, String) {
        py.detach(|| said_result(self.0.to_json()))
    }

    /// Reads them.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: Text) -> (Option<Self>, String) {
        py.detach(|| said_result(text.document().and_then(|text| ObservedHandle::read(text, &shared())).map(Self)))
    }
}
