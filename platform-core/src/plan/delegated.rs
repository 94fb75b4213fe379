//! What the tool of a delegated target would do, made part of what is decided about a resource.
//!
//! Our files say what should be, the tool looked at what is there: where it would do nothing, nothing is left to do; where
//! it would do more than our files tell, that is told too. Each value is looked up once, however many there are.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Action, FieldChange, FieldChangeKind, Pointer, Reason, Resource, StateResource, ToolChange, ToolField, ToolPlan,
    Value,
};

use super::terraform::TerraformBlock;
use super::walk::Found;

/// What the tool adds to the differences that we found.
#[derive(Debug, Default)]
pub(super) struct Added {
    /// Why it would replace the resource, if it would.
    pub(super) replaces: Option<Reason>,
    /// All of it is gone: it would make it again.
    pub(super) is_gone: bool,
    /// It would change values that our files do not change.
    pub(super) changes_more: bool,
}

/// Puts what the tool would do beyond our files among what we found, and takes from that what the tool finds done.
pub(super) fn add(theirs: &ToolPlan, desired: &Resource, known: &StateResource, found: &mut Found) -> Added {
    if theirs.changes.is_empty() {
        found.outdated |= !found.fields.is_empty();
        found.fields.clear();
        found.positions.clear();
        return Added::default();
    }
    only_what_goes_forces(theirs, &mut found.fields);
    let blocks = TerraformBlock::all(&desired.body);
    let mut added = Added { is_gone: is_gone(theirs, &blocks, found), ..Added::default() };
    let succeeded = blocks.iter().filter(|block| block.is_succeeded && !desired.protect);
    let succeeded: BTreeSet<&str> = succeeded.map(|block| block.address.as_str()).collect();
    let mut ours = Ours::of(&found.fields);
    let mut more = Vec::new();
    for change in &theirs.changes {
        let replaces = replaces(change, &succeeded);
        if replaces {
            added.replaces = added.replaces.or_else(|| Some(why_replaced(change, found)));
        }
        let whole = (!change.is_replacement() && change.fields.is_empty()).then(|| whole(change, desired));
        for mut field in change.fields.iter().cloned().chain(whole) {
            field.forces_replacement &= replaces;
            if !ours.tell(&field, &mut found.fields) {
                more.push(beside(field, desired, known, found.intent));
            }
        }
    }
    added.changes_more = !more.is_empty();
    put(more, found);
    added
}

/// By our files alone, a block that is no longer said goes. Where the tool finds it gone already, nothing is replaced.
fn only_what_goes_forces(theirs: &ToolPlan, fields: &mut [FieldChange]) {
    let goes = theirs.changes.iter().filter(|change| change.actions.contains(&Action::Delete));
    let goes: BTreeSet<&Pointer> = goes.map(|change| &change.path).collect();
    for field in fields.iter_mut().filter(|field| field.forces_replacement) {
        let inside = || goes.range(field.path.join("")..).next().is_some_and(|path| field.path.contains(path));
        let around = || std::iter::successors(field.path.parent(), Pointer::parent).any(|path| goes.contains(&path));
        field.forces_replacement = goes.contains(&field.path) || inside() || around();
    }
}

/// Whether the tool would make all of it again.
fn is_gone(theirs: &ToolPlan, blocks: &[TerraformBlock], found: &Found) -> bool {
    let mut blocks = blocks.iter().filter(|block| !block.address.starts_with("data."));
    found.fields.is_empty()
        && theirs.changes.iter().all(|change| change.actions == [Action::Create])
        && blocks.clone().count() == theirs.changes.len()
        && blocks.all(|block| block.is_single)
}

