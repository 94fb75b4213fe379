//! Lines and marks of a text, by bytes.

/// Where the line begins that holds a place.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline.saturating_add(1))
}

/// Where the line ends that holds a place, without its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    at.saturating_add(line.strip_suffix('\r').unwrap_or(line).len())
}

/// Where the next line begins; where a line begins already, that is it.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    let begins = at > 0 && text.get(..at).is_some_and(|before| before.ends_with('\n'));
    if begins {
        return at;
    }
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |newline| at.saturating_add(newline).saturating_add(1))
}

/// Whether only spaces stand before a place on its line.
pub(super) fn is_first_on_line(text: &str, at: usize) -> bool {
    text.get(line_start(text, at)..at).is_some_and(|before| before.bytes().all(|byte| byte == b' '))
}

/// Behind the `:` of a key that ends at `from`; there itself where a key in brackets has none.
pub(super) fn behind_colon(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let spaces = rest.len().saturating_sub(rest.trim_start().len());
    let colon = rest.get(spaces..).is_some_and(|rest| rest.starts_with(':'));
    if colon { from.saturating_add(spaces).saturating_add(1) } else { from }
}

/// Behind the next dash; comments before it are skipped, and an anchor or a tag of the list.
pub(super) fn behind_dash(text: &str, from: usize) -> usize {
    let (mut in_comment, mut spaced) = (false, true);
    for (offset, byte) in text.get(from..).unwrap_or_default().bytes().enumerate() {
        match byte {
            b'\n' => in_comment = false,
            b'#' if spaced => in_comment = true,
            b'-' if spaced && !in_comment => return from.saturating_add(offset).saturating_add(1),
            _ => {}
        }
        spaced = byte.is_ascii_whitespace();
    }
    from
}

/// The comment at the end of a line, from a place where a value ends.
pub(super) fn comment_behind(text: &str, at: usize) -> &str {
    let rest = text.get(at..line_end(text, at)).unwrap_or_default().trim();
    if rest.starts_with('#') { rest } else { "" }
}
