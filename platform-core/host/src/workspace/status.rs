//! How everything stands.

use std::collections::{BTreeMap, BTreeSet};

use platform_core::model::{EntityRef, Failure, Orphan, Scope};

use super::report::Status;
use super::{Inner, Workspace};
use crate::driver::blocking;
use crate::store::{ReleaseEntry, StateHead};

impl Workspace {
    /// How every subject stands in every environment it lives in, and what is left of those that vanished.
    ///
    /// # Errors
    /// `store.*`: the store can't be read.
    pub async fn status(&self) -> Result<Vec<Status>, Failure> {
        let inner = self.inner.clone();
        blocking(move || inner.status()).await
    }
}

impl Inner {
    /// What is left of subjects and environments that vanished from the files.
    pub(super) fn orphans(&self) -> Result<Vec<Orphan>, Failure> {
        let left = self.status()?.into_iter().filter(|status| !status.declared);
        Ok(left.map(|one| Orphan::new(one.subject, one.environment, one.serial, one.resources)).collect())
    }

    fn status(&self) -> Result<Vec<Status>, Failure> {
        let (heads, releases) = match self.stored()? {
            Some(store) => (store.list()?, store.releases(None, None)?),
            None => (Vec::new(), Vec::new()),
        };
        let mut last: BTreeMap<(EntityRef, Scope), ReleaseEntry> = BTreeMap::new();
        for entry in releases {
            // The newest comes first.
            last.entry((entry.subject.clone(), entry.environment.clone())).or_insert(entry);
        }
        let mut all: BTreeMap<(EntityRef, Scope), (bool, Option<StateHead>)> = BTreeMap::new();
        for (reference, subject) in &self.platform.subjects {
            for scope in self.platform.scopes(subject) {
                all.insert((reference.clone(), scope), (true, None));
            }
        }
        let stored: BTreeSet<(EntityRef, Scope)> =
            heads.iter().map(|head| (head.subject.clone(), head.environment.clone())).collect();
        let mut now: BTreeMap<(EntityRef, Scope), (EntityRef, Scope)> = BTreeMap::new();
        for key in all.keys().filter(|key| !stored.contains(key)) {
            let former = self.platform.former(&key.0, &key.1).into_iter();
            let former = former.map(|former| (former.subject, former.environment)).find(|old| stored.contains(old));
            now.extend(former.map(|old| (old, key.clone())));
        }
        for head in heads {
            let key = (head.subject.clone(), head.environment.clone());
            // What was renamed and not applied since is nobody's orphan.
            let key = if all.contains_key(&key) { key } else { now.remove(&key).unwrap_or(key) };
            all.entry(key).or_insert((false, None)).1 = Some(head);
        }
        // What was destroyed and is gone from the files is nobody's concern any more.
        all.retain(|_, (declared, head)| *declared || head.as_ref().is_some_and(|head| !is_gone(head)));
        let statuses = all.into_iter().map(|(key, (declared, head))| {
            let last = last.remove(&key);
            self.one(key, declared, head, last)
        });
        Ok(statuses.collect())
    }

    fn one(
        &self,
        (subject, environment): (EntityRef, Scope),
        declared: bool,
        head: Option<StateHead>,
        last: Option<ReleaseEntry>,
    ) -> Status {
        Status {
            locked: self.pins(&subject, &environment),
            subject,
            environment,
            declared,
            applied: head.as_ref().map(|head| head.pins.clone()),
            serial: head.as_ref().map_or(0, |head| head.serial),
            resources: head.as_ref().map_or(0, |head| head.resources),
            applying: head.as_ref().and_then(|head| head.applying.clone()),
            hold: head.and_then(|head| head.hold),
            last,
        }
    }
}

fn is_gone(head: &StateHead) -> bool {
    head.resources == 0 && head.applying.is_none()
}
