//! What brings resources to their targets.
//!
//! An [`Executor`] looks at what is there and does one step at a time. [`Executors`] knows which one an address needs.

mod attribute;
mod codec;
mod directory;
mod fake;
mod filing;
mod gitops;
#[cfg(feature = "kubernetes")]
mod kubernetes;
mod layout;
mod outputs;
mod path;
mod registry;
mod stopping;
mod terraform;
#[cfg(test)]
mod tests;
mod tree;
mod visits;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use platform_core::model::{
    Address, Diagnostic, Effect, Failure, Name, Observation, Place, Rendered, Resource, Retry, StateResource, Text,
    Value, codes,
};
use platform_core::run::{StepWork, Visit};

pub use directory::Directory;
pub use fake::FakeExecutor;
pub use gitops::GitopsTarget;
#[cfg(feature = "kubernetes")]
pub(crate) use kubernetes::Clusters;
pub use outputs::Outputs;
pub use path::{InvalidPath, RelativePath};
pub use registry::Executors;
pub use terraform::{TerraformFolder, TerraformPlanned, TerraformTarget};
pub use tree::{Tree, TreeError};

/// Work that is being done.
pub type Task<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Says whether what runs should stop.
pub type Stop = Arc<dyn Fn() -> bool + Send + Sync>;

/// Looks at a target and changes it.
pub trait Executor: Send + Sync {
    /// What may be relied on.
    fn capabilities(&self) -> Capabilities;

    /// Whether it can look at all. What can't be looked at is planned from the state alone, and not checked before a step.
    fn observes(&self) -> bool {
        true
    }

    /// Whether it looks itself, right before it does a step, and by [`Visit::check`]: then nobody looks before it.
    fn checks_itself(&self) -> bool {
        false
    }

    /// What is there now: one answer for each that is asked for, in their order.
    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>>;

    /// Does a step. An error's [`Diagnostic::outcome`] says what was left in the world.
    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>>;

    /// What the tool that a target is delegated to would do with each resource there: it looks, and changes nothing. Nothing,
    /// where it is delegated to none.
    fn ask<'a>(&'a self, visit: Visit) -> Task<'a, Result<BTreeMap<Address, Observation>, Failure>> {
        let _ = visit;
        Box::pin(async { Ok(BTreeMap::new()) })
    }

    /// Why it could never bring a resource of what is rendered to its target, which it knows without looking: a plan that
    /// would do so is refused. The diagnostic's pointer names the place in the resource's body.
    fn refuses(&self, address: &Address, rendered: &Rendered) -> Option<Diagnostic> {
        let _ = (address, rendered);
        None
    }

    /// Whether it can say before anything is changed what its target would refuse.
    fn rehearses(&self) -> bool {
        false
    }

    /// What its target would refuse of a plan's steps, and changes nothing. Work that is refused itself, since it waits
    /// for a value, can't be told yet. `earlier` is what the same call does at the target before. Asked only of what
    /// [`rehearses`](Self::rehearses).
    fn rehearse<'a>(&'a self, work: &'a [StepWork], earlier: &'a [StepWork]) -> Task<'a, Vec<Diagnostic>> {
        let _ = (work, earlier);
        Box::pin(async { Vec::new() })
    }

    /// What of some resources is not ready, though nothing of it has to change: an apply that finds nothing to do may come
    /// after one that failed. May wait as long as a step would.
    fn unready<'a>(&'a self, resources: &'a [&'a Resource]) -> Task<'a, Vec<Diagnostic>> {
        let _ = resources;
        Box::pin(async { Vec::new() })
    }

    /// What is asked again and again while a step takes long: it should stop as soon as it can. A step that was cut short
    /// fails with `exec.cancelled`.
    fn stop_when(&self, stop: Stop) {
        let _ = stop;
    }

    /// Where the outputs of a resource are to be given, in words, if that is up to somebody.
    fn outputs_place(&self, address: &Address) -> Option<String> {
        let _ = address;
        None
    }
}

/// What may be relied on when a step may have been done already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Doing a step twice is the same as doing it once.
    pub idempotent: bool,
    /// It can be seen whether a step was done.
    pub can_look_up: bool,
}

/// Something to look at.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Its name.
    pub address: &'a Address,
    /// What it should be.
    pub resource: Option<&'a Resource>,
    /// What the state knows of it.
    pub known: Option<&'a StateResource>,
}

/// What a step gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Performed {
    /// Its outputs that are not secret.
    pub outputs: BTreeMap<Name, Value>,
    /// What the target knows the resource by.
    pub identity: Option<Text>,
    /// What was written, where that is not what was asked for.
    pub body: Option<Value>,
}

/// A body as a document of YAML, as it would be delivered.
///
/// # Errors
/// `template.unescapable` for a secret, `plan.unknown` for a value that is still unknown.
pub(crate) fn manifest(address: &Address, body: &Value) -> Result<String, Diagnostic> {
    let bytes = codec::encode(address, layout::Form::Yaml, body)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What was attempted with a file.
enum Problem {
    Read,
    Write,
    Remove,
}

fn problem(attempt: &Problem, path: &RelativePath, error: &TreeError) -> Diagnostic {
    let (verb, code) = match attempt {
        Problem::Read => ("read", codes::EXEC_UNREADABLE),
        Problem::Write => ("written", codes::EXEC_FAILED),
        Problem::Remove => ("removed", codes::EXEC_FAILED),
    };
    let place = Place::file(path.to_string());
    let message = format!("`{path}` can't be {verb}: {error}");
    let diagnostic = match error {
        TreeError::Link(_) => Diagnostic::error(codes::EXEC_PATH_ESCAPE, message)
            .with_help("links are not followed, so that nothing outside of the folder is touched; remove the link"),
        TreeError::Submodule(_) | TreeError::GitsOwn(_) => {
            Diagnostic::error(codes::EXEC_PATH_ESCAPE, message).with_help("use another path")
        }
        TreeError::TooLarge(_) => Diagnostic::error(codes::LIMIT_SIZE, message),
        _ => Diagnostic::error(code, message).with_help("mend the cause and apply again"),
    };
    diagnostic.with_place(place).with_retry(Retry::AfterHuman).with_outcome(Effect::None)
}
