//! Who uses what other subjects share.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{EntityRef, SharedMap, Subject};

/// By what is shared, who uses it. Cloning shares the data.
#[derive(Clone, Default)]
pub(super) struct Users(SharedMap<EntityRef, Arc<BTreeSet<EntityRef>>>);

impl Users {
    pub(super) fn of<'s>(subjects: impl Iterator<Item = &'s Arc<Subject>>) -> Self {
        let mut users = Self::default();
        subjects.for_each(|subject| users.add(subject));
        users
    }

    pub(super) fn add(&mut self, subject: &Subject) {
        for shared in uses(subject) {
            let mut users = self.0.get(&shared).cloned().unwrap_or_default();
            Arc::make_mut(&mut users).insert(subject.reference().clone());
            self.0.insert(shared, users);
        }
    }

    pub(super) fn remove(&mut self, subject: &Subject) {
        for shared in uses(subject) {
            let Some(mut users) = self.0.remove(&shared) else { continue };
            Arc::make_mut(&mut users).remove(subject.reference());
            if !users.is_empty() {
                self.0.insert(shared, users);
            }
        }
    }

    /// A subject, who uses it, who uses those, and so on.
    pub(super) fn all_of(&self, subject: &EntityRef) -> BTreeSet<EntityRef> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![subject.clone()];
        while let Some(subject) = waiting.pop() {
            if found.insert(subject.clone()) {
                waiting.extend(self.0.get(&subject).into_iter().flat_map(|users| users.iter().cloned()));
            }
        }
        found
    }
}

/// What a subject's workload names as shared.
pub(crate) fn uses(subject: &Subject) -> impl Iterator<Item = EntityRef> {
    let resources = subject.workload.iter().flat_map(|workload| workload.resources.values());
    resources.filter_map(|resource| EntityRef::parse_catalog(resource.id.as_ref()?, "resource", "default").ok())
}
