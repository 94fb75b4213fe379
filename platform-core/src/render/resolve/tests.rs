use crate::model::{Digest, EntityRef, Origin, OriginId, Pins, Resolved, Scope, Traced, Value};
use crate::render::fixture::{Fixture, environment, path, with_app};
use crate::render::resolve;

const PARAMETERS: &str = r#"
parameters:
  type: object
  properties:
    port: {type: integer, default: 80}
    name: {type: string}
    labels: {type: object, additionalProperties: {type: string}, default: {a: "1", b: "2"}}
    hosts: {type: array, items: {type: string}}
    limits:
      type: object
      properties: {cpu: {type: string, default: "1"}, memory: {type: string, default: 1Gi}}
    gateway:
      type: object
      required: [host]
      properties: {host: {type: string}, retries: {type: integer, default: 3}}
"#;

/// Parameters with who said each leaf.
fn shown(resolved: &Resolved) -> String {
    let Traced { value, origins } = &resolved.parts[0].parameters;
    let mut ids = origins.iter();
    let mut lines = Vec::new();
    show(value, "", &mut ids, resolved, &mut lines);
    assert!(ids.next().is_none());
    lines.join("\n")
}

fn show(
    value: &Value,
    path: &str,
    ids: &mut std::slice::Iter<'_, OriginId>,
    resolved: &Resolved,
    lines: &mut Vec<String>,
) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            map.iter().for_each(|(key, value)| show(value, &format!("{path}.{key}"), ids, resolved, lines));
        }
        Value::List(list) if !list.is_empty() => {
            let items = list.iter().enumerate();
            items.for_each(|(index, value)| show(value, &format!("{path}.{index}"), ids, resolved, lines));
        }
        leaf => {
            let origin = resolved.origins.get(*ids.next().unwrap()).unwrap();
            lines.push(format!("{} = {leaf} ({})", path.trim_start_matches('.'), said(origin, resolved)));
        }
    }
}

fn said(origin: &Origin, resolved: &Resolved) -> String {
    let place =
        origin.place.as_ref().map(|place| format!(" {}:{}", place.file.rsplit('/').next().unwrap(), place.line));
    let beat = origin.beat.iter().map(|beaten| {
        let other = resolved.origins.get(beaten.origin).unwrap();
        format!(", beat {} of {:?}", beaten.value, other.layer)
    });
    format!("{:?}{}{}", origin.layer, place.unwrap_or_default(), beat.collect::<String>())
}

#[test]
fn layers_merge_weakest_first_and_every_leaf_knows_what_it_beat() {
    let spec = format!("{PARAMETERS}values: {{name: from-path, labels: {{c: \"3\"}}}}\n");
    let follow = "parameters: {port: 1, labels: {a: null, d: \"4\"}, hosts: [x, y], limits: {cpu: \"2\"}}\nenvironments: {production: {parameters: {port: 3, hosts: [z]}}}\n";
    let fixture = Fixture::new(&spec, follow).file(
        "environments/production.yaml",
        &environment("production", "parameters: {port: 2, name: null, unknown: 1}"),
    );
    insta::assert_snapshot!(shown(&fixture.resolved("production")));
    insta::assert_snapshot!("in_staging", shown(&fixture.resolved("staging")));
    // What a subject has once knows no environment.
    insta::assert_snapshot!("once", shown(&fixture.resolved("-")));
}

