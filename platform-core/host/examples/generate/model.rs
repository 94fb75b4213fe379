//! JSON Schemas as definitions of types, each name once.

use std::collections::{BTreeMap, BTreeSet};

use platform_core::schemas::Schema;
use serde_json::{Map, Value};

/// A type as it is used.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    /// Any JSON.
    Any,
    Null,
    Text,
    Integer,
    Number,
    Boolean,
    Constant(String),
    OneOf(Vec<String>),
    List(Box<Type>),
    Map(Box<Type>),
    Named(String),
    Nullable(Box<Type>),
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) wire: String,
    pub(crate) about: String,
    pub(crate) kind: Type,
    pub(crate) required: bool,
    /// It is always there in what the engine gives.
    pub(crate) always: bool,
    /// What a reader takes where it is left out.
    pub(crate) default: Option<Value>,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Alias(Type),
    /// Texts, each with what it means.
    Choices(Vec<(String, String)>),
    Record {
        fields: Vec<Field>,
        open: bool,
    },
    /// Records told apart by a field.
    Tagged {
        tag: String,
        variants: Vec<(String, String)>,
    },
    /// A text, or a record.
    Mixed(Vec<Type>),
}

/// A named type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Definition {
    pub(crate) about: String,
    pub(crate) shape: Shape,
}

/// Every definition, as it is written by the engine and as it is taken in.
#[derive(Default)]
pub(crate) struct Definitions {
    pub(crate) output: BTreeMap<String, Definition>,
    pub(crate) input: BTreeMap<String, Definition>,
}

impl Definitions {
    /// One name in any form.
    pub(crate) fn any(&self, name: &str) -> &Definition {
        self.output.get(name).or_else(|| self.input.get(name)).unwrap_or_else(|| panic!("no schema defines {name}"))
    }

    /// The names whose input differs from their output, or holds something that does.
    pub(crate) fn differing(&self) -> BTreeSet<String> {
        let both = || self.input.iter().filter_map(|(name, input)| Some((name, input, self.output.get(name)?)));
        let mut differing: BTreeSet<String> = both()
            .filter(|(_, input, output)| shown(&input.shape) != shown(&output.shape))
            .map(|(name, ..)| name.clone())
            .collect();
        loop {
            let more: Vec<String> = both()
                .filter(|(name, input, _)| {
                    !differing.contains(*name) && used(&input.shape).iter().any(|used| differing.contains(used))
                })
                .map(|(name, ..)| name.clone())
                .collect();
            if more.is_empty() {
                return differing;
            }
            differing.extend(more);
        }
    }
}

/// What of a shape makes two types differ.
fn shown(shape: &Shape) -> Shape {
    let mut shape = shape.clone();
    if let Shape::Record { fields, .. } = &mut shape {
        for field in fields {
            field.about = String::new();
            field.default = None;
        }
    }
    shape
}

fn used(shape: &Shape) -> Vec<String> {
    fn of(kind: &Type, names: &mut Vec<String>) {
        match kind {
            Type::Named(name) => names.push(name.clone()),
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => of(inner, names),
            _ => {}
        }
    }
    let mut names = Vec::new();
    match shape {
        Shape::Alias(kind) => of(kind, &mut names),
        Shape::Choices(_) => {}
        Shape::Record { fields, .. } => fields.iter().for_each(|field| of(&field.kind, &mut names)),
        Shape::Tagged { variants, .. } => names.extend(variants.iter().map(|(_, name)| name.clone())),
        Shape::Mixed(kinds) => kinds.iter().for_each(|kind| of(kind, &mut names)),
    }
    names
}

/// Reads all schemas. A name that two of them define differently is a fault of the schemas.
pub(crate) fn collect(schemas: &[Schema]) -> Definitions {
    let mut all = Definitions::default();
    for schema in schemas {
        let root: Value = serde_json::from_str(&schema.text).unwrap();
        let title = root["title"].as_str().unwrap().replace(' ', "");
        let open = schema.is_input && !schema.name.ends_with("calls");
        let definitions = root["$defs"].as_object().into_iter().flatten();
        let named = definitions.map(|(name, definition)| (name.as_str(), definition));
        let side = if schema.is_input { &mut all.input } else { &mut all.output };
        for (name, definition) in named.chain([(title.as_str(), &root)]) {
            let read = read(name, definition, open);
            match side.get(name) {
                Some(known) => assert!(
                    shown(&known.shape) == shown(&read.shape),
                    "{name} differs in {}: name one of the two otherwise\n{known:?}\n{read:?}",
                    schema.name
                ),
                None => drop(side.insert(name.to_owned(), read)),
            }
        }
    }
    all
}

fn read(name: &str, schema: &Value, open: bool) -> Definition {
    let about = schema["description"].as_str().unwrap_or_default().to_owned();
    Definition { about, shape: shape(name, schema, open) }
}

