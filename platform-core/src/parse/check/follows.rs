//! How subjects follow golden paths.

use std::collections::BTreeMap;

use super::{Findings, Suspects, environments, is_whole_list};
use crate::model::{Diagnostic, GoldenPath, Name, Place, Platform, Pointer, Requirement, Source, Subject, codes};
use crate::parse::decode::did_you_mean;

pub(super) fn check(platform: &Platform, suspects: &Suspects<'_>, findings: &mut Findings) {
    for subject in platform.subjects.values() {
        check_one(platform, subject, suspects, findings);
    }
}

/// Checks how one subject follows its path.
pub(super) fn check_one(platform: &Platform, subject: &Subject, suspects: &Suspects<'_>, findings: &mut Findings) {
    let follow = &subject.follows;
    let at = |tokens: &[&str]| tokens.iter().fold(follow.pointer.clone(), |pointer, token| pointer.join(token));
    let source = &subject.entity.source;
    let place = || source.place(&at(&["ref"]));
    let versions = matching(platform, &follow.r#ref);
    if versions.is_empty() {
        findings.add(|| missing(platform, suspects, &follow.r#ref, place()));
    } else {
        findings.add(|| applies(subject, &versions, place));
    }
    for name in follow.environments.keys() {
        let place = || source.key_place(&at(&["environments", name.as_str()]));
        environments::known(platform, suspects, findings, name, place);
    }
    if let Some(only) = &follow.only {
        names(platform, suspects, findings, source, &at(&["only"]), only);
    }
    let overrides = at(&["overrides"]);
    if is_whole_list(source, &overrides, follow.overrides.len()) {
        for (number, item) in follow.overrides.iter().enumerate() {
            if let Some(environments) = &item.environments {
                let list = overrides.index(number).join("environments");
                names(platform, suspects, findings, source, &list, environments);
            }
        }
    }
}

/// Notes the items of a list that name no environment.
fn names(
    platform: &Platform,
    suspects: &Suspects<'_>,
    findings: &mut Findings,
    source: &Source,
    list: &Pointer,
    names: &[Name],
) {
    if is_whole_list(source, list, names.len()) {
        for (index, name) in names.iter().enumerate() {
            environments::known(platform, suspects, findings, name, || source.place(&list.index(index)));
        }
    }
}

/// All versions that meet a requirement, oldest first.
pub(super) fn matching<'p>(platform: &'p Platform, requirement: &Requirement) -> Vec<&'p GoldenPath> {
    let versions = platform.golden_paths.get(requirement.name()).into_iter().flatten();
    versions.filter(|(version, _)| requirement.matches(version)).map(|(_, path)| &**path).collect()
}

/// What to say of a requirement that no version meets, if that is not said elsewhere.
pub(super) fn missing(
    platform: &Platform,
    suspects: &Suspects<'_>,
    requirement: &Requirement,
    place: Place,
) -> Option<Diagnostic> {
    let name = requirement.name();
    // A version that could not be read may be the one that is meant.
    let folder = format!("/{name}/");
    let is_read = |file: &str| {
        let versions = platform.golden_paths.get(name).into_iter().flat_map(BTreeMap::values);
        versions.filter_map(|path| path.source.document()).any(|document| &*document.file == file)
    };
    if suspects.files.iter().any(|(file, _)| file.contains(&folder) && !is_read(file)) {
        return None;
    }
    let (message, help) = match platform.golden_paths.get(name) {
        Some(versions) => {
            let skipped = versions.len().saturating_sub(12);
            let versions: Vec<String> = versions.keys().skip(skipped).map(ToString::to_string).collect();
            let wanted = requirement.versions().unwrap_or("*");
            (format!("no version of `{name}` meets `{wanted}`"), format!("there are: {}", versions.join(", ")))
        }
        None => {
            let known = platform.golden_paths.keys().map(Name::as_str).chain(suspects.names("GoldenPath"));
            (format!("there is no golden path `{name}`"), did_you_mean(name.as_str(), known))
        }
    };
    Some(Diagnostic::error(codes::PATH_NOT_FOUND, message).with_help(help).with_place(place))
}

/// A kind of subject that none of the versions is for.
fn applies(subject: &Subject, versions: &[&GoldenPath], place: impl FnOnce() -> Place) -> Option<Diagnostic> {
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
    Some(diagnostic.with_help(format!("it is for: {kinds}")).with_place(place()))
}
