//! How text is laid out and coloured, and text that can't take over a terminal.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How the text that people read is laid out.
///
/// Colour never says anything that words or symbols don't say too.
///
/// ```
/// use platform_core::formats::text::Style;
/// let style = Style::default().with_color(true).with_width(80);
/// assert!(style.unicode);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Style {
    /// Whether to use ANSI colours.
    pub color: bool,
    /// How many columns a line should have at most; long names may pass it.
    pub width: usize,
    /// Whether to use arrows and the like; otherwise ASCII.
    pub unicode: bool,
    /// Whether to show everything, where otherwise only the most telling part is shown.
    pub full: bool,
}

impl Default for Style {
    /// Without colour, 120 columns, with arrows, shortened.
    fn default() -> Self {
        Self { color: false, width: 120, unicode: true, full: false }
    }
}

impl Style {
    /// With colour, or without.
    #[must_use]
    pub fn with_color(mut self, color: bool) -> Self {
        self.color = color;
        self
    }

    /// With another width.
    #[must_use]
    pub fn with_width(mut self, width: usize) -> Self {
        self.width = width.max(40);
        self
    }

    /// With arrows and the like, or in ASCII.
    #[must_use]
    pub fn with_unicode(mut self, unicode: bool) -> Self {
        self.unicode = unicode;
        self
    }

    /// With everything, or only the most telling part.
    #[must_use]
    pub fn with_full(mut self, full: bool) -> Self {
        self.full = full;
        self
    }

    pub(crate) fn arrow(&self) -> &'static str {
        if self.unicode { "→" } else { "->" }
    }

    pub(crate) fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    pub(crate) fn branch(&self) -> &'static str {
        if self.unicode { "└ " } else { "\\ " }
    }
}

/// What a part of a text is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Bold,
    Dim,
    Create,
    Update,
    Replace,
    Delete,
    Move,
    Error,
    Warning,
    Note,
    Help,
    Gutter,
}

impl Tone {
    fn codes(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Bold => Some("1"),
            Self::Dim => Some("2"),
            Self::Create => Some("32"),
            Self::Update => Some("33"),
            Self::Replace => Some("1;35"),
            Self::Delete => Some("31"),
            Self::Move => Some("36"),
            Self::Error => Some("1;31"),
            Self::Warning => Some("1;33"),
            Self::Note => Some("1;36"),
            Self::Help => Some("1;32"),
            Self::Gutter => Some("1;34"),
        }
    }
}

/// One line in parts, coloured when it is written out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    parts: Vec<(Tone, String)>,
    width: usize,
}

impl Line {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn indented(columns: usize) -> Self {
        Self::new().and(Tone::Plain, &" ".repeat(columns))
    }

    /// With more text; what could act on a terminal is made visible.
    pub(crate) fn and(mut self, tone: Tone, text: &str) -> Self {
        self.push(tone, text);
        self
    }

    pub(crate) fn plain(self, text: &str) -> Self {
        self.and(Tone::Plain, text)
    }

    pub(crate) fn push(&mut self, tone: Tone, text: &str) {
        let text = clean(text);
        self.width = self.width.saturating_add(text.width());
        self.parts.push((tone, text));
    }

    /// With the parts of another line.
    pub(crate) fn append(mut self, other: &Self) -> Self {
        self.width = self.width.saturating_add(other.width);
        self.parts.extend(other.parts.iter().cloned());
        self
    }

    /// Filled with spaces up to a column.
    pub(crate) fn pad_to(mut self, column: usize) -> Self {
        let missing = column.saturating_sub(self.width);
        if missing > 0 {
            self.push(Tone::Plain, &" ".repeat(missing));
        }
        self
    }

    /// Its text without colours.
    pub(crate) fn text(&self) -> String {
        self.parts.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// Whether a part of it says that something comes or goes.
    pub(crate) fn has_change(&self) -> bool {
        self.parts.iter().any(|(tone, _)| matches!(tone, Tone::Create | Tone::Delete | Tone::Warning))
    }

    /// Columns it takes.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn write(&self, style: &Style, out: &mut String) {
        let visible = self.parts.iter().rposition(|(_, text)| !text.trim_end().is_empty());
        let last = visible.map_or(0, |index| index.saturating_add(1));
        for (index, (tone, text)) in self.parts.iter().take(last).enumerate() {
            let text = if index.saturating_add(1) == last { text.trim_end() } else { text };
            match tone.codes().filter(|_| style.color && !text.is_empty()) {
                Some(codes) => {
                    out.push_str("\u{1b}[");
                    out.push_str(codes);
                    out.push('m');
                    out.push_str(text);
                    out.push_str("\u{1b}[0m");
                }
                None => out.push_str(text),
            }
        }
        out.push('\n');
    }
}

/// Lines that become one text.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) style: &'a Style,
    out: String,
}

impl<'a> Page<'a> {
    pub(crate) fn new(style: &'a Style) -> Self {
        Self { style, out: String::new() }
    }

    pub(crate) fn line(&mut self, line: &Line) {
        line.write(self.style, &mut self.out);
    }

    /// An empty line, unless the page begins or one is there already.
    pub(crate) fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Names in lines as wide as they may be.
    pub(crate) fn names(&mut self, names: &[String], indent: usize) {
        let mut line = Line::indented(indent);
        for name in names {
            if line.width() > indent && line.width().saturating_add(columns(name)) > self.style.width {
                self.line(&line);
                line = Line::indented(indent);
            }
            line.push(Tone::Dim, &format!("{name}  "));
        }
        self.line(&line);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }
}

/// Makes visible what would act on a terminal or turn the direction of reading: control characters become `\u{…}`.
pub(crate) fn clean(text: &str) -> String {
    if !text.chars().any(acts) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len().saturating_add(16));
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other if acts(other) => out.extend(other.escape_unicode()),
            other => out.push(other),
        }
    }
    out
}

fn acts(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Columns a text takes in a terminal.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// Columns a character takes in a terminal.
pub(crate) fn character_columns(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// A count with its noun: `1 error`, `2 errors`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_acts_on_the_terminal() {
        let line = Line::new().plain("a\u{1b}[31mb\u{202e}c\u{9b}d\n");
        let mut out = String::new();
        line.write(&Style::default(), &mut out);
        assert_eq!(out, "a\\u{1b}[31mb\\u{202e}c\\u{9b}d\\n\n");
    }

    #[test]
    fn colours_end_where_they_began_and_nothing_trails() {
        let line = Line::new().and(Tone::Error, "a").plain("  ").pad_to(10);
        let mut out = String::new();
        line.write(&Style::default().with_color(true), &mut out);
        assert_eq!(out, "\u{1b}[1;31ma\u{1b}[0m\n");
        assert_eq!(line.width(), 10);
    }
}
