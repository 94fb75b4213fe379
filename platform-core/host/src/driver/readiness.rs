//! Whether what is as it should be also works.

use std::collections::BTreeMap;

use platform_core::model::{Diagnostic, Rendered, Resource};

use crate::executors::Executors;

/// What of a rendering is not ready, where nothing of it has to change. An apply that failed since something did not become
/// ready leaves nothing to do, and is not made good by being called again.
pub async fn unready(rendered: &Rendered, executors: &Executors) -> Vec<Diagnostic> {
    let mut targets: BTreeMap<&str, Vec<&Resource>> = BTreeMap::new();
    for (address, resource) in &rendered.resources {
        targets.entry(address.target()).or_default().push(resource);
    }
    let mut unready = Vec::new();
    for resources in targets.values() {
        let executor = resources.first().and_then(|first| executors.of(&first.address).ok());
        if let Some(executor) = executor {
            unready.extend(executor.unready(resources).await);
        }
    }
    unready
}
