//! Renamed ids: addresses follow, nothing is deleted or created.

use std::collections::BTreeMap;

use crate::model::{Address, Diagnostic, Move, MovedId, Pointer, Resource, Text, codes};
use crate::render::expression::help;

use super::making::address_of;
use super::{Activation, Assembly};

/// The addresses that were renamed, of what is rendered.
pub(super) fn moves(assembly: &mut Assembly<'_>, made: &BTreeMap<Address, Resource>) -> Vec<Move> {
    let mut moves = Vec::new();
    let mut diagnostics = Vec::new();
    for part in &assembly.resolved.parts {
        let moved = &part.path.spec.moved;
        for (index, entry) in moved.iter().enumerate() {
            let place = || part.path.source.place(&Pointer::from_tokens(["spec", "moved"]).index(index));
            let target = final_id(moved, entry);
            let Some(target) = target else {
                let message = format!("`moved` leads from `{}` back to itself", entry.from);
                diagnostics.push(Diagnostic::error(codes::GRAPH_CYCLE, message).with_place(place()));
                continue;
            };
            let unit = assembly.units.iter().find(|state| state.unit.id == target);
            if unit.is_none() && is_instance(assembly, &target) {
                moves.extend(one_instance(assembly, made, &entry.from, &target));
                continue;
            }
            let Some(state) = unit else {
                let ids = assembly.units.iter().map(|state| &*state.unit.id);
                let message = format!("`moved` leads to `{target}`, and nothing has that id");
                let diagnostic = Diagnostic::error(codes::TEMPLATE_INVALID, message);
                diagnostics.push(diagnostic.with_help(help(&target, ids, "remove it")).with_place(place()));
                continue;
            };
            let Activation::Known(instances) = &state.activation else { continue };
            for instance in instances.iter().filter(|instance| made.contains_key(&instance.address)) {
                let suffix = instance.id.strip_prefix(&*state.unit.id).unwrap_or_default();
                let (target, id) = from(assembly, &entry.from, instance.address.target());
                let from = address_of(assembly, target, &format!("{id}{suffix}"));
                let to = instance.address.clone();
                moves.extend(from.filter(|from| *from != to).map(|from| Move { from, to }));
            }
        }
    }
    assembly.diagnostics.extend(diagnostics);
    moves.sort();
    moves.dedup();
    moves
}

/// Whether an id is that of an instance that a template may make: `queue.orders` of the template `queue`.
fn is_instance(assembly: &Assembly<'_>, id: &str) -> bool {
    let of = |unit: &str| id.strip_prefix(unit).is_some_and(|key| key.starts_with('.'));
    assembly.units.iter().any(|state| of(&state.unit.id))
}

/// The rename of one instance, where it is made here.
fn one_instance(assembly: &Assembly<'_>, made: &BTreeMap<Address, Resource>, old: &str, id: &str) -> Option<Move> {
    let instances = assembly.units.iter().filter_map(|state| match &state.activation {
        Activation::Known(instances) => Some(instances.iter()),
        _ => None,
    });
    let mut instances = instances.flatten();
    let instance = instances.find(|instance| &*instance.id == id && made.contains_key(&instance.address))?;
    let (target, old) = from(assembly, old, instance.address.target());
    let (from, to) = (address_of(assembly, target, old)?, instance.address.clone());
    (from != to).then_some(Move { from, to })
}

/// What an id is called now, when it was renamed more than once; `None` when the names go in a circle.
fn final_id(moved: &[MovedId], entry: &MovedId) -> Option<Text> {
    let mut id = &entry.to;
    for _ in 0..=moved.len() {
        match moved.iter().find(|next| next.from == *id) {
            Some(next) => id = &next.to,
            None => return Some(id.clone()),
        }
    }
    None
}

/// An old id as target and id: `target/id` where the target changed, too.
fn from<'m>(assembly: &Assembly<'_>, from: &'m str, target: &'m str) -> (&'m str, &'m str) {
    let is_target = |name: &str| {
        let environment = assembly.resolved.environment.as_ref();
        matches!(name, "file" | "catalog")
            || environment.is_some_and(|environment| environment.spec.targets.keys().any(|key| key.as_str() == name))
    };
    from.split_once('/').filter(|(name, _)| is_target(name)).unwrap_or((target, from))
}
