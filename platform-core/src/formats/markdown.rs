//! Plans for a pull request.

use std::fmt::Write as _;

use crate::model::{Change, FieldChange, FieldChangeKind, Plan, Rendered, Value};

use super::text::{LineChange, Style, compare, inline, mark, parts, phrase, scope_text, summary_text, title};

/// A comment on GitHub may hold 65,536 characters; beyond this the details are left out.
const LONGEST: usize = 60_000;
/// How many lines of a value are shown.
const LINES: usize = 40;

/// A plan as Markdown for a pull request: a table of what changes, the fields folded below it. Nothing in a value can
/// act as markup, mention somebody or leave its place.
///
/// `rendered` is what goes with the plan: without it the reasons are missing.
pub fn plan(plan: &Plan, rendered: Option<&Rendered>) -> String {
    limited(plan, rendered, LONGEST)
}

/// Many plans as Markdown for one pull request: those that change something, then one line about the others.
pub fn plan_set(plans: &[(&Plan, Option<&Rendered>)]) -> String {
    let busy = |plan: &Plan| plan.has_changes() || !plan.blocked.is_empty();
    let (changing, quiet): (Vec<_>, Vec<_>) = plans.iter().partition(|(plan, _)| busy(plan));
    let mut out = String::new();
    let mut left_out: Vec<String> = Vec::new();
    for (plan, rendered) in changing {
        let room = LONGEST.saturating_sub(out.len());
        let text = limited(plan, rendered, room);
        if text.len() > room {
            left_out.push(escape(&scope_text(&plan.subject, &plan.environment)));
        } else {
            out.push_str(&text);
            out.push('\n');
        }
    }
    if !left_out.is_empty() {
        let _ = writeln!(out, "Changed too, and left out as they would not fit: {}\n", left_out.join("; "));
    }
    if !quiet.is_empty() {
        let names: Vec<String> =
            quiet.iter().map(|(plan, _)| escape(&format!("{}/{}", plan.subject, plan.environment))).collect();
        let mut line = format!("Nothing to do: {}", names.join(", "));
        if line.len() > 2_000 {
            line = format!("Nothing to do: {} plans", quiet.len());
        }
        let _ = writeln!(out, "{line}");
    }
    out
}

fn limited(plan: &Plan, rendered: Option<&Rendered>, longest: usize) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "### {}: {}\n", escape(&scope_text(&plan.subject, &plan.environment)), headline(plan));
    pins(plan, &mut out);
    let changes: Vec<&Change> = plan.changes.iter().filter(|change| change.is_effective()).collect();
    if !changes.is_empty() {
        out.push_str("| | target | resource | |\n|---|---|---|---|\n");
        for change in &changes {
            row(change, rendered, &mut out);
        }
        out.push('\n');
    }
    for problem in &plan.blocked {
        let _ = writeln!(out, "> **Blocked** {}: {}", code(problem.code.as_str()), escape(&problem.message));
        if let Some(help) = &problem.help {
            let _ = writeln!(out, "> {}", escape(help));
        }
        out.push('\n');
    }
    let mut left_out = 0_usize;
    for change in changes {
        let details = details(change, rendered);
        if out.len().saturating_add(details.len()) > longest {
            left_out = left_out.saturating_add(1);
        } else {
            out.push_str(&details);
        }
    }
    if left_out > 0 {
        let _ = writeln!(out, "\n_The details of {left_out} more changes are left out, as they would not fit._");
    }
    out
}

