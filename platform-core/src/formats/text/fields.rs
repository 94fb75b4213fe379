//! The lines below a change: field by field, with the reason beside it.

use std::collections::BTreeSet;

use crate::model::{
    Change, FieldChange, FieldChangeKind, FieldDifference, OriginId, OriginTable, Pointer, Rendered, Resource,
    ResourceClass, Value,
};

use super::lines::{LineChange, compare};
use super::nested::{named_items, parts};
use super::origins::{phrase, weight};
use super::style::{Line, Page, Style, Tone, columns, count};
use super::values::{shorten, shorten_pair, shown, waits_for};

/// Where the fields of a change begin.
pub(super) const INDENT: usize = 6;
/// How many leaves of something new are shown.
const TELLING: usize = 6;
/// How many fields of one resource are shown.
const FIELDS: usize = 40;
/// How many differences inside one list or map are shown.
const PARTS: usize = 8;
/// How many lines of a changed text are shown.
const LINES: usize = 24;

/// One field: its line, why, and what stands below it.
pub(super) struct Row {
    pub(super) line: Line,
    pub(super) reason: Option<Line>,
    pub(super) below: Vec<Line>,
}

/// Writes the fields of a change that is no creation.
pub(crate) fn changed(page: &mut Page<'_>, change: &Change, resource: Option<&Resource>, rendered: Option<&Rendered>) {
    let style = page.style;
    let counts = |field: &&FieldChange| style.full || !field.kind.stays();
    let mut rows: Vec<Row> = Vec::new();
    let (all, mut hidden) = (change.fields.iter().filter(counts), 0_usize);
    for field in all {
        if rows.len() >= FIELDS && !style.full {
            hidden = hidden.saturating_add(1);
        } else {
            rows.extend(rows_of(field, resource, rendered, style));
        }
    }
    if hidden > 0 {
        let text = format!("{} {}; `--full` shows all", style.ellipsis(), count(hidden, "more field", "more fields"));
        let line = Line::indented(INDENT).and(Tone::Dim, &text);
        rows.push(Row { line, reason: None, below: Vec::new() });
    }
    write_rows(page, rows);
}

/// One field, or the parts of it that differ.
pub(super) fn rows_of(
    field: &FieldChange,
    resource: Option<&Resource>,
    rendered: Option<&Rendered>,
    style: &Style,
) -> Vec<Row> {
    let inside = parts(field, resource);
    if inside.is_empty() {
        return vec![field_row(field, rendered, style)];
    }
    let most = if style.full { usize::MAX } else { PARTS };
    let mut rows: Vec<Row> = inside.iter().take(most).map(|part| field_row(part, rendered, style)).collect();
    if let Some(more) = inside.len().checked_sub(most).filter(|more| *more > 0) {
        let more = count(more, "more change", "more changes");
        let text = format!("{} {more} in {}", style.ellipsis(), label(&field.path));
        let line = Line::indented(INDENT).and(Tone::Dim, &text);
        rows.push(Row { line, reason: None, below: Vec::new() });
    }
    rows
}

/// Writes what differs between two renderings, each with what is said of it.
pub(crate) fn differing<'f>(page: &mut Page<'_>, fields: impl Iterator<Item = (&'f FieldDifference, Line)>) {
    let style = page.style;
    let row = |(field, reason): (&FieldDifference, Line)| {
        let (before, after) = (field.before.clone(), field.after.clone());
        let change = FieldChange::new(field.path.clone(), before, after, FieldChangeKind::Intent);
        Row { reason: Some(reason), ..field_row(&change, None, style) }
    };
    let rows = fields.map(row).collect();
    write_rows(page, rows);
}

/// Writes what is most telling of something new: what somebody set, and what is not known yet.
///
/// `told` holds the origins that were given already in this plan: what twenty new resources take from the same line is
/// said at the first of them.
pub(crate) fn created(
    page: &mut Page<'_>,
    change: &Change,
    resource: Option<&Resource>,
    rendered: Option<&Rendered>,
    told: &mut BTreeSet<OriginId>,
) {
    let style = page.style;
    let is_file = resource.is_some_and(|resource| resource.class == ResourceClass::File);
    if is_file && !style.full {
        return;
    }
    let empty = OriginTable::default();
    let table = rendered.map_or(&empty, |rendered| &rendered.origins);
    let leaves = match resource {
        Some(resource) => leaves(&resource.body, &resource.origins),
        None => change_leaves(change),
    };
    let (shown, hidden) = most_telling(leaves, table, told, style);
    write_leaves(page, &shown, table);
    if hidden > 0 {
        let text = format!("{} {}", style.ellipsis(), count(hidden, "more value", "more values"));
        page.line(&Line::indented(INDENT).and(Tone::Dim, &text));
    }
}

