//! JSON text read straight into values.

mod alike;
mod beside;
mod bodies;
mod cursor;
mod former;
mod nodes;
mod number;
mod text;

use super::address::Address;
use super::diagnostic::Failure;
use super::interner::Interner;
use super::value::{Text, Value};
use super::value_serde::json_failure;

pub(super) use bodies::Body;
pub(super) use text::plain_length;

/// Reads JSON in wire form, many texts one after the other: what is equal in them (strings, maps, lists) is held once, as
/// long as the reader remembers it. So much alike takes little memory, and is compared without looking into it.
///
/// What it remembers is bounded, and freed with it.
///
/// ```
/// use platform_core::model::JsonReader;
/// let mut reader = JsonReader::default();
/// let service = reader.read(r#"{"kind": "Service", "port": 80}"#)?;
/// assert_eq!(service.get("port").and_then(|port| port.as_integer()), Some(80));
/// assert_eq!(reader.read(r#"{"kind": }"#).unwrap_err().diagnostics.first().and_then(|problem| problem.at.as_ref()).map(|at| at.column), Some(10));
/// # Ok::<(), platform_core::model::Failure>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct JsonReader {
    interner: Interner,
    nodes: nodes::Nodes,
    /// The last bodies of documents, by address.
    formers: former::Formers,
    alike: alike::Known,
    /// What is read of the lists that are open, and of the maps.
    items: Vec<Value>,
    entries: Vec<(Text, Value)>,
    /// A string with escapes, while it is read.
    unescaped: String,
}

impl JsonReader {
    /// Reads one text. Numbers that are no integers within ±(2^53−1) and no floats keep their digits.
    ///
    /// Work and memory are bounded by the length of the text; maps and lists stand at most 127 deep.
    ///
    /// # Errors
    /// `parse.json` with line and column: what is not JSON, a key that stands twice in one map, too deep a text.
    pub fn read(&mut self, text: &str) -> Result<Value, Failure> {
        match cursor::Cursor::new(self, text).document() {
            Some(value) => Ok(value),
            None => {
                self.items.clear();
                self.entries.clear();
                // Tells what is wrong, and where.
                serde_json::from_str(text).map_err(|error| json_failure(&error))
            }
        }
    }

    /// The same value, with what is equal in it to what was read or shared before held once.
    ///
    /// ```
    /// use platform_core::model::{JsonReader, Value};
    /// let mut reader = JsonReader::default();
    /// let service = reader.read(r#"{"kind": "Service"}"#)?;
    /// let other = reader.share(&Value::from_json(r#"{"kind": "Service"}"#)?);
    /// assert!(service.as_map().zip(other.as_map()).is_some_and(|(one, other)| one.is_same(other)));
    /// # Ok::<(), platform_core::model::Failure>(())
    /// ```
    #[must_use]
    pub fn share(&mut self, value: &Value) -> Value {
        self.share_beside(value, None)
    }

    /// The same for the body of an address, which is most likely much like the last one of it.
    #[cfg_attr(not(feature = "files"), allow(dead_code))]
    pub(crate) fn share_body(&mut self, address: &Address, body: &Value) -> Value {
        let place = former::Place::new(address.as_str(), true);
        let former = self.formers.find(place);
        let shared = self.share_beside(body, former.as_deref().map(former::Former::value).as_ref());
        match (&shared, former) {
            (Value::Map(body), Some(former)) if former.body.is_same(body) => {}
            (Value::Map(body), _) => self.formers.remember(place, former::Former { body: body.clone(), digest: None }),
            _ => {}
        }
        shared
    }

    fn share_beside(&mut self, value: &Value, former: Option<&Value>) -> Value {
        if let Some(same) = former.filter(|former| *former == value) {
            return same.clone();
        }
        match value {
            Value::String(text) if text.len() <= Interner::LONGEST => Value::String(self.interner.intern(text)),
            Value::List(list) => {
                let former = former.and_then(Value::as_list);
                let first = self.items.len();
                for (number, item) in list.iter().enumerate() {
                    let item = self.share_beside(item, former.and_then(|former| former.get(number)));
                    self.items.push(item);
                }
                Value::List(self.nodes.list(&mut self.items, first, true).node)
            }
            Value::Map(map) => {
                let former = former.and_then(Value::as_map);
                let first = self.entries.len();
                for (key, value) in map {
                    let former = former.and_then(|former| former.get(key));
                    let entry = (self.interner.intern(key), self.share_beside(value, former));
                    self.entries.push(entry);
                }
                let shared = self.nodes.map(&mut self.entries, first, true).map(|(shared, _)| shared.node);
                // A map has no key twice.
                self.entries.truncate(first);
                Value::Map(shared.unwrap_or_else(|| map.clone()))
            }
            other => other.clone(),
        }
    }

    /// Forgets what nobody else holds: texts, maps and lists of documents that are gone.
    ///
    /// ```
    /// use platform_core::model::JsonReader;
    /// let mut reader = JsonReader::default();
    /// let (kept, gone) = (reader.read(r#"{"a": ["kept"]}"#)?, reader.read(r#"{"b": ["gone"]}"#)?);
    /// drop(gone);
    /// reader.forget_unused();
    /// assert!(!format!("{reader:?}").contains("gone"));
    /// assert!(reader.share(&kept).as_map().zip(kept.as_map()).is_some_and(|(one, other)| one.is_same(other)));
    /// # Ok::<(), platform_core::model::Failure>(())
    /// ```
    pub fn forget_unused(&mut self) {
        self.alike.forget();
        self.formers.forget_unused(|| self.nodes.forget_unused());
        self.interner.forget_unused();
        self.unescaped = String::new();
    }
}

#[cfg(test)]
mod tests;
