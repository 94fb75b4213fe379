//! Values to YAML.

use super::plain::{is_literal, is_plain, is_printable};
use crate::model::Value;

/// Keys up to this many bytes stand before their `:`; longer ones need a `?`.
const LONGEST_KEY: usize = 512;

/// A value as a YAML document: block style, two spaces, keys sorted, a newline at the end. The same value always gives
/// the same text.
///
/// Text stands without quotes only where readers of YAML 1.1 and 1.2 both take it for that text; text of several lines
/// is a literal block. Reading what was written gives the value back, but for [`Value::Digits`], which an authored
/// document may not hold, and for unknowns and secrets, which are written in wire form.
///
/// ```
/// use platform_core::{formats::yaml, model::Value};
/// let value = Value::from_json(r#"{"spec": {"on": "yes", "ports": [{"port": 80}]}, "kind": "Service"}"#)?;
/// assert_eq!(yaml::write(&value), "kind: Service\nspec:\n  \"on\": \"yes\"\n  ports:\n    - port: 80\n");
/// # Ok::<(), platform_core::model::Failure>(())
/// ```
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    if is_block(value) {
        block(value, 0, &mut out);
    } else {
        scalar(value, 0, &mut out);
        out.push('\n');
    }
    out
}

/// Whether a value takes lines of its own.
fn is_block(value: &Value) -> bool {
    match value {
        Value::List(items) => !items.is_empty(),
        Value::Map(map) => !map.is_empty(),
        Value::Unknown(_) | Value::Secret(_) => true,
        _ => false,
    }
}

fn indent(level: usize, out: &mut String) {
    (0..level).for_each(|_| out.push_str("  "));
}

/// A list or map; the first line is indented by whoever calls, all lines end with a newline.
fn block(value: &Value, level: usize, out: &mut String) {
    match value {
        Value::List(items) => {
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    indent(level, out);
                }
                out.push_str("- ");
                nested(item, level.saturating_add(1), out);
            }
        }
        Value::Map(map) => {
            for (position, (key, value)) in map.iter().enumerate() {
                if position > 0 {
                    indent(level, out);
                }
                entry(key, value, level, out);
            }
        }
        wire @ (Value::Unknown(_) | Value::Secret(_)) => {
            // JSON is YAML: one line keeps our own form recognizable.
            out.push_str(&wire.to_canonical_json());
            out.push('\n');
        }
        _ => {}
    }
}

/// What stands behind `- ` or `? `.
fn nested(value: &Value, level: usize, out: &mut String) {
    if is_block(value) {
        block(value, level, out);
    } else {
        scalar(value, level, out);
        out.push('\n');
    }
}

fn entry(key: &str, value: &Value, level: usize, out: &mut String) {
    let long = key.len() > LONGEST_KEY;
    out.push_str(if long { "? " } else { "" });
    if is_plain(key) {
        out.push_str(key);
    } else {
        quoted(key, out);
    }
    if long {
        out.push('\n');
        indent(level, out);
    }
    out.push(':');
    let inner = level.saturating_add(1);
    match value {
        Value::List(_) | Value::Map(_) if is_block(value) => {
            out.push('\n');
            indent(inner, out);
            block(value, inner, out);
        }
        other => {
            out.push(' ');
            nested(other, inner, out);
        }
    }
}

fn scalar(value: &Value, level: usize, out: &mut String) {
    use std::fmt::Write as _;
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        // Writing to a String can't fail.
        Value::Integer(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Float(number) => float(*number, out),
        Value::Digits(digits) => out.push_str(digits),
        Value::String(text) if is_plain(text) => out.push_str(text),
        Value::String(text) if is_literal(text) => literal(text, level.max(1), out),
        Value::String(text) => quoted(text, out),
        Value::List(_) => out.push_str("[]"),
        Value::Map(_) => out.push_str("{}"),
        Value::Unknown(_) | Value::Secret(_) => {}
    }
}

/// With a point and a sign in the exponent: YAML 1.1 takes a number without them for text.
pub(super) fn float(number: f64, out: &mut String) {
    use std::fmt::Write as _;
    if (1e-6..1e15).contains(&number.abs()) {
        let _ = write!(out, "{number}");
        return;
    }
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    let _ = write!(out, "{digits}{point}e{sign}{exponent}");
}

/// A literal block without the newline of its last line.
fn literal(text: &str, level: usize, out: &mut String) {
    out.push('|');
    if !text.ends_with('\n') {
        out.push('-');
    }
    for line in text.lines() {
        out.push('\n');
        if !line.is_empty() {
            indent(level, out);
            out.push_str(line);
        }
    }
}

pub(super) fn quoted(text: &str, out: &mut String) {
    use std::fmt::Write as _;
    let is_simple = text.chars().all(|character| is_printable(character) && character != '\'');
    if is_simple && text.contains(['"', '\\']) {
        out.push('\'');
        out.push_str(text);
        out.push('\'');
        return;
    }
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            printable if is_printable(printable) || u32::from(printable) > 0xFFFF => out.push(printable),
            other => {
                let _ = write!(out, "\\u{:04x}", u32::from(other));
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_reads_as_people_write_it() {
        let value = Value::from_json(
            r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cart", "labels": {}},
                "data": {"app.ini": "[a]\nb = 1\n", "flag": "true", "empty": "", "port": "80", "tail": "a\nb",
                "quote": "say \"hi\"", "path": "C:\\x", "bell": "\u0007"},
                "list": [[1, [2]], {"a": 1, "b": [null]}, [], {}, 1.5, 1e300, 0.0000001]}"#,
        )
        .unwrap();
        insta::assert_snapshot!(write(&value));
    }

    #[test]
    fn scalars_alone_are_documents_too() {
        assert_eq!(write(&Value::from("a\nb\n")), "|\n  a\n  b\n");
        assert_eq!(write(&Value::Null), "null\n");
        assert_eq!(write(&Value::empty_map()), "{}\n");
    }

    #[test]
    fn a_key_too_long_for_its_line_gets_a_question_mark() {
        let key = "k".repeat(600);
        assert_eq!(write(&Value::map([(&*key, Value::list([1.into()]))])), format!("? {key}\n:\n  - 1\n"));
    }
}
