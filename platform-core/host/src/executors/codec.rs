//! Bodies as the bytes of a file, and back.

use platform_core::formats::{Limits, json, yaml};
use platform_core::model::{
    Address, Diagnostic, Effect, Interner, MAX_SAFE_INTEGER, Map, Place, Pointer, Retry, Value, codes, output_of,
};

use super::layout::Form;
use super::path::RelativePath;

/// What can't be done with a secret.
pub(super) const WRITTEN: &str = "written to a file";
#[cfg(feature = "kubernetes")]
pub(super) const SENT: &str = "sent in clear";

/// The bytes of a body.
///
/// # Errors
/// `template.unescapable` for a secret: a file can't hold one. `plan.unknown` for a value that is still unknown.
pub(super) fn encode(address: &Address, form: Form, body: &Value) -> Result<Vec<u8>, Diagnostic> {
    check_plain(address, body, WRITTEN)?;
    match (form, body) {
        (Form::Text, Value::String(text)) => Ok(text.as_bytes().to_vec()),
        (Form::Text, other) => {
            let message = format!("{address}: a file's body is its text, not a {}", other.type_name());
            Err(Diagnostic::error(codes::EXEC_FAILED, message))
        }
        (Form::Yaml, body) => Ok(yaml::write(body).into_bytes()),
        (Form::Json, body) => Ok(json::pretty_plain(body).into_bytes()),
    }
}

/// The JSON of a body that a server gets.
///
/// # Errors
/// `template.unescapable` for a secret. `plan.unknown` for a value that is still unknown.
#[cfg(feature = "kubernetes")]
pub(super) fn for_a_server(address: &Address, body: &Value) -> Result<String, Diagnostic> {
    check_plain(address, body, SENT)?;
    Ok(json::pretty_plain(body))
}

/// What of a body is a secret, which can't be `done`: no value that becomes known will help. Its place names the leaf.
pub(super) fn secret(address: &Address, body: &Value, done: &str) -> Option<Diagnostic> {
    let (pointer, leaf) = find(body, &Pointer::root(), |leaf| matches!(leaf, Value::Secret(_)))?;
    Some(refused(address, &pointer, &leaf, done).with_place(Place::pointer(pointer)))
}

/// Whether all of a body is known and no secret. `done` is what can't be done with one that is not.
fn check_plain(address: &Address, body: &Value, done: &str) -> Result<(), Diagnostic> {
    let is_unwritable = |leaf: &Value| matches!(leaf, Value::Unknown(_) | Value::Secret(_));
    match find(body, &Pointer::root(), is_unwritable) {
        Some((pointer, leaf)) => Err(refused(address, &pointer, &leaf, done)),
        None => Ok(()),
    }
}

/// The first leaf that is looked for.
fn find(body: &Value, at: &Pointer, wanted: impl Fn(&Value) -> bool + Copy) -> Option<(Pointer, Value)> {
    // Most have none: no pointer is made for those.
    let mut is_there = false;
    body.for_each_leaf(&mut |leaf| is_there |= wanted(leaf));
    match body {
        _ if !is_there => None,
        Value::List(items) => items.iter().enumerate().find_map(|(index, item)| find(item, &at.index(index), wanted)),
        Value::Map(map) => map.iter().find_map(|(key, item)| find(item, &at.join(key), wanted)),
        leaf => Some((at.clone(), leaf.clone())),
    }
}

fn refused(address: &Address, pointer: &Pointer, leaf: &Value, done: &str) -> Diagnostic {
    let place = if pointer.is_root() { String::new() } else { format!(" at `{pointer}`") };
    match leaf {
        Value::Secret(secret) => {
            let message = format!("{address}: a secret{place} can't be {done}");
            let help = match output_of(secret) {
                Some((producer, _)) => format!(
                    "only the target of {producer} knows it: let it keep the value in a store of secrets, and refer to that \
                     (only inside one Terraform root with `delivery: apply` it can be read itself)"
                ),
                None => OTHERWISE.to_owned(),
            };
            Diagnostic::error(codes::TEMPLATE_UNESCAPABLE, message).with_help(help).with_retry(Retry::AfterReplan)
        }
        _ => Diagnostic::error(codes::PLAN_UNKNOWN, format!("{address}: the value{place} is still unknown"))
            .with_retry(Retry::AfterHuman),
    }
    .with_outcome(Effect::None)
}

const OTHERWISE: &str = "use a reference that the target understands: in Kubernetes an ExternalSecret, in Terraform a data \
                         source, made of the reference's `store` and `key`";

/// The body that a file holds.
///
/// # Errors
/// `exec.unreadable` with the place of what is wrong.
pub(super) fn decode(path: &RelativePath, form: Form, bytes: &[u8]) -> Result<Value, Diagnostic> {
    match form {
        Form::Text => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Value::from(text)),
            Err(error) => Err(unreadable(path, &format!("it is not UTF-8 (at byte {})", error.valid_up_to()), None)),
        },
        Form::Json => {
            let json = serde_json::from_slice(bytes).map_err(|error| {
                let mut place = Place::file(path.to_string());
                place.line = u32::try_from(error.line()).unwrap_or(u32::MAX);
                place.column = u32::try_from(error.column()).unwrap_or(u32::MAX);
                unreadable(path, &error.to_string(), Some(place))
            })?;
            Ok(plain(json))
        }
        Form::Yaml => decode_yaml(path, bytes),
    }
}

