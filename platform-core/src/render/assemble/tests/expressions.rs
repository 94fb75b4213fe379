//! What expressions give, and that values never become code.

use super::*;

#[test]
fn expressions_keep_their_type_alone_and_join_to_text() {
    let spec = r#"
parameters: {type: object, properties: {port: {type: integer, default: 80}, map: {type: object, default: {a: 1}}, text: {type: string, default: "${{ service.name }}"}}}
resources:
  - id: a
    target: kubernetes
    body:
      native: "${{ parameters.port }}"
      text: ":${{ parameters.port }}/${{ true }}"
      map: "${{ parameters.map }}"
      once: "${{ parameters.text }}"
      "${{ service.name }}-key": 1
      "a${{ 1 + 1 }}": [x, "${{ [1, 2] }}"]
      plain: {x: [1, {}, []]}
"#;
    let body = Fixture::new(spec, "").body("cart/staging/kubernetes/a");
    // A value is never rendered twice.
    let expected = r#"{"a2":["x",[1,2]],"cart-key":1,"map":{"a":1},"native":80,"once":"${{ service.name }}","plain":{"x":[1,{},[]]},"text":":80/true"}"#;
    assert_eq!(body, expected);
}

#[test]
fn a_namespace_and_a_kind_come_before_what_is_in_them_and_of_them() {
    let spec = r#"
resources:
  - id: z-namespace
    target: kubernetes
    body: {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
  - id: z-kind
    target: kubernetes
    body: {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: gadgets.shop.example}, spec: {group: shop.example, names: {kind: Gadget}}}
  - {id: a, target: kubernetes, body: {apiVersion: shop.example/v2, kind: Gadget, metadata: {name: a, namespace: shop}}}
  - {id: b, target: kubernetes, body: {apiVersion: other.example/v1, kind: Gadget, metadata: {name: b, namespace: other}}}
  - {id: c, target: kubernetes, body: {kind: Gadget, metadata: "${{ 1 }}"}}
"#;
    let rendered = Fixture::new(spec, "").rendered("staging");
    assert_eq!(needs(&rendered, "cart/staging/kubernetes/a"), ["z-kind", "z-namespace"]);
    for id in ["b", "c", "z-kind", "z-namespace"] {
        assert_eq!(needs(&rendered, &format!("cart/staging/kubernetes/{id}")), [""; 0], "{id}");
    }
}

#[test]
fn every_leaf_has_an_origin_also_where_keys_are_computed() {
    let spec = r#"
parameters: {type: object, properties: {map: {type: object, default: {z: 1, a: [1, 2]}}}}
resources:
  - id: a
    target: kubernetes
    body: {"z${{ 1 }}": {y: 1, x: "${{ parameters.map }}"}, "a${{ 2 }}": 1, m: "${{ parameters.map | keys }}", n: {}}
"#;
    let rendered = Fixture::new(spec, "parameters: {map: {z: 2}}").rendered("staging");
    let resource = resource(&rendered, "cart/staging/kubernetes/a");
    assert_eq!(resource.origins.len(), resource.body.leaf_count());
    let layers: Vec<String> = resource
        .origins
        .iter()
        .map(|id| rendered.origins.get(*id).unwrap())
        .map(|origin| {
            let reads = origin.reads.iter().map(|id| format!("{:?}", rendered.origins.get(*id).unwrap().layer));
            format!("{:?}{}", origin.place.as_ref().unwrap().line, reads.collect::<String>())
        })
        .collect();
    // a2; m twice, from all of the map; n; z1.x.a twice, z1.x.z, z1.y.
    let all = "10SchemaDefaultSubject";
    assert_eq!(layers, ["10", all, all, "10", "10SchemaDefault", "10SchemaDefault", "10Subject", "10"]);
}

#[test]
fn values_are_data_for_terraform() {
    let spec = r#"
parameters: {type: object, properties: {x: {type: string}, m: {type: object}}}
resources:
  - id: a
    target: terraform
    body:
      own: "${aws_x.main.name}"
      whole: "${{ parameters.x }}"
      mixed: "${aws_x.${{ service.slug }}-${{ 1 }}.y}: ${{ parameters.x }} $${ ${{ 'a b' }}"
      begins: "$${{ '{a}' }}"
      ends: "${{ 'a$' }}{b}"
      percent: "${{ '%{ if true }' }}"
      map: "${{ parameters.m }}"
      "${{ parameters.x }}": 1
"#;
    let fixture = Fixture::new(spec, "parameters: {x: \"${file('/etc/passwd')}\", m: {\"${k}\": [\"%{v}\"]}}");
    let body = fixture.value("cart/staging/terraform/a");
    insta::assert_snapshot!(body.to_json().replace(',', ",\n"));
}

#[test]
fn no_part_of_a_value_becomes_code_of_terraform() {
    let spec = "parameters: {type: object, properties: {v: {}}}\nresources: [{id: a, target: terraform, body: {v: \"${{ parameters.v }}\"}}]";
    let body =
        |value: &str| Fixture::new(spec, &format!("parameters: {{v: {value}}}")).body("cart/staging/terraform/a");
    for (value, expected) in [
        (r#"["a", "${f()}"]"#, r#"["a","$${f()}"]"#),
        (r#"{list: [{a: "%{f()}"}]}"#, r#"{"list":[{"a":"%%{f()}"}]}"#),
        (r#"{"${f()}": 1}"#, r#"{"$${f()}":1}"#),
        (r#"{a: {b: "${f()}"}, c: "d"}"#, r#"{"a":{"b":"$${f()}"},"c":"d"}"#),
        (r#"["a", {b: [1, true]}]"#, r#"["a",{"b":[1,true]}]"#),
    ] {
        assert_eq!(body(value), format!(r#"{{"v":{expected}}}"#), "{value}");
    }
}

#[test]
fn nothing_but_a_name_goes_into_code_of_terraform() {
    let says = |text: &str| {
        let spec = format!(
            "resources:\n  - {{id: a, target: terraform, body: {{x: {text:?}}}, outputs: {{o: {{attribute: o}}}}}}\n  - {{id: b, target: terraform, body: {{}}, outputs: {{o: {{attribute: o}}}}}}\n"
        );
        Fixture::new(&spec, "").says("staging")
    };
    for text in [
        "${a.${{ 'b' }}}",
        "${a}${{ 'b c' }}",
        "$${${{ 'b c' }}",
        "${ {a = 1}.a }${{ '(' }}",
        "%{ if x }y%{ endif }${{ '(' }}",
    ] {
        assert_eq!(says(text), "", "{text}");
    }
    for text in
        ["${a.${{ 'b.c' }}}", "${f(\"${{ 'b c' }}\")}", "${a ${{ resources.b.outputs.o }}}", "%{ if ${{ '(' }} }"]
    {
        assert!(says(text).contains("template.unescapable"), "{text}: {}", says(text));
    }
}

#[test]
fn github_reads_no_expression_out_of_a_value() {
    let spec = "parameters: {type: object, properties: {x: {type: string}}}\nfiles:\n  - path: ci.yml\n    passthrough: github-actions\n    content: |\n      run: ${{ github.sha }} ${{ parameters.x }}{{ y }}\n";
    let fixture = |x: &str| Fixture::new(spec, &format!("parameters: {{x: {x:?}}}"));
    assert_eq!(fixture("a").value("cart/-/file/ci.yml").as_str(), Some("run: ${{ github.sha }} a{{ y }}\n"));
    for x in ["${{ secrets.TOKEN }}", "$"] {
        assert!(fixture(x).says("-").contains("template.unescapable"), "{x}");
    }
}
