//! Circles in what refers to what.

use std::collections::{BTreeMap, BTreeSet};

/// Every circle, each once: from its smallest member on, in the order of the references. Of circles that share members
/// only some are named, but mending those and looking again finds the others.
pub(super) fn find<K: Ord + Clone>(references: &BTreeMap<K, BTreeSet<K>>) -> Vec<Vec<K>> {
    let mut left: BTreeMap<&K, BTreeSet<&K>> = references
        .iter()
        .map(|(from, to)| (from, to.iter().filter(|to| references.contains_key(*to)).collect()))
        .collect();
    let mut found = Vec::new();
    prune(&mut left);
    while let Some(circle) = walk(&left) {
        for member in &circle {
            left.remove(member);
        }
        found.push(from_smallest(&circle));
        prune(&mut left);
    }
    found
}

/// The members of a circle as people read it, back to where it began; of a long one only the beginning.
pub(super) fn shown<K>(circle: &[K], name: impl Fn(&K) -> String, between: &str) -> String {
    const LONGEST: usize = 8;
    let mut names: Vec<String> = circle.iter().take(LONGEST).map(|member| format!("`{}`", name(member))).collect();
    if circle.len() > LONGEST {
        names.push(format!("{} more", circle.len().saturating_sub(LONGEST)));
    }
    names.extend(circle.first().map(|member| format!("`{}`", name(member))));
    names.join(between)
}

/// Removes what leads into no circle.
fn prune<K: Ord>(left: &mut BTreeMap<&K, BTreeSet<&K>>) {
    let mut users: BTreeMap<&K, Vec<&K>> = BTreeMap::new();
    let mut ends: Vec<&K> = Vec::new();
    let members: BTreeSet<&K> = left.keys().copied().collect();
    for (from, to) in left.iter_mut() {
        to.retain(|to| members.contains(to));
        to.iter().for_each(|to| users.entry(to).or_default().push(from));
        if to.is_empty() {
            ends.push(from);
        }
    }
    while let Some(end) = ends.pop() {
        left.remove(end);
        for user in users.remove(end).unwrap_or_default() {
            if let Some(to) = left.get_mut(user) {
                to.remove(end);
                if to.is_empty() {
                    ends.push(user);
                }
            }
        }
    }
}

/// Follows the first reference of each until one comes again.
fn walk<'k, K: Ord>(left: &BTreeMap<&'k K, BTreeSet<&'k K>>) -> Option<Vec<&'k K>> {
    let mut current = *left.keys().next()?;
    let mut way: Vec<&K> = Vec::new();
    let mut places: BTreeMap<&K, usize> = BTreeMap::new();
    loop {
        if let Some(begin) = places.get(current) {
            return Some(way.split_off(*begin));
        }
        places.insert(current, way.len());
        way.push(current);
        current = left.get(current)?.iter().next()?;
    }
}

fn from_smallest<K: Ord + Clone>(circle: &[&K]) -> Vec<K> {
    let smallest = circle.iter().enumerate().min_by_key(|(_, member)| *member).map_or(0, |(place, _)| place);
    circle.iter().cycle().skip(smallest).take(circle.len()).map(|member| (*member).clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles(edges: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let mut references: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (from, to) in edges {
            references.entry(*from).or_default().insert(*to);
            references.entry(*to).or_default();
        }
        find(&references)
    }

    #[test]
    fn each_circle_once_from_its_smallest_member() {
        assert_eq!(circles(&[(1, 2), (2, 3)]), Vec::<Vec<u32>>::new());
        assert_eq!(circles(&[(1, 1)]), [vec![1]]);
        assert_eq!(circles(&[(9, 4), (4, 2), (2, 3), (3, 4), (3, 7)]), [vec![2, 3, 4]]);
        assert_eq!(circles(&[(1, 2), (2, 1), (5, 6), (6, 5), (2, 5)]), [vec![1, 2], vec![5, 6]]);
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let chain: Vec<(u32, u32)> = (0..200_000).map(|number| (number, (number + 1) % 200_000)).collect();
        assert_eq!(circles(&chain)[0].len(), 200_000);
    }
}
