//! Text of others in what is said to people: never long, and always as it looks.

use std::fmt::Write as _;

/// Characters of one quoted or plain part of a sentence.
const MOST_QUOTED: usize = 120;
const MOST_PLAIN: usize = 240;
/// Characters of a message; help may list names, and has twice as many.
pub(super) const MOST_MESSAGE: usize = 500;

/// A sentence with whatever it quotes cut short, and with characters that hide or move text written out.
///
/// A file may hold a key of a megabyte, or one with a right-to-left mark in it: who reads the message must see what is
/// there, and nothing else. Only help may have several lines, and only where it quotes nothing.
pub(super) fn shown(text: String, most: usize, has_lines: bool) -> String {
    if text.len() <= MOST_QUOTED && !text.chars().any(is_hidden) {
        return text;
    }
    let mut out = String::with_capacity(text.len().min(most.saturating_add(16)));
    let mut count = 0_usize;
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            out.push('`');
            count = count.saturating_add(1);
        }
        let is_quoted = index % 2 == 1;
        let has_lines = has_lines && !is_quoted;
        let room = if is_quoted { MOST_QUOTED } else { MOST_PLAIN };
        let room = room.min(most.saturating_sub(count));
        count = count.saturating_add(push(&mut out, part, room, has_lines));
        if count >= most {
            break;
        }
    }
    out
}

/// Appends about `room` characters; gives how many.
fn push(out: &mut String, part: &str, room: usize, has_lines: bool) -> usize {
    let mut count = 0_usize;
    for character in part.chars() {
        if count >= room {
            out.push('…');
            return count;
        }
        let before = out.len();
        if is_hidden(character) && !(has_lines && character == '\n') {
            let _ = match character {
                '\n' => write!(out, "\\n"),
                '\r' => write!(out, "\\r"),
                '\t' => write!(out, "\\t"),
                other => write!(out, "\\u{{{:x}}}", u32::from(other)),
            };
            count = count.saturating_add(out.len().saturating_sub(before));
        } else {
            out.push(character);
            count = count.saturating_add(1);
        }
    }
    count
}

/// Characters that show nothing, or change how what stands around them is shown.
///
/// Controls, marks of direction (Unicode's Bidi_Control), and the invisible ones among the default ignorable.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_and_plain_stays() {
        let text = "the key `größe` stands twice in one map";
        assert_eq!(shown(text.to_owned(), MOST_MESSAGE, true), text);
    }

    #[test]
    fn what_hides_is_written_out() {
        assert_eq!(shown("`a\nb`".to_owned(), MOST_MESSAGE, true), "`a\\nb`");
        assert_eq!(shown("a\nb `c`d\ne`".to_owned(), MOST_MESSAGE, false), "a\\nb `c`d\\ne`");
        let text = "`a\u{202e}b\u{200b}` and\n\u{7}\u{feff}";
        assert_eq!(shown(text.to_owned(), MOST_MESSAGE, true), "`a\\u{202e}b\\u{200b}` and\n\\u{7}\\u{feff}");
    }

    #[test]
    fn what_is_long_is_cut_and_the_rest_of_the_sentence_stays() {
        let text = format!("the document has no field `{}`", "k".repeat(1_000_000));
        let short = shown(text, MOST_MESSAGE, true);
        assert_eq!(short, format!("the document has no field `{}…`", "k".repeat(MOST_QUOTED)));
        // Quotes of its own don't help it.
        for hostile in [
            "`".repeat(10_000),
            "`a".repeat(10_000),
            "\u{202e}`".repeat(10_000),
            "x".repeat(10_000),
            "\0".repeat(10_000),
        ] {
            assert!(shown(hostile, MOST_MESSAGE, true).chars().count() <= MOST_MESSAGE + 50);
        }
    }
}
