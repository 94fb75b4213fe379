//! The digest of what a template gives: what is fixed in it was written as JSON once, when it was compiled.

use crate::model::{Digest, Value, write_json_string};

use super::{Entry, Node, Template};

/// Bytes that most bodies need.
const COMMON_SIZE: usize = 4096;

impl Template {
    /// The digest of a value that this template gave, which is that of its canonical JSON.
    pub(crate) fn digest(&self, filled: &Value) -> Digest {
        let mut text = String::with_capacity(COMMON_SIZE);
        write(&self.node, filled, &mut text);
        Digest::of(text.as_bytes())
    }
}

/// Writes down what is fixed.
pub(super) fn write_fixed(node: &mut Node) {
    match node {
        Node::Fixed { value, json, .. } => *json = value.to_canonical_json().into(),
        Node::Map(entries) => {
            for entry in entries {
                let mut key = String::new();
                write_json_string(&entry.key, &mut key);
                key.push(':');
                entry.json = key.into();
                write_fixed(&mut entry.node);
            }
        }
        Node::List(items) => items.iter_mut().for_each(write_fixed),
        Node::OpenMap(_) | Node::Secret(_) | Node::Leaf(_) => {}
    }
}

fn write(node: &Node, value: &Value, out: &mut String) {
    match (node, value) {
        (Node::Fixed { json, .. }, _) => out.push_str(json),
        (Node::Map(entries), Value::Map(map)) if entries.len() == map.len() && !is_form(entries) => {
            out.push('{');
            for (place, (Entry { json, node, .. }, (_, value))) in entries.iter().zip(map).enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(json);
                write(node, value, out);
            }
            out.push('}');
        }
        (Node::List(items), Value::List(list)) if items.len() == list.len() => {
            out.push('[');
            for (place, (node, value)) in items.iter().zip(list.iter()).enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write(node, value, out);
            }
            out.push(']');
        }
        (_, value) => value.write_canonical_json(out),
    }
}

/// Whether a map may look like one of our own forms, which are written in another way.
fn is_form(entries: &[Entry]) -> bool {
    matches!(entries, [entry] if entry.key.starts_with('$'))
}
