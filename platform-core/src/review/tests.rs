//! Two revisions of small platforms.

use super::*;
use crate::formats::markdown::{self, Comment};
use crate::formats::text::{RevisionSources, Style, revision_diff};
use crate::model::{Action, Sources};

const PATH: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: web, version: 1.0.0}\nspec:\n  \
    parameters: {type: object, properties: {port: {type: integer, default: 80}}}\n  resources:\n    - id: workload\n      \
    target: kubernetes\n      body:\n        kind: Deployment\n        metadata: {name: '${{ service.slug }}'}\n        spec: \
    {port: '${{ parameters.port }}', memory: 1Gi}\n";
const STAGING: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {name: staging}\nspec: {targets: \
    {kubernetes: {}}}\n";

fn component(name: &str, more: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec:\n  type: service\n  \
         lifecycle: production\n  owner: shop\n  goldenPath: {{ref: web{more}}}\n"
    )
}

/// A platform with these services, each with what its `goldenPath` says besides.
fn files(path: &str, services: &[(&str, &str)]) -> Sources {
    let mut files = Sources::from([
        ("golden-paths/web/1.0.0/golden-path.yaml".into(), path.as_bytes().into()),
        ("environments/staging.yaml".into(), STAGING.as_bytes().into()),
    ]);
    for (name, more) in services {
        files.insert(format!("services/{name}/catalog-info.yaml").into(), component(name, more).into_bytes().into());
    }
    files
}

fn compared(before: &Sources, after: &Sources, selection: &Selection, threads: usize) -> Outcome<RevisionDiff> {
    let (before, after) = (Platform::parse(before).value.unwrap(), Platform::parse(after).value.unwrap());
    let before = RevisionFiles::new(Revision::new("main").with_commit("1a2b3c4d5e6f7a8b9c0d"), &before);
    compare_revisions(&before, &RevisionFiles::new(Revision::new("HEAD"), &after), selection, threads)
}

fn diff(before: &Sources, after: &Sources) -> RevisionDiff {
    let outcome = compared(before, after, &Selection::default(), 1);
    assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
    outcome.value.unwrap()
}

fn text(diff: &RevisionDiff, before: &Sources, after: &Sources) -> String {
    revision_diff(diff, &RevisionSources { before, after }, &Style::default())
}

/// `payment-api/staging: update` of each change.
fn told(diff: &RevisionDiff) -> Vec<String> {
    let of = |plan: &crate::model::Plan| {
        let actions = plan.changes.iter().filter(|change| change.is_effective()).flat_map(|one| one.actions.clone());
        let actions: Vec<Action> = actions.collect();
        format!("{}/{}: {actions:?}", plan.subject, plan.environment)
    };
    diff.changes.iter().map(|change| format!("{:?} {}", change.kind, of(&change.plan))).collect()
}

#[test]
fn nothing_is_different_from_itself() {
    let same = files(PATH, &[("cart", ""), ("search", ", parameters: {port: 8080}")]);
    let diff = diff(&same, &same);
    assert_eq!((diff.changes.len(), diff.unchanged, diff.has_changes()), (0, 4, false));
    insta::assert_snapshot!("no_difference", text(&diff, &same, &same));
}

#[test]
fn what_is_new_gone_and_changed_is_told_apart() {
    let before = files(PATH, &[("cart", ""), ("search", ""), ("ads", "")]);
    let after = files(PATH, &[("cart", ", parameters: {port: 8080}"), ("search", ""), ("email", "")]);
    let diff = diff(&before, &after);
    assert_eq!(
        told(&diff),
        [
            "Removed ads/-: [Delete]",
            "Removed ads/staging: [Delete]",
            "Changed cart/-: [Update]",
            "Changed cart/staging: [Update]",
            "Added email/-: [Create]",
            "Added email/staging: [Create]"
        ]
    );
    assert_eq!(diff.unchanged, 2);
    insta::assert_snapshot!("new_gone_changed", text(&diff, &before, &after));
    insta::assert_snapshot!("new_gone_changed_markdown", markdown::revision_diff(&diff, &Comment::default()));
    // A way there and back.
    let back = compared(&after, &before, &Selection::default(), 1).value.unwrap();
    assert_eq!(back.changes.len(), diff.changes.len());
}

#[test]
fn the_same_change_in_many_places_is_told_once() {
    let names: Vec<String> = (0..40).map(|number| format!("service-{number:02}")).collect();
    let services: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let before = files(PATH, &services);
    let after = files(&PATH.replace("1Gi", "2Gi"), &services);
    let diff = diff(&before, &after);
    let sizes: Vec<usize> = diff.groups.iter().map(|group| group.addresses.len()).collect();
    assert_eq!((diff.changes.len(), sizes), (40, vec![40]));
    insta::assert_snapshot!("forty", text(&diff, &before, &after));
    let several = compared(&before, &after, &Selection::default(), 7).value.unwrap();
    assert_eq!(several, diff);
}

