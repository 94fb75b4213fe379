//! Columns that line up.

use super::style::{Line, Page, Tone};

/// Writes rows below a heading, each column as wide as its widest cell.
pub(crate) fn table(page: &mut Page<'_>, heading: &[&str], rows: &[Vec<Line>]) {
    let mut widths: Vec<usize> = heading.iter().map(|title| title.len()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let heading: Vec<Line> = heading.iter().map(|title| Line::new().and(Tone::Dim, title)).collect();
    for row in std::iter::once(&heading).chain(rows) {
        let mut line = Line::new();
        let mut column = 0_usize;
        for (cell, width) in row.iter().zip(&widths) {
            line = line.pad_to(column).append(cell);
            column = column.saturating_add(*width).saturating_add(2);
        }
        page.line(&line);
    }
}

/// A cell.
pub(crate) fn cell(text: &str) -> Line {
    Line::new().plain(text)
}
