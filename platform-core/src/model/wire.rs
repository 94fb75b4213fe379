//! How [`Value::Unknown`] and [`Value::Secret`] are written in JSON.
//!
//! `{"$unknown": …}` and `{"$secret": …}`; a map of a user's own that has the form (one key, `$unknown` or `$secret`
//! behind any number of `$`) is written with one `$` more, so that nothing is taken for what it is not.

use std::sync::Arc;

use super::map::Map;
use super::value::{SecretRef, Unknown, UnknownPart, Value};

const UNKNOWN: &str = "$unknown";
const SECRET: &str = "$secret";

/// Whether a user's map looks like one of our forms.
pub(super) fn needs_escape(map: &Map) -> bool {
    map.len() == 1 && map.keys().all(|key| has_form(key))
}

fn has_form(key: &str) -> bool {
    key.starts_with('$') && matches!(key.trim_start_matches('$'), "unknown" | "secret")
}

/// `{"$unknown": [part, …]}`: a literal part is a string, an output `{"address": …, "output": …}`.
pub(super) fn unknown(unknown: &Unknown) -> Value {
    let parts = unknown.parts.iter().map(|part| match part {
        UnknownPart::Literal(text) => Value::String(text.clone()),
        UnknownPart::Output { address, output } => {
            Value::map([("address", Value::from(address.as_str())), ("output", Value::String(output.clone()))])
        }
    });
    Value::map([(UNKNOWN, Value::list(parts))])
}

/// `{"$secret": {"store": …, "key": …}}`.
pub(super) fn secret(secret: &SecretRef) -> Value {
    let required = [("store", Some(&secret.store)), ("key", Some(&secret.key))];
    let optional = [("property", secret.property.as_ref()), ("version", secret.version.as_ref())];
    let fields = required.into_iter().chain(optional);
    let fields = fields.filter_map(|(name, text)| Some((name, Value::String(text?.clone()))));
    Value::map([(SECRET, Value::map(fields))])
}

/// Reads a map as it stood on the wire: our forms become what they stand for, an escaped key loses one `$`.
pub(super) fn read(map: Map) -> Result<Value, &'static str> {
    let Some((key, inner)) = map.iter().next().filter(|_| needs_escape(&map)) else {
        return Ok(Value::Map(map));
    };
    match &**key {
        UNKNOWN => read_unknown(inner).map(|unknown| Value::Unknown(Arc::new(unknown))),
        SECRET => read_secret(inner).map(|secret| Value::Secret(Arc::new(secret))),
        escaped => Ok(Value::map([(escaped.strip_prefix('$').unwrap_or(escaped), inner.clone())])),
    }
}

fn read_unknown(value: &Value) -> Result<Unknown, &'static str> {
    const SHAPE: &str = "`$unknown` holds a list of texts and {address, output}";
    let parts = value.as_list().filter(|parts| !parts.is_empty()).ok_or(SHAPE)?.iter().map(|part| match part {
        Value::String(text) => Ok(UnknownPart::Literal(text.clone())),
        part => {
            let address =
                part.get("address").and_then(Value::as_str).and_then(|text| text.parse().ok()).ok_or(SHAPE)?;
            let output = part.get("output").and_then(Value::as_str).ok_or(SHAPE)?;
            Ok(UnknownPart::Output { address, output: output.into() })
        }
    });
    Ok(Unknown { parts: parts.collect::<Result<_, &'static str>>()? })
}

/// Reads the fields of a secret's reference, as in `$secret` and `secretRef`.
pub(super) fn read_secret(value: &Value) -> Result<SecretRef, &'static str> {
    const SHAPE: &str = "a secret's reference has the texts `store` and `key`, and optionally `property` and `version`";
    let map = value.as_map().ok_or(SHAPE)?;
    let mut secret = SecretRef::default();
    for (key, value) in map {
        let text: super::value::Text = value.as_str().ok_or(SHAPE)?.into();
        match &**key {
            "store" => secret.store = text,
            "key" => secret.key = text,
            "property" => secret.property = Some(text),
            "version" => secret.version = Some(text),
            _ => return Err(SHAPE),
        }
    }
    if secret.store.is_empty() || secret.key.is_empty() { Err(SHAPE) } else { Ok(secret) }
}
