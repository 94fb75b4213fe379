//! One text being read. Whatever it is not sure of it gives up: then serde tells what is wrong.

use std::sync::Arc;

use super::JsonReader;
use super::number::number;
use super::text::{escape, plain_length};
use crate::model::value::{Text, Value};
use crate::model::wire;

/// How many maps and lists may be open: as many as serde reads.
const DEEPEST: u32 = 127;

pub(super) struct Cursor<'r, 't> {
    reader: &'r mut JsonReader,
    text: &'t str,
    at: usize,
}

impl<'r, 't> Cursor<'r, 't> {
    pub(super) fn new(reader: &'r mut JsonReader, text: &'t str) -> Self {
        Self { reader, text, at: 0 }
    }

    pub(super) fn document(&mut self) -> Option<Value> {
        let value = self.value(DEEPEST)?;
        self.ahead().is_none().then_some(value)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no space; it is not taken.
    fn ahead(&mut self) -> Option<u8> {
        loop {
            match self.peek() {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.skip(1),
                other => return other,
            }
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        let found = self.ahead()? == byte;
        found.then(|| self.skip(1))
    }

    fn rest(&self) -> Option<&'t str> {
        self.text.get(self.at..)
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        match self.ahead()? {
            b'"' => self.string().map(Value::String),
            b'{' => self.map(depth.checked_sub(1)?),
            b'[' => self.list(depth.checked_sub(1)?),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => {
                let (value, length) = number(self.rest()?)?;
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
        let first = self.reader.items.len();
        if self.ahead()? == b']' {
            self.skip(1);
            return Some(Value::List(Arc::default()));
        }
        loop {
            let item = self.value(depth)?;
            self.reader.items.push(item);
            match self.ahead()? {
                b',' => self.skip(1),
                b']' => break,
                _ => return None,
            }
        }
        self.skip(1);
        Some(Value::List(self.reader.nodes.list(&mut self.reader.items, first)))
    }

    fn map(&mut self, depth: u32) -> Option<Value> {
        self.skip(1);
        let first = self.reader.entries.len();
        if self.ahead()? == b'}' {
            self.skip(1);
            return Some(Value::empty_map());
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
                b'}' => break,
                _ => return None,
            }
        }
        self.skip(1);
        let map = self.reader.nodes.map(&mut self.reader.entries, first)?;
        if wire::needs_escape(&map) { wire::read(map).ok() } else { Some(Value::Map(map)) }
    }

    /// A string, whose quote comes next.
    fn string(&mut self) -> Option<Text> {
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
