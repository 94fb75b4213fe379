//! Values that wait for outputs.

use platform_core::model::{Address, Text, Unknown, UnknownPart, Value};

/// The outputs that a value waits for.
pub fn outputs_read(body: &Value) -> Vec<(Address, Text)> {
    let mut read = Vec::new();
    body.for_each_leaf(&mut |leaf| {
        if let Value::Unknown(unknown) = leaf {
            read.extend(unknown.outputs().map(|(address, output)| (address.clone(), output.clone())));
        }
    });
    read
}

/// The value with the outputs that are known filled in.
pub fn filled(value: &Value, known: &dyn Fn(&Address, &Text) -> Option<Value>) -> Value {
    match value {
        Value::List(items) => Value::list(items.iter().map(|item| filled(item, known))),
        Value::Map(map) => Value::map(map.iter().map(|(key, value)| (key.clone(), filled(value, known)))),
        Value::Unknown(unknown) => fill_unknown(unknown, known),
        other => other.clone(),
    }
}

fn fill_unknown(unknown: &Unknown, known: &dyn Fn(&Address, &Text) -> Option<Value>) -> Value {
    if let [UnknownPart::Output { address, output }] = unknown.parts.as_slice() {
        return known(address, output).unwrap_or_else(|| unknown.clone().into());
    }
    let mut parts: Vec<UnknownPart> = Vec::new();
    for part in &unknown.parts {
        let text: Text = match part {
            UnknownPart::Literal(text) => text.clone(),
            UnknownPart::Output { address, output } => match known(address, output) {
                Some(Value::String(text)) => text,
                Some(scalar) => scalar.to_json().into(),
                None => {
                    parts.push(part.clone());
                    continue;
                }
            },
            other => panic!("a part that the second planner does not know: {other:?}"),
        };
        match parts.last_mut() {
            Some(UnknownPart::Literal(last)) => *last = format!("{last}{text}").into(),
            _ => parts.push(UnknownPart::Literal(text)),
        }
    }
    match parts.as_slice() {
        [UnknownPart::Literal(text)] => Value::String(text.clone()),
        _ => Unknown { parts }.into(),
    }
}
