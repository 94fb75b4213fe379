//! Which lines of a text changed.

/// One line of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineChange<'a> {
    /// In both.
    Same(&'a str),
    /// Only before.
    Removed(&'a str),
    /// Only after.
    Added(&'a str),
    /// So many lines that are the same are left out.
    Gap(usize),
}

/// More pairs of lines than this are not compared one by one: all old ones go, all new ones come.
const MOST_PAIRS: usize = 1_000_000;

/// The lines of both texts in order, with at most `context` unchanged lines around each change.
pub(crate) fn compare<'a>(before: &'a str, after: &'a str, context: usize) -> Vec<LineChange<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let prefix = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()).saturating_sub(prefix);
    let suffix = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let middle = |lines: &[&'a str]| -> Vec<&'a str> {
        let end = lines.len().saturating_sub(suffix);
        lines.get(prefix..end).unwrap_or_default().to_vec()
    };
    let mut all: Vec<LineChange<'a>> = old.iter().take(prefix).map(|line| LineChange::Same(line)).collect();
    all.extend(middle_changes(&middle(&old), &middle(&new)));
    all.extend(old.iter().skip(old.len().saturating_sub(suffix)).map(|line| LineChange::Same(line)));
    fold(&all, context)
}

/// The longest common subsequence of two lists of lines, as changes.
fn middle_changes<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<LineChange<'a>> {
    let removed = old.iter().map(|line| LineChange::Removed(line));
    let added = new.iter().map(|line| LineChange::Added(line));
    if old.is_empty() || new.is_empty() || old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return removed.chain(added).collect();
    }
    let table = common_lengths(old, new);
    let at = |row: usize, column: usize| table.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0);
    let (mut row, mut column) = (0_usize, 0_usize);
    let mut changes = Vec::new();
    loop {
        match (old.get(row), new.get(column)) {
            (Some(a), Some(b)) if a == b => {
                changes.push(LineChange::Same(a));
                row = row.saturating_add(1);
                column = column.saturating_add(1);
            }
            (Some(a), b) if b.is_none() || at(row.saturating_add(1), column) >= at(row, column.saturating_add(1)) => {
                changes.push(LineChange::Removed(a));
                row = row.saturating_add(1);
            }
            (_, Some(b)) => {
                changes.push(LineChange::Added(b));
                column = column.saturating_add(1);
            }
            (_, None) => return changes,
        }
    }
}

/// `table[row][column]`: how many lines the rests of both from there have in common.
fn common_lengths(old: &[&str], new: &[&str]) -> Vec<Vec<u32>> {
    let mut table: Vec<Vec<u32>> = Vec::with_capacity(old.len().saturating_add(1));
    let mut below = vec![0_u32; new.len().saturating_add(1)];
    table.push(below.clone());
    for a in old.iter().rev() {
        let mut current = vec![0_u32; new.len().saturating_add(1)];
        let mut right = 0_u32;
        for (column, b) in new.iter().enumerate().rev() {
            let down = below.get(column).copied().unwrap_or(0);
            let diagonal = below.get(column.saturating_add(1)).copied().unwrap_or(0);
            right = if a == b { diagonal.saturating_add(1) } else { down.max(right) };
            if let Some(cell) = current.get_mut(column) {
                *cell = right;
            }
        }
        table.push(current.clone());
        below = current;
    }
    table.reverse();
    table
}

/// Leaves out what is the same and further than `context` lines from a change.
fn fold<'a>(all: &[LineChange<'a>], context: usize) -> Vec<LineChange<'a>> {
    let mut distance = vec![usize::MAX; all.len()];
    let mut since = usize::MAX;
    for (line, slot) in all.iter().zip(distance.iter_mut()) {
        since = if matches!(line, LineChange::Same(_)) { since.saturating_add(1) } else { 0 };
        *slot = since;
    }
    since = usize::MAX;
    for (line, slot) in all.iter().zip(distance.iter_mut()).rev() {
        since = if matches!(line, LineChange::Same(_)) { since.saturating_add(1) } else { 0 };
        *slot = since.min(*slot);
    }
    let mut folded: Vec<LineChange<'a>> = Vec::new();
    for (line, distance) in all.iter().zip(distance) {
        match folded.last_mut() {
            _ if distance <= context => folded.push(*line),
            Some(LineChange::Gap(gap)) => *gap = gap.saturating_add(1),
            _ => folded.push(LineChange::Gap(1)),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_changed_and_its_neighbours_is_left() {
        let changes = compare("a\nb\nc\nd\ne\nf", "a\nb\nx\nd\ne\nf\ng", 1);
        use LineChange::*;
        let expected = [Gap(1), Same("b"), Removed("c"), Added("x"), Same("d"), Gap(1), Same("f"), Added("g")];
        assert_eq!(changes, expected);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_back(old in "([abc]\n){0,12}", new in "([abc]\n){0,12}") {
            let changes = compare(&old, &new, usize::MAX);
            let read = |removed: bool| -> String {
                changes.iter().filter_map(|change| match change {
                    LineChange::Same(line) => Some(format!("{line}\n")),
                    LineChange::Removed(line) if removed => Some(format!("{line}\n")),
                    LineChange::Added(line) if !removed => Some(format!("{line}\n")),
                    _ => None,
                }).collect()
            };
            prop_assert_eq!(read(true), old.clone());
            prop_assert_eq!(read(false), new.clone());
        }
    }
}
