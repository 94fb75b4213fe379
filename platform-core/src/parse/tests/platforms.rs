//! Whole platforms: what comes out, and what is said of a broken one.

use super::{CART, STAGING, WEB, parse, said, sources, whole};
use crate::formats::Limits;
use crate::model::{Digest, GoldenPath, Platform, Scope, Value};

#[test]
fn everything_finds_its_place() {
    let component = CART.1.replace(
        "{ref: web@^1}",
        "{ref: web@^1, parameters: {key: {secretRef: {store: vault, key: a, version: '7'}}}, environments: {staging: {parameters: {n: null}}}, \
         overrides: [{id: o, resource: workload, patch: [{op: test, path: /a, value: 1}], reason: r, expires: 2027-01-01}]}",
    );
    let path = WEB.1.replace(
        "metadata: {name: web, version: 1.0.0}",
        "metadata: {name: web, version: 1.0.0, owner: platform, title: T}",
    );
    let digest = format!("sha256:{}", "0".repeat(64));
    let lock = format!(
        "formatVersion: '1.0'\nsubjects: {{cart: {{staging: {{path: {{name: web, version: 1.0.0, digest: '{digest}'}}}}}}}}\n"
    );
    let platform = whole(&[
        STAGING,
        (WEB.0, &path),
        ("golden-paths/web/1.0.0/templates/.github/ci.yml", "x: ${{ github.sha }}\n"),
        ("golden-paths/web/1.0.0/README.md", "read me"),
        (CART.0, &component),
        ("services/cart/platform.lock", &lock),
        ("policies/a.rego", "package a\n"),
        ("prices.yaml", "currency: EUR\n"),
        ("README.md", "not read"),
    ]);
    let subject = &platform.subjects[&"cart".parse().unwrap()];
    let secret = subject.follows.parameters.get("key").unwrap();
    assert!(matches!(secret, Value::Secret(reference) if reference.version.as_deref() == Some("7")));
    assert!(
        subject.entity.spec("goldenPath").unwrap().to_json().contains("secretRef"),
        "the document stays as written"
    );
    let staging = &subject.follows.environments["staging"];
    assert_eq!(staging.parameters.get("n"), Some(&Value::Null));
    assert_eq!(subject.follows.overrides[0].expires.unwrap().to_string(), "2027-01-01T00:00:00Z");
    assert_eq!(subject.entity.source.place(&subject.follows.pointer.join("ref")).line, 8);
    let web = &platform.golden_paths["web"][&"1.0.0".parse().unwrap()];
    assert_eq!(web.metadata.owner.as_ref().unwrap().full(), "group:default/platform");
    assert_eq!(web.metadata.title.as_deref(), Some("T"));
    assert_eq!(web.files.keys().map(|path| &**path).collect::<Vec<_>>(), ["README.md", "templates/.github/ci.yml"]);
    let pins = platform.pins(subject.reference(), &Scope::environment("staging".parse().unwrap()));
    assert_eq!(pins.path.unwrap().to_string(), "web@1.0.0");
    assert_eq!(platform.lock_path(subject.reference()).as_deref(), Some("services/cart/platform.lock"));
    assert_eq!(platform.policies.len(), 1);
    assert_eq!(platform.prices.get("currency").and_then(Value::as_str), Some("EUR"));
    assert!(platform.broken.is_empty());
}

#[test]
fn an_environment_can_follow_a_path_itself() {
    let path = WEB.1.replace("spec:\n", "spec:\n  appliesTo: [environment]\n");
    let environment = STAGING.1.replace("spec: {", "spec: {goldenPath: {ref: web}, ");
    let platform = whole(&[(WEB.0, &path), (STAGING.0, &environment)]);
    let subject = &platform.subjects[&"environment:staging".parse().unwrap()];
    assert_eq!(subject.reference().to_string(), "environment:staging");
    assert_eq!(subject.entity.metadata("name").and_then(Value::as_str), Some("staging"));
    assert!(platform.environments["staging"].spec.golden_path.is_some());
    assert!(platform.entities.is_empty());
}

