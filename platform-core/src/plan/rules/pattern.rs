//! Rules that hold wherever a pattern of names matches, and the kinds that they are for.

use std::borrow::Cow;

use super::super::place::{Place, Segment};

/// What holds at the places that a pattern matches.
#[derive(Clone, Debug)]
pub(super) struct Rule<T> {
    /// `GROUP/KIND`, or `KIND` alone for core kinds; none means any.
    pub(super) kinds: &'static [&'static str],
    /// Names with `/` between; `*` is any one step, `*.json` one that ends so. Behind a leading `/` it is the whole way,
    /// else its end.
    pub(super) path: Cow<'static, str>,
    /// Of the name that tells most rules apart: the last, or the first where all below is meant.
    pub(super) mark: u16,
    pub(super) says: T,
}

impl<T> Rule<T> {
    pub(super) fn new(path: Cow<'static, str>, says: T) -> Self {
        Self { kinds: &[], mark: last_mark(&path), path, says }
    }
}

/// Enough of a name to tell it from most others: its length and its last byte. 0 for what may be many names.
pub(super) const fn mark(name: &[u8]) -> u16 {
    match name {
        [b'*', ..] | [] => 0,
        #[allow(clippy::cast_possible_truncation)]
        [.., last] => ((name.len() as u16) << 8) | *last as u16,
    }
}

/// The mark of a path's last name.
pub(super) const fn last_mark(path: &str) -> u16 {
    let mut bytes = path.as_bytes();
    let mut behind: &[u8] = &[];
    while let [rest @ .., byte] = bytes {
        if *byte == b'/' {
            return mark(behind);
        }
        bytes = rest;
        (_, behind) = path.as_bytes().split_at(bytes.len());
    }
    mark(path.as_bytes())
}

/// The mark of the first name of a path with a leading `/`.
pub(super) const fn first_mark(path: &str) -> u16 {
    let [b'/', names @ ..] = path.as_bytes() else { return 0 };
    let mut rest = names;
    while let [byte, behind @ ..] = rest {
        if *byte == b'/' {
            return mark(names.split_at(names.len().saturating_sub(rest.len())).0);
        }
        rest = behind;
    }
    mark(names)
}

pub(super) fn mark_of(segment: Option<&Segment<'_>>) -> u16 {
    match segment {
        Some(Segment::Field(name)) => mark(name.as_bytes()),
        _ => 0,
    }
}

/// Whether two names with these marks may be the same.
pub(super) fn may_be(rule: u16, place: u16) -> bool {
    rule == 0 || place == 0 || rule == place
}

pub(super) fn depth(pattern: &str) -> usize {
    pattern.bytes().filter(|byte| *byte == b'/').count()
}

/// Whether a place ends as a pattern says; for one with a leading `/`, whether it is that place.
pub(super) fn ends(pattern: &str, place: &Place<'_>) -> bool {
    let mut names = pattern.rsplit('/');
    let mut segments = place.segments().iter().rev();
    loop {
        match (names.next(), segments.next()) {
            (None, _) => return true,
            (Some(""), segment) => return segment.is_none(),
            (Some(_), None) => return false,
            (Some(name), Some(segment)) if is(name, segment) => {}
            _ => return false,
        }
    }
}

/// Whether a place is what a pattern says, or above it, or below it.
pub(super) fn touches(pattern: &str, place: &Place<'_>) -> bool {
    let names = pattern.strip_prefix('/').unwrap_or(pattern);
    names.split('/').zip(place.segments()).all(|(name, segment)| is(name, segment))
}

/// Whether a place has more steps than a pattern.
pub(super) fn is_below(pattern: &str, place: &Place<'_>) -> bool {
    pattern.strip_prefix('/').unwrap_or(pattern).split('/').count() < place.segments().len()
}

fn is(name: &str, segment: &Segment<'_>) -> bool {
    match (name.strip_prefix('*'), segment) {
        (Some(""), _) => true,
        (Some(end), Segment::Field(field)) => field.ends_with(end),
        (None, Segment::Field(field)) => *field == name,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_tell_names_apart() {
        assert_eq!(last_mark("containers/*/ports"), mark(b"ports"));
        assert_eq!(last_mark("ports"), mark(b"ports"));
        assert_eq!(last_mark("limits/*"), 0);
        assert_eq!(last_mark("data/*.json"), 0);
        assert_eq!(first_mark("/spec/selector"), mark(b"spec"));
        assert_eq!(first_mark("/kind"), mark(b"kind"));
        assert_eq!(first_mark("/*/x"), 0);
        assert_ne!(mark(b"ports"), mark(b"port"));
    }

    #[test]
    fn patterns_match_ends_or_the_whole_way() {
        let ports = Place::of(&["spec", "containers", "0", "ports"]);
        assert!(ends("containers/*/ports", &ports));
        assert!(ends("/spec/containers/*/ports", &ports));
        assert!(!ends("/containers/*/ports", &ports));
        assert!(!ends("a/spec/containers/*/ports", &ports));
        assert!(!ends("containers", &ports));
        assert!(ends("data/*.json", &Place::of(&["data", "board.json"])));
        assert!(!ends("data/*.json", &Place::of(&["data", "json"])));
    }
}
