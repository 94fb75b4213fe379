//! “Did you mean”.

/// The name most like a wrong one, if any is like it at all.
pub(crate) fn closest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let score = |name: &str| {
        let (wrong, name) = (wrong.to_lowercase(), name.to_lowercase());
        strsim::damerau_levenshtein(&wrong, &name)
    };
    // Comparing is quadratic in the length; nobody mistypes a name this long.
    let names = names.into_iter().filter(|name| name.len() <= 128 && wrong.len() <= 128).take(1_000);
    let best = names.map(|name| (score(name), name)).min()?;
    let allowed = wrong.chars().count().max(best.1.chars().count()).div_ceil(3);
    (best.0 <= allowed).then_some(best.1)
}

/// “did you mean …?”, or the names there are, and else what to do instead.
pub(crate) fn help<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    let names: Vec<&str> = names.into_iter().take(1_000).collect();
    if let Some(name) = closest(wrong, names.iter().copied()) {
        return format!("did you mean `{name}`?");
    }
    let shown: Vec<String> = names.iter().take(8).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > shown.len() { " and more" } else { "" };
    match (shown.as_slice(), otherwise) {
        ([], otherwise) => otherwise.to_owned(),
        (shown, "") => format!("there is {}{more}", shown.join(", ")),
        (shown, otherwise) => format!("there is {}{more}; {otherwise}", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_what_is_close_and_lists_the_rest() {
        assert_eq!(closest("prot", ["port", "replicas"]), Some("port"));
        assert_eq!(closest("zzz", ["port"]), None);
        assert_eq!(closest("runAsNonroot", ["runAsNonRoot"]), Some("runAsNonRoot"));
        assert_eq!(help("zzz", ["a", "b"], "add it"), "there is `a`, `b`; add it");
        assert_eq!(help("zzz", [], "add it"), "add it");
    }
}