/// Every leaf of something new, as a field that was not there.
pub(crate) fn new_fields(resource: &Resource) -> Vec<FieldChange> {
    let field = |Leaf { path, value, origin }| FieldChange {
        origin,
        ..FieldChange::new(path, None, Some(value), FieldChangeKind::Intent)
    };
    leaves(&resource.body, &resource.origins).into_iter().map(field).collect()
}

/// Writes every leaf of a resource with where it comes from.
pub(crate) fn leaves_of(page: &mut Page<'_>, resource: &Resource, rendered: &Rendered) {
    let all = leaves(&resource.body, &resource.origins);
    write_leaves(page, &all, &rendered.origins);
}

fn write_leaves(page: &mut Page<'_>, leaves: &[Leaf], table: &OriginTable) {
    let style = page.style;
    let rows = leaves.iter().map(|leaf| leaf_row(leaf, table, style)).collect();
    write_rows(page, rows);
}

/// One leaf of something new.
struct Leaf {
    path: Pointer,
    value: Value,
    origin: Option<OriginId>,
}

fn leaves(body: &Value, origins: &[OriginId]) -> Vec<Leaf> {
    let mut found = Vec::new();
    walk(body, &Pointer::root(), &mut origins.iter().copied(), &mut found);
    found
}

fn walk(value: &Value, path: &Pointer, origins: &mut impl Iterator<Item = OriginId>, found: &mut Vec<Leaf>) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            map.iter().for_each(|(key, value)| walk(value, &path.join(key), origins, found));
        }
        Value::List(list) if !list.is_empty() => {
            let named = named_items(list);
            for (index, item) in list.iter().enumerate() {
                let name = item.get("name").and_then(Value::as_str).filter(|_| named);
                let path = name.map_or_else(|| path.index(index), |name| path.join(&format!("name={name}")));
                walk(item, &path, origins, found);
            }
        }
        leaf => found.push(Leaf { path: path.clone(), value: leaf.clone(), origin: origins.next() }),
    }
}

fn change_leaves(change: &Change) -> Vec<Leaf> {
    let mut found = Vec::new();
    for field in &change.fields {
        if let Some(value) = &field.after {
            walk(value, &field.path, &mut std::iter::repeat_n(field.origin, value.leaf_count()).flatten(), &mut found);
        }
    }
    found
}

/// The most telling leaves in their own order, and how many are left out.
fn most_telling(
    leaves: Vec<Leaf>,
    table: &OriginTable,
    told: &mut BTreeSet<OriginId>,
    style: &Style,
) -> (Vec<Leaf>, usize) {
    if style.full {
        return (leaves, 0);
    }
    let all = leaves.len();
    let open = |leaf: &Leaf| matches!(leaf.value, Value::Unknown(_) | Value::Secret(_));
    let weigh = |leaf: &Leaf| if open(leaf) { 10 } else { leaf.origin.map_or(0, |origin| weight(table, origin)) };
    let mut ranked: Vec<(u8, usize, Leaf)> =
        leaves.into_iter().enumerate().map(|(index, leaf)| (weigh(&leaf), index, leaf)).collect();
    ranked.sort_by_key(|(weight, index, _)| (std::cmp::Reverse(*weight), *index));
    // Within one resource too, what is said once is enough.
    let mut is_new = |leaf: &Leaf| open(leaf) || leaf.origin.is_none_or(|origin| tell(table, origin, told));
    let telling = ranked.into_iter().filter(|(weight, _, leaf)| *weight > 1 && is_new(leaf));
    let mut shown: Vec<(u8, usize, Leaf)> = telling.take(TELLING).collect();
    shown.sort_by_key(|(_, index, _)| *index);
    let hidden = all.saturating_sub(shown.len());
    (shown.into_iter().map(|(_, _, leaf)| leaf).collect(), hidden)
}

