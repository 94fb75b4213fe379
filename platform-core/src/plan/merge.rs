//! A file that two write: lines merged three ways.
//!
//! Work is bounded: lines are matched by those that stand once in both texts (patience diff), and small rests by their
//! longest common part.

use std::collections::HashMap;

/// Lines of the team's file that both changed, and differently: from 1, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Conflict {
    pub(super) first: usize,
    pub(super) last: usize,
}

/// What `ours` and `theirs` made of `base`, together.
///
/// # Errors
/// Every place where both changed the same lines differently, in lines of `theirs`.
pub(super) fn merge(base: &str, ours: &str, theirs: &str) -> Result<String, Vec<Conflict>> {
    let [base, ours, theirs] = [base, ours, theirs].map(|text| text.split_inclusive('\n').collect::<Vec<&str>>());
    let (in_ours, in_theirs) = (matches(&base, &ours), matches(&base, &theirs));
    let mut merged = String::new();
    let mut conflicts = Vec::new();
    let mut at = At::default();
    loop {
        let stable = (at.base..base.len())
            .find_map(|line| Some(At { base: line, ours: (*in_ours.get(line)?)?, theirs: (*in_theirs.get(line)?)? }));
        let end = stable.unwrap_or(At { base: base.len(), ours: ours.len(), theirs: theirs.len() });
        let [from_base, from_ours, from_theirs] = [
            base.get(at.base..end.base).unwrap_or_default(),
            ours.get(at.ours..end.ours).unwrap_or_default(),
            theirs.get(at.theirs..end.theirs).unwrap_or_default(),
        ];
        if from_ours == from_base || from_ours == from_theirs {
            merged.extend(from_theirs.iter().copied());
        } else if from_theirs == from_base {
            merged.extend(from_ours.iter().copied());
        } else {
            let first = at.theirs.saturating_add(1);
            conflicts.push(Conflict { first, last: end.theirs.max(first) });
        }
        let Some(stable) = stable else { break };
        merged.extend(base.get(stable.base).copied());
        at = stable.next();
    }
    if conflicts.is_empty() { Ok(merged) } else { Err(conflicts) }
}

/// A line of each text.
#[derive(Clone, Copy, Default)]
struct At {
    base: usize,
    ours: usize,
    theirs: usize,
}

impl At {
    fn next(self) -> Self {
        let [base, ours, theirs] = [self.base, self.ours, self.theirs].map(|line| line.saturating_add(1));
        Self { base, ours, theirs }
    }
}

/// A part of both texts that is still to be matched: first lines and lines behind the last.
#[derive(Clone, Copy)]
struct Part {
    left: (usize, usize),
    right: (usize, usize),
}

impl Part {
    fn size(self) -> usize {
        let length = |(from, to): (usize, usize)| to.saturating_sub(from);
        length(self.left).saturating_add(length(self.right)).saturating_add(1)
    }
}

/// How often a line may be looked at before the rest is left unmatched.
const MOST_VISITS: usize = 64;

/// For each line of `left`, the line of `right` that it became, in order.
fn matches(left: &[&str], right: &[&str]) -> Vec<Option<usize>> {
    let mut found = vec![None; left.len()];
    let mut parts = vec![Part { left: (0, left.len()), right: (0, right.len()) }];
    let mut work = left.len().saturating_add(right.len()).saturating_mul(MOST_VISITS);
    while let Some(part) = parts.pop() {
        let part = match_ends(left, right, part, &mut found);
        work = work.saturating_sub(part.size());
        if work == 0 {
            break;
        }
        let anchors = anchors(left, right, part);
        if anchors.is_empty() {
            match_few(left, right, part, &mut found);
            continue;
        }
        let mut rest = part;
        for (line, other) in anchors {
            if let Some(slot) = found.get_mut(line) {
                *slot = Some(other);
            }
            parts.push(Part { left: (rest.left.0, line), right: (rest.right.0, other) });
            rest.left.0 = line.saturating_add(1);
            rest.right.0 = other.saturating_add(1);
        }
        parts.push(rest);
    }
    found
}

/// Matches the lines that are the same at the beginning and the end; gives what lies between.
fn match_ends(left: &[&str], right: &[&str], mut part: Part, found: &mut [Option<usize>]) -> Part {
    let mut pair = |line: usize, other: usize| {
        let same = left.get(line).is_some_and(|text| Some(text) == right.get(other));
        if let Some(slot) = found.get_mut(line).filter(|_| same) {
            *slot = Some(other);
        }
        same
    };
    while part.left.0 < part.left.1 && part.right.0 < part.right.1 && pair(part.left.0, part.right.0) {
        part.left.0 = part.left.0.saturating_add(1);
        part.right.0 = part.right.0.saturating_add(1);
    }
    while part.left.0 < part.left.1 && part.right.0 < part.right.1 {
        let (line, other) = (part.left.1.saturating_sub(1), part.right.1.saturating_sub(1));
        if !pair(line, other) {
            break;
        }
        part.left.1 = line;
        part.right.1 = other;
    }
    part
}

