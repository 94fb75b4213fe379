//! Texts that are alike, as objects of one kind are: what is to the letter as it stood in an earlier text is taken over from
//! there, and only what differs is read.

use std::sync::Arc;

use super::cursor::Cursor;
use super::text::plain_length;
use crate::model::table::Hasher;
use crate::model::value::{Text, Value};

/// Earlier texts that are remembered, a power of two.
const SLOTS: usize = 16;
/// So many bytes of a text choose the earlier one: those of canonical JSON of an object of Kubernetes have its kind.
const CHOOSES: usize = 40;
/// A key that is not the next one may be one of so many behind it.
const LOOKS: usize = 4;
/// An earlier text that was of little use so often makes room for a new one.
const USELESS: u8 = 8;

/// The earlier texts, of which the beginning of a text chooses one.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(Vec<Slot>);

#[derive(Clone, Debug, Default)]
struct Slot {
    hash: u32,
    earlier: Option<Arc<Earlier>>,
    useless: u8,
}

impl Known {
    /// Forgets all of them.
    pub(super) fn forget(&mut self) {
        self.0 = Vec::new();
    }

    fn slot(&mut self, hash: u32) -> Option<&mut Slot> {
        if self.0.is_empty() {
            self.0.resize_with(SLOTS, Slot::default);
        }
        self.0.get_mut(hash as usize & SLOTS.wrapping_sub(1))
    }
}

/// A text in canonical JSON, and what each of its parts was read into.
#[derive(Debug)]
struct Earlier {
    text: Box<str>,
    /// Each before those in it.
    parts: Vec<Part>,
}

/// A value in a text, as offsets.
#[derive(Debug)]
struct Part {
    /// Where its key begins, or it does where it has none.
    first: usize,
    begin: usize,
    end: usize,
    /// The number of the first part that is not in it.
    next: usize,
    key: Option<Text>,
    value: Value,
}

impl Earlier {
    /// `None` where the text is too long to be worth it, or is not the value's canonical JSON.
    fn new(text: &str, value: &Value) -> Option<Arc<Self>> {
        let mut parts = Vec::new();
        let end = part(text, 0, None, value, &mut parts)?;
        (end == text.len()).then(|| Arc::new(Self { text: text.into(), parts }))
    }

    fn bytes(&self, from: usize, to: usize) -> Option<&[u8]> {
        self.text.as_bytes().get(from..to)
    }
}

/// Adds a value's part and those in it; gives where it ends. The text is canonical JSON, hence in the order of the value.
fn part(text: &str, first: usize, key: Option<&Text>, value: &Value, parts: &mut Vec<Part>) -> Option<usize> {
    let behind = |at: usize, byte: u8| (text.as_bytes().get(at) == Some(&byte)).then(|| at.saturating_add(1));
    let begin = match key {
        Some(_) => behind(string_end(text, first)?, b':')?,
        None => first,
    };
    let number = parts.len();
    parts.push(Part { first, begin, end: begin, next: 0, key: key.cloned(), value: value.clone() });
    let end = match value {
        Value::Map(map) => {
            let mut at = behind(begin, b'{')?;
            for (place, (key, value)) in map.iter().enumerate() {
                at = if place > 0 { behind(at, b',')? } else { at };
                at = part(text, at, Some(key), value, parts)?;
            }
            behind(at, b'}')?
        }
        Value::List(list) => {
            let mut at = behind(begin, b'[')?;
            for (place, value) in list.iter().enumerate() {
                at = if place > 0 { behind(at, b',')? } else { at };
                at = part(text, at, None, value, parts)?;
            }
            behind(at, b']')?
        }
        Value::String(_) => string_end(text, begin)?,
        _ => {
            let rest = text.as_bytes().get(begin..)?;
            let length = rest.iter().take_while(|byte| !matches!(byte, b',' | b'}' | b']')).count();
            begin.saturating_add(length)
        }
    };
    let next = parts.len();
    let new = parts.get_mut(number)?;
    (new.end, new.next) = (end, next);
    Some(end)
}

/// Where a string without escapes ends that begins at a place.
fn string_end(text: &str, first: usize) -> Option<usize> {
    let inside = first.saturating_add(1);
    let end = inside.saturating_add(plain_length(text.as_bytes().get(inside..)?));
    (text.as_bytes().get(end) == Some(&b'"')).then(|| end.saturating_add(1))
}

