//! Maps, sorted when they are built.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use super::value::{Text, Value};

/// A map sorted by key, in the order of RFC 8785 (UTF-16 code units).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Map(Entries);

/// A map's entries, sorted.
pub(super) type Entries = Arc<[(Text, Value)]>;

/// Compares as RFC 8785 sorts keys: by UTF-16 code units, which differs from byte order only above U+FFFF.
pub fn compare_keys(left: &str, right: &str) -> Ordering {
    let difference = left.bytes().zip(right.bytes()).find(|(a, b)| a != b);
    match difference {
        None => left.len().cmp(&right.len()),
        // Bytes from 0xEE on begin characters at or above U+E000: the only ones the two orders place differently.
        Some((a, b)) if a < 0xEE || b < 0xEE => a.cmp(&b),
        Some(_) => left.encode_utf16().cmp(right.encode_utf16()),
    }
}

impl Map {
    /// Sorts the entries. Of entries with one key, the last stays.
    pub fn from_entries(entries: impl IntoIterator<Item = (Text, Value)>) -> Self {
        let mut entries: Vec<(Text, Value)> = entries.into_iter().collect();
        let sorted = entries.windows(2).all(|pair| matches!(pair, [a, b] if compare_keys(&a.0, &b.0).is_lt()));
        if !sorted {
            entries.sort_by(|a, b| compare_keys(&a.0, &b.0));
            let mut unique: Vec<(Text, Value)> = Vec::with_capacity(entries.len());
            for entry in entries {
                match unique.last_mut() {
                    Some(last) if last.0 == entry.0 => *last = entry,
                    _ => unique.push(entry),
                }
            }
            entries = unique;
        }
        Self(entries.into())
    }

    /// Of entries that are sorted, no key twice.
    pub(crate) fn from_sorted(entries: Entries) -> Self {
        Self(entries)
    }

    pub(super) fn entries(&self) -> &Entries {
        &self.0
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(self.position(key)?).map(|entry| &entry.1)
    }

    /// Which entry a key has.
    pub(crate) fn position(&self, key: &str) -> Option<usize> {
        if self.0.len() <= 8 {
            self.0.iter().position(|entry| &*entry.0 == key)
        } else {
            self.0.binary_search_by(|entry| compare_keys(&entry.0, key)).ok()
        }
    }

    /// Whether there is a value under a key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The entries, sorted by key.
    pub fn iter(&self) -> std::slice::Iter<'_, (Text, Value)> {
        self.0.iter()
    }

    /// The keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &Text> {
        self.0.iter().map(|entry| &entry.0)
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same map with a key set.
    #[must_use]
    pub fn with(&self, key: impl Into<Text>, value: Value) -> Self {
        Self::from_entries(self.iter().cloned().chain([(key.into(), value)]))
    }

    /// The same map without a key.
    #[must_use]
    pub fn without(&self, key: &str) -> Self {
        Self::from_entries(self.iter().filter(|entry| &*entry.0 != key).cloned())
    }

    /// Whether both are the very same shared data.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter().map(|entry| (&entry.0, &entry.1))).finish()
    }
}

impl FromIterator<(Text, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (Text, Value)>>(entries: I) -> Self {
        Self::from_entries(entries)
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = &'a (Text, Value);
    type IntoIter = std::slice::Iter<'a, (Text, Value)>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
