//! A rename that nobody said: one address goes, another comes, and both are the same thing in the target.

use std::collections::BTreeMap;

use crate::model::{Action, Address, Diagnostic, Value, codes};

use super::decision::Decision;
use super::world::Entry;

/// Everything that would be deleted under one address and created under another: done in any order, the thing would be
/// gone or be touched twice.
pub(super) fn unsaid_renames(entries: &[Entry<'_>], decisions: &[Decision]) -> Vec<Diagnostic> {
    let with = |action: Action| {
        let decided = entries.iter().zip(decisions);
        let alone = move |decision: &Decision| decision.change().is_some_and(|change| change.actions == [action]);
        decided.filter(move |(_, decision)| alone(decision)).map(|(entry, _)| entry)
    };
    let mut gone: BTreeMap<(&str, Identity<'_>), &Address> = BTreeMap::new();
    for entry in with(Action::Delete) {
        let identity = entry.known.and_then(|known| Identity::of(&known.body));
        gone.extend(identity.map(|identity| ((entry.address.target(), identity), entry.address)));
    }
    if gone.is_empty() {
        return Vec::new();
    }
    let told = with(Action::Create).filter_map(|entry| {
        // Whose identity was not told when it was rendered may be anything.
        let desired = entry.desired.filter(|desired| desired.identity.is_some())?;
        let identity = Identity::of(&desired.body)?;
        let old = gone.get(&(entry.address.target(), identity))?;
        Some(problem(old, entry.address, desired.identity.as_deref().unwrap_or_default()))
    });
    told.collect()
}

fn problem(old: &Address, new: &Address, identity: &str) -> Diagnostic {
    let message = format!("{old} would be deleted and {new} created, and both are `{identity}` in {}", new.target());
    let help =
        format!("say that it was renamed: `moved: [{{from: {}, to: {}}}]` in the golden path", old.id(), new.id());
    Diagnostic::error(codes::PLAN_MOVE, message).with_help(help)
}

/// What Kubernetes and the catalog know a thing by. The version of its API does not matter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Identity<'a> {
    group: &'a str,
    kind: &'a str,
    namespace: &'a str,
    name: &'a str,
}

impl<'a> Identity<'a> {
    fn of(body: &'a Value) -> Option<Self> {
        let text = |value: &'a Value, key: &str| value.get(key).and_then(Value::as_str);
        let metadata = body.get("metadata")?;
        let version = text(body, "apiVersion")?;
        Some(Self {
            group: version.split_once('/').map_or("", |(group, _)| group),
            kind: text(body, "kind")?,
            namespace: text(metadata, "namespace").unwrap_or_default(),
            name: text(metadata, "name")?,
        })
    }
}
