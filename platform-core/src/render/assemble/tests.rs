use crate::model::{Layer, Rendered, Resource, Value};
use crate::render::fixture::{Fixture, environment, path};

mod reading;

const WORKLOAD: &str = "apiVersion: score.dev/v1b1\nmetadata: {name: cart, extra: {team: a}}\n";

fn resource(rendered: &Rendered, address: &str) -> Resource {
    rendered.resources[&address.parse().unwrap()].clone()
}

fn ids(rendered: &Rendered) -> Vec<String> {
    rendered.resources.keys().map(|address| format!("{}/{}", address.target(), address.id())).collect()
}

fn needs(rendered: &Rendered, address: &str) -> Vec<String> {
    resource(rendered, address).depends_on.iter().map(|address| address.id().to_owned()).collect()
}

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

const SHAPES: &str = r#"
parameters:
  type: object
  properties:
    on: {type: boolean, default: true}
    queues: {type: object, additionalProperties: {type: object}, default: {}}
    hosts: {type: array, items: {type: string}, default: []}
resources:
  - {id: plain, target: kubernetes, when: "${{ parameters.on }}", body: {kind: A}}
  - {id: bare, target: kubernetes, when: "${{ not parameters.on }}", body: {kind: B}}
  - id: queue
    target: kubernetes
    each: "${{ parameters.queues }}"
    when: "${{ each.value.on | default(true) }}"
    dependsOn: [plain, host]
    body: {kind: Queue, name: "${{ each.key }}", size: "${{ each.value.size | default(1) }}"}
  - {id: host, target: kubernetes, each: "${{ parameters.hosts }}", body: {kind: Host, name: "${{ each.value }}"}}
  - {id: last, target: kubernetes, dependsOn: [queue.a, bare], body: {kind: Last}}
"#;

#[test]
fn when_and_each_decide_what_is_rendered() {
    let follow = "parameters: {queues: {a: {size: 2}, b: {on: false}, c: {}}, hosts: [x, y]}";
    let rendered = Fixture::new(SHAPES, follow).rendered("staging");
    let expected = ["host.x", "host.y", "last", "plain", "queue.a", "queue.c"];
    assert_eq!(ids(&rendered), expected.map(|id| format!("kubernetes/{id}")));
    assert_eq!(resource(&rendered, "cart/staging/kubernetes/queue.a").body.get("size"), Some(&Value::Integer(2)));
    assert_eq!(needs(&rendered, "cart/staging/kubernetes/queue.a"), ["host.x", "host.y", "plain"]);
    // What is not rendered here needs not be there before.
    assert_eq!(needs(&rendered, "cart/staging/kubernetes/last"), ["queue.a"]);
}

#[test]
fn what_each_instance_reads_comes_from_its_own_entry() {
    let follow = "parameters: {queues: {a: {size: 2},\n    b: {size: 3}}}";
    let rendered = Fixture::new(SHAPES, follow).rendered("staging");
    let line = |id: &str, key: &str| {
        let resource = resource(&rendered, &format!("cart/staging/kubernetes/{id}"));
        let leaf = resource.body.as_map().unwrap().keys().position(|other| &**other == key).unwrap();
        let origin = rendered.origins.get(resource.origins[leaf]).unwrap();
        let read = rendered.origins.get(origin.reads[0]).unwrap();
        read.place.as_ref().unwrap().line
    };
    assert_eq!(line("queue.b", "size"), line("queue.a", "size") + 1);
}

