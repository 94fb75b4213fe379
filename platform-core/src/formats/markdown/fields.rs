//! The fields of a change, as a comparison.

use std::fmt::Write as _;

use crate::formats::text::{LineChange, Shape, Style, compare, inline, mark, parts, phrase, shorten, shorten_pair};
use crate::model::{Change, FieldChange, FieldChangeKind, OriginTable, Rendered, Value};

use super::escape::{code, fence, one_line};

/// How many lines of a value are shown.
const LINES: usize = 40;
/// How many columns of a value are shown.
const COLUMNS: usize = 240;
/// How many fields of one change are shown.
const FIELDS: usize = 60;

/// The fields of one change, folded; nothing where there are none to tell.
pub(super) fn details(change: &Change, rendered: Option<&Rendered>) -> String {
    let (_, word, _) = mark(change);
    let body = body(change, rendered);
    if body.is_empty() {
        return body;
    }
    let place = code(&format!("{}/{}", change.address.target(), change.address.id()));
    folded(&format!("{word} {place}"), &body)
}

/// A comparison below its heading.
pub(super) fn folded(heading: &str, body: &str) -> String {
    let fence = fence(body);
    format!("<details><summary>{heading}</summary>\n\n{fence}diff\n{body}{fence}\n\n</details>\n")
}

/// The fields of a change as lines of a comparison.
pub(super) fn body(change: &Change, rendered: Option<&Rendered>) -> String {
    let shown = |field: &&FieldChange| !field.kind.stays();
    let resource = rendered.and_then(|rendered| rendered.resources.get(&change.address));
    let fields = change.fields.iter().filter(shown).flat_map(|field| {
        let inside = parts(field, resource);
        if inside.is_empty() { vec![field.clone()] } else { inside }
    });
    let fields: Vec<FieldChange> = fields.collect();
    let mut body = String::new();
    let table = rendered.map(|rendered| &rendered.origins);
    fields.iter().take(FIELDS).for_each(|field| field_lines(field, table, &mut body));
    if let Some(more) = fields.len().checked_sub(FIELDS).filter(|more| *more > 0) {
        let _ = writeln!(body, "  … {more} more fields");
    }
    body
}

/// One field as lines of a comparison, the reason as a comment.
fn field_lines(field: &FieldChange, table: Option<&OriginTable>, out: &mut String) {
    let style = Style::default();
    let place = if field.path.is_root() { "content" } else { field.path.as_str() };
    let _ = writeln!(out, "  {}", one_line(place));
    let texts = field.before.as_ref().and_then(Value::as_str).zip(field.after.as_ref().and_then(Value::as_str));
    match texts.filter(|(before, after)| before.contains('\n') || after.contains('\n')) {
        Some((before, after)) => text_lines(before, after, out),
        None => value_lines(field, out),
    }
    let mut notes: Vec<String> = Vec::new();
    if field.kind == FieldChangeKind::Drift {
        notes.push("changed outside, goes back".to_owned());
    }
    if field.forces_replacement {
        notes.push("forces replacement".to_owned());
    }
    let origin = table.zip(field.origin);
    notes.extend(origin.and_then(|(table, origin)| phrase(table, origin, &style)));
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

/// What was and what will be, each shortened so that the difference is seen.
fn value_lines(field: &FieldChange, out: &mut String) {
    let style = Style::default();
    let (before, after) = match (field.before.as_ref().map(inline), field.after.as_ref().map(inline)) {
        (Some(before), Some(after)) => {
            let (before, after) = shorten_pair(&before, &after, COLUMNS, &style);
            (Some(before), Some(after))
        }
        (before, after) => {
            let short = |text: Option<String>| text.map(|text| shorten(&text, COLUMNS, &style));
            (short(before), short(after))
        }
    };
    for (mark, text) in [("-", before), ("+", after)] {
        if let Some(text) = text {
            let _ = writeln!(out, "{mark}   {}", one_line(&text));
        }
    }
}

/// The fields of changes of one shape: what is the same in all as it is, what differs by one example.
pub(super) fn of_shape(shape: &Shape<'_>) -> String {
    let Some(first) = shape.members.first() else { return String::new() };
    if shape.members.len() == 1 {
        return body(first.change, first.rendered);
    }
    let mut out = String::new();
    let fields = first.change.fields.iter().enumerate();
    for (index, field) in fields.filter(|(_, field)| !field.kind.stays()).take(FIELDS) {
        let different = shape.different(index);
        if different <= 1 {
            field_lines(field, first.rendered.map(|rendered| &rendered.origins), &mut out);
        } else {
            field_lines(field, None, &mut out);
            let example = format!("{}/{}", first.plan.subject, first.plan.environment);
            let _ = writeln!(out, "#   {different} different changes; this one is in {}", one_line(&example));
        }
    }
    out
}