/// Whether what decided a leaf has not been told yet; from now on it has.
fn tell(table: &OriginTable, origin: OriginId, told: &mut BTreeSet<OriginId>) -> bool {
    let reads = table.get(origin).map(|origin| origin.reads.as_slice()).unwrap_or_default();
    let deciding = if reads.is_empty() { std::slice::from_ref(&origin) } else { reads };
    let mut new = false;
    for id in deciding {
        new |= told.insert(*id);
    }
    new
}

fn leaf_row(leaf: &Leaf, table: &OriginTable, style: &Style) -> Row {
    let line = Line::indented(INDENT).plain(&label(&leaf.path)).and(Tone::Dim, ": ");
    let budget = style.width.saturating_sub(line.width()).max(32);
    let (text, below) = match leaf.value.as_str().filter(|text| text.contains('\n')) {
        Some(text) if style.full => (count(text.lines().count(), "line", "lines"), text_lines(text)),
        Some(text) => (count(text.lines().count(), "line", "lines"), Vec::new()),
        None => (shorten(&shown(&leaf.value, style), budget, style), Vec::new()),
    };
    let line = line.and(Tone::Create, &text);
    let reason = reason(Some(&leaf.value), leaf.origin, Some(table), style);
    Row { line, reason: reason.map(|text| Line::new().and(Tone::Dim, &text)), below }
}

fn text_lines(text: &str) -> Vec<Line> {
    text.lines().map(|line| Line::indented(INDENT.saturating_add(4)).and(Tone::Create, line)).collect()
}

/// What a place is called; the whole of something is its content.
pub(super) fn label(path: &Pointer) -> String {
    if path.is_root() { "content".to_owned() } else { path.to_string() }
}

pub(super) fn field_row(field: &FieldChange, rendered: Option<&Rendered>, style: &Style) -> Row {
    let (symbol, tone) = match (&field.before, &field.after) {
        (None, _) => ("+", Tone::Create),
        (_, None) => ("-", Tone::Delete),
        _ => ("~", Tone::Update),
    };
    let mut line = Line::indented(INDENT).and(tone, symbol).plain(" ").plain(&label(&field.path)).and(Tone::Dim, ": ");
    let below = match (text_of(field.before.as_ref()), text_of(field.after.as_ref())) {
        (Some(before), Some(after)) if before.contains('\n') || after.contains('\n') => {
            let (summary, below) = text_change(before, after, style);
            line.push(Tone::Plain, &summary);
            below
        }
        _ => write_values(&mut line, field, style),
    };
    if field.forces_replacement {
        line.push(Tone::Plain, "  ");
        line.push(Tone::Replace, "forces replacement");
    }
    Row { line, reason: field_reason(field, rendered, style), below }
}

fn text_of(value: Option<&Value>) -> Option<&str> {
    value.map_or(Some(""), Value::as_str)
}

/// Writes what was and what will be behind the place, or, where both are long, on two lines below it.
fn write_values(line: &mut Line, field: &FieldChange, style: &Style) -> Vec<Line> {
    let room = style.width.saturating_sub(line.width()).max(40);
    match (&field.before, &field.after) {
        (Some(before), Some(after)) => {
            let (before, after) = (shown(before, style), shown(after, style));
            if columns(&before).saturating_add(columns(&after)).saturating_add(4) > room {
                return two_lines(&before, &after, style);
            }
            line.push(Tone::Delete, &before);
            line.push(Tone::Dim, &format!(" {} ", style.arrow()));
            line.push(Tone::Create, &after);
        }
        (None, Some(after)) => line.push(Tone::Create, &shorten(&shown(after, style), room, style)),
        (Some(before), None) => line.push(Tone::Delete, &shorten(&shown(before, style), room, style)),
        (None, None) => {}
    }
    Vec::new()
}

/// One below the other, so that the difference is seen.
pub(super) fn two_lines(before: &str, after: &str, style: &Style) -> Vec<Line> {
    let indent = INDENT.saturating_add(4);
    let room = style.width.saturating_sub(indent).saturating_sub(2);
    let (before, after) = shorten_pair(before, after, room, style);
    vec![
        Line::indented(indent).and(Tone::Delete, &format!("- {before}")),
        Line::indented(indent).and(Tone::Create, &format!("+ {after}")),
    ]
}

