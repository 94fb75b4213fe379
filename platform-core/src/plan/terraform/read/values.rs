//! Values of Terraform's, with its marks, as ours.

use serde_json::Value as Json;

use crate::formats::json::plain;
use crate::model::{Address, Map, Pointer, Unknown, Value, has_mark, without_marked};

/// What is known of a side of a change, where what any of the marks says to be sensitive is a reference; nothing, where
/// nothing is there.
pub(super) fn known(address: &Address, json: &Json, sensitive: &[Value]) -> Option<Value> {
    let value = Some(plain(json)).filter(|value| !value.is_null())?;
    Some(sensitive.iter().fold(value, |value, marks| without_marked(address, &value, marks)))
}

/// With what is unknown as outputs of the address by their place.
pub(super) fn with_unknowns(address: &Address, value: Option<Value>, marks: &Value) -> Option<Value> {
    if has_mark(marks) { Some(filled(address, value.as_ref(), marks, &Pointer::root())) } else { value }
}

fn filled(address: &Address, value: Option<&Value>, marks: &Value, at: &Pointer) -> Value {
    match (marks, value) {
        // What is sensitive and known is hidden already: nothing of it is told by a mark below it.
        (_, Some(Value::Secret(_))) | (Value::Bool(false), _) => value.cloned().unwrap_or_default(),
        (Value::Bool(true), _) => Unknown::output(address.clone(), at.as_str()).into(),
        (Value::Map(marks), None | Some(Value::Null | Value::Map(_))) => {
            let map = value.and_then(Value::as_map).cloned().unwrap_or_default();
            let told = marks.iter().filter(|(key, marks)| map.contains_key(key) || has_mark(marks));
            let told = told.map(|(key, marks)| (key.clone(), filled(address, map.get(key), marks, &at.join(key))));
            Value::Map(Map::from_entries(map.iter().cloned().chain(told)))
        }
        (Value::List(marks), None | Some(Value::Null | Value::List(_))) => {
            let list = value.and_then(Value::as_list).unwrap_or_default();
            let items = (0..list.len().max(marks.len())).map(|index| {
                let marks = marks.get(index).unwrap_or(&Value::Bool(false));
                filled(address, list.get(index), marks, &at.index(index))
            });
            Value::list(items)
        }
        // Marks of another form than the value say that something of it is unknown, and not what.
        _ if has_mark(marks) => Unknown::output(address.clone(), at.as_str()).into(),
        _ => value.cloned().unwrap_or_default(),
    }
}
