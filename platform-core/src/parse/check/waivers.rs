//! What waivers name: rules, and subjects. What is gone needs no waiver any more, so these are warnings.

use std::collections::BTreeSet;

use super::{Findings, Suspects};
use crate::model::{DeadlineKind, Diagnostic, EntityRef, Platform, Pointer, Waiver, codes};
use crate::parse::decode::did_you_mean;

pub(super) fn check(platform: &Platform, suspects: &Suspects<'_>, findings: &mut Findings) {
    if platform.waivers.is_empty() {
        return;
    }
    let rules = rules(platform);
    for waiver in platform.waivers.values() {
        if !rules.contains(&*waiver.rule) {
            // What could not be read may have the deadline.
            findings.add(|| suspects.files.is_empty().then(|| no_rule(waiver, &rules)));
        }
        if let Some(subject) = waiver.subject.as_ref().filter(|subject| !platform.subjects.contains_key(*subject)) {
            findings.add(|| (!suspects.may_declare(subject.name())).then(|| no_subject(platform, waiver, subject)));
        }
    }
}

/// The rules of all deadlines that are set anywhere.
fn rules(platform: &Platform) -> BTreeSet<String> {
    let overrides = platform.subjects.values().flat_map(|subject| &subject.follows.overrides);
    let overrides =
        overrides.filter(|one| one.expires.is_some()).map(|one| DeadlineKind::Override.rule(one.id.as_str()));
    let environments = platform.environments.values().filter(|environment| environment.spec.expires.is_some());
    let environments = environments.map(|environment| DeadlineKind::Environment.rule(environment.name.as_str()));
    let paths = platform.golden_paths.values().flat_map(|versions| versions.values());
    let ends = |path: &crate::model::GoldenPath| path.spec.deprecated.as_ref().is_some_and(|one| one.until.is_some());
    let paths = paths.filter(|path| ends(path)).map(|path| DeadlineKind::GoldenPath.rule(&path.label()));
    overrides.chain(environments).chain(paths).collect()
}

fn no_rule(waiver: &Waiver, rules: &BTreeSet<String>) -> Diagnostic {
    let message = format!("no deadline has the rule `{}`, so nothing is waived", waiver.rule);
    let help = match rules.is_empty() {
        true => "no override, environment or deprecated version has a date that may pass; remove the waiver".to_owned(),
        false => did_you_mean(&waiver.rule, rules.iter().map(String::as_str)),
    };
    warning(waiver, "rule", message, help)
}

fn no_subject(platform: &Platform, waiver: &Waiver, subject: &EntityRef) -> Diagnostic {
    let known: Vec<String> = platform.subjects.keys().map(ToString::to_string).collect();
    let help = did_you_mean(&subject.to_string(), known.iter().map(String::as_str));
    warning(waiver, "subject", format!("nothing that follows a golden path is called `{subject}`"), help)
}

fn warning(waiver: &Waiver, field: &str, message: String, help: String) -> Diagnostic {
    let place = waiver.source.place(&Pointer::from_tokens(["spec", field]));
    Diagnostic::warning(codes::GRAPH_DANGLING, message).with_help(help).with_place(place)
}
