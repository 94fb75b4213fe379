//! What was done and how things stand: history, status, freshness.

use crate::model::{
    Applying, EntityRef, Freshness, Hold, Intent, Pins, Release, ReleaseVerdict, Scope, Staleness, Summary, Timestamp,
};

use super::style::{Line, Page, Style, Tone};
use super::table::{cell, table};

/// One apply, as a line of history shows it.
#[derive(Clone, Debug)]
pub struct HistoryRow<'a> {
    /// The subject.
    pub subject: &'a EntityRef,
    /// The environment, or `-`.
    pub environment: &'a Scope,
    /// The state's serial that the apply made.
    pub serial: u64,
    /// What was applied.
    pub pins: &'a Pins,
    /// What it changed.
    pub summary: &'a Summary,
    /// Who applied it.
    pub actor: &'a str,
    /// When it ended.
    pub ended_at: Timestamp,
    /// What it was for.
    pub intent: Intent,
    /// How it ended.
    pub verdict: ReleaseVerdict,
    /// Why checks that failed held nothing up.
    pub break_glass: Option<&'a str>,
}

impl<'a> From<&'a Release> for HistoryRow<'a> {
    fn from(release: &'a Release) -> Self {
        Self {
            subject: &release.subject,
            environment: &release.environment,
            serial: release.serial,
            pins: &release.pins,
            summary: &release.summary,
            actor: &release.actor,
            ended_at: release.ended_at,
            intent: release.intent,
            verdict: release.verdict,
            break_glass: release.break_glass.as_deref(),
        }
    }
}

/// What was applied, in the order given.
pub fn history(rows: &[HistoryRow<'_>], style: &Style) -> String {
    let mut page = Page::new(style);
    let rows: Vec<Vec<Line>> = rows.iter().map(history_row).collect();
    if rows.is_empty() {
        page.line(&cell("Nothing was applied yet."));
        return page.finish();
    }
    table(
        &mut page,
        &["serial", "subject", "environment", "when (UTC)", "result", "golden path", "artifacts", "changes", "by"],
        &rows,
    );
    page.finish()
}

fn history_row(row: &HistoryRow<'_>) -> Vec<Line> {
    vec![
        cell(&row.serial.to_string()),
        cell(&row.subject.to_string()),
        cell(row.environment.as_str()),
        cell(&time(row.ended_at)),
        result(row),
        cell(&path(row.pins)),
        cell(&artifacts(row.pins)),
        summary_short(row.summary),
        by(row),
    ]
}

/// Who applied it, and why nothing held it up.
fn by(row: &HistoryRow<'_>) -> Line {
    match row.break_glass {
        Some(reason) => cell(row.actor).and(Tone::Warning, &format!(" (broke the glass: {reason})")),
        None => cell(row.actor),
    }
}

/// How it ended, and what it was for where that is not said by what it changed.
fn result(row: &HistoryRow<'_>) -> Line {
    let line = verdict(row.verdict);
    let intent = match row.intent {
        Intent::Rollback => " (rollback)",
        Intent::Promote => " (promotion)",
        Intent::Upgrade => " (upgrade)",
        Intent::Destroy => " (destroy)",
        Intent::Adopt => " (adoption)",
        Intent::Refresh => " (refresh)",
        Intent::Converge => return line,
    };
    line.and(Tone::Dim, intent)
}

fn verdict(verdict: ReleaseVerdict) -> Line {
    match verdict {
        ReleaseVerdict::Succeeded => Line::new().and(Tone::Create, "succeeded"),
        ReleaseVerdict::Failed => Line::new().and(Tone::Error, "failed"),
    }
}

/// `2026-11-21 08:30`, in UTC.
pub(crate) fn time(at: Timestamp) -> String {
    let text = at.to_string();
    text.get(..16).map_or_else(|| text.clone(), |minutes| minutes.replace('T', " "))
}

fn path(pins: &Pins) -> String {
    pins.path.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string)
}

fn artifacts(pins: &Pins) -> String {
    if pins.artifacts.is_empty() {
        return "-".to_owned();
    }
    let short = |(name, artifact): (&crate::model::Name, &crate::model::Artifact)| {
        format!("{name} {}", artifact.digest.short())
    };
    pins.artifacts.iter().map(short).collect::<Vec<_>>().join(", ")
}

/// `+3 ~1 -0`.
fn summary_short(summary: &Summary) -> Line {
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
    /// Whether the files still have it.
    pub declared: bool,
    /// What the lock file holds.
    pub locked: &'a Pins,
    /// What was applied; `None` before the first apply.
    pub applied: Option<&'a Pins>,
    /// How many resources are ours.
    pub resources: usize,
    /// The apply that has begun and has not ended.
    pub applying: Option<&'a Applying>,
    /// The hold of a rollback.
    pub hold: Option<&'a Hold>,
    /// When the last apply ended, and how.
    pub last: Option<(Timestamp, ReleaseVerdict)>,
}

/// How things stand, a row per subject and environment: what is applied, whether the lock file asks for something
/// else, and whether an apply has begun and has not ended.
pub fn status(rows: &[StatusRow<'_>], style: &Style) -> String {
    let mut page = Page::new(style);
    if rows.is_empty() {
        page.line(&cell("Nothing follows a golden path yet."));
        return page.finish();
    }
    let cells: Vec<Vec<Line>> = rows.iter().map(|row| status_row(row, style)).collect();
    table(
        &mut page,
        &["subject", "environment", "status", "golden path", "artifacts", "resources", "applied (UTC)"],
        &cells,
    );
    page.finish()
}

fn status_row(row: &StatusRow<'_>, style: &Style) -> Vec<Line> {
    let path_text = match (row.applied.and_then(|pins| pins.path.as_ref()), row.locked.path.as_ref()) {
        (Some(old), Some(new)) if old != new => format!("{old} {} {new}", style.arrow()),
        (Some(path), _) | (None, Some(path)) => path.to_string(),
        (None, None) => "-".to_owned(),
    };
    vec![
        Line::new().and(Tone::Bold, &row.subject.to_string()),
        cell(row.environment.as_str()),
        condition(row),
        cell(&path_text),
        cell(&artifacts(row.applied.unwrap_or(row.locked))),
        cell(&row.resources.to_string()),
        cell(&row.last.map_or_else(|| "-".to_owned(), |(at, _)| time(at))),
    ]
}

fn condition(row: &StatusRow<'_>) -> Line {
    if let Some(applying) = row.applying {
        let again = if applying.attempt > 1 { format!(" (attempt {})", applying.attempt) } else { String::new() };
        return Line::new().and(Tone::Warning, &format!("apply not finished{again}"));
    }
    let Some(applied) = row.applied else {
        return Line::new().and(Tone::Dim, "never applied");
    };
    if !row.declared {
        return Line::new().and(Tone::Warning, "no longer declared");
    }
    if let Some(hold) = row.hold {
        return Line::new().and(Tone::Warning, &format!("held: {}", hold.name));
    }
    if row.last.is_some_and(|(_, verdict)| verdict == ReleaseVerdict::Failed) {
        return Line::new().and(Tone::Error, "last apply failed");
    }
    if row.locked != applied {
        return Line::new().and(Tone::Update, "lock file differs");
    }
    Line::new().and(Tone::Create, "applied")
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
