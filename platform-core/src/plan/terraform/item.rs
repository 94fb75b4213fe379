//! One address of a plan: what it is, what it will be, and what we left there.

use std::collections::BTreeSet;

use super::TerraformPart;
use crate::model::{
    Action, Address, Basis, Change, FieldChange, FieldChangeKind, Reason, ResourceClass, Text, Value, without_secrets,
};
use crate::plan::{apply, body_to_write};

/// One address with its bodies.
pub(super) struct Item<'a> {
    /// The module that stands for its plan, where there are several.
    pub(super) module: Option<Text>,
    pub(super) address: &'a Address,
    pub(super) class: ResourceClass,
    /// The type of its target.
    pub(super) target: &'a str,
    pub(super) change: Option<&'a Change>,
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
    /// What we left there, where somebody changed it since.
    pub(super) left: Option<Value>,
    /// Whether blocks with a `count` or `for_each` are written instance by instance.
    pub(super) has_instances: bool,
    /// What it declares to give, by attribute; whether each is secret.
    pub(super) outputs: Vec<(Text, bool)>,
    /// What the target knows it by.
    pub(super) identity: Option<&'a Text>,
}

impl<'a> Item<'a> {
    /// Nothing but an address.
    pub(super) fn at(address: &'a Address) -> Self {
        Self {
            module: None,
            address,
            class: ResourceClass::default(),
            target: address.target(),
            change: None,
            before: None,
            after: None,
            left: None,
            has_instances: true,
            outputs: Vec::new(),
            identity: None,
        }
    }
}

/// Every address that is rendered or changes, sorted.
pub(super) fn items<'a>(part: &TerraformPart<'a>, module: Option<&Text>) -> Vec<Item<'a>> {
    let TerraformPart { plan, rendered, .. } = *part;
    let changed = plan.changes.iter().map(|change| &change.address);
    let addresses: BTreeSet<&Address> = rendered.resources.keys().chain(changed).collect();
    addresses.into_iter().map(|address| Item { module: module.cloned(), ..item(part, address) }).collect()
}

fn item<'a>(part: &TerraformPart<'a>, address: &'a Address) -> Item<'a> {
    let TerraformPart { plan, rendered, state } = *part;
    let change = plan.change(address);
    let resource = rendered.resources.get(address);
    let does = |action| change.is_some_and(|change| change.actions.contains(&action));
    let goes = (does(Action::Delete) && !does(Action::Create)) || does(Action::Forget);
    let wanted = resource.map(|resource| body_to_write(change, resource)).map(without_secrets);
    let was_called = change.and_then(|change| change.moved_from.as_ref()).unwrap_or(address);
    let known = state.and_then(|state| state.resources.get(was_called));
    let known = known.map(|known| without_secrets(known.body.clone()));
    let is_new = plan.basis == Basis::NoState || (does(Action::Create) && !does(Action::Delete));
    let is_gone = change.is_some_and(|change| change.reason == Reason::AlreadyGone);
    let fields = change.map(|change| change.fields.as_slice()).unwrap_or_default();
    let stays = wanted.filter(|_| !goes);
    let drift: Vec<FieldChange> = fields.iter().filter(|field| field.kind == FieldChangeKind::Drift).cloned().collect();
    // What is deleted and is not known from a state: only that it was there.
    let told = || stays.as_ref().map(|stays| undone(stays, fields)).or_else(|| goes.then(Value::empty_map));
    let before = if is_new || is_gone { None } else { known.as_ref().map(|known| undone(known, &drift)).or_else(told) };
    let before = before.map(without_secrets);
    let vanished = is_gone || change.is_some_and(|change| change.reason == Reason::DeletedOutside);
    let left = match &before {
        _ if vanished => known.or_else(|| stays.clone()),
        Some(before) if !drift.is_empty() => known.or_else(|| Some(without_secrets(apply(before, &drift)))),
        _ => None,
    };
    let targets = || rendered.targets.get(address.target()).or_else(|| plan.targets.get(address.target()));
    let target = targets().and_then(|target| target.r#type.as_ref()).map_or(address.target(), |name| name.as_str());
    let class = change.map(|change| change.class).or(resource.map(|resource| resource.class)).unwrap_or_default();
    let declared = resource.into_iter().flat_map(|resource| &resource.outputs);
    let outputs = declared.filter_map(|(_, output)| Some((output.attribute.clone()?, output.secret))).collect();
    let identity = resource.and_then(|resource| resource.identity.as_ref());
    Item { class, target, change, before, after: stays, left, outputs, identity, ..Item::at(address) }
}

/// What was there before the changes.
fn undone(value: &Value, fields: &[FieldChange]) -> Value {
    let back =
        |field: &FieldChange| FieldChange { before: field.after.clone(), after: field.before.clone(), ..field.clone() };
    let made: Vec<FieldChange> = fields.iter().filter(|field| !field.kind.stays()).cloned().collect();
    let mut was = apply(value, &made.iter().map(back).collect::<Vec<_>>());
    for field in made.iter().filter(|field| field.before.is_none()) {
        // Where all of a map is new, so is the map.
        let mut place = field.path.parent();
        while let Some(at) = place.take().filter(|at| !at.is_root() && at.find(&was) == Some(&Value::empty_map())) {
            let gone = FieldChange::new(at.clone(), Some(Value::empty_map()), None, FieldChangeKind::Intent);
            was = apply(&was, &[gone]);
            place = at.parent();
        }
    }
    was
}
