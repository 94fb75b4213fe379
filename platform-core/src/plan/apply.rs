//! Field changes made to a value.

use crate::model::{FieldChange, Value};

/// The value with the changes made: `apply(a, diff(a, b))` is `b`, as far as the rules of the diff tell them apart.
pub fn apply(value: &Value, changes: &[FieldChange]) -> Value {
    changes.iter().fold(value.clone(), |value, change| {
        let tokens: Vec<String> = change.path.tokens().collect();
        set(Some(&value), &tokens, change.after.as_ref()).unwrap_or_default()
    })
}

fn set(value: Option<&Value>, tokens: &[String], after: Option<&Value>) -> Option<Value> {
    let Some((token, rest)) = tokens.split_first() else { return after.cloned() };
    let map = value.and_then(Value::as_map).cloned().unwrap_or_default();
    let changed = match set(map.get(token), rest, after) {
        Some(child) => map.with(token.as_str(), child),
        None => map.without(token),
    };
    Some(Value::Map(changed))
}
