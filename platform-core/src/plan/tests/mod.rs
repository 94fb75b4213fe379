//! Tests of the whole room.

mod compare;
mod definitions;
mod delegated;
mod diff;
mod digests;
mod documents;
mod explain;
mod fields;
mod files;
mod groups;
mod history;
mod laws;
mod order;
mod plans;
mod rules;
mod scene;
mod secrets;
mod terraform;
mod terraform_read;
mod verify;

use crate::model::{FieldChange, Value};

fn json(text: &str) -> Value {
    Value::from_json(text).unwrap()
}

/// `PATH KIND BEFORE -> AFTER`, `!` behind the path where it forces a replacement.
fn told(changes: &[FieldChange]) -> Vec<String> {
    let text = |value: &Option<Value>| value.as_ref().map_or_else(|| "-".to_owned(), Value::to_json);
    let line = |change: &FieldChange| {
        let mark = if change.forces_replacement { "!" } else { "" };
        format!("{}{mark} {:?} {} -> {}", change.path, change.kind, text(&change.before), text(&change.after))
    };
    changes.iter().map(line).collect()
}
