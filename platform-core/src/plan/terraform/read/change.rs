//! What is done with a resource, in our words.

use super::raw::{Change, Done, Mode, Resource};
use super::secrets::Secrets;
use super::{TerraformRoot, invalid, values};
use crate::formats::json::plain;
use crate::model::{Action, Address, Failure, Pointer, TerraformChange, Value};

pub(super) struct Reader<'a> {
    pub(super) root: &'a TerraformRoot,
    pub(super) secrets: Secrets,
}

/// What is there, and what will be.
pub(super) struct Sides {
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
}

impl Reader<'_> {
    pub(super) fn change(&self, resource: &Resource, at: &Pointer) -> Result<TerraformChange, Failure> {
        let root = self.root;
        let address = super::address(root, &resource.address, at)?;
        let from = resource.previous_address.as_deref().filter(|from| *from != resource.address);
        let change = &resource.change;
        let index = resource.index.as_ref().map(plain).filter(|index| !index.is_null());
        if index.as_ref().is_some_and(|index| index.as_str().is_none() && index.as_integer().is_none()) {
            return Err(invalid("an index is a number or a text", at.join("index")));
        }
        let sides = self.sides(&address, resource.block().as_deref(), change);
        Ok(TerraformChange {
            is_data: resource.mode == Mode::Data,
            module: resource.module_address.as_deref().map(Into::into),
            r#type: resource.r#type.as_str().into(),
            name: resource.name.as_str().into(),
            index,
            provider: resource.provider_name.as_str().into(),
            deposed: resource.deposed.as_deref().map(Into::into),
            actions: actions(&change.actions, change.importing.is_some(), from.is_some(), at)?,
            reason: resource.action_reason.as_deref().map(Into::into),
            moved_from: from.map(|from| super::address(root, from, at)).transpose()?,
            import: change.importing.as_ref().and_then(|import| import.id.as_deref()).map(Into::into),
            forced_by: change.replace_paths.iter().map(|path| place(path)).collect(),
            before: sides.before,
            after: sides.after,
            address,
        })
    }

    /// What is sensitive on one side is on the other: most often it is the same value.
    pub(super) fn sides(&self, address: &Address, block: Option<&str>, change: &Change) -> Sides {
        let sensitive = [&change.before_sensitive, &change.after_sensitive].map(plain);
        let side = |json| {
            let known = values::known(address, json, &sensitive)?;
            let known = match block {
                Some(block) => self.root.conceal(address, block, known),
                None => known,
            };
            Some(self.secrets.hide(address, &known))
        };
        let unknown = plain(&change.after_unknown);
        Sides { before: side(&change.before), after: values::with_unknowns(address, side(&change.after), &unknown) }
    }
}

fn place(path: &[serde_json::Value]) -> Pointer {
    path.iter().fold(Pointer::root(), |place, token| match token {
        serde_json::Value::String(text) => place.join(text),
        other => place.join(&other.to_string()),
    })
}

/// What is done, in our words: nothing, one thing, or the two halves of a replacement; before it a move, an import.
pub(super) fn actions(done: &[Done], is_import: bool, is_move: bool, at: &Pointer) -> Result<Vec<Action>, Failure> {
    let done: &[Action] = match done {
        [Done::NoOp] if is_import || is_move => &[],
        [Done::NoOp] => &[Action::NoOp],
        [Done::Create] => &[Action::Create],
        [Done::Read] => &[Action::Read],
        [Done::Update] => &[Action::Update],
        [Done::Delete] => &[Action::Delete],
        [Done::Forget] => &[Action::Forget],
        [Done::Delete, Done::Create] => &[Action::Delete, Action::Create],
        [Done::Create, Done::Delete] => &[Action::Create, Action::Delete],
        [Done::Create, Done::Forget] => &[Action::Create, Action::Forget],
        [Done::Forget, Done::Create] => &[Action::Forget, Action::Create],
        _ => return Err(invalid("these actions together mean nothing", at.join("change").join("actions"))),
    };
    let before = [is_move.then_some(Action::Move), is_import.then_some(Action::Import)];
    Ok(before.into_iter().flatten().chain(done.iter().copied()).collect())
}
