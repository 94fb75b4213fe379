//! Artifacts that are given by hand.

use std::collections::BTreeSet;

use platform_core::formats::suggest;
use platform_core::model::{Diagnostic, EntityRef, Failure, Name, Pins, Platform, Resolved, codes};

use super::request::Image;

/// Pins with artifacts that were given by hand. One without a name is the only one that the path needs.
///
/// # Errors
/// `path.artifact_missing`: the path needs none, or several.
pub(super) fn with_images(
    platform: &Platform,
    subject: &EntityRef,
    mut pins: Pins,
    images: &[Image],
) -> Result<Pins, Failure> {
    for image in images {
        let name = match &image.name {
            Some(name) => name.clone(),
            None => only_artifact(platform, subject, &pins)?,
        };
        pins.artifacts.insert(name, image.artifact.clone());
    }
    Ok(pins)
}

fn only_artifact(platform: &Platform, subject: &EntityRef, pins: &Pins) -> Result<Name, Diagnostic> {
    let follows = platform.subjects.get(subject).map(|subject| &subject.follows.r#ref);
    let pinned = pins.path.as_ref().and_then(|pin| platform.golden_path(&pin.name, &pin.version));
    let path = pinned.or_else(|| platform.newest(follows?));
    let needed: &[Name] = path.map(|path| path.spec.artifacts.as_slice()).unwrap_or_default();
    match needed {
        [only] => Ok(only.clone()),
        [] => Err(Diagnostic::error(
            codes::PATH_ARTIFACT_MISSING,
            format!("an image was given for {subject}, and its golden path needs none"),
        )
        .with_help(
            "leave `--image` out, or name the artifact of an included path: `--image NAME=registry/…@sha256:…`",
        )),
        many => Err(Diagnostic::error(
            codes::PATH_ARTIFACT_MISSING,
            format!("the golden path of {subject} needs several artifacts, and the image has no name"),
        )
        .with_help(format!("write `--image NAME=…` with one of: {}", list(many.iter())))),
    }
}

/// Whether every name is one that the path or an included one needs.
pub(super) fn check_names(resolved: &Resolved, images: &[Image]) -> Vec<Diagnostic> {
    let needed: BTreeSet<&Name> = resolved.parts.iter().flat_map(|part| &part.path.spec.artifacts).collect();
    let wrong = images.iter().filter_map(|image| image.name.as_ref()).filter(|name| !needed.contains(name));
    let problems = wrong.map(|name| {
        let message = format!("the golden path of {} needs no artifact `{name}`", resolved.subject.reference());
        let help = match suggest(name.as_str(), needed.iter().map(|name| name.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None if needed.is_empty() => "it needs none; leave `--image` out".to_owned(),
            None => format!("it needs: {}", list(needed.iter().copied())),
        };
        Diagnostic::error(codes::PATH_ARTIFACT_MISSING, message).with_help(help)
    });
    problems.collect()
}

fn list<'a>(names: impl Iterator<Item = &'a Name>) -> String {
    names.map(Name::as_str).collect::<Vec<_>>().join(", ")
}
