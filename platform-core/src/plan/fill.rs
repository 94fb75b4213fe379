//! Unknowns become values as soon as what they wait for is known.

use std::collections::BTreeMap;

use crate::formats::github::{self, Part};
use crate::formats::terraform;
use crate::model::{
    Address, Diagnostic, Name, Passthrough, Resource, Target, Text, Unknown, UnknownPart, Value, codes,
};

/// How what is filled in stays data in the target that reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// The target takes texts as they are.
    AsItIs,
    /// Terraform would read `${…}` in them.
    ForTerraform,
    /// GitHub would read `${{ … }}` in them, and knows no escape: what would begin one is not filled in.
    ForGithub,
}

impl Keep {
    /// For a resource.
    pub(crate) fn of(resource: &Resource, targets: &BTreeMap<Name, Target>) -> Self {
        match resource.passthrough {
            Some(Passthrough::GithubActions) => Self::ForGithub,
            None => Self::at(&resource.address, targets),
        }
    }

    /// For what is written at an address where it is no file.
    fn at(address: &Address, targets: &BTreeMap<Name, Target>) -> Self {
        let named = targets.get(address.target()).and_then(|target| target.r#type.as_ref());
        let is_terraform = named.map_or(address.target(), |name| name.as_str()) == "terraform";
        if is_terraform { Self::ForTerraform } else { Self::AsItIs }
    }
}

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
    fill_for(Keep::AsItIs, value, &outputs)
}

/// [`fill`], for what a target reads.
pub(crate) fn fill_for(keep: Keep, value: &Value, outputs: &dyn Fn(&Address, &str) -> Option<Value>) -> Value {
    filled(keep, value, outputs).unwrap_or_else(|| value.clone())
}

/// The outputs that are known and still can't be filled in: the target would take what they hold for more than data.
pub(crate) fn refused(
    keep: Keep,
    value: &Value,
    outputs: &dyn Fn(&Address, &str) -> Option<Value>,
) -> Vec<(Address, Text)> {
    let mut refused = Vec::new();
    if keep == Keep::ForGithub {
        value.for_each_leaf(&mut |leaf| {
            if let Value::Unknown(unknown) = leaf
                && is_code(unknown, outputs)
            {
                let known = unknown.outputs().filter(|(address, output)| outputs(address, output).is_some());
                refused.extend(known.map(|(address, output)| (address.clone(), output.clone())));
            }
        });
    }
    refused
}

/// What to say of outputs that are known and can't be filled in at an address.
pub(crate) fn unescapable(at: &Address, refused: &[(Address, Text)]) -> Option<Diagnostic> {
    if refused.is_empty() {
        return None;
    }
    let names: Vec<String> = refused.iter().map(|(address, output)| format!("`{output}` of {address}")).collect();
    let message = format!("{at} can't hold {}: GitHub would read an expression in it", names.join(", "));
    Some(Diagnostic::error(codes::TEMPLATE_UNESCAPABLE, message).with_help("take `${{` out of what gives the output"))
}

/// Whether GitHub would read an expression where there is none.
fn is_code(unknown: &Unknown, outputs: &dyn Fn(&Address, &str) -> Option<Value>) -> bool {
    let mut given: Vec<Vec<UnknownPart>> = Vec::with_capacity(unknown.parts.len());
    for part in &unknown.parts {
        let UnknownPart::Output { address, output } = part else { continue };
        given.push(match outputs(address, output) {
            Some(Value::Unknown(inner)) => inner.parts.clone(),
            Some(Value::Secret(_)) | None => vec![part.clone()],
            Some(known) => {
                let text = scalar_text(&known).unwrap_or_else(|| known.to_json().into());
                vec![UnknownPart::Literal(text)]
            }
        });
    }
    let mut given = given.iter();
    let mut parts: Vec<Part<'_>> = Vec::new();
    for part in &unknown.parts {
        match part {
            UnknownPart::Literal(text) => parts.push(Part::Own(text)),
            UnknownPart::Output { .. } => parts.extend(given.next().into_iter().flatten().map(|part| match part {
                UnknownPart::Literal(text) => Part::Inserted(text),
                UnknownPart::Output { .. } => Part::Unknown,
            })),
        }
    }
    github::makes_code(&parts)
}

