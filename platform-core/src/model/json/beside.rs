//! A value read beside the one that stood in its place before: what says the same is that very value. Nothing is looked for or
//! counted until something differs. Where there is an earlier text that is alike, what stands there to the letter is not read.

use super::alike::Alike;
use super::cursor::Cursor;
use super::text::plain_length;
use crate::model::map::Map;
use crate::model::value::{Text, Value};
use crate::model::wire;

/// A value that was read, or that it is the former one.
type Beside = Option<Value>;

impl Cursor<'_, '_> {
    /// Reads a value. It is what [`Cursor::value`] reads.
    pub(super) fn value_beside(&mut self, depth: u32, former: &Value, alike: Option<Alike<'_>>) -> Option<Value> {
        Some(self.beside(depth, former, alike)?.unwrap_or_else(|| former.clone()))
    }

    fn beside(&mut self, depth: u32, former: &Value, alike: Option<Alike<'_>>) -> Option<Beside> {
        if let Some(value) = alike.and_then(|alike| self.take_over(alike)) {
            return Some((value != former).then(|| value.clone()));
        }
        match (self.ahead()?, former) {
            (b'"', Value::String(former)) => {
                if self.take_string(former) {
                    return Some(None);
                }
                self.string().map(Value::String)
            }
            (b'{', Value::Map(former)) => return self.map_beside(depth.checked_sub(1)?, former, alike),
            (b'[', Value::List(former)) => return self.list_beside(depth.checked_sub(1)?, former, alike),
            _ => {
                let value = self.value(depth)?;
                return Some((value != *former).then_some(value));
            }
        }
        .map(Some)
    }

    /// Takes a string that is a text, without escapes.
    fn take_string(&mut self, text: &Text) -> bool {
        let inside = self.text.as_bytes().get(self.at.saturating_add(1)..).unwrap_or_default();
        let stands = plain_length(inside) == text.len()
            && inside.starts_with(text.as_bytes())
            && inside.get(text.len()) == Some(&b'"');
        if stands {
            self.skip(text.len().saturating_add(2));
        }
        stands
    }

    fn list_beside(&mut self, depth: u32, former: &[Value], alike: Option<Alike<'_>>) -> Option<Beside> {
        self.skip(1);
        let (open, mut next, mut differs) = (self.open_list(), 0_usize, false);
        if self.ahead()? == b']' {
            return self.list_from(open).map(Some);
        }
        let mut alike = alike.and_then(Alike::inside);
        loop {
            let item = match former.get(next) {
                Some(former) => self.beside(depth, former, alike)?,
                None => Some(self.value(depth)?),
            };
            alike = alike.and_then(Alike::next);
            if item.is_some() && !differs {
                differs = true;
                self.reader.items.extend(former.iter().take(next).cloned());
            }
            if differs {
                self.reader.items.extend(item.or_else(|| former.get(next).cloned()));
            }
            next = next.saturating_add(1);
            match self.ahead()? {
                b',' => self.skip(1),
                b']' => break,
                _ => return None,
            }
        }
        if !differs && next == former.len() {
            self.skip(1);
            return Some(None);
        }
        if !differs {
            self.reader.items.extend(former.iter().take(next).cloned());
        }
        self.list_from(open).map(Some)
    }

    fn map_beside(&mut self, depth: u32, former: &Map, alike: Option<Alike<'_>>) -> Option<Beside> {
        self.skip(1);
        let former_entries = former.entries();
        // What looks like a form of ours is read as one, or was written to be none.
        let (open, mut next, mut differs) = (self.open_map(), 0_usize, wire::needs_escape(former));
        if self.ahead()? == b'}' {
            return self.map_from(open).map(Some);
        }
        let mut alike = alike.and_then(Alike::inside);
        loop {
            if self.ahead()? != b'"' {
                return None;
            }
            let mut known = former_entries.get(next);
            let mut key = None;
            if !known.is_some_and(|(known, _)| self.take_string(known)) {
                let read = self.string()?;
                let found = former.position(&read);
                known = found.and_then(|found| former_entries.get(found));
                if !differs {
                    differs = true;
                    self.reader.entries.extend(former_entries.iter().take(next).cloned());
                }
                next = found.unwrap_or(next);
                key = Some(read);
            }
            self.take(b':')?;
            let value = match known {
                Some((key, known)) => {
                    let part = alike.and_then(|alike| alike.of_key(key));
                    alike = part.map_or(alike, Alike::next);
                    self.beside(depth, known, part)?
                }
                None => Some(self.value(depth)?),
            };
            if value.is_some() && !differs {
                differs = true;
                self.reader.entries.extend(former_entries.iter().take(next).cloned());
            }
            if differs {
                let key = key.or_else(|| known.map(|(key, _)| key.clone()))?;
                let value = value.or_else(|| known.map(|(_, value)| value.clone()))?;
                self.reader.entries.push((key, value));
            }
            next = next.saturating_add(usize::from(known.is_some()));
            match self.ahead()? {
                b',' => self.skip(1),
                b'}' => break,
                _ => return None,
            }
        }
        if !differs && next == former.len() {
            self.skip(1);
            return Some(None);
        }
        if !differs {
            self.reader.entries.extend(former_entries.iter().take(next).cloned());
        }
        self.map_from(open).map(Some)
    }
}