#[test]
fn what_is_wrong_with_when_and_each() {
    let says = |follow: &str, resource: &str| {
        let spec = format!("{}{resource}\n", SHAPES.trim_end_matches('\n').to_owned() + "\n  - ");
        Fixture::new(&spec, follow).says("staging")
    };
    let said = [
        says("", "{id: x, target: kubernetes, when: \"${{ parameters.queues }}\", body: {}}"),
        says("", "{id: x, target: kubernetes, each: \"${{ 3 }}\", body: {}}"),
        says("", "{id: x, target: kubernetes, each: \"${{ [1] }}\", body: {}}"),
        says("", "{id: x, target: kubernetes, each: \"${{ ['a b'] }}\", body: {}}"),
        says("", "{id: x, target: kubernetes, each: \"${{ ['a', 'a'] }}\", body: {}}"),
        says("", "{id: x, target: kubernetes, body: {a: \"${{ each.key }}\"}}"),
        says("", "{id: x, target: kubernetes, dependsOn: [plan], body: {}}"),
        says("", "{id: x, target: kubernets, body: {}}"),
        says("", "{id: x, target: kubernetes, body: {\"${{ 'a' }}\": 1, a: 2}}"),
        says(
            "",
            "{id: x, target: kubernetes, body: {a: \"${{ parameters.hosts }} \", b: \"${{ parameters.on - 1 }}\"}}",
        ),
        says(
            "",
            "{id: x, target: kubernetes, dependsOn: [y], body: {}}\n  - {id: y, target: kubernetes, dependsOn: [x], body: {}}",
        ),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_template_that_is_not_rendered_is_not_held_against_a_missing_target() {
    let spec = "resources: [{id: a, target: grafana, when: \"${{ environment.name == 'production' }}\", body: {}}]";
    assert!(ids(&Fixture::new(spec, "").rendered("staging")).is_empty());
    assert!(
        Fixture::new(spec, "").says("production").contains("`a` goes to `grafana`, which is no target of production")
    );
}

const DATABASES: &str = r#"
resources:
  - id: database
    target: terraform
    provides: {type: postgres}
    when: "${{ environment.name == 'production' or resource.params.big }}"
    body: {resource: {aws_db_instance: {"${{ resource.slug }}": {name: "${{ resource.params.name }}"}}}}
    outputs: {host: {attribute: address}, port: {value: 5432}, password: {attribute: password, secret: true}}
  - id: container
    target: kubernetes
    provides: {type: postgres}
    when: "${{ environment.name != 'production' and not resource.params.big }}"
    body: {kind: Deployment, name: "${{ resource.name }}"}
    outputs: {host: {value: "${{ service.slug }}-${{ resource.slug }}"}, port: {value: 5432}, password: {attribute: x, secret: true}}
  - id: config
    target: kubernetes
    when: "${{ workload is defined }}"
    body: {data: "${{ workload.containers.app.variables }}", args: "${{ workload.containers.app.args }}"}
  - id: reader
    target: kubernetes
    body:
      host: "${{ resources.db.outputs.host }}"
      url: "pg://${{ resources.db.outputs.host }}:${{ resources.db.outputs.port }}"
      secret: "${{ resources.db.outputs.password }}"
      by: "${{ resources.db.address }}"
"#;

fn with_score(spec: &str, resources: &str) -> Fixture {
    let containers = "containers: {app: {image: ., args: [\"${HOME}\"], variables: {HOST: \"${resources.db.host}\", URL: \"pg://${resources.db.host}:${resources.db.port}/${metadata.name}\", PORT: \"${resources.db.port}\", TEAM: \"${metadata.extra.team}\", PLAIN: \"$${x} $$5\"}}}";
    Fixture::new(spec, "")
        .file("services/cart/score.yaml", &format!("{WORKLOAD}{containers}\nresources: {resources}\n"))
}

#[test]
fn a_dependency_is_provided_by_exactly_one_template() {
    let fixture = with_score(DATABASES, "{db: {type: postgres, params: {name: \"x-${metadata.name}\", big: false}}}");
    let staging = fixture.rendered("staging");
    assert_eq!(ids(&staging), ["kubernetes/config", "kubernetes/container.db", "kubernetes/reader"]);
    let production = fixture.rendered("production");
    let shown = |rendered: &Rendered| {
        let lines = rendered.resources.values().map(|resource| {
            let needs: Vec<&str> = resource.depends_on.iter().map(|address| address.id()).collect();
            format!("{} {} needs {needs:?}", resource.address, resource.body)
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(format!("{}\n{}", shown(&staging), shown(&production)));
}

#[test]
fn a_number_alone_in_a_variable_is_a_text() {
    let fixture = with_score(DATABASES, "{db: {type: postgres, params: {name: x, big: false}}}");
    let body = fixture.value("cart/production/kubernetes/config");
    let data = body.get("data").unwrap();
    assert_eq!(data.get("PORT"), Some(&Value::from("5432")));
    assert!(matches!(data.get("HOST"), Some(Value::Unknown(unknown)) if !unknown.is_whole()));
    let reader = fixture.value("cart/production/kubernetes/reader");
    assert!(matches!(reader.get("host"), Some(Value::Unknown(unknown)) if unknown.is_whole()));
    let Some(Value::Secret(secret)) = reader.get("secret") else { panic!("{reader}") };
    assert_eq!((&*secret.store, &*secret.key), ("output", "cart/production/terraform/database.db#password"));
}

#[test]
fn a_secret_of_a_dependency_is_a_whole_variable_or_none() {
    let variables = |secret: &str| {
        let containers = format!(
            "containers: {{app: {{image: ., variables: {{PASSWORD: \"{secret}\"}}}}}}\nresources: {{db: {{type: postgres, params: {{name: x, big: false}}}}}}\n"
        );
        let spec = DATABASES.replace(", args: \"${{ workload.containers.app.args }}\"", "");
        Fixture::new(&spec, "").file("services/cart/score.yaml", &format!("{WORKLOAD}{containers}"))
    };
    let whole = variables("${resources.db.password}").value("cart/production/kubernetes/config");
    let password = whole.get("data").unwrap().get("PASSWORD").unwrap();
    assert!(matches!(password, Value::Secret(_)), "{password}");
    let says = variables("x:${resources.db.password}").says("production");
    assert!(says.contains("[secret.position]"), "{says}");
}

#[test]
fn what_is_wrong_with_dependencies() {
    let says = |resources: &str| with_score(DATABASES, resources).says("staging");
    let twice = DATABASES.replace("!= 'production' and not resource.params.big", "!= 'production'");
    let said = [
        says("{db: {type: postgres, params: {name: x, big: false}}, cache: {type: redis}}"),
        with_score(&twice, "{db: {type: postgres, params: {name: x, big: true}}}").says("staging"),
        with_score(
            &DATABASES.replace("!= 'production' and", "== 'nowhere' and"),
            "{db: {type: postgres, params: {name: x, big: false}}}",
        )
        .says("staging"),
        says("{db: {type: postgres, id: orders-bd, params: {}}}"),
        says("{db: {type: postgres, params: {name: \"${resources.cache.host}\", big: true}}}"),
        says("{db: {type: postgres, params: {name: \"${resources.db.hots}\", big: true}}}"),
        says("{db: {type: postgres, params: {name: \"${nothing}\", big: true}}}"),
        says("{db: {type: postgres, params: {big: \"${resources.db.host}\"}}}"),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

fn shared(provides: &str) -> Fixture {
    let database = "apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {name: orders-db}\nspec: {type: database, owner: a, goldenPath: {ref: postgres@^1}}\n";
    let spec = format!(
        "appliesTo: [resource]\nprovides: {{type: {provides}, resources: [database, container]}}\nresources:\n  - {{id: database, target: terraform, when: \"${{{{ environment.name == 'production' }}}}\", body: {{}}, outputs: {{host: {{attribute: address}}, port: {{value: 1}}}}}}\n  - {{id: container, target: kubernetes, when: \"${{{{ environment.name == 'staging' }}}}\", body: {{}}, outputs: {{host: {{value: \"${{{{ service.slug }}}}\"}}, port: {{value: 2}}}}}}\n"
    );
    let reader = "resources:\n  - {id: reader, target: kubernetes, body: {host: \"${{ resources.db.outputs.host }}\", data: \"${{ workload.containers.app.variables.URL }}\"}}\n";
    with_score(reader, "{db: {type: postgres, id: orders-db}}")
        .file("databases/orders-db.yaml", database)
        .file(
            "platform.yaml",
            "apiVersion: platform-core.dev/v1alpha1\nkind: PlatformConfig\nspec: {catalog: [databases]}\n",
        )
        .file("golden-paths/postgres/1.0.0/golden-path.yaml", &path("postgres", "1.0.0", &spec))
}

#[test]
fn a_shared_dependency_gives_what_the_other_subject_offers() {
    let fixture = shared("postgres");
    let staging = fixture.rendered("staging");
    let reader = resource(&staging, "cart/staging/kubernetes/reader");
    assert_eq!(reader.body.to_json(), r#"{"data":"pg://orders-db:2/cart","host":"orders-db"}"#);
    assert_eq!(reader.depends_on, ["resource:orders-db/staging/kubernetes/container".parse().unwrap()]);
    let production = fixture.value("cart/production/kubernetes/reader");
    assert_eq!(
        production.get("data").unwrap().to_json(),
        r#"{"$unknown":["pg://",{"address":"resource:orders-db/production/terraform/database","output":"host"},":1/cart"]}"#
    );
    assert!(shared("mysql").says("staging").contains("db asks for `postgres`, and resource:orders-db offers `mysql`"));
}

#[test]
fn every_provider_gives_what_its_type_promises() {
    let config = |types: &str| {
        format!(
            "apiVersion: platform-core.dev/v1alpha1\nkind: PlatformConfig\nspec:\n  catalog: [databases]\n  dependencyTypes: {types}\n"
        )
    };
    let one = "{db: {type: postgres, params: {name: x, big: false}}}";
    let kept = "{postgres: {outputs: {host: {}, port: {description: where it listens}}}}";
    let with = |types: &str| with_score(DATABASES, one).file("platform.yaml", &config(types));
    assert_eq!(ids(&with(kept).rendered("staging")), ids(&with_score(DATABASES, one).rendered("staging")));
    let said = [
        // What neither gives, what is misspelled, and what is a secret on one side only.
        with("{postgres: {outputs: {socket: {secret: true}}}}").says("staging"),
        with("{postgres: {outputs: {password: {}, prot: {}}}}").says("production"),
        with("{postgres: {outputs: {host: {secret: true}}}}").says("production"),
        // Nobody asks for it here, and nobody promises anything of the other.
        with("{mysql: {outputs: {anything: {}}}}").says("staging"),
        shared("postgres").file("platform.yaml", &config("{postgres: {outputs: {user: {}}}}")).says("production"),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn outputs_may_read_outputs_and_circles_are_named() {
    let spec = r#"
resources:
  - {id: a, target: kubernetes, body: {kind: A}, outputs: {x: {value: "${{ resources.b.outputs.y }}!"}, z: {attribute: z}}}
  - {id: b, target: kubernetes, body: {kind: B}, outputs: {y: {value: {v: "${{ resources.c.outputs.z }}", w: 1}}}}
  - {id: c, target: kubernetes, body: {kind: C}, outputs: {z: {attribute: z}}}
  - {id: d, target: kubernetes, body: {kind: D, x: "${{ resources.b.outputs.y.w }}", y: "${{ resources.b.outputs.y }}", n: "${{ resources.none.outputs.x | default(0) }}"}}
  - {id: none, target: kubernetes, when: "${{ false }}", body: {}, outputs: {x: {value: 1}}}
"#;
    let says = Fixture::new(spec, "").says("staging");
    assert!(says.contains("a map can't be put into a text"), "{says}");
    let spec = spec.replace("outputs.y }}!", "outputs.y.v }}!");
    let rendered = Fixture::new(&spec, "").rendered("staging");
    assert_eq!(needs(&rendered, "cart/staging/kubernetes/d"), ["b"]);
    assert_eq!(needs(&rendered, "cart/staging/kubernetes/b"), ["c"]);
    let body = resource(&rendered, "cart/staging/kubernetes/d").body;
    assert_eq!(body.get("x"), Some(&Value::Integer(1)));
    assert!(body.get("y").unwrap().has_unknown());
    let circle =
        spec.replace("{attribute: z}}}\n  - {id: d", "{value: \"${{ resources.a.outputs.x }}\"}}}\n  - {id: d");
    let says = Fixture::new(&circle, "").says("staging");
    assert!(
        says.contains("the outputs of `a` reads the outputs of `b` reads the outputs of `c` reads the outputs of `a`"),
        "{says}"
    );
}

#[test]
fn what_may_be_read_of_other_resources() {
    let says = |expression: &str| {
        let spec = format!(
            "resources:\n  - {{id: a-b, target: kubernetes, body: {{k: \"${{{{ {expression} }}}}\"}}, outputs: {{x: {{attribute: x}}}}}}\n  - {{id: e, target: kubernetes, each: \"${{{{ ['p', 'q'] }}}}\", body: {{}}, outputs: {{x: {{value: \"${{{{ each.key }}}}\"}}}}}}\n  - {{id: off, target: kubernetes, when: \"${{{{ false }}}}\", body: {{}}}}\n"
        );
        let fixture = Fixture::new(&spec, "");
        let says = fixture.says("staging");
        if says.is_empty() { fixture.value("cart/staging/kubernetes/a-b").to_json() } else { says }
    };
    let cases = [
        "resources.e.outputs.x",
        "resources['e.p'].outputs.x",
        "resources['e.r'].outputs.x",
        "resources.off.outputs.x",
        "resources.off is defined",
        "resources['e.q'] is defined",
        "resources.of.address",
        "resources['e.p'].output",
        "resources['e.p'].outputs.y",
        "resources | length",
        "resources.a-b.outputs.x",
        "resources['a-b'].outputs.x",
        "resources['a-b'].outputs.x == 'a'",
        "workload.x",
        "artifacts.ap.image",
        "artifacts.app.image",
    ];
    let said: Vec<String> = cases.iter().map(|case| format!("{case}\n    {}", says(case))).collect();
    insta::assert_snapshot!(said.join("\n"));
}

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

#[test]
fn a_path_may_replace_what_an_included_path_renders() {
    let included = "resources:\n  - {id: monitor, target: kubernetes, body: {kind: Old}}\n  - {id: user, target: kubernetes, dependsOn: [monitor], body: {a: \"${{ resources.monitor.address }}\"}}\n";
    let fixture = |resource: &str| {
        Fixture::new(&format!("includes: [{{ref: base@^1}}]\nresources: [{resource}]\n"), "")
            .file("golden-paths/base/1.0.0/golden-path.yaml", &path("base", "1.0.0", included))
    };
    let rendered = fixture("{id: mine, replaces: monitor, target: kubernetes, body: {kind: New}}").rendered("staging");
    assert_eq!(ids(&rendered), ["kubernetes/mine", "kubernetes/user"]);
    assert_eq!(needs(&rendered, "cart/staging/kubernetes/user"), ["mine"]);
    let same = fixture("{id: monitor, replaces: monitor, target: kubernetes, body: {kind: New}}");
    assert_eq!(same.body("cart/staging/kubernetes/monitor"), r#"{"kind":"New"}"#);
    let says = fixture("{id: monitor, target: kubernetes, body: {}}").says("staging");
    assert!(says.contains("two golden paths have a resource `monitor`"), "{says}");
    let says = fixture("{id: mine, replaces: monitr, target: kubernetes, body: {}}").says("staging");
    assert!(says.contains("did you mean `monitor`?"), "{says}");
}

#[test]
fn two_resources_may_not_be_one_object() {
    let object = |id: &str, version: &str, namespace: &str| {
        format!(
            "{{id: {id}, target: kubernetes, body: {{apiVersion: {version}, kind: Deployment, metadata: {{name: a, namespace: {namespace}}}}}}}"
        )
    };
    let says = |resources: String| Fixture::new(&format!("resources: [{resources}]"), "").says("staging");
    assert_eq!(says(format!("{}, {}", object("a", "apps/v1", "x"), object("b", "apps/v1", "y"))), "");
    let same = says(format!("{}, {}", object("a", "apps/v1", "x"), object("b", "apps/v1beta1", "x")));
    assert!(same.contains("are both `apps/Deployment/x/a` in kubernetes [path.identity_duplicate]"), "{same}");
    let block = |id: &str, body: &str| format!("{{id: {id}, target: terraform, body: {body}}}");
    let twice = |body: &str| says(format!("{}, {}", block("a", body), block("b", body)));
    for body in ["{resource: {x: {y: {}}}}", "{provider: {aws: {}}}", "{output: {a: {}}}", "{data: {x: {y: {}}}}"] {
        assert!(twice(body).contains("path.identity_duplicate"), "{body}");
    }
}

const PATCHED: &str = r#"
resources:
  - id: workload
    target: kubernetes
    body: {spec: {replicas: "${{ 2 }}", containers: [{name: a, image: x}, {name: b, image: y, env: [1, 2]}], grace: 30, empty: {one: 1}}}
  - {id: queue, target: kubernetes, each: "${{ ['p', 'q'] }}", body: {size: 1}}
  - {id: root, target: terraform, body: {a: b}}
overridable:
  - {resource: workload, paths: [/spec/containers/name=b, /spec/grace, /spec/added, /spec/empty]}
  - {resource: queue, paths: [/size]}
  - {resource: root, paths: [/a]}
"#;

fn overridden(resource: &str, patch: &str) -> Fixture {
    let follow =
        format!("overrides: [{{id: o, resource: {resource}, environments: [staging], patch: [{patch}], reason: r}}]");
    Fixture::new(PATCHED, &follow)
}

#[test]
fn overrides_patch_where_the_path_allows() {
    let body = |resource: &str, patch: &str, address: &str| {
        let fixture = overridden(resource, patch);
        assert_eq!(fixture.says("staging"), "");
        let rendered = fixture.rendered("staging");
        let resource = rendered.resources[&format!("cart/staging/{address}").parse().unwrap()].clone();
        assert_eq!(resource.origins.len(), resource.body.leaf_count());
        assert_eq!(resource.digest, resource.body.digest());
        let overridden = resource.origins.iter().map(|id| rendered.origins.get(*id).unwrap());
        let overridden: Vec<String> = overridden
            .filter(|origin| origin.layer == Layer::Override)
            .map(|origin| {
                format!(
                    " {}:{:?}",
                    origin.r#override.as_ref().unwrap(),
                    origin.beat.iter().map(|b| b.value.to_json()).collect::<Vec<_>>()
                )
            })
            .collect();
        format!("{}{}", resource.body, overridden.concat())
    };
    let workload = |patch: &str| body("workload", patch, "kubernetes/workload");
    let shown = [
        workload("{op: add, path: /spec/grace, value: 90}"),
        workload("{op: replace, path: /spec/grace, value: {a: 1, b: 2}}"),
        workload("{op: remove, path: /spec/grace}"),
        workload("{op: add, path: /spec/added, value: [1]}"),
        workload("{op: replace, path: /spec/containers/name=b/image, value: z}"),
        workload("{op: add, path: /spec/containers/1/env/1, value: 9}"),
        workload("{op: add, path: /spec/containers/1/env/-, value: 9}"),
        workload("{op: remove, path: /spec/empty/one}"),
        workload("{op: test, path: /spec/replicas, value: 2}, {op: replace, path: /spec/grace, value: 1}"),
        body("queue", "{op: replace, path: /size, value: 2}", "kubernetes/queue.q"),
        body("queue.p", "{op: replace, path: /size, value: 2}", "kubernetes/queue.q"),
        body("root", "{op: replace, path: /a, value: \"${file('x')}\"}", "terraform/root"),
    ];
    insta::assert_snapshot!(shown.join("\n"));
    // Elsewhere it does not hold.
    let production =
        overridden("workload", "{op: remove, path: /spec/grace}").value("cart/production/kubernetes/workload");
    assert_eq!(production.get("spec").unwrap().get("grace"), Some(&Value::Integer(30)));
}

#[test]
fn an_override_can_not_set_differently_what_is_enforced() {
    let included = "parameters: {type: object, properties: {deep: {type: boolean}}}\nresources: [{id: inner, target: kubernetes, body: {root: \"${{ parameters.deep }}\"}}]\noverridable: [{resource: inner, paths: [/root]}]";
    let spec = "includes: [{ref: base@^1, parameters: {deep: \"${{ parameters.root }}\"}}]\nparameters: {type: object, properties: {root: {type: boolean, default: true}}}\nresources:\n  - {id: workload, target: kubernetes, body: {security: {root: \"${{ parameters.root }}\", user: 1}, size: \"${{ 2 if parameters.root else 1 }}\"}}\noverridable: [{resource: workload, paths: [/security, /size]}]";
    let says = |resource: &str, patch: &str| {
        let follow = format!("overrides: [{{id: o, resource: {resource}, patch: [{patch}], reason: r}}]");
        Fixture::new(spec, &follow)
            .file("golden-paths/base/1.0.0/golden-path.yaml", &path("base", "1.0.0", included))
            .file("environments/staging.yaml", &environment("staging", "enforce: {root: true}"))
            .says("staging")
    };
    for patch in [
        "{op: replace, path: /security/root, value: false}",
        "{op: remove, path: /security/root}",
        "{op: add, path: /security, value: {user: 2}}",
    ] {
        let said = says("workload", patch);
        assert!(said.contains("differently from what is enforced: `parameters.root` [path.enforced]"), "{said}");
    }
    assert!(says("inner", "{op: replace, path: /root, value: false}").contains("[path.enforced]"));
    // The same again, what stands beside it, and what the path made of it.
    for patch in [
        "{op: replace, path: /security/root, value: true}",
        "{op: add, path: /security, value: {user: 2, root: true}}",
        "{op: replace, path: /security/user, value: 2}",
        "{op: replace, path: /size, value: 5}",
    ] {
        assert_eq!(says("workload", patch), "", "{patch}");
    }
}

#[test]
fn what_is_wrong_with_overrides() {
    let says = |resource: &str, patch: &str| overridden(resource, patch).says("staging");
    let said = [
        says("workload", "{op: replace, path: /spec/replicas, value: 3}"),
        says("workload", "{op: replace, path: /spec/containers/0/image, value: z}"),
        says("workload", "{op: remove, path: /spec/added}"),
        says("workload", "{op: add, path: /spec/added/deep, value: 1}"),
        says("workload", "{op: add, path: /spec/containers/1/env/7, value: 1}"),
        says("workload", "{op: test, path: /spec/replicas, value: 3}"),
        says("workloud", "{op: remove, path: /a}"),
        says("queue.z", "{op: remove, path: /size}"),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn renamed_ids_are_followed() {
    let spec = |moved: &str| {
        format!(
            "resources:\n  - {{id: now, target: kubernetes, body: {{}}}}\n  - {{id: many, target: kubernetes, each: \"${{{{ ['k'] }}}}\", body: {{}}}}\n  - {{id: off, target: kubernetes, when: \"${{{{ false }}}}\", body: {{}}}}\nmoved: [{moved}]\n"
        )
    };
    let moved = |entries: &str| {
        let rendered = Fixture::new(&spec(entries), "").rendered("staging");
        let moves =
            rendered.moved.iter().map(|moved| format!("{}/{}>{}", moved.from.target(), moved.from.id(), moved.to.id()));
        moves.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(moved("{from: a, to: now}"), "kubernetes/a>now");
    assert_eq!(moved("{from: terraform/a, to: now}"), "terraform/a>now");
    assert_eq!(moved("{from: old, to: many}, {from: x, to: off}"), "kubernetes/old.k>many.k");
    // One instance of many, and one that became many.
    assert_eq!(moved("{from: many.old, to: many.k}"), "kubernetes/many.old>many.k");
    assert_eq!(moved("{from: terraform/one, to: many.k}"), "terraform/one>many.k");
    assert_eq!(moved("{from: many.k, to: now}"), "kubernetes/many.k>now");
    assert_eq!(moved("{from: a, to: many.elsewhere}"), "");
    assert_eq!(moved("{from: a, to: b}, {from: b, to: now}"), "kubernetes/a>now kubernetes/b>now");
    assert!(Fixture::new(&spec("{from: a, to: b}, {from: b, to: a}"), "").says("staging").contains("graph.cycle"));
    assert!(Fixture::new(&spec("{from: a, to: noww}"), "").says("staging").contains("did you mean `now`?"));
}

#[test]
fn environment_scope_is_not_read_once_for_the_subject() {
    let spec = "resources:\n  - {id: a, target: grafana, scope: subject, body: {x: \"${{ environment.name }}\", y: \"${{ resources.b.address }}\"}}\n  - {id: b, target: kubernetes, body: {}}\n";
    let says = Fixture::new(spec, "").says("-");
    assert!(says.contains("[expression.scope]") && says.contains("it is rendered in environments"), "{says}");
}

#[test]
fn an_environment_may_follow_a_path_itself() {
    let spec = "appliesTo: [environment]\nresources: [{id: namespace, target: kubernetes, body: {kind: Namespace, metadata: {name: \"${{ service.slug }}\"}, tier: \"${{ environment.labels.tier }}\"}}]";
    let platform = Fixture::new("{}", "")
        .file("golden-paths/cluster/1.0.0/golden-path.yaml", &path("cluster", "1.0.0", spec))
        .file("environments/staging.yaml", &environment("staging", "goldenPath: {ref: cluster@^1, only: [staging]}"))
        .platform();
    let subject = "environment:staging".parse().unwrap();
    let resolved = crate::render::resolve(&platform, &subject, &"staging".parse().unwrap(), &Default::default());
    let rendered = crate::render::render(&resolved.value.unwrap()).value.unwrap();
    assert_eq!(ids(&rendered), ["kubernetes/namespace"]);
    let once = crate::render::resolve(&platform, &subject, &"-".parse().unwrap(), &Default::default());
    assert!(crate::render::render(&once.value.unwrap()).value.unwrap().resources.is_empty());
}

#[test]
fn work_is_bounded_whatever_a_path_says() {
    let says = |spec: &str| Fixture::new(spec, "").says("staging");
    // Outputs that read outputs, each for the next, and values that are put into each other.
    let chain = |count: usize, value: &str| {
        let resources = (0..count).map(|n| {
            let next = n + 1;
            format!(
                "  - {{id: r{n}, target: kubernetes, body: {{}}, outputs: {{o: {{value: {}}}}}}}\n",
                value.replace('N', &next.to_string())
            )
        });
        format!(
            "resources:\n{}  - {{id: r{count}, target: kubernetes, body: {{}}, outputs: {{o: {{value: 1}}}}}}\n",
            resources.collect::<String>()
        )
    };
    assert!(says(&chain(30, "\"${{ resources.rN.outputs.o }}\"")).contains("limit.depth"));
    assert_eq!(says(&chain(10, "\"${{ resources.rN.outputs.o }}\"")), "");
    let deep = format!("{}\"${{{{ resources.rN.outputs.o }}}}\"{}", "[".repeat(30), "]".repeat(30));
    assert!(says(&chain(6, &deep)).contains("limit.depth"));
    // Many instances of much.
    let keys: Vec<String> = (0..3_000).map(|n| format!("k{n}")).collect();
    let many = |id: &str, more: &str| {
        format!(
            "  - {{id: {id}, target: kubernetes, each: \"${{{{ parameters.keys }}}}\", {more} body: {{k: \"${{{{ each.key }}}}\"}}}}\n"
        )
    };
    let parameters = format!(
        "parameters: {{type: object, properties: {{keys: {{type: array, default: [{}]}}}}}}\n",
        keys.join(", ")
    );
    let spec = format!("{parameters}resources:\n{}{}", many("a", ""), many("b", "dependsOn: [a],"));
    let fixture = Fixture::new(&spec, "");
    let limits = crate::formats::Limits { fuel: 20_000, ..Default::default() };
    let platform = fixture.platform();
    let resolved =
        crate::render::resolve(&platform, &"cart".parse().unwrap(), &"staging".parse().unwrap(), &Default::default());
    let resolved = resolved.value.unwrap();
    let outcome = crate::render::render_with(&resolved, &limits);
    assert!(outcome.diagnostics.iter().any(|diagnostic| diagnostic.code == crate::model::codes::LIMIT_FUEL));
}

#[test]
fn deadlines_go_along_with_what_they_are_about() {
    let spec = "deprecated: {since: 2026-01-01, until: 2026-06-01, use: web@^2, reason: too old}\nresources: [{id: a, target: kubernetes, body: {x: 1}}]\noverridable: [{resource: a, paths: [/x]}]";
    let follow = "overrides:\n  - {id: o, resource: a, environments: [production], patch: [{op: replace, path: /x, value: 2}], reason: r, expires: 2026-06-10}\n  - {id: p, resource: a, patch: [{op: replace, path: /x, value: 2}], reason: r}";
    let fixture =
        Fixture::new(spec, follow).file("environments/staging.yaml", &environment("staging", "expires: 2026-06-20"));
    let mut said = String::new();
    for scope in ["staging", "production"] {
        for one in fixture.rendered(scope).deadlines {
            let (until, at) = (one.until.unwrap(), one.at.as_ref().unwrap());
            said += &format!("{scope}: {}, {one}, {until}, {} ({at})\n", one.rule(), one.help);
        }
    }
    insta::assert_snapshot!(said);
}

#[test]
fn what_is_known_only_after_apply_and_what_is_secret_decide_nothing() {
    let says = |expression: &str, rest: &str| {
        let spec = format!(
            "parameters: {{type: object, properties: {{s: {{type: object, default: {{secretRef: {{store: a, key: b}}}}}}}}}}\nresources:\n  - {{id: db, target: kubernetes, body: {{}}, outputs: {{host: {{attribute: h}}}}}}\n{}\n",
            rest.replace('?', &format!("\"${{{{ {expression} }}}}\""))
        );
        Fixture::new(&spec, "").says("staging")
    };
    for rest in [
        "  - {id: x, target: kubernetes, when: ?, body: {}}",
        "  - {id: x, target: kubernetes, each: ?, body: {}}",
        "  - {id: x, target: kubernetes, body: {?: 1}}",
        "files: [{path: ?, scope: environment, content: a}]",
        "files: [{path: a, scope: environment, when: ?, content: a}]",
    ] {
        let unknown = says("resources.db.outputs.host", rest);
        assert!(unknown.contains("[expression.unknown]") && unknown.contains("by a parameter"), "{rest}: {unknown}");
        let secret = says("parameters.s", rest);
        assert!(secret.contains("[secret.position]"), "{rest}: {secret}");
    }
}
