use crate::model::{Layer, Rendered, Resource, Value};
use crate::render::fixture::{Fixture, environment, path};

mod dependencies;
mod expressions;
mod instances;
mod overrides;
mod reading;
mod subject;

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
