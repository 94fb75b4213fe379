//! Merged parameters against the schema that the path declares.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value as Json;

use crate::model::{
    Code, Diagnostic, Document, MAX_SAFE_INTEGER, OriginTable, PathPin, Place, Pointer, SecretRef, Value, codes,
};
use crate::render::expression::help;
use crate::render::schema::Schema;

use super::slot::Slot;

/// What parameters are validated with.
pub(super) struct Validation<'v> {
    pub(super) schema: &'v Schema,
    pub(super) pin: &'v PathPin,
    pub(super) table: &'v OriginTable,
    /// The documents that parameters were said in: places within what one of them says as a whole.
    pub(super) documents: &'v [&'v Document],
    /// The place of an error that belongs to nothing that was said.
    pub(super) place: &'v Place,
    /// Whether what only environments set may be absent: it is so in what a subject has once.
    pub(super) may_lack: bool,
}

impl Validation<'_> {
    /// All errors at once.
    pub(super) fn errors(&self, slot: &Slot, value: &Value) -> Vec<Diagnostic> {
        let Some(validator) = &self.schema.validator else { return Vec::new() };
        let mut secrets = Vec::new();
        let instance = to_json(value, &Pointer::root(), false, &mut secrets);
        let mut errors: Vec<_> = validator.iter_errors(&instance).map(ValidationError::to_owned).collect();
        if !errors.is_empty() && !secrets.is_empty() {
            self.forgive_secrets(&mut errors, value, &secrets);
        }
        errors.iter().flat_map(|error| self.explain(error, slot)).collect()
    }

    /// A secret is accepted as whatever the schema says it is: a text, or the reference as people write it.
    fn forgive_secrets(&self, errors: &mut Vec<ValidationError<'static>>, value: &Value, secrets: &[Pointer]) {
        let is_other = |error: &ValidationError<'_>, secret: &Pointer| {
            error.instance_path().as_str() == secret.as_str()
                && matches!(error.kind(), Kind::Type { .. } | Kind::Enum { .. } | Kind::Constant { .. })
        };
        let texts: Vec<&Pointer> =
            secrets.iter().filter(|secret| errors.iter().any(|error| is_other(error, secret))).collect();
        let inside = |error: &ValidationError<'_>| {
            let pointer: Pointer = error.instance_path().as_str().parse().unwrap_or_default();
            texts.iter().any(|secret| secret.contains(&pointer))
        };
        errors.retain(|error| !inside(error));
        // Where alternatives were judged, the error stands above the secret: it must be one with a text, too.
        let above =
            |error: &ValidationError<'_>| matches!(error.kind(), Kind::AnyOf { .. } | Kind::OneOfNotValid { .. });
        if errors.iter().any(above) {
            let instance = to_json(value, &Pointer::root(), true, &mut Vec::new());
            let validator = self.schema.validator.iter();
            let kept: Vec<String> = validator
                .flat_map(|validator| validator.iter_errors(&instance))
                .map(|error| error.instance_path().as_str().to_owned())
                .collect();
            errors.retain(|error| !above(error) || kept.iter().any(|path| path == error.instance_path().as_str()));
        }
    }

    fn explain(&self, error: &ValidationError<'_>, slot: &Slot) -> Vec<Diagnostic> {
        let pointer: Pointer = error.instance_path().as_str().parse().unwrap_or_default();
        let name = pointer.tokens().fold("parameters".to_owned(), |name, token| format!("{name}.{token}"));
        let place = |pointer: &Pointer| self.place(slot, pointer);
        match error.kind() {
            Kind::Required { .. } if self.may_lack => Vec::new(),
            Kind::Required { property } => {
                let property = property.as_str().unwrap_or_default();
                let message = match pointer.is_root() {
                    true => {
                        format!("the golden path {} requires the parameter `{property}`, and nobody sets it", self.pin)
                    }
                    false => format!("`{name}` lacks `{property}`"),
                };
                vec![problem(message, &format!("add `{property}: …` there")).with_place(place(&pointer))]
            }
            Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => unexpected
                .iter()
                // Those of the first level were reported where they were said.
                .filter(|_| !pointer.is_root())
                .map(|key| {
                    let known = self.siblings(error);
                    let help = help(key, known.iter().map(String::as_str), "remove it");
                    problem_with(codes::PATH_PARAMETER_UNKNOWN, format!("`{name}` has no field `{key}`"), help)
                        .with_place(place(&pointer.join(key)))
                })
                .filter(|_| !pointer.is_root())
                .collect(),
            kind => {
                let must = requirement(kind).unwrap_or_else(|| error.masked().to_string());
                let help = match (how_to_write(kind, error.instance()), self.description(error)) {
                    (Some(how), Some(described)) => format!("{how} ({described})"),
                    (Some(help), None) | (None, Some(help)) => help,
                    (None, None) => format!("{} says what it may be", self.pin),
                };
                let diagnostic = problem_with(codes::PATH_PARAMETER, format!("`{name}` {must}"), help);
                vec![diagnostic.with_place(place(&pointer))]
            }
        }
    }

    /// The schema that a keyword belongs to.
    fn schema_of(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let keyword: Pointer = error.schema_path().as_str().parse().ok()?;
        keyword.parent()?.find(&self.schema.document)
    }

    fn siblings(&self, error: &ValidationError<'_>) -> Vec<String> {
        let properties = self.schema_of(error).and_then(|schema| schema.get("properties")).and_then(Value::as_map);
        properties.into_iter().flat_map(|map| map.keys().map(ToString::to_string)).collect()
    }

    fn description(&self, error: &ValidationError<'_>) -> Option<String> {
        let description = self.schema_of(error)?.get("description")?.as_str()?;
        let description = description.trim().trim_end_matches('.');
        (!description.is_empty()).then(|| description.to_owned())
    }

    /// Where what a pointer names was said; else where what it is part of was.
    fn place(&self, slot: &Slot, pointer: &Pointer) -> Place {
        let (mut slot, mut rest) = (slot, pointer.tokens().collect::<Vec<_>>().into_iter());
        let mut deeper = Pointer::root();
        for token in rest.by_ref() {
            match slot.get(&token) {
                Some(inner) if inner.is_there() => slot = inner,
                _ => {
                    deeper = deeper.join(&token);
                    break;
                }
            }
        }
        let deeper = rest.fold(deeper, |pointer, token| pointer.join(&token));
        let said = self.table.get(slot.origin).and_then(|origin| origin.place.clone());
        let said = said.filter(|_| !pointer.is_root() && slot.is_there());
        let Some(said) = said.filter(|place| !place.pointer.is_root()) else { return self.place.clone() };
        let document = self.documents.iter().find(|document| document.file == said.file);
        let whole = deeper.tokens().fold(said.pointer.clone(), |pointer, token| pointer.join(&token));
        document.filter(|document| document.find(&whole).is_some()).map_or(said, |document| document.place(&whole))
    }
}

