//! The targets of one environment, with what serves them.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform_core::model::{Failure, Name, Scope, Target};

use super::Inner;
use crate::executors::{Directory, Executors, Outputs};

/// The targets of one environment, with what serves them.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) executors: Executors,
    pub(super) outputs: Outputs,
}

impl Site {
    /// The targets that an environment declares; those of `over`, such as a plan's, come first.
    ///
    /// # Errors
    /// What is wrong in an outputs file.
    pub(super) fn new(inner: &Inner, scope: &Scope, over: &BTreeMap<Name, Target>) -> Result<Self, Failure> {
        let environment = scope.name().and_then(|name| inner.platform.environments.get(name));
        let mut targets = environment.map(|environment| environment.spec.targets.clone()).unwrap_or_default();
        targets.extend(over.iter().map(|(key, target)| (key.clone(), target.clone())));
        let outputs = Outputs::load(&inner.tree, &targets)?;
        let directory = Directory::new(inner.tree.clone(), &targets, outputs.clone());
        let executors = Executors::new(&targets, Arc::new(directory));
        let own = inner.executors.iter();
        let executors = own.fold(executors, |all, (key, executor)| all.with(key.clone(), executor.clone()));
        Ok(Self { executors, outputs })
    }
}
