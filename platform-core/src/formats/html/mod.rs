//! Plans as one page of HTML that needs nothing else.

mod escape;
mod graph;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use crate::model::{Action, Change, FieldChange, FieldChangeKind, Plan, Rendered};

use super::text::{
    Pair, Style, inline, mark, new_fields, notes, parts, phrase, scope_text, shorten, summary_of, summary_text, title,
};
use escape::escape;

/// So many characters of a value are shown.
const CHARACTERS: usize = 2_000;
/// So many fields of one change are shown.
const FIELDS: usize = 400;

/// What a browser may do with the page: show it. No script is in it, and nothing is fetched.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const STYLE: &str = include_str!("style.css");
/// What can be shown alone: how it is called, and the class of the changes.
const FILTERS: [(&str, &str); 6] = [
    ("all", "everything"),
    ("create", "created"),
    ("update", "updated"),
    ("replace", "replaced"),
    ("delete", "deleted"),
    ("other", "moved, taken over or forgotten"),
];

/// Plans as one page of HTML: plan by plan what changes, field by field with the reason beside it, and in which order, drawn.
/// What is shown can be narrowed to one kind of change. Nothing in a plan can act as markup, and the page may load nothing and
/// run nothing: it says so itself. What is secret is told as in text, by reference.
///
/// ```
/// let page = platform_core::formats::html::plans(&[]);
/// assert!(page.starts_with("<!doctype html>") && page.contains("default-src 'none'"));
/// ```
pub fn plans(plans: &[(&Plan, Option<&Rendered>)]) -> String {
    let heading = match plans {
        [(plan, _)] => scope_text(&plan.subject, &plan.environment),
        plans => format!("{} plans", plans.len()),
    };
    let heading = escape(&heading);
    let mut out = String::new();
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{heading}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{heading}</h1>\n"
    );
    let summary = summary_text(&summary_of(plans.iter().map(|(plan, _)| &plan.summary)));
    let _ = writeln!(out, "<p>{}</p>", escape(&summary));
    filters(&mut out);
    for pair in plans {
        section(&mut out, pair, plans.len() > 1);
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn filters(out: &mut String) {
    out.push_str("<fieldset class=\"filter\"><legend>Show what is</legend>\n");
    for (index, (name, text)) in FILTERS.iter().enumerate() {
        let checked = if index == 0 { " checked" } else { "" };
        let _ = writeln!(out, "<label><input type=\"radio\" name=\"show\" id=\"show-{name}\"{checked}> {text}</label>");
    }
    out.push_str("</fieldset>\n");
}

/// One plan; of several each is folded by itself.
fn section(out: &mut String, (plan, rendered): &Pair<'_>, is_folded: bool) {
    let name = escape(&scope_text(&plan.subject, &plan.environment));
    let summary = escape(&summary_text(&plan.summary));
    if is_folded {
        let _ = writeln!(out, "<details class=\"plan\" open><summary><h2>{name}</h2> {summary}</summary>");
    } else {
        out.push_str("<section class=\"plan\">\n");
    }
    let _ = writeln!(out, "<p class=\"quiet\">plan <code>{}</code></p>", escape(&plan.digest.to_string()));
    for (pins, word) in [(&plan.base.pins, "was"), (&plan.pins, "golden path")] {
        // What it was is told where it is another.
        let differs = word != "was" || plan.base.pins.path != plan.pins.path;
        if let Some(path) = pins.path.as_ref().filter(|_| differs) {
            let _ = writeln!(out, "<p class=\"quiet\">{word} <code>{}</code></p>", escape(&path.to_string()));
        }
    }
    for problem in &plan.blocked {
        let (code, message) = (escape(problem.code.as_str()), escape(&problem.message));
        let _ = writeln!(out, "<p class=\"blocked\"><b>Blocked</b> <code>{code}</code> {message}</p>");
    }
    let changes: Vec<&Change> = plan.changes.iter().filter(|change| change.is_effective()).collect();
    for of_target in changes.chunk_by(|a, b| a.address.target() == b.address.target()) {
        let target = of_target.first().map(|change| escape(change.address.target())).unwrap_or_default();
        let _ = writeln!(out, "<details class=\"target\" open><summary><h3>{target}</h3></summary>");
        of_target.iter().for_each(|change| write_change(out, change, *rendered));
        out.push_str("</details>\n");
    }
    if changes.is_empty() {
        out.push_str("<p>Nothing to do.</p>\n");
    }
    out.push_str(&graph::steps(plan));
    out.push_str(if is_folded { "</details>\n" } else { "</section>\n" });
}

fn write_change(out: &mut String, change: &Change, rendered: Option<&Rendered>) {
    let (symbol, word, _) = mark(change);
    let class = FILTERS.iter().map(|(name, _)| *name).find(|name| *name == word).unwrap_or("other");
    let resource = rendered.and_then(|rendered| rendered.resources.get(&change.address));
    let mut about: Vec<String> = resource.and_then(title).into_iter().collect();
    about.extend(notes(change, resource).into_iter().map(|(_, note)| note));
    let _ = writeln!(
        out,
        "<details class=\"change {class}\"><summary><span class=\"mark\">{} {word}</span> <b>{}</b> {}</summary>",
        escape(symbol),
        escape(change.address.id()),
        escape(&about.join(", "))
    );
    let shown = change.fields.iter().filter(|field| !field.kind.stays());
    let mut fields: Vec<FieldChange> = shown
        .flat_map(|field| {
            let inside = parts(field, resource);
            if inside.is_empty() { vec![field.clone()] } else { inside }
        })
        .collect();
    if fields.is_empty() && change.actions.contains(&Action::Create) {
        fields = resource.map(new_fields).unwrap_or_default();
    }
    if fields.is_empty() {
        out.push_str("<p class=\"quiet\">No single field is told.</p>\n");
    } else {
        out.push_str("<table><thead><tr><th>field</th><th>was</th><th>becomes</th><th>why</th></tr></thead><tbody>\n");
        fields.iter().take(FIELDS).for_each(|field| row(out, field, rendered));
        out.push_str("</tbody></table>\n");
        if let Some(more) = fields.len().checked_sub(FIELDS).filter(|more| *more > 0) {
            let _ = writeln!(out, "<p class=\"quiet\">and {more} more fields</p>");
        }
    }
    out.push_str("</details>\n");
}

fn row(out: &mut String, field: &FieldChange, rendered: Option<&Rendered>) {
    let style = Style::default();
    let value = |value: Option<&crate::model::Value>| {
        value.map(|value| escape(&shorten(&inline(value), CHARACTERS, &style))).unwrap_or_default()
    };
    let mut why: Vec<String> = Vec::new();
    if field.kind == FieldChangeKind::Drift {
        why.push("changed outside, goes back".to_owned());
    }
    if field.forces_replacement {
        why.push("forces replacement".to_owned());
    }
    let origin = rendered.map(|rendered| &rendered.origins).zip(field.origin);
    why.extend(origin.and_then(|(table, origin)| phrase(table, origin, &style)));
    let place = if field.path.is_root() { "content" } else { field.path.as_str() };
    let _ = writeln!(
        out,
        "<tr><td><code>{}</code></td><td class=\"was\">{}</td><td class=\"becomes\">{}</td><td>{}</td></tr>",
        escape(place),
        value(field.before.as_ref()),
        value(field.after.as_ref()),
        escape(&why.join("; "))
    );
}
