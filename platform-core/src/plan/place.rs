//! Where a walk is: kept as borrowed segments, written as a pointer only where a difference is found.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::model::{Map, Pointer, Value};

use super::rules::{Around, Key};

/// One step down.
#[derive(Clone, Copy, Debug)]
pub(super) enum Segment<'a> {
    /// A field of a map.
    Field(&'a str),
    /// An item of a list of maps, named by its keys.
    Item(&'a [Key], &'a Value),
    /// An item of a set, named by itself.
    Member(&'a Value),
    /// An item of any other list.
    Index(usize),
}

/// Steps that most ways have at most: room for them is made at once.
const COMMON_DEPTH: usize = 16;

/// The way from the root.
#[derive(Clone, Debug, Default)]
pub(super) struct Place<'a>(Vec<Segment<'a>>);

impl<'a> Place<'a> {
    #[cfg(test)]
    pub(super) fn of(names: &[&'a str]) -> Self {
        Self(names.iter().map(|name| Segment::Field(name)).collect())
    }

    pub(super) fn push(&mut self, segment: Segment<'a>) {
        if self.0.is_empty() {
            self.0.reserve(COMMON_DEPTH);
        }
        self.0.push(segment);
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    pub(super) fn segments(&self) -> &[Segment<'a>] {
        &self.0
    }

    /// Whether it is an item of a list that a field names, and nothing else would without it.
    pub(super) fn is_item_named_by(&self, field: &str) -> bool {
        let Some(Segment::Item(keys, _)) = self.0.last() else { return false };
        keys.iter().any(|key| &*key.field == field && key.default.is_none())
    }

    /// The maps that the place is in, in a document.
    pub(super) fn around<'v>(&self, document: &'v Value) -> Option<Around<'v>> {
        let (_, way) = self.0.split_last()?;
        let beside = Self::map_at(way, document)?;
        let above = way.split_last().and_then(|(_, way)| Self::map_at(way, document));
        Some(Around { beside: Some(beside), above })
    }

    fn map_at<'v>(way: &[Segment<'_>], document: &'v Value) -> Option<&'v Map> {
        let found = way.iter().try_fold(document, |value, segment| match *segment {
            Segment::Field(name) => value.get(name),
            Segment::Index(index) => value.as_list()?.get(index),
            Segment::Member(member) => value.as_list()?.iter().find(|item| *item == member),
            Segment::Item(keys, item) => {
                let mut items = value.as_list()?.iter();
                items.find(|other| keys.iter().all(|key| same_key(key, item, other)))
            }
        });
        found?.as_map()
    }

    pub(super) fn pointer(&self) -> Pointer {
        let tokens: Vec<Cow<'a, str>> = self.0.iter().map(|segment| segment.token()).collect();
        Pointer::from_tokens(tokens.iter().map(|token| &**token))
    }
}

impl<'a> Segment<'a> {
    pub(super) fn token(&self) -> Cow<'a, str> {
        match *self {
            Self::Field(name) => Cow::Borrowed(name),
            Self::Item(keys, item) => Cow::Owned(item_token(keys, item)),
            Self::Member(value) => member_token(value),
            Self::Index(index) => Cow::Owned(index.to_string()),
        }
    }
}

/// `name=app`, `containerPort=80,protocol=TCP`: see [`Pointer`] for how keys are written.
pub(super) fn item_token(keys: &[Key], item: &Value) -> String {
    let mut token = String::new();
    for key in keys {
        if !token.is_empty() {
            token.push(',');
        }
        // Writing to a String can't fail.
        let _ = write!(token, "{}=", key.field);
        for character in key_text(key, item).unwrap_or_default().chars() {
            if matches!(character, ',' | '\\') {
                token.push('\\');
            }
            token.push(character);
        }
    }
    token
}

/// A plain text names itself; anything that could be taken for an index, a key or another type is written as JSON
/// behind `=`.
fn member_token(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) if !text.is_empty() && !text.contains('=') && text.parse::<usize>().is_err() => {
            Cow::Borrowed(text)
        }
        other => Cow::Owned(format!("={}", other.to_json())),
    }
}

/// Whether two items have the same key.
pub(super) fn same_key(key: &Key, left: &Value, right: &Value) -> bool {
    match (left.get(&key.field), right.get(&key.field)) {
        (Some(Value::String(left)), Some(Value::String(right))) => left == right,
        (Some(Value::Integer(left)), Some(Value::Integer(right))) => left == right,
        _ => key_text(key, left) == key_text(key, right),
    }
}

/// Whether an item has a key, or a default for it.
pub(super) fn has_key(key: &Key, item: &Value) -> bool {
    match item.get(&key.field) {
        None | Some(Value::Null) => key.default.is_some(),
        Some(value) => {
            matches!(value, Value::String(_) | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Digits(_))
        }
    }
}

/// The text of an item's key: what it has, or the key's default.
pub(super) fn key_text<'a>(key: &'a Key, item: &'a Value) -> Option<Cow<'a, str>> {
    match item.get(&key.field) {
        Some(Value::String(text)) => Some(Cow::Borrowed(text)),
        Some(number @ (Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Digits(_))) => {
            Some(Cow::Owned(number.to_json()))
        }
        None | Some(Value::Null) => key.default.as_deref().map(Cow::Borrowed),
        Some(_) => None,
    }
}
