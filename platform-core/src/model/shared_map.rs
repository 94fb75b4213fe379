//! A sorted map whose clones share what is the same in them.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Index;
use std::sync::Arc;

/// A part that grows beyond this is split in two.
const MOST: usize = 64;

/// A map sorted by key. Cloning it costs nothing, and changing one entry of a clone copies only what lies around that
/// entry: a snapshot of ten thousand services that differs from another one in one service shares the rest with it.
///
/// ```
/// use platform_core::model::SharedMap;
/// let one: SharedMap<u32, &str> = [(1, "a"), (2, "b")].into_iter().collect();
/// let mut two = one.clone();
/// two.insert(2, "c");
/// assert_eq!((one[&2], two[&2]), ("b", "c"));
/// assert_eq!(two.range_from(&2).map(|(key, _)| *key).collect::<Vec<_>>(), [2]);
/// ```
pub struct SharedMap<K, V> {
    /// None of them empty, and their entries in ascending order.
    parts: Arc<Vec<Part<K, V>>>,
    len: usize,
}

type Part<K, V> = Arc<Vec<(K, V)>>;

impl<K: Ord, V> SharedMap<K, V> {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The entries, sorted by key.
    pub fn iter(&self) -> Entries<'_, K, V> {
        Entries { parts: self.parts.iter(), part: [].iter() }
    }

    /// The keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &K> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The values, sorted by key.
    pub fn values(&self) -> impl Iterator<Item = &V> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// The entries from a key on, sorted by key.
    pub fn range_from<Q: Ord + ?Sized>(&self, first: &Q) -> Entries<'_, K, V>
    where
        K: Borrow<Q>,
    {
        let at = self.part_of(first);
        let mut parts = self.parts.get(at..).unwrap_or_default().iter();
        let part = parts.next().map(|part| part.as_slice()).unwrap_or_default();
        let begin = part.partition_point(|(key, _)| key.borrow() < first);
        Entries { parts, part: part.get(begin..).unwrap_or_default().iter() }
    }

    /// The value under a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let part = self.parts.get(self.part_of(key))?;
        let found = part.binary_search_by(|(known, _)| known.borrow().cmp(key)).ok()?;
        part.get(found).map(|(_, value)| value)
    }

    /// Whether there is a value under a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// The number of the part that has a key, or would have it.
    fn part_of<Q: Ord + ?Sized>(&self, key: &Q) -> usize
    where
        K: Borrow<Q>,
    {
        let begins_behind = |part: &Part<K, V>| part.first().is_some_and(|(first, _)| first.borrow() <= key);
        self.parts.partition_point(begins_behind).saturating_sub(1)
    }
}

impl<K: Ord + Clone, V: Clone> SharedMap<K, V> {
    /// Sets the value under a key; gives the one that was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let at = self.part_of(&key);
        let parts = Arc::make_mut(&mut self.parts);
        let Some(part) = parts.get_mut(at).map(Arc::make_mut) else {
            parts.push(Arc::new(vec![(key, value)]));
            self.len = 1;
            return None;
        };
        match part.binary_search_by(|(known, _)| known.cmp(&key)) {
            Ok(found) => part.get_mut(found).map(|(_, known)| std::mem::replace(known, value)),
            Err(place) => {
                part.insert(place, (key, value));
                self.len = self.len.saturating_add(1);
                if part.len() > MOST {
                    // What comes in order fills the parts.
                    let half = if place == MOST { MOST } else { MOST / 2 };
                    let rest = part.split_off(half);
                    parts.insert(at.saturating_add(1), Arc::new(rest));
                }
                None
            }
        }
    }

    /// Removes a key; gives its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let at = self.part_of(key);
        let found = self.parts.get(at)?.binary_search_by(|(known, _)| known.borrow().cmp(key)).ok()?;
        let parts = Arc::make_mut(&mut self.parts);
        let part = Arc::make_mut(parts.get_mut(at)?);
        let (_, value) = part.remove(found);
        if part.is_empty() {
            parts.remove(at);
        }
        self.len = self.len.saturating_sub(1);
        Some(value)
    }

    /// Keeps only the entries that `keep` is true for.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &V) -> bool) {
        let gone: Vec<K> = self.iter().filter(|(key, value)| !keep(key, value)).map(|(key, _)| key.clone()).collect();
        for key in gone {
            self.remove(&key);
        }
    }

    /// The same as a plain map.
    pub fn to_map(&self) -> BTreeMap<K, V> {
        self.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }
}

