//! Lint, versions and usage.

use crate::author::{compare_versions, lint, usage};
use crate::model::{Bump, Platform, Sources};

const HEAD: &str =
    "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: web, version: VERSION}\nspec:\n";
const PARAMETERS: &str = "  parameters: {type: object, properties: {replicas: {type: integer, default: 2, title: Replicas, description: Pods.}}}\n";
const WORKLOAD: &str = "    - id: workload\n      target: kubernetes\n      outputs: {host: {attribute: host}}\n      \
    body: {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: \"${{ parameters.replicas }}\"}}\n";
const CART: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: cart}\n\
    spec: {type: service, lifecycle: production, owner: a, goldenPath: {ref: web@^1}}\n";
const LIVE: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {name: live}\n\
    spec: {targets: {kubernetes: {}, terraform: {}}}\n";

fn platform(files: &[(&str, String)]) -> Platform {
    let fixed = [("services/cart/catalog-info.yaml", CART.to_owned()), ("environments/live.yaml", LIVE.to_owned())];
    let all = fixed.iter().chain(files).map(|(file, text)| ((*file).into(), text.as_bytes().into()));
    Platform::parse(&all.collect::<Sources>()).into_result().unwrap().0
}

fn path(version: &str, parameters: &str, resources: &str) -> String {
    format!("{}{parameters}  resources:\n{resources}", HEAD.replace("VERSION", version))
}

fn two(version: &str, old: &str, new: &str) -> Platform {
    platform(&[
        ("golden-paths/web/1.0.0/golden-path.yaml", old.to_owned()),
        (&*format!("golden-paths/web/{version}/golden-path.yaml"), new.to_owned()),
    ])
}

/// What the new version needs, why, and what is said of its number.
fn compared(version: &str, parameters: &str, resources: &str) -> (Bump, Vec<String>, Vec<String>) {
    let platform = two(version, &path("1.0.0", PARAMETERS, WORKLOAD), &path(version, parameters, resources));
    let compared =
        compare_versions(&platform, &"web".parse().unwrap(), &"1.0.0".parse().unwrap(), &version.parse().unwrap());
    let change = compared.value.unwrap();
    let reasons = change.reasons.iter().map(|reason| format!("{}: {}", reason.bump.as_str(), reason.message)).collect();
    let told =
        compared.diagnostics.iter().map(|it| format!("{} {}", it.code, it.help.clone().unwrap_or_default())).collect();
    (change.needed, reasons, told)
}

#[test]
fn what_changes_in_place_is_a_patch() {
    let (needed, reasons, told) = compared("1.0.1", PARAMETERS, &WORKLOAD.replace("spec: {", "spec: {paused: true, "));
    assert_eq!((needed, told), (Bump::Patch, vec![]));
    assert_eq!(reasons, ["patch: `workload` changes in place (cart in live)"]);
    assert_eq!(compared("1.0.1", PARAMETERS, WORKLOAD).1, Vec::<String>::new());
}

#[test]
fn what_is_added_is_minor() {
    let more = format!(
        "{WORKLOAD}    - {{id: more, target: kubernetes, body: {{apiVersion: v1, kind: ConfigMap, metadata: {{name: b}}}}}}\n"
    );
    let parameters = PARAMETERS.replace("replicas: {", "zone: {type: string, default: a}, replicas: {");
    let (needed, reasons, told) = compared("1.0.1", &parameters, &more);
    assert_eq!(needed, Bump::Minor);
    assert_eq!(reasons, ["minor: the parameter `zone` is new", "minor: `more` is added (cart in live)"]);
    assert_eq!(told, ["path.version make it 1.1.0"]);
    assert_eq!(compared("1.1.0", &parameters, &more).2, Vec::<String>::new());
}

#[test]
fn what_is_gone_narrower_or_made_anew_is_major() {
    let said = |parameters: &str, resources: &str| {
        let (needed, reasons, told) = compared("1.1.0", parameters, resources);
        assert_eq!((needed, told), (Bump::Major, vec!["path.version make it 2.0.0".to_owned()]), "{reasons:?}");
        reasons.into_iter().filter(|reason| reason.starts_with("major")).collect::<Vec<_>>()
    };
    assert_eq!(
        said(PARAMETERS, &WORKLOAD.replace("id: workload", "id: app")),
        ["major: `workload` is deleted (cart in live)"]
    );
    assert_eq!(
        said(PARAMETERS, &WORKLOAD.replace("name: a}", "name: b}")),
        ["major: `workload` is replaced (cart in live)"]
    );
    assert_eq!(
        said(PARAMETERS, &WORKLOAD.replace("outputs: {host", "outputs: {port")),
        ["major: the output `host` of `workload` is gone"]
    );
    let narrower = PARAMETERS.replace("default: 2", "default: 2, maximum: 9");
    assert_eq!(said(&narrower, WORKLOAD), ["major: the parameter `replicas` accepts less: `maximum` is lower"]);
    let renamed = PARAMETERS.replace("{replicas:", "{size:");
    let gone = said(&renamed, &WORKLOAD.replace("parameters.replicas", "parameters.size"));
    assert_eq!(gone, ["major: the parameter `replicas` is gone"]);
    let required = PARAMETERS.replace("properties: {", "required: [zone], properties: {zone: {type: string}, ");
    let needs = said(&required, WORKLOAD);
    assert_eq!(needs[0], "major: the parameter `zone` must be given now");
    assert!(needs[1].starts_with("major: what was accepted fails with path.parameter"), "{needs:?}");
}

