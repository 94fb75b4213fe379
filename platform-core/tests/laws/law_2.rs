//! The difference of a thing to itself is empty; the difference of two, applied to the first, gives the second.

use platform_core::model::{FieldChange, FieldChangeKind, Value};
use platform_core::plan::{DiffRules, apply, diff, normalize};
use proptest::prelude::*;

use crate::generate::{Edit, Shape, body_of, edited, edits, shape, value};
use crate::runner::{Seen, law};

const CELLS: &[&str] = &[
    "added",
    "removed",
    "changed",
    "no change",
    "secret",
    "unknown",
    "list",
    "keyed list",
    "set",
    "escaped key",
    "reordered",
    "list that is no longer one",
    "nothing before",
];

/// A value and what became of it; half of the time something else altogether.
fn pairs() -> impl Strategy<Value = (Value, Value)> {
    let changed = (value(), edits(4)).prop_map(|(value, edits)| {
        let after = if value.as_str().is_some() { value.clone() } else { edited(&value, &edits) };
        (value, after)
    });
    prop_oneof![3 => changed, 1 => (value(), value())]
}

/// Bodies of every target, and what became of them.
pub fn bodies() -> impl Strategy<Value = (Shape, Value, Value)> {
    (shape(), 1_u8..4, 1_u8..4, value(), value(), edits(4), edits(4), any::<bool>()).prop_map(
        |(shape, small, large, extra, other, first, then, same)| {
            let before = body_of(&shape, small, &extra);
            let after = if same { before.clone() } else { body_of(&shape, large, &other) };
            let both = |value: &Value, edits: &[Edit]| edited(value, edits);
            (shape.clone(), both(&before, &first), both(&after, &then))
        },
    )
}

fn applied(before: Option<&Value>, changes: &[FieldChange]) -> Value {
    // Values that are no map begin from what is there: the root's own change says what comes.
    before.map_or_else(|| apply(&Value::empty_map(), changes), |before| apply(before, changes))
}

fn mark(seen: &Seen, before: &Value, after: &Value, changes: &[FieldChange]) {
    seen.mark("no change", changes.is_empty());
    for change in changes {
        seen.mark("added", change.before.is_none());
        seen.mark("removed", change.after.is_none());
        seen.mark("changed", change.before.is_some() && change.after.is_some());
        seen.mark("reordered", change.kind == FieldChangeKind::Reordered);
        seen.mark("escaped key", change.path.as_str().contains('~'));
        seen.mark("set", change.path.as_str().starts_with("/metadata/finalizers/"));
        seen.mark("keyed list", change.path.as_str().contains("/name="));
        let list = |value: &Option<Value>| matches!(value, Some(Value::List(_)));
        seen.mark("list", list(&change.before) || list(&change.after));
        seen.mark("list that is no longer one", list(&change.before) && !list(&change.after));
    }
    for value in [before, after] {
        value.for_each_leaf(&mut |leaf| {
            seen.mark("secret", matches!(leaf, Value::Secret(_)));
            seen.mark("unknown", matches!(leaf, Value::Unknown(_)));
        });
    }
}

#[test]
fn without_rules_exactly_what_differs_is_told() {
    let cells: Vec<_> =
        CELLS.iter().copied().filter(|cell| !["keyed list", "set", "reordered"].contains(cell)).collect();
    law("2 (difference, no rules)", &cells, &pairs(), |(before, after), seen| {
        let rules = DiffRules::none();
        prop_assert_eq!(diff(Some(before), Some(before), &rules), vec![], "to itself");
        let changes = diff(Some(before), Some(after), &rules);
        prop_assert_eq!(&applied(Some(before), &changes), after, "by {:#?}", changes);
        prop_assert_eq!(changes.is_empty(), before == after);
        let made = diff(None, Some(after), &rules);
        prop_assert!(!made.is_empty(), "what comes into being is told");
        seen.mark("nothing before", true);
        if after.as_map().is_some() {
            prop_assert_eq!(&applied(None, &made), after, "from nothing by {:#?}", made);
        }
        prop_assert!(!diff(Some(before), None, &rules).is_empty(), "what goes is told");
        prop_assert_eq!(diff(None, None, &rules), vec![]);
        for change in &changes {
            // Each change says what is there before and after, at its own place and at no other's.
            prop_assert_eq!(change.path.find(before), change.before.as_ref(), "before, at {}", change.path);
            prop_assert_eq!(change.path.find(after), change.after.as_ref(), "after, at {}", change.path);
            prop_assert!(change.before != change.after, "no change at {}", change.path);
            let inside = changes.iter().filter(|other| change.path.contains(&other.path)).count();
            prop_assert_eq!(inside, 1, "{} is told twice", change.path);
        }
        mark(seen, before, after, &changes);
        Ok(())
    });
}