fn shape(name: &str, schema: &Value, open: bool) -> Shape {
    if let Some(variants) = schema["oneOf"].as_array() {
        if let Some(tag) = schema["discriminator"]["propertyName"].as_str() {
            let mapping = schema["discriminator"]["mapping"].as_object().unwrap();
            let variants = mapping.iter().map(|(value, target)| (value.clone(), last(target.as_str().unwrap())));
            return Shape::Tagged { tag: tag.to_owned(), variants: variants.collect() };
        }
        if variants.iter().all(|one| one["const"].is_string()) {
            let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
            return Shape::Choices(variants.iter().map(|one| (text(one, "const"), text(one, "description"))).collect());
        }
        return Shape::Mixed(variants.iter().map(|one| kind(name, one)).collect());
    }
    if let Some(values) = schema["enum"].as_array() {
        return Shape::Choices(values.iter().map(|one| (one.as_str().unwrap().to_owned(), String::new())).collect());
    }
    match schema["properties"].as_object() {
        Some(properties) => Shape::Record {
            fields: fields(name, properties, &schema["required"]),
            open: open && schema["additionalProperties"] != false,
        },
        None if schema["type"] == "object" && schema["additionalProperties"] == false && !has_patterns(schema) => {
            Shape::Record { fields: Vec::new(), open: false }
        }
        None => Shape::Alias(kind(name, schema)),
    }
}

fn has_patterns(schema: &Value) -> bool {
    schema["patternProperties"].is_object()
}

fn fields(name: &str, properties: &Map<String, Value>, required: &Value) -> Vec<Field> {
    let required: BTreeSet<&str> = required.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let fields = properties.iter().map(|(wire, schema)| {
        let is_required = required.contains(wire.as_str());
        let mut kind = kind(&format!("{name}.{wire}"), schema);
        // What may be left out is never written as null.
        if let (Type::Nullable(inner), false) = (&kind, is_required) {
            kind = (**inner).clone();
        }
        Field {
            wire: wire.clone(),
            about: schema["description"].as_str().unwrap_or_default().to_owned(),
            kind,
            required: is_required,
            always: is_required,
            default: schema.get("default").filter(|default| !default.is_null()).cloned(),
        }
    });
    let mut fields: Vec<Field> = fields.collect();
    fields.sort_by(|a, b| (!a.required, &a.wire).cmp(&(!b.required, &b.wire)));
    fields
}

fn last(reference: &str) -> String {
    reference.rsplit('/').next().unwrap().to_owned()
}

fn kind(place: &str, schema: &Value) -> Type {
    if schema == &Value::Bool(true) {
        return Type::Any;
    }
    if let Some(reference) = schema["$ref"].as_str() {
        // A schema of somebody else's is a document like any other.
        return if reference.starts_with('#') { Type::Named(last(reference)) } else { Type::Map(Box::new(Type::Any)) };
    }
    if let Some(text) = schema["const"].as_str() {
        return Type::Constant(text.to_owned());
    }
    if let Some(values) = schema["enum"].as_array() {
        return Type::OneOf(values.iter().map(|one| one.as_str().unwrap().to_owned()).collect());
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let (null, others): (Vec<&Value>, Vec<&Value>) = choices.iter().partition(|one| one["type"] == "null");
        assert!(null.len() == 1 && others.len() == 1, "{place}: a union without a name: {schema}");
        return Type::Nullable(Box::new(kind(place, others[0])));
    }
    assert!(
        schema["properties"].is_null() && schema["oneOf"].is_null(),
        "{place}: give it a name in `$defs`: {schema}"
    );
    match &schema["type"] {
        Value::Null => Type::Any,
        Value::Array(types) => {
            let (null, others): (Vec<&Value>, Vec<&Value>) = types.iter().partition(|one| *one == "null");
            assert!(null.len() == 1 && others.len() == 1, "{place}: several types: {schema}");
            let mut single = schema.clone();
            single["type"] = others[0].clone();
            Type::Nullable(Box::new(kind(place, &single)))
        }
        Value::String(name) => match name.as_str() {
            "string" => Type::Text,
            "integer" => Type::Integer,
            "number" => Type::Number,
            "boolean" => Type::Boolean,
            "null" => Type::Null,
            "array" => Type::List(Box::new(kind(place, &schema["items"]))),
            "object" => Type::Map(Box::new(map_values(place, schema))),
            other => panic!("{place}: what is {other}?"),
        },
        other => panic!("{place}: what is {other}?"),
    }
}

fn map_values(place: &str, schema: &Value) -> Type {
    if let Some(patterns) = schema["patternProperties"].as_object() {
        let only: Vec<&Value> = patterns.values().collect();
        assert_eq!(only.len(), 1, "{place}: several patterns");
        return kind(place, only[0]);
    }
    match &schema["additionalProperties"] {
        Value::Null | Value::Bool(_) => Type::Any,
        values => kind(place, values),
    }
}
