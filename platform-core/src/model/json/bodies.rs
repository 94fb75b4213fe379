//! A document whose bodies are read by the reader; what is around them is left to be read as typed data.

use super::JsonReader;
use super::cursor::{Cursor, DEEPEST};
use super::former::{Former, Place};
use crate::model::digest::Digest;
use crate::model::value::Value;

/// A document's bodies, and the text around them.
pub(in crate::model) struct Bodies<'t> {
    /// The document with `null` for each body.
    pub(in crate::model) rest: String,
    /// In the order of the text.
    pub(in crate::model) bodies: Vec<Body<'t>>,
}

/// What stands at `resources/ADDRESS/body`.
pub(in crate::model) struct Body<'t> {
    pub(in crate::model) address: &'t str,
    pub(in crate::model) value: Value,
    /// Known, where the text that it was read from is its canonical JSON.
    digest: Option<Digest>,
}

impl Body<'_> {
    /// The digest of the body.
    pub(in crate::model) fn digest(&self) -> Digest {
        self.digest.unwrap_or_else(|| self.value.digest())
    }
}

impl JsonReader {
    /// Reads `resources/ADDRESS/body`, or `resources/ADDRESS/WITHIN/body`. `None` for whatever it is not sure of; a
    /// document is right when what it gives around the bodies is.
    pub(in crate::model) fn bodies<'t>(&mut self, text: &'t str, within: Option<&'t str>) -> Option<Bodies<'t>> {
        let mut cursor = Cursor::new(self, text);
        cursor.in_body = true;
        let mut found = Bodies { rest: String::with_capacity(text.len() >> 3), bodies: Vec::new() };
        let mut copied = 0;
        let read = cursor.fields(&mut |cursor, key| match key {
            "resources" => cursor.fields(&mut |cursor, address| {
                let body = &mut |cursor: &mut Cursor<'_, 't>, key: &str| match key {
                    "body" => cursor.body(address, within.is_some(), &mut copied, &mut found),
                    _ => cursor.pass(),
                };
                cursor.fields(&mut |cursor, key| match within {
                    None => body(cursor, key),
                    Some(within) if within == key => cursor.fields(body),
                    Some(_) => cursor.pass(),
                })
            }),
            _ => cursor.pass(),
        });
        if read.is_none() {
            self.items.clear();
            self.entries.clear();
            return None;
        }
        found.rest.push_str(text.get(copied..)?);
        Some(found)
    }
}

/// How many maps and lists may be open in a body: as many as serde reads where four are around it.
const DEPTH: u32 = DEEPEST.saturating_sub(4);

type Each<'f, 't> = dyn FnMut(&mut Cursor<'_, 't>, &'t str) -> Option<()> + 'f;

impl<'t> Cursor<'_, 't> {
    /// Gives each key of a map, whose value is to be taken; passes what is no map.
    fn fields(&mut self, each: &mut Each<'_, 't>) -> Option<()> {
        if self.ahead()? != b'{' {
            return self.pass();
        }
        self.skip(1);
        if self.ahead()? == b'}' {
            self.skip(1);
            return Some(());
        }
        loop {
            if self.ahead()? != b'"' {
                return None;
            }
            let first = self.at.saturating_add(1);
            self.pass_string()?;
            let key = self.text.get(first..self.at.saturating_sub(1))?;
            // Two ways to write a key would be two keys here.
            if key.contains('\\') {
                return None;
            }
            self.take(b':')?;
            each(self, key)?;
            match self.ahead()? {
                b',' => self.skip(1),
                b'}' => break,
                _ => return None,
            }
        }
        self.skip(1);
        Some(())
    }

    fn body(&mut self, address: &'t str, seen: bool, copied: &mut usize, found: &mut Bodies<'t>) -> Option<()> {
        self.ahead()?;
        let (first, place) = (self.at, Place::new(address, seen));
        let former = self.reader.formers.find(place);
        self.canonical = true;
        let value = self.value_like_another(DEPTH, former.as_deref().map(Former::value).as_ref())?;
        // The same value has the same digest, however it is written here.
        let known = former.filter(|former| value.as_map().is_some_and(|body| former.body.is_same(body)));
        let mut digest = known.and_then(|former| former.digest);
        if let (Value::Map(body), None) = (&value, digest) {
            let text = self.text.get(first..self.at)?;
            digest = self.canonical.then(|| Digest::of(text.as_bytes()));
            self.reader.formers.remember(place, Former { body: body.clone(), digest });
        }
        found.rest.push_str(self.text.get(*copied..first)?);
        found.rest.push_str("null");
        *copied = self.at;
        found.bodies.push(Body { address, value, digest });
        Some(())
    }

    /// Passes one value. Whether it is one is seen when what is around the bodies is read.
    fn pass(&mut self) -> Option<()> {
        match self.ahead()? {
            b'"' => self.pass_string(),
            b'{' | b'[' => {
                let mut open = 0_usize;
                loop {
                    match self.peek()? {
                        b'"' => {
                            self.pass_string()?;
                            continue;
                        }
                        b'{' | b'[' => open = open.saturating_add(1),
                        b'}' | b']' => open = open.saturating_sub(1),
                        _ => {}
                    }
                    self.skip(1);
                    if open == 0 {
                        return Some(());
                    }
                }
            }
            _ => {
                while !matches!(self.peek()?, b',' | b'}' | b']' | b' ' | b'\n' | b'\t' | b'\r') {
                    self.skip(1);
                }
                Some(())
            }
        }
    }

    fn pass_string(&mut self) -> Option<()> {
        self.skip(1);
        loop {
            let plain = super::plain_length(self.text.as_bytes().get(self.at..)?);
            self.skip(plain);
            match self.peek()? {
                b'"' => {
                    self.skip(1);
                    return Some(());
                }
                b'\\' => self.skip(2),
                _ => return None,
            }
        }
    }
}