fn problem(message: String, help: &str) -> Diagnostic {
    problem_with(codes::PATH_PARAMETER, message, help.to_owned())
}

fn problem_with(code: Code, message: String, help: String) -> Diagnostic {
    Diagnostic::error(code, message).with_help(help)
}

/// What helps where a value is of another type. YAML reads `1` and `true` as no texts, and `"1"` as one.
fn how_to_write(kind: &Kind, instance: &Json) -> Option<String> {
    let Kind::Type { kind } = kind else { return None };
    let wanted = types(kind);
    let quoted = instance.as_str().and_then(|text| serde_json::from_str::<Json>(text).ok());
    let is_wanted = |value: &Json| match value {
        Json::Number(number) => wanted == "a number" || (wanted == "an integer" && !number.is_f64()),
        Json::Bool(_) => wanted == "a boolean",
        _ => false,
    };
    Some(match (instance, wanted.as_str()) {
        (Json::Number(_), "a string") => "put it into quotes: without them it is a number".into(),
        (Json::Bool(_), "a string") => "put it into quotes: without them it is a boolean".into(),
        _ if quoted.as_ref().is_some_and(is_wanted) => "take the quotes away: with them it is a text".into(),
        (_, "a boolean") => "write `true` or `false`".into(),
        (_, "a list") => "write a list: `[a, b]`, or a line `- a` for every item".into(),
        (_, "a map") => "write a map: `key: value` below it, indented".into(),
        (_, wanted) => format!("write {wanted}"),
    })
}

