//! What templates may read, and what is said of them before they are rendered.

use super::dependencies::shared;
use super::{WORKLOAD, ids, resource};
use crate::model::Value;
use crate::render::fixture::{Fixture, environment, path};

/// What is rendered says how what is rendered is compared.
#[test]
fn definitions_of_what_is_rendered_come_along() {
    let definition = |kind: &str| {
        format!(
            "{{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {{name: {kind}}}, spec: {{group: shop.example, names: {{kind: {kind}}}, versions: [{{name: v1, schema: {{openAPIV3Schema: {{type: object}}}}}}]}}}}"
        )
    };
    let spec = format!(
        "resources:\n  - {{id: kind, target: kubernetes, body: {}}}\n  - {{id: a, target: kubernetes, body: {{apiVersion: shop.example/v1, kind: Gadget, metadata: {{name: a}}}}}}\n",
        definition("Widget")
    );
    let kinds = |fixture: &Fixture| {
        let rendered = fixture.rendered("staging");
        let name = |body: &Value| body.get("spec").unwrap().get("names").unwrap().get("kind").unwrap().to_json();
        rendered.definitions.iter().map(name).collect::<Vec<_>>()
    };
    let fixture = Fixture::new(&spec, "");
    assert_eq!(kinds(&fixture), ["\"Widget\""]);
    // And those of the platform, as far as their kinds are rendered.
    let file = |kind: &str| {
        let spec = "group: shop.example, versions: [{name: v1, schema: {openAPIV3Schema: {type: object}}}]";
        format!(
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: {kind}}}\nspec: {{names: {{kind: {kind}}}, {spec}}}\n"
        )
    };
    let both =
        fixture.file("services/cart/gadget.yaml", &file("Gadget")).file("services/cart/other.yaml", &file("Other"));
    assert_eq!(kinds(&both), ["\"Gadget\"", "\"Widget\""]);
}

#[test]
fn what_an_environment_says_may_be_read() {
    let spec = r#"
resources:
  - id: a
    target: kubernetes
    body: {name: "${{ environment.name }}", tier: "${{ environment.labels.tier }}", at: "${{ environment.parameters.region.name }}", all: "${{ environment }}"}
"#;
    let production = environment("production", "parameters: {region: {name: eu-west-1}}");
    let fixture = Fixture::new(spec, "").file("environments/production.yaml", &production);
    let rendered = fixture.rendered("production");
    let resource = resource(&rendered, "cart/production/kubernetes/a");
    assert_eq!(
        resource.body.to_json(),
        r#"{"all":{"labels":{"tier":"production"},"name":"production","parameters":{"region":{"name":"eu-west-1"}}},"at":"eu-west-1","name":"production","tier":"production"}"#
    );
    let at = rendered.origins.get(resource.origins[3]).unwrap();
    let read = rendered.origins.get(at.reads[0]).unwrap();
    assert_eq!(read.place.as_ref().unwrap().pointer.to_string(), "/spec/parameters/region/name");
}

#[test]
fn what_a_service_says_of_itself_may_be_read() {
    let spec = r#"
resources:
  - id: a
    target: kubernetes
    body:
      namespace: "${{ service.namespace }}"
      kind: "${{ service.kind }}"
      ref: "${{ service.ref }}"
      title: "${{ service.title }}"
      about: "${{ service.description }}"
      tier: "${{ service.labels.tier }}"
      note: "${{ service.annotations['a/b'] }}"
      lifecycle: "${{ service.lifecycle }}"
"#;
    let entity = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: cart\n  title: The cart\n  description: It holds.\n  labels: {tier: gold}\n  annotations: {a/b: c}\nspec:\n  type: service\n  lifecycle: production\n  owner: team-a\n  goldenPath: {ref: web@^1}\n";
    let rendered = Fixture::new(spec, "").file("services/cart/catalog-info.yaml", entity).rendered("staging");
    let resource = resource(&rendered, "cart/staging/kubernetes/a");
    assert_eq!(
        resource.body.to_json(),
        r#"{"about":"It holds.","kind":"component","lifecycle":"production","namespace":"default","note":"c","ref":"component:default/cart","tier":"gold","title":"The cart"}"#
    );
    let lines: Vec<u32> = resource
        .origins
        .iter()
        .map(|id| {
            let read = rendered.origins.get(rendered.origins.get(*id).unwrap().reads[0]).unwrap();
            read.place.as_ref().unwrap().line
        })
        .collect();
    assert_eq!(lines[0], 6, "the description's own line");
    assert_eq!(lines[6..], [7, 5], "of a label, of the title");
}

/// Also where nothing is rendered of them.
#[test]
fn parameters_that_nobody_declares_are_found_in_every_template() {
    let spec = |templates: &str| {
        format!(
            "parameters: {{type: object, properties: {{port: {{type: integer}}}}, additionalProperties: false}}\n{templates}"
        )
    };
    for templates in [
        "files: [{path: a, when: \"${{ false }}\", content: \"${{ parameters.prot }}\"}]",
        "entities: [{id: a, when: \"${{ false }}\", body: {kind: \"${{ parameters.prot }}\"}}]",
        "resources: [{id: a, target: kubernetes, when: \"${{ false }}\", body: {kind: \"${{ parameters.prot }}\"}}]",
    ] {
        let says = Fixture::new(&spec(templates), "").says("staging");
        assert!(says.contains("prot") && says.contains("did you mean"), "{templates}: {says}");
    }
}