/// Whether the resource itself is replaced: what the path says has its successor before it goes, is only changed.
fn replaces(change: &ToolChange, succeeded: &BTreeSet<&str>) -> bool {
    let block = change.resource.split('[').next().unwrap_or_default();
    let is_succeeded = succeeded.contains(block) && change.actions == [Action::Create, Action::Delete];
    change.is_replacement() && !is_succeeded
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

/// Our own differences by place.
struct Ours {
    at: BTreeMap<Pointer, usize>,
    /// The places below which all was told to force a replacement.
    forced: BTreeSet<Pointer>,
}

impl Ours {
    fn of(fields: &[FieldChange]) -> Self {
        let at = fields.iter().enumerate().map(|(index, field)| (field.path.clone(), index));
        Self { at: at.collect(), forced: BTreeSet::new() }
    }

    /// Whether one of ours tells it already; that learns then what only the tool knows of it.
    fn tell(&mut self, theirs: &ToolField, fields: &mut [FieldChange]) -> bool {
        let mut around = Vec::new();
        let mut place = Some(theirs.path.clone());
        let mut is_forced = false;
        while let Some(at) = place {
            around.extend(self.at.get(&at).copied());
            is_forced |= self.forced.contains(&at);
            place = at.parent();
        }
        let mut inside = self.at.range(theirs.path.join("")..).take_while(|(path, _)| theirs.path.contains(path));
        if theirs.forces_replacement && !is_forced {
            let all: Vec<usize> = inside.map(|(_, index)| *index).chain(around).collect();
            for index in &all {
                if let Some(ours) = fields.get_mut(*index) {
                    ours.forces_replacement = true;
                }
            }
            self.forced.insert(theirs.path.clone());
            return !all.is_empty();
        }
        !around.is_empty() || inside.next().is_some()
    }
}

/// A value that the tool would change beside what our files change, and where it stands in the body.
fn beside(theirs: ToolField, desired: &Resource, known: &StateResource, intent: bool) -> (FieldChange, Vec<u32>) {
    let (said, position) = place(&desired.body, &theirs.path);
    let kind = match () {
        () if is_unknown(&theirs) => FieldChangeKind::UnknownOnly,
        // Its values are hidden, and equal as far as they are told.
        () if theirs.before == theirs.after => FieldChangeKind::SecretVersion,
        // What our files say as they did is not there as it was written.
        () if said.is_some() && said == place(&known.body, &theirs.path).0 => FieldChangeKind::Drift,
        () if intent => FieldChangeKind::Intent,
        () => FieldChangeKind::Drift,
    };
    let mut field = FieldChange::new(theirs.path, theirs.before, theirs.after, kind);
    field.forces_replacement = theirs.forces_replacement;
    (field, position)
}

/// What stands at a place, and which child of which child that is.
fn place<'v>(body: &'v Value, path: &Pointer) -> (Option<&'v Value>, Vec<u32>) {
    let (mut at, mut position) = (body, Vec::new());
    for token in path.tokens() {
        let child = match at {
            Value::Map(map) => map.position(&token).and_then(|index| Some((index, map.get(&token)?))),
            Value::List(list) => token.parse::<usize>().ok().and_then(|index| Some((index, list.get(index)?))),
            _ => None,
        };
        let Some((index, child)) = child else {
            // No child has this number: nobody said it, and it has no origin.
            position.push(u32::MAX);
            return (None, position);
        };
        position.push(u32::try_from(index).unwrap_or(u32::MAX));
        at = child;
    }
    (Some(at), position)
}

/// By place, each with its position.
fn put(more: Vec<(FieldChange, Vec<u32>)>, found: &mut Found) {
    if more.is_empty() {
        return;
    }
    let ours = std::mem::take(&mut found.fields).into_iter().zip(std::mem::take(&mut found.positions));
    let mut all: Vec<(FieldChange, Vec<u32>)> = ours.chain(more).collect();
    all.sort_by(|one, other| one.0.path.cmp(&other.0.path));
    (found.fields, found.positions) = all.into_iter().unzip();
}

/// What is made or goes, as one field.
fn whole(change: &ToolChange, desired: &Resource) -> ToolField {
    let said = place(&desired.body, &change.path).0.cloned();
    let name = || Value::from(change.resource.clone());
    let (made, goes) = (change.actions.contains(&Action::Create), change.actions.contains(&Action::Delete));
    let after = made.then(|| said.clone().unwrap_or_else(name));
    let before = goes.then(|| said.filter(|_| !change.deposed).unwrap_or_else(name));
    ToolField::new(change.path.clone(), before, after)
}
