//! Dependencies, outputs and what may be read of others.

use super::*;

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

pub(super) fn shared(provides: &str) -> Fixture {
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