#[test]
fn an_entity_may_read_what_is_rendered_beside_it() {
    let spec = "resources: [{id: db, target: grafana, scope: subject, body: {}}]\nentities: [{id: a, body: {kind: API, apiVersion: v1, metadata: {name: a}, of: \"${{ resources.db.address }}\"}}]";
    let rendered = Fixture::new(spec, "").rendered("-");
    let entity = resource(&rendered, "cart/-/catalog/a");
    assert_eq!(entity.body.get("of"), Some(&"cart/-/grafana/db".into()));
}

/// What a default filled in has its own origin, also inside a list.
#[test]
fn what_is_read_of_a_list_comes_from_its_own_item() {
    let spec = r#"
parameters: {type: object, properties: {list: {type: array, items: {type: object, properties: {a: {type: integer}, b: {type: integer, default: 7}}}}}}
resources:
  - {id: a, target: kubernetes, body: {first: "${{ parameters.list[0].b }}", second: "${{ parameters.list[1].b }}", third: "${{ parameters.list[2].a }}"}}
"#;
    let rendered = Fixture::new(spec, "parameters: {list: [{a: 1}, {a: 2, b: 3}, {a: 4}]}").rendered("staging");
    let resource = resource(&rendered, "cart/staging/kubernetes/a");
    assert_eq!(resource.body.to_json(), r#"{"first":7,"second":3,"third":4}"#);
    let reads: Vec<String> = resource
        .origins
        .iter()
        .map(|id| {
            let read = rendered.origins.get(rendered.origins.get(*id).unwrap().reads[0]).unwrap();
            format!("{:?} {}", read.layer, read.place.as_ref().unwrap().pointer)
        })
        .collect();
    assert_eq!(reads[1..], ["Subject /spec/goldenPath/parameters/list"; 2]);
    assert!(reads[0].starts_with("SchemaDefault "), "{reads:?}");
}

#[test]
fn where_the_schema_is_wrong_templates_are_still_checked_against_its_names() {
    let spec = "parameters: {type: object, properties: {port: {type: nothing}}}\nresources: [{id: a, target: kubernetes, body: {a: \"${{ parameters.port }}\", b: \"${{ parameters.prot }}\"}}]";
    let says = Fixture::new(spec, "").says("staging");
    assert!(says.contains("`parameters.prot`") || says.contains("did you mean `port`?"), "{says}");
    assert!(!says.contains("no parameter `port`"), "{says}");
}

#[test]
fn the_path_of_a_file_is_held_to_be_one_everywhere() {
    let more = "a".repeat(1_025);
    let cases = [
        ("", "is empty"),
        ("/etc/x", "is absolute"),
        (&more, "is longer than 1024 bytes"),
        ("a:b", "holds a character that not all systems allow in file names"),
    ];
    let says =
        |path: &str| Fixture::new(&format!("files: [{{path: \"${{{{ '{path}' }}}}\", content: x}}]"), "").says("-");
    for (path, said) in cases {
        assert!(says(path).contains(said), "{path}: {}", says(path));
    }
}

#[test]
fn an_instance_reads_its_key_and_its_value() {
    let spec = r#"
parameters: {type: object, properties: {queues: {type: object, default: {a: {size: 1, tags: [x, y]}}}}}
resources:
  - {id: q, target: kubernetes, each: "${{ parameters.queues }}", body: {key: "${{ each.key }}", value: "${{ each.value }}", tag: "${{ each.value.tags[1] }}", all: "${{ each }}"}}
"#;
    assert_eq!(
        Fixture::new(spec, "").body("cart/staging/kubernetes/q.a"),
        r#"{"all":{"key":"a","value":{"size":1,"tags":["x","y"]}},"key":"a","tag":"y","value":{"size":1,"tags":["x","y"]}}"#
    );
    let says = |read: &str| Fixture::new(&spec.replace("each.key", read), "").says("staging");
    assert!(says("each.vlaue").contains("vlaue"), "{}", says("each.vlaue"));
    assert!(says("each.value.sise").contains("sise"), "{}", says("each.value.sise"));
}

#[test]
fn where_a_shared_dependency_is_may_be_read() {
    let address = "resource:orders-db/staging/kubernetes/container";
    let reader = |body: &str| {
        let spec = format!("resources:\n  - {{id: reader, target: kubernetes, body: {body}}}\n");
        shared("postgres").file("golden-paths/web/1.0.0/golden-path.yaml", &path("web", "1.0.0", &spec))
    };
    let body = reader(r#"{a: "${{ resources.db.address }}", b: "${{ resources.db is defined }}"}"#)
        .body("cart/staging/kubernetes/reader");
    assert_eq!(body, format!(r#"{{"a":"{address}","b":true}}"#));
    let says = reader(r#"{a: "${{ resources.db.outputs.hots }}"}"#).says("staging");
    assert!(says.contains("did you mean `host`?"), "{says}");
    let says = reader(r#"{a: "${{ resources.db.adress }}"}"#).says("staging");
    assert!(!says.is_empty());
}

#[test]
fn a_template_provides_its_class_only() {
    let spec = |class: &str| {
        format!(
            "resources:\n  - {{id: small, target: kubernetes, provides: {{type: postgres, class: small}}, body: {{kind: S}}}}\n  - {{id: other, target: kubernetes, provides: {{type: postgres, class: {class}}}, body: {{kind: L}}}}\n"
        )
    };
    let made = |class: &str, asked: &str| {
        Fixture::new(&spec(class), "").file(
            "services/cart/score.yaml",
            &format!(
                "{WORKLOAD}containers: {{app: {{image: x}}}}\nresources: {{db: {{type: postgres, class: {asked}}}}}\n"
            ),
        )
    };
    assert_eq!(ids(&made("large", "small").rendered("staging")), ["kubernetes/small.db"]);
    assert_eq!(ids(&made("large", "large").rendered("staging")), ["kubernetes/other.db"]);
    assert!(!made("large", "huge").says("staging").is_empty());
    assert!(!made("small", "small").says("staging").is_empty(), "both provide it");
}

#[test]
fn an_item_that_was_enforced_is_not_changed_in_a_list() {
    let spec = "parameters: {type: object, properties: {root: {type: boolean, default: true}}}\nresources:\n  - {id: workload, target: kubernetes, body: {list: [1, \"${{ parameters.root }}\", []], empty: {}}}\noverridable: [{resource: workload, paths: [/list, /empty]}]";
    let says = |patch: &str| {
        let follow = format!("overrides: [{{id: o, resource: workload, patch: [{patch}], reason: r}}]");
        Fixture::new(spec, &follow)
            .file("environments/staging.yaml", &environment("staging", "enforce: {root: true}"))
            .says("staging")
    };
    assert_eq!(says("{op: add, path: /list, value: [2, true, [3]]}"), "");
    assert_eq!(says("{op: add, path: /empty, value: {a: 1}}"), "");
    for list in ["[1, false, []]", "[1]", "[]"] {
        let said = says(&format!("{{op: add, path: /list, value: {list}}}"));
        assert!(said.contains("[path.enforced]"), "{list} {said}");
    }
}

#[test]
fn a_template_may_name_a_secret() {
    let spec = |key: &str| {
        format!(
            "resources:\n  - id: a\n    target: kubernetes\n    body:\n      data: {{password: {{secretRef: {{store: vault, key: {key}, version: \"3\"}}}}}}\n"
        )
    };
    let rendered = Fixture::new(&spec("\"${{ service.name }}/db\""), "").rendered("staging");
    let resource = resource(&rendered, "cart/staging/kubernetes/a");
    assert_eq!(
        resource.body.to_json(),
        r#"{"data":{"password":{"$secret":{"key":"cart/db","store":"vault","version":"3"}}}}"#
    );
    assert_eq!(resource.origins.len(), 1);
    let says = Fixture::new(&spec("\"${{ 1 + 1 }}\""), "").says("staging");
    assert!(says.contains("golden-path.yaml:") && says.contains("[value.secret]"), "{says}");
}

#[test]
fn what_is_offered_must_be_there() {
    let spec =
        "provides: {type: postgres, resources: [database]}\nresources: [{id: databse, target: kubernetes, body: {}}]";
    let says = Fixture::new(spec, "").says("staging");
    assert!(says.contains("`provides` names `database`, and no resource has that id"), "{says}");
    assert!(says.contains("did you mean `databse`?"), "{says}");
}

#[test]
fn the_body_of_a_resource_is_a_map() {
    let says = |body: &str| {
        Fixture::new(&format!("resources: [{{id: a, target: kubernetes, body: \"${{{{ {body} }}}}\"}}]"), "")
            .says("staging")
    };
    assert_eq!(says("{'kind': 'A'}"), "");
    for body in ["'text'", "[1]", "1"] {
        assert!(says(body).contains("the body of `a` is "), "{body}: {}", says(body));
    }
}

#[test]
fn a_condition_says_where_it_stands() {
    let spec = "resources:\n  - {id: a, target: kubernetes, body: {}}\n  - id: b\n    target: kubernetes\n    when: \"${{ environment.name == 'staging' }}\"\n    body: {}\n";
    let rendered = Fixture::new(spec, "").rendered("staging");
    assert_eq!(resource(&rendered, "cart/staging/kubernetes/a").condition, None);
    let condition = resource(&rendered, "cart/staging/kubernetes/b").condition.unwrap();
    let origin = rendered.origins.get(condition).unwrap();
    assert_eq!(origin.place.as_ref().unwrap().pointer.to_string(), "/spec/resources/1/when");
    let read = rendered.origins.get(origin.reads[0]).unwrap();
    assert_eq!(read.name.as_deref(), Some("environment.name"));
}
