//! What was done and how things stand: history, status, comparison, freshness.

use crate::model::{
    Change, EntityRef, Freshness, Pins, Release, ReleaseVerdict, Rendered, Scope, Staleness, State, Timestamp,
};

use super::fields;
use super::plan::{mark, title};
use super::style::{Line, Page, Style, Tone, count};
use super::table::{cell, table};

/// What was applied, newest first.
pub fn history(releases: &[Release], style: &Style) -> String {
    let mut page = Page::new(style);
    let rows: Vec<Vec<Line>> = releases.iter().map(|release| release_row(release, style)).collect();
    if rows.is_empty() {
        page.line(&cell("Nothing was applied yet."));
        return page.finish();
    }
    table(&mut page, &["serial", "where", "when", "result", "golden path", "artifacts", "changes", "by"], &rows);
    page.finish()
}

fn release_row(release: &Release, style: &Style) -> Vec<Line> {
    let verdict = match release.verdict {
        ReleaseVerdict::Succeeded => Line::new().and(Tone::Create, "succeeded"),
        _ => Line::new().and(Tone::Error, "failed"),
    };
    vec![
        cell(&release.serial.to_string()),
        cell(&format!("{}/{}", release.subject, release.environment)),
        cell(&time(release.ended_at)),
        verdict,
        cell(&path(&release.pins)),
        cell(&artifacts(&release.pins, style)),
        summary_short(&release.summary),
        cell(&release.actor),
    ]
}

/// `2026-11-21 08:30`, in UTC.
fn time(at: Timestamp) -> String {
    let text = at.to_string();
    text.get(..16).map_or_else(|| text.clone(), |minutes| minutes.replace('T', " "))
}

fn path(pins: &Pins) -> String {
    pins.path.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string)
}

fn artifacts(pins: &Pins, style: &Style) -> String {
    if pins.artifacts.is_empty() {
        return "-".to_owned();
    }
    let short = |(name, artifact): (&crate::model::Name, &crate::model::Artifact)| {
        format!("{name} sha256:{}{}", artifact.digest.short(), style.ellipsis())
    };
    pins.artifacts.iter().map(short).collect::<Vec<_>>().join(", ")
}

/// `+3 ~1 -0`.
fn summary_short(summary: &crate::model::Summary) -> Line {
    let parts = [
        ("+", summary.create, Tone::Create),
        ("~", summary.update, Tone::Update),
        ("-/+", summary.replace, Tone::Replace),
        ("-", summary.delete, Tone::Delete),
        (">", summary.r#move, Tone::Move),
        ("<=", summary.import, Tone::Move),
        ("x", summary.forget, Tone::Plain),
    ];
    let mut line = Line::new();
    for (symbol, number, tone) in parts.into_iter().filter(|(_, number, _)| *number > 0) {
        if line.width() > 0 {
            line.push(Tone::Plain, " ");
        }
        line.push(tone, &format!("{symbol}{number}"));
    }
    if line.width() == 0 { cell("none") } else { line }
}

/// How one subject stands in one environment.
#[derive(Clone, Debug)]
pub struct StatusRow<'a> {
    /// The subject.
    pub subject: &'a EntityRef,
    /// The environment, or `-`.
    pub environment: &'a Scope,
    /// What the lock file asks for.
    pub desired: Pins,
    /// What we know we did; `None` when nothing was ever applied.
    pub state: Option<&'a State>,
    /// The last release.
    pub last: Option<&'a Release>,
}

