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

    fn whole(&self) -> Option<Alike<'_>> {
        Alike::new(self, 0, self.parts.len())
    }
}

/// A part of an earlier text that a value may be like.
#[derive(Clone, Copy)]
pub(super) struct Alike<'e> {
    earlier: &'e Earlier,
    part: &'e Part,
    number: usize,
    /// The number of the first part that is not in what this one is in.
    end: usize,
}

impl<'e> Alike<'e> {
    fn new(earlier: &'e Earlier, number: usize, end: usize) -> Option<Self> {
        let part = earlier.parts.get(number).filter(|_| number < end)?;
        Some(Self { earlier, part, number, end })
    }

    /// The first in it.
    pub(super) fn inside(self) -> Option<Self> {
        Self::new(self.earlier, self.number.saturating_add(1), self.part.next)
    }

    /// The one behind it.
    pub(super) fn next(self) -> Option<Self> {
        Self::new(self.earlier, self.part.next, self.end)
    }

    /// The one with a key: this one or one of the next.
    pub(super) fn of_key(self, key: &Text) -> Option<Self> {
        let mut alike = self;
        for _ in 0..LOOKS {
            if alike.part.key.as_ref().is_some_and(|known| Arc::ptr_eq(known, key)) {
                return Some(alike);
            }
            alike = alike.next()?;
        }
        None
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
    /// Reads a value that may be like an earlier one, and like the one that stood in its place before. It is what
    /// [`Cursor::value`] reads.
    pub(super) fn value_like_another(&mut self, depth: u32, former: Option<&Value>) -> Option<Value> {
        self.ahead()?;
        let (first, canonical) = (self.at, self.canonical);
        let Some(beginning) = self.text.as_bytes().get(first..first.saturating_add(CHOOSES)) else {
            return self.guided(depth, former, None);
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
        let value = self.guided(depth, former, earlier.as_deref().and_then(Earlier::whole))?;
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

    fn guided(&mut self, depth: u32, former: Option<&Value>, alike: Option<Alike<'_>>) -> Option<Value> {
        match (former, alike) {
            (Some(former), _) => self.value_beside(depth, former, alike),
            (None, Some(alike)) => self.like(depth, alike),
            (None, None) => self.value(depth),
        }
    }

    /// Passes a part of an earlier text that stands here to the letter, and gives what that was read into.
    pub(super) fn take_over<'e>(&mut self, alike: Alike<'e>) -> Option<&'e Value> {
        let part = alike.part;
        let known = alike.earlier.bytes(part.begin, part.end)?;
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
            &part.value
        })
    }

    fn like(&mut self, depth: u32, alike: Alike<'_>) -> Option<Value> {
        if let Some(value) = self.take_over(alike) {
            return Some(value.clone());
        }
        match (self.ahead()?, &alike.part.value) {
            (b'{', Value::Map(_)) => self.map_like(depth.checked_sub(1)?, alike.inside()),
            (b'[', Value::List(_)) => self.list_like(depth.checked_sub(1)?, alike.inside()),
            _ => self.value(depth),
        }
    }

    fn list_like(&mut self, depth: u32, mut next: Option<Alike<'_>>) -> Option<Value> {
        self.skip(1);
        let open = self.open_list();
        if self.ahead()? == b']' {
            return self.list_from(open);
        }
        loop {
            let item = match next {
                Some(alike) => self.like(depth, alike)?,
                None => self.value(depth)?,
            };
            next = next.and_then(Alike::next);
            self.reader.items.push(item);
            match self.ahead()? {
                b',' => self.skip(1),
                b']' => return self.list_from(open),
                _ => return None,
            }
        }
    }

    fn map_like(&mut self, depth: u32, mut next: Option<Alike<'_>>) -> Option<Value> {
        self.skip(1);
        let open = self.open_map();
        if self.ahead()? == b'}' {
            return self.map_from(open);
        }
        loop {
            if self.ahead()? != b'"' {
                return None;
            }
            let (key, alike) = match next.and_then(|alike| self.key_of(alike).map(|key| (key, alike))) {
                Some((key, alike)) => (key, Some(alike)),
                None => {
                    let key = self.string()?;
                    self.take(b':')?;
                    let alike = next.and_then(|alike| alike.of_key(&key));
                    (key, alike)
                }
            };
            let value = match alike {
                Some(alike) => {
                    next = alike.next();
                    self.ahead()?;
                    self.like(depth, alike)?
                }
                None => self.value(depth)?,
            };
            self.reader.entries.push((key, value));
            match self.ahead()? {
                b',' => self.skip(1),
                b'}' => return self.map_from(open),
                _ => return None,
            }
        }
    }

    /// Takes the key of a part with its colon, if it stands here.
    fn key_of(&mut self, alike: Alike<'_>) -> Option<Text> {
        let known = alike.earlier.bytes(alike.part.first, alike.part.begin)?;
        let stands = self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(known));
        let key = alike.part.key.clone().filter(|_| stands)?;
        self.skip(known.len());
        Some(key)
    }
}
