//! Entities, as Backstage's catalog takes and refuses them.

use crate::parse::validate_entities;

/// The problems of an entity with this kind, `metadata` and `spec`.
fn entity(version: &str, kind: &str, metadata: &str, spec: &str) -> Vec<String> {
    let text = format!("apiVersion: {version}\nkind: {kind}\nmetadata: {metadata}\nspec: {spec}\n");
    validate_entities("a.yaml", text.as_bytes()).diagnostics.iter().map(super::brief).collect()
}

fn metadata(text: &str) -> Vec<String> {
    entity("backstage.io/v1alpha1", "Domain", text, "{owner: a}")
}

fn spec(kind: &str, text: &str) -> Vec<String> {
    entity("backstage.io/v1alpha1", kind, "{name: a}", text)
}

const NOTHING: &[&str] = &[];

#[test]
fn metadata_is_held_to_backstages_rules() {
    for (text, expected) in [
        ("{name: a, namespace: b, title: c, description: d, unknown: {e: 1}}", NOTHING),
        ("{name: a--b, labels: {x.y/z: v, empty: ''}, annotations: {a/b: 'any: text'}}", NOTHING),
        ("{name: a, tags: [go, c++, 'lang:c#'], links: [{url: 'https://a', title: b, icon: docs, type: x}]}", NOTHING),
        ("{}", &["schema.missing_field 3:11"]),
        ("[]", &["schema.type 3:11"]),
        ("{name: a b}", &["value.name 3:18"]),
        ("{name: -a}", &["value.name 3:18"]),
        ("{name: 12}", &["schema.type 3:18"]),
        ("{name: a, namespace: Data}", &["value.name 3:32"]),
        ("{name: a, title: ''}", &["value.invalid 3:28"]),
        ("{name: a, description: [b]}", &["schema.type 3:34"]),
        ("{name: a, labels: {a/b/c: d}}", &["value.label 3:30"]),
        ("{name: a, labels: {A.b/c: d}}", &["value.label 3:30"]),
        ("{name: a, labels: {b: c d}}", &["value.label 3:33"]),
        ("{name: a, labels: {b: 1}}", &["schema.type 3:33"]),
        ("{name: a, labels: [b]}", &["schema.type 3:29"]),
        ("{name: a, annotations: {b c: d}}", &["value.label 3:35"]),
        ("{name: a, annotations: {b: true}}", &["schema.type 3:38"]),
        ("{name: a, tags: [Java]}", &["value.label 3:28"]),
        ("{name: a, tags: java}", &["schema.type 3:27"]),
        ("{name: a, links: [{title: b}]}", &["schema.missing_field 3:29"]),
        ("{name: a, links: [{url: a.b/c}]}", &["value.invalid 3:35"]),
        ("{name: a, links: [{url: 'https://a', icon: a b}]}", &["value.name 3:54"]),
        ("{name: a b, tags: [A, B]}", &["value.name 3:18", "value.label 3:30", "value.label 3:33"]),
    ] {
        assert_eq!(metadata(text), expected, "{text}");
    }
}

