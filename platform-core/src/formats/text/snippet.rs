//! Source lines with a mark below what is meant.

use std::borrow::Cow;

use crate::model::{Place, Sources};

use super::style::{Line, Page, Style, Tone, character_columns, clean};

/// A place to point at.
pub(crate) struct Mark<'a> {
    pub(crate) place: &'a Place,
    /// What is said beside the mark.
    pub(crate) label: &'a str,
    /// Whether it is where the problem is, or has to do with it.
    pub(crate) primary: bool,
    /// Its colour.
    pub(crate) tone: Tone,
}

/// Columns of the gutter that line numbers stand in.
pub(crate) fn gutter(marks: &[Mark<'_>]) -> usize {
    marks.iter().map(|mark| mark.place.line.to_string().len()).max().unwrap_or(1)
}

/// Writes the source lines of all marks, file by file: first the file of the first mark.
pub(crate) fn snippets(page: &mut Page<'_>, sources: &Sources, marks: &[Mark<'_>]) {
    let width = gutter(marks);
    let mut files: Vec<&str> = Vec::new();
    for mark in marks {
        if !files.contains(&&*mark.place.file) {
            files.push(&mark.place.file);
        }
    }
    for (index, file) in files.into_iter().enumerate() {
        let mut here: Vec<&Mark<'_>> = marks.iter().filter(|mark| &*mark.place.file == file).collect();
        let arrow = if index == 0 { "-->" } else { ":::" };
        if let Some(first) = here.first() {
            let place = if file.is_empty() { pointer_text(first.place) } else { first.place.to_string() };
            page.line(&Line::indented(width).and(Tone::Gutter, arrow).plain(" ").plain(&place));
        }
        here.sort_by_key(|mark| (mark.place.line, mark.place.column, !mark.primary));
        if let Some(bytes) = sources.get(file) {
            file_lines(page, bytes, &here, width);
        }
    }
}

fn pointer_text(place: &Place) -> String {
    if place.pointer.is_root() && place.line > 0 { place.to_string() } else { format!("at {}", place.pointer) }
}

fn file_lines(page: &mut Page<'_>, bytes: &[u8], marks: &[&Mark<'_>], width: usize) {
    let bar = Line::indented(width).and(Tone::Gutter, " |");
    let mut shown: Option<u32> = None;
    for mark in marks {
        let line = mark.place.line;
        let Some(text) = source_line(bytes, mark.place) else { continue };
        let same = shown == Some(line);
        if shown.is_none() {
            page.line(&bar);
        } else if shown.is_some_and(|last| line > last.saturating_add(1)) {
            page.line(&Line::new().and(Tone::Gutter, "..."));
        }
        shown = Some(line);
        write_marked(page, &text, mark, width, !same);
    }
}

/// The line a place is in; by its offset where it has one, so that a long file is not read again for every problem.
fn source_line<'a>(bytes: &'a [u8], place: &Place) -> Option<Cow<'a, str>> {
    let line = usize::try_from(place.line).ok()?.checked_sub(1)?;
    let offset = usize::try_from(place.offset).ok().filter(|offset| *offset > 0);
    let found = match offset.and_then(|offset| bytes.split_at_checked(offset)) {
        Some((before, after)) => {
            let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline.saturating_add(1));
            let end = after.iter().position(|byte| *byte == b'\n').unwrap_or(after.len());
            bytes.get(start..offset?.saturating_add(end))?
        }
        None => bytes.split(|byte| *byte == b'\n').nth(line)?,
    };
    let found = found.strip_suffix(b"\r").unwrap_or(found);
    let found = if line == 0 { found.strip_prefix(b"\xef\xbb\xbf").unwrap_or(found) } else { found };
    Some(String::from_utf8_lossy(found))
}

/// One character as it is shown.
struct Cell {
    text: String,
    width: usize,
}

