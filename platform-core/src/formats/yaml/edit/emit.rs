//! New values as text, in the style of what stands around them.

use granit_parser::ScalarStyle;

use super::super::plain::{is_literal, is_plain, is_printable};
use super::super::write::{float, quoted};
use crate::model::Value;

/// How a document is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Columns that a map stands deeper than the key it belongs to.
    pub(super) step: usize,
    /// Columns that a list's dashes stand deeper than the key it belongs to.
    pub(super) list: usize,
    /// What ends a line.
    pub(super) newline: &'static str,
}

impl Layout {
    /// The column where a value begins that stands below its key.
    pub(super) fn below(&self, column: usize, value: &Value) -> usize {
        let deeper = if matches!(value, Value::List(_)) { self.list } else { self.step };
        column.saturating_add(deeper)
    }
}

/// Whether a value takes lines of its own.
pub(super) fn is_block(value: &Value) -> bool {
    match value {
        Value::List(items) => !items.is_empty(),
        Value::Map(map) => !map.is_empty(),
        _ => false,
    }
}

/// A list or map in block style. Its first line is where the caller stands, which is at `column`; the last line does not
/// end.
pub(super) fn block(value: &Value, column: usize, layout: &Layout, out: &mut String) {
    let next = |out: &mut String| {
        out.push_str(layout.newline);
        spaces(column, out);
    };
    match value {
        Value::List(items) => {
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    next(out);
                }
                self::item(item, column, layout, out);
            }
        }
        Value::Map(map) => {
            for (position, (key, value)) in map.iter().enumerate() {
                if position > 0 {
                    next(out);
                }
                entry(key, value, column, false, layout, out);
            }
        }
        scalar => self::scalar(scalar, None, column, layout, out),
    }
}

/// `- ` and what is behind it.
pub(super) fn item(value: &Value, column: usize, layout: &Layout, out: &mut String) {
    out.push_str("- ");
    block_or_scalar(value, column.saturating_add(2), layout, out);
}

fn block_or_scalar(value: &Value, column: usize, layout: &Layout, out: &mut String) {
    if is_block(value) {
        block(value, column, layout, out);
    } else {
        // A literal's lines stand deeper than what it belongs to.
        scalar(value, None, column.saturating_sub(2), layout, out);
    }
}

/// A key and its value; `column` is where the key stands.
pub(super) fn entry(key: &str, value: &Value, column: usize, quote: bool, layout: &Layout, out: &mut String) {
    self::key(key, quote, out);
    out.push(':');
    if is_block(value) {
        let below = layout.below(column, value);
        out.push_str(layout.newline);
        spaces(below, out);
        block(value, below, layout, out);
    } else {
        out.push(' ');
        scalar(value, None, column, layout, out);
    }
}

/// A key; in quotes where those beside it are.
pub(super) fn key(key: &str, quote: bool, out: &mut String) {
    if quote {
        double_quoted(key, out);
    } else if is_plain(key) && !key.contains(FLOW) {
        out.push_str(key);
    } else {
        quoted(key, out);
    }
}

/// What must not stand without quotes in a list or map on one line.
const FLOW: [char; 5] = [',', '[', ']', '{', '}'];

/// What needs no lines of its own, quoted as the old value was where that is possible. `column` is where the key or dash
/// it belongs to stands.
pub(super) fn scalar(value: &Value, like: Option<ScalarStyle>, column: usize, layout: &Layout, out: &mut String) {
    match (value, like) {
        (Value::String(text), Some(ScalarStyle::DoubleQuoted)) => double_quoted(text, out),
        (Value::String(text), Some(ScalarStyle::SingleQuoted)) if text.chars().all(is_printable) => {
            out.push('\'');
            out.push_str(&text.replace('\'', "''"));
            out.push('\'');
        }
        (Value::String(text), _) if is_literal(text) => literal(text, column, layout, out),
        _ => flow(value, false, out),
    }
}

/// A value on one line.
pub(super) fn flow(value: &Value, inside: bool, out: &mut String) {
    use std::fmt::Write as _;
    match value {
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        // Writing to a String can't fail.
        Value::Integer(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Float(number) => float(*number, out),
        Value::String(text) if is_plain(text) && !(inside && text.contains(FLOW)) => out.push_str(text),
        Value::String(text) => quoted(text, out),
        Value::List(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push_str(", ");
                }
                flow(item, true, out);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (position, (key, value)) in map.iter().enumerate() {
                if position > 0 {
                    out.push_str(", ");
                }
                self::key(key, false, out);
                out.push_str(": ");
                flow(value, true, out);
            }
            out.push('}');
        }
        _ => out.push_str("null"),
    }
}

fn literal(text: &str, column: usize, layout: &Layout, out: &mut String) {
    out.push('|');
    if !text.ends_with('\n') {
        out.push('-');
    }
    for line in text.lines() {
        out.push_str(layout.newline);
        if !line.is_empty() {
            spaces(column.saturating_add(layout.step), out);
            out.push_str(line);
        }
    }
}

fn double_quoted(text: &str, out: &mut String) {
    // JSON's escapes are all YAML's too.
    out.push_str(&Value::from(text).to_json());
}

pub(super) fn spaces(count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', count));
}
