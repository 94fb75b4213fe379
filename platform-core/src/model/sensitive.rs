//! What comes in from the world and is secret is replaced by references before anything else sees it.

use super::address::Address;
use super::map::Map;
use super::pointer::Pointer;
use super::value::{SecretRef, Text, Value};

/// The store of what a Kubernetes Secret holds.
const KUBERNETES: &str = "kubernetes";
/// The store of what was seen, and nobody may look at.
const OBSERVED: &str = "observed";
/// `kubectl apply` keeps a copy of all it was given here.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// A body without the data of Kubernetes Secrets: each value becomes a reference to itself. What already is a
/// reference stays.
pub(crate) fn without_secrets(body: Value) -> Value {
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    match (text("kind"), text("apiVersion")) {
        (Some("Secret"), Some("v1")) => of_secret(&body),
        (Some("List" | "SecretList"), Some("v1")) => {
            let (Some(map), Some(items)) = (body.as_map(), body.get("items").and_then(Value::as_list)) else {
                return body;
            };
            let is_list = text("kind") == Some("SecretList");
            let hide = |item: &Value| if is_list { of_secret(item) } else { without_secrets(item.clone()) };
            Value::Map(map.with("items", Value::list(items.iter().map(hide))))
        }
        _ => body,
    }
}

fn of_secret(body: &Value) -> Value {
    let Some(map) = body.as_map() else { return body.clone() };
    let metadata = body.get("metadata");
    let named = |key: &str| metadata.and_then(|metadata| metadata.get(key)).and_then(Value::as_str).unwrap_or_default();
    let key: Text = format!("{}/{}", named("namespace"), named("name")).into();
    let reference = |property: &str| -> Value {
        let (store, property) = (KUBERNETES.into(), Some(property.into()));
        SecretRef { store, key: key.clone(), property, version: None }.into()
    };
    let mut map = map.clone();
    for section in ["data", "stringData"] {
        match body.get(section) {
            None | Some(Value::Null) => {}
            Some(Value::Map(values)) => {
                let hidden = values.iter().map(|(name, value)| {
                    let known = matches!(value, Value::Secret(_) | Value::Unknown(_) | Value::Null);
                    (name.clone(), if known { value.clone() } else { reference(name) })
                });
                map = map.with(section, Value::Map(Map::from_entries(hidden)));
            }
            // What it should not be is no less secret.
            Some(_) => map = map.with(section, reference(section)),
        }
    }
    let annotations = metadata.and_then(|metadata| metadata.get("annotations")).and_then(Value::as_map);
    if let (Some(metadata), Some(annotations)) = (metadata.and_then(Value::as_map), annotations)
        && annotations.contains_key(LAST_APPLIED)
    {
        let annotations = annotations.with(LAST_APPLIED, reference(LAST_APPLIED));
        map = map.with("metadata", Value::Map(metadata.with("annotations", Value::Map(annotations))));
    }
    Value::Map(map)
}

/// A body without what is marked: `true` where a value is sensitive, maps and lists of marks where parts of it may be.
/// Terraform's `sensitive_values` has this form.
pub(crate) fn without_marked(address: &Address, body: &Value, marks: &Value) -> Value {
    hide(address, body, marks, &Pointer::root())
}

/// Whether anything is marked.
pub(crate) fn has_mark(marks: &Value) -> bool {
    match marks {
        Value::Bool(mark) => *mark,
        Value::Map(marks) => marks.iter().any(|(_, marks)| has_mark(marks)),
        Value::List(marks) => marks.iter().any(has_mark),
        _ => false,
    }
}

/// A reference to what was seen at a place, and nobody may look at.
pub(crate) fn concealed(address: &Address, at: &Pointer) -> Value {
    let (key, property) = (address.as_str().into(), Some(at.as_str().into()));
    SecretRef { store: OBSERVED.into(), key, property, version: None }.into()
}

