//! Many plans at once.

use crate::model::{FailedPlan, Plan, Rendered, Scope, Sources, Summary};

use super::diagnostics::diagnostics;
use super::many;
use super::plan::{scope_text, summary, write_plan};
use super::shapes;
use super::style::{Line, Page, Style, Tone, count};

/// Up to so many plans without changes are no list of their own.
const FEW: usize = 3;
/// Up to so many plans with changes are told one after the other.
pub(super) const TOLD_ALONE: usize = 4;
/// So many problems that block plans are told.
const BLOCKED: usize = 10;
/// So many plans without changes are named.
const NAMED: usize = 60;

/// The plans of many subjects and environments: those that change something, the others in one line, what could not be
/// planned with its problems, and one line that sums it all up.
///
/// A few plans are told in full one after the other. Of many, each change is told once with the places that have it, so
/// that three hundred services read like three; with [`Style::full`] they are told in full too.
///
/// Each plan may come with what it was rendered from; `sources` holds the files that were read, for the problems.
pub fn plan_set(
    plans: &[(&Plan, Option<&Rendered>)],
    failed: &[FailedPlan],
    sources: &Sources,
    style: &Style,
) -> String {
    let mut page = Page::new(style);
    let is_busy = |plan: &Plan| plan.has_changes() || !plan.blocked.is_empty();
    let (busy, quiet): (Vec<_>, Vec<_>) = plans.iter().partition(|(plan, _)| is_busy(plan));
    let many = busy.len() > 1 || !failed.is_empty() || quiet.len() > FEW;
    // That `-` stays as it is, is what one expects of a plan for an environment.
    let told = quiet.iter().filter(|(plan, _)| plan.environment != Scope::SUBJECT);
    let names: Vec<String> = told.map(|(plan, _)| short_name(plan)).collect();
    if !many && !busy.is_empty() && !names.is_empty() {
        page.line(&Line::new().and(Tone::Dim, &format!("nothing to do in {}", names.join(", "))));
        page.gap();
    }
    if busy.len() > TOLD_ALONE && !style.full {
        many::write(&mut page, &busy);
        blocked(&mut page, &busy);
    } else {
        for (index, (plan, rendered)) in busy.iter().enumerate() {
            if index > 0 {
                rule(&mut page);
            }
            write_plan(&mut page, plan, *rendered);
        }
    }
    if !quiet.is_empty() && (many || busy.is_empty()) {
        rule(&mut page);
        quiet_lines(&mut page, quiet.iter().map(|(plan, _)| plan), busy.is_empty());
    }
    for failure in failed {
        rule(&mut page);
        let title = scope_text(&failure.subject, &failure.environment);
        page.line(&Line::new().and(Tone::Bold, &title).and(Tone::Error, " can't be planned"));
        let text = diagnostics(&failure.diagnostics, sources, style);
        page.text(&text);
    }
    if many && !(busy.is_empty() && failed.is_empty()) {
        rule(&mut page);
        total(&mut page, plans, failed.len());
    }
    page.finish()
}

/// What keeps plans from being applied, each problem with the first places that have it.
pub(super) fn blocked(page: &mut Page<'_>, plans: &[(&Plan, Option<&Rendered>)]) {
    let blocked: Vec<&Plan> = plans.iter().map(|(plan, _)| *plan).filter(|plan| !plan.blocked.is_empty()).collect();
    if blocked.is_empty() {
        return;
    }
    page.gap();
    page.line(&Line::new().and(
        Tone::Error,
        &format!("{} can't be applied as they are:", shapes::in_plans(blocked.len()).trim_start_matches("in ")),
    ));
    let problems: Vec<_> = blocked.iter().flat_map(|plan| plan.blocked.iter().cloned()).collect();
    let (shown, more) = problems.split_at_checked(BLOCKED).unwrap_or((&problems, &[]));
    let text = diagnostics(shown, &Sources::new(), page.style);
    page.text(&text);
    if !more.is_empty() {
        let text =
            format!("{} {} like these", page.style.ellipsis(), count(more.len(), "more problem", "more problems"));
        page.line(&Line::new().and(Tone::Dim, &text));
    }
}

/// A line between two plans.
pub(super) fn rule(page: &mut Page<'_>) {
    if page.is_empty() {
        return;
    }
    let line = if page.style.unicode { "─" } else { "-" }.repeat(page.style.width.min(60));
    page.gap();
    page.line(&Line::new().and(Tone::Dim, &line));
}

fn short_name(plan: &Plan) -> String {
    format!("{}/{}", plan.subject, plan.environment)
}

/// The plans that change nothing, by name; `alone` when there are no others.
fn quiet_lines<'a>(page: &mut Page<'_>, plans: impl Iterator<Item = &'a &'a Plan> + Clone, alone: bool) {
    if alone {
        let unchanged: u64 = plans.clone().map(|plan| u64::from(plan.summary.unchanged)).sum();
        let stay = if unchanged == 1 {
            "1 resource is as it should be".to_owned()
        } else {
            format!("{unchanged} resources are as they should be")
        };
        page.line(&Line::new().and(Tone::Bold, "Nothing to do: ").plain(&stay));
    } else {
        page.line(&Line::new().and(Tone::Bold, "Nothing to do in"));
    }
    let mut names: Vec<String> = plans.map(|plan| short_name(plan)).collect();
    let more = names.len().saturating_sub(NAMED);
    if more > 0 && !page.style.full {
        names.truncate(NAMED);
        names.push(format!("and {more} more"));
    }
    page.names(&names, 2);
}

fn total(page: &mut Page<'_>, plans: &[(&Plan, Option<&Rendered>)], failed: usize) {
    let changing = plans.iter().filter(|(plan, _)| plan.has_changes()).count();
    let blocked = plans.iter().filter(|(plan, _)| !plan.blocked.is_empty()).count();
    let mut line = Line::new().and(Tone::Bold, &count(plans.len(), "plan", "plans"));
    line.push(Tone::Plain, &format!(", {changing} with changes"));
    if blocked > 0 {
        line.push(Tone::Error, &format!(", {blocked} blocked"));
    }
    if failed > 0 {
        line.push(Tone::Error, &format!(", {failed} failed"));
    }
    page.line(&line.plain(": ").append(&summary(&sum(plans.iter().map(|(plan, _)| &plan.summary)))));
}

/// All of them together.
pub(crate) fn sum<'a>(summaries: impl Iterator<Item = &'a Summary>) -> Summary {
    let mut total = Summary::default();
    for one in summaries {
        let pairs = [
            (&mut total.create, one.create),
            (&mut total.update, one.update),
            (&mut total.replace, one.replace),
            (&mut total.delete, one.delete),
            (&mut total.forget, one.forget),
            (&mut total.import, one.import),
            (&mut total.r#move, one.r#move),
            (&mut total.read, one.read),
            (&mut total.unchanged, one.unchanged),
            (&mut total.server_defaults, one.server_defaults),
            (&mut total.reordered, one.reordered),
        ];
        for (sum, number) in pairs {
            *sum = sum.saturating_add(number);
        }
    }
    total
}
