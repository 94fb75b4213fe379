//! Which executor an address needs.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use platform_core::model::{Address, Delivery, Diagnostic, Name, Retry, Target, codes};

use super::{Executor, Stop};

/// The executors of an environment's targets.
#[derive(Clone)]
pub struct Executors {
    directory: Arc<dyn Executor>,
    refused: BTreeMap<Name, Delivery>,
    own: BTreeMap<Name, Arc<dyn Executor>>,
}

impl Executors {
    /// Everything that is delivered to a directory goes to `directory`; so does what has no target any more.
    pub fn new(targets: &BTreeMap<Name, Target>, directory: Arc<dyn Executor>) -> Self {
        let elsewhere = targets.iter().filter(|(_, target)| target.delivery != Delivery::Directory);
        let refused = elsewhere.map(|(key, target)| (key.clone(), target.delivery)).collect();
        Self { directory, refused, own: BTreeMap::new() }
    }

    /// With an executor of the caller's own for a target.
    #[must_use]
    pub fn with(mut self, target: Name, executor: Arc<dyn Executor>) -> Self {
        self.own.insert(target, executor);
        self
    }

    /// Tells all of them what to ask while a step takes long.
    pub fn stop_when(&self, stop: &Stop) {
        self.own.values().for_each(|executor| executor.stop_when(stop.clone()));
    }

    /// The executor of an address.
    ///
    /// # Errors
    /// `exec.delivery_unavailable` when its target's delivery isn't built.
    pub fn of(&self, address: &Address) -> Result<&Arc<dyn Executor>, Diagnostic> {
        if let Some(own) = self.own.get(address.target()) {
            return Ok(own);
        }
        match self.refused.get(address.target()) {
            Some(delivery) => Err(unavailable(address, *delivery)),
            None => Ok(&self.directory),
        }
    }
}

fn unavailable(address: &Address, delivery: Delivery) -> Diagnostic {
    let name = match delivery {
        Delivery::Apply => "apply",
        Delivery::Gitops => "gitops",
        _ => "directory",
    };
    let message = format!(
        "target `{}` of {} asks for `delivery: {name}`, which this build does not have",
        address.target(),
        address.environment()
    );
    Diagnostic::error(codes::EXEC_DELIVERY_UNAVAILABLE, message)
        .with_help("use `delivery: directory`")
        .with_retry(Retry::AfterHuman)
}

impl fmt::Debug for Executors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Executors").field("refused", &self.refused).field("own", &self.own.keys()).finish()
    }
}
