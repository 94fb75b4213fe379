//! What an object gives.

use std::collections::BTreeMap;

use platform_core::model::{Name, Value, secret_output};
use platform_core::run::StepWork;

use super::Inner;
use crate::executors::attribute;

impl Inner {
    /// The outputs that a resource declares, as the object has them: `status.loadBalancer.ingress.0.hostname`.
    pub(super) fn outputs(&self, work: &StepWork, object: &Value) -> BTreeMap<Name, Value> {
        let Some(resource) = &work.resource else { return BTreeMap::new() };
        let given = resource.outputs.iter().filter_map(|(name, declared)| {
            let found = attribute::at(object, declared)?;
            let reference = || secret_output(&resource.address, name, None).into();
            Some((name.clone(), if declared.secret { reference() } else { found.clone() }))
        });
        given.collect()
    }
}
