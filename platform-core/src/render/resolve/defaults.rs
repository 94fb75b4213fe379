//! The defaults of a parameter schema, as the weakest layer.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{GoldenPath, Layer, Origin, OriginTable, PathPin, Pointer, Source, Text, Value};

use super::slot::{Content, Slot, Written};

/// What a golden path says about its own parameters, below all that others say: its schema's defaults and its
/// `values`. The same for everybody, so it is made once.
#[derive(Debug)]
pub(crate) struct Base {
    slot: Slot,
    origins: Arc<[Origin]>,
    /// Whether the schema could give defaults inside maps with any keys, or inside lists.
    fills: bool,
}

impl Base {
    pub(crate) fn of(path: &GoldenPath, pin: &PathPin) -> Self {
        let mut table = OriginTable::default();
        let pointer = Pointer::from_tokens(["spec", "parameters"]);
        let mut slot = {
            let mut defaults = Defaults::new(&path.spec.parameters, &path.source, pin, &mut table);
            defaults.of(&path.spec.parameters, &pointer, &mut Vec::new()).unwrap_or_else(Slot::absent)
        };
        if let Content::Map { dormant, .. } = &mut slot.content {
            *dormant = false;
        }
        let make = |pointer: &Pointer, name: String| {
            let place = path.source.place(pointer);
            Origin::new(Layer::PathValues, Some(place)).with_name(name).with_path(Some(pin.clone()))
        };
        let mut said = Written::new(&mut table, Pointer::from_tokens(["spec", "values"]), &make);
        slot.merge(&Value::Map(path.spec.values.clone()), &mut said);
        let text = path.spec.parameters.to_json();
        let fills =
            text.contains("\"default\"") && (text.contains("\"items\"") || text.contains("\"additionalProperties\":{"));
        Self { slot, origins: table.iter().cloned().collect(), fills }
    }

    /// As the beginning of a merge.
    pub(crate) fn begin(&self, table: &mut OriginTable) -> Slot {
        let first = table.add_shared(self.origins.clone());
        self.slot.shifted(first.0)
    }

    /// Fills in the defaults of what stands in maps with any keys, and in lists.
    pub(crate) fn fill(&self, slot: &mut Slot, path: &GoldenPath, pin: &PathPin, table: &mut OriginTable) {
        if self.fills {
            let pointer = Pointer::from_tokens(["spec", "parameters"]);
            let mut defaults = Defaults::new(&path.spec.parameters, &path.source, pin, table);
            defaults.fill(slot, &path.spec.parameters, &pointer, &mut Vec::new());
        }
    }
}

/// Reads defaults out of a schema.
pub(crate) struct Defaults<'d> {
    root: &'d Value,
    source: &'d Source,
    pin: &'d PathPin,
    table: &'d mut OriginTable,
}

/// Schemas inside each other that defaults are looked for in: schemas may refer to themselves.
const DEEPEST: usize = 32;

impl<'d> Defaults<'d> {
    pub(crate) fn new(root: &'d Value, source: &'d Source, pin: &'d PathPin, table: &'d mut OriginTable) -> Self {
        Self { root, source, pin, table }
    }

    /// The defaults that a schema gives to what it describes; `None` when it gives none.
    ///
    /// An object that is there is filled up. One that nobody sets appears only where its defaults make it complete:
    /// else a default inside an optional object would demand the rest of it.
    pub(crate) fn of(&mut self, schema: &Value, pointer: &Pointer, path: &mut Vec<Text>) -> Option<Slot> {
        if path.len() > DEEPEST {
            return None;
        }
        let (schema, pointer) = self.resolve(schema, pointer)?;
        let default = schema.get("default").filter(|default| !default.is_null());
        let mut slot = match default {
            Some(default) => self.said(default, &pointer.join("default"), path),
            None => Slot::absent(),
        };
        let entries = self.properties(&schema, &pointer, path);
        if !entries.is_empty() && matches!(slot.content, Content::Absent | Content::Map { .. }) {
            let complete = default.is_some() || is_complete(&schema, &entries);
            let below = Content::Map { entries, dormant: !complete };
            slot.underlay(Slot { content: below, ..Slot::absent() });
        }
        (!matches!(slot.content, Content::Absent)).then_some(slot)
    }