/// What happened to a text of many lines, in a word and line by line.
fn text_change(before: &str, after: &str, style: &Style) -> (String, Vec<Line>) {
    let changes = compare(before, after, 1);
    let added = changes.iter().filter(|change| matches!(change, LineChange::Added(_))).count();
    let removed = changes.iter().filter(|change| matches!(change, LineChange::Removed(_))).count();
    let summary = match (added, removed) {
        (added, 0) => format!("{} added", count(added, "line", "lines")),
        (0, removed) => format!("{} removed", count(removed, "line", "lines")),
        (added, removed) => format!("{} added, {removed} removed", count(added, "line", "lines")),
    };
    let indent = INDENT.saturating_add(4);
    let most = if style.full { usize::MAX } else { LINES };
    let shown = changes.iter().take(most).map(|change| match change {
        LineChange::Same(text) => Line::indented(indent).and(Tone::Dim, &format!("  {text}")),
        LineChange::Added(text) => Line::indented(indent).and(Tone::Create, &format!("+ {text}")),
        LineChange::Removed(text) => Line::indented(indent).and(Tone::Delete, &format!("- {text}")),
        LineChange::Gap(lines) => {
            let text = format!("{} {}", style.ellipsis(), count(*lines, "line", "lines"));
            Line::indented(indent).and(Tone::Dim, &text)
        }
    });
    let mut below: Vec<Line> = shown.collect();
    if let Some(rest) = changes.len().checked_sub(most).filter(|rest| *rest > 0) {
        let text = format!("{} {} of this comparison", style.ellipsis(), count(rest, "more line", "more lines"));
        below.push(Line::indented(indent).and(Tone::Dim, &text));
    }
    (summary, below)
}

fn field_reason(field: &FieldChange, rendered: Option<&Rendered>, style: &Style) -> Option<Line> {
    let table = rendered.map(|rendered| &rendered.origins);
    let mut text = reason(field.after.as_ref(), field.origin, table, style);
    let prefix = match field.kind {
        FieldChangeKind::Drift => "changed outside, goes back",
        FieldChangeKind::ServerDefault => "set by the server; it stays",
        FieldChangeKind::Foreign => "somebody else's; it stays",
        FieldChangeKind::Reordered => "only the order differs",
        FieldChangeKind::SecretVersion => "the secret was rotated",
        _ if field.after.is_none() && text.is_none() => "no longer set",
        _ => "",
    };
    if !prefix.is_empty() {
        text = Some(text.map_or_else(|| prefix.to_owned(), |text| format!("{prefix}: {text}")));
    }
    let tone = if field.kind == FieldChangeKind::Drift { Tone::Warning } else { Tone::Dim };
    text.map(|text| Line::new().and(tone, &text))
}

fn reason(
    value: Option<&Value>,
    origin: Option<OriginId>,
    table: Option<&OriginTable>,
    style: &Style,
) -> Option<String> {
    let waits = value.map(waits_for).unwrap_or_default();
    if !waits.is_empty() {
        return Some(format!("waits for {}", waits.join(", ")));
    }
    phrase(table?, origin?, style)
}

/// Writes rows with their reasons in one column where they fit, else below.
pub(super) fn write_rows(page: &mut Page<'_>, rows: Vec<Row>) {
    let style = page.style;
    let end = |row: &Row, column: usize| {
        let reason = row.reason.as_ref().map_or(0, Line::width);
        column.max(row.line.width()).saturating_add(2).saturating_add(reason)
    };
    let fitting = rows.iter().filter(|row| row.reason.is_some() && end(row, 0) <= style.width);
    let column = fitting.map(|row| row.line.width()).max().unwrap_or(0);
    for row in rows {
        let fits = [column, 0].into_iter().find(|column| end(&row, *column) <= style.width);
        match (&row.reason, fits) {
            (None, _) => page.line(&row.line),
            (Some(reason), Some(column)) => {
                let line = row.line.pad_to(column).plain("  ").append(reason);
                page.line(&line);
            }
            (Some(_), None) => page.line(&row.line),
        }
        row.below.iter().for_each(|line| page.line(line));
        if let (Some(reason), None) = (&row.reason, fits) {
            let lead = Line::indented(INDENT.saturating_add(2)).and(Tone::Dim, style.branch());
            page.line(&lead.append(reason));
        }
    }
}