#[test]
fn with_rules_the_meaning_is_the_same() {
    let cells: Vec<_> =
        CELLS.iter().copied().filter(|cell| !["escaped key", "nothing before"].contains(cell)).collect();
    law("2 (difference, rules)", &cells, &bodies(), |(shape, before, after), seen| {
        let target = if shape.is_kubernetes() { "kubernetes" } else { shape.target() };
        let rules = DiffRules::for_target(target);
        let normal = |value: &Value| normalize(value, &rules);
        prop_assert_eq!(normal(&normal(before)), normal(before), "normalising twice");
        prop_assert_eq!(diff(Some(before), Some(before), &rules), vec![], "to itself");
        let changes = diff(Some(before), Some(after), &rules);
        let reached = applied(Some(before), &changes);
        prop_assert_eq!(normal(&reached), normal(after), "by {:#?}", changes);
        prop_assert_eq!(changes.is_empty(), normal(before) == normal(after), "{:#?}", changes);
        let rest = diff(Some(&reached), Some(after), &rules);
        prop_assert_eq!(rest, vec![], "still different");
        mark(seen, before, after, &changes);
        Ok(())
    });
}

/// What a real API server made of manifests, and the manifests, with edits of both.
fn recorded() -> impl Strategy<Value = (Value, Value)> {
    let text = include_str!("../kubernetes/returned.jsonl");
    let lines: Vec<&'static str> = text.lines().collect();
    (prop::sample::select(lines), any::<[bool; 4]>(), edits(4), edits(4)).prop_map(|(line, sides, first, then)| {
        let record = Value::from_json(line).unwrap();
        let side = |returned: bool| record.get(if returned { "returned" } else { "written" }).unwrap().clone();
        let edited = |value: Value, edits: &[Edit], wanted: bool| if wanted { edited(&value, edits) } else { value };
        (edited(side(sides[0]), &first, sides[2]), edited(side(sides[1]), &then, sides[3]))
    })
}

/// Sets of blocks and of references, and texts that hold JSON, each said in several ways.
fn others() -> impl Strategy<Value = (&'static str, Value, Value)> {
    let some = |pool: &'static [&'static str]| {
        let member = prop::sample::select(pool.to_vec()).prop_map(|text| Value::from_json(text).unwrap());
        prop::collection::vec(member, 0..5).prop_map(Value::list)
    };
    let blocks = some(&[
        r#"{"from_port": 80, "cidr_blocks": ["10.0.0.0/8", "192.168.0.0/16"]}"#,
        r#"{"from_port": 80, "cidr_blocks": ["192.168.0.0/16", "10.0.0.0/8"]}"#,
        r#"{"from_port": 80, "cidr_blocks": ["10.0.0.0/8"]}"#,
        r#"{"from_port": 443}"#,
    ]);
    let policies = prop::sample::select(vec![r#"{"a":1,"b":[2]}"#, r#"{ "b": [2], "a": 1 }"#, r#"{"a":2}"#, "no JSON"]);
    let group = (blocks, policies).prop_map(|(blocks, policy)| {
        let group = Value::map([("it", Value::map([("ingress", blocks), ("policy", policy.into())]))]);
        Value::map([("resource", Value::map([("aws_security_group", group)]))])
    });
    let references =
        some(&[r#""db""#, r#""component:db""#, r#""Component:default/DB""#, r#""resource:db""#, r#""other/db""#, "7"]);
    let links = some(&[r#"{"url": "a"}"#, r#"{"url": "b", "title": "B"}"#, r#"{"url": "b"}"#]);
    let entity = (references, links).prop_map(|(references, links)| {
        let metadata = Value::map([("name", "it".into()), ("links", links)]);
        let spec = Value::map([("dependsOn", references)]);
        let head = [("apiVersion", Value::from("backstage.io/v1alpha1")), ("kind", "Component".into())];
        Value::map(head.into_iter().chain([("metadata", metadata), ("spec", spec)]))
    });
    prop_oneof![
        (group.clone(), group).prop_map(|(before, after)| ("terraform", before, after)),
        (entity.clone(), entity).prop_map(|(before, after)| ("catalog", before, after)),
    ]
}

fn means_the_same(rules: &DiffRules, before: &Value, after: &Value, seen: &Seen) -> Result<(), TestCaseError> {
    let normal = |value: &Value| normalize(value, rules);
    prop_assert_eq!(normal(&normal(before)), normal(before), "normalising twice");
    prop_assert_eq!(diff(Some(before), Some(before), rules), vec![], "to itself");
    prop_assert_eq!(diff(Some(before), Some(&normal(before)), rules), vec![], "to its one form");
    let changes = diff(Some(before), Some(after), rules);
    let reached = applied(Some(before), &changes);
    prop_assert_eq!(normal(&reached), normal(after), "by {:#?}", changes);
    prop_assert_eq!(changes.is_empty(), normal(before) == normal(after), "{:#?}", changes);
    prop_assert_eq!(diff(Some(&reached), Some(after), rules), vec![], "still different");
    seen.mark("said in another way", changes.is_empty() && before != after);
    mark(seen, before, after, &changes);
    Ok(())
}

#[test]
fn with_what_real_servers_fill_in_the_meaning_is_the_same() {
    let cells = ["added", "removed", "changed", "no change", "keyed list", "list", "said in another way"];
    let rules = DiffRules::for_target("kubernetes");
    law("2 (difference, real servers)", &cells, &recorded(), |(before, after), seen| {
        means_the_same(&rules, before, after, seen)
    });
}

#[test]
fn with_rules_of_other_targets_the_meaning_is_the_same() {
    let cells = ["added", "removed", "changed", "no change", "said in another way"];
    law("2 (difference, other targets)", &cells, &others(), |(target, before, after), seen| {
        means_the_same(&DiffRules::for_target(target), before, after, seen)
    });
}
