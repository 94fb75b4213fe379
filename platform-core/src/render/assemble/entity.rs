//! The subject's own entity in the catalog: its document, with the golden path it follows.

use std::sync::Arc;

use crate::model::{Address, Layer, Map, Node, Origin, OriginId, Pointer, Resource, ResourceClass, Text, Value};

use super::Assembly;

/// Says which version of which golden path an entity follows.
pub(crate) const ANNOTATION: &str = "platform-core.dev/golden-path";

impl Assembly<'_> {
    /// The entity as it should stand in the catalog. An environment is none that Backstage knows.
    pub(super) fn own_entity(&mut self) -> Option<Resource> {
        let subject = &self.resolved.subject;
        let reference = subject.reference();
        let label = self.resolved.parts.first()?.path.label();
        let address = Address::new(reference, &self.resolved.scope, "catalog", reference.kind()).ok()?;
        let body = annotated(&subject.entity.document, &label).filter(|_| reference.kind() != "environment")?;
        let written = subject.entity.source.document().map(|document| &document.root);
        let mut origins = Vec::new();
        self.trace(&body, written, &Pointer::root(), &mut origins);
        Some(Resource { class: ResourceClass::Entity, origins: Arc::from(origins), ..Resource::new(address, body) })
    }

    fn trace(&mut self, value: &Value, written: Option<&Node>, pointer: &Pointer, origins: &mut Vec<OriginId>) {
        match value {
            Value::Map(map) if !map.is_empty() => {
                for (key, value) in map {
                    self.trace(value, written.and_then(|node| node.get(key)), &pointer.join(key), origins);
                }
            }
            Value::List(list) if !list.is_empty() => {
                for (index, item) in list.iter().enumerate() {
                    self.trace(item, written.and_then(|node| node.item(index)), &pointer.index(index), origins);
                }
            }
            _ => {
                let is_ours = pointer.tokens().eq(["metadata", "annotations", ANNOTATION]);
                let origin = if is_ours {
                    Origin::new(Layer::Engine, None).with_path(self.resolved.pins.path.clone())
                } else {
                    let document = self.resolved.subject.entity.source.document();
                    let place = document.zip(written).map(|(document, node)| document.place_of(node.span, pointer));
                    let otherwise = || crate::model::Place::pointer(pointer.clone());
                    Origin::new(Layer::Document, Some(place.unwrap_or_else(otherwise)))
                };
                origins.push(self.table.add(origin));
            }
        }
    }
}

fn annotated(document: &Value, label: &str) -> Option<Value> {
    let map = document.as_map()?;
    let metadata = map.get("metadata").and_then(Value::as_map).cloned().unwrap_or_default();
    let annotations = metadata.get("annotations").and_then(Value::as_map).cloned().unwrap_or_default();
    let annotations = annotations.with(Text::from(ANNOTATION), Value::from(label));
    let metadata: Map = metadata.with("annotations", Value::Map(annotations));
    Some(Value::Map(map.with("metadata", Value::Map(metadata))))
}
