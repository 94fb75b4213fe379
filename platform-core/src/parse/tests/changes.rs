//! Files that change under a platform: the result is that of reading everything anew.

use proptest::prelude::*;

use super::mutations::{mutated, platform as example};
use super::sources;
use crate::model::{Changes, Platform, Sources};

/// Everything that a platform holds and says, places included; maps in their order.
fn whole(outcome: &crate::model::Outcome<Platform>) -> String {
    let mut platform = outcome.value.clone().unwrap();
    platform.reading = None;
    format!("{:#?}\n{platform:#?}", outcome.diagnostics).replace("Prepared", "").replace("Unprepared", "")
}

fn changes(from: &Sources, to: &Sources) -> Changes {
    let gone = from.keys().filter(|path| !to.contains_key(*path)).map(|path| (path.clone(), None));
    let there = to.iter().filter(|(path, bytes)| from.get(*path) != Some(*bytes));
    gone.chain(there.map(|(path, bytes)| (path.clone(), Some(bytes.clone())))).collect()
}

/// A platform with more beside each other, with some texts that may stand in its files instead.
fn edits() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..FILES.len(), prop_oneof![Just(0_usize), Just(1), 0..4_usize]), 1..3)
}

const CART: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: cart}\nspec:\n  type: service\n  lifecycle: production\n  owner: team\n  goldenPath: {ref: web@^1}\n";
const SEARCH: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: search}\nspec: {type: service, lifecycle: production, owner: team, goldenPath: {ref: web@^1}}\n";
const OVERRIDDEN: &str = "ref: web@^1, overrides: [{id: slow, resource: workload, reason: later, owner: team, expires: 2027-01-01, patch: []}]";
const SECOND: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: second}\nspec: {type: service, lifecycle: production, owner: team, goldenPath: {ref: web@^1}}\n";
const SCORES: &str = "apiVersion: score.dev/v1b1\nmetadata: {name: search}\ncontainers: {app: {image: .}}\nresources: {db: {type: postgres, id: orders-db}}\n";
const DB: &str = "---\napiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {name: orders-db}\nspec: {type: database, owner: team, goldenPath: {ref: web}}\n";
const SCORE: &str = "apiVersion: score.dev/v1b1\nmetadata: {name: cart}\ncontainers: {app: {image: .}}\nresources: {db: {type: postgres, id: orders-db}}\n";
const WAIVER: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: Waiver\nmetadata: {name: slow}\nspec: {rule: deadline/override/slow, subject: search, owner: team, reason: later, until: 2027-01-01}\n";
const TEAM: &str =
    "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: team}\nspec: {type: team, children: []}\n";
const STAGING: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {name: staging}\nspec: {targets: {kubernetes: {}}}\n";
const WEB: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: web, version: 1.0.0}\nspec: {appliesTo: [component, resource], resources: [{id: workload, target: kubernetes, body: {kind: Deployment}}]}\n";
const LOCK: &str = "formatVersion: \"1.0\"\nsubjects: {cart: {staging: {}}}\n";
const CONFIG: &str =
    "apiVersion: platform-core.dev/v1alpha1\nkind: PlatformConfig\nspec: {services: [services, more]}\n";

/// A file, its text, and what is put in the place of what in it to give another one; nothing means that it is removed.
type File = (&'static str, &'static str, [(&'static str, &'static str); 3]);

const FILES: [File; 15] = [
    (
        "services/cart/catalog-info.yaml",
        CART,
        [("team", "other"), ("name: cart", "name: Search"), ("web@^1", "webb@^1")],
    ),
    (
        "services/search/catalog-info.yaml",
        SEARCH,
        [("team", "other"), ("ref: web@^1", OVERRIDDEN), ("type: service", "type: [")],
    ),
    (
        "services/search/second.yaml",
        SECOND,
        [("team", "other"), ("{name: second}", "{name: second, title: 1}"), ("", "")],
    ),
    ("services/cart/score.yaml", SCORE, [("image: .", "image: x"), ("name: cart", "name: other"), ("", "")]),
    ("services/search/score.yaml", SCORES, [("search", "second"), ("search", "third"), ("id: orders-db", "x: 1")]),
    ("services/db/catalog-info.yaml", DB, [("owner: team", "owner: other"), ("Resource", "Resourcee"), ("", "")]),
    ("services/alone/score.yaml", SCORE, [("cart", "orders-db"), ("", ""), ("image", "imag")]),
    ("services/cart/platform.lock", LOCK, [("{}", "{artifacts: {}}"), ("cart", "search"), ("cart: {", "cart: [")]),
    ("environments/staging.yaml", STAGING, [("kubernetes", "terraform"), ("staging", "production"), ("", "")]),
    (
        "golden-paths/web/1.0.0/golden-path.yaml",
        WEB,
        [("Deployment", "Job"), ("1.0.0", "1.0.1"), ("id: workload", "id: [")],
    ),
    ("golden-paths/web/1.0.0/templates/ci.yml", "a: 1", [("1", "2"), ("1", "3"), ("", "")]),
    ("platform.yaml", CONFIG, [("more", "environments"), ("", ""), ("services,", "")]),
    ("services/teams/catalog-info.yaml", TEAM, [("name: team", "name: other"), ("", ""), ("Group", "Groupp")]),
    ("waivers/slow.yaml", WAIVER, [("search", "cart"), ("", ""), ("until", "till")]),
    ("services/openapi.yaml", "openapi: 3.0.0\n", [("3.0.0", "3.1.0"), ("openapi: 3.0.0\n", CART), ("", "")]),
];

