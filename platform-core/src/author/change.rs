//! What a new version of a golden path changes, and which version that takes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::formats::Limits;
use crate::model::{
    Action, Bump, Change, Diagnostic, EntityRef, FormatVersion, GoldenPath, Name, Outcome, PathChange, PathDifference,
    PathPin, PathUseChange, PlanOptions, Platform, Pointer, Rendered, Scope, Text, Version, codes,
};
use crate::parse::path_tests;
use crate::{plan, render};

use super::cases::Case;
use super::play::{Theatre, applied, foreign, whole, with_made_up_artifacts};
use super::{promises, usage, version_of};

/// Uses that are named with a reason.
const MOST_NAMED: usize = 3;

/// Compares two versions of a golden path: what each promises (parameters, outputs, artifacts, what may be overridden), and
/// what moving from one to the other would do to everyone who uses it. Played are the subjects of the platform that use
/// the path, and the cases of the tests of both versions.
///
/// It takes a **major** version where something that was relied on is gone or made anew: a parameter, an output, what may
/// be overridden; a resource that is deleted or replaced without `moved`; an input that was accepted and no longer is. It
/// takes a **minor** one where something is added, and a **patch** where what is there changes in place.
///
/// # Errors
/// `path.version_of`; what is wrong with test files. `path.version` when the number does not go far enough: the value is
/// there then, too.
pub fn compare_versions(platform: &Platform, name: &Name, before: &Version, after: &Version) -> Outcome<PathChange> {
    let (old, new) = match (version_of(platform, name, before), version_of(platform, name, after)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => return Outcome::failed([old.err(), new.err()].into_iter().flatten().collect::<Vec<_>>()),
    };
    let mut uses = subjects(platform, old, new);
    match cases(platform, old, new) {
        Ok(played) => uses.extend(played),
        Err(problems) => return Outcome::failed(problems),
    }
    let mut reasons = promises::differences(old, new);
    reasons.extend(told(&uses, new));
    // The farthest first, each as it came.
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.bump));
    let change = PathChange {
        format_version: FormatVersion::CURRENT,
        path: name.clone(),
        before: before.clone(),
        after: after.clone(),
        given: Bump::between(before, after),
        needed: reasons.first().map_or(Bump::Patch, |reason| reason.bump),
        reasons,
        uses: uses.into_iter().filter(|one| !one.actions.is_empty() || one.error.is_some()).collect(),
    };
    let problem = (!change.is_sufficient()).then(|| too_small(&change, new));
    Outcome::new(Some(change), problem.into_iter().collect())
}

fn too_small(change: &PathChange, new: &GoldenPath) -> Diagnostic {
    let [major, minor, patch] = change.before.parts();
    let next = match (change.needed, major) {
        (Bump::Major, 0) | (Bump::Minor, 1..) => Version::new(major, minor.saturating_add(1), 0),
        (Bump::Major, _) => Version::new(major.saturating_add(1), 0, 0),
        _ => Version::new(major, minor, patch.saturating_add(1)),
    };
    let why = change.reasons.first().map(|reason| reason.message.as_str()).unwrap_or_default();
    let message = format!(
        "{} is a {} version, and needs to be a {} one: {why}",
        new.label(),
        change.given.as_str(),
        change.needed.as_str()
    );
    let at = new.source.key_place(&Pointer::from_tokens(["metadata", "version"]));
    Diagnostic::error(codes::PATH_VERSION, message).with_help(format!("make it {next}")).with_place(at)
}

/// What moving does to each subject that uses the path, in each of its environments.
fn subjects(platform: &Platform, old: &Arc<GoldenPath>, new: &Arc<GoldenPath>) -> Vec<PathUseChange> {
    let uses = usage::usage(platform, &old.metadata.name).into_iter();
    let uses = uses.filter_map(|used| {
        let pinned = |path: &Arc<GoldenPath>| {
            rendered(platform, &used.subject, &used.environment, path, used.included_by.is_some())
        };
        // What does not render in the old version was no use of it.
        let before = pinned(old).ok()?;
        Some(moved(format!("{} in {}", used.subject, used.environment), &before, pinned(new)))
    });
    uses.collect()
}

