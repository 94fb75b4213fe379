//! What a root module gave, by what our resources declare.

use std::collections::BTreeMap;

use platform_core::model::{Name, Observation, Observed, Resource, Text, Value, secret_output};

use super::super::attribute;
use super::blocks;

/// The outputs that a resource declares, as the state has them. What is secret or sensitive is a reference.
pub(super) fn outputs(resource: &Resource, state: &Value, version: Option<&Text>) -> BTreeMap<Name, Value> {
    let Some(values) = values(resource, state) else { return BTreeMap::new() };
    let given = resource.outputs.iter().filter_map(|(name, declared)| {
        let found = attribute::at(&values, declared)?;
        let is_secret = declared.secret || !is_open(found);
        let reference = || secret_output(&resource.address, name, version.cloned()).into();
        Some((name.clone(), if is_secret { reference() } else { found.clone() }))
    });
    given.collect()
}

/// The attributes of the block that the resource stands for, what is sensitive replaced.
fn values(resource: &Resource, state: &Value) -> Option<Value> {
    let block = blocks::sole(resource)?;
    let all = state.get("values")?.get("root_module")?.get("resources")?.as_list()?;
    let found = all.iter().find(|one| one.get("address").and_then(Value::as_str) == Some(&block.address))?;
    let none = Value::Null;
    let marks = found.get("sensitive_values").unwrap_or(&none);
    let observed = Observed::nothing().with_sensitive(resource.address.clone(), found.get("values")?, marks);
    match observed.get(&resource.address) {
        Some(Observation::Present(present)) => Some(present.body().clone()),
        _ => None,
    }
}

/// Whether nothing of it is a reference.
fn is_open(value: &Value) -> bool {
    let mut is_open = true;
    value.for_each_leaf(&mut |leaf| is_open &= !matches!(leaf, Value::Secret(_) | Value::Unknown(_)));
    is_open
}
