//! Files that are not ours alone: seeded ones are the team's once created, merged ones are written by both.

use crate::model::{
    Diagnostic, FieldChange, FieldChangeKind, Observation, Ownership, Pointer, Resource, StateResource, Value, codes,
};

use super::merge::{Conflict, merge};
use super::world::{Entry, same_terms};

/// What is done with a file that the team may edit.
pub(super) enum Plan {
    Nothing,
    /// The file is as it should be; what is known of it is not.
    Learn,
    Write(Box<FieldChange>),
    /// Its text waits for an output: it can be merged only when that is known.
    Later(Box<FieldChange>),
}

/// A seeded file is never touched again. A merged one is written when what is rendered has changed since it was written
/// last; what the team did to it since then stays. One that the team deleted stays deleted.
///
/// `text` is what is rendered, with what is known filled in.
pub(super) fn keep(
    entry: &Entry<'_>,
    desired: &Resource,
    known: &StateResource,
    text: &Value,
) -> (Plan, Option<Diagnostic>) {
    let learn = || if same_terms(desired, known) { Plan::Nothing } else { Plan::Learn };
    if matches!(entry.seen, Some(Observation::Absent)) {
        return (learn(), None);
    }
    if desired.ownership != Some(Ownership::Merged) || *text == known.body {
        return (learn(), None);
    }
    let there = match entry.seen {
        Some(Observation::Present(present)) if present.digest != known.digest => &present.body,
        _ => &known.body,
    };
    if text.has_unknown() {
        let (before, after) = (Some(there.clone()), Some(text.clone()));
        let field = FieldChange::new(Pointer::root(), before, after, FieldChangeKind::UnknownOnly);
        return (Plan::Later(Box::new(field)), None);
    }
    if there == text {
        return (Plan::Learn, None);
    }
    match merged(&known.body, text, there) {
        // The team did the same, and more.
        Ok(text) if text == *there => (Plan::Learn, None),
        Ok(text) => (write(there, &text), None),
        Err(conflicts) => (write(there, text), Some(conflict(desired, &conflicts))),
    }
}

fn write(before: &Value, after: &Value) -> Plan {
    let field = FieldChange::new(Pointer::root(), Some(before.clone()), Some(after.clone()), FieldChangeKind::Intent);
    Plan::Write(Box::new(field))
}

fn merged(base: &Value, ours: &Value, theirs: &Value) -> Result<Value, Vec<Conflict>> {
    match (base.as_str(), ours.as_str(), theirs.as_str()) {
        (Some(base), Some(ours), Some(theirs)) => merge(base, ours, theirs).map(Value::from),
        // What is no text is one line.
        _ => Err(vec![Conflict { first: 1, last: 1 }]),
    }
}

fn conflict(desired: &Resource, conflicts: &[Conflict]) -> Diagnostic {
    let lines: Vec<String> = conflicts
        .iter()
        .map(|Conflict { first, last }| if first == last { first.to_string() } else { format!("{first}–{last}") })
        .collect();
    let path = desired.address.id();
    let word = if conflicts.len() == 1 && lines.iter().all(|line| !line.contains('–')) { "line" } else { "lines" };
    let message =
        format!("{path} was changed by the golden path and by the team at the same place: {word} {}", lines.join(", "));
    Diagnostic::error(codes::PLAN_BLOCKED, message).with_help(format!(
        "take over by hand what the golden path changed in {path}, or undo the edit; then plan again"
    ))
}

/// Whether a file stays when it is no longer rendered: it is the team's, or they put something of theirs into it.
pub(super) fn stays(entry: &Entry<'_>, known: &StateResource) -> bool {
    match (known.ownership, entry.seen) {
        (Some(Ownership::Seeded), _) => true,
        (Some(Ownership::Merged), Some(Observation::Present(present))) => present.digest != known.digest,
        _ => false,
    }
}
