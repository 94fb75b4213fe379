//! What changed files reach.

use std::collections::{BTreeMap, BTreeSet};

use super::item::Item;
use super::layout::Role;
use super::reading::Reading;
use super::reload::{folder, parts_in};
use crate::model::{EntityRef, Name, Platform, Text, Version};

/// What changed files may change, as far as it can be told from their paths and from what they hold now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Reach {
    /// It may be anything: where things are found has changed, or it is not known what the files hold.
    pub(crate) everything: bool,
    /// Whatever lives in these.
    pub(crate) environments: BTreeSet<Name>,
    /// Whatever follows or includes these versions, which may be gone.
    pub(crate) paths: BTreeSet<(Name, Version)>,
    /// These, in all their environments, with those who use what they share; each with whose documents it was.
    pub(crate) subjects: BTreeMap<EntityRef, BTreeSet<EntityRef>>,
    /// Policies: what is rendered does not change by them.
    pub(crate) policies: BTreeSet<Text>,
}

/// What changed files reach; those that are gone now among them.
///
/// Of a file that holds an entity, it is that entity. Of a Score file, a lock file that is gone, and of any file that
/// is gone, it is every subject of its folder: which one it was meant for can't be told any more.
pub(crate) fn reach<'p>(platform: &Platform, changed: impl IntoIterator<Item = &'p Text>) -> Reach {
    let mut reach = Reach::default();
    let Some(reading) = Reading::of(platform) else { return Reach { everything: true, ..reach } };
    for path in changed {
        reach.add(platform, reading, path);
    }
    reach
}

impl Reach {
    fn add(&mut self, platform: &Platform, reading: &Reading, path: &str) {
        match reading.config.layout.role(path) {
            Role::Documents(_) | Role::Lock => {}
            Role::Config => self.everything = true,
            Role::GoldenPath { .. } | Role::PathFile => self.paths.extend(reading.config.layout.version_of(path)),
            Role::Policy => {
                self.policies.insert(path.into());
                return;
            }
            Role::Prices | Role::Misplaced | Role::Other => {
                // A file that a target's outputs are read from.
                let reads = platform.environments.values().filter(|environment| {
                    environment.spec.targets.values().any(|target| target.outputs.as_deref() == Some(path))
                });
                self.environments.extend(reads.map(|environment| environment.name.clone()));
                return;
            }
        }
        let mut alone = reading.parts.contains_key(path);
        for item in reading.parts.get(path).into_iter().flat_map(|part| &part.found) {
            match item {
                Item::Subject(subject) => self.subject(reading, subject.reference()),
                Item::Environment(environment) => {
                    self.environments.insert(environment.name.clone());
                    if let Ok(subject) = EntityRef::new("environment", "default", environment.name.as_str()) {
                        self.subject(reading, &subject);
                    }
                }
                Item::Lock(_, lock) => lock.subjects.keys().for_each(|subject| self.subject(reading, subject)),
                Item::Workload(_) => alone = false,
                _ => {}
            }
        }
        let beside = || parts_in(&reading.parts, folder(path)).flat_map(|(_, part)| &part.found);
        // With another subject beside it, a workload may be another one's.
        if !alone || beside().any(|item| matches!(item, Item::Workload(_))) {
            for item in beside() {
                if let Item::Subject(subject) = item {
                    self.subject(reading, subject.reference());
                }
            }
        }
    }

    fn subject(&mut self, reading: &Reading, subject: &EntityRef) {
        for touched in reading.users.all_of(subject) {
            self.subjects.entry(touched).or_default().insert(subject.clone());
        }
    }
}
