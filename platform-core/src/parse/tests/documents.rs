//! Our own kinds, one document at a time.

use super::{CART, STAGING, WEB, problems};

/// The problems of a component whose `spec.goldenPath` is this.
fn follow(text: &str) -> Vec<String> {
    let component = CART.1.replace("{ref: web@^1}", text);
    problems(&[STAGING, WEB, (CART.0, &component)])
}

const NOTHING: &[&str] = &[];

#[test]
fn how_a_service_follows_its_path() {
    for (text, expected) in [
        ("{ref: web}", NOTHING),
        ("{ref: web@^1, only: [staging], environments: {staging: {parameters: {a: 1}}}}", NOTHING),
        ("{ref: web@^1, environments: {staging: {}}}", NOTHING),
        ("{}", &["schema.missing_field 8:15"]),
        ("web@^1", &["schema.type 8:15"]),
        ("{ref: web@one}", &["value.version 8:21"]),
        ("{ref: 'my web@^1'}", &["value.version 8:21"]),
        ("{ref: web@^1, paramters: {}}", &["schema.unknown_field 8:29"]),
        ("{ref: web@^1, parameters: [a]}", &["schema.type 8:41"]),
        ("{ref: web@^1, environments: {staging: {a: 1}}}", &["schema.unknown_field 8:54"]),
        ("{ref: web@^1, environments: {stagin: {}}}", &["graph.dangling 8:44"]),
        ("{ref: web@^1, only: [stagin]}", &["graph.dangling 8:36"]),
        ("{ref: wep@^1}", &["path.not_found 8:21"]),
        ("{ref: web@^2}", &["path.not_found 8:21"]),
        ("{ref: web@^1, parameters: {a: {secretRef: {store: vault, key: b}}}}", NOTHING),
        ("{ref: web@^1, parameters: {a: {secretRef: {name: kubernetes-own}}}}", NOTHING),
        ("{ref: web@^1, parameters: {a: {secretRef: {key: b}}}}", &["value.secret 8:57"]),
        ("{ref: web@^1, parameters: {a: {secretRef: {store: v, key: b, version: 7}}}}", &["value.secret 8:85"]),
        ("{ref: web@^1, parameters: {a: {secretRef: {store: v, key: b, propety: c}}}}", &["value.secret 8:76"]),
    ] {
        assert_eq!(follow(text), expected, "{text}");
    }
}

#[test]
fn an_override_has_a_reason() {
    let with = |text: &str| follow(&format!("{{ref: web, overrides: [{text}]}}"));
    let patch = "patch: [{op: add, path: /a, value: null}]";
    for (text, expected) in [
        (
            format!(
                "{{id: a, resource: workload, reason: b, {patch}, owner: group:c, ticket: T-1, expires: 2027-03-01}}"
            ),
            NOTHING,
        ),
        (format!("{{id: a, resource: workload, {patch}}}"), &["schema.missing_field 8:38"]),
        (format!("{{id: a, resource: workload, reason: '', {patch}}}"), &["value.invalid 8:74"]),
        (format!("{{id: a, resource: workload, reason: b, expires: soon, {patch}}}"), &["value.time 8:86"]),
        (format!("{{id: a, resource: workload, reason: b, environments: [prod], {patch}}}"), &["graph.dangling 8:92"]),
        ("{id: a, resource: workload, reason: b, patch: []}".into(), &["value.invalid 8:84"]),
        ("{id: a, resource: workload, reason: b, patch: [{op: move, path: /a}]}".into(), &["value.invalid 8:90"]),
        ("{id: a, resource: workload, reason: b, patch: [{op: add, path: /a}]}".into(), &["schema.missing_field 8:85"]),
        (
            "{id: a, resource: workload, reason: b, patch: [{op: add, path: a, value: 1}]}".into(),
            &["value.pointer 8:101"],
        ),
        (
            "{id: a, resource: workload, reason: b, patch: [{op: remove, path: /a, value: 1}]}".into(),
            &["schema.unknown_field 8:108"],
        ),
        (
            format!("{{id: a, resource: b, reason: c, {patch}}}, {{id: a, resource: b, reason: c, {patch}}}"),
            &["path.id_duplicate 8:114"],
        ),
    ] {
        assert_eq!(with(&text), expected, "{text}");
    }
}