#[test]
fn what_was_renamed_is_not_made_anew() {
    let before = files(PATH, &[("payments", "")]);
    let after = files(PATH, &[("payment-api", ", renamedFrom: [payments]")]);
    let diff = diff(&before, &after);
    assert!(diff.changes.iter().all(|change| change.kind == RevisionChangeKind::Changed), "{:?}", told(&diff));
    // Its name is in the manifest: that can't be changed in place, and is told as what it is.
    assert!(told(&diff).iter().any(|line| line.starts_with("Changed payment-api/staging")), "{:?}", told(&diff));
    // Asked for by the name that it had, it is found.
    let old = Selection::of(["payments".parse().unwrap()], []);
    let named = compared(&before, &after, &old, 1).value.unwrap();
    assert_eq!(told(&named), told(&diff));
}

#[test]
fn what_can_not_be_read_any_more_is_not_gone() {
    let before = files(PATH, &[("cart", ""), ("search", "")]);
    let mut after = before.clone();
    let broken = component("cart", "") + "  x: [\n";
    after.insert("services/cart/catalog-info.yaml".into(), broken.into_bytes().into());
    let outcome = compared(&before, &after, &Selection::default(), 1);
    let codes: Vec<&str> = outcome.diagnostics.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["parse.syntax"]);
    let diff = outcome.value.unwrap();
    assert_eq!((diff.changes.len(), diff.unchanged, diff.failed.len()), (0, 2, 2));
    assert!(diff.failed.iter().all(|one| one.side == RevisionSide::After && one.subject.name() == "cart"));
    insta::assert_snapshot!("broken_now", text(&diff, &before, &after));
    // Told the other way round it was mended.
    let mended = compared(&after, &before, &Selection::default(), 1);
    assert!(mended.diagnostics.is_empty());
    let diff = mended.value.unwrap();
    assert!(diff.failed.iter().all(|one| one.side == RevisionSide::Before) && diff.has_changes());
    insta::assert_snapshot!("broken_before", text(&diff, &after, &before));
    insta::assert_snapshot!("broken_before_markdown", markdown::revision_diff(&diff, &Comment::default()));
}

#[test]
fn what_fails_for_one_reason_is_told_once() {
    let services = [("cart", ""), ("search", ""), ("ads", "")];
    let (before, after) =
        (files(PATH, &services), files(&PATH.replace("parameters.port", "parameters.prt"), &services));
    let outcome = compared(&before, &after, &Selection::default(), 1);
    let diff = outcome.value.unwrap();
    assert!(diff.failed.iter().all(|one| one.side == RevisionSide::After));
    let told = text(&diff, &before, &after);
    assert_eq!(told.matches("can't be rendered in HEAD").count(), 1, "{told}");
    assert!(told.contains("golden-paths/web/1.0.0/golden-path.yaml:"), "{told}");
}

#[test]
fn an_image_that_is_pinned_nowhere_is_no_difference() {
    let path =
        PATH.replace("  resources:", "  artifacts: [app]\n  resources:").replace("1Gi", "'${{ artifacts.app.image }}'");
    let before = files(&path, &[("cart", "")]);
    let after = files(&path, &[("cart", ", parameters: {port: 8080}")]);
    let outcome = compared(&before, &after, &Selection::default(), 1);
    let codes: Vec<&str> = outcome.diagnostics.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["path.artifact_missing"]);
    let diff = outcome.value.unwrap();
    let fields: Vec<String> = diff.changes[1].plan.changes[0].fields.iter().map(|one| one.path.to_string()).collect();
    assert_eq!(fields, ["/spec/port"]);
}

#[test]
fn what_neither_revision_has_can_not_be_selected() {
    let (before, after) = (files(PATH, &[("cart", "")]), files(PATH, &[("search", "")]));
    for (name, places) in [("cart", 2), ("search", 2)] {
        let one = compared(&before, &after, &Selection::of([name.parse().unwrap()], []), 1);
        assert_eq!(one.value.unwrap().changes.len(), places, "{name}");
    }
    let none = compared(&before, &after, &Selection::of(["serch".parse().unwrap()], []), 1);
    assert!(none.value.is_none());
    assert_eq!(none.diagnostics[0].help.as_deref(), Some("did you mean `search`?"));
}

#[test]
fn a_comment_of_a_thousand_services_fits() {
    let names: Vec<String> = (0..1_000).map(|number| format!("service-{number:04}")).collect();
    // Each changes in its own way: nothing can be told together.
    let with = |add: usize| {
        let more: Vec<String> = (0..1_000).map(|at| format!(", parameters: {{port: {}}}", 1_000 + at * add)).collect();
        let services: Vec<(&str, &str)> =
            names.iter().zip(&more).map(|(name, more)| (name.as_str(), more.as_str())).collect();
        files(PATH, &services)
    };
    let diff = diff(&with(1), &with(2));
    for longest in [65_536, 20_000, 1] {
        let text = markdown::revision_diff(&diff, &Comment::default().with_longest(longest));
        assert!(text.starts_with("<!-- platform-core: diff -->\n### 1998 of 2000 places change\n"), "{text}");
        assert!(text.encode_utf16().count() <= longest.max(8_192), "{}", text.len());
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
        let named = text.matches("<b>service-").count();
        assert!(named < 1_998 && text.contains(&format!("all about {} plans", 1_998 - named)), "{named}: {text}");
    }
}
