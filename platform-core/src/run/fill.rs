//! Values that were unknown when the plan was made, filled in from what is known now.

use std::collections::BTreeMap;

use crate::model::{
    Address, Name, Observed, Plan, Rendered, Resource, State, StateResource, Text, Value, secret_output,
};
use crate::plan;

/// The outputs that are known: those of the state, and those that were seen: of other subjects' resources, and of our
/// own that this apply has not done anything to yet.
pub(super) struct Known<'a> {
    pub(super) plan: &'a Plan,
    pub(super) state: &'a State,
    pub(super) seen: &'a BTreeMap<Address, BTreeMap<Name, Value>>,
}

impl Known<'_> {
    /// What a resource gave under a name: as it was seen last, else as the state has it.
    pub(super) fn output(&self, address: &Address, name: &str) -> Option<&Value> {
        let seen = self.seen.get(address).and_then(|outputs| outputs.get(name));
        seen.or_else(|| self.resource(address)?.outputs.get(name))
    }

    /// What the state knows of an address; of one that is not moved yet, under its old name.
    pub(super) fn resource(&self, address: &Address) -> Option<&StateResource> {
        let moved_from = || self.plan.change(address)?.moved_from.as_ref();
        self.state.resources.get(address).or_else(|| self.state.resources.get(moved_from()?))
    }

    /// An output with what is known of it filled in.
    pub(super) fn fill(&self, value: &Value) -> Value {
        plan::fill(value, |address, name| self.output(address, name).cloned())
    }

    /// What is written for a resource with what is known of it filled in.
    pub(super) fn fill_body(&self, resource: &Resource, body: &Value) -> Value {
        let keep = plan::Keep::of(resource, &self.plan.targets);
        plan::fill_for(keep, body, &|address, name| self.output(address, name).cloned())
    }

    /// The outputs that are known and can't be filled in.
    pub(super) fn refused(&self, resource: &Resource, body: &Value) -> Vec<(Address, Text)> {
        let keep = plan::Keep::of(resource, &self.plan.targets);
        plan::refused(keep, body, &|address, name| self.output(address, name).cloned())
    }
}

/// What was seen of outputs, without what our own resources say is secret.
pub(super) fn seen(rendered: &Rendered, observed: &Observed) -> BTreeMap<Address, BTreeMap<Name, Value>> {
    let mut seen = observed.outputs.clone();
    for (address, outputs) in &mut seen {
        let Some(resource) = rendered.resources.get(address) else { continue };
        outputs.retain(|name, value| resource.may_tell(name.as_str(), value));
    }
    seen
}

/// The outputs of a resource as they are kept: a secret one only as a reference to itself.
///
/// `before` is what is known of a resource that was only looked at: what it gave before it still gives, and its secrets
/// are the same.
pub(super) fn outputs(
    resource: &Resource,
    given: &BTreeMap<Name, Value>,
    before: Option<&BTreeMap<Name, Value>>,
    serial: u64,
) -> BTreeMap<Name, Value> {
    let before = |name: &Name| before.and_then(|before| before.get(name)).cloned();
    let outputs = resource.outputs.iter().filter_map(|(name, declaration)| {
        let value = if declaration.secret {
            let kept = before(name).filter(|known| matches!(known, Value::Secret(_)));
            kept.unwrap_or_else(|| secret_output(&resource.address, name, Some(serial.to_string().into())).into())
        } else {
            let known = given.get(name).or(declaration.value.as_ref()).filter(|value| !value.has_unknown());
            known.cloned().or_else(|| before(name))?
        };
        Some((name.clone(), value))
    });
    outputs.collect()
}
