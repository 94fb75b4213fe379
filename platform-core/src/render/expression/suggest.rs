//! “Did you mean”.

use crate::formats::suggest;

/// “did you mean …?”, or the names there are, and else what to do instead.
pub(crate) fn help<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    let names: Vec<&str> = names.into_iter().take(1_000).collect();
    if let Some(name) = suggest(wrong, names.iter().copied()) {
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
        assert_eq!(help("prot", ["port", "replicas"], "add it"), "did you mean `port`?");
        assert_eq!(help("zzz", ["a", "b"], "add it"), "there is `a`, `b`; add it");
        assert_eq!(help("zzz", [], "add it"), "add it");
    }
}
