//! The order of a plan's steps, drawn.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::formats::text::{Style, action_word, shorten};
use crate::model::Plan;

use super::escape::escape;

/// Of more steps nobody sees anything.
const MOST: usize = 300;
/// So many characters of a name are shown.
const NAME: usize = 30;
const WIDTH: usize = 250;
const HEIGHT: usize = 40;

/// The steps as a graph, from left to right in columns: each step is right of all that it waits for. Nothing where there is
/// no step.
pub(super) fn steps(plan: &Plan) -> String {
    if plan.steps.is_empty() {
        return String::new();
    }
    let count = plan.steps.len();
    if count > MOST {
        return format!("<p class=\"quiet\">{count} steps are too many to be drawn.</p>\n");
    }
    // Steps stand in an order that respects what they wait for: what one waits for has its place already.
    // By step, its column and how far down it stands.
    let mut places: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    let mut heights: Vec<usize> = Vec::new();
    for step in &plan.steps {
        let before = step.after.iter().filter_map(|id| places.get(id)).map(|(column, _)| column.saturating_add(1));
        let column = before.max().unwrap_or(0);
        if heights.len() <= column {
            heights.resize(column.saturating_add(1), 0);
        }
        if let Some(row) = heights.get_mut(column) {
            places.insert(step.id, (column, row.saturating_mul(HEIGHT)));
            *row = row.saturating_add(1);
        }
    }
    let (width, height) =
        (heights.len().saturating_mul(WIDTH), heights.iter().max().copied().unwrap_or(0).saturating_mul(HEIGHT));
    let mut out = format!(
        "<details class=\"order\"><summary><h3>order</h3> {count} steps</summary>\n<svg width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"the order of the steps\">\n"
    );
    for step in &plan.steps {
        let Some((column, y)) = places.get(&step.id) else { continue };
        let middle = y.saturating_add(16);
        let x = column.saturating_mul(WIDTH);
        for (from, above) in step.after.iter().filter_map(|id| places.get(id)) {
            let right = from.saturating_mul(WIDTH).saturating_add(220);
            let start = above.saturating_add(16);
            let (near, far) = (right.saturating_add(15), x.saturating_sub(15));
            let _ = writeln!(out, "<path d=\"M{right} {start}C{near} {start} {far} {middle} {x} {middle}\"/>");
        }
    }
    for step in &plan.steps {
        let Some((column, y)) = places.get(&step.id) else { continue };
        let x = column.saturating_mul(WIDTH);
        let word = action_word(step.action);
        let name = format!("{}/{}", step.address.target(), step.address.id());
        let (left, base) = (x.saturating_add(8), y.saturating_add(20));
        let _ = writeln!(
            out,
            "<g class=\"{word}\"><title>{word} {}</title><rect x=\"{x}\" y=\"{}\" width=\"220\" height=\"28\" rx=\"4\"/>\
             <text x=\"{left}\" y=\"{base}\">{}</text></g>",
            escape(&name),
            y.saturating_add(2),
            escape(&shorten(&name, NAME, &Style::default()))
        );
    }
    out + "</svg></details>\n"
}
