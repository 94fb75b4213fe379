//! Two renderings side by side.

use std::collections::BTreeMap;

use crate::model::{Action, Address, Change, Reason, Rendered, Resource};

use super::{diff::diff, rules::DiffRules};

/// How `after` differs from `before`: two environments, two releases, two versions of a path. Addresses are matched
/// without their environment; a change is told under the address it has in `after`, where it has one.
pub fn compare(before: &Rendered, after: &Rendered) -> Vec<Change> {
    let key = |address: &Address| (address.subject().to_owned(), address.target().to_owned(), address.id().to_owned());
    let mut pairs: BTreeMap<_, (Option<&Resource>, Option<&Resource>)> = BTreeMap::new();
    before.resources.iter().for_each(|(address, resource)| pairs.entry(key(address)).or_default().0 = Some(resource));
    after.resources.iter().for_each(|(address, resource)| pairs.entry(key(address)).or_default().1 = Some(resource));
    pairs.into_values().filter_map(|(before, after)| compare_one(before, after)).collect()
}

fn compare_one(before: Option<&Resource>, after: Option<&Resource>) -> Option<Change> {
    let (action, resource) = match (before, after) {
        (Some(before), Some(after)) if before.digest == after.digest => return None,
        (Some(_), Some(after)) => (Action::Update, after),
        (None, Some(after)) => (Action::Create, after),
        (Some(before), None) => (Action::Delete, before),
        (None, None) => return None,
    };
    let mut change = Change::new(resource.address.clone(), vec![action], Reason::Changed);
    change.class = resource.class;
    change.before = before.map(|resource| resource.digest);
    change.after = after.map(|resource| resource.digest);
    if action == Action::Update {
        change.fields = diff(before.map(|r| &r.body), after.map(|r| &r.body), &DiffRules::none());
    }
    Some(change)
}