    fn properties(&mut self, schema: &Value, pointer: &Pointer, path: &mut Vec<Text>) -> BTreeMap<Text, Slot> {
        let mut entries = BTreeMap::new();
        let properties = schema.get("properties").and_then(Value::as_map);
        for (name, schema) in properties.into_iter().flatten() {
            path.push(name.clone());
            let pointer = pointer.join("properties").join(name);
            if let Some(slot) = self.of(schema, &pointer, path) {
                entries.insert(name.clone(), slot);
            }
            path.pop();
        }
        entries
    }

    fn said(&mut self, default: &Value, pointer: &Pointer, path: &[Text]) -> Slot {
        let (source, pin) = (self.source, self.pin);
        let make = |pointer: &Pointer, name: String| {
            let place = source.place(pointer);
            Origin::new(Layer::SchemaDefault, Some(place)).with_name(name).with_path(Some(pin.clone()))
        };
        let mut said = Written::new(self.table, pointer.clone(), &make);
        said.names = path.to_vec();
        let mut slot = Slot::absent();
        slot.merge(default, &mut said);
        slot
    }

    /// Follows `$ref` within the document.
    fn resolve(&self, schema: &Value, pointer: &Pointer) -> Option<(Value, Pointer)> {
        let (mut schema, mut pointer) = (schema.clone(), pointer.clone());
        for _ in 0..DEEPEST {
            let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return Some((schema, pointer)) };
            let inner: Pointer = reference.strip_prefix('#')?.parse().ok()?;
            let base = Pointer::from_tokens(["spec", "parameters"]);
            let found = inner.find(self.root)?.clone();
            pointer = inner.tokens().fold(base, |pointer, token| pointer.join(&token));
            schema = found;
        }
        None
    }

    /// Fills defaults into the values of maps with any keys, and into the items of lists.
    pub(crate) fn fill(&mut self, slot: &mut Slot, schema: &Value, pointer: &Pointer, path: &mut Vec<Text>) {
        let Some((schema, pointer)) = self.resolve(schema, pointer).filter(|_| path.len() <= DEEPEST) else { return };
        match &mut slot.content {
            Content::Map { entries, dormant: false } => {
                for (name, slot) in entries.iter_mut().filter(|(_, slot)| slot.is_there()) {
                    let declared = schema.get("properties").and_then(|properties| properties.get(name));
                    path.push(name.clone());
                    match (declared, schema.get("additionalProperties")) {
                        (Some(schema), _) => {
                            let pointer = pointer.join("properties").join(name);
                            self.fill(slot, schema, &pointer, path);
                        }
                        (None, Some(schema)) => {
                            self.fill_any(slot, schema, &pointer.join("additionalProperties"), path)
                        }
                        (None, None) => {}
                    }
                    path.pop();
                }
            }
            Content::Value(Value::List(items)) => {
                let Some(schema) = schema.get("items").filter(|schema| has_defaults(schema)) else { return };
                let mut slots: Vec<Slot> = items.iter().map(|item| spread(item, slot.origin)).collect();
                for (index, slot) in slots.iter_mut().enumerate() {
                    path.push(index.to_string().into());
                    self.fill_any(slot, schema, &pointer.join("items"), path);
                    path.pop();
                }
                slot.content = Content::List(slots);
            }
            _ => {}
        }
    }

    fn fill_any(&mut self, slot: &mut Slot, schema: &Value, pointer: &Pointer, path: &mut Vec<Text>) {
        if let Some(mut defaults) = self.of(schema, pointer, path) {
            if let Content::Map { dormant, .. } = &mut defaults.content {
                *dormant = false;
            }
            slot.underlay(defaults);
        }
        self.fill(slot, schema, pointer, path);
    }
}

/// Whether the defaults give all that an object must have.
fn is_complete(schema: &Value, entries: &BTreeMap<Text, Slot>) -> bool {
    let required = schema.get("required").and_then(Value::as_list).unwrap_or_default();
    let given = |name: &Value| name.as_str().and_then(|name| entries.get(name)).is_some_and(Slot::is_there);
    entries.values().any(Slot::is_there) && required.iter().all(given)
}

/// Whether a schema of items could give any default.
fn has_defaults(schema: &Value) -> bool {
    schema.get("properties").is_some() || schema.get("$ref").is_some() || schema.get("items").is_some()
}

/// A value as slots that all come from one place.
fn spread(value: &Value, origin: crate::model::OriginId) -> Slot {
    match value {
        Value::Map(map) => {
            let entries = map.iter().map(|(name, value)| (name.clone(), spread(value, origin))).collect();
            Slot { content: Content::Map { entries, dormant: false }, origin, beat: Vec::new() }
        }
        value => Slot::said(value.clone(), origin),
    }
}
