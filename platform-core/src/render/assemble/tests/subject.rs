//! What a subject has once: files and entities.

use super::*;

#[test]
fn files_and_entities_are_rendered_once_for_the_subject() {
    let spec = r#"
resources:
  - {id: here, target: kubernetes, body: {kind: A}}
  - {id: once, target: grafana, scope: subject, body: {uid: "${{ service.slug }}"}}
files:
  - {path: "docs/${{ service.name }}.md", content: "About ${{ service.name }}", ownership: seeded}
  - {path: off.md, when: "${{ false }}", content: x}
  - {path: env.md, scope: environment, content: "${{ environment.name }}"}
entities:
  - {id: api, body: {apiVersion: v1, kind: API, metadata: {name: "${{ service.name }}"}}}
"#;
    let fixture = Fixture::new(spec, "");
    assert_eq!(ids(&fixture.rendered("staging")), ["file/env.md", "kubernetes/here"]);
    let once = fixture.rendered("-");
    assert_eq!(ids(&once), ["catalog/api", "catalog/component", "file/docs/cart.md", "grafana/once"]);
    let targets: Vec<&str> = once.targets.keys().map(|name| name.as_str()).collect();
    assert_eq!(targets, ["catalog", "file", "grafana"]);
    let own = resource(&once, "cart/-/catalog/component");
    let annotation = own.body.get("metadata").unwrap().get("annotations").unwrap().to_json();
    assert_eq!(annotation, r#"{"platform-core.dev/golden-path":"web@1.0.0"}"#);
    let layers = own.origins.iter().map(|id| once.origins.get(*id).unwrap().layer);
    assert_eq!(layers.filter(|layer| *layer == Layer::Engine).count(), 1);
    assert_eq!(own.identity.as_deref(), Some("component:default/cart"));
}

#[test]
fn what_is_wrong_with_files_and_entities() {
    let says = |spec: &str| Fixture::new(spec, "").says("-");
    let said = [
        says("files: [{path: \"${{ '..' }}/${{ service.name }}\", content: x}]"),
        says("files: [{path: a, content: \"${{ environment.name }}\"}]"),
        says("files: [{path: a, content: \"${{ github.sha }}\"}]"),
        says("files: [{path: a, content: x}, {path: \"${{ 'a' }}\", content: y}]"),
        says("entities: [{id: a, body: {kind: X, metadata: {name: \"${{ environment.name }}\"}}}]"),
        says("entities: [{id: component, body: {kind: X}}]"),
        says("entities: [{id: other, body: {kind: Component, metadata: {name: cart}}}]"),
        says(
            "parameters: {type: object, properties: {s: {type: object, default: {secretRef: {store: a, key: b}}}}}\nfiles: [{path: a, content: \"${{ parameters.s }}\"}]",
        ),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_template_file_shows_line_and_column() {
    let spec = "files: [{path: a, template: templates/a.txt}]";
    let fixture = Fixture::new(spec, "")
        .file("golden-paths/web/1.0.0/templates/a.txt", "one\ntwo ä ${{ service.nam }}\n${{ 1 + }}");
    insta::assert_snapshot!(fixture.says("-"));
    // What is wrong only once it is filled in, too.
    let spec = "parameters: {type: object, properties: {on: {type: boolean, default: true}, s: {type: object, default: {secretRef: {store: a, key: b}}}}}\nfiles: [{path: a, template: templates/a.txt}]";
    let says = |text: &str| {
        let says = Fixture::new(spec, "").file("golden-paths/web/1.0.0/templates/a.txt", text).says("-");
        says.split_once(": ").unwrap().0.rsplit_once('/').unwrap().1.to_owned()
    };
    assert_eq!(says("one\nä ${{ service.name }} ${{ parameters.on - 1 }}\n"), "a.txt:2:26");
    assert_eq!(says("one\n\n  ${{ environment.name }}"), "a.txt:3:6");
    assert_eq!(says("${{ parameters.s }}"), "a.txt:1:4");
}
