//! Text that is only text in Markdown.

use std::fmt::Write as _;

use crate::formats::text::clean;

/// On one line, without characters that act.
pub(super) fn one_line(text: &str) -> String {
    clean(text)
}

/// A fence longer than any run of backticks in the text, so that nothing in it can end it.
pub(super) fn fence(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.saturating_add(1).max(3))
}

/// Text in which nothing is markup. GitHub looks for mentions, issues and addresses in what it rendered, so a space of no
/// width keeps apart what would be one.
pub(super) fn escape(text: &str) -> String {
    let text = entities(text).replace("&#64;", "&#64;\u{200b}").replace("&#35;", "&#35;\u{200b}");
    text.replace("://", ":\u{200b}//").replace("www.", "www\u{200b}.").replace("GH-", "GH\u{200b}-")
}

/// Text as code, in a table too: as HTML, where neither backticks nor `|` end it and nobody is mentioned.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", entities(text))
}

fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in clean(text).chars() {
        match character {
            // Markdown takes only ASCII punctuation for markup.
            ' ' | '-' | '.' | '/' | ',' | ':' | ';' | '(' | ')' => out.push(character),
            other if other.is_ascii_punctuation() => {
                let _ = write!(out, "&#{};", u32::from(other));
            }
            other => out.push(other),
        }
    }
    out
}
