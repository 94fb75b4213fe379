//! Many plans for one pull request.

use std::fmt::Write as _;

use crate::formats::text::{Pair, Shape, mark, place_list, scope_text, shapes, summary_of, summary_text};
use crate::model::{Change, Plan, Rendered};

use super::comment::{Comment, mark as mark_of};
use super::escape::{code, escape};
use super::{RESERVE, content, fields, headline, length};

/// Up to so many plans need no overview.
const FEW: usize = 4;
/// So many places stand in a list.
const NAMES: usize = 6;

/// Many plans as Markdown for one pull request: what it comes to first; of more than four plans each change once, with
/// the places that have it; then plan by plan, folded, those that change most first; and one line about those that change
/// nothing. It begins with a hidden mark, is never longer than a comment may be, and says at its end exactly what was left
/// out.
pub fn plan_set(plans: &[(&Plan, Option<&Rendered>)], comment: &Comment) -> String {
    let busy = |plan: &Plan| plan.has_changes() || !plan.blocked.is_empty();
    let (changing, quiet): (Vec<Pair<'_>>, Vec<Pair<'_>>) = plans.iter().partition(|(plan, _)| busy(plan));
    let mut page = Page::new(comment);
    page.push(&mark_of("plan"));
    page.push(&heading(plans, changing.len()));
    page.push(&comment.about(comment.digest.as_ref(), "plans"));
    page.push(&super::checks::checks(&comment.checks, true));
    // What is said of those that change nothing is short, and stands at the end.
    let quiet = quiet_line(&quiet);
    let room = comment.room().saturating_sub(RESERVE).saturating_sub(length(&quiet));
    body(&mut page, &changing, room);
    page.push(&quiet);
    page.finish()
}

/// Each change of many once, then plan by plan.
pub(super) fn body(page: &mut Page<'_>, changing: &[Pair<'_>], room: usize) {
    let mut changing = changing.to_vec();
    if changing.len() > FEW {
        overview(page, &changing, page.used.saturating_add(room.saturating_sub(page.used) / 2));
        let weight = |plan: &Plan| plan.changes.iter().filter(|change| change.is_effective()).count();
        changing.sort_by_key(|(plan, _)| std::cmp::Reverse(weight(plan)));
    }
    per_plan(page, &changing, room);
}

pub(super) struct Page<'c> {
    out: String,
    /// How many characters it has.
    pub(super) used: usize,
    left_out: Vec<String>,
    comment: &'c Comment,
}

impl<'c> Page<'c> {
    pub(super) fn new(comment: &'c Comment) -> Self {
        Self { out: String::new(), used: 0, left_out: Vec::new(), comment }
    }

    /// The text, and what was left out of it.
    pub(super) fn finish(mut self) -> String {
        if !self.left_out.is_empty() {
            let text = self.comment.left_out(&self.left_out.join("; "));
            self.push(&text);
        }
        self.out
    }

    pub(super) fn leave_out(&mut self, what: String) {
        self.left_out.push(what);
    }

    pub(super) fn push(&mut self, text: &str) {
        self.used = self.used.saturating_add(length(text));
        self.out.push_str(text);
    }

    /// Whether the text fit.
    pub(super) fn try_push(&mut self, text: &str, room: usize) -> bool {
        let fits = self.used.saturating_add(length(text)) <= room;
        if fits {
            self.push(text);
        }
        fits
    }
}

fn heading(plans: &[Pair<'_>], changing: usize) -> String {
    let summary = summary_text(&summary_of(plans.iter().map(|(plan, _)| &plan.summary)));
    let blocked = plans.iter().filter(|(plan, _)| !plan.blocked.is_empty()).count();
    let blocked = if blocked > 0 { format!(", {blocked} blocked") } else { String::new() };
    let of = if plans.len() == 1 { "plan" } else { "plans" };
    format!("### {} {of}, {changing} with changes{blocked}\n\n{summary}\n\n", plans.len())
}

/// Each change once.
fn overview(page: &mut Page<'_>, changing: &[Pair<'_>], room: usize) {
    page.push("#### What changes\n\n");
    let mut all = shapes(changing);
    all.sort_by_key(|shape| std::cmp::Reverse(shape.members.len()));
    let mut hidden = 0_usize;
    for shape in &all {
        let Some(first) = shape.members.first() else { continue };
        let heading = shape_heading(shape, first.change);
        let body = fields::of_shape(shape);
        let text = if body.is_empty() { format!("{heading}<br>\n") } else { fields::folded(&heading, &body) };
        if !page.try_push(&text, room) && !page.try_push(&format!("{heading}<br>\n"), room) {
            hidden = hidden.saturating_add(1);
        }
    }
    if hidden > 0 {
        page.left_out.push(format!("{hidden} of {} kinds of change in the overview", all.len()));
    }
    page.push("\n");
}