impl<K, V> Default for SharedMap<K, V> {
    fn default() -> Self {
        Self { parts: Arc::default(), len: 0 }
    }
}

impl<K, V> Clone for SharedMap<K, V> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), len: self.len }
    }
}

impl<K: Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for SharedMap<K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Ord, V: PartialEq> PartialEq for SharedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<K: Ord, V: PartialEq> PartialEq<BTreeMap<K, V>> for SharedMap<K, V> {
    fn eq(&self, other: &BTreeMap<K, V>) -> bool {
        self.len == other.len() && self.iter().eq(other.iter())
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for SharedMap<K, V> {
    /// Of entries with one key, the last stays.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<K: Ord + Borrow<Q>, V, Q: Ord + ?Sized> Index<&Q> for SharedMap<K, V> {
    type Output = V;

    /// The value under a key that is there.
    ///
    /// # Panics
    /// When it is not, as every `Index` does; [`SharedMap::get`] does not.
    #[allow(clippy::expect_used)]
    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("no entry found for key")
    }
}

impl<'a, K: Ord, V> IntoIterator for &'a SharedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Entries<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The entries of a [`SharedMap`], sorted by key.
pub struct Entries<'a, K, V> {
    parts: std::slice::Iter<'a, Part<K, V>>,
    part: std::slice::Iter<'a, (K, V)>,
}

impl<K, V> Clone for Entries<'_, K, V> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), part: self.part.clone() }
    }
}

impl<K, V> fmt::Debug for Entries<'_, K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Entries")
    }
}

impl<'a, K, V> Iterator for Entries<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.part.next() {
                return Some((key, value));
            }
            self.part = self.parts.next()?.iter();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        /// It is a `BTreeMap`, and a clone stays as it was.
        #[test]
        fn it_is_a_map(edits in prop::collection::vec((0..400_u32, prop::option::weighted(0.7, any::<u8>())), 0..900)) {
            let (mut map, mut expected) = (SharedMap::new(), BTreeMap::new());
            let mut snapshots = Vec::new();
            for (number, (key, value)) in edits.into_iter().enumerate() {
                match value {
                    Some(value) => prop_assert_eq!(map.insert(key, value), expected.insert(key, value)),
                    None => prop_assert_eq!(map.remove(&key), expected.remove(&key)),
                }
                if number % 100 == 0 {
                    snapshots.push((map.clone(), expected.clone()));
                }
            }
            snapshots.push((map.clone(), expected.clone()));
            for (map, expected) in &snapshots {
                prop_assert_eq!(map, expected);
                prop_assert_eq!(map.len(), expected.len());
                prop_assert!(map.parts.iter().all(|part| !part.is_empty() && part.len() <= MOST));
                for key in [0, 7, 200, 399, 400] {
                    prop_assert_eq!(map.get(&key), expected.get(&key));
                    prop_assert!(map.range_from(&key).eq(expected.range(key..)));
                }
            }
            map.retain(|key, _| key % 3 == 0);
            expected.retain(|key, _| key % 3 == 0);
            prop_assert_eq!(map.to_map(), expected);
        }
    }

    #[test]
    fn a_changed_clone_shares_all_but_one_part() {
        let one: SharedMap<u32, u32> = (0..10_000).map(|number| (number, number)).collect();
        assert!(one.parts.len() < 10_000 / MOST + 2, "what comes in order fills the parts");
        let mut two = one.clone();
        two.insert(5_000, 0);
        let same = one.parts.iter().zip(two.parts.iter()).filter(|(one, two)| Arc::ptr_eq(one, two)).count();
        assert_eq!(same, one.parts.len() - 1);
    }
}
