//! "Did you mean …?"

/// The known name that is most like a wrong one, if any is near enough to be meant.
///
/// Without regard to case, a name within a third of its length in edits, or with the same words in another order of
/// separators. Of equally near ones the first in order, so that every run says the same.
///
/// ```
/// use platform_core::formats::suggest;
/// assert_eq!(suggest("prot", ["port", "replicas"]), Some("port"));
/// assert_eq!(suggest("colour", ["port", "replicas"]), None);
/// ```
pub fn suggest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wrong.to_lowercase();
    // Names are short; what is not can't be a slip of the pen.
    if wanted.is_empty() || wanted.len() > 128 {
        return None;
    }
    let limit = wanted.chars().count().div_ceil(3).min(4);
    // Names of very different length can't be near, and are most of what there is.
    let may_be_near = |name: &&str| name.len() <= wrong.len().saturating_mul(4).saturating_add(16);
    let near = known.into_iter().filter(may_be_near).filter_map(|name| {
        let distance = strsim::damerau_levenshtein(&wanted, &name.to_lowercase());
        (distance <= limit && distance < name.chars().count()).then_some((distance, name))
    });
    near.min().map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn near_names_only_and_always_the_same() {
        assert_eq!(suggest("Replicas", ["replicas"]), Some("replicas"));
        assert_eq!(suggest("stagging", ["production", "staging"]), Some("staging"));
        assert_eq!(suggest("ab", ["xy", "b"]), None);
        assert_eq!(suggest("cat", ["cut", "bat"]), Some("bat"));
        assert_eq!(suggest("", ["a"]), None);
    }
}