/// Lines that stand once in both parts, as many as can be matched without crossing.
fn anchors(left: &[&str], right: &[&str], part: Part) -> Vec<(usize, usize)> {
    let mut seen: HashMap<&str, (u32, usize, u32, usize)> = HashMap::new();
    for (line, text) in lines(left, part.left) {
        let entry = seen.entry(text).or_default();
        (entry.0, entry.1) = (entry.0.saturating_add(1), line);
    }
    for (line, text) in lines(right, part.right) {
        let entry = seen.entry(text).or_default();
        (entry.2, entry.3) = (entry.2.saturating_add(1), line);
    }
    let once = lines(left, part.left).filter_map(|(line, text)| match seen.get(text) {
        Some((1, _, 1, other)) => Some((line, *other)),
        _ => None,
    });
    longest_rising(once.collect())
}

fn lines<'t>(text: &[&'t str], (from, to): (usize, usize)) -> impl Iterator<Item = (usize, &'t str)> {
    let part = text.get(from..to).unwrap_or_default();
    part.iter().enumerate().map(move |(index, line)| (index.saturating_add(from), *line))
}

/// The longest run of pairs that rises in both (patience sorting).
fn longest_rising(pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut piles: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let right = |index: &usize| pairs.get(*index).map_or(0, |pair| pair.1);
    for (index, pair) in pairs.iter().enumerate() {
        let pile = piles.partition_point(|top| right(top) < pair.1);
        before.push(pile.checked_sub(1).and_then(|pile| piles.get(pile).copied()));
        match piles.get_mut(pile) {
            Some(top) => *top = index,
            None => piles.push(index),
        }
    }
    let mut rising = Vec::with_capacity(piles.len());
    let mut next = piles.last().copied();
    while let Some(index) = next {
        rising.extend(pairs.get(index).copied());
        next = before.get(index).copied().flatten();
    }
    rising.reverse();
    rising
}

/// Larger rests are left unmatched: they count as changed.
const MOST_CELLS: usize = 250_000;

