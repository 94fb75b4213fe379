//! What was applied and is gone from the files.

use std::collections::BTreeSet;

use super::{Facts, select};
use crate::model::{EntityRef, Former, Intent, Orphan, Outcome, PlanOptions, Platform, Scope, Selection, State};

type Key = (EntityRef, Scope);

/// The state of a subject in an environment: under its name, or under one that it had before.
pub(super) fn state_of<'f>(platform: &Platform, key: &Key, facts: &'f Facts) -> Option<(Key, &'f State)> {
    if let Some(state) = facts.states.get(key) {
        return Some((key.clone(), state));
    }
    let former = platform.former(&key.0, &key.1).into_iter();
    let mut former = former.map(|Former { subject, environment }| (subject, environment));
    // What was destroyed under its old name is nothing's beginning.
    former.find_map(|old| facts.states.get(&old).filter(|state| holds(state)).map(|state| (old, state)))
}

fn holds(state: &State) -> bool {
    !state.resources.is_empty() || state.applying.is_some()
}

/// Everything that holds resources and is neither in the files nor a former name of what is.
pub(super) fn orphans(platform: &Platform, facts: &Facts) -> Vec<Orphan> {
    let mut declared: BTreeSet<Key> = BTreeSet::new();
    for (reference, subject) in &platform.subjects {
        for scope in platform.scopes(subject) {
            let key = (reference.clone(), scope);
            declared.extend(state_of(platform, &key, facts).map(|(old, _)| old));
            declared.insert(key);
        }
    }
    let left = facts.states.iter().filter(|(key, state)| holds(state) && !declared.contains(key));
    let left = left.map(|((subject, environment), state)| {
        Orphan::new(subject.clone(), environment.clone(), state.serial, state.resources.len())
    });
    left.collect()
}

/// What a selection selects; orphans among it only where they are to be destroyed and are named.
pub(super) fn selected(
    platform: &Platform,
    selection: &Selection,
    orphans: &[Orphan],
    options: &PlanOptions,
) -> Outcome<Vec<Key>> {
    let named = |orphan: &&Orphan| {
        selection.subjects.contains(&orphan.subject)
            && (selection.scopes.is_empty() || selection.scopes.contains(&orphan.environment))
    };
    let named = orphans.iter().filter(named).filter(|_| options.intent == Intent::Destroy);
    let named: BTreeSet<Key> = named.map(|orphan| (orphan.subject.clone(), orphan.environment.clone())).collect();
    if named.is_empty() {
        return select(platform, selection);
    }
    // What is gone from the files is known to no selection.
    let mut rest = selection.clone();
    let gone =
        |subject: &EntityRef| named.iter().any(|(one, _)| one == subject) && !platform.subjects.contains_key(subject);
    rest.subjects.retain(|subject| !gone(subject));
    let vanished = |scope: &Scope| {
        named.iter().any(|(_, one)| one == scope)
            && scope.name().is_some_and(|name| !platform.environments.contains_key(name))
    };
    rest.scopes.retain(|scope| !vanished(scope));
    if rest.subjects.is_empty() || (rest.scopes.is_empty() && !selection.scopes.is_empty()) {
        return Outcome::ok(named.into_iter().collect());
    }
    select(platform, &rest).map(|more| named.into_iter().chain(more).collect::<BTreeSet<Key>>().into_iter().collect())
}