#[test]
fn what_follows_a_path_and_what_can_not() {
    let domain = "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {name: a}\nspec: {owner: b, goldenPath: {ref: web}}\n";
    assert_eq!(problems(&[WEB, ("catalog/a.yaml", domain)]), ["schema.unknown_field 4:18"]);
    let slip = CART.1.replace("goldenPath", "golddenPath");
    assert_eq!(problems(&[WEB, (CART.0, &slip)]), ["schema.unknown_field 8:3"]);
    let group = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a}\nspec: {type: team, children: [], goldenPath: {ref: web}}\n";
    assert_eq!(problems(&[WEB, ("catalog/a.yaml", group)]), ["path.applies_to 4:52"]);
}

/// The problems of an environment with this `metadata` and `spec`.
fn environment(metadata: &str, spec: &str) -> Vec<String> {
    let text =
        format!("apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {metadata}\nspec: {spec}\n");
    problems(&[STAGING, WEB, ("environments/a.yaml", &text)])
}

#[test]
fn environments() {
    let git = |more: &str| -> &'static str {
        format!("{{targets: {{k: {{delivery: gitops, git: {{branch: a, {more}}}}}}}}}").leak()
    };
    let full = "{promotesFrom: [staging], parameters: {a: [1]}, enforce: {b: true}, targets: {kubernetes: {type: kubernetes, \
                delivery: gitops, directory: out/k8s, outputs: environments/a.outputs.yaml, git: {branch: a/b, repository: ../x, push: origin, author: A <a@b>, argocd: {context: c, namespace: argo, application: a.b-1, readyWithin: 5m}}}, other: }, access: {apply: [group:sre], \
                approve: [{group: sre, count: 2}]}, budget: {monthly: '2000', currency: EUR}, expires: 2027-01-01}";
    for (metadata, spec, expected) in [
        ("{name: a, labels: {tier: b}, title: c, description: d}", full, NOTHING),
        ("{name: a}", "{}", NOTHING),
        ("{name: a}", "", &["schema.missing_field 4:1"]),
        ("{name: a, lables: {}}", "{}", &["schema.unknown_field 3:21"]),
        ("{name: a, labels: {tier: b c}}", "{}", &["value.label 3:36"]),
        ("{name: a}", "{promotesFrom: staging}", &["schema.type 4:22"]),
        ("{name: a}", "{promotesFrom: [stage]}", &["graph.dangling 4:23"]),
        ("{name: a}", "{promotesFrom: [a]}", &["graph.cycle 4:22"]),
        ("{name: a}", "{target: {}}", &["schema.unknown_field 4:8"]),
        ("{name: a}", "{targets: {file: {}}}", &["value.invalid 4:18"]),
        ("{name: a}", "{targets: {k: {delivery: dir}}}", &["value.invalid 4:32"]),
        ("{name: a}", "{targets: {terraform: {delivery: apply, program: tofu}}}", NOTHING),
        ("{name: a}", "{targets: {terraform: {program: opentofu}}}", &["value.invalid 4:39"]),
        ("{name: a}", "{targets: {k: {delivery: gitops}}}", &["schema.missing_field 4:21"]),
        ("{name: a}", "{targets: {k: {git: {branch: a}}}}", &["value.invalid 4:27"]),
        ("{name: a}", "{targets: {k: {delivery: gitops, git: {}}}}", &["schema.missing_field 4:45"]),
        ("{name: a}", "{targets: {k: {delivery: gitops, git: {branch: --force}}}}", &["value.invalid 4:54"]),
        (
            "{name: a}",
            "{targets: {k: {delivery: gitops, git: {branch: a, push: 'https://x'}}}}",
            &["value.invalid 4:63"],
        ),
        (
            "{name: a}",
            "{targets: {k: {delivery: gitops, git: {branch: a, remote: b}}}}",
            &["schema.unknown_field 4:57"],
        ),
        ("{name: a}", git("argocd: {}"), NOTHING),
        ("{name: a}", git("flux: {context: c, namespace: n, kustomization: shop, readyWithin: 0s}"), NOTHING),
        ("{name: a}", git("argocd: true"), &["schema.type 4:65"]),
        ("{name: a}", git("argocd: {app: a}"), &["schema.unknown_field 4:66"]),
        ("{name: a}", git("flux: {application: a}"), &["schema.unknown_field 4:64"]),
        ("{name: a}", git("argocd: {application: Cart}"), &["value.invalid 4:79"]),
        ("{name: a}", git("argocd: {namespace: ../x}"), &["value.invalid 4:77"]),
        ("{name: a}", git("argocd: {readyWithin: soon}"), &["value.invalid 4:79"]),
        ("{name: a}", git("argocd: {context: ''}"), &["value.invalid 4:75"]),
        ("{name: a}", git("argocd: {}, flux: {}"), &["value.invalid 4:75"]),
        ("{name: a}", "{targets: {k: {directory: ../x}}}", &["exec.path_escape 4:33"]),
        ("{name: a}", "{targets: {k: {outputs: /etc/x}}}", &["exec.path_escape 4:31"]),
        ("{name: a}", "{access: {apply: ['group:']}}", &["value.reference 4:25"]),
        ("{name: a}", "{access: {approve: [{group: a, count: 0}]}}", &["schema.type 4:45"]),
        ("{name: a}", "{budget: {monthly: 2000, currency: EUR}}", &["schema.type 4:26"]),
        ("{name: a}", "{budget: {monthly: '2k', currency: eur}}", &["value.invalid 4:26", "value.invalid 4:42"]),
        ("{name: a}", "{expires: never}", &["value.time 4:17"]),
        ("{name: a}", "{goldenPath: {ref: web}}", &["path.applies_to 4:26"]),
    ] {
        assert_eq!(environment(metadata, spec), expected, "{metadata} {spec}");
    }
}

