//! Schemas as text, laid out for reading and the same whatever order the maps were built in.

use serde_json::{Map, Value};

/// The order in which keys of a schema are read; others follow by name, definitions come last.
const FIRST: [&str; 12] = [
    "$schema",
    "$id",
    "$ref",
    "title",
    "description",
    "type",
    "const",
    "enum",
    "oneOf",
    "anyOf",
    "discriminator",
    "required",
];

pub(super) fn pretty(schema: &Value) -> String {
    let mut out = String::new();
    write(schema, 0, true, &mut out);
    out.push('\n');
    out
}

/// `is_schema` is off where keys are names that people chose, as below `properties`.
fn write(value: &Value, depth: usize, is_schema: bool, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push_str("{\n");
            let keys = sorted(map, is_schema);
            let last = keys.len().saturating_sub(1);
            for (index, key) in keys.into_iter().enumerate() {
                indent(depth.saturating_add(1), out);
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push_str(": ");
                let names = is_schema && matches!(key.as_str(), "properties" | "$defs" | "mapping");
                if let Some(value) = map.get(key) {
                    write(value, depth.saturating_add(1), !names, out);
                }
                out.push_str(if index == last { "\n" } else { ",\n" });
            }
            indent(depth, out);
            out.push('}');
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            out.push_str("[\n");
            let last = items.len().saturating_sub(1);
            for (index, item) in items.iter().enumerate() {
                indent(depth.saturating_add(1), out);
                write(item, depth.saturating_add(1), is_schema, out);
                out.push_str(if index == last { "\n" } else { ",\n" });
            }
            indent(depth, out);
            out.push(']');
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            out.push_str(&format!("[{}]", items.join(", ")));
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn sorted(map: &Map<String, Value>, is_schema: bool) -> Vec<&String> {
    let mut keys: Vec<&String> = map.keys().collect();
    let rank = |key: &String| match key.as_str() {
        _ if !is_schema => 0,
        "$defs" => FIRST.len().saturating_add(1),
        key => FIRST.iter().position(|first| *first == key).unwrap_or(FIRST.len()),
    };
    keys.sort_by(|a, b| (rank(a), a).cmp(&(rank(b), b)));
    keys
}

fn indent(depth: usize, out: &mut String) {
    out.push_str(&"  ".repeat(depth));
}
