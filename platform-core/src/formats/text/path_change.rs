//! What a new version of a golden path changes, and who uses a path.

use crate::model::{Bump, PathChange, PathUse};

use super::style::{Line, Page, Style, Tone, count};
use super::table::{cell, table};

/// What a version changes against another, and which version that takes.
pub fn path_change(change: &PathChange, style: &Style) -> String {
    let mut page = Page::new(style);
    let title = format!("{} {} -> {}", change.path, change.before, change.after);
    let (given, needed) = (change.given.as_str(), change.needed.as_str());
    let verdict = if change.is_sufficient() {
        Line::new()
            .and(Tone::Bold, &title)
            .plain(&format!("  a {given} version; "))
            .and(Tone::Create, &format!("{needed} is needed"))
    } else {
        Line::new()
            .and(Tone::Bold, &title)
            .plain(&format!("  a {given} version; "))
            .and(Tone::Error, &format!("{needed} is needed"))
    };
    page.line(&verdict);
    if change.reasons.is_empty() {
        page.line(&Line::indented(2).plain("Nothing that anybody uses changes."));
    }
    for reason in &change.reasons {
        let tone = match reason.bump {
            Bump::Major => Tone::Delete,
            Bump::Minor => Tone::Create,
            Bump::Patch => Tone::Update,
        };
        page.line(&Line::indented(2).and(tone, reason.bump.as_str()).pad_to(9).plain(&reason.message));
    }
    page.finish()
}

/// Who uses a golden path, and in which version.
pub fn path_usage(uses: &[PathUse], style: &Style) -> String {
    let mut page = Page::new(style);
    if uses.is_empty() {
        page.line(&Line::new().plain("Nobody uses it."));
        return page.finish();
    }
    let rows: Vec<Vec<Line>> = uses
        .iter()
        .map(|one| {
            let version = one.version.as_ref().map_or_else(|| "not planned yet".to_owned(), ToString::to_string);
            let by = one.included_by.as_ref().map(|name| format!("by {name}")).unwrap_or_default();
            vec![
                cell(&one.subject.to_string()),
                cell(one.environment.as_str()),
                cell(&version),
                cell(&one.requirement.to_string()),
                cell(&by),
            ]
        })
        .collect();
    table(&mut page, &["SUBJECT", "ENVIRONMENT", "VERSION", "ASKS FOR", ""], &rows);
    let mut versions: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for version in uses.iter().filter_map(|one| one.version.as_ref()) {
        let entry = versions.entry(version.to_string()).or_default();
        *entry = entry.saturating_add(1);
    }
    let told: Vec<String> =
        versions.iter().map(|(version, uses)| format!("{version}: {}", count(*uses, "use", "uses"))).collect();
    page.line(&Line::new());
    page.line(&Line::new().plain(&told.join(", ")));
    page.finish()
}
