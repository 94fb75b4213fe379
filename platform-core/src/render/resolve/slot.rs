//! Parameters while they are merged: each with who said it, and what that beat.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Beaten, Map, Origin, OriginId, OriginTable, Pointer, Text, Traced, Value, compare_keys};

/// One parameter, or a part of one.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) content: Content,
    /// Who said it; for a map, who touched it last.
    pub(crate) origin: OriginId,
    /// What it beat, strongest first.
    pub(crate) beat: Vec<Beaten>,
}

/// What stands in a slot.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// Nothing, or what was there has been unset.
    Absent,
    /// A scalar, a list as it was said, or an empty map.
    Value(Value),
    Map {
        entries: BTreeMap<Text, Slot>,
        /// It holds only defaults, which do not make it complete: it is there once somebody sets part of it.
        dormant: bool,
    },
    /// A list that defaults were filled into.
    List(Vec<Slot>),
}

impl Slot {
    /// A slot with nothing in it.
    pub(crate) fn absent() -> Self {
        Self { content: Content::Absent, origin: OriginId(0), beat: Vec::new() }
    }

    /// A slot with a value as one place says it.
    pub(crate) fn said(value: Value, origin: OriginId) -> Self {
        Self { content: Content::Value(value), origin, beat: Vec::new() }
    }