#[test]
fn null_unsets_whatever_is_weaker() {
    let follow = "parameters: {port: null, labels: null}";
    let resolved = Fixture::new(PARAMETERS, follow).resolved("staging");
    assert_eq!(resolved.parts[0].parameters.value.to_json(), r#"{"limits":{"cpu":"1","memory":"1Gi"}}"#);
}

#[test]
fn an_object_appears_by_its_defaults_only_where_they_make_it_complete() {
    let value = |follow: &str| Fixture::new(PARAMETERS, follow).resolved("staging").parts[0].parameters.value.clone();
    assert_eq!(value("").get("gateway"), None);
    let gateway = value("parameters: {gateway: {host: a}}").get("gateway").unwrap().to_json();
    assert_eq!(gateway, r#"{"host":"a","retries":3}"#);
}

#[test]
fn defaults_are_filled_into_maps_with_any_keys_and_into_lists() {
    let spec = r##"
parameters:
  type: object
  $defs:
    queue: {type: object, properties: {replicas: {type: integer, default: 1}, name: {type: string}}}
    tree: {type: object, properties: {n: {type: integer, default: 0}, left: {$ref: "#/$defs/tree"}, children: {type: array, items: {$ref: "#/$defs/tree"}}}}
  properties:
    queues: {type: object, additionalProperties: {$ref: "#/$defs/queue"}}
    list: {type: array, items: {$ref: "#/$defs/queue"}}
    tree: {$ref: "#/$defs/tree"}
"##;
    let follow = "parameters: {queues: {a: {name: x}, b: {replicas: 2}, c: {}}, list: [{name: y}], tree: {children: [{}, {n: 1}]}}";
    let value = Fixture::new(spec, follow).resolved("staging").parts[0].parameters.value.clone();
    let queues = r#"{"a":{"name":"x","replicas":1},"b":{"replicas":2},"c":{"replicas":1}}"#;
    assert_eq!(value.get("queues").unwrap().to_json(), queues);
    assert_eq!(value.get("list").unwrap().to_json(), r#"[{"name":"y","replicas":1}]"#);
    let tree = value.get("tree").unwrap();
    assert_eq!(tree.get("children").unwrap().as_list().unwrap()[1].get("n"), Some(&Value::Integer(1)));
    assert_eq!(tree.get("children").unwrap().as_list().unwrap()[0].get("n"), Some(&Value::Integer(0)));
}

#[test]
fn wrong_parameters_are_said_all_at_once_with_their_places() {
    let spec = r#"
parameters:
  type: object
  required: [port, region]
  additionalProperties: false
  properties:
    port: {type: integer, minimum: 1024, description: The port it listens on.}
    region: {type: string}
    level: {enum: [debug, info]}
    size: {type: string, pattern: "^[0-9]+Mi$"}
    limits: {type: object, additionalProperties: false, required: [cpu], properties: {cpu: {type: string}, memory: {type: string}}}
    list: {type: array, maxItems: 2, uniqueItems: true, items: {type: integer}}
values: {sise: 1Mi}
"#;
    let follow = "parameters:\n  port: 80\n  prot: 1\n  level: trace\n  size: 12\n  limits: {memori: x}\n  list: [1, a, 1]\nenvironments: {production: {parameters: {lvel: info}}}\n";
    insta::assert_snapshot!(Fixture::new(spec, follow).says("staging"));
}

#[test]
fn secrets_are_accepted_as_text_or_as_reference_and_never_shown() {
    let spec = r#"
parameters:
  type: object
  properties:
    text: {type: string, minLength: 3}
    either: {oneOf: [{type: string}, {type: "null"}]}
    reference: {type: object, required: [secretRef], properties: {secretRef: {type: object, required: [version]}}}
    nested: {type: object, properties: {password: {type: string}}}
"#;
    let secret = "{secretRef: {store: vault, key: hunter2}}";
    let follow = format!("parameters: {{text: {secret}, either: {secret}, nested: {{password: {secret}}}}}");
    let resolved = Fixture::new(spec, &follow).resolved("staging");
    assert!(matches!(resolved.parts[0].parameters.value.get("text"), Some(Value::Secret(_))));
    let says = Fixture::new(spec, &format!("parameters: {{reference: {secret}}}")).says("staging");
    assert!(says.contains("`parameters.reference.secretRef` lacks `version`"), "{says}");
    assert!(!says.contains("hunter2"), "{says}");
}

#[test]
fn what_only_environments_set_may_be_absent_from_what_a_subject_has_once() {
    let spec = "parameters: {type: object, required: [domain], properties: {domain: {type: string}}}\nfiles: [{path: a, content: x}]";
    let fixture = Fixture::new(spec, "")
        .file("environments/staging.yaml", &environment("staging", "parameters: {domain: a.example}"));
    fixture.resolved("-");
    fixture.resolved("staging");
    assert!(fixture.says("production").contains("requires the parameter `domain`"));
}

#[test]
fn what_is_enforced_can_not_be_set_differently() {
    let spec = "parameters: {type: object, properties: {root: {type: boolean, default: true}, size: {type: integer, default: 1}, deep: {type: object, properties: {a: {type: integer}, b: {type: integer}}}}}\nenforce: {size: 3}";
    let enforce = "parameters: {deep: {b: 2}}\nenforce: {root: false, deep: {a: 1}}";
    let enforcing = |follow: &str| {
        Fixture::new(spec, follow).file("environments/production.yaml", &environment("production", enforce))
    };
    insta::assert_snapshot!(shown(&enforcing("").resolved("production")));
    let same = "parameters: {root: false, size: 3}";
    assert_eq!(enforcing(same).resolved("production").parts[0].parameters.value.get("size"), Some(&Value::Integer(3)));
    insta::assert_snapshot!(
        "set_differently",
        enforcing("parameters: {root: true, size: 4, deep: {a: 2}}").says("production")
    );
    let unknown =
        Fixture::new(spec, "").file("environments/staging.yaml", &environment("staging", "enforce: {rot: true}"));
    insta::assert_snapshot!("unknown_name", unknown.says("staging"));
}

const INCLUDED: &str = r#"
parameters:
  type: object
  properties:
    slo: {type: string, default: "99"}
    namespace: {type: string, default: shop}
    severity: {type: string, default: ticket}
    host: {type: string}
resources:
  - {id: monitor, target: kubernetes, body: {kind: Monitor, slo: "${{ parameters.slo }}"}}
"#;

fn including(includes: &str) -> Fixture {
    let spec = format!("{PARAMETERS}includes: [{includes}]\n");
    Fixture::new(&spec, "parameters: {name: \"99.9\"}")
        .file("golden-paths/observability/1.0.0/golden-path.yaml", &path("observability", "1.0.0", INCLUDED))
        .file("golden-paths/observability/1.1.0/golden-path.yaml", &path("observability", "1.1.0", INCLUDED))
        .file(
            "environments/staging.yaml",
            &environment("staging", "parameters: {namespace: staging, severity: page, port: 1}"),
        )
}

#[test]
fn an_included_path_has_a_scope_of_its_own() {
    let fixture = including(
        "{ref: observability@^1, parameters: {slo: \"${{ parameters.name }}\", severity: none, host: \"${{ environment.name }}\"}}",
    );
    let resolved = fixture.resolved("staging");
    assert_eq!(resolved.parts[1].path.label(), "observability@1.1.0");
    let part = Resolved { parts: vec![resolved.parts[1].clone()], ..resolved.clone() };
    insta::assert_snapshot!(shown(&part));
    assert_eq!(resolved.pins.includes.len(), 1);
    // Where there is no environment, what reads it is not set.
    assert_eq!(fixture.resolved("-").parts[1].parameters.value.get("host"), None);
}

#[test]
fn what_is_wrong_with_includes() {
    let says = |includes: &str| including(includes).says("staging");
    assert!(says("{ref: observability@^2}").contains("there are: 1.0.0, 1.1.0"));
    assert!(says("{ref: observabilty@^1}").contains("did you mean `observability`?"));
    assert!(says("{ref: web@^1}").contains("web includes web"));
    let twice = Fixture::new("includes: [{ref: a@^1}, {ref: b@^1}]", "")
        .file("golden-paths/a/1.0.0/golden-path.yaml", &path("a", "1.0.0", "includes: [{ref: b@=1.0.0}]"))
        .file("golden-paths/b/1.0.0/golden-path.yaml", &path("b", "1.0.0", "{}"))
        .file("golden-paths/b/1.1.0/golden-path.yaml", &path("b", "1.1.0", "{}"));
    assert!(twice.says("staging").contains("b@1.0.0 is included twice"), "{}", twice.says("staging"));
    assert!(says("{ref: observability@^1, parameters: {slow: a}}").contains("did you mean `slo`?"));
    assert!(says("{ref: observability@^1, parameters: {slo: 7}}").contains("`parameters.slo` must be a string"));
    assert!(
        says("{ref: observability@^1, parameters: {slo: \"${{ resources.a.address }}\"}}")
            .contains("`resources` is there only")
    );
}

#[test]
fn pins_are_honoured_and_only_what_is_absent_is_filled() {
    let fixture = including("{ref: observability@^1}");
    let platform = fixture.platform();
    let subject: EntityRef = "cart".parse().unwrap();
    let scope: Scope = "staging".parse().unwrap();
    let filled = resolve(&platform, &subject, &scope, &Pins::default()).value.unwrap();
    assert!(filled.pins_filled);
    let again = resolve(&platform, &subject, &scope, &filled.pins).value.unwrap();
    assert!(!again.pins_filled);
    assert_eq!(again.pins, filled.pins);
    let mut older = filled.pins.clone();
    let included = older.includes.values_mut().next().unwrap();
    included.version = "1.0.0".parse().unwrap();
    included.digest = platform.golden_path(&included.name, &included.version).unwrap().digest;
    let resolved = resolve(&platform, &subject, &scope, &older).value.unwrap();
    assert_eq!(resolved.parts[1].path.label(), "observability@1.0.0");
    assert_eq!(resolved.pins, older);
    older.includes.values_mut().next().unwrap().digest = Digest::of(b"other");
    let says = resolve(&platform, &subject, &scope, &older).diagnostics;
    assert_eq!(says[0].code, crate::model::codes::PATH_DIGEST_CHANGED);
    older.path.as_mut().unwrap().version = "9.0.0".parse().unwrap();
    let says = resolve(&platform, &subject, &scope, &older).diagnostics;
    assert!(says[0].message.contains("web@9.0.0 is pinned and is not there"), "{says:?}");
}

#[test]
fn what_is_filled_in_of_the_pins_is_said() {
    let fixture = including("{ref: observability@^1}");
    let (platform, subject, scope) = (fixture.platform(), "cart".parse().unwrap(), "staging".parse().unwrap());
    let filled = |pins: &Pins| resolve(&platform, &subject, &scope, pins).value.unwrap();
    let all = filled(&Pins::default()).pins;
    let without_include = Pins { includes: std::collections::BTreeMap::new(), ..all.clone() };
    let without_path = Pins { path: None, ..all.clone() };
    for pins in [without_include, without_path] {
        let resolved = filled(&pins);
        assert!(resolved.pins_filled);
        assert_eq!(resolved.pins, all);
    }
}

#[test]
fn what_is_wrong_is_said_in_the_file_that_says_it() {
    let spec = "parameters: {type: object, properties: {limits: {type: object, properties: {cpu: {type: integer}, memory: {type: integer}}}, list: {type: array, items: {type: object, properties: {n: {type: integer}}}}}}";
    let follow = "parameters:\n  limits: {cpu: a}\n  list:\n    - {n: 1}\n    - {n: x}\n";
    let says = Fixture::new(spec, follow)
        .file("environments/staging.yaml", &environment("staging", "parameters: {limits: {memory: b}}"))
        .says("staging");
    let line = |of: &str| says.lines().find(|line| line.contains(of)).unwrap().to_owned();
    assert!(line("`parameters.limits.cpu`").starts_with("services/cart/catalog-info.yaml:11:"), "{says}");
    assert!(line("`parameters.limits.memory`").starts_with("environments/staging.yaml:"), "{says}");
    assert!(line("`parameters.list.1.n`").starts_with("services/cart/catalog-info.yaml:14:"), "{says}");
}

#[test]
fn a_pin_that_is_no_longer_asked_for_holds_with_a_warning() {
    let fixture =
        Fixture::new(PARAMETERS, "").file("golden-paths/web/2.0.0/golden-path.yaml", &path("web", "2.0.0", PARAMETERS));
    let platform = fixture.platform();
    let (subject, scope) = ("cart".parse().unwrap(), "staging".parse().unwrap());
    let mut pins = resolve(&platform, &subject, &scope, &Pins::default()).value.unwrap().pins;
    let pin = pins.path.as_mut().unwrap();
    pin.version = "2.0.0".parse().unwrap();
    pin.digest = platform.golden_path(&pin.name, &pin.version).unwrap().digest;
    let outcome = resolve(&platform, &subject, &scope, &pins);
    assert_eq!(outcome.diagnostics[0].code, crate::model::codes::PATH_PINNED);
    assert_eq!(outcome.value.unwrap().parts[0].path.label(), "web@2.0.0");
}

#[test]
fn artifacts_are_needed_in_environments() {
    let fixture = Fixture::new("artifacts: [app]\nfiles: [{path: a, content: x}]", "");
    let platform = fixture.platform();
    let says = |scope: &str, pins: &Pins| {
        let outcome = resolve(&platform, &"cart".parse().unwrap(), &scope.parse().unwrap(), pins);
        outcome.diagnostics.iter().map(ToString::to_string).collect::<String>()
    };
    assert_eq!(says("-", &Pins::default()), "");
    let missing = says("staging", &Pins::default());
    assert!(
        missing.contains("cart in staging needs the artifact `app`, and none is pinned [path.artifact_missing]"),
        "{missing}"
    );
    assert!(missing.contains("catalog-info.yaml:"), "{missing}");
    assert_eq!(says("staging", &with_app(Pins::default())), "");
}

#[test]
fn what_is_not_there_is_said_with_what_was_likely_meant() {
    let fixture = Fixture::new("appliesTo: [resource]", "only: [staging]");
    let platform = fixture.platform();
    let says = |subject: &str, scope: &str| {
        let outcome = resolve(&platform, &subject.parse().unwrap(), &scope.parse().unwrap(), &Pins::default());
        outcome.diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let said = [says("crat", "staging"), says("cart", "stagging"), says("cart", "production"), says("cart", "staging")];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_misspelled_golden_path_is_named_where_it_stands() {
    let says = |key: &str| {
        let text = crate::render::fixture::service("").replace("goldenPath:", key);
        Fixture::new("{}", "").file("services/cart/catalog-info.yaml", &text).says("staging")
    };
    let expected = "services/cart/catalog-info.yaml:8:3: cart follows no golden path, so there is nothing to plan [graph.no_golden_path]; `spec.goldenPth` means nothing: did you mean `goldenPath`?";
    assert_eq!(says("goldenPth:"), expected);
    assert!(says("follows:").ends_with("add `spec.goldenPath: {ref: …}` to the entity"), "{}", says("follows:"));
}

#[test]
fn a_parameter_of_the_wrong_type_says_what_to_write() {
    let spec = r#"
parameters:
  type: object
  properties:
    port: {type: integer, description: The port it listens on.}
    size: {type: integer, description: ""}
    on: {type: boolean}
    hosts: {type: array, items: {type: string}}
    limits: {type: object}
    either: {type: [integer, array]}
"#;
    let follow = "parameters: {port: eighty, size: \"80\", on: \"true\", hosts: a, limits: [a], either: {}}";
    insta::assert_snapshot!(Fixture::new(spec, follow).says("staging"));
}

#[test]
fn what_only_an_included_path_declares_can_be_enforced() {
    let enforcing = |include: &str| {
        including(include).file("environments/staging.yaml", &environment("staging", "enforce: {slo: \"99.99\"}"))
    };
    let resolved = enforcing("{ref: observability@^1}").resolved("staging");
    assert_eq!(resolved.parts[1].parameters.value.get("slo"), Some(&"99.99".into()));
    assert_eq!(resolved.parts[0].parameters.value.get("slo"), None);
    let says = enforcing("{ref: observability@^1, parameters: {slo: \"99\"}}").says("staging");
    assert!(says.contains("is set differently from what the environment staging enforces"), "{says}");
}

#[test]
fn what_a_schema_demands_is_said_in_words() {
    let cases = [
        ("{const: a}", "b", "must be `a`"),
        ("{minimum: 2}", "1", "must be at least 2"),
        ("{maximum: 2}", "3", "must be at most 2"),
        ("{exclusiveMinimum: 2}", "2", "must be more than 2"),
        ("{exclusiveMaximum: 2}", "2", "must be less than 2"),
        ("{multipleOf: 5}", "7", "must be a multiple of 5"),
        ("{minLength: 2}", "a", "must have at least 2 characters"),
        ("{maxLength: 2}", "abc", "must have at most 2 characters"),
        ("{minItems: 2}", "[1]", "must have at least 2 items"),
        ("{minProperties: 2}", "{a: 1}", "must have at least 2 entries"),
        ("{maxProperties: 1}", "{a: 1, b: 2}", "must have at most 1 entries"),
        ("{propertyNames: {maxLength: 2}}", "{long: 1}", "has a key that must have at most 2 characters"),
        ("{anyOf: [{type: integer}, {type: boolean}]}", "a", "is none of the alternatives that the schema allows"),
        ("{oneOf: [{minimum: 1}, {maximum: 3}]}", "2", "is more than one of the alternatives that exclude each other"),
        ("{not: {type: string}}", "a", "is what the schema rules out"),
        ("{contains: {type: integer}}", "[a]", "lacks an item that the schema demands"),
        (
            "{type: string}",
            "true",
            "must be a string [path.parameter]; put it into quotes: without them it is a boolean",
        ),
        ("{type: boolean}", "a", "must be a boolean [path.parameter]; write `true` or `false`"),
    ];
    for (schema, value, words) in cases {
        let spec = format!("parameters: {{type: object, properties: {{x: {schema}}}}}");
        let says = Fixture::new(&spec, &format!("parameters: {{x: {value}}}")).says("staging");
        assert!(says.contains(&format!("`parameters.x` {words}")), "{schema} {says}");
    }
    let spec = "parameters: {type: object, properties: {x: {type: object, properties: {a: false}}}}";
    let says = Fixture::new(spec, "parameters: {x: {a: 1}}").says("staging");
    assert!(says.contains("`parameters.x.a` may not be set"), "{says}");
}
