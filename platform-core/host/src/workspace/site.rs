//! The targets of one environment, with what serves them.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform_core::model::{Delivery, Failure, Name, Scope, Target, TerraformProgram};

use super::Inner;
#[cfg(feature = "kubernetes")]
use crate::clients::kubernetes::Access;
use crate::clients::terraform::{Terraform, terraform_or_tofu, usual_environment};
use crate::executors::{Directory, Executors, GitopsTarget, Outputs, TerraformTarget};

/// Where Terraform works: its states too, where a root says no backend.
const WORK: &str = ".platform/terraform";

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
        let delegated = targets.iter().filter(|(key, target)| target.is_delegated(key.as_str()));
        let executors = delegated.fold(executors, |all, (key, target)| {
            let program = target.program.map_or_else(terraform_or_tofu, TerraformProgram::name);
            let terraform = Terraform::new(program, usual_environment(std::env::vars_os()));
            let target = TerraformTarget::new(terraform, key.clone(), inner.root.join(WORK));
            all.with(key.clone(), Arc::new(target))
        });
        let committed = targets.iter().filter(|(_, target)| target.delivery == Delivery::Gitops);
        let committed = committed.filter_map(|(key, target)| Some((key, target.git.clone()?)));
        let executors = committed.fold(executors, |all, (key, git)| {
            #[cfg(feature = "kubernetes")]
            let awaited = git.awaited().map(|awaited| inner.clusters.connection(access(awaited.context)));
            let target = GitopsTarget::new(key.clone(), git, &inner.root, &targets, outputs.clone());
            #[cfg(feature = "kubernetes")]
            let target = awaited.into_iter().fold(target, GitopsTarget::with_connection);
            all.with(key.clone(), Arc::new(target))
        });
        #[cfg(feature = "kubernetes")]
        let executors = clusters(inner, &targets).fold(executors, |all, (key, target)| all.with(key, target));
        let own = inner.executors.iter();
        let executors = own.fold(executors, |all, (key, executor)| all.with(key.clone(), executor.clone()));
        Ok(Self { executors, outputs })
    }
}

#[cfg(feature = "kubernetes")]
fn clusters<'t>(
    inner: &Inner,
    targets: &'t BTreeMap<Name, Target>,
) -> impl Iterator<Item = (Name, Arc<dyn crate::executors::Executor>)> + use<'t> {
    let clusters = inner.clusters.clone();
    let applied = targets.iter().filter(|(key, target)| target.is_applied_to_kubernetes(key.as_str()));
    applied.map(move |(key, target)| {
        let target = clusters.target(target, access(target.context.as_deref()));
        (key.clone(), Arc::new(target) as Arc<dyn crate::executors::Executor>)
    })
}

/// The way to the cluster of a context.
#[cfg(feature = "kubernetes")]
fn access(context: Option<&str>) -> Access {
    Access::of(context, std::env::var_os("KUBECONFIG"), std::env::var_os("HOME"))
}
