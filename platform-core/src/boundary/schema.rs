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
    let described = |side: fn(&super::Verb) -> Describe| {
        let verbs = verbs::all().iter();
        verbs.map(move |verb| (verb.name, verb.about, side(verb))).collect::<Vec<_>>()
    };
    vec![
        schema_of_calls("calls", "Calls", "What each verb takes.", true, &described(|verb| verb.input)),
        schema_of_calls("answers", "Answers", "What each verb gives.", false, &described(|verb| verb.output)),
    ]
}

/// Gives the schema of a type.
pub type Describe = fn(&mut schemars::SchemaGenerator) -> schemars::Schema;

/// One schema of what verbs take, or of what they give: its properties are the verbs. For hosts that have verbs of their
/// own.
pub fn schema_of_calls(
    name: &'static str,
    title: &str,
    about: &str,
    is_input: bool,
    verbs: &[(&'static str, &'static str, Describe)],
) -> Schema {
    let settings = SchemaSettings::draft2020_12();
    let settings = if is_input { settings.for_deserialize() } else { settings.for_serialize() };
    let mut generator = settings.into_generator();
    let mut properties = Map::new();
    for (verb, about, describe) in verbs {
        let mut schema: Value = describe(&mut generator).into();
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".to_owned(), (*about).into());
        }
        properties.insert((*verb).to_owned(), schema);
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
    let root = Value::Object(root.into_iter().map(|(key, value)| (key.to_owned(), value)).collect());
    let schema = finish(name, root);
    if is_input { schema.of_input() } else { schema }
}
