//! JSON Pointers (RFC 6901), and the same with list items named by key.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::value::{Text, Value};

/// Where in a document: `/spec/template/spec/containers/0/image`.
///
/// Where a list is keyed, an item may be named by its key fields instead of its index: `containers/name=app`, or
/// `ports/containerPort=80,protocol=TCP`. [`Pointer::find`] understands both.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Text);

/// The text is neither empty nor begins with `/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pointer is empty or begins with `/`; in it `~` is written `~0` and `/` in a key `~1`")]
pub struct InvalidPointer;

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the whole document.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// One step deeper.
    #[must_use]
    pub fn join(&self, token: &str) -> Self {
        let mut text = String::with_capacity(self.0.len().saturating_add(token.len()).saturating_add(1));
        text.push_str(&self.0);
        push_token(&mut text, token);
        Self(text.into())
    }

    /// One step deeper, into a list.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0).into())
    }

    /// Made of tokens.
    pub fn from_tokens<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Self {
        let mut text = String::new();
        tokens.into_iter().for_each(|token| push_token(&mut text, token));
        Self(text.into())
    }

    /// The tokens, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
    }

    /// Without the last token; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.into()))
    }

    /// Whether `other` is this place or one inside it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.strip_prefix(&*self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// What stands here in a value.
    pub fn find<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        self.tokens().try_fold(value, |value, token| step(value, &token))
    }
}

fn push_token(text: &mut String, token: &str) {
    text.push('/');
    for character in token.chars() {
        match character {
            '~' => text.push_str("~0"),
            '/' => text.push_str("~1"),
            other => text.push(other),
        }
    }
}

fn step<'a>(value: &'a Value, token: &str) -> Option<&'a Value> {
    match value {
        Value::Map(map) => map.get(token),
        Value::List(list) => match token.parse::<usize>() {
            Ok(index) => list.get(index),
            Err(_) => list.iter().find(|item| has_keys(item, token)),
        },
        _ => None,
    }
}

/// Whether an item has all of `key=value,key=value`; a bare token is an item of a set.
fn has_keys(item: &Value, token: &str) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_json(), str::to_owned);
    if !token.contains('=') {
        return text(item) == token;
    }
    token.split(',').all(|pair| {
        pair.split_once('=').is_some_and(|(key, wanted)| item.get(key).is_some_and(|value| text(value) == wanted))
    })
}

impl FromStr for Pointer {
    type Err = InvalidPointer;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let escapes_are_valid = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        if escapes_are_valid && (text.is_empty() || text.starts_with('/')) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidPointer)
        }
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0)
    }
}

impl Serialize for Pointer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Pointer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Pointer {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pointer".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^(/([^~/]|~[01])*)*$",
            "description": "A JSON Pointer (RFC 6901); an item of a keyed list may be named by its keys: `/spec/containers/name=app`."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_by_index_and_by_key() {
        let value = Value::from_json(r#"{"ports": [{"name": "a"}, {"name": "b", "port": 80}], "x/y": 1}"#).unwrap();
        let find = |text: &str| text.parse::<Pointer>().unwrap().find(&value).map(Value::to_json);
        assert_eq!(find("/ports/1/port").as_deref(), Some("80"));
        assert_eq!(find("/ports/name=b,port=80/port").as_deref(), Some("80"));
        assert_eq!(find("/x~1y").as_deref(), Some("1"));
        assert_eq!(find("/nothing"), None);
        assert!("x".parse::<Pointer>().is_err());
        assert!("/~2".parse::<Pointer>().is_err());
    }
}