    /// The slot under a name.
    pub(crate) fn get(&self, name: &str) -> Option<&Slot> {
        match &self.content {
            Content::Map { entries, .. } => entries.get(name),
            Content::List(items) => items.get(name.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// Whether anything is there.
    pub(crate) fn is_there(&self) -> bool {
        !matches!(self.content, Content::Absent | Content::Map { dormant: true, .. })
    }

    /// With all origins shifted: what was made for a table of its own, in another.
    pub(crate) fn shifted(&self, by: u32) -> Self {
        let shift = |id: OriginId| OriginId(id.0.saturating_add(by));
        Self {
            content: match &self.content {
                Content::Map { entries, dormant } => Content::Map {
                    entries: entries.iter().map(|(name, slot)| (name.clone(), slot.shifted(by))).collect(),
                    dormant: *dormant,
                },
                Content::List(items) => Content::List(items.iter().map(|slot| slot.shifted(by)).collect()),
                other => other.clone(),
            },
            origin: shift(self.origin),
            beat: self
                .beat
                .iter()
                .map(|beaten| Beaten { origin: shift(beaten.origin), value: beaten.value.clone() })
                .collect(),
        }
    }

    /// Merges what a stronger layer says (RFC 7396): maps merge, lists and scalars replace, null unsets.
    pub(crate) fn merge(&mut self, value: &Value, said: &mut dyn Said) {
        match value {
            Value::Map(patch) if !is_secret(patch) => {
                let origin = said.origin();
                if matches!(self.content, Content::Map { .. }) {
                    self.origin = origin;
                } else {
                    self.replace(Content::Map { entries: BTreeMap::new(), dormant: false }, origin);
                }
                let Content::Map { entries, dormant } = &mut self.content else { return };
                *dormant = false;
                for (name, value) in patch {
                    said.enter(name);
                    entries.entry(name.clone()).or_insert_with(Self::absent).merge(value, said);
                    said.leave();
                }
                if patch.is_empty() {
                    said.skip();
                }
            }
            Value::Null => {
                self.replace(Content::Absent, said.leaf(1));
            }
            leaf => {
                let origin = said.leaf(leaf.leaf_count());
                let leaf = secret_of(leaf).unwrap_or_else(|| leaf.clone());
                if matches!(&self.content, Content::Value(known) if *known == leaf) {
                    self.origin = origin;
                } else {
                    self.replace(Content::Value(leaf), origin);
                }
            }
        }
    }

    fn replace(&mut self, content: Content, origin: OriginId) {
        if let Some(value) = self.value() {
            self.beat.insert(0, Beaten { origin: self.origin, value });
        }
        self.content = content;
        self.origin = origin;
    }

    /// Puts defaults below what is there. What was unset on purpose stays unset.
    pub(crate) fn underlay(&mut self, weaker: Slot) {
        match (&mut self.content, weaker.content) {
            (Content::Absent, _) if !self.beat.is_empty() => {}
            (Content::Absent, content) => {
                self.content = content;
                self.origin = weaker.origin;
            }
            (Content::Map { entries, .. }, Content::Map { entries: weaker, .. }) => {
                for (name, weaker) in weaker {
                    entries.entry(name).or_insert_with(Self::absent).underlay(weaker);
                }
            }
            _ => {}
        }
    }

    /// What is there.
    pub(crate) fn value(&self) -> Option<Value> {
        match &self.content {
            Content::Absent | Content::Map { dormant: true, .. } => None,
            Content::Value(value) => Some(value.clone()),
            Content::Map { entries, .. } => {
                let entries = entries.iter().filter_map(|(name, slot)| Some((name.clone(), slot.value()?)));
                Some(Value::Map(Map::from_entries(entries)))
            }
            Content::List(items) => Some(Value::list(items.iter().filter_map(Self::value))),
        }
    }

    /// What is there, with the origin of every leaf; what each beat is added to the table.
    pub(crate) fn traced(&self, table: &mut OriginTable) -> Traced {
        let mut origins = Vec::new();
        let value = self.trace(table, &mut origins).unwrap_or_else(Value::empty_map);
        Traced { value, origins: Arc::from(origins) }
    }

    fn trace(&self, table: &mut OriginTable, origins: &mut Vec<OriginId>) -> Option<Value> {
        match &self.content {
            Content::Absent | Content::Map { dormant: true, .. } => None,
            Content::Value(value) => {
                let id = self.final_origin(table);
                origins.extend(std::iter::repeat_n(id, value.leaf_count()));
                Some(value.clone())
            }
            Content::Map { entries, .. } => {
                // Leaves are in the order of a value's keys, which differs from that of texts beyond U+FFFF.
                let mut sorted: Vec<(&Text, &Slot)> = entries.iter().collect();
                sorted.sort_by(|(a, _), (b, _)| compare_keys(a, b));
                let there =
                    sorted.into_iter().filter_map(|(name, slot)| Some((name.clone(), slot.trace(table, origins)?)));
                let map = Map::from_entries(there.collect::<Vec<_>>());
                if map.is_empty() {
                    origins.push(self.final_origin(table));
                }
                Some(Value::Map(map))
            }
            Content::List(items) => {
                let list: Vec<Value> = items.iter().filter_map(|slot| slot.trace(table, origins)).collect();
                if list.is_empty() {
                    origins.push(self.final_origin(table));
                }
                Some(Value::from(list))
            }
        }
    }

    fn final_origin(&self, table: &mut OriginTable) -> OriginId {
        if self.beat.is_empty() {
            return self.origin;
        }
        match table.get(self.origin).cloned() {
            Some(mut origin) => {
                origin.beat = self.beat.clone();
                table.add(origin)
            }
            None => self.origin,
        }
    }
}

fn is_secret(map: &Map) -> bool {
    matches!(Value::read_secret_ref(map), Some(Ok(_)))
}

/// A reference to a secret, as people write it, as what it stands for.
fn secret_of(value: &Value) -> Option<Value> {
    Some(Value::from(Value::read_secret_ref(value.as_map()?)?.ok()?))
}

/// Who says what is merged: asked in the order in which the merge walks.
pub(crate) trait Said {
    /// Goes into a map.
    fn enter(&mut self, name: &Text);
    /// Comes back.
    fn leave(&mut self);
    /// The origin of the map that was gone into last.
    fn origin(&mut self) -> OriginId;
    /// The origin of what stands here and has so many leaves; each is asked for once, in order.
    fn leaf(&mut self, leaves: usize) -> OriginId;
    /// Goes over an empty map, whose origin was asked for.
    fn skip(&mut self) {}
}

/// Said in a document.
pub(crate) struct Written<'w> {
    pub(crate) table: &'w mut OriginTable,
    /// Makes the origin of what stands at a pointer, called by a name.
    pub(crate) make: &'w dyn Fn(&Pointer, String) -> Origin,
    pub(crate) pointer: Vec<Pointer>,
    pub(crate) names: Vec<Text>,
}

impl<'w> Written<'w> {
    /// Said at a pointer.
    pub(crate) fn new(
        table: &'w mut OriginTable,
        pointer: Pointer,
        make: &'w dyn Fn(&Pointer, String) -> Origin,
    ) -> Self {
        Self { table, make, pointer: vec![pointer], names: Vec::new() }
    }
}

impl Said for Written<'_> {
    fn enter(&mut self, name: &Text) {
        let pointer = self.pointer.last().map(|pointer| pointer.join(name)).unwrap_or_default();
        self.pointer.push(pointer);
        self.names.push(name.clone());
    }

    fn leave(&mut self) {
        self.pointer.pop();
        self.names.pop();
    }

    fn origin(&mut self) -> OriginId {
        let name = self.names.iter().fold("parameters".to_owned(), |text, name| format!("{text}.{name}"));
        let pointer = self.pointer.last().cloned().unwrap_or_default();
        self.table.add((self.make)(&pointer, name))
    }

    fn leaf(&mut self, _: usize) -> OriginId {
        self.origin()
    }
}

/// Computed by expressions, which left an origin for each leaf.
pub(crate) struct Computed<'c> {
    pub(crate) origins: std::slice::Iter<'c, OriginId>,
}

impl Said for Computed<'_> {
    fn enter(&mut self, _: &Text) {}

    fn leave(&mut self) {}

    fn origin(&mut self) -> OriginId {
        self.origins.as_slice().first().copied().unwrap_or(OriginId(0))
    }

    fn leaf(&mut self, leaves: usize) -> OriginId {
        let first = self.origin();
        self.origins.by_ref().take(leaves).for_each(drop);
        first
    }

    fn skip(&mut self) {
        self.origins.next();
    }
}
