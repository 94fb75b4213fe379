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
        Value::List(list) => list.get(item_position(list, token)?),
        _ => None,
    }
}

/// Which item of a list a token names: by its place, by its keys (`name=app`, `containerPort=80,protocol=TCP`), or, in
/// a list of texts, by itself.
///
/// In a key's value `\` and `,` are written with a `\` before them. An item that lacks one of several keys is found when
/// no item has them all: keys may have defaults. A token that begins with `=` is an item's JSON.
pub(crate) fn item_position(list: &[Value], token: &str) -> Option<usize> {
    if let Ok(index) = token.parse::<usize>() {
        return (index < list.len()).then_some(index);
    }
    if let Some(json) = token.strip_prefix('=') {
        return list.iter().position(|item| item.to_json() == json);
    }
    if !token.contains('=') {
        return list.iter().position(|item| item.as_str() == Some(token));
    }
    let keys = split_keys(token);
    let exact = |item: &Value| keys.iter().all(|(key, wanted)| has_key(item, key, wanted) == Some(true));
    let near = |item: &Value| {
        let mut told = keys.iter().filter_map(|(key, wanted)| has_key(item, key, wanted)).peekable();
        told.peek().is_some() && told.all(|same| same)
    };
    list.iter().position(exact).or_else(|| list.iter().position(near))
}

/// The `key=value` pairs of a token, unescaped.
fn split_keys(token: &str) -> Vec<(String, String)> {
    let mut pairs = vec![(String::new(), String::new())];
    let mut characters = token.chars();
    let mut in_value = false;
    while let Some(character) = characters.next() {
        let Some((key, value)) = pairs.last_mut() else { break };
        match (character, in_value) {
            ('=', false) => in_value = true,
            (other, false) => key.push(other),
            (',', true) => {
                pairs.push(Default::default());
                in_value = false;
            }
            ('\\', true) => value.extend(characters.next()),
            (other, true) => value.push(other),
        }
    }
    pairs
}

/// Whether an item has a value under a key; `None` when it has none.
fn has_key(item: &Value, key: &str, wanted: &str) -> Option<bool> {
    match item.get(key)? {
        Value::Null => None,
        Value::String(text) => Some(&**text == wanted),
        other => Some(other.to_json() == wanted),
    }
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
        super::deserialize::by_text(deserializer)
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
    fn keys_are_told_apart_whatever_their_text() {
        let json = r#"[{"p": "a,b=c", "x": 1}, {"p": "a", "x": 2}, {"p": "53"}, {"p": "53", "q": "UDP", "x": 4}]"#;
        let list = Value::from_json(json).unwrap();
        let find = |text: &str| item_position(list.as_list().unwrap(), text);
        assert_eq!(find(r"p=a\,b=c"), Some(0));
        assert_eq!(find("p=a"), Some(1));
        assert_eq!(find("p=53,q=UDP"), Some(3));
        assert_eq!(find("p=53,q=TCP"), Some(2), "an item without the key may have the default");
        assert_eq!(find("q=TCP"), None);
        let set = Value::from_json(r#"["7", "a=b", "plain", 7]"#).unwrap();
        let find = |text: &str| item_position(set.as_list().unwrap(), text);
        assert_eq!(
            (find(r#"="7""#), find(r#"="a=b""#), find("plain"), find("=7")),
            (Some(0), Some(1), Some(2), Some(3))
        );
    }

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
