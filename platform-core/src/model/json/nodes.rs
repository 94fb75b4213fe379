//! Equal maps and lists, held once.

use std::sync::Arc;

use super::cursor::DEEPEST;
use crate::model::interner::Interner;
use crate::model::map::{Entries, Map, compare_keys};
use crate::model::table::{Hasher, Table};
use crate::model::value::{Text, Value};

/// Nodes remembered at most, of each kind.
const MOST: usize = 1 << 14;

/// Shares equal maps and lists whose parts are shared already: two are told apart by looking at their parts' addresses.
#[derive(Clone, Debug)]
pub(super) struct Nodes {
    maps: Table<Map>,
    lists: Table<Arc<[Value]>>,
}

impl Default for Nodes {
    fn default() -> Self {
        Self { maps: Table::new(MOST), lists: Table::new(MOST) }
    }
}

/// A map or a list, held once.
pub(super) struct Shared<T> {
    pub(super) node: T,
    /// Whether it was made just now.
    pub(super) new: bool,
}

impl Nodes {
    /// Takes the items from a place on. What is not looked for is not remembered, either.
    pub(super) fn list(&mut self, items: &mut Vec<Value>, first: usize, look: bool) -> Shared<Arc<[Value]>> {
        if !look {
            return Shared { node: items.drain(first..).collect(), new: true };
        }
        let new = items.get(first..).unwrap_or_default();
        let mut hasher = Hasher::new(new.len());
        new.iter().for_each(|item| add(&mut hasher, item));
        let hash = hasher.finish();
        let same = |known: &Arc<[Value]>| known.len() == new.len() && known.iter().zip(new).all(|(a, b)| same(a, b));
        if let Some(known) = self.lists.find(hash, same) {
            let known = known.clone();
            items.truncate(first);
            return Shared { node: known, new: false };
        }
        let list: Arc<[Value]> = items.drain(first..).collect();
        self.lists.insert(hash, list.clone());
        Shared { node: list, new: true }
    }

    /// The same for the entries of a map; tells whether they were in order. `None` where a key stands twice.
    pub(super) fn map(
        &mut self,
        entries: &mut Vec<(Text, Value)>,
        first: usize,
        look: bool,
    ) -> Option<(Shared<Map>, bool)> {
        let new = entries.get_mut(first..)?;
        let sorted = is_sorted(new);
        if !sorted {
            new.sort_by(|a, b| compare_keys(&a.0, &b.0));
            if !is_sorted(new) {
                return None;
            }
        }
        if !look {
            let map = Map::from_sorted(entries.drain(first..).collect::<Entries>());
            return Some((Shared { node: map, new: true }, sorted));
        }
        let mut hasher = Hasher::new(new.len());
        for (key, value) in new.iter() {
            add_text(&mut hasher, key);
            add(&mut hasher, value);
        }
        let hash = hasher.finish();
        let same_entry = |(a, b): (&(Text, Value), &(Text, Value))| same_text(&a.0, &b.0) && same(&a.1, &b.1);
        let same = |known: &Map| known.len() == new.len() && known.iter().zip(new.iter()).all(same_entry);
        if let Some(known) = self.maps.find(hash, same) {
            let known = known.clone();
            entries.truncate(first);
            return Some((Shared { node: known, new: false }, sorted));
        }
        let map = Map::from_sorted(entries.drain(first..).collect::<Entries>());
        self.maps.insert(hash, map.clone());
        Some((Shared { node: map, new: true }, sorted))
    }

    /// Forgets what nobody else holds.
    pub(super) fn forget_unused(&mut self) {
        // What is dropped may have been the last to hold another. As deep as texts are, and no deeper.
        for _ in 0..DEEPEST {
            let maps = self.maps.retain(|map| Arc::strong_count(map.entries()) > 1);
            let lists = self.lists.retain(|list| Arc::strong_count(list) > 1);
            if maps == 0 && lists == 0 {
                return;
            }
        }
    }
}

/// Whether keys are in order, none twice.
fn is_sorted(entries: &[(Text, Value)]) -> bool {
    entries.windows(2).all(|pair| matches!(pair, [a, b] if compare_keys(&a.0, &b.0).is_lt()))
}

/// By address where the text is held once, by what it says where it is too long for that.
fn add_text(hasher: &mut Hasher, text: &Text) {
    if text.len() > Interner::LONGEST { hasher.add_text(text) } else { hasher.add(address(text)) }
}

fn add(hasher: &mut Hasher, value: &Value) {
    hasher.add(match value {
        Value::Null => 1,
        Value::Bool(value) => 2_u64.wrapping_add(u64::from(*value)),
        Value::Integer(number) => number.cast_unsigned().rotate_left(8),
        Value::Float(number) => number.to_bits(),
        Value::Digits(text) => return hasher.add_text(text),
        Value::String(text) => return add_text(hasher, text),
        Value::List(list) => address(list),
        Value::Map(map) => address(map.entries()),
        Value::Unknown(unknown) => address(unknown),
        Value::Secret(secret) => address(secret),
    });
}

fn address<T: ?Sized>(shared: &Arc<T>) -> u64 {
    Arc::as_ptr(shared).addr() as u64
}

fn same_text(left: &Text, right: &Text) -> bool {
    Arc::ptr_eq(left, right) || (left.len() > Interner::LONGEST && left == right)
}

/// Whether two values are the same without looking into them.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::String(left), Value::String(right)) => same_text(left, right),
        (Value::List(left), Value::List(right)) => Arc::ptr_eq(left, right),
        (Value::Map(left), Value::Map(right)) => left.is_same(right),
        (Value::Unknown(left), Value::Unknown(right)) => Arc::ptr_eq(left, right),
        (Value::Secret(left), Value::Secret(right)) => Arc::ptr_eq(left, right),
        // A zero below zero can't be in a value: it is an integer.
        _ => left == right,
    }
}