fn hide(address: &Address, body: &Value, marks: &Value, at: &Pointer) -> Value {
    match (body, marks) {
        (Value::Null | Value::Secret(_) | Value::Unknown(_), _) => body.clone(),
        (_, Value::Bool(true)) => concealed(address, at),
        (Value::Map(map), Value::Map(marks)) => Value::map(map.iter().map(|(key, value)| {
            let marks = marks.get(key).unwrap_or(&Value::Null);
            (key.clone(), hide(address, value, marks, &at.join(key)))
        })),
        (Value::List(list), Value::List(marks)) => Value::list(list.iter().enumerate().map(|(index, value)| {
            let marks = marks.get(index).unwrap_or(&Value::Null);
            hide(address, value, marks, &at.index(index))
        })),
        // Marks of another form than the body say that something in it is sensitive, and not what.
        _ if has_mark(marks) => concealed(address, at),
        _ => body.clone(),
    }
}

/// Something of which nobody may know more than that it is there.
pub(crate) fn something() -> Value {
    SecretRef { store: OBSERVED.into(), key: "hidden".into(), ..Default::default() }.into()
}

/// Whether a value tells no more than that something secret is there.
pub(crate) fn is_concealed(value: &Value) -> bool {
    matches!(value, Value::Secret(secret) if [KUBERNETES, OBSERVED].contains(&&*secret.store))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Value {
        Value::from_json(text).unwrap()
    }

    #[test]
    fn kubernetes_secrets_are_references_to_themselves() {
        let body = json(
            r#"{"apiVersion": "v1", "kind": "Secret", "type": "Opaque",
                "metadata": {"name": "db", "namespace": "shop", "annotations": {
                    "kubectl.kubernetes.io/last-applied-configuration": "{\"stringData\":{\"p\":\"MARKER\"}}", "a": "b"}},
                "data": {"password": "TUFSS0VS", "none": null}, "stringData": {"p": "MARKER"}}"#,
        );
        let hidden = without_secrets(body.clone());
        let text = hidden.to_json();
        assert!(!text.contains("MARKER") && !text.contains("TUFSS0VS"), "{text}");
        assert_eq!(
            hidden.get("data").unwrap().to_json(),
            r#"{"none":null,"password":{"$secret":{"key":"shop/db","property":"password","store":"kubernetes"}}}"#
        );
        assert_eq!(hidden.get("type"), Some(&Value::from("Opaque")));
        assert_eq!(without_secrets(hidden.clone()), hidden, "twice");
        let list = Value::map([("apiVersion", "v1".into()), ("kind", "List".into()), ("items", Value::list([body]))]);
        assert!(!without_secrets(list).to_json().contains("MARKER"));
        let odd = json(r#"{"apiVersion": "v1", "kind": "Secret", "data": "MARKER", "stringData": ["MARKER"]}"#);
        assert!(!without_secrets(odd).to_json().contains("MARKER"));
        let other = json(r#"{"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "b"}}"#);
        assert_eq!(without_secrets(other.clone()), other);
    }

    #[test]
    fn what_is_marked_is_concealed_with_all_below_it() {
        let address: Address = "cart/staging/terraform/database".parse().unwrap();
        let body = json(
            r#"{"password": "MARKER", "tags": {"a": "MARKER"}, "list": [{"key": "MARKER", "open": 1}], "open": 2}"#,
        );
        let marks = json(r#"{"password": true, "tags": true, "list": [{"key": true}], "gone": true}"#);
        let hidden = without_marked(&address, &body, &marks);
        assert!(!hidden.to_json().contains("MARKER"), "{hidden}");
        assert_eq!((hidden.get("open"), hidden.get("gone")), (Some(&Value::Integer(2)), None));
        let place = Pointer::from_tokens(["list", "0", "key"]);
        let property = match place.find(&hidden) {
            Some(Value::Secret(secret)) => secret.property.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(property.as_deref(), Some("/list/0/key"));
        for (body, marks) in [
            (r#"["MARKER"]"#, r#"{"0": true}"#),
            (r#"{"a": "MARKER"}"#, r#"[true]"#),
            (r#""MARKER""#, r#"{"a": [true]}"#),
        ] {
            let hidden = without_marked(&address, &json(body), &json(marks));
            assert!(is_concealed(&hidden), "marks of another form hide all: {hidden}");
        }
    }
}