fn decode_yaml(path: &RelativePath, bytes: &[u8]) -> Result<Value, Diagnostic> {
    let parsed = yaml::parse(&path.to_string(), bytes, &Limits::default(), &mut Interner::default());
    match (parsed.value.as_deref(), parsed.diagnostics.into_iter().find(Diagnostic::is_error)) {
        (_, Some(first)) => Err(unreadable(path, &first.message, first.at)),
        (Some([document]), None) => Ok(document.root.to_value()),
        (documents, None) => {
            let count = documents.map_or(0, <[_]>::len);
            Err(unreadable(path, &format!("it holds {count} documents instead of one"), None))
        }
    }
}

fn unreadable(path: &RelativePath, why: &str, at: Option<Place>) -> Diagnostic {
    Diagnostic::error(codes::EXEC_UNREADABLE, format!("`{path}` can't be read: {why}"))
        .with_help("mend the file, or delete it: the next apply writes it again")
        .with_place(at.unwrap_or_else(|| Place::file(path.to_string())))
        .with_retry(Retry::AfterHuman)
}

/// Other tools' JSON: no map of it is one of our wire forms.
fn plain(json: serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(value),
        serde_json::Value::Number(number) => plain_number(&number),
        serde_json::Value::String(text) => Value::from(text),
        serde_json::Value::Array(items) => Value::list(items.into_iter().map(plain)),
        serde_json::Value::Object(entries) => {
            Value::Map(Map::from_entries(entries.into_iter().map(|(key, value)| (key.into(), plain(value)))))
        }
    }
}

fn plain_number(number: &serde_json::Number) -> Value {
    match number.as_i64() {
        Some(integer) if (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&integer) => Value::Integer(integer),
        None if number.is_f64() => {
            number.as_f64().and_then(Value::number).unwrap_or_else(|| Value::Digits(number.to_string().into()))
        }
        _ => Value::Digits(number.to_string().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform_core::model::{SecretRef, Unknown};

    fn address() -> Address {
        "cart/staging/kubernetes/workload".parse().unwrap()
    }

    fn path() -> RelativePath {
        RelativePath::new("deploy/x").unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let text = r#"{"a": [1, 2.5, true, null, "yes", "", "a\nb\n", {"$unknown": 1}], "b": {}, "c": []}"#;
        let body = plain(serde_json::from_str(text).unwrap());
        for form in [Form::Yaml, Form::Json] {
            let bytes = encode(&address(), form, &body).unwrap();
            assert_eq!(decode(&path(), form, &bytes).unwrap(), body, "{form:?}");
        }
        let file = Value::from("on: push\r\n");
        let bytes = encode(&address(), Form::Text, &file).unwrap();
        assert_eq!((decode(&path(), Form::Text, &bytes).unwrap(), bytes), (file, b"on: push\r\n".to_vec()));
    }

    #[test]
    fn secrets_and_unknowns_are_refused_with_their_place() {
        let secret = SecretRef { store: "vault".into(), key: "payments/db".into(), ..Default::default() };
        let body = Value::map([("env", Value::list([Value::map([("value", Value::from(secret))])]))]);
        let diagnostic = encode(&address(), Form::Yaml, &body).unwrap_err();
        assert_eq!(diagnostic.code, codes::TEMPLATE_UNESCAPABLE);
        assert!(diagnostic.message.contains("`/env/0/value`"), "{diagnostic}");
        assert!(!diagnostic.to_string().contains("payments/db"));
        let unknown = Value::from(Unknown::output(address(), "host"));
        assert_eq!(encode(&address(), Form::Json, &unknown).unwrap_err().code, codes::PLAN_UNKNOWN);
        assert_eq!(encode(&address(), Form::Text, &Value::Null).unwrap_err().code, codes::EXEC_FAILED);
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        let place = |form, text: &[u8]| {
            let diagnostic = decode(&path(), form, text).unwrap_err();
            assert_eq!(diagnostic.code, codes::EXEC_UNREADABLE);
            diagnostic.at.map(|at| at.to_string()).unwrap()
        };
        assert_eq!(place(Form::Yaml, b"a: 1\nb: [\n"), "deploy/x:2:4");
        assert_eq!(place(Form::Yaml, b"a: 1\n---\nb: 2\n"), "deploy/x");
        assert_eq!(place(Form::Json, b"{\n  \"a\": }"), "deploy/x:2:8");
        assert_eq!(place(Form::Text, b"\xff"), "deploy/x");
        let deep = "[".repeat(100_000);
        place(Form::Json, deep.as_bytes());
        place(Form::Yaml, deep.as_bytes());
    }

    #[test]
    fn large_numbers_keep_their_digits() {
        let bytes = b"[9007199254740993, 18446744073709551615, 1e300, 14.0]";
        let read = decode(&path(), Form::Json, bytes).unwrap();
        assert_eq!(read.to_json(), "[9007199254740993,18446744073709551615,1e+300,14]");
    }
}
