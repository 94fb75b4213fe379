//! Values that were unknown when the plan was made, filled in from what is known now.

use std::collections::BTreeMap;

use crate::model::{Address, Name, Resource, SecretRef, State, Unknown, UnknownPart, Value};

/// The outputs that are known: those of the state, and those of other subjects' resources.
pub(super) struct Known<'a> {
    pub(super) state: &'a State,
    pub(super) foreign: &'a BTreeMap<Address, BTreeMap<Name, Value>>,
}

impl Known<'_> {
    /// What a resource gave under a name.
    pub(super) fn output(&self, address: &Address, name: &str) -> Option<&Value> {
        let own = self.state.resources.get(address).and_then(|resource| resource.outputs.get(name));
        own.or_else(|| self.foreign.get(address)?.get(name))
    }

    /// A value with what is known of it filled in.
    pub(super) fn fill(&self, value: &Value) -> Value {
        match value {
            Value::List(list) if value.has_unknown() => Value::list(list.iter().map(|item| self.fill(item))),
            Value::Map(map) if value.has_unknown() => {
                Value::Map(map.iter().map(|(key, value)| (key.clone(), self.fill(value))).collect())
            }
            Value::Unknown(unknown) => self.join(unknown).unwrap_or_else(|| value.clone()),
            known => known.clone(),
        }
    }

    /// One output as it is, or the text that the parts make; `None` while one of them is not known.
    fn join(&self, unknown: &Unknown) -> Option<Value> {
        if let [UnknownPart::Output { address, output }] = unknown.parts.as_slice() {
            return self.output(address, output).cloned();
        }
        let mut text = String::new();
        for part in &unknown.parts {
            match part {
                UnknownPart::Literal(literal) => text.push_str(literal),
                UnknownPart::Output { address, output } => match self.output(address, output)? {
                    Value::String(value) => text.push_str(value),
                    value @ (Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Digits(_)) => {
                        text.push_str(&value.to_json());
                    }
                    _ => return None,
                },
            }
        }
        Some(text.into())
    }
}

/// The outputs of a resource as they are kept: a secret one only as a reference to itself.
pub(super) fn outputs(resource: &Resource, given: &BTreeMap<Name, Value>, serial: u64) -> BTreeMap<Name, Value> {
    let outputs = resource.outputs.iter().filter_map(|(name, declaration)| {
        if declaration.secret {
            return Some((name.clone(), secret_output(&resource.address, name, serial)));
        }
        let value = given.get(name).or(declaration.value.as_ref())?;
        (!value.has_unknown()).then(|| (name.clone(), value.clone()))
    });
    outputs.collect()
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
