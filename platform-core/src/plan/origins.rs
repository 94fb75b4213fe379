//! The origin of a leaf: origins stand in leaf order, so a leaf's number is found by counting the leaves before it.

use crate::model::{FieldChange, OriginId, Pointer, Resource, Value};

/// The origins of a place: of the leaf, or of all leaves below, each once, in leaf order.
pub(super) fn at(resource: &Resource, path: &Pointer) -> Vec<OriginId> {
    let Some((first, count)) = leaves(&resource.body, path) else { return Vec::new() };
    let mut found = Vec::new();
    for origin in resource.origins.iter().skip(first).take(count) {
        if !found.contains(origin) {
            found.push(*origin);
        }
    }
    found
}

/// The number of the first leaf at a place, and how many leaves it has.
fn leaves(body: &Value, path: &Pointer) -> Option<(usize, usize)> {
    let mut first = 0_usize;
    let mut value = body;
    for token in path.tokens() {
        if value.is_leaf() {
            break;
        }
        let target = Pointer::from_tokens([token.as_str()]).find(value)?;
        let before = children(value).take_while(|child| !std::ptr::eq(*child, target));
        first = before.fold(first, |count, child| count.saturating_add(child.leaf_count()));
        value = target;
    }
    Some((first, value.leaf_count()))
}

fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::List(list) => Box::new(list.iter()),
        Value::Map(map) => Box::new(map.iter().map(|(_, value)| value)),
        _ => Box::new(std::iter::empty()),
    }
}

/// Gives each change the origin of what will be there, in one walk over the body.
///
/// `positions` say for each change which child of which child it is. Where an unknown was filled by something with parts,
/// the parts have the unknown's origin.
pub(super) fn assign(resource: &Resource, fields: &mut [FieldChange], positions: &[Vec<u32>]) {
    let mut targets: Vec<Target<'_, '_>> = fields
        .iter_mut()
        .zip(positions)
        .filter(|(field, _)| field.after.is_some())
        .map(|(field, position)| (position.as_slice(), field))
        .collect();
    targets.sort_by(|a, b| a.0.cmp(b.0));
    visit(&resource.body, &mut targets, 0, &mut 0, &resource.origins);
}

type Target<'p, 'f> = (&'p [u32], &'f mut FieldChange);

fn visit(value: &Value, targets: &mut [Target<'_, '_>], depth: usize, leaf: &mut usize, origins: &[OriginId]) {
    let origin = origins.get(*leaf).copied();
    let is_leaf = value.is_leaf();
    for (position, field) in targets.iter_mut() {
        if is_leaf || position.len() == depth {
            field.origin = origin;
        }
    }
    if is_leaf {
        *leaf = leaf.saturating_add(1);
        return;
    }
    let mut rest = targets;
    for (index, child) in children(value).enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let begin = rest.partition_point(|(position, _)| position.get(depth).is_none_or(|at| *at < index));
        let end = rest.partition_point(|(position, _)| position.get(depth).is_none_or(|at| *at <= index));
        let wanted = rest.get_mut(begin..end).unwrap_or_default();
        if wanted.is_empty() {
            *leaf = leaf.saturating_add(child.leaf_count());
        } else {
            visit(child, wanted, depth.saturating_add(1), leaf, origins);
        }
        rest = rest.get_mut(end..).unwrap_or_default();
    }
}
