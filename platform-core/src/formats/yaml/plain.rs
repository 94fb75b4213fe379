//! Which texts need no quotes.

/// Whether a text can stand without quotes in block style: readers of YAML 1.1 and of YAML 1.2 both take it for this
/// very text.
pub(super) fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    starts_well(first, text)
        && !text.starts_with("...")
        && !text.ends_with([' ', ':'])
        && has_only_plain(text)
        && !is_word(text)
        && !looks_like_number(text)
}

/// Whether every character may stand where it stands: printable, and none that ends the text (`: `, ` #`).
fn has_only_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Without a way out in the middle it is done many bytes at a time.
    let printable = bytes.iter().fold(true, |all, byte| all & (matches!(byte, b' '..=b'~') | !byte.is_ascii()));
    let ends = || bytes.contains(&b' ') && bytes.windows(2).any(|pair| matches!(pair, b": " | b" #"));
    let fits = |character: char| character.is_ascii() || character.is_alphanumeric();
    printable && !ends() && (text.is_ascii() || text.chars().all(fits))
}

fn starts_well(first: char, text: &str) -> bool {
    match first {
        // A dash begins an item only before a space; three of them begin a document.
        '-' => {
            text.chars().nth(1).is_some_and(char::is_alphanumeric) || text.starts_with("--") && !text.starts_with("---")
        }
        other => other.is_alphanumeric() || "_/.$(+\\^;".contains(other),
    }
}

/// The words that one of the two versions takes for null, a boolean, a merge key or a default value.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 13] =
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", "+.inf", "-.inf", ".nan"];
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Everything that some reader may take for a number, a time of day or a date; rather too much than too little.
fn looks_like_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let Some(first) = unsigned.bytes().next().filter(|first| first.is_ascii_digit() || *first == b'.') else {
        return false;
    };
    let lower = unsigned.to_ascii_lowercase();
    if first == b'0'
        && [("0x", 16), ("0o", 8), ("0b", 2)].iter().any(|(prefix, radix)| has_radix(&lower, prefix, *radix))
    {
        return true;
    }
    let only = |allowed: &str| lower.chars().all(|character| character.is_ascii_digit() || allowed.contains(character));
    // `1:30:00` counts by sixties in YAML 1.1, and `2027-03-01` is a date.
    if only("_.:") {
        return lower.contains(':') || lower.matches('.').count() <= 1;
    }
    let (mantissa, exponent) = lower.split_once('e').unwrap_or((&lower, ""));
    let is_float = mantissa.chars().all(|character| character.is_ascii_digit() || "_.".contains(character))
        && exponent.chars().all(|character| character.is_ascii_digit() || "+-_".contains(character));
    is_float || is_date(&lower)
}

fn has_radix(text: &str, prefix: &str, radix: u32) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| rest.chars().all(|digit| digit == '_' || digit.is_digit(radix)))
}

fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let is_year = parts.next().is_some_and(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()));
    let starts_with_digit =
        |part: Option<&str>| part.is_some_and(|part| part.starts_with(|first: char| first.is_ascii_digit()));
    is_year && starts_with_digit(parts.next()) && starts_with_digit(parts.next())
}

/// Whether a text of several lines can be written as a literal block (`|`), so that readers of both versions give back
/// every character.
pub(super) fn is_literal(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let content = text.trim_end_matches('\n');
    text.contains('\n')
        && !first.trim().is_empty()
        && !first.starts_with([' ', '\t'])
        // Blank lines at the end make the reader count; one or none is all that people write.
        && text.len().saturating_sub(content.len()) <= 1
        && content.lines().all(|line| !line.starts_with('\t') && !line.trim().is_empty() || line.is_empty())
        && text.chars().all(|character| character == '\n' || character == '\t' || is_printable(character))
}

/// Printable in both versions, no line break but `\n`, and no mark that changes the order in which text is shown.
pub(super) fn is_printable(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{A0}'..='\u{2027}' | '\u{202F}'..='\u{2065}' | '\u{206A}'..='\u{D7FF}' | '\u{E000}'..='\u{FEFE}' | '\u{FF00}'..='\u{FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_where_a_reader_of_either_version_could_err() {
        for text in [
            "web",
            "a b",
            "1.4.0",
            "sha256:ab",
            "apps/v1",
            "10.0.0.0/8",
            "${{ parameters.port }}",
            "-Xmx1g",
            "--flag",
            "it's",
            "50m",
            "é",
            "/healthz",
            ".github",
            "a#b",
            "v1",
            "3d",
            "1.2.3-rc.1",
            "(x)",
            "0.5Gi",
            "2027-W01",
        ] {
            assert!(is_plain(text), "{text}");
        }
        for text in [
            "",
            " a",
            "a ",
            "a: b",
            "a:",
            "a #b",
            "- a",
            "-",
            "---",
            "...",
            "... a",
            "# a",
            "null",
            "~",
            "True",
            "yes",
            "NO",
            "y",
            "on",
            "12",
            "1_000",
            "0x1F",
            "0o17",
            "0b1",
            "1e3",
            "1.5",
            ".5",
            "+1",
            "1:30",
            "12:30:45",
            "2027-03-01",
            "014",
            "2027-03-01T00:00:00Z",
            "<<",
            "=",
            "{a",
            "[a",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "'a",
            "\"a",
            "%a",
            "@a",
            "`a",
            "a\nb",
            "a\tb",
            "\u{2028}",
            "\u{85}a",
            ".inf",
            "-.INF",
            ".NaN",
            "1.",
            "1e",
            "?",
            ": a",
            "-1",
            "😀",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn literal_blocks_hold_what_comes_back_unchanged() {
        assert!(is_literal("a\nb"));
        assert!(is_literal("a\n\n  b\n"));
        assert!(is_literal("a\n"));
        for text in ["a", "\na", " a\nb", "a\n\n", "a\r\nb", "a\n \nb", "a\n\tb", "a\n\u{7f}", "a\n\u{2028}"] {
            assert!(!is_literal(text), "{text:?}");
        }
    }
}