/// A subject, as if it asked for exactly this version.
fn rendered(
    platform: &Platform,
    subject: &EntityRef,
    scope: &Scope,
    path: &Arc<GoldenPath>,
    is_included: bool,
) -> Result<Rendered, Vec<Diagnostic>> {
    let metadata = &path.metadata;
    let pin = PathPin { name: metadata.name.clone(), version: metadata.version.clone(), digest: path.digest };
    let mut pins = platform.pins(subject, scope);
    let mut platform = platform.clone();
    if is_included {
        pins.includes.insert(metadata.name.clone(), pin);
    } else {
        pins.path = Some(pin);
        pins.includes.clear();
        let follows = platform.subjects.get(subject).cloned();
        if let (Some(follows), Ok(exactly)) = (follows, format!("{}@={}", metadata.name, metadata.version).parse()) {
            let mut follows = (*follows).clone();
            follows.follows.r#ref = exactly;
            platform.subjects.insert(subject.clone(), Arc::new(follows));
        }
    }
    let pins = with_made_up_artifacts(pins, &platform, path);
    whole(render::render(&whole(render::resolve(&platform, subject, scope, &pins))?))
}

/// What moving does in each case that renders in the old version.
fn cases(
    platform: &Platform,
    old: &Arc<GoldenPath>,
    new: &Arc<GoldenPath>,
) -> Result<Vec<PathUseChange>, Vec<Diagnostic>> {
    let theatre = Theatre::new(platform, new);
    let mut played: BTreeMap<String, PathUseChange> = BTreeMap::new();
    for path in [old, new] {
        let read = path_tests(path, &Limits::default());
        if read.diagnostics.iter().any(Diagnostic::is_error) {
            return Err(read.diagnostics);
        }
        for test in read.value.unwrap_or_default() {
            for case in &test.cases {
                let name = format!("{}: {}", test.file, case.name);
                let in_version = |path| theatre.render(&Case::new(&case.given, path));
                if let Ok(before) = in_version(old) {
                    let change = moved(name.clone(), &before, in_version(new));
                    played.entry(name).or_insert(change);
                }
            }
        }
    }
    Ok(played.into_values().collect())
}

/// From what was rendered and applied to what is rendered now.
fn moved(r#use: String, before: &Rendered, now: Result<Rendered, Vec<Diagnostic>>) -> PathUseChange {
    let mut change = PathUseChange { r#use, actions: BTreeMap::new(), error: None };
    let planned = now.and_then(|now| {
        let state = applied(before, &|_, _| None)?;
        whole(plan::plan(&now, &state, &foreign(&now), &PlanOptions::default()))
    });
    match planned {
        Ok(plan) => {
            let effective = plan.changes.iter().filter(|change| change.is_effective() && !is_version_alone(change));
            change.actions = effective.map(|one| (Text::from(one.address.id()), one.actions.clone())).collect();
        }
        Err(problems) => {
            change.error = problems.first().map(|problem| format!("{}: {}", problem.code, problem.message))
        }
    }
    change
}

/// Every entity names the version that it follows: that says nothing of what it does.
fn is_version_alone(change: &Change) -> bool {
    let names = |path: &Pointer| path.tokens().last().is_some_and(|token| token == render::VERSION_ANNOTATION);
    !change.fields.is_empty() && change.fields.iter().all(|field| names(&field.path))
}

/// What uses say of a version: one reason for each resource and what is done to it.
fn told(uses: &[PathUseChange], new: &GoldenPath) -> Vec<PathDifference> {
    let mut found: BTreeMap<(Bump, String), Vec<&str>> = BTreeMap::new();
    for one in uses {
        if let Some(error) = &one.error {
            found.entry((Bump::Major, format!("what was accepted fails with {error}"))).or_default().push(&one.r#use);
        }
        for (id, actions) in &one.actions {
            // `queue.jobs` and `queue.mails` are instances of one template.
            let id = template(new, id);
            let (bump, does) = match actions.as_slice() {
                [Action::Delete] => (Bump::Major, "is deleted"),
                actions if actions.contains(&Action::Delete) => (Bump::Major, "is replaced"),
                [Action::Create] => (Bump::Minor, "is added"),
                _ => (Bump::Patch, "changes in place"),
            };
            let named = found.entry((bump, format!("`{id}` {does}"))).or_default();
            if named.last() != Some(&one.r#use.as_str()) {
                named.push(&one.r#use);
            }
        }
    }
    let told = found.into_iter().map(|((bump, message), uses)| PathDifference {
        bump,
        message: format!("{message} ({})", named(&uses)),
        at: None,
    });
    told.collect()
}

fn template<'i>(path: &GoldenPath, id: &'i str) -> &'i str {
    let keyed = path.spec.resources.iter().filter(|template| template.each.is_some() || template.provides.is_some());
    let of = keyed
        .map(|template| template.id.as_str())
        .find(|own| id.strip_prefix(own).is_some_and(|rest| rest.starts_with('.')));
    of.and_then(|own| id.get(..own.len())).unwrap_or(id)
}

fn named(uses: &[&str]) -> String {
    match uses.split_at_checked(MOST_NAMED) {
        Some((first, more)) if !more.is_empty() => format!("{} and {} more", first.join("; "), more.len()),
        _ => uses.join("; "),
    }
}
