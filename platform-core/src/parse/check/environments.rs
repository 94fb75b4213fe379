//! Where releases come from.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, Suspects, cycles, is_whole_list};
use crate::model::{Diagnostic, Name, Place, Platform, Pointer, codes};
use crate::parse::decode::did_you_mean;

pub(super) fn check(platform: &Platform, suspects: &Suspects<'_>, findings: &mut Findings) {
    let list = Pointer::from_tokens(["spec", "promotesFrom"]);
    for environment in platform.environments.values() {
        let names = &environment.spec.promotes_from;
        if !is_whole_list(&environment.source, &list, names.len()) {
            continue;
        }
        for (index, name) in names.iter().enumerate() {
            known(platform, suspects, findings, name, || environment.source.place(&list.index(index)));
        }
    }
    let references: BTreeMap<&Name, BTreeSet<&Name>> = platform
        .environments
        .values()
        .map(|environment| (&environment.name, environment.spec.promotes_from.iter().collect()))
        .collect();
    for circle in cycles::find(&references) {
        findings.add(|| {
            let first = platform.environments.get(circle.first()?.as_str())?;
            let circle = cycles::shown(&circle, ToString::to_string, ", which promotes from ");
            let message = format!("releases go in a circle: {circle}").replacen(", which promotes", " promotes", 1);
            let diagnostic = Diagnostic::error(codes::GRAPH_CYCLE, message).with_help("break the circle at one place");
            Some(diagnostic.with_place(first.source.place(&list)))
        });
    }
}

/// Notes a name that no environment has.
pub(super) fn known(
    platform: &Platform,
    suspects: &Suspects<'_>,
    findings: &mut Findings,
    name: &Name,
    place: impl FnOnce() -> Place,
) {
    if platform.environments.contains_key(name) {
        return;
    }
    findings.add(|| {
        let broken = suspects.names("Environment");
        if broken.clone().any(|broken| broken == name.as_str()) || suspects.may_declare(name.as_str()) {
            return None;
        }
        let help = did_you_mean(name.as_str(), platform.environments.keys().map(Name::as_str).chain(broken));
        let diagnostic = Diagnostic::error(codes::GRAPH_DANGLING, format!("there is no environment `{name}`"));
        Some(diagnostic.with_help(help).with_place(place()))
    });
}
