//! Plans for a pull request.

mod checks;
mod comment;
mod comparison;
mod escape;
mod fields;
mod revision_diff;
mod set;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use crate::model::{Change, Plan, Rendered};

use super::text::{mark, scope_text, summary_text, title};
use comment::mark as mark_of;
use escape::{code, escape};

pub use comment::Comment;
pub use comparison::comparison;
pub use revision_diff::revision_diff;
pub use set::plan_set;

/// What is kept free for saying what was left out.
const RESERVE: usize = 1_500;

/// How many characters GitHub counts: those of UTF-16, to be on the safe side.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A plan as Markdown for a pull request: a table of what changes, the fields folded below it. It begins with a hidden mark,
/// names commit and digest, is never longer than a comment may be, and says what was left out. Nothing in a value can act as markup, mention somebody, link
/// anywhere or leave its place.
///
/// `rendered` is what goes with the plan: without it the reasons are missing.
pub fn plan(plan: &Plan, rendered: Option<&Rendered>, comment: &Comment) -> String {
    let title = escape(&scope_text(&plan.subject, &plan.environment));
    let about = comment.about(Some(&plan.digest), "plan");
    let checks = checks::checks(&comment.checks, false);
    let heading = format!("{}### {title}: {}\n\n{about}{checks}", mark_of("plan"), headline(plan));
    let room = comment.room().saturating_sub(length(&heading));
    heading + &content(plan, rendered, room, comment)
}

/// Everything below the heading of a plan, in at most `room` characters.
fn content(plan: &Plan, rendered: Option<&Rendered>, room: usize, comment: &Comment) -> String {
    let room = room.saturating_sub(RESERVE);
    let mut out = String::new();
    pins(plan, &mut out);
    if let Some(reason) = &plan.break_glass {
        let reason = escape(&reason.chars().take(400).collect::<String>());
        let _ = writeln!(out, "> **The glass is broken**, so that no check holds it up: {reason}\n");
    }
    blocked(plan, &mut out);
    let mut used = length(&out);
    let changes: Vec<&Change> = plan.changes.iter().filter(|change| change.is_effective()).collect();
    let rows: Vec<String> = changes.iter().map(|change| row(change, rendered)).collect();
    // Two thirds at most are for the table: what changes says more than how.
    let (fitting, _) = fit(&rows, (room / 3).saturating_mul(2).saturating_sub(used));
    if fitting > 0 {
        out.push_str("| | target | resource | |\n|---|---|---|---|\n");
        out.extend(rows.iter().take(fitting).map(String::as_str));
        out.push('\n');
        used = length(&out);
    }
    let details: Vec<String> = changes.iter().map(|change| fields::details(change, rendered)).collect();
    let mut hidden = 0_usize;
    for text in details.iter().filter(|text| !text.is_empty()) {
        let longer = used.saturating_add(length(text));
        if longer > room {
            hidden = hidden.saturating_add(1);
        } else {
            out.push_str(text);
            used = longer;
        }
    }
    let rows_hidden = rows.len().saturating_sub(fitting);
    let left_out = [(rows_hidden, "of the changes in the table"), (hidden, "comparisons of fields")];
    let left_out: Vec<String> =
        left_out.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
    if !left_out.is_empty() {
        out.push_str(&comment.left_out(&left_out.join(" and ")));
    }
    out
}

/// How many of the texts fit, and how long they are together.
fn fit(texts: &[String], room: usize) -> (usize, usize) {
    let mut used = 0_usize;
    for (index, text) in texts.iter().enumerate() {
        let longer = used.saturating_add(length(text));
        if longer > room {
            return (index, used);
        }
        used = longer;
    }
    (texts.len(), used)
}

fn headline(plan: &Plan) -> String {
    if plan.has_changes() || !plan.blocked.is_empty() {
        summary_text(&plan.summary)
    } else {
        "nothing to do".to_owned()
    }
}

/// So many problems that block a plan are told.
const BLOCKED: usize = 20;

fn blocked(plan: &Plan, out: &mut String) {
    let short = |text: &str| escape(&text.chars().take(400).collect::<String>());
    for problem in plan.blocked.iter().take(BLOCKED) {
        let _ = writeln!(out, "> **Blocked** {}: {}", code(problem.code.as_str()), short(&problem.message));
        if let Some(help) = &problem.help {
            let _ = writeln!(out, "> {}", short(help));
        }
        out.push('\n');
    }
    if let Some(more) = plan.blocked.len().checked_sub(BLOCKED).filter(|more| *more > 0) {
        let _ = writeln!(out, "> and {more} more problems\n");
    }
}

fn pins(plan: &Plan, out: &mut String) {
    let (before, after) = (&plan.base.pins, &plan.pins);
    let Some(path) = &after.path else { return };
    let old = before.path.as_ref().filter(|old| *old != path);
    let _ = match old {
        Some(old) => writeln!(out, "Golden path {} → {}\n", code(&old.to_string()), code(&path.to_string())),
        None => writeln!(out, "Golden path {}\n", code(&path.to_string())),
    };
    for (name, artifact) in &after.artifacts {
        let moved = before.artifacts.get(name).filter(|old| *old != artifact);
        let was = moved.map(|old| format!(" (was {})", code(&old.to_string()))).unwrap_or_default();
        let _ = writeln!(out, "Artifact {}: {}{was}\n", escape(name.as_str()), code(&artifact.to_string()));
    }
}

fn row(change: &Change, rendered: Option<&Rendered>) -> String {
    let (symbol, word, _) = mark(change);
    let resource = rendered.and_then(|rendered| rendered.resources.get(&change.address));
    let what = resource.and_then(title).map(|title| escape(&title)).unwrap_or_default();
    let protected = if change.protect { " **protected**" } else { "" };
    let id = code(change.address.id());
    let target = escape(change.address.target());
    format!("| {} {word} | {target} | {id} | {what}{protected} |\n", code(symbol))
}