/// Matches a small rest by its longest common part.
fn match_few(left: &[&str], right: &[&str], part: Part, found: &mut [Option<usize>]) {
    let left: Vec<(usize, &str)> = lines(left, part.left).collect();
    let right: Vec<(usize, &str)> = lines(right, part.right).collect();
    if left.is_empty() || right.is_empty() || left.len().saturating_mul(right.len()) > MOST_CELLS {
        return;
    }
    // table[i][j]: how many lines of left[i..] and right[j..] can be matched.
    let mut table = vec![vec![0_u32; right.len().saturating_add(1)]];
    for (_, text) in left.iter().rev() {
        let below = table.last().cloned().unwrap_or_default();
        let mut row = vec![0_u32; below.len()];
        let mut behind = 0;
        for (column, (_, other)) in right.iter().enumerate().rev() {
            let cell = |row: &[u32], column: usize| row.get(column).copied().unwrap_or(0);
            let next = column.saturating_add(1);
            let best =
                if text == other { cell(&below, next).saturating_add(1) } else { cell(&below, column).max(behind) };
            if let Some(slot) = row.get_mut(column) {
                *slot = best;
            }
            behind = best;
        }
        table.push(row);
    }
    let cell = |line: usize, column: usize| {
        let row = left.len().checked_sub(line).and_then(|row| table.get(row));
        row.and_then(|row| row.get(column)).copied().unwrap_or(0)
    };
    let (mut line, mut column) = (0, 0);
    while let (Some((at, text)), Some((other_at, other))) = (left.get(line), right.get(column)) {
        let (below, beside) = (line.saturating_add(1), column.saturating_add(1));
        if text == other {
            if let Some(slot) = found.get_mut(*at) {
                *slot = Some(*other_at);
            }
            (line, column) = (below, beside);
        } else if cell(below, column) >= cell(line, beside) {
            line = below;
        } else {
            column = beside;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_both_did_apart_comes_together() {
        let base = "a\nb\nc\nd\n";
        assert_eq!(merge(base, "a\nB\nc\nd\n", "a\nb\nc\nd\ne\n").unwrap(), "a\nB\nc\nd\ne\n");
        assert_eq!(merge(base, "b\nc\nd\n", "a\nb\nc\nx\nd\n").unwrap(), "b\nc\nx\nd\n");
        assert_eq!(merge(base, base, "").unwrap(), "");
        assert_eq!(merge("", "a\n", "a\n").unwrap(), "a\n");
        assert_eq!(merge(base, "a\nX\nc\nd\n", "a\nX\nc\nd\n").unwrap(), "a\nX\nc\nd\n");
    }

    #[test]
    fn what_both_changed_differently_is_named_by_line() {
        let base = "a\nb\nc\nd\ne\n";
        let conflicts = merge(base, "a\nB\nc\nD\ne\n", "new\na\nbb\nc\ndd\ndd\ne\n").unwrap_err();
        assert_eq!(conflicts, [Conflict { first: 3, last: 3 }, Conflict { first: 5, last: 6 }]);
        let conflicts = merge("a\nb\n", "a\nB\n", "a\n").unwrap_err();
        assert_eq!(conflicts, [Conflict { first: 2, last: 2 }], "a deletion is told where it was");
    }

    /// As `git merge-file` has it: where a line seems to have moved, nobody can tell what became of its place.
    #[test]
    fn a_line_that_moved_and_changed_is_a_conflict() {
        let conflicts = merge("name\n---\nadded\n---\n", "name\n---\nextra\n---\n", "added\n---\nextra\n---\n");
        assert_eq!(conflicts.unwrap_err(), [Conflict { first: 1, last: 3 }]);
    }

    #[test]
    fn lines_that_stand_twice_are_matched_too() {
        let (base, ours) = ("a\nb\nc\na\nb\nc\n", "N\na\nb\nc\nM\na\nb\nc\nK\n");
        assert_eq!(merge(base, ours, "a\nB\nc\na\nb\nc\n").unwrap(), "N\na\nB\nc\nM\na\nb\nc\nK\n");
        assert_eq!(merge(base, ours, "a\nb\nc\na\nB\nc\n").unwrap(), "N\na\nb\nc\nM\na\nB\nc\nK\n");
    }

    #[test]
    fn edits_far_apart_in_a_long_text_of_like_lines_come_together() {
        let text = |middle: &str, end: &str| {
            let same = "- same\n".repeat(1_000);
            format!("start\n{same}{middle}{same}{end}\n")
        };
        let (base, ours, theirs) = (text("", "end"), text("new\n", "end"), text("", "END"));
        assert_eq!(merge(&base, &ours, &theirs).unwrap(), text("new\n", "END"));
        assert_eq!(merge(&base, &theirs, &ours).unwrap(), text("new\n", "END"));
    }

    #[test]
    fn edits_far_apart_in_a_long_text_of_other_lines_come_together() {
        let text = |edited: &[usize]| -> String {
            let line = |at: usize| format!("{at}{}\n", if edited.contains(&at) { " edited" } else { "" });
            (0..2_000).map(line).collect()
        };
        let (ours, theirs) = (text(&[10, 1_000, 1_990]), text(&[5, 500, 1_500]));
        assert_eq!(merge(&text(&[]), &ours, &theirs).unwrap(), text(&[5, 10, 500, 1_000, 1_500, 1_990]));
    }

    #[test]
    fn large_texts_without_common_lines_end_soon() {
        let base: String = (0..40_000).map(|line| format!("{}\n", line % 7)).collect();
        let other: String = (0..40_000).map(|line| format!("{}\n", line % 11)).collect();
        assert!(merge(&base, &other, &base).is_ok());
    }

    fn text() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(vec!["a", "b", "c", "d", "e", "f"]), 0..14)
            .prop_map(|lines| lines.iter().map(|line| format!("{line}\n")).collect())
    }

    proptest! {
        #[test]
        fn one_sided_changes_are_taken_as_they_are(base in text(), other in text()) {
            prop_assert_eq!(merge(&base, &base, &other), Ok(other.clone()));
            prop_assert_eq!(merge(&base, &other, &base), Ok(other.clone()));
            prop_assert_eq!(merge(&base, &other, &other), Ok(other.clone()));
        }

        #[test]
        fn sides_can_be_exchanged(base in text(), one in text(), two in text()) {
            match (merge(&base, &one, &two), merge(&base, &two, &one)) {
                (Ok(left), Ok(right)) => prop_assert_eq!(left, right),
                (Err(left), Err(right)) => prop_assert_eq!(left.len(), right.len()),
                (left, right) => prop_assert!(false, "{left:?} {right:?}"),
            }
        }
    }
}
