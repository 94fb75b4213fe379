//! Values that were unknown when the plan was made, filled in from what is known now.

use std::collections::BTreeMap;

use crate::model::{Address, Name, Resource, SecretRef, State, Value};

/// The outputs that are known: those of the state, and those that were seen: of other subjects' resources, and of our
/// own that this apply has not done anything to yet.
pub(super) struct Known<'a> {
    pub(super) state: &'a State,
    pub(super) seen: &'a BTreeMap<Address, BTreeMap<Name, Value>>,
}

impl Known<'_> {
    /// What a resource gave under a name: as it was seen last, else as the state has it.
    pub(super) fn output(&self, address: &Address, name: &str) -> Option<&Value> {
        let seen = self.seen.get(address).and_then(|outputs| outputs.get(name));
        seen.or_else(|| self.state.resources.get(address)?.outputs.get(name))
    }

    /// A value with what is known of it filled in.
    pub(super) fn fill(&self, value: &Value) -> Value {
        crate::plan::fill(value, |address, name| self.output(address, name).cloned())
    }
}

/// The outputs of a resource as they are kept: a secret one only as a reference to itself. Its version is the serial of
/// the apply that changed the resource; one that is only `read` keeps what is known of it.
pub(super) fn outputs(
    resource: &Resource,
    given: &BTreeMap<Name, Value>,
    state: &State,
    read: bool,
) -> BTreeMap<Name, Value> {
    let known = state.resources.get(&resource.address).filter(|_| read);
    let outputs = resource.outputs.iter().filter_map(|(name, declaration)| {
        if declaration.secret {
            let known = known.and_then(|known| known.outputs.get(name)).filter(|value| is_secret(value)).cloned();
            let value = known.unwrap_or_else(|| secret_output(&resource.address, name, state.serial));
            return Some((name.clone(), value));
        }
        let value = given.get(name).or(declaration.value.as_ref())?;
        (!value.has_unknown()).then(|| (name.clone(), value.clone()))
    });
    outputs.collect()
}

fn is_secret(value: &Value) -> bool {
    matches!(value, Value::Secret(_))
}

fn secret_output(address: &Address, name: &Name, serial: u64) -> Value {
    let reference = SecretRef {
        store: "output".into(),
        key: format!("{address}#{name}").into(),
        property: None,
        version: Some(serial.to_string().into()),
    };
    reference.into()
}
