//! What a root module gave, by what our resources declare.

use std::collections::BTreeMap;

use platform_core::model::{Name, Observation, Observed, Resource, Text, Value, secret_output};
use platform_core::plan::{TerraformRoot, TerraformSecrets};

use super::super::attribute;
use super::blocks;

/// The state of a root module.
pub(super) struct Given<'s> {
    resources: &'s [Value],
    /// What stands somewhere where it is secret, and so is told nowhere.
    secrets: TerraformSecrets,
}

impl<'s> Given<'s> {
    pub(super) fn of(root: &TerraformRoot, state: &'s Value) -> Self {
        let all = || state.get("values")?.get("root_module")?.get("resources")?.as_list();
        let resources = all().unwrap_or_default();
        let texts = |one: &Value| {
            let text = |key| one.get(key).and_then(Value::as_str).unwrap_or_default();
            let prefix = if text("mode") == "data" { "data." } else { "" };
            let block = format!("{prefix}{}.{}", text("type"), text("name"));
            one.get("values").map(|values| root.secret_texts(&block, values)).unwrap_or_default()
        };
        Self { resources, secrets: resources.iter().flat_map(texts).collect() }
    }

    /// The outputs that a resource declares, as the state has them. What is secret or sensitive is a reference.
    pub(super) fn outputs(&self, resource: &Resource, version: Option<&Text>) -> BTreeMap<Name, Value> {
        let Some(values) = self.values(resource) else { return BTreeMap::new() };
        let given = resource.outputs.iter().filter_map(|(name, declared)| {
            let found = attribute::at(&values, declared)?;
            let is_secret = declared.secret || !self.is_open(found);
            let reference = || secret_output(&resource.address, name, version.cloned()).into();
            Some((name.clone(), if is_secret { reference() } else { found.clone() }))
        });
        given.collect()
    }

    /// The attributes of the block that the resource stands for, what is sensitive replaced.
    fn values(&self, resource: &Resource) -> Option<Value> {
        let block = blocks::sole(resource)?;
        let is_it = |one: &&Value| one.get("address").and_then(Value::as_str) == Some(&block.address);
        let found = self.resources.iter().find(is_it)?;
        let none = Value::Null;
        let marks = found.get("sensitive_values").unwrap_or(&none);
        let observed = Observed::nothing().with_sensitive(resource.address.clone(), found.get("values")?, marks);
        match observed.get(&resource.address) {
            Some(Observation::Present(present)) => Some(present.body().clone()),
            _ => None,
        }
    }

    /// Whether nothing of it is a reference, or should be one.
    fn is_open(&self, value: &Value) -> bool {
        let mut is_open = true;
        value.for_each_leaf(&mut |leaf| {
            is_open &= match leaf {
                Value::Secret(_) | Value::Unknown(_) => false,
                Value::String(text) => !self.secrets.stand_in(text),
                _ => true,
            }
        });
        is_open
    }
}
