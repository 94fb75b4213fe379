//! What checks say of plans.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::formats::text::scope_text;
use crate::model::{CheckResult, Verdict};

use super::escape::{code, escape};

/// So many checks that say the same are told once, with so many places.
const PLACES: usize = 6;
/// So many are told of each verdict.
const TOLD: usize = 20;

/// What checks say: what fails first, then what waits and what was waived, each once with the plans it is about; what
/// passes is only counted. Nothing where there are none.
pub(super) fn checks(all: &[CheckResult], many: bool) -> String {
    let mut out = String::new();
    for word in ["Fails", "Waits", "Waived"] {
        let mut alike: BTreeMap<(&str, &str), Vec<&CheckResult>> = BTreeMap::new();
        for check in all.iter().filter(|check| told_as(&check.verdict) == Some(word)) {
            alike.entry((&check.rule, &check.message)).or_default().push(check);
        }
        for of_one in alike.values().take(TOLD) {
            tell(word, of_one, many, &mut out);
        }
        if let Some(more) = alike.len().checked_sub(TOLD).filter(|more| *more > 0) {
            let _ = writeln!(out, "> and {more} more checks\n");
        }
    }
    match all.iter().filter(|check| check.verdict == Verdict::Pass).count() {
        0 => {}
        1 => out.push_str("1 check passes.\n\n"),
        passing => {
            let _ = writeln!(out, "{passing} checks pass.\n");
        }
    }
    out
}

/// The word for a verdict; none for one that is only counted.
fn told_as(verdict: &Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Fail => Some("Fails"),
        Verdict::Unknown { .. } => Some("Waits"),
        Verdict::Waived { .. } => Some("Waived"),
        Verdict::Pass => None,
    }
}

/// One verdict of a rule, on all the plans that it is given on.
fn tell(word: &str, alike: &[&CheckResult], many: bool, out: &mut String) {
    let Some(first) = alike.first() else { return };
    let short = |text: &str| escape(&text.chars().take(400).collect::<String>());
    let _ = writeln!(out, "> **{word}** {}: {}", code(&first.rule), short(&first.message));
    if let Some(help) = first.help.as_ref().filter(|_| first.verdict == Verdict::Fail) {
        let _ = writeln!(out, "> {}", short(help));
    }
    if many {
        let places = alike.iter().take(PLACES).map(|check| escape(&scope_text(&check.subject, &check.environment)));
        let places: Vec<String> = places.collect();
        let more = alike.len().saturating_sub(PLACES);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let _ = writeln!(out, "> in {}{more}", places.join(", "));
    }
    out.push('\n');
}
