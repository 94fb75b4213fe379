//! `platform_core._native`: the boundary's calls and handles as Python sees them. The rest is Python.
//!
//! Every call that works for long lets go of the interpreter's lock. Answers are JSON text; the handles of
//! [`platform_core::boundary`] stay here.

use platform_core::boundary::utf8;
use platform_core::model::Failure;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};

/// As the `platform` command has: a plan is many small values.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod apply;
mod documents;
mod plan;
mod platform;
mod rendered;
mod shared;
mod values;
mod workspace;

/// JSON as `str`, as `bytes`, or written from values; none is copied.
#[derive(FromPyObject)]
enum Text {
    Str(PyBackedStr),
    Bytes(PyBackedBytes),
    Encoded(Py<values::Encoded>),
}

impl Text {
    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Str(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
            Self::Encoded(text) => text.get().text().as_bytes(),
        }
    }

    /// A document: what is no UTF-8 is refused.
    fn document(&self) -> Result<&str, Failure> {
        match self {
            Self::Bytes(bytes) => Ok(utf8(bytes)?),
            Self::Str(text) => Ok(text),
            Self::Encoded(text) => Ok(text.get().text()),
        }
    }

    /// What the package itself asks; nothing in it is no UTF-8.
    fn as_text(&self) -> std::borrow::Cow<'_, str> {
        match self {
            Self::Str(text) => (**text).into(),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes),
            Self::Encoded(text) => text.get().text().into(),
        }
    }
}

/// What was said beside a handle, or why there is none: an answer without a value.
fn said<T>(outcome: platform_core::model::Outcome<T>) -> (Option<T>, String) {
    let platform_core::model::Outcome { value, diagnostics } = outcome;
    let answer = platform_core::model::Outcome { value: value.as_ref().map(|_| ()), diagnostics };
    (value, platform_core::boundary::answer_text(&answer))
}

/// The same of a result.
fn said_result<T>(result: Result<T, platform_core::model::Failure>) -> (Option<T>, String) {
    said(match result {
        Ok(value) => platform_core::model::Outcome::ok(value),
        Err(failure) => failure.into(),
    })
}

// Handles are shared pointers behind locks of their own: nothing relies on the interpreter's.
#[pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;

    use super::Text;
    #[pymodule_export]
    use super::apply::Apply;
    #[pymodule_export]
    use super::documents::{Observed, State};
    #[pymodule_export]
    use super::plan::Plan;
    #[pymodule_export]
    use super::platform::Platform;
    #[pymodule_export]
    use super::rendered::Rendered;
    #[pymodule_export]
    use super::values::Encoded;
    #[pymodule_export]
    use super::workspace::{Running, Workspace};

    /// Calls a verb with its input as JSON, and gives the answer as JSON.
    #[pyfunction]
    fn call(py: Python<'_>, name: &str, input: Text) -> String {
        py.detach(|| platform_core::boundary::call_bytes(name, input.as_bytes()))
    }

    /// A value as JSON text; or why it is no data, and the keys and indices that lead there.
    #[pyfunction]
    fn encode(value: &Bound<'_, PyAny>) -> PyResult<(Option<String>, String, Vec<String>)> {
        Ok(match super::values::encode(value)? {
            Ok(text) => (Some(text), String::new(), Vec::new()),
            Err(refusal) => {
                let (message, at) = refusal.into_parts();
                (None, message, at)
            }
        })
    }

    /// The same of a whole document, which stays here.
    #[pyfunction]
    fn encode_document(value: &Bound<'_, PyAny>) -> PyResult<(Option<Encoded>, String, Vec<String>)> {
        let (text, message, at) = encode(value)?;
        Ok((text.map(Encoded::new), message, at))
    }

    /// Runs the command `platform` in this process, and gives its exit code.
    #[pyfunction]
    fn main(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> u8 {
        py.detach(|| platform_host::cli::run_with(arguments))
    }

    /// The names of all verbs with what they do.
    #[pyfunction]
    fn verbs() -> Vec<(&'static str, &'static str)> {
        platform_core::boundary::verbs().iter().map(|verb| (verb.name, verb.about)).collect()
    }
}
