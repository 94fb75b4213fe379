//! What replaces what a path renders: paths, overrides, other names.

use super::*;

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