#[test]
fn a_digest_changes_with_what_is_rendered_and_with_nothing_else() {
    let digest = |files: &[(&str, &str)]| -> Digest {
        let mut all = vec![WEB];
        all.extend(files);
        whole(&all).golden_paths["web"].values().next().unwrap().digest
    };
    let plain = digest(&[]);
    assert_eq!(
        plain,
        digest(&[("golden-paths/web/1.0.0/README.md", "a"), ("golden-paths/web/1.0.0/tests/a.yaml", "b")])
    );
    let template = digest(&[("golden-paths/web/1.0.0/templates/a", "a")]);
    assert_ne!(plain, template);
    assert_ne!(template, digest(&[("golden-paths/web/1.0.0/templates/a", "b")]));
    assert_ne!(template, digest(&[("golden-paths/web/1.0.0/templates/b", "a")]));
    let document =
        whole(&[WEB]).golden_paths["web"].values().next().unwrap().source.document().unwrap().root.to_value();
    assert_eq!(plain, GoldenPath::digest_of(&document, &Default::default()));
}

#[test]
fn files_that_are_no_text_can_not_be_templates() {
    let mut files = sources(&[WEB]);
    files.insert("golden-paths/web/1.0.0/logo.png".into(), [0x89_u8, 0x50, 0xff].as_slice().into());
    let outcome = Platform::parse(&files);
    assert!(!outcome.has_errors());
    assert_eq!(outcome.diagnostics[0].code.as_str(), "parse.encoding");
}

#[test]
fn limits_are_the_callers() {
    let limits = Limits { document_bytes: 100, ..Limits::default() };
    let outcome = Platform::parse_within(&sources(&[WEB, ("golden-paths/web/1.0.0/long", &"a".repeat(101))]), &limits);
    let codes: Vec<_> = outcome.diagnostics.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["limit.size", "limit.size"]);
    assert_eq!(outcome.value.unwrap().broken.len(), 2);
}

#[test]
fn the_order_of_files_does_not_matter() {
    // A map has one order; what may differ is what is met first. Broken and whole documents are said alike.
    let first = parse(&[CART, STAGING, WEB]);
    assert_eq!(first.diagnostics, parse(&[WEB, CART, STAGING]).diagnostics);
    assert_eq!(first.value.unwrap().subjects.len(), 1);
}

#[test]
fn what_has_an_error_is_left_out_with_what_depends_on_it() {
    let broken = |file: &str, text: &str| {
        let score = "apiVersion: score.dev/v1b1\nmetadata: {name: cart}\ncontainers: {app: {image: .}}\n";
        let mut files = vec![STAGING, WEB, CART, ("services/cart/score.yaml", score)];
        files.push(("services/cart/platform.lock", "formatVersion: '1.0'\nsubjects: {}\n"));
        files.retain(|(path, _)| *path != file);
        files.push((file, text));
        let platform = parse(&files).value.unwrap();
        assert_eq!(platform.broken.keys().map(|file| &**file).collect::<Vec<_>>(), [file]);
        (platform.subjects.len(), platform.entities.len(), platform.environments.len(), platform.golden_paths.len())
    };
    let with = |(path, text): (&str, &str), from: &str, to: &str| broken(path, &text.replace(from, to));
    assert_eq!(with(STAGING, "targets", "target"), (1, 1, 0, 1));
    assert_eq!(with(WEB, "target", "targt"), (1, 1, 1, 0));
    assert_eq!(with(CART, "owner", "ownr"), (0, 0, 1, 1));
    // Without its workload or its pins, a service would be rendered as something else.
    let score = "apiVersion: score.dev/v1b1\nmetadata: {name: cart}\n";
    assert_eq!(broken("services/cart/score.yaml", score), (0, 0, 1, 1));
    assert_eq!(broken("services/cart/score.yaml", &format!("{score}containers: [")), (0, 0, 1, 1));
    assert_eq!(broken("services/cart/platform.lock", "formatVersion: '9.0'\n"), (0, 0, 1, 1));
    assert_eq!(broken("services/cart/platform.lock", "formatVersion: ["), (0, 0, 1, 1));
    // What stands beside it is no part of it.
    assert_eq!(broken("services/cart/other.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Domain\n"), (1, 1, 1, 1));
}