/// What a keyword demands, in words; never with the value that does not meet it.
fn requirement(kind: &Kind) -> Option<String> {
    let must = match kind {
        Kind::Type { kind } => format!("must be {}", types(kind)),
        Kind::Enum { options } => {
            let options: Vec<String> = options.as_array()?.iter().take(16).map(plain).collect();
            format!("must be one of {}", options.join(", "))
        }
        Kind::Constant { expected_value } => format!("must be {}", plain(expected_value)),
        Kind::Minimum { limit } => format!("must be at least {limit}"),
        Kind::Maximum { limit } => format!("must be at most {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("must be a multiple of {multiple_of}"),
        Kind::MinLength { limit } => format!("must have at least {limit} characters"),
        Kind::MaxLength { limit } => format!("must have at most {limit} characters"),
        Kind::MinItems { limit } => format!("must have at least {limit} items"),
        Kind::MaxItems { limit } => format!("must have at most {limit} items"),
        Kind::MinProperties { limit } => format!("must have at least {limit} entries"),
        Kind::MaxProperties { limit } => format!("must have at most {limit} entries"),
        Kind::UniqueItems => "has an item twice".to_owned(),
        Kind::Pattern { pattern } => format!("does not match the pattern `{pattern}`"),
        Kind::PropertyNames { error } => {
            let must = requirement(error.kind()).unwrap_or_else(|| "is not allowed".into());
            format!("has a key that {must}")
        }
        Kind::FalseSchema => "may not be set".to_owned(),
        Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } => {
            "is none of the alternatives that the schema allows".to_owned()
        }
        Kind::OneOfMultipleValid { .. } => "is more than one of the alternatives that exclude each other".to_owned(),
        Kind::Not { .. } => "is what the schema rules out".to_owned(),
        Kind::Contains => "lacks an item that the schema demands".to_owned(),
        Kind::BacktrackLimitExceeded { .. } => "can't be matched: the pattern takes too many steps".to_owned(),
        _ => return None,
    };
    Some(must)
}

fn types(kind: &TypeKind) -> String {
    let names: Vec<String> = match kind {
        TypeKind::Single(one) => vec![one.to_string()],
        TypeKind::Multiple(many) => many.iter().map(|one| one.to_string()).collect(),
    };
    let names = names.iter().map(|name| match name.as_str() {
        "array" => "a list".to_owned(),
        "object" => "a map".to_owned(),
        "integer" => "an integer".to_owned(),
        name => format!("a {name}"),
    });
    names.collect::<Vec<_>>().join(" or ")
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| format!("`{text}`"))
}

/// As JSON, secrets as people write them or as a text; their places are noted.
fn to_json(value: &Value, pointer: &Pointer, secrets_as_texts: bool, secrets: &mut Vec<Pointer>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Integer(number) => Json::from(*number),
        // JSON Schema takes a float with an integral value for an integer; beyond 2^53 none is exact.
        #[allow(clippy::cast_precision_loss)]
        Value::Float(number) if number.abs() > MAX_SAFE_INTEGER as f64 => Json::from(*number),
        Value::Float(number) => Json::from(*number),
        Value::Digits(digits) => serde_json::from_str(digits).unwrap_or_default(),
        Value::String(text) => Json::String(text.to_string()),
        Value::List(list) => {
            let items = list.iter().enumerate();
            items.map(|(index, item)| to_json(item, &pointer.index(index), secrets_as_texts, secrets)).collect()
        }
        Value::Map(map) => {
            let entries = map
                .iter()
                .map(|(key, value)| (key.to_string(), to_json(value, &pointer.join(key), secrets_as_texts, secrets)));
            Json::Object(entries.collect())
        }
        Value::Secret(secret) => {
            secrets.push(pointer.clone());
            if secrets_as_texts { Json::String("secret".into()) } else { reference(secret) }
        }
        Value::Unknown(_) => Json::String(String::new()),
    }
}

fn reference(secret: &SecretRef) -> Json {
    serde_json::json!({"secretRef": secret})
}
