//! In which order plans are applied.

use std::collections::{BTreeMap, BTreeSet};

use platform_core::model::{EntityRef, Intent, PlannedRendering, Rendered, Scope};

use super::facts;

/// A subject in an environment, as text.
pub(super) type Key = (String, String);

pub(super) fn key(subject: &EntityRef, scope: &Scope) -> Key {
    (subject.to_string(), scope.to_string())
}

/// Where it stands among those that wait for nothing.
type Place = (bool, Key);

/// A plan that waits for others.
struct Waiting {
    planned: PlannedRendering,
    /// For how many.
    left: usize,
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
    let known: BTreeMap<Key, bool> = plans
        .iter()
        .map(|planned| {
            let subject = &planned.plan.subject;
            (key(subject, &planned.plan.environment), subject.kind() != "environment")
        })
        .collect();
    let mut waiting: BTreeMap<Place, Waiting> = BTreeMap::new();
    let mut after: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    for planned in plans {
        let own = key(&planned.plan.subject, &planned.plan.environment);
        let place = (planned.plan.subject.kind() != "environment", own.clone());
        let others = before(&planned.rendered).into_iter().filter(|other| *other != own);
        let mut left = 0_usize;
        for other in others {
            if let Some(behind) = known.get(&other) {
                after.entry((*behind, other)).or_default().push(place.clone());
                left = left.saturating_add(1);
            }
        }
        waiting.insert(place, Waiting { planned, left });
    }
    let mut ready: BTreeSet<Place> =
        waiting.iter().filter(|(_, one)| one.left == 0).map(|(place, _)| place.clone()).collect();
    let mut sorted = Vec::with_capacity(waiting.len());
    while let Some(place) = ready.pop_first().or_else(|| waiting.keys().next().cloned()) {
        sorted.extend(waiting.remove(&place).map(|one| one.planned));
        for other in after.remove(&place).unwrap_or_default() {
            if let Some(one) = waiting.get_mut(&other) {
                one.left = one.left.saturating_sub(1);
                if one.left == 0 {
                    ready.insert(other);
                }
            }
        }
    }
    if destroyed {
        sorted.reverse();
    }
    sorted
}
