//! Values that wait for outputs.

use platform_core::model::{Address, Text, UnknownPart, Value};

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

/// The value with what is known filled in; a text of which a part is not known stays as it is.
pub fn filled(value: &Value, known: &dyn Fn(&Address, &Text) -> Option<Value>) -> Value {
    match value {
        Value::List(items) => Value::list(items.iter().map(|item| filled(item, known))),
        Value::Map(map) => Value::map(map.iter().map(|(key, value)| (key.clone(), filled(value, known)))),
        Value::Unknown(unknown) => match unknown.parts.as_slice() {
            [UnknownPart::Output { address, output }] => known(address, output).unwrap_or_else(|| value.clone()),
            parts => {
                let text = |value: Value| value.as_str().map_or_else(|| value.to_json(), str::to_owned);
                let part = |part: &UnknownPart| match part {
                    UnknownPart::Literal(literal) => Some(literal.to_string()),
                    UnknownPart::Output { address, output } => known(address, output).map(text),
                    other => panic!("a part that nobody knows here: {other:?}"),
                };
                parts.iter().map(part).collect::<Option<String>>().map_or_else(|| value.clone(), Value::from)
            }
        },
        other => other.clone(),
    }
}
