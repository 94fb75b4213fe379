//! Which releases changed a value.

use crate::model::{ReleaseVerdict, Sources, ValueChange, ValueHistory};

use super::explanation::origins;
use super::overview::time;
use super::pins::pin_lines;
use super::style::{Line, Page, Style, Tone, count};
use super::values::{shorten, shorten_pair, shown};

/// Which releases changed a value, newest first: who, when, from what to what, with which versions, and where it came
/// from.
pub fn value_history(history: &ValueHistory, style: &Style) -> String {
    let mut page = Page::new(style);
    let title = Line::new().and(Tone::Bold, history.address.as_str()).plain(" ");
    page.line(&title.and(Tone::Bold, history.path.as_str()));
    for change in &history.changes {
        page.gap();
        write_change(&mut page, change);
    }
    page.gap();
    let releases = count(usize::try_from(history.releases).unwrap_or(usize::MAX), "release", "releases");
    let text = match history.changes.len() {
        0 => format!("It was in none of {releases}."),
        changes => format!("{} in {releases}.", count(changes, "change", "changes")),
    };
    page.line(&Line::new().and(Tone::Bold, &text));
    page.finish()
}

fn write_change(page: &mut Page<'_>, change: &ValueChange) {
    let style = page.style;
    let mut line = Line::new().and(Tone::Bold, &format!("release {}", change.serial));
    line.push(Tone::Plain, &format!("  {} UTC  by {}", time(change.ended_at), change.actor));
    if change.verdict == ReleaseVerdict::Failed {
        line.push(Tone::Error, "  failed: it may not have been written");
    }
    page.line(&line);
    if let Some(address) = &change.address {
        page.line(&Line::indented(2).and(Tone::Dim, "called       ").plain(address.as_str()));
    }
    values(page, change);
    let same = change.pins_before.as_ref().unwrap_or(&change.pins);
    for line in pin_lines(same, &change.pins, style) {
        page.line(&line);
    }
    if !change.origins.is_empty() {
        page.line(&Line::indented(2).and(Tone::Dim, "from"));
        origins(page, &change.origins, &Sources::new(), 4);
    }
}

fn values(page: &mut Page<'_>, change: &ValueChange) {
    let style = page.style;
    let label = |text: &str| Line::indented(2).and(Tone::Dim, text).pad_to(15);
    let room = style.width.saturating_sub(15).max(24);
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            let (before, after) = shorten_pair(&shown(before, style), &shown(after, style), room, style);
            page.line(&label("was").and(Tone::Delete, &before));
            page.line(&label("became").and(Tone::Create, &after));
        }
        (None, Some(after)) => {
            page.line(&label("was").plain("not there"));
            page.line(&label("became").and(Tone::Create, &shorten(&shown(after, style), room, style)));
        }
        (Some(before), None) => {
            page.line(&label("was").and(Tone::Delete, &shorten(&shown(before, style), room, style)));
            page.line(&label("became").plain("nothing: it went away"));
        }
        (None, None) => {}
    }
}
