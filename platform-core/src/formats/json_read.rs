//! Typed documents out of JSON.

use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

use crate::model::{Code, Diagnostic, Failure, MAX_SAFE_INTEGER, Map, Place, Pointer, Text, Value, codes};

/// Reads a typed document: a plan file, a state, a journal, or anything else that was written as JSON.
///
/// `file` is what the errors call it.
///
/// # Errors
/// One, with its line, its column and the pointer to it: `parse.encoding`, `parse.json`, `limit.depth` for lists and maps
/// more than 127 deep in each other, and `schema.invalid` for what is not of the type, an unknown major `formatVersion`
/// among it.
///
/// ```
/// use platform_core::{formats::json, model::State};
/// let failure = json::read::<State>("state.json", br#"{"formatVersion": "9.0"}"#).unwrap_err();
/// assert!(failure.to_string().starts_with("state.json:1:24: format version 9.0 was written by a newer release"));
/// ```
pub fn read<T: DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<T, Failure> {
    let text = super::utf8::decode(file, bytes).map_err(|problem| Failure::from(*problem))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let (error, pointer) = match serde_path_to_error::deserialize(&mut json) {
        Ok(value) => match json.end() {
            Ok(()) => return Ok(value),
            Err(error) => (error, Pointer::root()),
        },
        Err(error) => {
            let pointer = pointer_of(error.path());
            (error.into_inner(), pointer)
        }
    };
    let (code, help) = meaning(&error);
    let place = Place {
        line: u32::try_from(error.line()).unwrap_or(u32::MAX),
        column: u32::try_from(error.column()).unwrap_or(u32::MAX).max(1),
        pointer,
        ..Place::file(file)
    };
    let said = error.to_string();
    let message = said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message);
    Err(Diagnostic::error(code, message).with_help(help).with_place(place).into())
}

/// Reads other tools' JSON, which does not know our wire form: a map that looks like it is a map.
///
/// Integers keep their digits up to 64 bits.
///
/// # Errors
/// `parse.encoding`, `parse.json` and `limit.depth`, as [`read`].
///
/// ```
/// use platform_core::formats::json;
/// let value = json::read_plain("answer.json", br#"{"$secret": {"store": "a", "key": "b"}}"#)?;
/// assert!(value.as_map().is_some());
/// # Ok::<(), platform_core::model::Failure>(())
/// ```
pub fn read_plain(file: &str, bytes: &[u8]) -> Result<Value, Failure> {
    read::<serde_json::Value>(file, bytes).map(|json| plain(&json))
}

/// Other tools' JSON as a value.
pub(crate) fn plain(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(integer) if integer.unsigned_abs() <= MAX_SAFE_INTEGER.unsigned_abs() => Value::Integer(integer),
            None if !number.is_u64() => number.as_f64().and_then(Value::number).unwrap_or_default(),
            _ => Value::Digits(number.to_string().into()),
        },
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(items) => Value::list(items.iter().map(plain)),
        serde_json::Value::Object(map) => {
            Value::Map(Map::from_entries(map.iter().map(|(key, value)| (Text::from(key.as_str()), plain(value)))))
        }
    }
}

fn meaning(error: &serde_json::Error) -> (Code, &'static str) {
    let said = error.to_string();
    match error.classify() {
        _ if said.starts_with("recursion limit exceeded") => (codes::LIMIT_DEPTH, "flatten the document"),
        Category::Data if said.starts_with("format version") => {
            (codes::SCHEMA_INVALID, "use the release that wrote it")
        }
        Category::Data => (codes::SCHEMA_INVALID, "write the document anew; it is not meant to be edited by hand"),
        Category::Eof => (codes::PARSE_JSON, "the text ends too early: write the document anew"),
        Category::Io | Category::Syntax => (codes::PARSE_JSON, "mend the text at the place shown"),
    }
}

fn pointer_of(path: &Path) -> Pointer {
    path.iter().fold(Pointer::root(), |pointer, segment| match segment {
        Segment::Seq { index } => pointer.index(*index),
        Segment::Map { key } => pointer.join(key),
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;

    #[test]
    fn what_is_no_such_document_has_a_place() {
        let problem = |text: &[u8]| {
            let failure = read::<crate::model::Journal>("a.json", text).unwrap_err();
            let problem = failure.diagnostics.into_iter().next().unwrap();
            let at = problem.at.unwrap();
            format!("{} {}:{} {}", problem.code, at.line, at.column, at.pointer)
        };
        let digest = format!("sha256:{}", "0".repeat(64));
        assert_eq!(problem(b"{\n]"), "parse.json 2:1 ");
        assert_eq!(problem(b"{\n"), "parse.json 2:1 ");
        assert_eq!(problem(b"{} {}"), "schema.invalid 1:2 ");
        assert_eq!(problem(b"\xff"), "parse.encoding 1:1 ");
        let text = format!("{{\"planDigest\": \"{digest}\",\n \"events\": [{{\"step\": \"one\"}}]}}");
        assert_eq!(problem(text.as_bytes()), "schema.invalid 2:26 /events/0/step");
        let deep = read::<Value>("a.json", "[".repeat(1_000_000).as_bytes()).unwrap_err();
        assert_eq!(deep.diagnostics[0].code, codes::LIMIT_DEPTH);
    }
}
