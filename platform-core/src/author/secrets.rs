//! What in a golden path looks like a secret in clear, or like another tool's expression.

use crate::model::{Diagnostic, GoldenPath, Place, Pointer, Value, codes};

/// Words in the names of fields that hold secrets.
const NAMES: [&str; 7] = ["password", "passwd", "apikey", "accesskey", "privatekey", "clientsecret", "token"];
/// How secrets of well-known services begin, and how long they are at least.
const BEGINNINGS: [(&str, usize); 8] = [
    ("AKIA", 20),
    ("ASIA", 20),
    ("ghp_", 40),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("xoxb-", 24),
    ("sk_live_", 24),
    ("AIza", 39),
];
/// What other tools' expressions begin with. Prometheus' and Grafana's `{{ $labels.x }}` and `{{ instance }}` belong into
/// what is rendered.
const FOREIGN: [&str; 7] = ["{{ .Values", "{{.Values", "{{ .Release", "{{.Release", "{{- ", "{{ include ", "{% "];

/// Looks through templates, values and defaults.
pub(super) fn look(path: &GoldenPath, found: &mut Vec<Diagnostic>) {
    let spec = Pointer::from_tokens(["spec"]);
    for (index, template) in path.spec.resources.iter().enumerate() {
        let at = spec.join("resources").index(index).join("body");
        walk(path, &template.body, &at, None, found);
    }
    for (index, template) in path.spec.entities.iter().enumerate() {
        walk(path, &template.body, &spec.join("entities").index(index).join("body"), None, found);
    }
    walk(path, &Value::Map(path.spec.values.clone()), &spec.join("values"), None, found);
    let declared = path.spec.parameters.get("properties").and_then(Value::as_map);
    for (name, schema) in declared.into_iter().flat_map(|map| map.iter()) {
        let at = spec.join("parameters").join("properties").join(name).join("default");
        schema.get("default").into_iter().for_each(|default| walk(path, default, &at, Some(name), found));
    }
    for (name, text) in path.files.iter().filter(|(name, _)| name.starts_with("templates/")) {
        lines(path, name, text, found);
    }
}

/// Recursion ends: the reader of YAML bounds the depth.
fn walk(path: &GoldenPath, value: &Value, at: &Pointer, key: Option<&str>, found: &mut Vec<Diagnostic>) {
    match value {
        Value::Map(map) => map.iter().for_each(|(key, value)| walk(path, value, &at.join(key), Some(key), found)),
        Value::List(list) => {
            // `{name: PASSWORD, value: …}` is a field, written as an item.
            list.iter().enumerate().for_each(|(index, item)| {
                let at = at.index(index);
                let named = item.get("name").and_then(Value::as_str).filter(|_| item.get("value").is_some());
                match (named, item.as_map()) {
                    (Some(name), Some(map)) => map.iter().for_each(|(key, value)| {
                        let key = if &**key == "value" { name } else { key };
                        walk(path, value, &at.join(if key == name { "value" } else { key }), Some(key), found);
                    }),
                    _ => walk(path, item, &at, key, found),
                }
            });
        }
        Value::String(text) => {
            if let Some(what) = secret(key, text) {
                found.push(told(what, path.source.place(at)));
            }
            found.extend(foreign(text).map(|what| foreign_told(what, path.source.place(at))));
        }
        _ => {}
    }
}

fn lines(path: &GoldenPath, name: &str, text: &str, found: &mut Vec<Diagnostic>) {
    let document = path.source.document().map(|document| document.file.to_string()).unwrap_or_default();
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    for (number, line) in text.lines().enumerate() {
        let at = || Place {
            file: format!("{folder}/{name}").trim_start_matches('/').into(),
            line: u32::try_from(number.saturating_add(1)).unwrap_or(u32::MAX),
            column: 1,
            ..Place::default()
        };
        let words = line.split(|c: char| c.is_whitespace() || "\"'=,;:".contains(c));
        if line.contains("PRIVATE KEY-----") || words.into_iter().any(begins_as_secret) {
            found.push(told("a key", at()));
        }
        found.extend(foreign(line).filter(|_| !line.contains("${{")).map(|what| foreign_told(what, at())));
    }
}

/// What a text is, if it looks like a secret.
fn secret(key: Option<&str>, text: &str) -> Option<&'static str> {
    if text.contains("PRIVATE KEY-----") || begins_as_secret(text) {
        return Some("a key");
    }
    let name: String = key?.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    // `passwordRef`, `tokenPath`, `secretKey` (of an ExternalSecret) say where one is.
    let is_secret = NAMES.iter().any(|word| name.ends_with(word));
    // An expression, a reference of another tool and a path are no values.
    let is_value = !text.is_empty() && !text.contains("${{") && !text.contains("$(") && !text.starts_with(['/', '$']);
    (is_secret && is_value).then_some("a secret")
}

fn begins_as_secret(text: &str) -> bool {
    BEGINNINGS.iter().any(|(begin, length)| {
        text.starts_with(begin) && text.len() >= *length && text.bytes().all(|byte| byte.is_ascii_graphic())
    })
}

fn told(what: &str, at: Place) -> Diagnostic {
    Diagnostic::error(codes::PATH_SECRET_IN_CLEAR, format!("{what} seems to stand here in clear"))
        .with_help("give a reference: `{secretRef: {store: …, key: …}}`")
        .with_place(at)
}

fn foreign(text: &str) -> Option<&'static str> {
    FOREIGN.into_iter().find(|begin| text.contains(begin))
}

fn foreign_told(what: &str, at: Place) -> Diagnostic {
    let message = format!("`{} … ` is another tool's expression and is left as it is", what.trim());
    Diagnostic::warning(codes::PATH_FOREIGN_EXPRESSION, message)
        .with_help("write what you mean as `${{ … }}`")
        .with_place(at)
}
