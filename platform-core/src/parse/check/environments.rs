//! Where releases come from.

use std::collections::{BTreeMap, BTreeSet};

use super::{Suspects, cycles};
use crate::model::{Diagnostic, Name, Place, Platform, Pointer, codes};
use crate::parse::decode::did_you_mean;

pub(super) fn check(platform: &Platform, suspects: &Suspects<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let list = Pointer::from_tokens(["spec", "promotesFrom"]);
    for environment in platform.environments.values() {
        for (index, name) in environment.spec.promotes_from.iter().enumerate() {
            let place = environment.source.place(&list.index(index));
            diagnostics.extend(unknown(platform, suspects, name, place));
        }
    }
    let references: BTreeMap<&Name, BTreeSet<&Name>> = platform
        .environments
        .values()
        .map(|environment| (&environment.name, environment.spec.promotes_from.iter().collect()))
        .collect();
    for circle in cycles::find(&references) {
        let names: Vec<String> = circle.iter().chain(circle.first()).map(|name| format!("`{name}`")).collect();
        let message = format!(
            "releases go in a circle: {} promotes from {}",
            names.first().cloned().unwrap_or_default(),
            names.get(1..).unwrap_or_default().join(", which promotes from ")
        );
        let place = circle.first().and_then(|name| platform.environments.get(name.as_str()));
        let place = place.map(|environment| environment.source.place(&list));
        let diagnostic = Diagnostic::error(codes::GRAPH_CYCLE, message).with_help("break the circle at one place");
        diagnostics.push(diagnostic.with_place(place));
    }
}

/// A name that no environment has.
pub(super) fn unknown(platform: &Platform, suspects: &Suspects<'_>, name: &Name, place: Place) -> Option<Diagnostic> {
    let is_broken = suspects.names("Environment").any(|broken| broken == name.as_str());
    if platform.environments.contains_key(name) || is_broken || suspects.may_declare(name.as_str()) {
        return None;
    }
    let help = did_you_mean(
        name.as_str(),
        platform.environments.keys().map(Name::as_str).chain(suspects.names("Environment")),
    );
    let diagnostic = Diagnostic::error(codes::GRAPH_DANGLING, format!("there is no environment `{name}`"));
    Some(diagnostic.with_help(help).with_place(place))
}
