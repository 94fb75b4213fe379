//! The origin of a leaf: origins stand in leaf order, so a leaf's number is found by counting the leaves before it.

use crate::model::{OriginId, Pointer, Resource, Value};

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
        first = first.saturating_add(before(value, target));
        value = target;
    }
    Some((first, value.leaf_count()))
}

/// The leaves of the children that stand before `target` in `parent`.
fn before(parent: &Value, target: &Value) -> usize {
    let count = |children: &mut dyn Iterator<Item = &Value>| {
        children
            .take_while(|child| !std::ptr::eq(*child, target))
            .fold(0_usize, |count, child| count.saturating_add(child.leaf_count()))
    };
    match parent {
        Value::List(list) => count(&mut list.iter()),
        Value::Map(map) => count(&mut map.iter().map(|(_, value)| value)),
        _ => 0,
    }
}
