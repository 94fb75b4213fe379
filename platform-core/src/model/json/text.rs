//! Where a JSON string has to be looked at, and what its escapes stand for.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// How many bytes from the start are neither a quote, a backslash nor a control character: what JSON writes as it is.
#[inline]
pub(in crate::model) fn plain_length(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut length = 0_usize;
    for word in words {
        let stops = stops(u64::from_le_bytes(*word));
        if stops != 0 {
            return length.saturating_add((stops.trailing_zeros() >> 3) as usize);
        }
        length = length.saturating_add(8);
    }
    length.saturating_add(rest.iter().take_while(|byte| is_plain(**byte)).count())
}

fn is_plain(byte: u8) -> bool {
    byte >= 0x20 && byte != b'"' && byte != b'\\'
}

/// Marks the bytes of a word that are not plain. The lowest mark is right; those above it may be false.
fn stops(word: u64) -> u64 {
    let is = |byte: u8| {
        let difference = word ^ ONES.wrapping_mul(u64::from(byte));
        difference.wrapping_sub(ONES) & !difference
    };
    let control = word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word;
    (is(b'"') | is(b'\\') | control) & HIGH
}

/// What stands behind a backslash, and how many bytes it has.
pub(super) fn escape(behind: &str) -> Option<(char, usize)> {
    let character = match behind.as_bytes().first()? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(behind),
        _ => return None,
    };
    Some((character, 1))
}

/// `u` and four digits, or two of them for what lies above U+FFFF.
fn unicode(behind: &str) -> Option<(char, usize)> {
    let first = unit(behind, 0)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 5));
    }
    let second = behind.get(5..6).filter(|slash| *slash == "\\").and_then(|_| unit(behind, 6))?;
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    char::decode_utf16(units).next()?.ok().map(|character| (character, 11))
}

fn unit(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..)?.strip_prefix('u')?.get(..4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_runs_end_where_json_escapes() {
        for stop in (0..0x20).chain([b'"', b'\\']) {
            for before in 0..20 {
                let mut bytes = "é~\u{7f}abcdefghijklmnopqrst".as_bytes().to_vec();
                bytes.truncate(before);
                bytes.push(stop);
                bytes.extend(b"\"\\\n behind");
                assert_eq!(plain_length(&bytes), before, "{stop} after {before}");
            }
        }
        assert_eq!(plain_length("日本語 and all of it".as_bytes()), "日本語 and all of it".len());
    }
}
