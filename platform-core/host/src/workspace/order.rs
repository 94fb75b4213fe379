//! In which order plans are applied.

use std::collections::{BTreeMap, BTreeSet};

use platform_core::model::{EntityRef, Intent, PlannedRendering, Rendered, Scope};

use super::facts;

/// A subject in an environment, as text.
pub(super) type Key = (String, String);

pub(super) fn key(subject: &EntityRef, scope: &Scope) -> Key {
    (subject.to_string(), scope.to_string())
}

/// What a subject in an environment comes after: what it reads from, and what it has once.
pub(super) fn before(rendered: &Rendered) -> BTreeSet<Key> {
    let read = facts::foreign(rendered).into_iter();
    let mut before: BTreeSet<Key> =
        read.map(|address| (address.subject().to_owned(), address.environment().to_owned())).collect();
    if rendered.environment != Scope::SUBJECT {
        before.insert(key(&rendered.subject, &Scope::SUBJECT));
    }
    before
}

/// Plans with what is shared before who shares it, `-` before environments, environments before what lives in them,
/// and else by name. What is destroyed goes the other way round.
///
/// Two that read from each other can't both come first: they stand last, by name.
pub(super) fn sort(plans: Vec<PlannedRendering>) -> Vec<PlannedRendering> {
    let destroyed = plans.iter().any(|planned| planned.plan.intent == Intent::Destroy);
    let mut waiting: BTreeMap<(bool, Key), (PlannedRendering, BTreeSet<Key>)> = BTreeMap::new();
    let known: BTreeSet<Key> =
        plans.iter().map(|planned| key(&planned.plan.subject, &planned.plan.environment)).collect();
    for planned in plans {
        let key = key(&planned.plan.subject, &planned.plan.environment);
        let before = before(&planned.rendered).intersection(&known).filter(|other| **other != key).cloned().collect();
        let after_environments = planned.plan.subject.kind() != "environment";
        waiting.insert((after_environments, key), (planned, before));
    }
    let mut sorted = Vec::with_capacity(waiting.len());
    let mut done: BTreeSet<Key> = BTreeSet::new();
    while !waiting.is_empty() {
        let ready = waiting.iter().find(|(_, (_, before))| before.is_subset(&done)).map(|(key, _)| key.clone());
        let next = ready.or_else(|| waiting.keys().next().cloned());
        let Some((key, (planned, _))) = next.and_then(|next| waiting.remove_entry(&next)) else { break };
        done.insert(key.1);
        sorted.push(planned);
    }
    if destroyed {
        sorted.reverse();
    }
    sorted
}
