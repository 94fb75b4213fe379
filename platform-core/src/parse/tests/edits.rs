//! Edits of many files at once.

use crate::formats::yaml::{Edit, EditOperation};
use crate::model::{Platform, Sources};
use crate::parse::SourceEdit;

fn platform(files: &[(&str, &str)]) -> Platform {
    let sources: Sources = files.iter().map(|(file, text)| ((*file).into(), text.as_bytes().into())).collect();
    Platform::parse(&sources).value.unwrap()
}

const SERVICE: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: NAME}\nspec:\n  type: service\n  lifecycle: production\n  owner: team-a # who\n  goldenPath: {ref: web@^1}\n";
const PATH: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: web, version: 1.0.0, owner: group:a}\nspec: {}\n";

fn two() -> Platform {
    let (cart, search) = (SERVICE.replace("NAME", "cart"), SERVICE.replace("NAME", "search"));
    platform(&[
        ("services/cart/catalog-info.yaml", &cart),
        ("services/search/catalog-info.yaml", &search),
        ("golden-paths/web/1.0.0/golden-path.yaml", PATH),
    ])
}

fn set(platform: &Platform, name: &str, pointer: &str, value: &str) -> SourceEdit {
    let operation = EditOperation::Set(value.into());
    SourceEdit::of_subject(platform, &name.parse().unwrap(), pointer.parse().unwrap(), operation).unwrap()
}

#[test]
fn many_services_are_edited_at_once() {
    let platform = two();
    let edits = ["cart", "search"].map(|name| set(&platform, name, "/spec/lifecycle", "experimental"));
    let edited = platform.edit(&edits).value.unwrap();
    assert_eq!(edited.files.len(), 2);
    let text = String::from_utf8_lossy(&edited.files["services/cart/catalog-info.yaml"]).into_owned();
    assert_eq!(text, SERVICE.replace("NAME", "cart").replace("production", "experimental"));
    assert_eq!(edited.platform.subjects.len(), 2);
    let same = platform.edit(&[set(&platform, "cart", "/spec/lifecycle", "production")]).value.unwrap();
    assert!(same.files.is_empty());
}

#[test]
fn what_would_break_is_not_edited() {
    let platform = two();
    let good = set(&platform, "cart", "/spec/lifecycle", "experimental");
    let bad = set(&platform, "search", "/spec/goldenPath", "web");
    let outcome = platform.edit(&[good.clone(), bad]);
    assert!(outcome.value.is_none());
    assert!(outcome.diagnostics.iter().any(|problem| problem.code.as_str().starts_with("schema.")), "{outcome:?}");
    let gone = SourceEdit::new("services/x.yaml", Edit::new("/a".parse().unwrap(), EditOperation::Remove));
    assert_eq!(platform.edit(&[good, gone]).diagnostics[0].message, "the platform has no file services/x.yaml");
    assert!(
        SourceEdit::of_subject(&platform, &"cartt".parse().unwrap(), Default::default(), EditOperation::Remove)
            .is_err()
    );
}

#[test]
fn what_was_broken_before_may_stay_so() {
    let broken = SERVICE.replace("NAME", "cart").replace("  type: service\n", "  type: service\n  dependsOn: 5\n");
    let platform =
        platform(&[("services/cart/catalog-info.yaml", &broken), ("golden-paths/web/1.0.0/golden-path.yaml", PATH)]);
    let before = Platform::parse(&platform.sources.to_map()).diagnostics;
    assert!(before.iter().any(|problem| problem.is_error()), "the fixture is broken");
    let edit = Edit::new("/spec/owner".parse().unwrap(), EditOperation::Set("team-b".into()));
    let outcome = platform.edit(&[SourceEdit::new("services/cart/catalog-info.yaml", edit)]);
    assert!(outcome.diagnostics.is_empty() && outcome.value.is_some(), "{outcome:?}");
}
