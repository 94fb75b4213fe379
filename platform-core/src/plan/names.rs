//! "Did you mean": the known name nearest to one that is not known.

use crate::model::Diagnostic;

/// With the nearest name as help, if one is near.
pub(super) fn suggest<'a>(diagnostic: Diagnostic, wrong: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    match nearest(wrong, known) {
        Some(name) => diagnostic.with_help(format!("did you mean `{name}`?")),
        None => diagnostic,
    }
}

/// The nearest of some names, when at most a third of it differs; the first in order of equally near ones.
pub(super) fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.filter_map(|name| {
        let length = wrong.chars().count().max(name.chars().count());
        let edits = distance(wrong, name)?;
        (edits.saturating_mul(3) <= length).then_some((edits, name))
    });
    scored.min().map(|(_, name)| name)
}

/// Longer names are no names that somebody mistyped.
const LONGEST: usize = 256;

/// How many characters must be added, removed, changed or exchanged with the next.
fn distance(left: &str, right: &str) -> Option<usize> {
    if left.len() > LONGEST || right.len() > LONGEST {
        return None;
    }
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    let mut above: Vec<usize> = Vec::new();
    let mut letter_before = None;
    for (line, letter) in left.chars().enumerate() {
        let mut next = vec![line.saturating_add(1)];
        for (column, other) in right.iter().enumerate() {
            let cell = |row: &[usize], back: usize| {
                column.saturating_add(1).checked_sub(back).and_then(|at| row.get(at)).copied().unwrap_or(LONGEST)
            };
            let changed = cell(&row, 1).saturating_add(usize::from(letter != *other));
            let added = cell(&next, 1).min(cell(&row, 0)).saturating_add(1);
            let other_before = column.checked_sub(1).and_then(|at| right.get(at)).copied();
            let exchanged = letter_before == Some(*other) && other_before == Some(letter);
            let exchanged = if exchanged { cell(&above, 2).saturating_add(1) } else { LONGEST };
            next.push(changed.min(added).min(exchanged));
        }
        above = std::mem::replace(&mut row, next);
        letter_before = Some(letter);
    }
    row.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["workload", "service", "database"];
        assert_eq!(nearest("workloud", known.into_iter()), Some("workload"));
        assert_eq!(nearest("servcie", known.into_iter()), Some("service"));
        assert_eq!(nearest("frontend", known.into_iter()), None);
        assert_eq!(nearest("abcde", ["abdce"].into_iter()), Some("abdce"));
        assert_eq!(nearest("abcde", ["abdxe"].into_iter()), None, "nothing was exchanged");
        assert_eq!(distance("tier", "teir"), Some(1));
        assert_eq!(distance("kitten", "sitting"), Some(3));
        assert_eq!(distance("", "ab"), Some(2));
        assert_eq!(distance("ab", ""), Some(2));
    }
}