/// The problems of a golden path with this `spec`, in the folder `golden-paths/a/1.0.0`.
fn path(spec: &str) -> Vec<String> {
    let text = format!(
        "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {{name: a, version: 1.0.0}}\nspec: {spec}\n"
    );
    problems(&[
        WEB,
        ("golden-paths/a/1.0.0/golden-path.yaml", &text),
        ("golden-paths/a/1.0.0/templates/ci.yml", "x"),
        ("golden-paths/a/1.0.0/policies/a.rego", "x"),
    ])
}

#[test]
fn golden_paths() {
    let full = "{appliesTo: [component, resource], decision: d, deprecated: {since: 2026-01-01, until: 2027-01-01, use: web@^1, reason: r}, \
                includes: [{ref: web@^1, parameters: {a: 1}}], parameters: {type: object}, values: {a: 1}, enforce: {b: 2}, artifacts: [app], \
                resources: [{id: b, target: k, scope: subject, when: '${{ a }}', each: '${{ b }}', dependsOn: [workload, b2.x], protect: true, \
                outputs: {x: {attribute: y, secret: true}, z: {value: 1}}, body: {}}, {id: b2, target: k, when: true, provides: {type: p, class: c}, body: '${{ x }}'}, \
                {id: b3, target: k, replaces: workload, body: {}}], \
                files: [{path: ci.yml, template: templates/ci.yml, ownership: merged, passthrough: github-actions}, {path: '${{ service.slug }}/b', content: '', scope: environment}], \
                entities: [{id: e, when: '${{ c }}', body: {kind: API}}], provides: {type: p, resources: [b]}, overridable: [{resource: b, paths: [/a]}], \
                policies: [policies/a.rego], rollout: {canary: {}}, moved: [{from: old, to: b}]}";
    assert_eq!(path(full), NOTHING);
    for (spec, expected) in [
        ("{}", NOTHING),
        ("{resource: []}", &["schema.unknown_field 4:8"] as &[&str]),
        ("{appliesTo: [Component]}", &["value.invalid 4:20"]),
        ("{deprecated: {since: 2027-01-01, until: 2026-01-01}}", &["value.invalid 4:20"]),
        ("{includes: [{ref: web, as: x}]}", &["schema.unknown_field 4:30"]),
        ("{includes: [{ref: web}, {ref: web@^1}]}", &["path.id_duplicate 4:31"]),
        ("{includes: [{ref: wab}]}", &["path.not_found 4:25"]),
        ("{includes: [{ref: a}]}", &["path.include_cycle 4:25"]),
        ("{parameters: {type: string}}", &["path.schema 4:27"]),
        ("{artifacts: [a b]}", &["value.name 4:20"]),
        ("{resources: [{id: B, target: k, body: {}}]}", &["value.name 4:25"]),
        ("{resources: [{id: b, body: {}}]}", &["schema.missing_field 4:20"]),
        ("{resources: [{id: b, target: k}]}", &["schema.missing_field 4:20"]),
        ("{resources: [{id: b, target: k, body: [a]}]}", &["schema.type 4:45"]),
        ("{resources: [{id: b, target: k, body: {}, when: a == 1}]}", &["expression.syntax 4:55"]),
        ("{resources: [{id: b, target: k, body: {}, each: [a]}]}", &["schema.type 4:55"]),
        ("{resources: [{id: b, target: k, body: {}, scope: env}]}", &["value.invalid 4:56"]),
        ("{resources: [{id: b, target: k, body: {}, protect: 'yes'}]}", &["schema.type 4:58"]),
        (
            "{resources: [{id: b, target: k, body: {}, each: '${{a}}', provides: {type: p}}]}",
            &["template.invalid 4:20"],
        ),
        ("{resources: [{id: b, target: k, body: {}, outputs: {x: {}}}]}", &["template.invalid 4:62"]),
        (
            "{resources: [{id: b, target: k, body: {}, outputs: {x: {attribute: a, value: b}}}]}",
            &["template.invalid 4:62"],
        ),
        ("{resources: [{id: b, target: k, body: {a: {secretRef: {store: v}}}}]}", &["value.secret 4:61"]),
        (
            "{resources: [{id: b, target: k, body: {a: {secretRef: {store: '${{ x }}'}}, b: {secretRef: {name: c}}}}]}",
            NOTHING,
        ),
        ("{resources: [{id: b, target: k, body: {}}, {id: b, target: l, body: {}}]}", &["path.id_duplicate 4:55"]),
        ("{resources: [{id: b, target: k, body: {}, dependsOn: [c]}]}", &["graph.dangling 4:61"]),
        ("{resources: [{id: b, target: k, body: {}, dependsOn: [b]}]}", &["graph.cycle 4:60"]),
        ("{resources: [{id: b, target: k, body: {}, replaces: b}]}", &["graph.dangling 4:59"]),
        ("{includes: [{ref: web}], resources: [{id: workload, target: k, body: {}}]}", &["path.id_duplicate 4:49"]),
        ("{includes: [{ref: web}], resources: [{id: workload, target: k, replaces: workload, body: {}}]}", NOTHING),
        ("{files: [{path: ../x, content: a}]}", &["exec.path_escape 4:23"]),
        ("{files: [{path: /x, content: a}]}", &["exec.path_escape 4:23"]),
        ("{files: [{path: x}]}", &["template.invalid 4:16"]),
        ("{files: [{path: x, content: a, template: templates/ci.yml}]}", &["template.invalid 4:16"]),
        ("{files: [{path: x, template: templates/ci.yaml}]}", &["template.missing 4:36"]),
        ("{files: [{path: x, content: a}, {path: x, content: b}]}", &["path.id_duplicate 4:46"]),
        ("{files: [{path: x, content: a, when: '${{a}}'}, {path: x, content: b, when: '${{b}}'}]}", NOTHING),
        ("{files: [{path: x, content: a, ownership: ours}]}", &["value.invalid 4:49"]),
        ("{files: [{path: x, content: a, passthrough: gitlab}]}", &["value.invalid 4:51"]),
        ("{entities: [{id: e, body: {}}, {id: e, body: {}}]}", &["path.id_duplicate 4:43"]),
        ("{provides: {type: p, resources: []}}", &["value.invalid 4:39"]),
        ("{provides: {type: p, resources: [x]}}", &["graph.dangling 4:40"]),
        ("{overridable: [{resource: x, paths: [/a]}]}", &["graph.dangling 4:33"]),
        (
            "{resources: [{id: b, target: k, body: {}}], overridable: [{resource: b, paths: [a]}]}",
            &["value.pointer 4:87"],
        ),
        ("{policies: [policies/b.rego]}", &["template.missing 4:19"]),
        ("{moved: [{from: x, to: y}]}", &["graph.dangling 4:30"]),
        ("{moved: [{from: x, to: x}]}", &["plan.move 4:16"]),
        ("{resources: [{id: b, target: k, body: {}}], moved: [{from: x, to: y}, {from: y, to: b}]}", NOTHING),
    ] {
        assert_eq!(path(spec), expected, "{spec}");
    }
}

