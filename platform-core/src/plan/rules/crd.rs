//! What the schema of an extension's kind says.

use std::borrow::Cow;

use crate::model::Value;

use super::schema::{Absent, Field, Is, Root, Schema, Type};
use super::{Key, ListRule, ScalarRule};

/// The schema of a `CustomResourceDefinition`'s kind, for each of its versions.
pub(super) fn schema(definition: &Value) -> Option<Schema> {
    let mut types = Types::default();
    let kinds = roots(definition, &mut types)?;
    Some(Schema { kinds: Cow::Owned(kinds), types: Cow::Owned(types.0) })
}

/// A kind's versions, with their types among all the types.
pub(super) fn roots(definition: &Value, types: &mut Types) -> Option<Vec<Root>> {
    let is_definition = definition.get("kind")?.as_str()? == "CustomResourceDefinition"
        && definition.get("apiVersion")?.as_str()? == "apiextensions.k8s.io/v1";
    let spec = definition.get("spec").filter(|_| is_definition)?;
    let (group, kind) = (spec.get("group")?.as_str()?, spec.get("names")?.get("kind")?.as_str()?);
    let mut kinds = Vec::new();
    for version in spec.get("versions")?.as_list()? {
        let schema = version.get("schema").and_then(|schema| schema.get("openAPIV3Schema"));
        let named = version.get("name").and_then(Value::as_str).zip(schema);
        kinds.extend(named.map(|(name, schema)| {
            let of = types.document(schema);
            Root { group: owned(group), kind: owned(kind), version: owned(name), of }
        }));
    }
    kinds.sort_by(|a, b| a.version.cmp(&b.version));
    Some(kinds)
}

/// Types as they are made.
#[derive(Default)]
pub(super) struct Types(pub(super) Vec<Type>);

