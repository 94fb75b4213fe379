//! What changed files may change.

use std::collections::BTreeSet;

use crate::model::{
    EntityRef, GoldenPath, Name, PathPin, Platform, Requirement, Scope, Subject, Text, TouchCause, Touched, Version,
};
use crate::parse::{Reach, reach, uses};

/// The subjects and environments whose rendering or pins some changed files may change, by subject and environment:
/// none is left out. The files' paths are relative to the platform's root; those that are gone are looked at as the
/// platform is now.
///
/// It is told by file, not by value: an edit that changes no value counts, and a change of a subject's own document
/// counts in all its environments. A golden path counts where one of its versions that changed is pinned or, without a
/// pin, where any version of that name changed. Policies and prices are read by no plan.
///
/// ```
/// use platform_core::model::{Platform, Sources};
/// let platform = Platform::parse(&Sources::new()).into_result()?.0;
/// assert!(platform_core::plan::touched(&platform, ["platform.yaml".into()].iter()).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn touched<'p>(platform: &Platform, changed: impl IntoIterator<Item = &'p Text>) -> Vec<(EntityRef, Scope)> {
    let touched = Reached::new(platform, changed);
    let of = |subject: &Subject| {
        let reference = subject.reference().clone();
        let scopes = platform.scopes(subject).into_iter().filter(|scope| touched.has(&reference, scope));
        scopes.map(|scope| (reference.clone(), scope)).collect::<Vec<_>>()
    };
    match touched.candidates() {
        Some(subjects) => {
            subjects.filter_map(|subject| platform.subjects.get(subject)).flat_map(|one| of(one)).collect()
        }
        None => platform.subjects.values().flat_map(|subject| of(subject)).collect(),
    }
}

/// What changed files may change between two revisions of a platform, with all the causes, of what the later one has. They
/// are looked at as either revision has them: what is gone now may have been somebody's.
///
/// As [`touched`], but a policy counts, too: what it says of a plan may have changed.
///
/// ```
/// use platform_core::model::{Platform, Sources};
/// let platform = Platform::parse(&Sources::new()).into_result()?.0;
/// assert!(platform_core::plan::touched_between(&platform, &platform, &["policies/a.rego".into()]).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn touched_between<'p>(
    before: &Platform,
    after: &Platform,
    changed: impl IntoIterator<Item = &'p Text> + Copy,
) -> Vec<Touched> {
    let reached = [Reached::new(before, changed), Reached::new(after, changed)];
    let mut found = Vec::new();
    for (reference, subject) in &after.subjects {
        for scope in after.scopes(subject) {
            let causes: BTreeSet<TouchCause> = reached.iter().flat_map(|one| one.causes(reference, &scope)).collect();
            if !causes.is_empty() {
                found.push(Touched::new(reference.clone(), scope, causes.into_iter().collect()));
            }
        }
    }
    found
}

/// Says of subjects whether changed files may change them.
pub(super) struct Reached<'t> {
    platform: &'t Platform,
    reach: Reach,
}

impl<'t> Reached<'t> {
    pub(super) fn new<'p>(platform: &'t Platform, changed: impl IntoIterator<Item = &'p Text>) -> Self {
        Self { platform, reach: reach(platform, changed) }
    }

    /// The only subjects that may be touched; `None` when it may be any.
    fn candidates(&self) -> Option<impl Iterator<Item = &EntityRef>> {
        let few = !self.reach.everything && self.reach.environments.is_empty() && self.reach.paths.is_empty();
        few.then(|| self.reach.subjects.keys())
    }

    pub(super) fn has(&self, subject: &EntityRef, scope: &Scope) -> bool {
        if self.reach.everything || self.reach.subjects.contains_key(subject) {
            return true;
        }
        if scope.name().is_some_and(|name| self.reach.environments.contains(name)) {
            return true;
        }
        !self.reach.paths.is_empty() && !self.changed_paths(subject, scope, &mut BTreeSet::new()).is_empty()
    }

    /// The changed versions of golden paths that the subject, or one that it uses, follows or includes.
    fn changed_paths(
        &self,
        reference: &EntityRef,
        scope: &Scope,
        seen: &mut BTreeSet<EntityRef>,
    ) -> BTreeSet<&(Name, Version)> {
        let Some(subject) = self.platform.subjects.get(reference).filter(|_| seen.insert(reference.clone())) else {
            return BTreeSet::new();
        };
        let changed = |used: Used<'_>| {
            let is_meant = move |(name, changed): &&(Name, Version)| {
                name == used.name && (!used.pinned || used.version == Some(changed))
            };
            self.reach.paths.iter().filter(is_meant).collect::<Vec<_>>()
        };
        let own = used(self.platform, subject, scope).into_iter().flat_map(changed);
        let mut found: BTreeSet<&(Name, Version)> = own.collect();
        for shared in uses(subject) {
            found.extend(self.changed_paths(&shared, scope, seen));
        }
        found
    }

    /// Why a subject in an environment may be changed, or what is said of it; nothing where neither is.
    fn causes(&self, subject: &EntityRef, scope: &Scope) -> BTreeSet<TouchCause> {
        let mut causes: BTreeSet<TouchCause> = BTreeSet::new();
        causes.extend(self.reach.everything.then_some(TouchCause::Platform));
        causes.extend(self.reach.policies.iter().map(|file| TouchCause::Policy { file: file.clone() }));
        let environment = scope.name().filter(|name| self.reach.environments.contains(*name));
        causes.extend(environment.map(|name| TouchCause::Environment { environment: name.clone() }));
        let paths = self.changed_paths(subject, scope, &mut BTreeSet::new());
        let path =
            |(path, version): &(Name, Version)| TouchCause::Path { path: path.clone(), version: version.clone() };
        causes.extend(paths.into_iter().map(path));
        let own = self.reach.subjects.get(subject).into_iter().flatten();
        causes.extend(own.map(|subject| TouchCause::Subject { subject: subject.clone() }));
        causes
    }
}

/// A version of a golden path that a subject follows or includes.
pub(super) struct Used<'u> {
    pub(super) name: &'u Name,
    /// `None` when there is none that would do.
    pub(super) version: Option<&'u Version>,
    pinned: bool,
}

/// The versions that a subject follows and includes in an environment: what is pinned, or would be chosen. The one it
/// follows is the first.
pub(super) fn used<'u>(platform: &'u Platform, subject: &'u Subject, scope: &Scope) -> Vec<Used<'u>> {
    let pins = platform.locks.pins(subject.reference(), scope);
    let mut found: Vec<Used<'u>> = Vec::new();
    let mut waiting: Vec<(&Requirement, Option<&PathPin>)> =
        vec![(&subject.follows.r#ref, pins.and_then(|pins| pins.path.as_ref()))];
    while let Some((requirement, pin)) = waiting.pop() {
        let path: Option<&GoldenPath> = match pin {
            Some(pin) => platform.golden_path(&pin.name, &pin.version).map(|path| &**path),
            None => platform.newest(requirement).map(|path| &**path),
        };
        let (name, version) = match (pin, path) {
            (Some(pin), _) => (&pin.name, Some(&pin.version)),
            (None, path) => (requirement.name(), path.map(|path| &path.metadata.version)),
        };
        // One that is met again is a circle, or an error said elsewhere.
        if found.iter().any(|used| used.name == name) {
            continue;
        }
        found.push(Used { name, version, pinned: pin.is_some() });
        for include in path.into_iter().flat_map(|path| &path.spec.includes) {
            waiting.push((&include.r#ref, pins.and_then(|pins| pins.includes.get(include.r#ref.name()))));
        }
    }
    found
}
