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
    Map(Vec<Entry>),
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
            NodeKind::Map(entries) => entries.iter().find(|entry| &*entry.key == key),
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

impl PartialEq for Source {
    /// Where something was written is no part of what it is.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