impl Types {
    pub(super) fn add(&mut self, said: Type) -> u32 {
        // The same type is written once.
        let place = self.0.iter().position(|known| *known == said).unwrap_or_else(|| {
            self.0.push(said);
            self.0.len().saturating_sub(1)
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    fn document(&mut self, schema: &Value) -> u32 {
        let mut fields = self.fields(schema);
        fields.retain(|field| !matches!(&*field.name, "metadata" | "status"));
        let metadata = Type { zero: true, fields: Cow::Owned(metadata()) };
        fields.push(Field {
            name: Cow::Borrowed("metadata"),
            of: Some(self.add(metadata)),
            is: Is::Plain,
            absent: Absent::Filled,
            zero: false,
        });
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        self.add(Type { fields: Cow::Owned(fields), zero: false })
    }

    /// The type of what a schema describes, if there is anything to say of it.
    fn of(&mut self, schema: &Value) -> Option<u32> {
        let fields = self.fields(schema);
        (!fields.is_empty()).then(|| self.add(Type { fields: Cow::Owned(fields), zero: false }))
    }

    fn fields(&mut self, schema: &Value) -> Vec<Field> {
        let listed = schema.get("properties").and_then(Value::as_map);
        let listed = listed.into_iter().flatten().map(|(name, schema)| (&**name, schema));
        let other = schema.get("additionalProperties").filter(|other| other.as_map().is_some());
        let all = listed.chain(other.map(|schema| ("*", schema)));
        let mut fields: Vec<Field> = all.filter_map(|(name, schema)| self.field(name, schema)).collect();
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        fields
    }

    fn field(&mut self, name: &str, schema: &Value) -> Option<Field> {
        let items = schema.get("items");
        let of = self.of(items.unwrap_or(schema));
        let is = match (items, scalar(schema)) {
            (Some(items), _) => list(name, schema, items).map_or(Is::Plain, Is::List),
            (None, Some(rule)) => Is::Scalar(rule),
            (None, None) => Is::Plain,
        };
        let default = schema.get("default");
        let absent = default.map(absent).unwrap_or_default();
        let zero = default.is_some_and(|default| default.as_list().is_some_and(<[Value]>::is_empty));
        let says_something = of.is_some() || is != Is::Plain || absent != Absent::Nothing || zero;
        says_something.then(|| Field { name: owned(name), of, is, absent, zero })
    }
}

/// Of every object in a cluster.
fn metadata() -> Vec<Field> {
    let list = |name, rule| Field {
        name: Cow::Borrowed(name),
        of: None,
        is: Is::List(rule),
        absent: Absent::Nothing,
        zero: true,
    };
    let uid = ListRule::Map(Cow::Owned(vec![Key::new("uid")]));
    vec![list("finalizers", ListRule::Set), list("ownerReferences", uid)]
}

/// How a schema says that a list's items are told apart.
pub(super) fn list(name: &str, schema: &Value, items: &Value) -> Option<ListRule> {
    let text = |field: &str| schema.get(field).and_then(Value::as_str);
    match (text("x-kubernetes-list-type"), text("x-kubernetes-patch-merge-key")) {
        (Some("set"), _) => Some(ListRule::Set),
        (Some("map"), _) => {
            let names = schema.get("x-kubernetes-list-map-keys")?.as_list()?;
            let keys = names.iter().filter_map(Value::as_str).map(|name| key(name, items)).collect();
            Some(keyed(name, keys))
        }
        (None, Some(merge_key)) => Some(keyed(name, vec![key(merge_key, items)])),
        _ => None,
    }
}

/// Variables may refer to earlier ones, and what runs first runs one after the other: there the order has a meaning.
fn keyed(name: &str, keys: Vec<Key>) -> ListRule {
    let keys = Cow::Owned(keys);
    if matches!(name, "env" | "initContainers") { ListRule::OrderedMap(keys) } else { ListRule::Map(keys) }
}

fn key(name: &str, items: &Value) -> Key {
    let properties = items.get("properties");
    let default = properties.and_then(|properties| properties.get(name)?.get("default"));
    let is_required = items.get("required").and_then(Value::as_list).is_some_and(|names| names.contains(&name.into()));
    let default = default.filter(|_| !is_required).and_then(|default| match default {
        Value::String(text) => Some(text.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    });
    Key { field: owned(name), default: default.map(Cow::Owned) }
}

/// How a schema says that a scalar is compared.
pub(super) fn scalar(schema: &Value) -> Option<ScalarRule> {
    let text = |field: &str| schema.get(field).and_then(Value::as_str);
    let pattern = text("pattern").unwrap_or_default();
    if schema.get("x-kubernetes-int-or-string") == Some(&Value::Bool(true)) {
        // The pattern that generators of such schemas write for a quantity.
        let is_quantity = pattern.starts_with(r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)");
        return Some(if is_quantity { ScalarRule::Quantity } else { ScalarRule::IntOrString });
    }
    match text("format") {
        Some("int-or-string") => Some(ScalarRule::IntOrString),
        Some("duration") => Some(ScalarRule::Duration),
        Some("date-time") => Some(ScalarRule::Time),
        Some("byte") => Some(ScalarRule::Bytes),
        // Spans of time as Prometheus and as the Gateway API write them.
        _ if pattern.starts_with("^(0|(([0-9]+)y)?(([0-9]+)w)?") || pattern.starts_with("^([0-9]{1,5}(h|m|s|ms))") => {
            Some(ScalarRule::Duration)
        }
        _ => None,
    }
}

/// What a default says of absence. Of a default with something in it nothing is said.
pub(super) fn absent(default: &Value) -> Absent {
    match default {
        Value::Bool(default) => Absent::Bool(*default),
        Value::Integer(default) => Absent::Integer(*default),
        Value::String(default) => Absent::Text(owned(default)),
        Value::Map(map) if map.is_empty() => Absent::Filled,
        _ => Absent::Nothing,
    }
}

pub(super) fn owned(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}
