//! A document as it was written: its data, and where each part of it stands.

use std::sync::Arc;

use super::diagnostic::Place;
use super::map::Map;
use super::pointer::Pointer;
use super::value::{Text, Value};

/// Part of a text: line and column from 1 (columns in characters), offset and length in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Span {
    pub line: u32,
    pub column: u32,
    pub offset: u32,
    pub length: u32,
}

/// A part of a document with its place. Maps keep the order they were written in.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: NodeKind,
}

/// What a [`Node`] is.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// A scalar: null, boolean, number or string.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// A map, keys unique.
    Map(NodeMap),
}

/// The entries of a map in the order they were written in, found by their key.
#[derive(Clone, Debug, Default)]
pub struct NodeMap {
    list: Vec<Entry>,
    /// The places of many, ordered by their key; few are looked through.
    by_key: Box<[u32]>,
}

impl NodeMap {
    const FEW: usize = 16;

    /// The entry with a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        if self.list.len() <= Self::FEW {
            return self.list.iter().find(|entry| &*entry.key == key);
        }
        let at = |place: &u32| usize::try_from(*place).ok().and_then(|place| self.list.get(place));
        let found = self.by_key.binary_search_by(|place| at(place).map(|entry| &*entry.key).cmp(&Some(key))).ok()?;
        self.by_key.get(found).and_then(at)
    }
}

impl From<Vec<Entry>> for NodeMap {
    fn from(list: Vec<Entry>) -> Self {
        let mut by_key: Vec<u32> = Vec::new();
        if list.len() > Self::FEW {
            by_key.extend((0_u32..).take(list.len()));
            by_key.sort_by(|a, b| {
                let key = |place: &u32| list.get(usize::try_from(*place).ok()?).map(|entry| &entry.key);
                key(a).cmp(&key(b))
            });
        }
        Self { list, by_key: by_key.into() }
    }
}

impl std::ops::Deref for NodeMap {
    type Target = [Entry];

    fn deref(&self) -> &[Entry] {
        &self.list
    }
}

impl<'m> IntoIterator for &'m NodeMap {
    type Item = &'m Entry;
    type IntoIter = std::slice::Iter<'m, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

/// One key of a map with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Text,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The data without places. A `{secretRef: …}` stays as it was written.
    pub fn to_value(&self) -> Value {
        match &self.kind {
            NodeKind::Scalar(value) => value.clone(),
            NodeKind::List(items) => Value::list(items.iter().map(Self::to_value)),
            NodeKind::Map(entries) => {
                Value::Map(Map::from_entries(entries.iter().map(|entry| (entry.key.clone(), entry.value.to_value()))))
            }
        }
    }

    /// The value under a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// A key with its value.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            NodeKind::Map(entries) => entries.entry(key),
            _ => None,
        }
    }

    /// An item of a list.
    pub fn item(&self, index: usize) -> Option<&Node> {
        match &self.kind {
            NodeKind::List(items) => items.get(index),
            _ => None,
        }
    }

    /// The text of a scalar.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar(value) => value.as_str(),
            _ => None,
        }
    }

    /// What JSON calls its type.
    pub fn type_name(&self) -> &'static str {
        match &self.kind {
            NodeKind::Scalar(value) => value.type_name(),
            NodeKind::List(_) => "list",
            NodeKind::Map(_) => "map",
        }
    }
}

/// One document of a file.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file, relative to the platform's root.
    pub file: Text,
    /// Its number in the file, from 0.
    pub index: u32,
    /// Its content.
    pub root: Node,
}

impl Document {
    /// The place of what a pointer names; of its nearest ancestor where it is not there.
    pub fn place(&self, pointer: &Pointer) -> Place {
        let mut node = &self.root;
        for token in pointer.tokens() {
            let next = node.get(&token).or_else(|| node.item(token.parse().ok()?));
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        self.place_of(node.span, pointer)
    }

    /// The place of the key that a pointer's last token names.
    pub fn key_place(&self, pointer: &Pointer) -> Place {
        let parent = pointer.parent().unwrap_or_default();
        let found =
            self.find(&parent).zip(pointer.tokens().last()).and_then(|(node, key)| Some(node.entry(&key)?.key_span));
        found.map_or_else(|| self.place(pointer), |span| self.place_of(span, pointer))
    }

    /// A place in this document.
    pub fn place_of(&self, span: Span, pointer: &Pointer) -> Place {
        Place {
            file: self.file.clone(),
            line: span.line,
            column: span.column,
            offset: span.offset,
            length: span.length,
            pointer: pointer.clone(),
        }
    }

    /// What a pointer names.
    pub fn find(&self, pointer: &Pointer) -> Option<&Node> {
        pointer.tokens().try_fold(&self.root, |node, token| node.get(&token).or_else(|| node.item(token.parse().ok()?)))
    }
}

/// Where a typed document was read from; empty for one built in code.
#[derive(Clone, Debug, Default)]
pub struct Source(Option<Arc<Document>>);

impl Source {
    /// Read from a document.
    pub fn new(document: Arc<Document>) -> Self {
        Self(Some(document))
    }

    /// The document.
    pub fn document(&self) -> Option<&Arc<Document>> {
        self.0.as_ref()
    }

    /// The node that a pointer names.
    pub fn node(&self, pointer: &Pointer) -> Option<&Node> {
        self.0.as_ref()?.find(pointer)
    }

    /// The place that a pointer names; without a document only the pointer.
    pub fn place(&self, pointer: &Pointer) -> Place {
        self.0.as_ref().map_or_else(|| Place::pointer(pointer.clone()), |document| document.place(pointer))
    }

    /// The place of the key that a pointer's last token names.
    pub fn key_place(&self, pointer: &Pointer) -> Place {
        self.0.as_ref().map_or_else(|| Place::pointer(pointer.clone()), |document| document.key_place(pointer))
    }
}

impl Eq for Source {}

impl PartialEq for Source {
    /// Where something was written is no part of what it is.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_small_and_large_maps() {
        for size in [0_u32, 1, 16, 17, 100] {
            let node =
                |number: u32| Node { span: Span::default(), kind: NodeKind::Scalar(Value::Integer(i64::from(number))) };
            let entry = |number: u32| {
                let key = format!("key-{}", (number * 7) % 101).into();
                Entry { key, key_span: Span::default(), value: node(number) }
            };
            let map = NodeMap::from((0..size).map(entry).collect::<Vec<_>>());
            for number in 0..size {
                let found = map.entry(&format!("key-{}", (number * 7) % 101)).unwrap();
                assert_eq!(found.value.to_value(), Value::Integer(i64::from(number)));
            }
            assert!(map.entry("key").is_none() && map.entry("zzz").is_none());
            assert_eq!(map.len(), usize::try_from(size).unwrap(), "in the order they were written in");
        }
    }
}
