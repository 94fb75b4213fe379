//! Finds `${{ … }}` in a text.

use crate::model::Passthrough;

use super::reference::Root;

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// As it is.
    Literal(&'a str),
    /// What stands between `${{` and `}}`, and where it begins, in bytes from the beginning of the text.
    Expression { inner: &'a str, offset: usize },
}

/// A `${{` without its `}}`; where it stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unclosed {
    pub(crate) offset: usize,
}

const OPEN: &str = "${{";

/// Whether a text has any expression.
pub(crate) fn has_expressions(text: &str) -> bool {
    text.contains(OPEN)
}

/// Splits a text into literals and expressions. With a passthrough, an expression that begins with none of our roots
/// is a literal.
pub(crate) fn scan(text: &str, passthrough: Option<Passthrough>) -> Result<Vec<Piece<'_>>, Unclosed> {
    let mut pieces = Vec::new();
    let (mut rest, mut position, mut literal) = (text, 0_usize, 0_usize);
    while let Some(found) = rest.find(OPEN) {
        let offset = position.saturating_add(found);
        let start = offset.saturating_add(OPEN.len());
        let after = text.get(start..).unwrap_or_default();
        let theirs = passthrough.and_then(|_| end_for_github(after)).filter(|(inner, _)| !reads_ours(inner));
        let is_ours = theirs.is_none();
        let (inner, length) = theirs.or_else(|| end(after)).ok_or(Unclosed { offset })?;
        position = start.saturating_add(length);
        rest = text.get(position..).unwrap_or_default();
        if is_ours {
            push_literal(&mut pieces, text, literal, offset);
            pieces.push(Piece::Expression { inner, offset: start });
            literal = position;
        }
    }
    push_literal(&mut pieces, text, literal, text.len());
    Ok(pieces)
}

fn push_literal<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str, start: usize, end: usize) {
    match text.get(start..end) {
        Some("") | None => {}
        Some(literal) => pieces.push(Piece::Literal(literal)),
    }
}

/// What stands before the closing `}}`, and the length with it. Quotes and braces of map literals are respected.
fn end(text: &str) -> Option<(&str, usize)> {
    let (mut quote, mut escaped, mut depth) = (None, false, 0_usize);
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((index, byte)) = bytes.next() {
        match (quote, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'{') => depth = depth.saturating_add(1),
            (None, b'}') if depth > 0 => depth = depth.saturating_sub(1),
            (None, b'}') if bytes.peek().is_some_and(|(_, next)| *next == b'}') => {
                return Some((text.get(..index)?, index.saturating_add(2)));
            }
            (None, _) => {}
        }
    }
    None
}

/// The same by GitHub's rules: only `'` quotes, and a backslash is nothing special.
fn end_for_github(text: &str) -> Option<(&str, usize)> {
    let mut quoted = false;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((index, byte)) = bytes.next() {
        match byte {
            b'\'' => quoted = !quoted,
            b'}' if !quoted && bytes.peek().is_some_and(|(_, next)| *next == b'}') => {
                return Some((text.get(..index)?, index.saturating_add(2)));
            }
            _ => {}
        }
    }
    None
}

/// Whether an expression reads one of our roots anywhere.
fn reads_ours(inner: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    inner.split('\'').step_by(2).any(|code| {
        let mut before = None;
        let mut words = code.split_inclusive(|character| !is_word(character));
        words.any(|chunk| {
            let word = chunk.trim_end_matches(|character| !is_word(character));
            let is_root = before != Some('.') && Root::from_name(word).is_some();
            before = chunk.chars().next_back();
            is_root
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(text: &str) -> Vec<Piece<'_>> {
        scan(text, None).unwrap()
    }

    fn inner(text: &str) -> Vec<&str> {
        let pieces = ours(text).into_iter();
        pieces
            .filter_map(|piece| if let Piece::Expression { inner, .. } = piece { Some(inner) } else { None })
            .collect()
    }

    #[test]
    fn finds_expressions_between_literals() {
        assert_eq!(ours("plain {{ x }} $x ${x}"), [Piece::Literal("plain {{ x }} $x ${x}")]);
        let pieces = [
            Piece::Literal("a"),
            Piece::Expression { inner: " b ", offset: 4 },
            Piece::Expression { inner: "c", offset: 12 },
            Piece::Literal("d"),
        ];
        assert_eq!(ours("a${{ b }}${{c}}d"), pieces);
        assert_eq!(ours(""), []);
    }

    #[test]
    fn quotes_and_braces_inside_are_respected() {
        assert_eq!(inner("${{ '}}' }}"), [" '}}' "]);
        assert_eq!(inner(r#"${{ "\"}}" }}"#), [r#" "\"}}" "#]);
        assert_eq!(inner("${{ {'a': {'b': 1}} }}x"), [" {'a': {'b': 1}} "]);
        assert_eq!(inner("${{ {'a': {}}}}"), [" {'a': {}}"]);
        assert_eq!(scan("ab ${{ 'x }}", None), Err(Unclosed { offset: 3 }));
        assert_eq!(scan("${{ x }", None), Err(Unclosed { offset: 0 }));
    }

    #[test]
    fn expressions_of_github_stay_unless_they_read_ours() {
        let github = |text| scan(text, Some(Passthrough::GithubActions)).unwrap();
        for text in [
            "${{ github.ref != 'refs/heads/main' }}",
            "${{ steps.environment.outputs.service }}",
            r"${{ format('{0}\', github.sha) }}",
            "${{ always() }} ${{ secrets.X }}",
            "${{ 'service.name' == github.x }}",
            "${{ vars.my-service }}",
            "${{ 'it''s }} service.name' == github.x }}",
            "${{ fromJSON('{\"a\": {}}').a }}",
        ] {
            assert_eq!(github(text), [Piece::Literal(text)], "{text}");
        }
        let mixed = [Piece::Literal("${{ github.a }}-"), Piece::Expression { inner: " service.name ", offset: 19 }];
        assert_eq!(github("${{ github.a }}-${{ service.name }}"), mixed);
        assert!(matches!(github("${{ github.a == parameters.b }}")[..], [Piece::Expression { .. }]));
    }
}
