//! Values through serde: JSON in and out, and any other format that serde speaks.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::codes;
use super::diagnostic::{Diagnostic, Failure};
use super::json::JsonReader;
use super::map::Map;
use super::value::{MAX_SAFE_INTEGER, SecretRef, Text, Value};
use super::wire;

impl Value {
    /// Reads JSON in wire form. Integers beyond ±(2^53−1) keep their digits. For many texts see [`JsonReader`].
    ///
    /// # Errors
    /// `parse.json` with line and column.
    pub fn from_json(text: &str) -> Result<Self, Failure> {
        JsonReader::default().read(text)
    }

    /// Compact JSON in wire form, keys sorted. The same bytes as [`Value::to_canonical_json`].
    pub fn to_json(&self) -> String {
        self.to_canonical_json()
    }

    /// Any serializable data as a value.
    ///
    /// # Errors
    /// `value.unrepresentable` for what JSON can't hold, such as a map with keys that are no strings.
    pub fn from_serialize(data: &impl Serialize) -> Result<Self, Failure> {
        let failure = |error: serde_json::Error| Diagnostic::error(codes::VALUE_UNREPRESENTABLE, error.to_string());
        let json = serde_json::to_value(data).map_err(failure)?;
        Self::deserialize(json).map_err(|error| failure(error).into())
    }

    /// The value as a typed document.
    ///
    /// # Errors
    /// `schema.invalid` when it does not have the type's shape.
    pub fn to_typed<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let failure = |error: serde_json::Error| Diagnostic::error(codes::SCHEMA_INVALID, error.to_string());
        let json = serde_json::to_value(self).map_err(failure)?;
        serde_json::from_value(json).map_err(|error| failure(error).into())
    }

    /// A map of the form `{secretRef: {store, key, …}}`, as people write a secret, read as what it stands for.
    ///
    /// # Errors
    /// What the reference lacks.
    pub fn read_secret_ref(map: &Map) -> Option<Result<SecretRef, &'static str>> {
        let reference = map.get("secretRef").filter(|_| map.len() == 1)?;
        Some(wire::read_secret(reference))
    }
}

pub(super) fn json_failure(error: &serde_json::Error) -> Failure {
    let said = error.to_string();
    let message = said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message);
    let mut diagnostic = Diagnostic::error(codes::PARSE_JSON, message).with_help("mend the text at the place shown");
    let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
    let column = u32::try_from(error.column()).unwrap_or(u32::MAX).max(1);
    diagnostic.at = Some(super::diagnostic::Place { line, column, ..Default::default() });
    diagnostic.into()
}

impl fmt::Display for Value {
    /// Compact JSON in wire form.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_canonical_json())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, true, serializer)
    }
}

/// A value inside one of our wire forms, where `$` keys are meant.
struct Plain<'a>(&'a Value);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self.0, false, serializer)
    }
}

fn serialize<S: Serializer>(value: &Value, escape: bool, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Value::Null => serializer.serialize_unit(),
        Value::Bool(value) => serializer.serialize_bool(*value),
        Value::Integer(number) => serializer.serialize_i64(*number),
        Value::Float(number) => serializer.serialize_f64(*number),
        Value::Digits(digits) => {
            let number: serde_json::Number = serde_json::from_str(digits).map_err(serde::ser::Error::custom)?;
            number.serialize(serializer)
        }
        Value::String(text) => serializer.serialize_str(text),
        Value::List(list) => {
            let mut sequence = serializer.serialize_seq(Some(list.len()))?;
            for item in list.iter() {
                if escape { sequence.serialize_element(item)? } else { sequence.serialize_element(&Plain(item))? }
            }
            sequence.end()
        }
        Value::Map(map) => {
            let mut entries = serializer.serialize_map(Some(map.len()))?;
            let mark = escape && wire::needs_escape(map);
            for (key, value) in map {
                match (mark, escape) {
                    (true, _) => entries.serialize_entry(&format!("${key}"), value)?,
                    (false, true) => entries.serialize_entry(&**key, value)?,
                    (false, false) => entries.serialize_entry(&**key, &Plain(value))?,
                }
            }
            entries.end()
        }
        Value::Unknown(unknown) => Plain(&wire::unknown(unknown)).serialize(serializer),
        Value::Secret(secret) => Plain(&wire::secret(secret)).serialize(serializer),
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

impl<'de> Deserialize<'de> for Map {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Map(map) => Ok(map),
            other => Err(D::Error::custom(format!("expected a map, found a {}", other.type_name()))),
        }
    }
}

impl Serialize for Map {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::Map(self.clone()).serialize(serializer)
    }
}

/// For an optional value that is left out when it is not there: a `null` that is there is a value like any other.
pub(super) fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A map's key, read without a `String` between.
struct Key(Text);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl Visitor<'_> for KeyVisitor {
    type Value = Key;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string as key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        Ok(Key(key.into()))
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        if (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&value) {
            Ok(Value::Integer(value))
        } else {
            Ok(Value::Digits(value.to_string().into()))
        }
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => Ok(Value::Digits(value.to_string().into())),
        }
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Value::number(value).ok_or_else(|| E::custom("a number must be finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.into()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::with_capacity(access.size_hint().unwrap_or(0).min(1024));
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut entries: Vec<(Text, Value)> = Vec::with_capacity(access.size_hint().unwrap_or(0).min(1024));
        while let Some((Key(key), value)) = access.next_entry::<Key, Value>()? {
            entries.push((key, value));
        }
        let count = entries.len();
        let map = Map::from_entries(entries);
        if map.len() != count {
            return Err(A::Error::custom("a key stands twice in one map"));
        }
        wire::read(map).map_err(A::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Value {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Any JSON; `{\"$unknown\": …}` is known after apply, `{\"$secret\": …}` a reference to a secret."
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Map {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Map".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "object", "description": "A map with any values."})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Unknown;

    #[test]
    fn our_forms_come_back_and_a_users_own_are_not_taken_for_them() {
        let address = "shop/staging/kubernetes/workload".parse().unwrap();
        let values = [
            Value::from(Unknown::output(address, "host")),
            Value::from(SecretRef { store: "vault".into(), key: "a".into(), ..Default::default() }),
            Value::map([("$unknown", Value::from("mine"))]),
            Value::map([("$$secret", Value::map([("$unknown", Value::Null)]))]),
            Value::map([("$unknown", Value::Null), ("b", Value::Null)]),
        ];
        for value in values {
            let text = value.to_json();
            assert_eq!(Value::from_json(&text).unwrap(), value, "{text}");
            assert_eq!(serde_json::to_string(&value).unwrap(), text);
        }
    }

    #[test]
    fn a_key_twice_is_refused() {
        assert!(Value::from_json(r#"{"a": 1, "a": 2}"#).is_err());
    }

    #[test]
    fn a_field_that_is_null_is_there() {
        use crate::model::{FieldChange, FieldChangeKind, Pointer};
        let change = FieldChange::new(Pointer::root(), None, Some(Value::Null), FieldChangeKind::Intent);
        let text = serde_json::to_string(&change).unwrap();
        assert_eq!(serde_json::from_str::<FieldChange>(&text).unwrap(), change, "{text}");
    }

    #[test]
    fn large_integers_keep_their_digits() {
        let value = Value::from_json("9007199254740993").unwrap();
        assert_eq!(value.to_json(), "9007199254740993");
    }
}
