//! The verbs' inputs and outputs as JSON Schemas.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::verbs;
use crate::schemas::{Schema, finish};

/// Two schemas: what each verb takes, and what it gives. Their properties are the verbs.
///
/// ```
/// let names: Vec<_> = platform_core::boundary::schemas().into_iter().map(|schema| schema.name).collect();
/// assert_eq!(names, ["calls", "answers"]);
/// ```
pub fn schemas() -> Vec<Schema> {
    let calls =
        settings("Calls", "What each verb takes.", SchemaSettings::draft2020_12().for_deserialize(), |verb| verb.input);
    let answers =
        settings("Answers", "What each verb gives.", SchemaSettings::draft2020_12().for_serialize(), |verb| {
            verb.output
        });
    vec![finish("calls", calls).of_input(), finish("answers", answers)]
}

type Describe = fn(&mut schemars::SchemaGenerator) -> schemars::Schema;

fn settings(title: &str, about: &str, settings: SchemaSettings, side: fn(&super::Verb) -> Describe) -> Value {
    let mut generator = settings.into_generator();
    let mut properties = Map::new();
    for verb in verbs::all() {
        let mut schema: Value = side(verb)(&mut generator).into();
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".to_owned(), verb.about.into());
        }
        properties.insert(verb.name.to_owned(), schema);
    }
    let required: Vec<Value> = properties.keys().map(|name| name.as_str().into()).collect();
    let root = [
        ("$schema", Value::from("https://json-schema.org/draft/2020-12/schema")),
        ("title", title.into()),
        ("description", about.into()),
        ("type", "object".into()),
        ("required", required.into()),
        ("properties", Value::Object(properties)),
        ("$defs", Value::Object(generator.take_definitions(true))),
    ];
    Value::Object(root.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}
