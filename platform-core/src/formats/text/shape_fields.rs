//! The fields of changes of one shape.

use crate::model::{Action, FieldChange};

use super::fields::{INDENT, Row, changed, field_row, label, rows_of, two_lines, write_rows};
use super::shapes::{Member, Shape};
use super::style::{Line, Page, Style, Tone};
use super::values::{shorten, shown};

/// Writes the fields of changes of one shape: what is the same in all as it is, what differs by one example.
pub(super) fn of_shape(page: &mut Page<'_>, shape: &Shape<'_>) {
    let Some(first) = shape.members.first() else { return };
    if let [only] = shape.members.as_slice() {
        if !only.change.actions.contains(&Action::Create) || only.change.is_replacement() {
            changed(page, only.change, only.resource(), only.rendered);
        }
        return;
    }
    let counts = |field: &FieldChange| !field.kind.stays();
    let mut rows = Vec::new();
    for (index, field) in first.change.fields.iter().enumerate().filter(|(_, field)| counts(field)) {
        let different = shape.different(index);
        if different <= 1 {
            let mut same = rows_of(field, first.resource(), first.rendered, page.style);
            if shape.reasons(index, page.style) > 1 {
                // What decided it stands in other lines elsewhere.
                let such = |reason: Line| Line::new().and(Tone::Dim, "such as ").append(&reason);
                same.iter_mut().for_each(|row| row.reason = row.reason.take().map(such));
            }
            rows.extend(same);
        } else {
            rows.push(differing_row(field, different, first, page.style));
        }
    }
    write_rows(page, rows);
}

/// A field whose values differ from place to place.
fn differing_row(field: &FieldChange, values: usize, member: &Member<'_>, style: &Style) -> Row {
    let row = field_row(field, None, style);
    let line = Line::indented(INDENT).plain("~ ").plain(&label(&field.path));
    let mut line = line.and(Tone::Dim, &format!(": {values} different changes, such as in "));
    line.push(Tone::Dim, &format!("{}/{}", member.plan.subject, member.plan.environment));
    let below = match (&field.before, &field.after) {
        _ if !row.below.is_empty() => row.below,
        (Some(before), Some(after)) => two_lines(&shown(before, style), &shown(after, style), style),
        (before, after) => {
            let (mark, tone) = if after.is_some() { ("+", Tone::Create) } else { ("-", Tone::Delete) };
            let indent = INDENT.saturating_add(4);
            let room = style.width.saturating_sub(indent).saturating_sub(2);
            let value = before.as_ref().or(after.as_ref()).map(|value| shorten(&shown(value, style), room, style));
            vec![Line::indented(indent).and(tone, &format!("{mark} {}", value.unwrap_or_default()))]
        }
    };
    Row { line, reason: None, below }
}