#[test]
fn a_folder_and_its_path_agree() {
    assert_eq!(problems(&[("golden-paths/web/1.0.1/golden-path.yaml", WEB.1)]), ["path.folder_mismatch 3:32"]);
    assert_eq!(problems(&[("golden-paths/wep/1.0.0/golden-path.yaml", WEB.1)]), ["path.folder_mismatch 3:18"]);
    assert_eq!(problems(&[("golden-paths/web/golden-path.yaml", WEB.1)]), ["path.folder_mismatch 0:0"]);
    assert_eq!(problems(&[("catalog/web.yaml", WEB.1)]), ["schema.kind 1:1"]);
    assert_eq!(problems(&[("golden-paths/a/1.0.0/golden-path.yaml", "# nothing\n")]), ["schema.kind 0:0"]);
    assert_eq!(problems(&[("golden-paths/a/1.0.0/golden-path.yaml", STAGING.1)]), ["schema.kind 1:1"]);
    let twice = format!("{}---\n{}", WEB.1, WEB.1);
    assert_eq!(problems(&[(WEB.0, &twice)]), ["schema.kind 8:1"]);
}

#[test]
fn score_workloads() {
    let score = |text: &str| problems(&[STAGING, WEB, CART, ("services/cart/score.yaml", text)]);
    let head = "apiVersion: score.dev/v1b1\nmetadata: {name: cart}\n";
    let with = |text: &str| score(&format!("{head}{text}\n"));
    let container = "containers: {app: {image: ., variables: {A: b}}}";
    for (text, expected) in [
        (
            format!(
                "{container}\nservice: {{ports: {{web: {{port: 80}}}}}}\nresources: {{db: {{type: postgres, class: small, id: a.b, params: {{x: 1}}, metadata: {{}}}}}}"
            ),
            NOTHING,
        ),
        ("containers: {}".into(), &["value.invalid 3:13"]),
        ("containers: {app: {}}".into(), &["schema.missing_field 3:19"]),
        ("containers: {App: {image: x}}".into(), &["value.name 3:14"]),
        ("containers: {app: {image: x, variables: {A: 1}}}".into(), &["schema.type 3:45"]),
        ("resources: {}".into(), &["schema.missing_field 1:1"]),
        (format!("{container}\nresources: {{db: {{}}}}"), &["schema.missing_field 4:17"]),
        (format!("{container}\nresources: {{db: {{type: p, parms: {{}}}}}}"), &["schema.unknown_field 4:27"]),
        (format!("{container}\nresources: {{db: {{type: a_b}}}}"), &["value.invalid 4:24"]),
        (format!("{container}\nresource: {{}}"), &["schema.unknown_field 4:1"]),
    ] {
        assert_eq!(with(&text), expected, "{text}");
    }
    assert_eq!(score("containers: {}"), ["schema.kind 1:1"]);
}

