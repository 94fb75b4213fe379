//! A document whose bodies are read by the reader; what is around them is left to be read as typed data.

use super::JsonReader;
use super::cursor::{Cursor, DEEPEST};
use crate::model::digest::Digest;
use crate::model::map::Map;
use crate::model::table::Hasher;
use crate::model::value::Value;

/// A document's bodies, and the text around them.
pub(in crate::model) struct Bodies<'t> {
    /// The document with `null` for each body.
    pub(in crate::model) rest: String,
    /// In the order of the text.
    pub(in crate::model) bodies: Vec<Body<'t>>,
    /// How many of the last were not known.
    new: u32,
    within: Option<&'t str>,
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
    fn remember_length(&mut self, hash: u32, length: usize) {
        match self.lengths.find_mut(hash) {
            Some(known) => *known = length,
            None => self.lengths.insert(hash, length),
        }
    }

    /// The last body of an address.
    pub(super) fn former(&mut self, address: &str) -> Option<Map> {
        self.former.find(hash(address, None), |_| true).cloned()
    }

    pub(super) fn remember_former(&mut self, address: &str, body: &Map) {
        let hash = hash(address, None);
        match self.former.find_mut(hash) {
            Some(former) => *former = body.clone(),
            None => self.former.insert(hash, body.clone()),
        }
    }

    /// Reads `resources/ADDRESS/body`, or `resources/ADDRESS/WITHIN/body`. `None` for whatever it is not sure of; a
    /// document is right when what it gives around the bodies is.
    pub(in crate::model) fn bodies<'t>(&mut self, text: &'t str, within: Option<&'t str>) -> Option<Bodies<'t>> {
        let mut cursor = Cursor::new(self, text);
        let mut found = Bodies { rest: String::with_capacity(text.len() >> 3), bodies: Vec::new(), new: 0, within };
        let mut copied = 0;
        let read = cursor.fields(&mut |cursor, key| match key {
            "resources" => cursor.fields(&mut |cursor, address| {
                let body = &mut |cursor: &mut Cursor<'_, 't>, key: &str| match key {
                    "body" => cursor.body(address, &mut copied, &mut found),
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

/// Where the length of an address's body is looked for: what there should be is not as long as what is there.
fn hash(address: &str, within: Option<&str>) -> u32 {
    let mut hasher = Hasher::new(within.map_or(0, str::len));
    hasher.add_text(address);
    hasher.finish()
}

/// Where a body is looked for.
fn slot(digest: &Digest) -> u32 {
    digest.as_bytes().first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

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

    fn body(&mut self, address: &'t str, copied: &mut usize, found: &mut Bodies<'t>) -> Option<()> {
        self.ahead()?;
        let first = self.at;
        // Texts of one document are alike: after some that were new, only now and then is one looked for.
        let likely = found.new < 4 || found.bodies.len().is_multiple_of(16);
        let hash = hash(address, found.within);
        let known = if likely { self.known(hash)? } else { None };
        found.new = if known.is_some() { 0 } else { found.new.saturating_add(1) };
        let (value, digest) = match known {
            Some((value, digest)) => (value, Some(digest)),
            None => self.new_body(hash, address)?,
        };
        found.rest.push_str(self.text.get(*copied..first)?);
        found.rest.push_str("null");
        *copied = self.at;
        found.bodies.push(Body { address, value, digest });
        Some(())
    }

    /// A body that was read before: its text has the digest of that one's. It is most likely as long as the last of its
    /// address was, which spares to look for its end.
    fn known(&mut self, hash: u32) -> Option<Option<(Value, Digest)>> {
        let (first, all) = (self.at, self.text.as_bytes());
        if let Some(length) = self.reader.lengths.find(hash, |_| true) {
            let end = first.saturating_add(*length);
            let text = all.get(first..end).filter(|text| text.last() == Some(&b'}'));
            let ends = matches!(all.get(end), Some(b',' | b'}' | b' ' | b'\n'));
            if let Some(known) = text.filter(|_| ends).and_then(|text| self.of_digest(Digest::of(text))) {
                self.at = end;
                return Some(Some(known));
            }
        }
        self.pass()?;
        let known = self.of_digest(Digest::of(all.get(first..self.at)?));
        if known.is_some() {
            self.reader.remember_length(hash, self.at.saturating_sub(first));
        } else {
            self.at = first;
        }
        Some(known)
    }

    fn of_digest(&mut self, digest: Digest) -> Option<(Value, Digest)> {
        let (map, _) = self.reader.bodies.find(slot(&digest), |known| known.1 == digest)?;
        Some((Value::Map(map.clone()), digest))
    }

    /// A body that is read, and its digest where it stands there as canonical JSON. It is most likely much like the last one of
    /// its address, as what is there is like what should be.
    fn new_body(&mut self, hash: u32, address: &str) -> Option<(Value, Option<Digest>)> {
        let first = self.at;
        self.canonical = true;
        let value = match self.reader.former(address) {
            Some(former) => self.value_beside(DEPTH, &Value::Map(former))?,
            None => self.value_like_another(DEPTH)?,
        };
        let Value::Map(map) = &value else { return Some((value, None)) };
        self.reader.remember_former(address, map);
        if !self.canonical {
            return Some((value, None));
        }
        let text = self.text.get(first..self.at)?;
        let digest = Digest::of(text.as_bytes());
        // One that has a change may have been changed back.
        if self.reader.bodies.find(slot(&digest), |known| known.1 == digest).is_none() {
            self.reader.bodies.insert(slot(&digest), (map.clone(), digest));
        }
        self.reader.remember_length(hash, text.len());
        Some((value, Some(digest)))
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
