//! How environments or releases differ, for a pull request.

use std::fmt::Write as _;

use crate::formats::text::{Style, comparison_title, inline, shorten_pair, why_field, why_resource};
use crate::model::{Comparison, ComparisonSummary, DifferenceKind, FieldDifference, Presence, ResourceDifference};

use super::comment::{Comment, mark};
use super::escape::{code, escape};
use super::set::Page;
use super::{RESERVE, length};

/// How many columns of a value are shown.
const COLUMNS: usize = 120;
/// So many subjects without a difference that matters are named.
const NAMES: usize = 40;

/// How subjects differ between two environments, releases or versions as Markdown for a pull request: of each what is not
/// intended in a table, what is intended folded below it, and those that differ in nothing else by name. It begins with a
/// hidden mark, is never longer than a comment may be, and says what was left out. Nothing in a value can act as markup,
/// mention somebody, link anywhere or leave its place.
pub fn comparison(comparisons: &[Comparison], comment: &Comment) -> String {
    let mut page = Page::new(comment);
    page.push(&mark("compare"));
    let heading = match comparisons {
        [only] => format!("### {}: {}\n\n", escape(&comparison_title(only, &Style::default())), total(&only.summary)),
        all => {
            let mut sum = ComparisonSummary::default();
            all.iter().for_each(|one| sum.add(&one.summary));
            format!("### {} subjects compared: {}\n\n", all.len(), total(&sum))
        }
    };
    page.push(&heading);
    page.push(&comment.about(None, ""));
    let alone = comparisons.len() == 1;
    let matters = |one: &&Comparison| one.has_unintended() || (alone && one.summary.total() > 0);
    let (told, quiet): (Vec<&Comparison>, Vec<&Comparison>) = comparisons.iter().partition(matters);
    let quiet = quiet_line(&quiet, alone);
    let room = comment.room().saturating_sub(RESERVE).saturating_sub(length(&quiet));
    let (mut hidden, mut untold) = ([0_usize; 2], 0_usize);
    for one in told {
        let title = escape(&comparison_title(one, &Style::default()));
        if alone || page.try_push(&format!("#### {title}: {}\n\n", total(&one.summary)), room) {
            differences(&mut page, one, room, &mut hidden);
        } else {
            untold = untold.saturating_add(1);
        }
    }
    for (number, what) in hidden.into_iter().zip(["differences that are not intended", "differences that are intended"])
    {
        if number > 0 {
            page.leave_out(format!("{number} {what}"));
        }
    }
    if untold > 0 {
        page.leave_out(format!("{untold} more subjects"));
    }
    page.push(&quiet);
    page.finish()
}

/// The differences of one subject, those that should not be before those that should.
fn differences(
    page: &mut Page<'_>,
    comparison: &Comparison,
    room: usize,
    [unintended_hidden, intended_hidden]: &mut [usize; 2],
) {
    let rows = |intended: bool| -> Vec<String> {
        let resources = comparison.resources.iter();
        let is = |kind: DifferenceKind| (kind == DifferenceKind::Intended) == intended;
        let of_one = |resource: &ResourceDifference| match resource.presence {
            Presence::Both => {
                let fields = resource.fields.iter().filter(|field| is(field.kind));
                fields.map(|field| field_row(resource, field, comparison)).collect()
            }
            _ if is(resource.kind) => vec![resource_row(resource, comparison)],
            _ => Vec::new(),
        };
        resources.flat_map(of_one).collect()
    };
    let [unintended, intended] = [rows(false), rows(true)];
    let [before, after] = [&comparison.before, &comparison.after].map(|side| match side.release {
        Some(serial) => escape(&format!("{}, release {serial}", side.environment)),
        None => escape(side.environment.as_str()),
    });
    let head = format!("| resource | place | {before} | {after} | why |\n|---|---|---|---|---|\n");
    let table = |rows: &[String]| format!("{head}{}\n", rows.concat());
    let fitting = |rows: &[String], left: usize| super::fit(rows, left.saturating_sub(length(&head))).0;
    if !unintended.is_empty() {
        let fits = fitting(&unintended, room.saturating_sub(page.used));
        if fits > 0 {
            page.push(&table(unintended.get(..fits).unwrap_or_default()));
        }
        *unintended_hidden = unintended_hidden.saturating_add(unintended.len().saturating_sub(fits));
    }
    if !intended.is_empty() {
        let fits = fitting(&intended, room.saturating_sub(page.used).saturating_sub(128));
        if fits > 0 {
            let rows = table(intended.get(..fits).unwrap_or_default());
            page.push(&format!("<details><summary>{} intended</summary>\n\n{rows}</details>\n\n", intended.len()));
        }
        *intended_hidden = intended_hidden.saturating_add(intended.len().saturating_sub(fits));
    }
}

fn field_row(resource: &ResourceDifference, field: &FieldDifference, comparison: &Comparison) -> String {
    let style = Style::default();
    let text = |value: &Option<crate::model::Value>| value.as_ref().map(inline).unwrap_or_default();
    let (before, after) = shorten_pair(&text(&field.before), &text(&field.after), COLUMNS, &style);
    let cell = |there: bool, text: &str| if there { code(text) } else { "not there".to_owned() };
    let values = [cell(field.before.is_some(), &before), cell(field.after.is_some(), &after)];
    let place = if field.path.is_root() { "content".to_owned() } else { code(field.path.as_str()) };
    row(resource, &place, values, &why_field(field, comparison))
}

fn resource_row(resource: &ResourceDifference, comparison: &Comparison) -> String {
    let (there, not) = ("there".to_owned(), "not there".to_owned());
    let values = if resource.presence == Presence::OnlyBefore { [there, not] } else { [not, there] };
    row(resource, "", values, &why_resource(resource, comparison))
}

fn row(resource: &ResourceDifference, place: &str, [before, after]: [String; 2], why: &str) -> String {
    let name = code(&format!("{}/{}", resource.address.target(), resource.address.id()));
    let why: String = why.chars().take(400).collect();
    format!("| {name} | {place} | {before} | {after} | {} |\n", escape(&why))
}

fn total(summary: &ComparisonSummary) -> String {
    if summary.total() == 0 {
        return "no differences".to_owned();
    }
    format!("{} unexplained, {} skew, {} intended", summary.unexplained, summary.skew, summary.intended)
}

/// Those of which there is nothing to tell.
fn quiet_line(quiet: &[&Comparison], alone: bool) -> String {
    if quiet.is_empty() || alone {
        return String::new();
    }
    let names: Vec<String> = quiet.iter().take(NAMES).map(|one| escape(&one.after.subject.to_string())).collect();
    let more = quiet.len().saturating_sub(NAMES);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let mut line = String::new();
    let _ = writeln!(line, "\nNothing that is not intended in {}{more}", names.join(", "));
    line
}