/// The text of a file in one of its four forms; none where it is not there.
fn text(file: usize, form: usize) -> Option<String> {
    let (_, text, forms) = FILES.get(file).copied()?;
    match form.checked_sub(1).and_then(|form| forms.get(form)) {
        None => Some(text.to_owned()),
        Some(("", _)) => None,
        Some((from, to)) => Some(text.replace(from, to)),
    }
}

fn files(forms: &[usize]) -> Sources {
    let all: Vec<(&str, String)> =
        forms.iter().enumerate().filter_map(|(file, form)| Some((FILES[file].0, text(file, *form)?))).collect();
    sources(&all.iter().map(|(path, text)| (*path, text.as_str())).collect::<Vec<_>>())
}

/// Whether what did not change was not even put together again: a service with a workload is another one then.
fn is_quick(before: &Platform, after: &Platform, name: &str) -> bool {
    let reference = name.parse().unwrap();
    let subjects = before.subjects.get(&reference).zip(after.subjects.get(&reference));
    subjects.is_some_and(|(one, other)| one.workload.is_some() && std::sync::Arc::ptr_eq(one, other))
}

/// Edit by edit, whatever the platform was before.
#[test]
fn changes_give_what_reading_anew_gives() {
    let forms = prop::collection::vec(prop_oneof![29 => Just(0_usize), 1 => 0..4_usize], FILES.len());
    let rounds = prop::collection::vec(edits(), 1..5);
    let (rounds_run, quick) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let config = ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let result = runner.run(&(forms, rounds), |(mut forms, rounds)| {
        let mut before = files(&forms);
        let mut platform = Platform::parse(&before).value.unwrap();
        for round in rounds {
            for (file, form) in round {
                forms[file] = form;
            }
            let after = files(&forms);
            let changed = platform.with_changes(&changes(&before, &after));
            prop_assert_eq!(whole(&changed), whole(&Platform::parse(&after)));
            let changed = changed.value.unwrap();
            rounds_run.set(rounds_run.get() + 1);
            quick.set(quick.get() + usize::from(before != after && is_quick(&platform, &changed, "cart")));
            platform = changed;
            before = after;
        }
        Ok(())
    });
    result.unwrap();
    assert!(quick.get() * 20 > rounds_run.get(), "{} of {} rounds were quick", quick.get(), rounds_run.get());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// Files that are broken at random, and mended.
    #[test]
    fn broken_files_change_too(one in mutated(), two in mutated()) {
        let whole_one = Platform::parse(&example());
        let broken = whole_one.value.clone().unwrap().with_changes(&changes(&example(), &one));
        prop_assert_eq!(whole(&broken), whole(&Platform::parse(&one)));
        let other = broken.value.unwrap().with_changes(&changes(&one, &two));
        prop_assert_eq!(whole(&other), whole(&Platform::parse(&two)));
        let mended = other.value.unwrap().with_changes(&changes(&two, &example()));
        prop_assert_eq!(whole(&mended), whole(&whole_one));
    }
}

#[test]
fn what_did_not_change_is_shared() {
    let forms = [0; FILES.len()];
    let before = Platform::parse(&files(&forms));
    assert!(!before.has_errors(), "{:?}", before.diagnostics);
    let before = before.value.unwrap();
    let entity = text(0, 1).unwrap();
    let changes = Changes::from([(FILES[0].0.into(), Some(entity.as_bytes().into()))]);
    let after = before.with_changes(&changes).value.unwrap();
    assert!(!is_quick(&before, &after, "cart") && is_quick(&before, &after, "search"));
    let path = |platform: &Platform| platform.golden_paths["web"].values().next().unwrap().clone();
    assert!(std::sync::Arc::ptr_eq(&path(&before), &path(&after)));
    assert_eq!(before.subjects[&"cart".parse().unwrap()].entity.spec("owner").unwrap().as_str(), Some("team"));
    assert_eq!(after.subjects[&"cart".parse().unwrap()].entity.spec("owner").unwrap().as_str(), Some("other"));
}

#[test]
fn a_platform_made_in_code_is_read_from_its_changes() {
    let changes = Changes::from([(FILES[0].0.into(), Some(CART.as_bytes().into()))]);
    let outcome = Platform::new().with_changes(&changes);
    let files = sources(&[(FILES[0].0, CART)]);
    assert_eq!(whole(&outcome), whole(&Platform::parse(&files)));
}
