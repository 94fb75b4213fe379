//! Definitions of Kubernetes' extensions: kept for what they say of their kinds.

use std::sync::Arc;

use crate::model::{Map, Text, Value};

/// The apiVersion and kind of a definition.
pub(super) const VERSION: &str = "apiextensions.k8s.io/v1";
pub(super) const KIND: &str = "CustomResourceDefinition";

/// What it defines (`GROUP/KIND`), and the definition without what only people read.
pub(super) fn read(definition: &Value) -> Option<(Text, Arc<Value>)> {
    let spec = definition.get("spec")?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let (group, kind) = (text(spec.get("group"))?, text(spec.get("names")?.get("kind"))?);
    let names = Value::map([("kind", Value::from(kind.as_str()))]);
    let version = |version: &Value| {
        let schema = version.get("schema")?.get("openAPIV3Schema")?;
        let schema = Value::map([("openAPIV3Schema", reduced(schema))]);
        Some(Value::map([("name", version.get("name")?.clone()), ("schema", schema)]))
    };
    let versions = spec.get("versions")?.as_list()?.iter().filter_map(version).collect::<Vec<_>>();
    let spec = [("group", Value::from(group.as_str())), ("names", names), ("versions", Value::list(versions))];
    let document = [("apiVersion", Value::from(VERSION)), ("kind", KIND.into()), ("spec", Value::map(spec))];
    Some((format!("{group}/{kind}").into(), Arc::new(Value::map(document))))
}

/// A schema with what tells how values are compared.
fn reduced(schema: &Value) -> Value {
    let Some(map) = schema.as_map() else { return schema.clone() };
    let says = |name: &str| {
        matches!(name, "default" | "format" | "pattern" | "required" | "type") || name.starts_with("x-kubernetes-")
    };
    let entries = map.iter().filter_map(|(name, value)| match &**name {
        "items" | "additionalProperties" => Some((name.clone(), reduced(value))),
        "properties" => {
            let fields = value.as_map()?.iter().map(|(field, schema)| (field.clone(), reduced(schema)));
            Some((name.clone(), Value::Map(fields.collect())))
        }
        name_text => says(name_text).then(|| (name.clone(), value.clone())),
    });
    Value::Map(entries.collect::<Map>())
}

#[cfg(test)]
mod tests {
    use crate::model::{Platform, Sources};

    #[test]
    fn definitions_are_found_among_the_files_and_kept_short() {
        let text = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: queues.example.org}\n\
            spec:\n  group: example.org\n  names: {kind: Queue, plural: queues}\n  versions:\n    - name: v1\n      schema:\n        \
            openAPIV3Schema: {type: object, description: Long., properties: {size: {type: integer, default: 1, maximum: 9}}}\n";
        let sources = Sources::from([("services/queue/definition.yaml".into(), text.as_bytes().into())]);
        let outcome = Platform::parse(&sources);
        assert_eq!(outcome.diagnostics, []);
        let platform = outcome.value.unwrap();
        let kept = platform.definitions["example.org/Queue"].to_json();
        assert!(kept.contains(r#""properties":{"size":{"default":1,"type":"integer"}},"type":"object""#), "{kept}");
        let broken = Sources::from([("services/queue/definition.yaml".into(), text.as_bytes()[..80].into())]);
        assert_eq!(Platform::parse(&broken).diagnostics.len(), 1);
    }
}
