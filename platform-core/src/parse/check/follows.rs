//! How subjects follow golden paths.

use super::{Suspects, environments};
use crate::model::{Diagnostic, GoldenPath, Name, Place, Platform, Requirement, Subject, codes};
use crate::parse::decode::did_you_mean;

pub(super) fn check(platform: &Platform, suspects: &Suspects<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for subject in platform.subjects.values() {
        let follow = &subject.follows;
        let place = |tokens: &[&str]| {
            let pointer = tokens.iter().fold(follow.pointer.clone(), |pointer, token| pointer.join(token));
            (subject.entity.source.place(&pointer), subject.entity.source.key_place(&pointer))
        };
        let (at, _) = place(&["ref"]);
        match find(platform, suspects, &follow.r#ref, at.clone()) {
            Ok(versions) => diagnostics.extend(applies(subject, &versions, at)),
            Err(diagnostic) => diagnostics.extend(diagnostic.map(|diagnostic| *diagnostic)),
        }
        for name in follow.environments.keys() {
            let (_, key) = place(&["environments", name.as_str()]);
            diagnostics.extend(environments::unknown(platform, suspects, name, key));
        }
        for (index, name) in follow.only.iter().flatten().enumerate() {
            let (at, _) = place(&["only", &index.to_string()]);
            diagnostics.extend(environments::unknown(platform, suspects, name, at));
        }
        for (number, item) in follow.overrides.iter().enumerate() {
            for (index, name) in item.environments.iter().flatten().enumerate() {
                let (at, _) = place(&["overrides", &number.to_string(), "environments", &index.to_string()]);
                diagnostics.extend(environments::unknown(platform, suspects, name, at));
            }
        }
    }
}

/// All versions that meet a requirement; else what to say of it, if that is not said elsewhere.
pub(super) fn find<'p>(
    platform: &'p Platform,
    suspects: &Suspects<'_>,
    requirement: &Requirement,
    place: Place,
) -> Result<Vec<&'p GoldenPath>, Option<Box<Diagnostic>>> {
    let name = requirement.name();
    let present = platform.golden_paths.get(name);
    let found: Vec<&GoldenPath> = present
        .into_iter()
        .flatten()
        .filter(|(version, _)| requirement.matches(version))
        .map(|(_, path)| &**path)
        .collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let folder = format!("/{name}/");
    if suspects.files.iter().any(|(file, _)| file.contains(&folder)) {
        return Err(None);
    }
    let (message, help) = match present {
        Some(versions) => {
            let versions: Vec<String> = versions.keys().map(ToString::to_string).collect();
            let wanted = requirement.versions().unwrap_or("*");
            (format!("no version of `{name}` meets `{wanted}`"), format!("there are: {}", versions.join(", ")))
        }
        None => {
            let help = did_you_mean(
                name.as_str(),
                platform.golden_paths.keys().map(Name::as_str).chain(suspects.names("GoldenPath")),
            );
            (format!("there is no golden path `{name}`"), help)
        }
    };
    let diagnostic = Diagnostic::error(codes::PATH_NOT_FOUND, message).with_help(help).with_place(place);
    Err(Some(Box::new(diagnostic)))
}

/// A kind of subject that none of the versions is for.
fn applies(subject: &Subject, versions: &[&GoldenPath], place: Place) -> Option<Diagnostic> {
    let kind = subject.reference().kind();
    let is_for = |path: &GoldenPath| match path.spec.applies_to.as_slice() {
        [] => kind == "component",
        kinds => kinds.iter().any(|known| &**known == kind),
    };
    if versions.iter().any(|path| is_for(path)) {
        return None;
    }
    let path = versions.last()?;
    let kinds = if path.spec.applies_to.is_empty() { "component".to_owned() } else { path.spec.applies_to.join(", ") };
    let message = format!("`{}` is not for subjects of kind {kind}", path.metadata.name);
    let diagnostic = Diagnostic::error(codes::PATH_APPLIES_TO, message);
    Some(diagnostic.with_help(format!("it is for: {kinds}")).with_place(place))
}
