//! A target where all is done at once is visited once.

use std::collections::BTreeSet;

use super::order::{Bond, Edge};

/// Lets everything that some step of the target waits for come before all of them, and whatever waits for one of them
/// after all.
///
/// Where that makes a circle of what is needed, the target would have to be visited twice.
pub(super) fn one_visit(edges: &mut Vec<Edge>, is_there: &[bool]) {
    let there = |node: usize| is_there.get(node).copied().unwrap_or(false);
    let inside = || edges.iter().filter(|edge| there(edge.from) && there(edge.to));
    let (not_first, not_last): (BTreeSet<usize>, BTreeSet<usize>) = inside().map(|edge| (edge.to, edge.from)).unzip();
    let members = || (0..is_there.len()).filter(|node| there(*node));
    let first: Vec<usize> = members().filter(|node| !not_first.contains(node)).collect();
    let last: Vec<usize> = members().filter(|node| !not_last.contains(node)).collect();
    let before: BTreeSet<(usize, Bond)> =
        edges.iter().filter(|edge| there(edge.to) && !there(edge.from)).map(|edge| (edge.from, edge.bond)).collect();
    let after: BTreeSet<(usize, Bond)> =
        edges.iter().filter(|edge| there(edge.from) && !there(edge.to)).map(|edge| (edge.to, edge.bond)).collect();
    for (from, bond) in before {
        edges.extend(first.iter().map(|to| Edge { to: *to, from, bond }));
    }
    for (to, bond) in after {
        edges.extend(last.iter().map(|from| Edge { to, from: *from, bond }));
    }
}
