//! Which places of two revisions are compared with each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Diagnostic, EntityRef, Former, Platform, Scope, Selection};
use crate::plan::{selected, unknown};

/// A subject in an environment.
pub(super) type Key = (EntityRef, Scope);

/// A place in both revisions: its name in each differs where it was renamed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    pub(super) after: Key,
    pub(super) before: Key,
}

/// What a selection selects of either revision.
///
/// # Errors
/// Neither has what was asked for.
pub(super) fn pairs(before: &Platform, after: &Platform, selection: &Selection) -> Result<Vec<Pair>, Vec<Diagnostic>> {
    let known = unknown(before, selection);
    let problems: Vec<Diagnostic> = unknown(after, selection)
        .into_iter()
        .filter(|problem| known.iter().any(|other| other.message == problem.message))
        .collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let renamed = renamed(before, after);
    let now: BTreeMap<&Key, &Key> = renamed.iter().map(|(now, was)| (was, now)).collect();
    let of_after = selected(after, selection).into_iter();
    let of_before = selected(before, selection).into_iter();
    let keys: BTreeSet<Key> =
        of_after.chain(of_before.map(|key| now.get(&key).map_or(key.clone(), |now| (*now).clone()))).collect();
    let pair = |after: Key| Pair { before: renamed.get(&after).unwrap_or(&after).clone(), after };
    Ok(keys.into_iter().map(pair).collect())
}

/// What has another name now, with the one it had. A copy is no rename: what was renamed is gone from the later files.
fn renamed(before: &Platform, after: &Platform) -> BTreeMap<Key, Key> {
    let mut renamed = BTreeMap::new();
    let mut taken: BTreeSet<Key> = BTreeSet::new();
    for (reference, subject) in &after.subjects {
        for scope in after.scopes(subject) {
            if has(before, reference, &scope) {
                continue;
            }
            let former = after.former(reference, &scope).into_iter();
            let mut former = former.map(|Former { subject, environment }| (subject, environment));
            let was = former.find(|(subject, scope)| has(before, subject, scope) && !has(after, subject, scope));
            if let Some(was) = was.filter(|was| taken.insert(was.clone())) {
                renamed.insert((reference.clone(), scope), was);
            }
        }
    }
    renamed
}

/// Whether a subject lives in an environment of a platform.
pub(super) fn has(platform: &Platform, subject: &EntityRef, scope: &Scope) -> bool {
    let lives = |name| platform.environments.contains_key(name);
    platform
        .subjects
        .get(subject)
        .is_some_and(|subject| scope.name().is_none_or(|name| lives(name) && subject.lives_in(name)))
}
