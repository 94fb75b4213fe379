//! The parameters that a golden path declares: a JSON Schema.

use std::collections::BTreeSet;

use crate::model::{Diagnostic, Pointer, Text, Value, codes};

/// A golden path's parameter schema, compiled.
#[derive(Debug)]
pub(crate) struct Schema {
    /// As written.
    pub(crate) document: Value,
    /// The names it declares.
    pub(crate) names: BTreeSet<Text>,
    /// Whether it says that other names may be given, too. Unlike in JSON Schema, nothing said means no: a mistyped
    /// parameter must not be lost.
    pub(crate) open: bool,
    pub(crate) validator: Option<jsonschema::Validator>,
}

impl Schema {
    /// Compiles a schema. Errors carry the pointer within it.
    pub(crate) fn compile(document: &Value) -> Result<Self, Vec<Diagnostic>> {
        let names = document.get("properties").and_then(Value::as_map);
        let names = names.into_iter().flat_map(|map| map.keys().cloned()).collect();
        let additional = document.get("additionalProperties").or_else(|| document.get("unevaluatedProperties"));
        let open =
            additional.is_some_and(|value| *value != Value::Bool(false)) || document.get("patternProperties").is_some();
        let mut schema = Self { document: document.clone(), names, open, validator: None };
        if document.is_null() {
            return Ok(schema);
        }
        let mut problems = Vec::new();
        if document.get("type").and_then(Value::as_str) != Some("object") {
            let diagnostic = Diagnostic::error(codes::PATH_SCHEMA, "the parameter schema does not say `type: object`");
            problems.push(at(diagnostic.with_help("write `type: object` beside `properties`"), "/type"));
        }
        match build(document) {
            Ok(validator) => schema.validator = Some(validator),
            Err(problem) => problems.push(problem),
        }
        if problems.is_empty() { Ok(schema) } else { Err(problems) }
    }

    /// Whether a name may be set.
    pub(crate) fn declares(&self, name: &str) -> bool {
        self.open || self.names.contains(name)
    }
}

fn at(diagnostic: Diagnostic, pointer: &str) -> Diagnostic {
    let pointer = pointer.parse().unwrap_or_else(|_| Pointer::root());
    diagnostic.with_place(crate::model::Place::pointer(pointer))
}

fn build(document: &Value) -> Result<jsonschema::Validator, Diagnostic> {
    // A pattern that backtracks without end must not hang the engine: the count bounds it on every machine alike.
    let patterns = jsonschema::PatternOptions::fancy_regex().backtrack_limit(100_000).size_limit(1_000_000);
    let json = serde_json::to_value(document).map_err(|error| {
        Diagnostic::error(codes::PATH_SCHEMA, format!("the parameter schema can't be read: {error}"))
    })?;
    jsonschema::draft202012::options().offline().with_pattern_options(patterns).build(&json).map_err(|error| {
        let message = format!("the parameter schema is not valid: {}", error.masked());
        at(Diagnostic::error(codes::PATH_SCHEMA, message), error.instance_path().as_str())
    })
}
