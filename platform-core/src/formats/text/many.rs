//! Many plans by what happens rather than by where: each shape of change once, with its places.

use std::collections::BTreeMap;

use super::pins::pin_lines;
use super::plan::{mark, notes, title};
use super::shape_fields;
use super::shapes::{Pair, Shape, in_plans, places, shapes};
use super::style::{Line, Page, Tone, columns, count};
use crate::model::Plan;

/// So many shapes of one target are told; the rest is counted.
const SHAPES: usize = 40;
/// So many names stand in a list of places.
const NAMES: usize = 6;
/// So many moves of versions are told.
const MOVES: usize = 12;

/// What changes in many plans. Nothing here is per plan, so that three hundred services read like three.
pub(crate) fn write(page: &mut Page<'_>, plans: &[Pair<'_>]) {
    versions(page, plans);
    let shapes = shapes(plans);
    let targets: Vec<&[Shape<'_>]> = shapes.chunk_by(|a, b| target(a) == target(b)).collect();
    for shapes in targets {
        page.gap();
        page.line(&Line::new().and(Tone::Bold, target(shapes.first()).unwrap_or_default()));
        let names = shapes.iter().filter_map(|shape| shape.members.first()).map(|one| columns(one.change.address.id()));
        let width = names.filter(|width| *width <= 36).max().unwrap_or(0);
        for shape in shapes.iter().take(SHAPES) {
            write_shape(page, shape, width, plans.len());
        }
        let rest = shapes.get(SHAPES..).unwrap_or_default();
        if !rest.is_empty() {
            let changes: usize = rest.iter().map(|shape| shape.members.len()).sum();
            let text = format!(
                "{} {} of other kinds; `--full` shows every plan",
                page.style.ellipsis(),
                count(changes, "more change", "more changes")
            );
            page.line(&Line::indented(2).and(Tone::Dim, &text));
        }
    }
}

fn target<'a>(shape: impl Into<Option<&'a Shape<'a>>>) -> Option<&'a str> {
    shape.into()?.members.first().map(|member| member.change.address.target())
}

/// Which versions move, each move once.
fn versions(page: &mut Page<'_>, plans: &[Pair<'_>]) {
    let all = plans.len();
    let mut moves: BTreeMap<String, (Line, Vec<&Plan>)> = BTreeMap::new();
    for (plan, _) in plans.iter().filter(|(plan, _)| plan.base.pins != plan.pins) {
        for line in pin_lines(&plan.base.pins, &plan.pins, page.style).into_iter().filter(Line::has_change) {
            moves.entry(line.text()).or_insert_with(|| (line, Vec::new())).1.push(plan);
        }
    }
    let mut moves: Vec<(Line, Vec<&Plan>)> = moves.into_values().collect();
    moves.sort_by_key(|(_, plans)| std::cmp::Reverse(plans.len()));
    if moves.is_empty() {
        return;
    }
    page.line(&Line::new().and(Tone::Bold, "versions"));
    for (line, plans) in moves.iter().take(MOVES) {
        let room = page.style.width.saturating_sub(15);
        let note = format!("  {}", whereabouts(plans, all, room));
        let whole = line.clone().and(Tone::Dim, &note);
        if whole.width() <= page.style.width {
            page.line(&whole);
        } else {
            page.line(line);
            page.line(&Line::indented(15).and(Tone::Dim, note.trim_start()));
        }
    }
    if let Some(more) = moves.len().checked_sub(MOVES).filter(|more| *more > 0) {
        let text =
            format!("  {} {} of versions and artifacts", page.style.ellipsis(), count(more, "more move", "more moves"));
        page.line(&Line::new().and(Tone::Dim, &text));
    }
}

fn write_shape(page: &mut Page<'_>, shape: &Shape<'_>, width: usize, all: usize) {
    let Some(first) = shape.members.first() else { return };
    let (symbol, word, tone) = mark(first.change);
    let id = first.change.address.id();
    let mut line = Line::indented(2).and(tone, symbol).pad_to(6).and(tone, word).pad_to(14).and(Tone::Bold, id);
    line = line.pad_to(width.saturating_add(14)).plain("  ");
    let one = shape.members.len() == 1;
    let kind = first.resource().and_then(title).filter(|_| one || !id.contains('/'));
    // A name is one service's; what kind of thing it is, is everybody's.
    let kind = kind.map(|kind| if one { kind } else { kind.split([' ', '.']).next().unwrap_or_default().to_owned() });
    let kind = kind.filter(|kind| one || !kind.starts_with(|first: char| first == '"' || first.is_ascii_digit()));
    if let Some(kind) = kind {
        line.push(Tone::Dim, &format!("{kind}  "));
    }
    for (tone, note) in notes(first.change, first.resource()) {
        line.push(tone, &format!("{note}  "));
    }
    let members: Vec<&Plan> = shape.members.iter().map(|member| member.plan).collect();
    let whereabouts = whereabouts(&members, all, page.style.width.saturating_sub(6));
    if line.width().saturating_add(columns(&whereabouts)) <= page.style.width {
        page.line(&line.plain(&whereabouts));
    } else {
        page.line(&line);
        page.line(&Line::indented(6).plain(&whereabouts));
    }
    shape_fields::of_shape(page, shape);
}

/// The places of plans, in no more columns than there are: `in all 33 plans`, `in 22 plans: ads, cart and 9 more in
/// preview, staging`.
fn whereabouts(plans: &[&Plan], all: usize, room: usize) -> String {
    match plans {
        [one] => places(std::iter::once(*one), 1),
        plans if plans.len() == all => format!("in all {all} plans"),
        plans => {
            let text = |most: usize| format!("{}: {}", in_plans(plans.len()), places(plans.iter().copied(), most));
            let fitting = (1..=NAMES).rev().map(text).find(|text| columns(text) <= room);
            fitting.unwrap_or_else(|| in_plans(plans.len()))
        }
    }
}
