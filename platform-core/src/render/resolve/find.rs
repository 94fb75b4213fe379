//! Finds what is asked for, or says what was likely meant.

use std::sync::Arc;

use crate::model::{Diagnostic, EntityRef, Environment, Place, Platform, Scope, Subject, codes};
use crate::render::expression::help;

type Problem = Box<Diagnostic>;

/// A subject by its reference.
pub(super) fn subject(platform: &Platform, reference: &EntityRef) -> Result<Arc<Subject>, Problem> {
    if let Some(subject) = platform.subjects.get(reference) {
        return Ok(subject.clone());
    }
    // Backstage compares names without regard to case.
    let same = |known: &&EntityRef| known.full().eq_ignore_ascii_case(&reference.full());
    if let Some(subject) = platform.subjects.keys().find(same).and_then(|known| platform.subjects.get(known)) {
        return Ok(subject.clone());
    }
    if let Some(entity) = platform.entities.get(reference) {
        let message = format!("{reference} follows no golden path, so there is nothing to plan");
        let diagnostic = Diagnostic::error(codes::GRAPH_NO_GOLDEN_PATH, message);
        let diagnostic = diagnostic.with_help("add `spec.goldenPath: {ref: …}` to the entity");
        return Err(Box::new(diagnostic.with_place(entity.source.place(&crate::model::Pointer::root()))));
    }
    let names: Vec<String> = platform.subjects.keys().map(ToString::to_string).collect();
    let help = help(&reference.to_string(), names.iter().map(String::as_str), "no service follows a golden path yet");
    let message = format!("there is no subject `{reference}`");
    let diagnostic = Diagnostic::error(codes::GRAPH_SUBJECT_UNKNOWN, message).with_help(help);
    Err(Box::new(platform.broken.keys().fold(diagnostic, |diagnostic, file| {
        diagnostic.with_related("this file has errors", Place::file(file.clone()))
    })))
}

/// The environment of a scope, if it has one and the subject lives there.
pub(super) fn environment(
    platform: &Platform,
    subject: &Subject,
    scope: &Scope,
) -> Result<Option<Arc<Environment>>, Problem> {
    let Some(name) = scope.name() else { return Ok(None) };
    let Some(environment) = platform.environments.get(name) else {
        let names = platform.environments.keys().map(|name| name.as_str());
        let help = help(name.as_str(), names, "add it below environments/");
        let message = format!("there is no environment `{name}`");
        return Err(Box::new(Diagnostic::error(codes::GRAPH_ENVIRONMENT_UNKNOWN, message).with_help(help)));
    };
    if !subject.lives_in(name) {
        let only: Vec<&str> = subject.follows.only.iter().flatten().map(|name| name.as_str()).collect();
        let message = format!("{} does not live in {name}", subject.reference());
        let diagnostic = Diagnostic::error(codes::GRAPH_ENVIRONMENT_UNKNOWN, message);
        let place = subject.entity.source.place(&subject.follows.pointer.join("only"));
        let help = format!("it lives only in {}", only.join(", "));
        return Err(Box::new(diagnostic.with_help(help).with_place(place)));
    }
    Ok(Some(environment.clone()))
}