/// Everything a newcomer could get wrong in one small platform, as they read it.
#[test]
fn a_broken_platform() {
    let files = [
        (
            "environments/staging.yaml",
            "apiVersion: platform-core.dev/v1alpha1\nkind: Enviroment\nmetadata: {name: staging}\n",
        ),
        (
            "environments/production.yaml",
            "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata:\n  name: production\n  labels: {tier: prod/eu}\nspec:\n  \
             promotesFrom: [stagin]\n  targets: {kubernetes: {delivery: direct}}\n  parameters:\n    mode: 0644\n    mode: 0644\n",
        ),
        (
            "golden-paths/web/1.0.0/golden-path.yaml",
            "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: web, version: 1.0.0}\nspec:\n  resources:\n    - id: workload\n      \
             target: kubernetes\n      dependOn: [service]\n      when: environment.name == 'x'\n      body: {}\n  files:\n    - {path: ci.yml, template: templates/ci.yml}\n",
        ),
        (
            "golden-paths/job/1.0.0/golden-path.yaml",
            "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: job, version: 1.0.0}\nspec:\n  includes: [{ref: observabilty@^1}]\n  \
             resources:\n    - {id: run, target: kubernetes, dependsOn: [cofnig], body: {}}\n    - {id: config, target: kubernetes, body: {}}\n",
        ),
        ("golden-paths/job/1.0.0/templates/ci.yml", "a"),
        (
            "services/cart/catalog-info.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: My Cart\n  tags: [Java]\nspec:\n  type: service\n  lifecyle: production\n  \
             owner: team\n  goldenPath:\n    ref: jop@^1\n    parametres: {port: 80}\n",
        ),
        (
            "services/mail/catalog-info.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: mail}\nspec:\n  type: service\n  lifecycle: production\n  \
             owner: team\n  goldenPath: {ref: job@^2, only: [prodution]}\n",
        ),
        (
            "services/shop/catalog-info.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop\nspec:\n  type: service\n",
        ),
        (
            "services/cart/platform.lock",
            "formatVersion: '1.0'\n<<<<<<< ours\nsubjects: {}\n=======\nsubjects: {a: {}}\n>>>>>>> theirs\n",
        ),
    ];
    insta::assert_snapshot!(said(&files));
}

#[test]
fn what_was_renamed_is_gone_and_one_thing_now() {
    let service = |name: &str, former: &str| {
        let text = CART.1.replace("name: cart", &format!("name: {name}"));
        text.replace("ref: web@^1", &format!("ref: web@^1, renamedFrom: [{former}]"))
    };
    let environment = |name: &str, former: &str| {
        let text = STAGING.1.replace("name: staging", &format!("name: {name}"));
        text.replace("spec: {", &format!("spec: {{renamedFrom: [{former}], "))
    };
    let said = |files: &[(&str, &str)]| said(&[&[WEB], files].concat());
    let basket = service("basket", "cart, trolley");
    let test = environment("test", "staging");
    let platform = whole(&[WEB, ("environments/test.yaml", &test), ("services/basket/catalog-info.yaml", &basket)]);
    let former = platform.former(&"basket".parse().unwrap(), &"test".parse().unwrap());
    let former: Vec<String> =
        former.iter().map(|former| format!("{}/{}", former.subject, former.environment)).collect();
    assert_eq!(former, ["basket/staging", "cart/test", "cart/staging", "trolley/test", "trolley/staging"]);
    let still =
        said(&[STAGING, CART, ("environments/test.yaml", &test), ("services/basket/catalog-info.yaml", &basket)]);
    assert!(still.contains("the subject `cart` was renamed to `basket`, and is still there"), "{still}");
    assert!(still.contains("the environment `staging` was renamed to `test`, and is still there"), "{still}");
    let other = service("shopping", "cart");
    let both = said(&[
        STAGING,
        ("services/basket/catalog-info.yaml", &basket),
        ("services/shopping/catalog-info.yaml", &other),
    ]);
    assert!(both.contains("the subject `cart` was renamed both to `basket` and to `shopping`"), "{both}");
    let itself = said(&[("environments/a.yaml", &environment("a", "a"))]);
    assert!(itself.contains("`a` can't be renamed from itself"), "{itself}");
    let wrong = said(&[STAGING, ("services/cart/catalog-info.yaml", &service("cart", "a b"))]);
    assert!(wrong.contains("`a b` is no entity reference"), "{wrong}");
}

#[test]
fn pins_go_along_with_a_rename() {
    let digest = format!("sha256:{}", "0".repeat(64));
    let lock = format!(
        "formatVersion: '1.0'\nsubjects: {{cart: {{staging: {{path: {{name: web, version: 1.0.0, digest: '{digest}'}}}}}}}}\n"
    );
    let basket =
        CART.1.replace("name: cart", "name: basket").replace("ref: web@^1", "ref: web@^1, renamedFrom: [cart]");
    let platform =
        whole(&[STAGING, WEB, ("services/cart/catalog-info.yaml", &basket), ("services/cart/platform.lock", &lock)]);
    let pins = platform.pins(&"basket".parse().unwrap(), &"staging".parse().unwrap());
    assert_eq!(pins.path.unwrap().to_string(), "web@1.0.0");
}
