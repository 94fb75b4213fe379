//! The origin of a leaf: origins stand in leaf order, so a leaf's number is found by counting the leaves before it.

use std::collections::BTreeSet;

use crate::model::{BeatenOrigin, ExplainedOrigin, FieldChange, OriginId, OriginTable, Pointer, Resource, Value};

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

/// The origins and what they read, each once, a reader before what it read.
pub(super) fn told(table: &OriginTable, roots: &[OriginId]) -> Vec<ExplainedOrigin> {
    let mut seen: BTreeSet<OriginId> = BTreeSet::new();
    let mut waiting: Vec<(u32, OriginId)> = roots.iter().rev().map(|id| (0, *id)).collect();
    let mut explained = Vec::new();
    while let Some((depth, id)) = waiting.pop() {
        let Some(origin) = table.get(id).filter(|_| seen.insert(id)) else { continue };
        waiting.extend(origin.reads.iter().rev().map(|read| (depth.saturating_add(1), *read)));
        let beat = origin.beat.iter().filter_map(|beaten| {
            Some(BeatenOrigin { origin: table.get(beaten.origin)?.clone(), value: beaten.value.clone() })
        });
        explained.push(ExplainedOrigin { depth, beat: beat.collect(), origin: origin.clone() });
    }
    explained
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
    Numbering { leaf: 0, origins: &resource.origins }.visit(&resource.body, &mut targets, 0, true);
}

type Target<'p, 'f> = (&'p [u32], &'f mut FieldChange);

struct Numbering<'a> {
    /// The number of the next leaf.
    leaf: usize,
    origins: &'a [OriginId],
}

impl Numbering<'_> {
    /// `last`: nothing is wanted behind this value, so that its last leaves need not be counted.
    fn visit(&mut self, value: &Value, targets: &mut [Target<'_, '_>], depth: usize, last: bool) {
        let origin = self.origins.get(self.leaf).copied();
        let is_leaf = value.is_leaf();
        for (position, field) in targets.iter_mut() {
            if is_leaf || position.len() == depth {
                field.origin = origin;
            }
        }
        let mut rest = targets;
        match value {
            Value::List(list) if !is_leaf => {
                for (index, child) in (0_u32..).zip(list.iter()) {
                    rest = self.child(index, child, rest, depth, last);
                    if last && rest.is_empty() {
                        return;
                    }
                }
            }
            Value::Map(map) if !is_leaf => {
                for (index, (_, child)) in (0_u32..).zip(map) {
                    rest = self.child(index, child, rest, depth, last);
                    if last && rest.is_empty() {
                        return;
                    }
                }
            }
            _ => self.leaf = self.leaf.saturating_add(1),
        }
    }

    /// Gives what is wanted behind the child.
    fn child<'t, 'p, 'f>(
        &mut self,
        index: u32,
        child: &Value,
        targets: &'t mut [Target<'p, 'f>],
        depth: usize,
        last: bool,
    ) -> &'t mut [Target<'p, 'f>] {
        let end = targets.partition_point(|(position, _)| position.get(depth).is_none_or(|at| *at <= index));
        let (wanted, rest) = targets.split_at_mut_checked(end).unwrap_or_default();
        let begin = wanted.partition_point(|(position, _)| position.get(depth).is_none_or(|at| *at < index));
        let wanted = wanted.get_mut(begin..).unwrap_or_default();
        if wanted.is_empty() {
            self.leaf = self.leaf.saturating_add(child.leaf_count());
        } else {
            self.visit(child, wanted, depth.saturating_add(1), last && rest.is_empty());
        }
        rest
    }
}
