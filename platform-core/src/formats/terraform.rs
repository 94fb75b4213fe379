//! Texts that are data to Terraform, which reads `${…}` and `%{…}` in every text: written `$${` and `%%{` they are plain.

use crate::model::{Map, Unknown, UnknownPart, Value};

/// Appends a text that is inserted to what stands before it. Code that begins before it, in the template's own text,
/// would be as harmful as code inside it.
pub(crate) fn push(out: &mut String, inserted: &str) {
    if inserted.starts_with('{') {
        out.extend(out.chars().next_back().filter(|last| is_sign(*last)));
    }
    let mut characters = inserted.chars().peekable();
    while let Some(character) = characters.next() {
        out.push(character);
        if is_sign(character) && characters.peek() == Some(&'{') {
            out.push(character);
        }
    }
}

/// Appends the template's own text behind what was inserted.
pub(crate) fn push_behind(out: &mut String, literal: &str) {
    if literal.starts_with('{') {
        out.extend(out.chars().next_back().filter(|last| is_sign(*last)));
    }
    out.push_str(literal);
}

/// Whether Terraform would read a text as more than itself.
pub(crate) fn is_code(text: &str) -> bool {
    text.contains("${") || text.contains("%{")
}

/// A value that is inserted whole.
pub(crate) fn escaped(value: &Value) -> Value {
    match value {
        Value::String(text) if is_code(text) => Value::from(escaped_text(text)),
        Value::List(list) => Value::list(list.iter().map(escaped)),
        Value::Map(map) => {
            let entries = map.iter().map(|(key, value)| (escaped_text(key).into(), escaped(value)));
            Value::Map(Map::from_entries(entries))
        }
        Value::Unknown(unknown) => {
            let parts = unknown.parts.iter().map(|part| match part {
                UnknownPart::Literal(text) => UnknownPart::Literal(escaped_text(text).into()),
                output => output.clone(),
            });
            Value::from(Unknown { parts: parts.collect() })
        }
        other => other.clone(),
    }
}

fn escaped_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(4));
    push(&mut out, text);
    out
}

fn is_sign(character: char) -> bool {
    matches!(character, '$' | '%')
}
