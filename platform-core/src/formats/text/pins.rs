//! Versions and artifacts, and how they change.

use std::collections::BTreeSet;

use crate::model::{Artifact, PathPin, Pins};

use super::style::{Line, Page, Style, Tone};

const COLUMN: usize = 15;

/// Versions and artifacts, and what they were where they change.
pub fn pins(before: &Pins, after: &Pins, style: &Style) -> String {
    let mut page = Page::new(style);
    pin_lines(before, after, style).iter().for_each(|line| page.line(line));
    page.finish()
}

/// The lines of a header: the golden path, what it includes, the artifacts; with what they were, where they change.
pub(crate) fn pin_lines(before: &Pins, after: &Pins, style: &Style) -> Vec<Line> {
    let first = before.path.is_none();
    let mut lines = Vec::new();
    let mut add = |label: &str, what: Line| {
        let line = Line::indented(2).and(Tone::Dim, label).pad_to(COLUMN).append(&what);
        lines.push(line);
    };
    let path = [before.path.as_ref(), after.path.as_ref()];
    if path.iter().any(Option::is_some) {
        add("golden path", change(path, first, style));
    }
    let names: BTreeSet<_> = before.includes.keys().chain(after.includes.keys()).collect();
    for name in names {
        add("includes", change([before.includes.get(name), after.includes.get(name)], first, style));
    }
    let names: BTreeSet<_> = before.artifacts.keys().chain(after.artifacts.keys()).collect();
    for name in names {
        let (old, new) = (before.artifacts.get(name), after.artifacts.get(name));
        add("artifact", Line::new().plain(&format!("{name} ")).append(&artifact(old, new, style)));
    }
    lines
}

fn change([before, after]: [Option<&PathPin>; 2], first: bool, style: &Style) -> Line {
    match (before, after) {
        (Some(old), Some(new)) if old.name != new.name => moved(&old.to_string(), &new.to_string(), style),
        (Some(old), Some(new)) if old.version != new.version => Line::new()
            .plain(&format!("{} ", old.name))
            .append(&moved(&old.version.to_string(), &new.version.to_string(), style)),
        (Some(old), Some(new)) if old.digest != new.digest => {
            Line::new().plain(&old.to_string()).and(Tone::Warning, " (its content changed)")
        }
        (None, Some(new)) if !first => {
            Line::new().plain(&format!("{} {}", new.name, new.version)).and(Tone::Create, " (new)")
        }
        (_, Some(new)) => Line::new().plain(&format!("{} {}", new.name, new.version)),
        (Some(old), None) => {
            Line::new().plain(&format!("{} {}", old.name, old.version)).and(Tone::Delete, " (no longer used)")
        }
        (None, None) => Line::new(),
    }
}

fn artifact(before: Option<&Artifact>, after: Option<&Artifact>, style: &Style) -> Line {
    let short =
        |artifact: &Artifact| format!("{}@sha256:{}{}", artifact.image, artifact.digest.short(), style.ellipsis());
    match (before, after) {
        (Some(old), Some(new)) if old.image == new.image && old.digest != new.digest => {
            let digest = |artifact: &Artifact| format!("sha256:{}{}", artifact.digest.short(), style.ellipsis());
            Line::new().plain(&format!("{}@", old.image)).append(&moved(&digest(old), &digest(new), style))
        }
        (Some(old), Some(new)) if old.image != new.image => moved(&short(old), &short(new), style),
        (Some(old), None) => Line::new().plain(&short(old)).and(Tone::Delete, " (no longer used)"),
        (_, Some(new)) => Line::new().plain(&short(new)),
        (None, None) => Line::new(),
    }
}

fn moved(before: &str, after: &str, style: &Style) -> Line {
    Line::new().and(Tone::Delete, before).plain(&format!(" {} ", style.arrow())).and(Tone::Create, after)
}
