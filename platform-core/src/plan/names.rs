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
fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.filter_map(|name| {
        let length = wrong.chars().count().max(name.chars().count());
        let edits = distance(wrong, name)?;
        (edits.saturating_mul(3) <= length).then_some((edits, name))
    });
    scored.min().map(|(_, name)| name)
}

/// Longer names are no names that somebody mistyped.
const LONGEST: usize = 256;

/// How many characters must be added, removed or changed (Levenshtein).
fn distance(left: &str, right: &str) -> Option<usize> {
    if left.len() > LONGEST || right.len() > LONGEST {
        return None;
    }
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, letter) in left.chars().enumerate() {
        let mut diagonal = line;
        let mut beside = line.saturating_add(1);
        if let Some(first) = row.first_mut() {
            *first = beside;
        }
        for (cell, other) in row.iter_mut().skip(1).zip(&right) {
            let changed = diagonal.saturating_add(usize::from(letter != *other));
            diagonal = *cell;
            beside = changed.min(diagonal.saturating_add(1)).min(beside.saturating_add(1));
            *cell = beside;
        }
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
    }
}
