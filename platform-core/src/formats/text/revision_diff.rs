//! What two revisions of the files want differently.

use std::collections::BTreeMap;

use crate::model::{
    Diagnostic, FailedRevision, Plan, Revision, RevisionChangeKind, RevisionDiff, RevisionSide, Sources,
};

use super::diagnostics::diagnostics;
use super::many;
use super::plan::{scope_text, summary, write_plan};
use super::plan_set::{TOLD_ALONE, blocked, rule, sum};
use super::shapes::{Pair, places, places_of};
use super::style::{Line, Page, Style, Tone, count};

/// So many places are named.
const NAMES: usize = 8;
/// So many characters of a commit's name are shown.
const COMMIT: usize = 12;

/// The files of two revisions, for the lines that problems show.
#[derive(Clone, Copy, Debug)]
pub struct RevisionSources<'s> {
    /// Those of the former revision.
    pub before: &'s Sources,
    /// Those of the later one.
    pub after: &'s Sources,
}

/// What two revisions want differently: what is new and what is gone by name, then what changes, each change of many once
/// with the places that have it; where a revision can't be rendered, its problems; and one line that sums it all up.
pub fn revision_diff(diff: &RevisionDiff, sources: &RevisionSources<'_>, style: &Style) -> String {
    let mut page = Page::new(style);
    let arrow = format!(" {} ", style.arrow());
    page.line(&revision(&diff.before).and(Tone::Dim, &arrow).append(&revision(&diff.after)));
    for (kind, tone, word) in
        [(RevisionChangeKind::Added, Tone::Create, "new"), (RevisionChangeKind::Removed, Tone::Delete, "gone")]
    {
        let plans = of_kind(diff, kind);
        if !plans.is_empty() {
            let text = places(plans.into_iter(), NAMES);
            page.line(&Line::indented(2).and(tone, word).pad_to(8).plain(&text));
        }
    }
    let pairs: Vec<Pair<'_>> = diff.changes.iter().map(|change| (&change.plan, change.rendered.as_ref())).collect();
    if pairs.len() > TOLD_ALONE && !style.full {
        page.gap();
        many::write(&mut page, &pairs);
        blocked(&mut page, &pairs);
    } else {
        for (plan, rendered) in &pairs {
            rule(&mut page);
            write_plan(&mut page, plan, *rendered);
        }
    }
    for failures in failures(diff) {
        rule(&mut page);
        failure(&mut page, diff, &failures, sources);
    }
    rule(&mut page);
    total(&mut page, diff);
    page.finish()
}

/// `main (1a2b3c4d5e6f)`.
fn revision(revision: &Revision) -> Line {
    let line = Line::new().and(Tone::Bold, &revision.name);
    match revision.commit.as_deref().map(short) {
        Some(commit) if *commit != *revision.name => line.and(Tone::Dim, &format!(" ({commit})")),
        _ => line,
    }
}

/// A commit's name, as short as it is told apart.
pub(crate) fn short(commit: &str) -> &str {
    commit.get(..COMMIT).unwrap_or(commit)
}

pub(crate) fn of_kind(diff: &RevisionDiff, kind: RevisionChangeKind) -> Vec<&Plan> {
    diff.changes.iter().filter(|change| change.kind == kind).map(|change| &change.plan).collect()
}

/// What fails in one revision for the same reasons, by how much does: the later revision first.
pub(crate) fn failures(diff: &RevisionDiff) -> Vec<Vec<&FailedRevision>> {
    let mut found: Vec<Vec<&FailedRevision>> = Vec::new();
    let mut known: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for failed in &diff.failed {
        let problem = |one: &Diagnostic| format!("{}{}{:?}", one.code, one.message, one.at);
        let problems: String = failed.diagnostics.iter().map(problem).collect();
        let at = *known.entry((failed.side == RevisionSide::After, problems)).or_insert(found.len());
        match found.get_mut(at) {
            Some(alike) => alike.push(failed),
            None => found.push(vec![failed]),
        }
    }
    let is_before = |alike: &Vec<&FailedRevision>| alike.first().is_some_and(|one| one.side == RevisionSide::Before);
    found.sort_by_key(|alike| (is_before(alike), std::cmp::Reverse(alike.len())));
    found
}

fn failure(page: &mut Page<'_>, diff: &RevisionDiff, alike: &[&FailedRevision], sources: &RevisionSources<'_>) {
    let Some(failed) = alike.first() else { return };
    let (side, files, note) = match failed.side {
        RevisionSide::Before => (&diff.before, sources.before, "; what changes can't be told"),
        RevisionSide::After => (&diff.after, sources.after, ""),
    };
    let title = match alike {
        [_] => scope_text(&failed.subject, &failed.environment),
        alike => places_of(alike.iter().map(|one| (&one.subject, &one.environment)), NAMES),
    };
    let line = Line::new().and(Tone::Bold, &title).and(Tone::Error, " can't be rendered in ");
    page.line(&line.append(&revision(side)).plain(note));
    let text = diagnostics(&failed.diagnostics, files, page.style);
    page.text(&text);
}

fn total(page: &mut Page<'_>, diff: &RevisionDiff) {
    let unchanged = usize::try_from(diff.unchanged).unwrap_or(usize::MAX);
    let compared = diff.changes.len().saturating_add(unchanged);
    let changing = diff.changes.iter().filter(|change| change.plan.has_changes()).count();
    let same = diff.changes.is_empty() && diff.failed.is_empty();
    let mut line = if same {
        let text = format!("all that is wanted is the same in {}", count(compared, "place", "places"));
        Line::new().and(Tone::Bold, "No difference: ").plain(&text)
    } else {
        let line = Line::new().and(Tone::Bold, &count(compared, "place", "places"));
        line.plain(&format!(" compared, {changing} with changes"))
    };
    for (side, what) in
        [(RevisionSide::After, "can't be rendered"), (RevisionSide::Before, "could not be rendered before")]
    {
        let number = diff.failed.iter().filter(|one| one.side == side).count();
        if number > 0 {
            line.push(Tone::Error, &format!(", {number} {what}"));
        }
    }
    if changing > 0 {
        line = line.plain(": ").append(&summary(&sum(diff.changes.iter().map(|change| &change.plan.summary))));
    }
    page.line(&line);
}
