//! Planning from what the server gave back.

use std::collections::{BTreeMap, BTreeSet};

use platform_core::model::{
    Action, Address, FieldChange, FieldChangeKind, Freshness, Observed, PlanOptions, Pointer, Rendered, Resource,
    Scope, State, StateResource, Target, Value,
};
use platform_core::plan::{DiffRules, diff, normalize, plan, tolerated, verify};

use crate::record::{Record, committed};

fn address() -> Address {
    "shop/production/kubernetes/it".parse().unwrap()
}

fn rendered(body: &Value) -> Rendered {
    let mut rendered = Rendered::empty("shop".parse().unwrap(), "production".parse().unwrap());
    rendered.targets.insert("kubernetes".parse().unwrap(), Target::default());
    rendered.with_resource(Resource::new(address(), body.clone()))
}

fn state(body: &Value) -> State {
    let scope: Scope = "production".parse().unwrap();
    let mut state = State::new("shop".parse().unwrap(), scope, "lineage");
    state.resources.insert(address(), StateResource::new(body.clone()));
    state
}

/// What would be done to what the server gave back, in a line each.
pub(crate) fn noise(record: &Record) -> Vec<String> {
    let Record { from, written, returned } = record;
    let (rendered, state) = (rendered(written), state(written));
    let observed = Observed::nothing().with_present(address(), returned.clone());
    let made = plan(&rendered, &state, &observed, &PlanOptions::default()).value.unwrap();
    let mut lines: Vec<String> = made
        .changes
        .iter()
        .flat_map(|change| {
            let head = std::iter::once(format!("{:?} {:?}", change.actions, change.reason));
            head.chain(change.fields.iter().map(field_line)).map(|line| format!("{from}: {line}"))
        })
        .collect();
    if verify(&made, &rendered, &state, &observed) != Freshness::Fresh {
        lines.push(format!("{from}: not what it was planned from"));
    }
    // Adopting it, when nothing is known of it, changes nothing either.
    let mut adopt = PlanOptions::default();
    adopt.adopt.push(address());
    let nothing = State::new("shop".parse().unwrap(), "production".parse().unwrap(), "lineage");
    let adopted = plan(&rendered, &nothing, &observed, &adopt).value.unwrap();
    for change in &adopted.changes {
        if change.actions != [Action::Import] {
            lines.push(format!("{from}: adopting does {:?}", change.actions));
            lines.extend(change.fields.iter().map(field_line));
        }
    }

    lines
}

fn field_line(field: &FieldChange) -> String {
    let text = |value: &Option<Value>| value.as_ref().map_or_else(|| "-".to_owned(), Value::to_json);
    format!("{:?} {} {} -> {}", field.kind, field.path, text(&field.before), text(&field.after))
}

/// The leaves that the server added, and that no entry of the list accounts for.
pub(crate) fn unaccounted(record: &Record) -> Vec<String> {
    let rules = DiffRules::for_target("kubernetes");
    let Record { from, written, returned } = record;
    let listed = tolerated(Some(written), Some(written), returned, &rules);
    let plain = diff(Some(written), Some(returned), &rules);
    let added = plain.iter().filter(|field| field.before.is_none());
    let covers = |field: &&FieldChange| {
        listed.iter().any(|entry| {
            let (entry, field) = (entry.path.as_str(), field.path.as_str());
            field == entry || field.starts_with(&format!("{entry}/")) || entry.starts_with(&format!("{field}/"))
        })
    };
    added.filter(|field| !covers(field)).map(|field| format!("{from}: {}", field.path)).collect()
}

/// How often each place is listed, by what it is listed as; names of items and of keys that are data are left out.
pub(crate) fn places(records: &[Record], kind: FieldChangeKind) -> String {
    let rules = DiffRules::for_target("kubernetes");
    let mut all: BTreeMap<String, (u32, BTreeSet<String>)> = BTreeMap::new();
    for record in records {
        let listed = tolerated(Some(&record.written), Some(&record.written), &record.returned, &rules);
        for entry in listed.iter().filter(|entry| entry.kind == kind) {
            let count = all.entry(general(&entry.path)).or_default();
            count.0 += 1;
            let kind = record.kind();
            count.1.insert(kind.rsplit(' ').next().unwrap().to_owned());
        }
    }
    let line = |(path, (count, kinds)): (&String, &(u32, BTreeSet<String>))| {
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let kinds = if kinds.len() > 8 { format!("{} kinds", kinds.len()) } else { kinds.join(" ") };
        format!("{count:4} {path} ({kinds})\n")
    };
    all.iter().map(line).collect()
}

fn general(path: &Pointer) -> String {
    let token = |token: String| match token.split_once('=') {
        _ if token.contains('.') => "*".to_owned(),
        Some((key, _)) => format!("{key}=*"),
        None => token,
    };
    path.tokens().map(token).map(|token| format!("/{token}")).collect()
}

#[test]
fn what_the_server_made_of_a_manifest_is_no_change() {
    let records = committed();
    let kinds: BTreeSet<String> = records.iter().map(Record::kind).collect();
    assert!(records.len() >= 100 && kinds.len() >= 40, "{} manifests of {} kinds", records.len(), kinds.len());
    let noise: Vec<String> = records.iter().flat_map(noise).collect();
    assert!(noise.is_empty(), "{}", noise.join("\n"));
}

#[test]
fn whatever_the_server_added_is_listed() {
    let unaccounted: Vec<String> = committed().iter().flat_map(unaccounted).collect();
    assert!(unaccounted.is_empty(), "{}", unaccounted.join("\n"));
}

#[test]
fn a_change_among_all_that_the_server_added_is_told() {
    for record in committed() {
        let label = |value: &Value, to: &str| {
            let metadata = value.get("metadata").unwrap().as_map().unwrap();
            let labels = metadata.get("labels").and_then(Value::as_map).cloned().unwrap_or_default();
            let metadata = metadata.with("labels", Value::Map(labels.with("changed", to.into())));
            Value::Map(value.as_map().unwrap().with("metadata", Value::Map(metadata)))
        };
        let (before, after) = (label(&record.written, "no"), label(&record.written, "yes"));
        let observed = Observed::nothing().with_present(address(), label(&record.returned, "no"));
        let made = plan(&rendered(&after), &state(&before), &observed, &PlanOptions::default()).value.unwrap();
        let told: Vec<String> = made.changes.iter().flat_map(|change| &change.fields).map(field_line).collect();
        assert_eq!(told, [r#"Intent /metadata/labels/changed "no" -> "yes""#], "{}", record.from);
    }
}

#[test]
fn both_have_forms_of_their_own() {
    let rules = DiffRules::for_target("kubernetes");
    for record in committed() {
        for value in [&record.written, &record.returned] {
            let normal = normalize(value, &rules);
            assert_eq!(normalize(&normal, &rules), normal, "{}", record.from);
            assert_eq!(diff(Some(value), Some(&normal), &rules), vec![], "{}", record.from);
        }
    }
}

#[test]
fn what_is_listed_is_what_it_is_said_to_be() {
    let records = committed();
    insta::assert_snapshot!("server_defaults", places(&records, FieldChangeKind::ServerDefault));
    insta::assert_snapshot!("foreign", places(&records, FieldChangeKind::Foreign));
}