#[test]
fn lock_files() {
    let digest = format!("sha256:{}", "0".repeat(64));
    let pins = format!(
        "{{path: {{name: web, version: 1.0.0, digest: '{digest}'}}, artifacts: {{app: {{image: r/cart, digest: '{digest}', commit: abc}}}}}}"
    );
    let lock = |text: &str| problems(&[("services/cart/platform.lock", text)]);
    let with = |text: &str| lock(&format!("formatVersion: '1.0'\nsubjects:\n  cart: {text}\n"));
    assert_eq!(with(&format!("{{'-': {{}}, staging: {pins}}}")), NOTHING);
    assert_eq!(lock("formatVersion: '1.7'\nnew: 1\nsubjects: {}"), NOTHING);
    assert_eq!(lock("formatVersion: '1.0'\nnew: 1"), ["lock.invalid 2:1"]);
    assert_eq!(lock("formatVersion: '2.0'\n"), ["lock.invalid 1:16"]);
    assert_eq!(lock("subjects: {}\n"), ["lock.invalid 1:1"]);
    assert_eq!(
        with("{staging: {path: {name: web, version: '1', digest: x}}}"),
        ["lock.invalid 3:47", "lock.invalid 3:60"]
    );
    assert_eq!(with("{'a b': {}}"), ["lock.invalid 3:10"]);
    assert_eq!(
        lock("formatVersion: '1.0'\n<<<<<<< mine\nsubjects: {}\n=======\n>>>>>>> theirs\n"),
        ["lock.invalid 2:1"]
    );
    let twice = [
        ("services/a/platform.lock", "formatVersion: '1.0'\nsubjects: {cart: {}}\n"),
        ("services/b/platform.lock", "formatVersion: '1.0'\nsubjects: {cart: {}}\n"),
    ];
    assert_eq!(problems(&twice), ["lock.invalid 2:12"]);
}