fn shape_heading(shape: &Shape<'_>, change: &Change) -> String {
    let (symbol, word, _) = mark(change);
    let place = code(&format!("{}/{}", change.address.target(), change.address.id()));
    let protected = if change.protect { " <b>protected</b>" } else { "" };
    let places = escape(&place_list(shape.members.iter().map(|member| member.plan), NAMES));
    let number = shape.members.len();
    let number = if number == 1 { String::new() } else { format!("{number} plans: ") };
    format!("{} {word} {place}{protected} in {number}{places}", code(symbol))
}

/// Plan by plan: each by its heading, and as many as fit folded below it.
fn per_plan(page: &mut Page<'_>, changing: &[Pair<'_>], room: usize) {
    if changing.len() > FEW {
        page.push("#### Plan by plan\n\n");
    }
    let lines: Vec<String> = changing.iter().map(|(plan, _)| format!("{}<br>\n", line(plan))).collect();
    let (named, mut used) = super::fit(&lines, room.saturating_sub(page.used));
    let (told, gone) = changing.split_at_checked(named).unwrap_or((changing, &[]));
    let mut short: Vec<&Plan> = Vec::new();
    let mut text = String::new();
    for ((plan, rendered), heading) in told.iter().zip(&lines) {
        let others = page.used.saturating_add(used).saturating_sub(length(heading));
        let folded = |left: usize| {
            let content = content(plan, *rendered, left, page.comment);
            format!("<details><summary>{}</summary>\n\n{content}\n</details>\n", line(plan))
        };
        let left = room.saturating_sub(others);
        // What is longer than all that is left is cut only where much is left.
        let fits = |text: &String| length(text) <= left;
        let whole = Some(folded(usize::MAX)).filter(fits);
        let cut = whole.or_else(|| {
            Some(folded(left.saturating_sub(length(heading)).saturating_sub(64)))
                .filter(|text| left > room / 4 && fits(text))
        });
        match cut {
            Some(folded) => {
                used = used.saturating_sub(length(heading)).saturating_add(length(&folded));
                text.push_str(&folded);
            }
            None => {
                short.push(plan);
                text.push_str(heading);
            }
        }
    }
    page.push(&text);
    let gone: Vec<&Plan> = gone.iter().map(|(plan, _)| *plan).collect();
    for (plans, what) in [(short, "the changes of"), (gone, "all about")] {
        if !plans.is_empty() {
            let number = if plans.len() == 1 { "1 plan".to_owned() } else { format!("{} plans", plans.len()) };
            let places = escape(&place_list(plans.iter().copied(), NAMES));
            page.left_out.push(format!("{what} {number} ({places})"));
        }
    }
}

/// A plan in a line: where, and what it comes to.
fn line(plan: &Plan) -> String {
    let name = escape(&scope_text(&plan.subject, &plan.environment));
    let blocked = if plan.blocked.is_empty() { "" } else { ", <b>blocked</b>" };
    format!("<b>{name}</b>: {}{blocked}", headline(plan))
}

fn quiet_line(quiet: &[Pair<'_>]) -> String {
    if quiet.is_empty() {
        return String::new();
    }
    let number = if quiet.len() == 1 { "1 plan".to_owned() } else { format!("{} plans", quiet.len()) };
    let mut line = String::new();
    let _ =
        writeln!(line, "\nNothing to do in {number}: {}", escape(&place_list(quiet.iter().map(|(plan, _)| *plan), 40)));
    line
}
