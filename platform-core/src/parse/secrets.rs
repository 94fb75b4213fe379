//! `{secretRef: {store, key, …}}` in what people write becomes a reference to a secret.

use std::sync::Arc;

use super::decode::{At, Decoder, Fields, filled};
use crate::model::{Entry, Map, NodeKind, SecretRef, Value, codes};

const FIELDS: [&str; 4] = ["store", "key", "property", "version"];

/// Parameters: every `secretRef` is ours, but for one that holds a `name`, which is Kubernetes' own.
pub(super) fn value(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Value> {
    Some(convert(decoder, at, |fields| fields.entry("name").is_none() || fields.entry("store").is_some()))
}

/// A map of parameters.
pub(super) fn map(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Map> {
    decoder.fields(at)?;
    match value(decoder, at)? {
        Value::Map(map) => Some(map),
        _ => {
            decoder.wrong_type(at, "a map of parameters");
            None
        }
    }
}

/// The body of a template: other tools have a field `secretRef` too, so only one with a `store` is ours. One with
/// expressions in it becomes a reference when it is rendered.
pub(super) fn body(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Value> {
    Some(convert(decoder, at, |fields| fields.entry("store").is_some()))
}

/// Recursion ends: the reader of YAML bounds the depth.
fn convert(decoder: &mut Decoder<'_>, at: At<'_>, is_ours: fn(&Fields<'_>) -> bool) -> Value {
    match &at.node.kind {
        NodeKind::Scalar(value) => value.clone(),
        NodeKind::List(items) => Value::list(items.iter().enumerate().map(|(index, node)| {
            let path = at.path.index(index);
            convert(decoder, At { node, path: &path }, is_ours)
        })),
        NodeKind::Map(entries) => {
            if let [entry] = &**entries
                && &*entry.key == "secretRef"
                && let NodeKind::Map(inner) = &entry.value.kind
            {
                let path = at.path.key(&entry.key);
                let fields = Fields { at: At { node: &entry.value, path: &path }, entries: inner };
                if is_ours(&fields) && !has_expression(inner) {
                    return secret(decoder, &fields);
                }
            }
            let entries = entries.iter().map(|entry| {
                let path = at.path.key(&entry.key);
                (entry.key.clone(), convert(decoder, At { node: &entry.value, path: &path }, is_ours))
            });
            Value::Map(Map::from_entries(entries))
        }
    }
}

fn has_expression(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| entry.value.as_str().is_some_and(|text| text.contains("${{")))
}

fn secret(decoder: &mut Decoder<'_>, fields: &Fields<'_>) -> Value {
    let before = decoder.diagnostics.len();
    decoder.closed(fields.at, &FIELDS);
    let store = fields.required(decoder, "store", filled);
    let key = fields.required(decoder, "key", filled);
    let property = fields.optional(decoder, "property", filled);
    let version = fields.optional(decoder, "version", filled);
    for diagnostic in decoder.diagnostics.iter_mut().skip(before) {
        diagnostic.code = codes::VALUE_SECRET;
        diagnostic.category = codes::VALUE_SECRET.category().into();
    }
    match (store, key) {
        (Some(store), Some(key)) => Value::Secret(Arc::new(SecretRef { store, key, property, version })),
        _ => Value::Null,
    }
}
