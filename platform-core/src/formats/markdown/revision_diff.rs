//! What two revisions want differently, for a pull request.

use std::fmt::Write as _;

use crate::formats::text::{Pair, failures, of_kind, place_list, places_of, summary_of, summary_text};
use crate::model::{Diagnostic, FailedRevision, Place, Revision, RevisionChangeKind, RevisionDiff, RevisionSide};

use super::RESERVE;
use super::comment::{Comment, commit_code, mark};
use super::escape::{code, escape};
use super::set::{Page, body};

/// So many places stand in a list.
const NAMES: usize = 8;
/// So many problems of one failure are told.
const PROBLEMS: usize = 5;

/// What two revisions want differently as Markdown for a pull request: what is new and what is gone, where a revision can't
/// be rendered and why, then what changes, each change of many once with the places that have it, and place by place, folded,
/// those that change most first. It begins with a hidden mark, names both commits and the digest, is never longer than a
/// comment may be, and says what was left out.
pub fn revision_diff(diff: &RevisionDiff, comment: &Comment) -> String {
    let mut page = Page::new(comment);
    page.push(&mark("diff"));
    page.push(&heading(diff));
    let room = comment.room().saturating_sub(RESERVE);
    let mut hidden = 0_usize;
    for alike in failures(diff) {
        // A quarter at most: what changes must be seen, too.
        if !page.try_push(&failure(diff, &alike), room / 4) {
            hidden = hidden.saturating_add(alike.len());
        }
    }
    if hidden > 0 {
        page.leave_out(format!("why {hidden} places can't be rendered"));
    }
    let pairs: Vec<Pair<'_>> = diff.changes.iter().map(|change| (&change.plan, change.rendered.as_ref())).collect();
    body(&mut page, &pairs, room);
    page.finish()
}

fn heading(diff: &RevisionDiff) -> String {
    let unchanged = usize::try_from(diff.unchanged).unwrap_or(usize::MAX);
    let all = diff.changes.len().saturating_add(unchanged).saturating_add(diff.failed.len());
    let title = match (diff.changes.len(), diff.failed.len()) {
        (0, 0) => format!("Nothing is wanted differently in {all} places"),
        (changing, 0) => format!("{changing} of {all} places change"),
        (changing, failed) => format!("{changing} of {all} places change, {failed} can't be compared"),
    };
    let mut out = format!("### {title}\n\n");
    let digest = code(&diff.digest.to_string());
    let _ = writeln!(out, "{} → {}, digest {digest}\n", revision(&diff.before), revision(&diff.after));
    if !diff.changes.is_empty() {
        let summary = summary_of(diff.changes.iter().map(|change| &change.plan.summary));
        let _ = writeln!(out, "{}\n", summary_text(&summary));
    }
    for (kind, word) in [(RevisionChangeKind::Added, "New"), (RevisionChangeKind::Removed, "Gone")] {
        let plans = of_kind(diff, kind);
        if !plans.is_empty() {
            let _ = writeln!(out, "{word}: {}\n", escape(&place_list(plans.into_iter(), NAMES)));
        }
    }
    out
}

fn revision(revision: &Revision) -> String {
    let name = escape(&revision.name);
    match revision.commit.as_deref() {
        Some(commit) if *commit != *revision.name => format!("{name} ({})", commit_code(commit)),
        _ => name,
    }
}

/// Where a revision can't be rendered for the same reasons.
fn failure(diff: &RevisionDiff, alike: &[&FailedRevision]) -> String {
    let Some(failed) = alike.first() else { return String::new() };
    let side = match failed.side {
        RevisionSide::Before => &diff.before,
        RevisionSide::After => &diff.after,
    };
    let places = escape(&places_of(alike.iter().map(|one| (&one.subject, &one.environment)), NAMES));
    let mut out = format!("> **Can't be rendered** in {}: {places}\n", revision(side));
    for problem in failed.diagnostics.iter().take(PROBLEMS) {
        out.push_str(&told(problem));
    }
    if let Some(more) = failed.diagnostics.len().checked_sub(PROBLEMS).filter(|more| *more > 0) {
        let _ = writeln!(out, "> and {more} more problems");
    }
    out + "\n"
}

fn told(problem: &Diagnostic) -> String {
    let short = |text: &str| escape(&text.chars().take(400).collect::<String>());
    let at = problem.at.as_ref().map(place).unwrap_or_default();
    let help = problem.help.as_ref().map(|help| format!("; {}", short(help))).unwrap_or_default();
    format!("> - {} {}{at}{help}\n", code(problem.code.as_str()), short(&problem.message))
}

fn place(place: &Place) -> String {
    match (place.file.is_empty(), place.line) {
        (true, _) => String::new(),
        (false, 0) => format!(" ({})", code(&place.file)),
        (false, line) => format!(" ({})", code(&format!("{}:{line}", place.file))),
    }
}
