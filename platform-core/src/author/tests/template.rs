//! A path as Backstage's Template.

use crate::author::backstage_template;
use crate::model::{Platform, Pointer, Sources, Value};

const HEAD: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\n\
    metadata: {name: web, version: 1.2.0, owner: group:platform, title: Web, description: Answers HTTP.}\nspec:\n";

fn made(spec: &str) -> Result<Value, String> {
    let text = format!("{HEAD}{spec}");
    let sources = Sources::from([("golden-paths/web/1.2.0/golden-path.yaml".into(), text.as_bytes().into())]);
    let platform = Platform::parse(&sources).into_result().unwrap().0;
    let outcome = backstage_template(&platform, &"web".parse().unwrap(), &"1.2.0".parse().unwrap());
    outcome.into_result().map(|(template, _)| template).map_err(|failure| failure.diagnostics[0].to_string())
}

fn at<'v>(value: &'v Value, pointer: &str) -> &'v Value {
    pointer.parse::<Pointer>().unwrap().find(value).unwrap_or_else(|| panic!("{pointer}: {}", value.to_json()))
}

const PAGE: &str = "/spec/parameters/1";

#[test]
fn a_form_asks_for_what_can_be_set() {
    let template = made(
        "  values: {size: large}\n  enforce: {root: false}\n  parameters:\n    type: object\n    required: [port, root]\n    \
         properties:\n      port: {type: integer, title: Port}\n      size: {type: string, default: small}\n      root: {type: boolean}\n",
    )
    .unwrap();
    assert_eq!(at(&template, "/metadata/annotations/platform-core.dev~1golden-path").as_str(), Some("web@1.2.0"));
    assert_eq!(at(&template, "/spec/owner").as_str(), Some("group:platform"));
    let form = at(&template, &format!("{PAGE}/properties/parameters"));
    let expected = r#"{"properties":{"port":{"title":"Port","type":"integer"},"size":{"default":"large","type":"string"}},"required":["port"],"type":"object","ui:order":["port","size","*"]}"#;
    assert_eq!(form.to_json(), expected);
    let new = at(&template, "/spec/steps/0");
    assert_eq!(at(new, "/action").as_str(), Some("platform-core:new"));
    assert_eq!(at(new, "/input/goldenPath").as_str(), Some("web@^1.2.0"));
    assert_eq!(at(new, "/input/parameters").as_str(), Some("${{ parameters.parameters }}"));
}

#[test]
fn the_form_is_in_the_draft_that_forms_read() {
    let template = made(
        "  parameters:\n    type: object\n    $defs: {port: {type: integer, minimum: 1}, pair: {type: array, \
         prefixItems: [{$ref: '#/$defs/port'}, {type: string}], items: false}}\n    \
         dependentRequired: {tls: [port]}\n    unevaluatedProperties: false\n    \
         properties: {port: {$ref: '#/$defs/port'}, other: {$ref: '#/properties/tls'}, pair: {$ref: '#/$defs/pair'}, \
         tls: {type: boolean}, $defs: {type: string, const: {$defs: 1}}}\n",
    )
    .unwrap();
    let page = at(&template, PAGE);
    let json = serde_json::from_str::<serde_json::Value>(&page.to_json()).unwrap();
    let validator = jsonschema::draft7::new(&json).unwrap();
    let fits = |given: serde_json::Value| validator.is_valid(&serde_json::json!({"parameters": given}));
    assert!(fits(serde_json::json!({"port": 1, "pair": [1, "a"], "other": true})));
    for wrong in [
        serde_json::json!({"port": 0}),
        serde_json::json!({"pair": ["a", "a"]}),
        serde_json::json!({"pair": [1, "a", 2]}),
        serde_json::json!({"other": 1}),
        serde_json::json!({"tls": true}),
    ] {
        assert!(!fits(wrong.clone()), "{wrong}");
    }
    // What is data, and what people call their own, stays as it is.
    assert_eq!(at(page, "/properties/parameters/properties/$defs/const/$defs").as_integer(), Some(1));
}

#[test]
fn a_path_without_parameters_has_a_form_and_what_is_elsewhere_is_refused() {
    let template = made("  appliesTo: [group]\n").unwrap();
    assert_eq!(at(&template, "/spec/type").as_str(), Some("group"));
    assert_eq!(at(&template, "/spec/steps/1/input/subject").as_str(), Some("group:${{ parameters.name }}"));
    assert!(at(&template, "/spec/parameters/0/properties").get("system").is_none());
    let told = made("  parameters: {type: object, properties: {a: {$ref: 'https://example.com/x'}}}\n").unwrap_err();
    assert!(told.contains("value.unrepresentable") && told.contains("`https://example.com/x` is elsewhere"), "{told}");
}
