//! What is sensitive somewhere in a plan is so everywhere in it.
//!
//! Terraform's marks follow its own expressions, not what a provider gives back: the `output` of a `terraform_data` is
//! written in clear, though its `input` was sensitive. Nor do they know what a path calls secret.

use serde_json::Value as Json;

use super::super::{TerraformRoot, TerraformSecrets};
use super::raw::{Change, Document};
use crate::formats::json::plain;
use crate::model::{Address, Map, Pointer, Text, Value, concealed};

pub(super) struct Secrets(TerraformSecrets);

impl Secrets {
    pub(super) fn of(document: &Document, root: &TerraformRoot) -> Self {
        let deferred = document.deferred_changes.iter().map(|one| &one.resource_change);
        let resources = document.resource_changes.iter().chain(&document.resource_drift).chain(deferred);
        let changes = resources.clone().map(|one| &one.change).chain(document.output_changes.values());
        let mut found: Vec<Text> = Vec::new();
        for Change { before, after, before_sensitive, after_sensitive, .. } in changes {
            for marks in [before_sensitive, after_sensitive] {
                marked(before, marks, &mut found);
                marked(after, marks, &mut found);
            }
        }
        for (block, change) in resources.filter_map(|one| Some((one.block()?, &one.change))) {
            let sides = [&change.before, &change.after].map(|side| root.secret_texts(&block, &plain(side)));
            found.extend(sides.into_iter().flatten());
        }
        Self(found.into_iter().collect())
    }

    /// The value without any such text.
    pub(super) fn hide(&self, address: &Address, value: &Value) -> Value {
        if self.0.is_empty() { value.clone() } else { self.hide_at(address, value, &Pointer::root()) }
    }

    fn hide_at(&self, address: &Address, value: &Value, at: &Pointer) -> Value {
        match value {
            Value::String(text) if self.0.stand_in(text) => concealed(address, at),
            Value::Map(map) => {
                let hidden = map.iter().map(|(key, value)| (key.clone(), self.hide_at(address, value, &at.join(key))));
                Value::Map(Map::from_entries(hidden))
            }
            Value::List(list) => {
                let hidden = |(index, value): (usize, &Value)| self.hide_at(address, value, &at.index(index));
                Value::list(list.iter().enumerate().map(hidden))
            }
            other => other.clone(),
        }
    }
}

fn marked(value: &Json, marks: &Json, found: &mut Vec<Text>) {
    match (value, marks) {
        (_, Json::Bool(true)) => texts(value, found),
        (Json::Object(map), Json::Object(marks)) => {
            map.iter().for_each(|(key, value)| marked(value, marks.get(key).unwrap_or(&Json::Null), found));
        }
        (Json::Array(items), Json::Array(marks)) => {
            items.iter().zip(marks).for_each(|(value, marks)| marked(value, marks, found));
        }
        _ => {}
    }
}

fn texts(value: &Json, found: &mut Vec<Text>) {
    match value {
        Json::String(text) => found.push(text.as_str().into()),
        Json::Object(map) => map.values().for_each(|value| texts(value, found)),
        Json::Array(items) => items.iter().for_each(|value| texts(value, found)),
        _ => {}
    }
}
