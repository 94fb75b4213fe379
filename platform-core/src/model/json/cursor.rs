//! One text being read. Whatever it is not sure of it gives up: then serde tells what is wrong.

use std::sync::Arc;

use super::JsonReader;
use super::number::{is_canonical, number};
use super::text::{escape, plain_length};
use crate::model::value::{Text, Value};
use crate::model::wire;

/// How many maps and lists may be open: as many as serde reads.
pub(super) const DEEPEST: u32 = 127;

pub(super) struct Cursor<'r, 't> {
    pub(super) reader: &'r mut JsonReader,
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// Whether what was read since this was set is canonical JSON, as it stands.
    pub(super) canonical: bool,
    /// Bytes of the text that is read beside an earlier one that stand there, too.
    pub(super) taken_over: usize,
    /// Whether what is read is part of a document's body.
    pub(super) in_body: bool,
    /// How many maps and lists were made that were not known.
    made: usize,
}

/// A map or a list that is read: where its entries or items begin, and how many were made before.
#[derive(Clone, Copy)]
pub(super) struct Open {
    first: usize,
    made: usize,
}

impl<'r, 't> Cursor<'r, 't> {
    pub(super) fn new(reader: &'r mut JsonReader, text: &'t str) -> Self {
        Self { reader, text, at: 0, canonical: true, taken_over: 0, in_body: false, made: 0 }
    }

    pub(super) fn document(&mut self) -> Option<Value> {
        let value = self.value_like_another(DEEPEST, None)?;
        self.ahead().is_none().then_some(value)
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no space; it is not taken.
    pub(super) fn ahead(&mut self) -> Option<u8> {
        loop {
            match self.peek() {
                Some(b' ' | b'\n' | b'\t' | b'\r') => {
                    self.canonical = false;
                    self.skip(1);
                }
                other => return other,
            }
        }
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    pub(super) fn take(&mut self, byte: u8) -> Option<()> {
        let found = self.ahead()? == byte;
        found.then(|| self.skip(1))
    }

    fn rest(&self) -> Option<&'t str> {
        self.text.get(self.at..)
    }

    pub(super) fn value(&mut self, depth: u32) -> Option<Value> {
        match self.ahead()? {
            b'"' => self.string().map(Value::String),
            b'{' => self.map(depth.checked_sub(1)?),
            b'[' => self.list(depth.checked_sub(1)?),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => {
                let rest = self.rest()?;
                let (value, length) = number(rest)?;
                self.canonical = self.canonical && is_canonical(rest.get(..length)?);
                self.skip(length);
                Some(value)
            }
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        let found = self.rest()?.starts_with(word);
        found.then(|| {
            self.skip(word.len());
            value
        })
    }

    fn list(&mut self, depth: u32) -> Option<Value> {
        self.skip(1);
        let open = self.open_list();
        if self.ahead()? == b']' {
            return self.list_from(open);
        }
        loop {
            let item = self.value(depth)?;
            self.reader.items.push(item);
            match self.ahead()? {
                b',' => self.skip(1),
                b']' => return self.list_from(open),
                _ => return None,
            }
        }
    }

    pub(super) fn open_list(&self) -> Open {
        Open { first: self.reader.items.len(), made: self.made }
    }

    pub(super) fn open_map(&self) -> Open {
        Open { first: self.reader.entries.len(), made: self.made }
    }

    /// Whether what was opened may be known, or should be known to what comes: in a body it is found by the body's address, and
    /// what has something new in it was never there before.
    fn is_looked_for(&self, open: Open) -> bool {
        !self.in_body || open.made == self.made
    }

    /// The list of the items that were read since it was opened; its bracket comes next.
    pub(super) fn list_from(&mut self, open: Open) -> Option<Value> {
        self.skip(1);
        if open.first == self.reader.items.len() {
            return Some(Value::List(Arc::default()));
        }
        let look = self.is_looked_for(open);
        let list = self.reader.nodes.list(&mut self.reader.items, open.first, look);
        self.made = self.made.saturating_add(usize::from(list.new));
        Some(Value::List(list.node))
    }

    fn map(&mut self, depth: u32) -> Option<Value> {
        self.skip(1);
        let open = self.open_map();
        if self.ahead()? == b'}' {
            return self.map_from(open);
        }
        loop {
            if self.ahead()? != b'"' {
                return None;
            }
            let key = self.string()?;
            self.take(b':')?;
            let value = self.value(depth)?;
            self.reader.entries.push((key, value));
            match self.ahead()? {
                b',' => self.skip(1),
                b'}' => return self.map_from(open),
                _ => return None,
            }
        }
    }

    /// The map of the entries that were read since it was opened; its brace comes next.
    pub(super) fn map_from(&mut self, open: Open) -> Option<Value> {
        self.skip(1);
        if open.first == self.reader.entries.len() {
            return Some(Value::empty_map());
        }
        let look = self.is_looked_for(open);
        let (read, sorted) = self.reader.nodes.map(&mut self.reader.entries, open.first, look)?;
        self.made = self.made.saturating_add(usize::from(read.new));
        self.canonical = self.canonical && sorted;
        let map = read.node;
        if wire::needs_escape(&map) {
            self.canonical = false;
            return wire::read(map).ok();
        }
        Some(Value::Map(map))
    }

    /// A string, whose quote comes next.
    pub(super) fn string(&mut self) -> Option<Text> {
        self.skip(1);
        let text: &'t str = self.text;
        let length = plain_length(text.as_bytes().get(self.at..)?);
        let end = self.at.saturating_add(length);
        let plain = text.get(self.at..end)?;
        self.at = end;
        if self.peek()? == b'"' {
            self.skip(1);
            return Some(self.reader.interner.intern(plain));
        }
        self.escaped(plain)
    }

    /// The rest of a string whose first escape comes next.
    fn escaped(&mut self, plain: &str) -> Option<Text> {
        self.canonical = false;
        let mut whole = std::mem::take(&mut self.reader.unescaped);
        whole.clear();
        whole.push_str(plain);
        while self.peek()? == b'\\' {
            self.skip(1);
            let (character, length) = escape(self.rest()?)?;
            whole.push(character);
            self.skip(length);
            let rest = self.rest()?;
            let plain = rest.get(..plain_length(rest.as_bytes()))?;
            whole.push_str(plain);
            self.skip(plain.len());
        }
        if self.peek()? != b'"' {
            return None;
        }
        self.skip(1);
        let text = self.reader.interner.intern(&whole);
        self.reader.unescaped = whole;
        Some(text)
    }
}