/// How things stand, a row per subject and environment: what is applied, whether the lock file asks for something
/// else, and whether an apply has begun and has not ended.
pub fn status(rows: &[StatusRow<'_>], style: &Style) -> String {
    let mut page = Page::new(style);
    if rows.is_empty() {
        page.line(&cell("There is nothing to show: no subject follows a golden path."));
        return page.finish();
    }
    let cells: Vec<Vec<Line>> = rows.iter().map(|row| status_row(row, style)).collect();
    table(&mut page, &["subject", "environment", "status", "golden path", "artifacts", "resources", "applied"], &cells);
    page.finish()
}

fn status_row(row: &StatusRow<'_>, style: &Style) -> Vec<Line> {
    let applied = row.state.map(|state| &state.pins);
    let path_text = match (applied.and_then(|pins| pins.path.as_ref()), row.desired.path.as_ref()) {
        (Some(old), Some(new)) if old != new => format!("{old} {} {new}", style.arrow()),
        (Some(path), _) | (None, Some(path)) => path.to_string(),
        (None, None) => "-".to_owned(),
    };
    let resources = row.state.map_or(0, |state| state.resources.len());
    vec![
        Line::new().and(Tone::Bold, &row.subject.to_string()),
        cell(row.environment.as_str()),
        condition(row),
        cell(&path_text),
        cell(&artifacts(applied.unwrap_or(&row.desired), style)),
        cell(&resources.to_string()),
        cell(&row.last.map_or_else(|| "-".to_owned(), |release| time(release.ended_at))),
    ]
}

fn condition(row: &StatusRow<'_>) -> Line {
    let Some(state) = row.state.filter(|state| state.serial > 0) else {
        return Line::new().and(Tone::Dim, "never applied");
    };
    if let Some(applying) = &state.applying {
        return Line::new().and(Tone::Warning, &format!("applying (attempt {})", applying.attempt));
    }
    if let Some(hold) = &state.hold {
        return Line::new().and(Tone::Warning, &format!("held: {}", hold.name));
    }
    if row.last.is_some_and(|release| release.verdict == ReleaseVerdict::Failed) {
        return Line::new().and(Tone::Error, "last apply failed");
    }
    if row.desired != Pins::default() && row.desired != state.pins {
        return Line::new().and(Tone::Update, "lock file differs");
    }
    Line::new().and(Tone::Create, "applied")
}

/// What differs between two environments of a subject. The changes lead from the first to the second.
pub fn comparison(before: &Rendered, after: &Rendered, changes: &[Change], style: &Style) -> String {
    let mut page = Page::new(style);
    let title_text = if before.subject == after.subject {
        format!("{}: {} {} {}", before.subject, before.environment, style.arrow(), after.environment)
    } else {
        let (left, right) = (format!("{}/{}", before.subject, before.environment), &after.subject);
        format!("{left} {} {right}/{}", style.arrow(), after.environment)
    };
    page.line(&Line::new().and(Tone::Bold, &title_text));
    super::pins::pin_lines(&before.pins, &after.pins, style).iter().for_each(|line| page.line(line));
    let mut target = "";
    for change in changes.iter().filter(|change| change.is_effective()) {
        if change.address.target() != target {
            target = change.address.target();
            page.gap();
            page.line(&Line::new().and(Tone::Bold, target));
        }
        compared(&mut page, change, before, after);
    }
    page.gap();
    let differing = changes.iter().filter(|change| change.is_effective()).count();
    let text = match differing {
        0 => "No differences.".to_owned(),
        differing => format!("{}.", count(differing, "resource differs", "resources differ")),
    };
    page.line(&Line::new().and(Tone::Bold, &text));
    page.finish()
}

fn compared(page: &mut Page<'_>, change: &Change, before: &Rendered, after: &Rendered) {
    let (symbol, _, tone) = mark(change);
    let (found, side) = match symbol {
        "+" => (after, format!("only in {}", after.environment)),
        "-" => (before, format!("only in {}", before.environment)),
        _ => (after, String::new()),
    };
    let id = change.address.id();
    let resource =
        found.resources.values().find(|one| one.address.target() == change.address.target() && one.address.id() == id);
    let mut line = Line::indented(2).and(tone, symbol).pad_to(6).and(Tone::Bold, id);
    for note in [resource.and_then(title).unwrap_or_default(), side].into_iter().filter(|note| !note.is_empty()) {
        line.push(Tone::Plain, "  ");
        line.push(Tone::Dim, &note);
    }
    page.line(&line);
    if symbol == "~" {
        fields::changed(page, change, Some(after));
    }
}

/// Whether a plan still fits the world, and exactly what changed under it.
pub fn freshness(freshness: &Freshness, style: &Style) -> String {
    let mut page = Page::new(style);
    match freshness {
        Freshness::Fresh => page.line(&Line::new().and(Tone::Create, "fresh")),
        Freshness::Stale { causes } => {
            page.line(&Line::new().and(Tone::Warning, "stale"));
            for cause in causes {
                page.line(&Line::indented(2).plain(&staleness(cause)));
            }
        }
    }
    page.finish()
}

fn staleness(cause: &Staleness) -> String {
    match cause {
        Staleness::Lineage => "it was made from another state".to_owned(),
        Staleness::Serial { planned, found } => {
            format!("another apply has begun since: the plan was made from serial {planned}, the state is at {found}")
        }
        Staleness::Rendered => "what it was rendered from is not what it says".to_owned(),
        Staleness::Appeared { address } => format!("{address} appeared"),
        Staleness::Vanished { address } => format!("{address} is gone"),
        Staleness::Fields { address, paths } => {
            let paths: Vec<&str> = paths.iter().map(crate::model::Pointer::as_str).collect();
            format!("{address} changed at {}", paths.join(", "))
        }
    }
}
