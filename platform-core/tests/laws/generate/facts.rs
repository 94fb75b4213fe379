//! What follows from a thing's shape and body.

use platform_core::model::{Name, Ownership, ResourceClass, Text, Value};

use super::bodies::Shape;

pub fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub fn class(shape: &Shape) -> ResourceClass {
    match shape {
        Shape::Managed | Shape::Seeded | Shape::Merged => ResourceClass::File,
        Shape::Entity => ResourceClass::Entity,
        _ => ResourceClass::Object,
    }
}

pub fn ownership(shape: &Shape) -> Option<Ownership> {
    match shape {
        Shape::Managed => Some(Ownership::Managed),
        Shape::Seeded => Some(Ownership::Seeded),
        Shape::Merged => Some(Ownership::Merged),
        _ => None,
    }
}

pub fn identity(shape: &Shape, body: &Value) -> Option<Text> {
    let metadata = body.get("metadata").filter(|_| shape.is_kubernetes())?;
    let kind = body.get("kind")?.as_str()?;
    Some(format!("{kind}/{}/{}", metadata.get("namespace")?.as_str()?, metadata.get("name")?.as_str()?).into())
}

/// The body with secrets of version `now` in the version `before`.
pub fn other_secret(body: &Value, now: u8, before: u8) -> Value {
    let version = |number: u8| if number == 0 { String::new() } else { format!(",\"version\":\"{number}\"") };
    let written = |number: u8| format!("{{\"key\":\"db\",\"store\":\"vault\"{}}}", version(number));
    Value::from_json(&body.to_json().replace(&written(now), &written(before))).unwrap()
}

/// The body with another name, which no target changes in place.
pub fn other_identity(shape: &Shape, body: &Value) -> Value {
    let (Some(map), Some(metadata)) = (body.as_map(), body.get("metadata").and_then(Value::as_map)) else {
        return body.clone();
    };
    match shape {
        Shape::Deployment => {
            let selector = Value::from_json(r#"{"matchLabels":{"app":"before"}}"#).unwrap();
            let spec = map.get("spec").and_then(Value::as_map).cloned().unwrap_or_default();
            Value::Map(map.with("spec", Value::Map(spec.with("selector", selector))))
        }
        _ => Value::Map(map.with("metadata", Value::Map(metadata.with("name", "before".into())))),
    }
}