impl Cursor<'_, '_> {
    /// Reads a value that may be like an earlier one. It is what [`Cursor::value`] reads.
    pub(super) fn value_like_another(&mut self, depth: u32) -> Option<Value> {
        self.ahead()?;
        let (first, canonical) = (self.at, self.canonical);
        let Some(beginning) = self.text.as_bytes().get(first..first.saturating_add(CHOOSES)) else {
            return self.value(depth);
        };
        let mut hasher = Hasher::new(depth as usize);
        let (words, _) = beginning.as_chunks::<8>();
        words.iter().for_each(|word| hasher.add(u64::from_le_bytes(*word)));
        let hash = hasher.finish();
        let slot = self.reader.alike.slot(hash)?;
        let earlier = slot.earlier.clone().filter(|_| slot.hash == hash);
        let seen = slot.hash == hash;
        self.canonical = true;
        let before = std::mem::take(&mut self.taken_over);
        let value = match &earlier {
            Some(earlier) => self.like(depth, earlier, 0),
            None => self.value(depth),
        }?;
        let length = self.at.saturating_sub(first);
        let useful = self.taken_over.saturating_mul(4) >= length;
        self.taken_over = before;
        if self.canonical {
            let text = self.text.get(first..self.at)?;
            let slot = self.reader.alike.slot(hash)?;
            slot.useless = if useful { 0 } else { slot.useless.saturating_add(1) };
            // One alone is like no other; the second of its kind is remembered.
            if !seen {
                *slot = Slot { hash, ..Slot::default() };
            } else if earlier.is_none() || slot.useless >= USELESS {
                *slot = Slot { hash, earlier: Earlier::new(text, &value), useless: 0 };
            }
        }
        self.canonical = self.canonical && canonical;
        Some(value)
    }

    /// Takes over a part of an earlier text that stands here to the letter.
    fn take_over(&mut self, earlier: &Earlier, part: &Part) -> Option<Value> {
        let known = earlier.bytes(part.begin, part.end)?;
        let rest = self.text.as_bytes().get(self.at..)?;
        if !rest.starts_with(known) {
            return None;
        }
        // A number may go on.
        let ends = matches!(part.value, Value::Map(_) | Value::List(_) | Value::String(_))
            || matches!(rest.get(known.len()), Some(b',' | b'}' | b']'));
        ends.then(|| {
            self.skip(known.len());
            self.taken_over = self.taken_over.saturating_add(known.len());
            part.value.clone()
        })
    }

    /// Reads a value beside the part with a number.
    fn like(&mut self, depth: u32, earlier: &Earlier, number: usize) -> Option<Value> {
        let Some(part) = earlier.parts.get(number) else { return self.value(depth) };
        if let Some(value) = self.take_over(earlier, part) {
            return Some(value);
        }
        let inside = number.saturating_add(1)..part.next;
        match (self.ahead()?, &part.value) {
            (b'{', Value::Map(_)) => self.map_like(depth.checked_sub(1)?, earlier, inside),
            (b'[', Value::List(_)) => self.list_like(depth.checked_sub(1)?, earlier, inside),
            _ => self.value(depth),
        }
    }

    fn list_like(&mut self, depth: u32, earlier: &Earlier, inside: std::ops::Range<usize>) -> Option<Value> {
        self.skip(1);
        let (first, mut number) = (self.reader.items.len(), inside.start);
        if self.ahead()? == b']' {
            return self.list_from(first);
        }
        loop {
            let item = match earlier.parts.get(number).filter(|_| number < inside.end) {
                Some(part) => {
                    let item = self.like(depth, earlier, number)?;
                    number = part.next;
                    item
                }
                None => self.value(depth)?,
            };
            self.reader.items.push(item);
            match self.ahead()? {
                b',' => self.skip(1),
                b']' => return self.list_from(first),
                _ => return None,
            }
        }
    }

    fn map_like(&mut self, depth: u32, earlier: &Earlier, inside: std::ops::Range<usize>) -> Option<Value> {
        self.skip(1);
        let (first, mut number) = (self.reader.entries.len(), inside.start);
        if self.ahead()? == b'}' {
            return self.map_from(first);
        }
        loop {
            if self.ahead()? != b'"' {
                return None;
            }
            let next = earlier.parts.get(number).filter(|_| number < inside.end);
            let entry = match next.and_then(|part| self.key_of(earlier, part).map(|key| (part, key))) {
                Some((part, key)) => {
                    let value = self.like(depth, earlier, number)?;
                    number = part.next;
                    (key, value)
                }
                None => {
                    let key = self.string()?;
                    self.take(b':')?;
                    match behind(earlier, &key, number, inside.end) {
                        Some((found, part)) => {
                            self.ahead()?;
                            number = part.next;
                            (key, self.like(depth, earlier, found)?)
                        }
                        None => (key, self.value(depth)?),
                    }
                }
            };
            self.reader.entries.push(entry);
            match self.ahead()? {
                b',' => self.skip(1),
                b'}' => return self.map_from(first),
                _ => return None,
            }
        }
    }

    /// Takes the key of a part with its colon, if it stands here.
    fn key_of(&mut self, earlier: &Earlier, part: &Part) -> Option<Text> {
        let known = earlier.bytes(part.first, part.begin)?;
        let key = part
            .key
            .clone()
            .filter(|_| self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(known)))?;
        self.skip(known.len());
        Some(key)
    }
}

/// The part with a key among those that are next.
fn behind<'e>(earlier: &'e Earlier, key: &Text, mut number: usize, end: usize) -> Option<(usize, &'e Part)> {
    for _ in 0..LOOKS {
        let part = earlier.parts.get(number).filter(|_| number < end)?;
        if part.key.as_ref().is_some_and(|known| Arc::ptr_eq(known, key)) {
            return Some((number, part));
        }
        number = part.next;
    }
    None
}
