//! What was renamed must be gone, and be one thing now.

use std::collections::BTreeMap;

use super::Findings;
use crate::model::{Diagnostic, EntityRef, Name, Place, Platform, Pointer, codes};

pub(super) fn check(platform: &Platform, findings: &mut Findings) {
    let list = Pointer::from_tokens(["spec", "renamedFrom"]);
    let mut taken: BTreeMap<&Name, &Name> = BTreeMap::new();
    for environment in platform.environments.values() {
        for (index, name) in environment.spec.renamed_from.iter().enumerate() {
            let place = || environment.source.place(&list.index(index));
            let now = environment.name.as_str();
            let still = platform.environments.contains_key(name);
            let other = taken.insert(name, &environment.name).map(Name::as_str);
            findings.add(|| problem("environment", name.as_str(), now, still, other, place));
        }
    }
    let mut taken: BTreeMap<EntityRef, &EntityRef> = BTreeMap::new();
    for (reference, subject) in &platform.subjects {
        for (index, name) in subject.follows.renamed_from.iter().enumerate() {
            let Ok(old) = EntityRef::parse_catalog(name, reference.kind(), reference.namespace()) else { continue };
            let pointer = subject.follows.pointer.join("renamedFrom").index(index);
            let place = || subject.entity.source.place(&pointer);
            let still = platform.subjects.contains_key(&old);
            let other = taken.insert(old.clone(), reference).map(ToString::to_string);
            findings
                .add(|| problem("subject", &old.to_string(), &reference.to_string(), still, other.as_deref(), place));
        }
    }
}

fn problem(
    what: &str,
    old: &str,
    now: &str,
    still: bool,
    other: Option<&str>,
    place: impl FnOnce() -> Place,
) -> Option<Diagnostic> {
    let (message, help) = match other {
        _ if old == now => (format!("the {what} `{now}` can't be renamed from itself"), "remove it"),
        _ if still => (
            format!("the {what} `{old}` was renamed to `{now}`, and is still there"),
            "remove one of the two: a copy is no rename",
        ),
        Some(other) => (
            format!("the {what} `{old}` was renamed both to `{other}` and to `{now}`"),
            "only one of them can be what it was",
        ),
        None => return None,
    };
    Some(Diagnostic::error(codes::PLAN_MOVE, message).with_help(help).with_place(place()))
}