#[test]
fn the_platforms_own_configuration() {
    let config = |text: &str| {
        let text = format!("apiVersion: platform-core.dev/v1alpha1\nkind: PlatformConfig\nspec: {text}\n");
        problems(&[("platform.yaml", &text), STAGING])
    };
    assert_eq!(config("{environments: [environments/], prices: costs.yaml}"), NOTHING);
    assert_eq!(config("{service: [a]}"), ["schema.unknown_field 3:8"]);
    assert_eq!(config("{services: [../a]}"), ["exec.path_escape 3:19"]);
    assert_eq!(config("{services: [servces]}"), ["graph.dangling 3:19"]);
    assert_eq!(config("{services: a}"), ["schema.type 3:18"]);
    assert_eq!(problems(&[("platform.yaml", STAGING.1)]), ["schema.kind 1:1"]);
}

#[test]
fn other_files_beside_a_service_are_left_alone() {
    let openapi = ("services/cart/openapi.yaml", "openapi: 3.1.0\ninfo: {title: a}\n");
    assert_eq!(problems(&[WEB, CART, openapi]), ["schema.kind 1:1"]);
    let manifest = ("services/cart/k8s.yaml", "apiVersion: apps/v1\nkind: Deployment\n");
    let outcome = super::parse(&[WEB, CART, manifest]);
    assert!(!outcome.has_errors());
    assert_eq!(super::brief(&outcome.diagnostics[0]), "schema.kind 2:7");
    let slip = ("services/cart/more.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Componnent\n");
    assert!(super::parse(&[slip]).has_errors());
    assert!(super::parse(&[("services/cart/catalog-info.yml", "a: 1\n")]).has_errors());
}
