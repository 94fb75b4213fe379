//! What changed files may change.

use std::collections::BTreeSet;

use crate::model::{EntityRef, GoldenPath, Name, PathPin, Platform, Requirement, Scope, Subject, Text, Version};
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
    let touched = Touched::new(platform, changed);
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

/// Says of subjects whether changed files may change them.
pub(super) struct Touched<'t> {
    platform: &'t Platform,
    reach: Reach,
}

impl<'t> Touched<'t> {
    pub(super) fn new<'p>(platform: &'t Platform, changed: impl IntoIterator<Item = &'p Text>) -> Self {
        Self { platform, reach: reach(platform, changed) }
    }

    /// The only subjects that may be touched; `None` when it may be any.
    fn candidates(&self) -> Option<impl Iterator<Item = &EntityRef>> {
        let few = !self.reach.everything && self.reach.environments.is_empty() && self.reach.paths.is_empty();
        few.then(|| self.reach.subjects.iter())
    }

    pub(super) fn has(&self, subject: &EntityRef, scope: &Scope) -> bool {
        if self.reach.everything || self.reach.subjects.contains(subject) {
            return true;
        }
        if scope.name().is_some_and(|name| self.reach.environments.contains(name)) {
            return true;
        }
        !self.reach.paths.is_empty() && self.follows_changed(subject, scope, &mut BTreeSet::new())
    }

    /// Whether a golden path of the subject, or of one that it uses, has changed.
    fn follows_changed(&self, reference: &EntityRef, scope: &Scope, seen: &mut BTreeSet<EntityRef>) -> bool {
        let Some(subject) = self.platform.subjects.get(reference) else { return false };
        if !seen.insert(reference.clone()) {
            return false;
        }
        let changed = |used: &Used<'_>| match used.pinned {
            true => used.version.is_some_and(|version| {
                self.reach.paths.iter().any(|(name, changed)| name == used.name && changed == version)
            }),
            false => self.reach.paths.iter().any(|(name, _)| name == used.name),
        };
        used(self.platform, subject, scope).iter().any(changed)
            || uses(subject).any(|shared| self.follows_changed(&shared, scope, seen))
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
