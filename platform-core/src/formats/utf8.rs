//! Bytes that must be text.

use crate::model::{Diagnostic, Place, codes};

/// Bytes as text.
///
/// # Errors
/// `parse.encoding`, with the place of the first byte that is none, and what the file looks like instead. A zero byte is
/// no text either: archives and UTF-16 are full of them.
pub(super) fn decode<'t>(file: &str, bytes: &'t [u8]) -> Result<&'t str, Box<Diagnostic>> {
    let zero = bytes.iter().position(|byte| *byte == 0);
    let wrong = match std::str::from_utf8(bytes) {
        Ok(text) if zero.is_none() => return Ok(text),
        Ok(_) => zero,
        Err(error) => Some(zero.map_or(error.valid_up_to(), |zero| zero.min(error.valid_up_to()))),
    };
    Err({
        let valid = bytes.get(..wrong.unwrap_or(0)).and_then(|part| std::str::from_utf8(part).ok()).unwrap_or("");
        let line = valid.bytes().filter(|byte| *byte == b'\n').count();
        let start = valid.rsplit('\n').next().unwrap_or("");
        let column = start.trim_start_matches('\u{feff}').chars().count();
        let place = Place {
            line: count(line).saturating_add(1),
            column: count(column).saturating_add(1),
            offset: count(valid.len()),
            length: 1,
            ..Place::file(file)
        };
        let (message, help) = looks_like(bytes);
        Box::new(Diagnostic::error(codes::PARSE_ENCODING, message).with_place(place).with_help(help))
    })
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What a file that is no UTF-8 is, by its first bytes.
fn looks_like(bytes: &[u8]) -> (&'static str, &'static str) {
    const UTF_16: &str = "the file is UTF-16, not UTF-8";
    const OTHER: &str = "put text there, or remove the file";
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => (UTF_16, "save the file as UTF-8"),
        [0x1f, 0x8b, ..] => ("the file is compressed with gzip, not text", "unpack it"),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => ("the file is a ZIP archive, not text", "unpack it"),
        [b'B', b'Z', b'h', ..] | [0xfd, b'7', b'z', b'X', b'Z', ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            ("the file is compressed, not text", "unpack it")
        }
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] => ("the file is an image, not text", OTHER),
        [0x7f, b'E', b'L', b'F', ..] => ("the file is a program, not text", OTHER),
        [0, _, ..] | [_, 0, ..] if bytes.len() > 3 && alternates(bytes) => (UTF_16, "save the file as UTF-8"),
        _ if bytes.contains(&0) => ("the file is binary, not text", OTHER),
        _ => ("the file is not UTF-8", "save the file as UTF-8"),
    }
}

/// Whether every other of the first bytes is zero, as in the UTF-16 of Latin letters.
fn alternates(bytes: &[u8]) -> bool {
    let zeros = |skip: usize| bytes.iter().take(16).skip(skip).step_by(2).all(|byte| *byte == 0);
    zeros(0) != zeros(1)
}

/// A warning where a text holds marks that change the order in which it is shown: what a reviewer sees is not what is
/// read.
#[cfg(feature = "files")]
pub(crate) fn reordered(file: &str, text: &str) -> Option<Diagnostic> {
    let marks = |bytes: &[u8]| matches!(bytes, [0xe2, 0x80, 0xaa..=0xae] | [0xe2, 0x81, 0xa6..=0xa9]);
    let at = text.as_bytes().windows(3).position(marks)?;
    let before = text.get(..at).unwrap_or_default();
    let mark = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
    let place = Place {
        line: count(before.bytes().filter(|byte| *byte == b'\n').count()).saturating_add(1),
        column: count(before.rsplit('\n').next().unwrap_or("").chars().count()).saturating_add(1),
        offset: count(at),
        length: 3,
        ..Place::file(file)
    };
    let message = format!("the mark U+{:04X} changes the order in which this line is shown", u32::from(mark));
    let help = "remove it, or write it as an escape in double quotes";
    Some(Diagnostic::warning(codes::PARSE_REORDERED, message).with_help(help).with_place(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_looks_like() {
        let said = |bytes: &[u8]| decode("a", bytes).map_err(|problem| problem.message).unwrap_err();
        assert_eq!(decode("a", "ä".as_bytes()).unwrap(), "ä");
        assert_eq!(said(b"a\xff"), "the file is not UTF-8");
        assert_eq!(said(b"k\0i\0n\0d\0"), "the file is UTF-16, not UTF-8");
        assert_eq!(said(b"\0k\0i\0n\0d"), "the file is UTF-16, not UTF-8");
        assert_eq!(said(b"PK\x03\x04\x14\0\0\0"), "the file is a ZIP archive, not text");
        assert_eq!(said(b"ab\0"), "the file is binary, not text");
    }

    #[cfg(feature = "files")]
    #[test]
    fn marks_of_direction_are_seen_and_right_to_left_letters_are_none() {
        assert_eq!(reordered("a", "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{200f}…"), None);
        let at = reordered("a", "é\nab\u{2066}c").unwrap().at.unwrap();
        assert_eq!((at.line, at.column, at.offset), (2, 3, 5));
    }
}