fn cells(text: &str) -> Vec<Cell> {
    let cell = |character: char| match character {
        '\t' => Cell { text: "    ".to_owned(), width: 4 },
        character if character.is_control() => {
            let text = clean(&character.to_string());
            Cell { width: text.len(), text }
        }
        character => {
            let text = clean(&character.to_string());
            let width = if text.chars().count() > 1 { text.len() } else { character_columns(character) };
            Cell { text, width }
        }
    };
    text.chars().map(cell).collect()
}

/// How many characters a mark covers: as its place says, or the word that begins there.
fn covered(text: &str, start: usize, place: &Place) -> usize {
    let rest: String = text.chars().skip(start).collect();
    let length = usize::try_from(place.length).unwrap_or(usize::MAX);
    let characters = match length {
        0 => rest.chars().take_while(|c| c.is_alphanumeric() || "-_./@".contains(*c)).count(),
        length => rest.char_indices().take_while(|(offset, _)| *offset < length).count(),
    };
    let visible = rest.trim_end().chars().count();
    characters.min(visible).max(1)
}

fn write_marked(page: &mut Page<'_>, text: &str, mark: &Mark<'_>, gutter: usize, with_source: bool) {
    let style = page.style;
    let start = usize::try_from(mark.place.column).unwrap_or(usize::MAX).saturating_sub(1);
    let length = covered(text, start, mark.place);
    let cells = cells(text);
    let room = style.width.saturating_sub(gutter).saturating_sub(6).max(30);
    let (from, to) = window(&cells, start, length, room);
    let lead = if from > 0 { style.ellipsis() } else { "" };
    let tail = if to < cells.len() { style.ellipsis() } else { "" };
    let window = cells.get(from..to).unwrap_or_default();
    if with_source {
        let shown: String = window.iter().map(|cell| cell.text.as_str()).collect();
        let number = format!("{:>gutter$} | ", mark.place.line);
        page.line(&Line::new().and(Tone::Gutter, &number).plain(lead).plain(&shown).plain(tail));
    }
    let offset: usize = window.iter().take(start.saturating_sub(from)).map(|cell| cell.width).sum();
    let offset = offset.saturating_add(lead.chars().count());
    let width: usize = window.iter().skip(start.saturating_sub(from)).take(length).map(|cell| cell.width).sum();
    let (symbol, tone) = (if mark.primary { "^" } else { "-" }, mark.tone);
    let line = Line::indented(gutter).and(Tone::Gutter, " | ").plain(&" ".repeat(offset));
    page.line(&line.and(tone, &symbol.repeat(width.max(1))).plain(" ").and(tone, mark.label));
}

/// The part of a long line that is shown: from which character to which.
fn window(cells: &[Cell], start: usize, length: usize, room: usize) -> (usize, usize) {
    let width = |cells: &[Cell]| cells.iter().map(|cell| cell.width).sum::<usize>();
    if width(cells) <= room {
        return (0, cells.len());
    }
    let mut from = start.min(cells.len());
    let mut before = 0_usize;
    let lead = (room / 2).min(room.saturating_sub(length.min(room)));
    while let Some(cell) = from.checked_sub(1).and_then(|index| cells.get(index)) {
        before = before.saturating_add(cell.width);
        if before > lead {
            break;
        }
        from = from.saturating_sub(1);
    }
    let mut used = 0_usize;
    let fits = |cell: &&Cell| {
        used = used.saturating_add(cell.width);
        used <= room
    };
    let taken = cells.iter().skip(from).take_while(fits).count();
    (from, from.saturating_add(taken))
}

/// One source line with its number and no mark; nothing where it can't be found.
pub(crate) fn quoted(place: &Place, sources: &Sources, style: &Style, room: usize) -> Option<Line> {
    let bytes = sources.get(&*place.file)?;
    let text = source_line(bytes, place)?;
    let shown: String = cells(text.trim()).into_iter().map(|cell| cell.text).collect();
    let shown = super::values::shorten(&shown, room, style);
    Some(Line::new().and(Tone::Gutter, &format!("{} | ", place.line)).plain(&shown))
}
