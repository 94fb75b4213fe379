use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;

fn schema(name: &str) -> Value {
    let found = all().into_iter().find(|schema| schema.name == name).unwrap();
    serde_json::from_str(&found.text).unwrap()
}

#[test]
fn each_has_an_id_a_title_and_a_description() {
    let mut names = BTreeSet::new();
    for one in all() {
        let schema: Value = serde_json::from_str(&one.text).unwrap();
        assert!(names.insert(one.name), "{} stands twice", one.name);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["$id"], format!("https://platform-core.dev/schemas/{}", one.file_name()));
        assert!(schema["title"].is_string(), "{}", one.name);
        assert!(one.description.len() > 10, "{}: {}", one.name, one.description);
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &Value, root: &Value, name: &str) {
        match value {
            Value::Object(map) => {
                if let Some(target) = map.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#')) {
                    assert!(root.pointer(target).is_some(), "{name}: {target}");
                }
                map.values().for_each(|value| walk(value, root, name));
            }
            Value::Array(items) => items.iter().for_each(|value| walk(value, root, name)),
            _ => {}
        }
    }
    for one in all() {
        let schema: Value = serde_json::from_str(&one.text).unwrap();
        walk(&schema, &schema, one.name);
    }
}

#[test]
fn variants_have_names() {
    let plan = schema("plan");
    assert_eq!(plan["$defs"]["Expectation"]["discriminator"]["propertyName"], "kind");
    assert!(plan["$defs"]["ExpectationNotObserved"]["properties"].is_object());
    assert!(schema("freshness")["$defs"]["FreshnessStale"].is_object());
}

#[cfg(feature = "files")]
fn accepts(name: &str, document: &Value) -> Result<(), String> {
    let validator = jsonschema::validator_for(&schema(name)).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(document).map(|fault| format!("{} at {}", fault, fault.instance_path())).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

#[cfg(feature = "files")]
#[test]
fn what_people_write_is_closed_and_what_we_write_is_open() {
    let mut environment = json!({
        "apiVersion": "platform-core.dev/v1alpha1",
        "kind": "Environment",
        "metadata": {"name": "staging", "labels": {"tier": "staging"}},
        "spec": {"targets": {"kubernetes": {"delivery": "directory"}}, "budget": {"monthly": "10", "currency": "EUR"}}
    });
    assert_eq!(accepts("environment", &environment), Ok(()));
    environment["spec"]["tragets"] = json!({});
    assert!(accepts("environment", &environment).unwrap_err().contains("tragets"));

    let mut service = json!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": "cart"},
        "spec": {"type": "service", "somethingOfATool": 1, "goldenPath": {"ref": "web-service@^1"}}
    });
    assert_eq!(accepts("service", &service), Ok(()));
    service["spec"]["goldenPath"]["parametres"] = json!({});
    assert!(accepts("service", &service).is_err());

    let digest = format!("sha256:{}", "0".repeat(64));
    let diagnostic = json!({
        "code": "parse.syntax", "category": "parse", "severity": "error", "message": digest,
        "retry": "never", "outcome": "none", "ofALaterVersion": true
    });
    assert_eq!(accepts("diagnostic", &diagnostic), Ok(()));
}

#[cfg(feature = "files")]
#[test]
fn what_the_engine_writes_fits() {
    use crate::formats::text::fixtures;
    let (plan, rendered) = fixtures::everything();
    assert_eq!(accepts("plan", &serde_json::to_value(&plan).unwrap()), Ok(()));
    assert_eq!(accepts("rendered", &serde_json::to_value(&rendered).unwrap()), Ok(()));
}