fn headline(plan: &Plan) -> String {
    if plan.has_changes() || !plan.blocked.is_empty() {
        summary_text(&plan.summary)
    } else {
        "nothing to do".to_owned()
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

fn row(change: &Change, rendered: Option<&Rendered>, out: &mut String) {
    let (symbol, word, _) = mark(change);
    let resource = rendered.and_then(|rendered| rendered.resources.get(&change.address));
    let what = resource.and_then(title).map(|title| escape(&title)).unwrap_or_default();
    let protected = if change.protect { " **protected**" } else { "" };
    let id = code(change.address.id());
    let target = escape(change.address.target());
    let _ = writeln!(out, "| {} {word} | {target} | {id} | {what}{protected} |", code(symbol));
}

fn details(change: &Change, rendered: Option<&Rendered>) -> String {
    let shown = |field: &&FieldChange| {
        !matches!(field.kind, FieldChangeKind::ServerDefault | FieldChangeKind::Foreign | FieldChangeKind::Reordered)
    };
    let fields: Vec<&FieldChange> = change.fields.iter().filter(shown).collect();
    if fields.is_empty() {
        return String::new();
    }
    let resource = rendered.and_then(|rendered| rendered.resources.get(&change.address));
    let mut body = String::new();
    for field in fields {
        let inside = parts(field, resource);
        let whole = std::slice::from_ref(field);
        for one in if inside.is_empty() { whole } else { inside.as_slice() } {
            field_lines(one, rendered, &mut body);
        }
    }
    let (_, word, _) = mark(change);
    let place = code(&format!("{}/{}", change.address.target(), change.address.id()));
    let fence = fence(&body);
    format!("<details><summary>{word} {place}</summary>\n\n{fence}diff\n{body}{fence}\n\n</details>\n")
}

/// One field as lines of a comparison, the reason as a comment.
fn field_lines(field: &FieldChange, rendered: Option<&Rendered>, out: &mut String) {
    let style = Style::default();
    let place = if field.path.is_root() { "content" } else { field.path.as_str() };
    let _ = writeln!(out, "  {}", one_line(place));
    let texts = field.before.as_ref().and_then(Value::as_str).zip(field.after.as_ref().and_then(Value::as_str));
    match texts.filter(|(before, after)| before.contains('\n') || after.contains('\n')) {
        Some((before, after)) => text_lines(before, after, out),
        None => {
            for (mark, value) in [("-", &field.before), ("+", &field.after)] {
                for line in value.iter().flat_map(value_lines) {
                    let _ = writeln!(out, "{mark}   {line}");
                }
            }
        }
    }
    let mut notes: Vec<String> = Vec::new();
    if field.kind == FieldChangeKind::Drift {
        notes.push("changed outside, goes back".to_owned());
    }
    if field.forces_replacement {
        notes.push("forces replacement".to_owned());
    }
    let origin = rendered.zip(field.origin);
    notes.extend(origin.and_then(|(rendered, origin)| phrase(&rendered.origins, origin, &style)));
    if !notes.is_empty() {
        let _ = writeln!(out, "#   {}", one_line(&notes.join("; ")));
    }
}

/// What changed in a text of many lines.
fn text_lines(before: &str, after: &str, out: &mut String) {
    let changes = compare(before, after, 2);
    for change in changes.iter().take(LINES) {
        let _ = match change {
            LineChange::Same(line) => writeln!(out, "    {}", one_line(line)),
            LineChange::Removed(line) => writeln!(out, "-   {}", one_line(line)),
            LineChange::Added(line) => writeln!(out, "+   {}", one_line(line)),
            LineChange::Gap(lines) => writeln!(out, "    … {lines} more"),
        };
    }
    let more = changes.len().saturating_sub(LINES);
    if more > 0 {
        let _ = writeln!(out, "    … {more} more lines");
    }
}

fn value_lines(value: &Value) -> Vec<String> {
    match value.as_str().filter(|text| text.contains('\n')) {
        Some(text) => {
            let mut lines: Vec<String> = text.lines().take(LINES).map(one_line).collect();
            let more = text.lines().count().saturating_sub(LINES);
            if more > 0 {
                lines.push(format!("… {more} more lines"));
            }
            lines
        }
        None => vec![one_line(&inline(value))],
    }
}

/// On one line, without characters that act.
fn one_line(text: &str) -> String {
    super::text::clean(text)
}

/// A fence longer than any run of backticks in the text, so that nothing in it can end it.
fn fence(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.saturating_add(1).max(3))
}

/// Text in which nothing is markup. GitHub looks for mentions in what it rendered, so `@` is kept from its word.
fn escape(text: &str) -> String {
    entities(text).replace("&#64;", "&#64;\u{200b}")
}

/// Text as code, in a table too: as HTML, where neither backticks nor `|` end it and nobody is mentioned.
fn code(text: &str) -> String {
    format!("<code>{}</code>", entities(text))
}

fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in super::text::clean(text).chars() {
        match character {
            // Markdown takes only ASCII punctuation for markup.
            ' ' | '-' | '.' | '/' | ',' | ':' | ';' | '(' | ')' => out.push(character),
            other if other.is_ascii_punctuation() => {
                let _ = write!(out, "&#{};", u32::from(other));
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::text::fixtures::{everything, nothing};
    use crate::model::*;

    #[test]
    fn a_plan_for_a_pull_request() {
        let (planned, rendered) = everything();
        insta::assert_snapshot!(plan(&planned, Some(&rendered)));
        insta::assert_snapshot!("nothing", plan(&nothing(), None));
    }

    #[test]
    fn plans_for_one_pull_request() {
        let (planned, rendered) = everything();
        let quiet = nothing();
        let text = plan_set(&[(&quiet, None), (&planned, Some(&rendered)), (&quiet, None)]);
        assert!(text.starts_with("### payment-api in staging"));
        assert!(text.ends_with("Nothing to do: payment-api/staging, payment-api/staging\n"), "{text}");
        let many: Vec<_> = (0..200).map(|_| (&planned, Some(&rendered))).collect();
        assert!(plan_set(&many).len() < 65_536);
    }

    #[test]
    fn nothing_in_a_value_is_markup() {
        let (mut planned, _) = everything();
        let id = "a|b`c<script>@ada _x_";
        let address: Address = format!("payment-api/staging/file/{id}").parse().unwrap();
        let mut change = Change::new(address, vec![Action::Update], Reason::Changed);
        let evil = "```\n</details>\n@ada ~~~ |\n````";
        let field = FieldChange::new(Pointer::root(), Some("x".into()), Some(evil.into()), FieldChangeKind::Intent);
        change.fields = vec![field];
        planned.changes = vec![change];
        planned.blocked = vec![Diagnostic::error(codes::PLAN_BLOCKED, "ask @ada <b>now</b>")];
        let text = plan(&planned, None);
        insta::assert_snapshot!(text);
        assert!(!text.contains("@ada _x_") && !text.contains("<script>") && !text.contains("<b>"));
    }

    #[test]
    fn a_comment_never_grows_too_long() {
        let (mut planned, _) = everything();
        let long: Value = "x".repeat(50_000).into();
        for change in &mut planned.changes {
            let path = Pointer::root();
            change.fields = vec![FieldChange::new(path, None, Some(long.clone()), FieldChangeKind::Intent)];
        }
        let text = plan(&planned, None);
        assert!(text.len() < 65_536 && text.contains("left out"), "{}", text.len());
    }
}