#[test]
fn a_rename_that_is_data_is_no_deletion() {
    let moved = format!("{}  moved: [{{from: workload, to: app}}]\n", WORKLOAD.replace("id: workload", "id: app"));
    let (needed, reasons, _) = compared("1.0.1", PARAMETERS, &moved);
    assert_eq!(needed, Bump::Patch, "{reasons:?}");
}

#[test]
fn who_uses_a_path_is_told_with_the_version_that_is_locked() {
    let platform = two("1.1.0", &path("1.0.0", PARAMETERS, WORKLOAD), &path("1.1.0", PARAMETERS, WORKLOAD));
    let uses = usage(&platform, &"web".parse().unwrap());
    let told: Vec<String> =
        uses.iter().map(|one| format!("{} {} {}", one.subject, one.environment, one.requirement)).collect();
    assert_eq!(told, ["cart - web@^1", "cart live web@^1"]);
    assert_eq!(usage(&platform, &"other".parse().unwrap()), []);
}

fn linted(parameters: &str, resources: &str) -> Vec<String> {
    let config = "apiVersion: platform-core.dev/v1alpha1\nkind: PlatformConfig\nspec: {dependencyTypes: {postgres: {outputs: {host: {}, password: {secret: true}}}}}\n";
    let platform = platform(&[
        ("platform.yaml", config.to_owned()),
        ("golden-paths/web/1.0.0/golden-path.yaml", path("1.0.0", parameters, resources)),
        ("golden-paths/web/1.0.0/tests/a.yaml", String::new()),
    ]);
    let found = lint(&platform, &"web".parse().unwrap(), &"1.0.0".parse().unwrap()).diagnostics;
    found.iter().map(|it| format!("{}: {}", it.code, it.message)).collect()
}

#[test]
fn a_good_path_has_nothing_to_be_said_of() {
    assert_eq!(linted(PARAMETERS, WORKLOAD), Vec::<String>::new());
}

#[test]
fn parameters_that_are_of_no_use_are_told() {
    let parameters = "  enforce: {root: false}\n  parameters: {type: object, properties: {replicas: {type: integer, title: R}, root: {type: boolean, title: R, description: D}, zone: {type: string, title: Z, description: D}}}\n";
    assert_eq!(
        linted(parameters, WORKLOAD),
        [
            "path.parameter_untitled: the parameter `replicas` has no description",
            "path.parameter_fixed: nobody can set the parameter `root`: the path itself fixes it",
            "path.parameter_unread: nothing in web@1.0.0 reads the parameter `root`",
            "path.parameter_unread: nothing in web@1.0.0 reads the parameter `zone`",
        ]
    );
    let computed = WORKLOAD.replace("parameters.replicas", "parameters['zo' ~ 'ne']");
    assert!(linted(parameters, &computed).iter().all(|told| !told.contains("unread")), "any may be read");
}

#[test]
fn providers_are_held_to_their_contract_and_kept_apart() {
    let provider = |id: &str, more: &str| {
        format!(
            "    - {{id: {id}, target: kubernetes, provides: {{type: postgres}}, {more} body: {{apiVersion: v1, kind: Service, metadata: {{name: {id}}}}}}}\n"
        )
    };
    let first = provider("a", "outputs: {host: {attribute: a}, user: {attribute: b}},");
    let second = provider("b", "outputs: {host: {attribute: a}, password: {attribute: b, secret: true}},");
    assert_eq!(
        linted("", &format!("{first}{second}")),
        [
            "path.contract: `a` provides `postgres` and does not give the output `password`",
            "path.contract: `a` provides `postgres` and gives `user`, which no other provider has to",
            "path.when_overlaps: `a` and `b` provide `postgres` under the same condition",
        ]
    );
}

#[test]
fn secrets_in_clear_and_foreign_expressions_are_told() {
    let body = |data: &str| {
        format!(
            "    - {{id: a, target: kubernetes, body: {{apiVersion: v1, kind: ConfigMap, metadata: {{name: a}}, data: {{{data}}}}}}}\n"
        )
    };
    let clear = "path.secret_in_clear: a secret seems to stand here in clear";
    assert_eq!(linted("", &body("dbPassword: hunter2")), [clear]);
    assert_eq!(linted("", &body("env: [{name: API_KEY, value: abc}]")), [clear]);
    assert_eq!(
        linted("", &body("any: AKIAIOSFODNN7EXAMPLE")),
        ["path.secret_in_clear: a key seems to stand here in clear"]
    );
    for fine in [
        "passwordRef: db",
        "secretKey: password",
        "tokenPath: /var/run/token",
        "password: \"${{ service.name }}\"",
        "password: \"\"",
    ] {
        assert_eq!(linted("", &body(fine)), Vec::<String>::new(), "{fine}");
    }
    assert_eq!(
        linted("", &body("a: \"{{ .Values.x }}\", b: \"{{ $labels.pod }}\"")),
        ["path.foreign_expression: `{{ .Values … ` is another tool's expression and is left as it is"]
    );
}
