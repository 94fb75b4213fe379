//! Delivery to a folder: written is done.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform_core::model::{Address, Diagnostic, Effect, Name, Observation, Rendered, StateResource, Target, codes};
use platform_core::run::StepWork;

use super::codec;
use super::filing::Filing;
use super::outputs::Outputs;
use super::path::RelativePath;
use super::tree::Tree;
use super::{Asked, Capabilities, Executor, Performed, Task};

/// Writes manifests, `.tf.json`, repository files and catalog entries below a platform's folder.
///
/// Every file is written wholly or not at all, and nothing outside of the folder is ever touched. Its futures run on
/// tokio's threads for blocking work.
#[derive(Clone, Debug)]
pub struct Directory(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    tree: Arc<Tree>,
    filing: Filing,
}

impl Directory {
    /// For the targets of one environment.
    pub fn new(tree: Arc<Tree>, targets: &BTreeMap<Name, Target>, outputs: Outputs) -> Self {
        Self(Arc::new(Inner { tree, filing: Filing::new(targets, outputs) }))
    }

    /// The file of an address, relative to the platform's root.
    ///
    /// # Errors
    /// `exec.path_escape`.
    pub fn path(&self, address: &Address) -> Result<RelativePath, Diagnostic> {
        self.0.filing.path(address)
    }
}

impl Executor for Directory {
    fn capabilities(&self) -> Capabilities {
        Capabilities { idempotent: true, can_look_up: true }
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        let asked: Vec<(Address, Option<StateResource>)> =
            asked.iter().map(|asked| (asked.address.clone(), asked.known.cloned())).collect();
        let inner = self.0.clone();
        Box::pin(async move {
            let count = asked.len();
            let look = move || {
                let seen = |(address, known): &(Address, Option<StateResource>)| {
                    inner.filing.observe(&*inner.tree, address, known.as_ref())
                };
                asked.iter().map(seen).collect()
            };
            tokio::task::spawn_blocking(look).await.unwrap_or_else(|error| vec![Err(interrupted(&error)); count])
        })
    }

    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        let (inner, work) = (self.0.clone(), work.clone());
        Box::pin(async move {
            let done = tokio::task::spawn_blocking(move || inner.filing.perform(&*inner.tree, &work)).await;
            done.unwrap_or_else(|error| Err(interrupted(&error).with_outcome(Effect::Unknown)))
        })
    }

    fn refuses(&self, address: &Address, rendered: &Rendered) -> Option<Diagnostic> {
        codec::secret(address, &rendered.resources.get(address)?.body, codec::WRITTEN)
    }

    fn outputs_place(&self, address: &Address) -> Option<String> {
        self.0.filing.outputs_place(address)
    }
}

fn interrupted(error: &tokio::task::JoinError) -> Diagnostic {
    Diagnostic::error(codes::INTERNAL, format!("writing was interrupted: {error}"))
}
