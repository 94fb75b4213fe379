//! Two renderings side by side.

use std::collections::BTreeMap;

use crate::model::{Action, Address, Change, Reason, Rendered, Resource, Scope, Unknown, UnknownPart, Value};

use super::rules::DiffRules;
use super::walk::walk;
use super::{fill::filled, origins};

/// How `after` differs from `before`: two environments, two releases, two versions of a path.
///
/// Addresses are matched without their environment, also where a value waits for an output. A difference is told under
/// the address it has in `after`, where it has one; origins are those of `after`.
pub fn compare(before: &Rendered, after: &Rendered) -> Vec<Change> {
    let key = |address: &'_ Address| -> [String; 3] {
        [address.subject().to_owned(), address.target().to_owned(), address.id().to_owned()]
    };
    let mut pairs: BTreeMap<[String; 3], (Option<&Resource>, Option<&Resource>)> = BTreeMap::new();
    for (address, resource) in &before.resources {
        pairs.entry(key(address)).or_default().0 = Some(resource);
    }
    for (address, resource) in &after.resources {
        pairs.entry(key(address)).or_default().1 = Some(resource);
    }
    let compare = |(before, later): (Option<&Resource>, Option<&Resource>)| {
        let rules = later.or(before).map(|resource| rules_of(after, resource)).unwrap_or_default();
        compare_one(before, later, &after.environment, &rules)
    };
    let mut changes: Vec<Change> = pairs.into_values().filter_map(compare).collect();
    changes.sort_by(|a, b| a.address.cmp(&b.address));
    changes
}

fn rules_of(rendered: &Rendered, resource: &Resource) -> DiffRules {
    let key = resource.address.target();
    let target = rendered.targets.get(key).and_then(|target| target.r#type.as_ref());
    DiffRules::for_target(target.map_or(key, |target| target.as_str()))
}

fn compare_one(
    before: Option<&Resource>,
    after: Option<&Resource>,
    environment: &Scope,
    rules: &DiffRules,
) -> Option<Change> {
    let (action, resource) = match (before, after) {
        (Some(before), Some(after)) if before.digest == after.digest => return None,
        (Some(_), Some(after)) => (Action::Update, after),
        (None, Some(after)) => (Action::Create, after),
        (Some(before), None) => (Action::Delete, before),
        (None, None) => return None,
    };
    let mut change = Change::new(resource.address.clone(), vec![action], Reason::Changed);
    change.class = resource.class;
    change.protect = resource.protect;
    change.before = before.map(|resource| resource.digest);
    change.after = after.map(|resource| resource.digest);
    if let (Some(before), Some(after)) = (before, after) {
        let body = filled(&before.body, &|address, output| in_environment(address, output, environment));
        let body = body.as_ref().unwrap_or(&before.body);
        let mut found = walk(rules, Some(body), Some(&after.body), Some(body));
        if found.fields.is_empty() {
            return None;
        }
        origins::assign(after, &mut found.fields, &found.positions);
        change.fields = found.fields;
    }
    Some(change)
}

/// The same output of the same resource in another environment.
fn in_environment(address: &Address, output: &str, environment: &Scope) -> Option<Value> {
    let [subject, target, id] = [address.subject(), address.target(), address.id()];
    let address =
        format!("{subject}/{environment}/{target}/{id}").parse().ok().filter(|_| address.environment() != "-")?;
    Some(Unknown { parts: vec![UnknownPart::Output { address, output: output.into() }] }.into())
}