/// `None` when nothing was filled.
pub(super) fn filled(keep: Keep, value: &Value, outputs: &dyn Fn(&Address, &str) -> Option<Value>) -> Option<Value> {
    match value {
        Value::Unknown(unknown) => fill_unknown(keep, unknown, outputs),
        Value::List(list) => {
            let items: Vec<Option<Value>> = list.iter().map(|item| filled(keep, item, outputs)).collect();
            if items.iter().all(Option::is_none) {
                return None;
            }
            Some(Value::list(items.into_iter().zip(list.iter()).map(|(new, old)| new.unwrap_or_else(|| old.clone()))))
        }
        Value::Map(map) => {
            let values: Vec<Option<Value>> = map.iter().map(|(_, value)| filled(keep, value, outputs)).collect();
            if values.iter().all(Option::is_none) {
                return None;
            }
            let entries = values.into_iter().zip(map);
            Some(Value::map(entries.map(|(new, (key, old))| (Text::clone(key), new.unwrap_or_else(|| old.clone())))))
        }
        _ => None,
    }
}

fn fill_unknown(keep: Keep, unknown: &Unknown, outputs: &dyn Fn(&Address, &str) -> Option<Value>) -> Option<Value> {
    if keep == Keep::ForGithub && is_code(unknown, outputs) {
        return None;
    }
    if let [UnknownPart::Output { address, output }] = unknown.parts.as_slice() {
        let known = outputs(address, output)?;
        return Some(if keep == Keep::ForTerraform { terraform::escaped(&known) } else { known });
    }
    let (insert, own): (Push, Push) = match keep {
        Keep::AsItIs | Keep::ForGithub => (String::push_str, String::push_str),
        Keep::ForTerraform => (terraform::push, terraform::push_behind),
    };
    let mut changed = false;
    // Whether the end of the text was inserted.
    let mut inserted = false;
    let mut parts: Vec<UnknownPart> = Vec::with_capacity(unknown.parts.len());
    for part in &unknown.parts {
        match part {
            UnknownPart::Literal(text) => {
                push_literal(&mut parts, text, if inserted { own } else { String::push_str });
                inserted = false;
            }
            UnknownPart::Output { address, output } => match outputs(address, output) {
                Some(Value::Unknown(inner)) => {
                    (changed, inserted) = (true, true);
                    inner.parts.iter().for_each(|part| match part {
                        UnknownPart::Literal(text) => push_literal(&mut parts, text, insert),
                        other => parts.push(other.clone()),
                    });
                }
                known => match known.as_ref().and_then(scalar_text) {
                    Some(text) => {
                        (changed, inserted) = (true, inserted || !text.is_empty());
                        push_literal(&mut parts, &text, insert);
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

/// Appends a text to what stands before it.
type Push = fn(&mut String, &str);

fn push_literal(parts: &mut Vec<UnknownPart>, text: &str, push: Push) {
    if text.is_empty() {
        return;
    }
    let mut whole = match parts.last() {
        Some(UnknownPart::Literal(last)) => last.to_string(),
        _ => String::new(),
    };
    push(&mut whole, text);
    match parts.last_mut() {
        Some(UnknownPart::Literal(last)) => *last = whole.into(),
        _ => parts.push(UnknownPart::Literal(whole.into())),
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
            "nothing" => Some("".into()),
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
    fn a_text_stays_a_text_when_what_is_filled_in_is_empty() {
        assert_eq!(fill(&joined(vec![part("nothing"), part("nothing")]), known), Value::from(""));
        // An output alone would be of any type.
        let waits = fill(&joined(vec![part("nothing"), part("later")]), known);
        let then = fill(&waits, |_: &Address, _: &str| Some(5432.into()));
        assert_eq!(then, Value::from("5432"));
    }

    #[test]
    fn nothing_is_copied_where_nothing_is_filled() {
        let value = Value::from_json(r#"{"a": [1, {"b": 2}]}"#).unwrap();
        let (Value::Map(before), Value::Map(after)) = (&value, &fill(&value, known)) else { panic!("maps") };
        assert!(before.is_same(after));
    }
}