#[test]
fn each_kind_says_what_it_must() {
    for (kind, text, expected) in [
        ("Component", "{type: a, lifecycle: b, owner: c, mine: {x: [1]}}", NOTHING),
        ("Component", "{}", &["schema.missing_field 4:7"; 3]),
        ("Component", "{type: a, lifecycle: b, owner: ''}", &["value.invalid 4:38"]),
        ("Component", "{type: a, lifecycle: b, owner: 'group:/c'}", &["value.reference 4:38"]),
        ("Component", "{type: a, lifecycle: b, owner: c, dependsOn: [d]}", &["value.reference 4:53"]),
        ("Component", "{type: a, lifecycle: b, owner: c, dependsOn: [resource:x/d], providesApis: [e]}", NOTHING),
        ("Component", "{type: a, lifecycle: b, owner: c, providesApis: e}", &["schema.type 4:55"]),
        ("API", "{type: openapi, lifecycle: b, owner: c}", &["schema.missing_field 4:7"]),
        ("API", "{type: openapi, lifecycle: b, owner: c, definition: {$text: ./openapi.yaml}}", NOTHING),
        ("API", "{type: mcp-server, lifecycle: b, owner: c, remotes: [{type: http, url: 'http://a'}]}", NOTHING),
        ("API", "{type: mcp-server, lifecycle: b, owner: c}", &["schema.missing_field 4:7"]),
        ("Resource", "{type: database, owner: c}", NOTHING),
        ("Resource", "{owner: c}", &["schema.missing_field 4:7"]),
        ("System", "{owner: c, domain: d}", NOTHING),
        ("System", "{}", &["schema.missing_field 4:7"]),
        ("Group", "{type: team, children: []}", NOTHING),
        ("Group", "{type: team}", &["schema.missing_field 4:7"]),
        ("User", "{memberOf: []}", NOTHING),
        ("User", "{}", &["schema.missing_field 4:7"]),
        ("Location", "{targets: [./a.yaml]}", NOTHING),
        ("Location", "{target: 5}", &["schema.type 4:16"]),
    ] {
        assert_eq!(spec(kind, text), expected, "{kind} {text}");
    }
}

#[test]
fn templates_are_the_scaffolders() {
    let template = |spec: &str| entity("scaffolder.backstage.io/v1beta3", "Template", "{name: a}", spec);
    assert_eq!(template("{type: service, parameters: [{title: a}], steps: [{id: x, action: 'fetch:plain'}]}"), NOTHING);
    assert_eq!(template("{type: service, steps: [{id: x}]}"), ["schema.missing_field 4:31"]);
    assert_eq!(template("{type: service, steps: [], parameters: a}"), ["schema.type 4:46"]);
    assert_eq!(entity("backstage.io/v1beta2", "Template", "{name: a}", "{}"), ["schema.kind 1:13"]);
}

#[test]
fn what_an_entity_is_stands_first() {
    for (text, expected) in [
        ("a: 1", "schema.kind 1:1"),
        ("- a", "schema.kind 1:1"),
        ("apiVersion: backstage.io/v1alpha1\nmetadata: {name: a}", "schema.missing_field 1:1"),
        ("kind: Component\nmetadata: {name: a}", "schema.missing_field 1:1"),
        ("apiVersion: backstage.io/v1alpha1\nkind: Componnent\nmetadata: {name: a}", "schema.kind 2:7"),
        ("apiVersion: backstage.io/v2\nkind: Component\nmetadata: {name: a}", "schema.kind 1:13"),
        ("apiVersion: 1\nkind: Component", "schema.type 1:13"),
        (
            "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {name: a}\nspec: {owner: a}\nrelation: []",
            "schema.unknown_field 5:1",
        ),
        ("apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {name: a}", "schema.missing_field 1:1"),
    ] {
        let found = validate_entities("a.yaml", text.as_bytes()).diagnostics;
        assert_eq!(found.iter().map(super::brief).collect::<Vec<_>>(), [expected], "{text}");
    }
}

#[test]
fn what_is_valid_is_there_although_another_document_is_not() {
    let domain = |name: &str| {
        format!("apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {{name: {name}}}\nspec: {{owner: a}}\n")
    };
    let text = [domain("one"), domain("t w o"), "x: [\n".into(), domain("three")].join("---\n");
    let outcome = validate_entities("a.yaml", text.as_bytes());
    let found: Vec<_> = outcome.value.unwrap().iter().map(|entity| entity.reference.to_string()).collect();
    assert_eq!(found, ["domain:one", "domain:three"]);
    assert_eq!(outcome.diagnostics.len(), 2);
}

#[test]
fn unknown_fields_are_kept() {
    let text = "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {name: a, x: 1}\nspec: {owner: a, y: [2]}\n";
    let entity = &validate_entities("a.yaml", text.as_bytes()).value.unwrap()[0];
    assert_eq!(entity.spec("y").unwrap().to_json(), "[2]");
    assert_eq!(entity.metadata("x").unwrap().to_json(), "1");
    assert_eq!(entity.source.place(&"/spec/y/0".parse().unwrap()).column, 22);
}
