//! What changes in a file, line by line.

use super::lines::{LineChange, compare};
use super::style::{Line, Page, Style, Tone};

/// What changes in a file: the lines that go and come with their numbers, and two lines around them.
pub fn file_change(file: &str, before: &str, after: &str, style: &Style) -> String {
    let mut page = Page::new(style);
    page.line(&Line::new().and(Tone::Bold, file));
    let (mut old, mut new) = (0_usize, 0_usize);
    let width = before.lines().count().max(after.lines().count()).to_string().len();
    for change in compare(before, after, 2) {
        let (number, mark, tone, text) = match change {
            LineChange::Same(text) => {
                (old, new) = (old.saturating_add(1), new.saturating_add(1));
                (new, " ", Tone::Plain, text)
            }
            LineChange::Removed(text) => {
                old = old.saturating_add(1);
                (old, "-", Tone::Delete, text)
            }
            LineChange::Added(text) => {
                new = new.saturating_add(1);
                (new, "+", Tone::Create, text)
            }
            LineChange::Gap(lines) => {
                (old, new) = (old.saturating_add(lines), new.saturating_add(lines));
                page.line(&Line::indented(2).and(Tone::Dim, style.ellipsis()));
                continue;
            }
        };
        let number = format!("{number:>width$} ");
        page.line(&Line::indented(2).and(Tone::Dim, &number).and(tone, &format!("{mark} {text}")));
    }
    page.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_with_their_numbers() {
        let before: String = (1..=12).map(|line| format!("line {line}\n")).collect();
        let after = before.replace("line 5\n", "line five\nline 5b\n").replace("line 12\n", "");
        insta::assert_snapshot!(file_change("a.yaml", &before, &after, &Style::default()));
    }
}
