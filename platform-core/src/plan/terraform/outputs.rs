//! What the root module of a Terraform target gives: the `output` blocks of all its bodies.

use std::collections::BTreeMap;

use super::item::Item;
use super::marks::{self, Texts};
use crate::model::{Text, Value};

/// One output.
struct Output<'a> {
    value: Option<&'a Value>,
    is_sensitive: bool,
}

/// `output_changes`, and `outputs` of what is planned.
pub(super) fn outputs(items: &[Item<'_>]) -> (Value, Value) {
    let of = |body: for<'i> fn(&'i Item<'_>) -> Option<&'i Value>| -> BTreeMap<Text, Value> {
        let bodies = items.iter().filter(|item| item.target == "terraform").filter_map(body);
        let blocks = bodies.filter_map(|body| body.get("output").and_then(Value::as_map)).flatten();
        blocks.map(|(name, block)| (name.clone(), block.clone())).collect()
    };
    let (before, after) = (of(|item| item.before.as_ref()), of(|item| item.after.as_ref()));
    let mut names: Vec<&Text> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    let changes = names.into_iter().map(|name| (name.clone(), change(before.get(name), after.get(name))));
    let changes: Vec<(Text, Value)> = changes.collect();
    let planned = after.iter().map(|(name, block)| {
        let output = read(block);
        let mut entries = vec![("sensitive", Value::Bool(output.is_sensitive))];
        if let Some(value) = known(&output) {
            entries.push(("value", value));
        }
        (name.clone(), Value::map(entries))
    });
    (Value::map(changes), Value::map(planned))
}

fn read(block: &Value) -> Output<'_> {
    let value = block.get("value");
    let is_secret = value.is_some_and(|value| {
        let mut found = false;
        value.for_each_leaf(&mut |leaf| found |= matches!(leaf, Value::Secret(_)));
        found
    });
    Output { value, is_sensitive: is_secret || block.get("sensitive").and_then(Value::as_bool) == Some(true) }
}

fn is_unknown(output: &Output<'_>) -> bool {
    output.value.is_none_or(|value| {
        let mut found = false;
        value.for_each_leaf(&mut |leaf| found |= marks::known(leaf, Texts::Templates).is_none());
        found
    })
}

/// What is told of it: nothing of a sensitive one, and nothing unless all of it is known.
fn known(output: &Output<'_>) -> Option<Value> {
    if is_unknown(output) {
        return None;
    }
    if output.is_sensitive {
        Some(Value::Null)
    } else {
        output.value.and_then(|value| marks::known(value, Texts::Templates))
    }
}

fn change(before: Option<&Value>, after: Option<&Value>) -> Value {
    let action = match (before, after) {
        (None, _) => "create",
        (_, None) => "delete",
        (Some(before), Some(after)) if before == after => "no-op",
        _ => "update",
    };
    let (before, after) = (before.map(read), after.map(read));
    let is_sensitive = |output: &Option<Output<'_>>| output.as_ref().is_some_and(|output| output.is_sensitive);
    let told = |output: &Option<Output<'_>>| output.as_ref().map_or(Some(Value::Null), known);
    let mut entries = vec![
        ("actions", Value::list([action.into()])),
        ("after_sensitive", is_sensitive(&after).into()),
        ("after_unknown", after.as_ref().is_some_and(is_unknown).into()),
        ("before", told(&before).unwrap_or_default()),
        ("before_sensitive", is_sensitive(&before).into()),
    ];
    entries.extend(told(&after).map(|after| ("after", after)));
    Value::map(entries)
}
