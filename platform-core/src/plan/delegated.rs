//! What the tool of a delegated target would do, made part of what is decided about a resource.
//!
//! Our files say what should be, the tool looked at what is there: where it would do nothing, nothing is left to do; where
//! it would do more than our files tell, that is told too.

use crate::model::{
    Action, FieldChange, FieldChangeKind, Reason, Resource, StateResource, ToolChange, ToolField, ToolPlan, Value,
};

use super::terraform::TerraformBlock;
use super::walk::Found;

/// What the tool adds to the differences that we found.
#[derive(Debug, Default)]
pub(super) struct Added {
    /// Values that it would change, and we do not say.
    pub(super) fields: Vec<FieldChange>,
    /// Why it would replace the resource, if it would.
    pub(super) replaces: Option<Reason>,
    /// All of it is gone: it would make it again.
    pub(super) is_gone: bool,
}

/// Compares what the tool would do with what we found, and takes from that what the tool finds done.
pub(super) fn add(theirs: &ToolPlan, desired: &Resource, known: &StateResource, found: &mut Found) -> Added {
    if theirs.changes.is_empty() {
        found.outdated |= !found.fields.is_empty();
        found.fields.clear();
        found.positions.clear();
        return Added::default();
    }
    let mut added = Added::default();
    let blocks = TerraformBlock::all(&desired.body);
    for change in &theirs.changes {
        let replaces = replaces(change, desired, &blocks);
        if replaces {
            added.replaces = added.replaces.or_else(|| Some(why_replaced(change, found)));
        }
        let whole = (!change.is_replacement() && change.fields.is_empty()).then(|| whole(change, desired));
        for mut field in change.fields.iter().cloned().chain(whole) {
            field.forces_replacement &= replaces;
            if !told(&field, found) {
                added.fields.push(beside(field, desired, known, found.intent));
            }
        }
    }
    let is_made = |change: &ToolChange| change.actions == [Action::Create];
    let mut blocks = blocks.iter().filter(|block| !block.address.starts_with("data."));
    added.is_gone = found.fields.is_empty()
        && theirs.changes.iter().all(is_made)
        && blocks.clone().count() == theirs.changes.len()
        && blocks.all(|block| block.is_single);
    added
}

/// Whether the resource itself is replaced: what the path says has its successor before it goes, is only changed.
fn replaces(change: &ToolChange, desired: &Resource, blocks: &[TerraformBlock]) -> bool {
    let is_succeeded = || {
        let block = blocks.iter().find(|block| change.resource.starts_with(block.address.as_str()));
        block.is_some_and(|block| block.is_succeeded) && change.actions == [Action::Create, Action::Delete]
    };
    change.is_replacement() && (desired.protect || !is_succeeded())
}

fn why_replaced(change: &ToolChange, found: &Found) -> Reason {
    let forcing = || change.fields.iter().filter(|field| field.forces_replacement);
    match change.reason.as_deref() {
        Some("replace_by_request") => Reason::Requested,
        Some("replace_because_tainted") => Reason::Drift,
        _ if !found.fields.is_empty() => Reason::CannotUpdateInPlace,
        Some("replace_by_triggers") => Reason::DependencyReplaced,
        _ if forcing().count() > 0 && forcing().all(is_unknown) => Reason::DependencyReplaced,
        _ => Reason::Drift,
    }
}

fn is_unknown(field: &ToolField) -> bool {
    field.after.as_ref().is_some_and(Value::has_unknown)
}

/// Whether a difference of ours tells it already; it learns then what only the tool knows of it.
fn told(theirs: &ToolField, found: &mut Found) -> bool {
    let ours = found.fields.iter_mut();
    let mut same = ours.filter(|ours| ours.path.contains(&theirs.path) || theirs.path.contains(&ours.path)).peekable();
    let is_told = same.peek().is_some();
    same.for_each(|ours| ours.forces_replacement |= theirs.forces_replacement);
    is_told
}

/// A value that the tool would change beside what our files change.
fn beside(theirs: ToolField, desired: &Resource, known: &StateResource, intent: bool) -> FieldChange {
    let said = theirs.path.find(&desired.body);
    let kind = match () {
        () if is_unknown(&theirs) => FieldChangeKind::UnknownOnly,
        // Its values are hidden, and equal as far as they are told.
        () if theirs.before == theirs.after => FieldChangeKind::SecretVersion,
        // What our files say as they did is not there as it was written.
        () if said.is_some() && said == theirs.path.find(&known.body) => FieldChangeKind::Drift,
        () if intent => FieldChangeKind::Intent,
        () => FieldChangeKind::Drift,
    };
    let mut field = FieldChange::new(theirs.path, theirs.before, theirs.after, kind);
    field.forces_replacement = theirs.forces_replacement;
    field.origin = super::origins::at(desired, &field.path).first().copied();
    field
}

/// What is made or goes, as one field.
fn whole(change: &ToolChange, desired: &Resource) -> ToolField {
    let said = change.path.find(&desired.body).cloned();
    let name = || Value::from(change.resource.clone());
    let (made, goes) = (change.actions.contains(&Action::Create), change.actions.contains(&Action::Delete));
    let after = made.then(|| said.clone().unwrap_or_else(name));
    let before = goes.then(|| said.filter(|_| !change.deposed).unwrap_or_else(name));
    ToolField::new(change.path.clone(), before, after)
}
