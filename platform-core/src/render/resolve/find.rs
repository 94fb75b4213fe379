//! Finds what is asked for, or says what was likely meant.

use std::sync::Arc;

use crate::formats::suggest;
use crate::model::{
    Diagnostic, Entity, EntityRef, Environment, Node, Place, Platform, Pointer, Scope, Subject, Value, codes,
};
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
        return Err(Box::new(follows_nothing(entity)));
    }
    let names: Vec<String> = platform.subjects.keys().map(ToString::to_string).collect();
    let help = help(&reference.to_string(), names.iter().map(String::as_str), "no service follows a golden path yet");
    let message = format!("there is no subject `{reference}`");
    let diagnostic = Diagnostic::error(codes::GRAPH_SUBJECT_UNKNOWN, message).with_help(help);
    Err(Box::new(platform.broken.keys().fold(diagnostic, |diagnostic, file| {
        diagnostic.with_related("this file has errors", Place::file(file.clone()))
    })))
}

/// Says of an entity without `spec.goldenPath` that there is nothing to plan; a field of `spec` that is only misspelled is
/// named, with its place.
#[must_use]
pub fn follows_nothing(entity: &Entity) -> Diagnostic {
    let message = format!("{} follows no golden path, so there is nothing to plan", entity.reference);
    let diagnostic = Diagnostic::error(codes::GRAPH_NO_GOLDEN_PATH, message);
    let spec = entity.document.get("spec").and_then(Value::as_map);
    let mut fields = spec.into_iter().flat_map(|spec| spec.keys()).filter(|field| &***field != "goldenPath");
    let Some(near) = fields.find(|field| suggest(field, ["goldenPath"]).is_some()) else {
        let diagnostic = diagnostic.with_help("add `spec.goldenPath: {ref: …}` to the entity");
        return diagnostic.with_place(entity.source.place(&Pointer::root()));
    };
    let pointer = Pointer::from_tokens(["spec", near]);
    let key = entity.source.document().and_then(|document| {
        let written = document.find(&Pointer::from_tokens(["spec"])).and_then(|spec: &Node| spec.entry(near))?;
        Some(document.place_of(written.key_span, &pointer))
    });
    let diagnostic = diagnostic.with_help(format!("`spec.{near}` means nothing: did you mean `goldenPath`?"));
    diagnostic.with_place(key.unwrap_or_else(|| entity.source.place(&pointer)))
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
