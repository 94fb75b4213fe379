//! Unknowns become values as soon as what they wait for is known.

use crate::model::{Address, Text, Unknown, UnknownPart, Value};

/// The value with every unknown filled that `outputs` knows: whole ones by the output itself, strings part by part.
///
/// What stays unknown stays as it is; nothing is copied where nothing is filled. An output that is no text, number or
/// boolean can't become part of a string, so such a string stays unknown.
///
/// ```
/// use platform_core::model::{Unknown, Value};
/// let address = "cart/staging/terraform/database".parse()?;
/// let body = Value::map([("host", Value::from(Unknown::output(address, "host")))]);
/// let filled = platform_core::plan::fill(&body, |_, output| (output == "host").then(|| Value::from("db.internal")));
/// assert_eq!(filled.to_json(), r#"{"host":"db.internal"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fill(value: &Value, outputs: impl Fn(&Address, &str) -> Option<Value>) -> Value {
    filled(value, &outputs).unwrap_or_else(|| value.clone())
}

/// `None` when nothing was filled.
pub(super) fn filled(value: &Value, outputs: &dyn Fn(&Address, &str) -> Option<Value>) -> Option<Value> {
    match value {
        Value::Unknown(unknown) => fill_unknown(unknown, outputs),
        Value::List(list) => {
            let items: Vec<Option<Value>> = list.iter().map(|item| filled(item, outputs)).collect();
            if items.iter().all(Option::is_none) {
                return None;
            }
            Some(Value::list(items.into_iter().zip(list.iter()).map(|(new, old)| new.unwrap_or_else(|| old.clone()))))
        }
        Value::Map(map) => {
            let values: Vec<Option<Value>> = map.iter().map(|(_, value)| filled(value, outputs)).collect();
            if values.iter().all(Option::is_none) {
                return None;
            }
            let entries = values.into_iter().zip(map);
            Some(Value::map(entries.map(|(new, (key, old))| (Text::clone(key), new.unwrap_or_else(|| old.clone())))))
        }
        _ => None,
    }
}

fn fill_unknown(unknown: &Unknown, outputs: &dyn Fn(&Address, &str) -> Option<Value>) -> Option<Value> {
    if let [UnknownPart::Output { address, output }] = unknown.parts.as_slice() {
        return outputs(address, output);
    }
    let mut changed = false;
    let mut parts: Vec<UnknownPart> = Vec::with_capacity(unknown.parts.len());
    for part in &unknown.parts {
        match part {
            UnknownPart::Literal(text) => push_literal(&mut parts, text),
            UnknownPart::Output { address, output } => match outputs(address, output) {
                Some(Value::Unknown(inner)) => {
                    changed = true;
                    inner.parts.iter().for_each(|part| match part {
                        UnknownPart::Literal(text) => push_literal(&mut parts, text),
                        other => parts.push(other.clone()),
                    });
                }
                known => match known.as_ref().and_then(scalar_text) {
                    Some(text) => {
                        changed = true;
                        push_literal(&mut parts, &text);
                    }
                    None => parts.push(part.clone()),
                },
            },
        }
    }
    if !changed {
        return None;
    }
    match parts.as_slice() {
        [] => Some(Value::from("")),
        [UnknownPart::Literal(text)] => Some(Value::String(text.clone())),
        // Alone it would stand for the output itself, of any type: an empty text keeps it a string.
        [UnknownPart::Output { .. }] => {
            parts.push(UnknownPart::Literal("".into()));
            Some(Unknown { parts }.into())
        }
        _ => Some(Unknown { parts }.into()),
    }
}

fn push_literal(parts: &mut Vec<UnknownPart>, text: &str) {
    if text.is_empty() {
        return;
    }
    match parts.last_mut() {
        Some(UnknownPart::Literal(last)) => *last = format!("{last}{text}").into(),
        _ => parts.push(UnknownPart::Literal(text.into())),
    }
}

/// How a value stands in a string; `None` for what can't.
fn scalar_text(value: &Value) -> Option<Text> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Digits(_) => Some(value.to_json().into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Address {
        "cart/staging/terraform/database".parse().unwrap()
    }

    fn part(output: &str) -> UnknownPart {
        UnknownPart::Output { address: address(), output: output.into() }
    }

    fn joined(parts: Vec<UnknownPart>) -> Value {
        Unknown { parts }.into()
    }

    fn known(_: &Address, output: &str) -> Option<Value> {
        match output {
            "host" => Some("db.internal".into()),
            "port" => Some(5432.into()),
            "tags" => Some(Value::list([1.into()])),
            _ => None,
        }
    }

    #[test]
    fn strings_are_filled_part_by_part() {
        let url =
            vec![UnknownPart::Literal("tcp://".into()), part("host"), UnknownPart::Literal(":".into()), part("port")];
        assert_eq!(fill(&joined(url.clone()), known), Value::from("tcp://db.internal:5432"));
        let half = fill(&joined([url, vec![part("later")]].concat()), known);
        assert_eq!(
            half.to_json(),
            r#"{"$unknown":["tcp://db.internal:5432",{"address":"cart/staging/terraform/database","output":"later"}]}"#
        );
    }

    #[test]
    fn a_list_fills_a_whole_value_but_no_string() {
        assert_eq!(fill(&joined(vec![part("tags")]), known), Value::list([1.into()]));
        let text = joined(vec![UnknownPart::Literal("a".into()), part("tags")]);
        assert_eq!(fill(&text, known), text);
    }

    #[test]
    fn nothing_is_copied_where_nothing_is_filled() {
        let value = Value::from_json(r#"{"a": [1, {"b": 2}]}"#).unwrap();
        let (Value::Map(before), Value::Map(after)) = (&value, &fill(&value, known)) else { panic!("maps") };
        assert!(before.is_same(after));
    }
}
