//! Field changes made to a value.

use crate::model::{FieldChange, FieldChangeKind, Map, Text, Value, item_position};

/// The value with the changes made: `apply(a, diff(a, b))` is `b`, as far as the rules of the diff tell them apart.
///
/// New items of keyed lists and sets are put behind the others; an order that has a meaning is made last. A change of
/// what is not there is left out.
///
/// ```
/// use platform_core::model::Value;
/// use platform_core::plan::{DiffRules, apply, diff};
/// let before = Value::from_json(r#"{"metadata": {"finalizers": ["a"]}}"#)?;
/// let after = Value::from_json(r#"{"metadata": {"finalizers": ["b", "a"]}}"#)?;
/// let changes = diff(Some(&before), Some(&after), &DiffRules::for_target("kubernetes"));
/// assert_eq!(apply(&before, &changes).to_json(), r#"{"metadata":{"finalizers":["a","b"]}}"#);
/// # Ok::<(), platform_core::model::Failure>(())
/// ```
pub fn apply(value: &Value, changes: &[FieldChange]) -> Value {
    let (orders, values): (Vec<_>, Vec<_>) =
        changes.iter().partition(|change| change.kind == FieldChangeKind::Reordered);
    let changed = values.into_iter().fold(value.clone(), |value, change| {
        let tokens: Vec<String> = change.path.tokens().collect();
        set(Some(&value), &tokens, change).unwrap_or_default()
    });
    orders.into_iter().fold(changed, |value, change| {
        let sorted = change.path.find(&value).and_then(Value::as_list).and_then(|list| reorder(list, change));
        sorted.map_or(value.clone(), |sorted| {
            let change = FieldChange { after: Some(sorted), ..change.clone() };
            let tokens: Vec<String> = change.path.tokens().collect();
            set(Some(&value), &tokens, &change).unwrap_or_default()
        })
    })
}

/// `None` when the place goes away.
fn set(value: Option<&Value>, tokens: &[String], change: &FieldChange) -> Option<Value> {
    let Some((token, rest)) = tokens.split_first() else { return change.after.clone() };
    match value {
        Some(Value::List(list)) => Some(set_item(list, token, rest, change)),
        value => {
            let map = value.and_then(Value::as_map).cloned().unwrap_or_default();
            let child = set(map.get(token), rest, change);
            Some(Value::Map(with(&map, token, child)))
        }
    }
}

fn with(map: &Map, key: &str, child: Option<Value>) -> Map {
    match child {
        Some(child) => map.with(Text::from(key), child),
        None => map.without(key),
    }
}

fn set_item(list: &[Value], token: &str, rest: &[String], change: &FieldChange) -> Value {
    let mut items = list.to_vec();
    if rest.is_empty() && change.before.is_none() {
        items.extend(change.after.clone());
        return Value::list(items);
    }
    let Some(position) = item_position(list, token) else { return Value::list(items) };
    match (list.get(position), set(list.get(position), rest, change)) {
        (_, Some(changed)) => {
            if let Some(slot) = items.get_mut(position) {
                *slot = changed;
            }
        }
        // A set may have a member twice: both go.
        (Some(gone), None) => items.retain(|item| item != gone),
        (None, None) => {}
    }
    Value::list(items)
}

/// The named items in the order of their names, in the places they have together.
fn reorder(list: &[Value], change: &FieldChange) -> Option<Value> {
    let names = change.after.as_ref()?.as_list()?.iter().filter_map(Value::as_str);
    let order: Vec<usize> = names.filter_map(|name| item_position(list, name)).collect();
    let mut places = order.clone();
    places.sort_unstable();
    let mut items = list.to_vec();
    for (place, from) in places.into_iter().zip(order) {
        if let Some((slot, item)) = items.get_mut(place).zip(list.get(from)) {
            *slot = item.clone();
        }
    }
    Some(Value::list(items))
}
