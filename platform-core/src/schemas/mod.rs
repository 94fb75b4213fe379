//! The JSON Schema (2020-12) of every document, generated from the types.
//!
//! What people write is closed: a name that a kind does not have is an error. What we write is open: a reader takes
//! fields it does not know, which a later minor version may bring.

mod authored;
mod layout;
mod variants;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use crate::model::{
    CheckResult, Diagnostic, Explanation, Freshness, Journal, LockFile, Observed, Plan, PlanFile, PlanSet, Release,
    Rendered, RevisionDiff, State, ValueHistory,
};

/// Where the schemas say they are published.
const HOME: &str = "https://platform-core.dev/schemas/";

/// The schema of one kind of document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schema {
    /// What it is called: `plan`, `golden-path`. Its file is `NAME.schema.json`.
    pub name: &'static str,
    /// What the document is, in one sentence.
    pub description: String,
    /// The schema as JSON, laid out for reading.
    pub text: String,
    /// Whether it says what is taken in; otherwise it says what is given, where fields that have a default always are.
    pub is_input: bool,
}

impl Schema {
    pub(crate) fn of_input(self) -> Self {
        Self { is_input: true, ..self }
    }

    /// The file it is kept in.
    pub fn file_name(&self) -> String {
        format!("{}.schema.json", self.name)
    }
}

/// Every schema, those of what people write first.
///
/// ```
/// let schemas = platform_core::schemas::all();
/// assert!(schemas.iter().any(|schema| schema.name == "golden-path"));
/// ```
pub fn all() -> Vec<Schema> {
    let mut all = authored::all();
    all.extend([
        written::<Plan>("plan"),
        written::<PlanFile>("plan-file"),
        written::<PlanSet>("plan-set"),
        written::<Rendered>("rendered"),
        written::<State>("state"),
        written::<Observed>("observed"),
        written::<Journal>("journal"),
        written::<Release>("release"),
        written::<Diagnostic>("diagnostic"),
        written::<Explanation>("explanation"),
        written::<ValueHistory>("value-history"),
        written::<Freshness>("freshness"),
        written::<CheckResult>("check-result"),
        written::<RevisionDiff>("revision-diff"),
    ]);
    #[cfg(feature = "files")]
    all.extend(crate::boundary::schemas());
    all
}

/// The schema of a document that is only written, never read from what people wrote: for hosts that print documents
/// of their own.
pub fn written<T: JsonSchema>(name: &'static str) -> Schema {
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    finish(name, schema.into())
}

/// The schema of a document that is read.
fn read<T: JsonSchema>(name: &'static str) -> Schema {
    let schema = SchemaSettings::draft2020_12().for_deserialize().into_generator().into_root_schema_for::<T>();
    finish(name, schema.into()).of_input()
}

pub(crate) fn finish(name: &'static str, mut schema: Value) -> Schema {
    variants::name_variants(&mut schema);
    join_lines(&mut schema);
    if let Some(root) = schema.as_object_mut() {
        root.insert("$id".to_owned(), format!("{HOME}{name}.schema.json").into());
    }
    let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let description = description.split("\n\n").next().unwrap_or_default().to_owned();
    Schema { name, description, text: layout::pretty(&schema), is_input: false }
}

/// Lines of a comment in the source are no lines of a description: only its paragraphs stay apart. Examples in Rust and
/// links to it are for the source alone.
fn join_lines(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::String(text)) = map.get_mut("description") {
                let prose = text.split("```").next().unwrap_or_default().trim_end();
                let paragraphs: Vec<String> = prose.split("\n\n").map(|part| part.replace('\n', " ")).collect();
                *text = paragraphs.join("\n\n").replace("[`", "`").replace("`]", "`");
            }
            map.values_mut().for_each(join_lines);
        }
        Value::Array(items) => items.iter_mut().for_each(join_lines),
        _ => {}
    }
}

/// A map from pairs.
fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
}

/// The lock file is written by us and read again; people may look at it.
fn lock() -> Schema {
    read::<LockFile>("lock")
}

#[cfg(test)]
mod tests;
