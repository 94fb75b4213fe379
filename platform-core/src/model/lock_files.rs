//! All lock files, and which of them holds a subject.

use std::sync::Arc;

use super::address::{EntityRef, Scope};
use super::pins::{LockFile, Pins};
use super::shared_map::SharedMap;
use super::value::Text;

/// Lock files by their path, and the one that each subject stands in. Cloning shares the data.
///
/// ```
/// use std::{collections::BTreeMap, sync::Arc};
/// use platform_core::model::{LockFile, LockFiles, Pins, Scope};
/// let mut lock = LockFile::default();
/// lock.subjects.insert("cart".parse()?, BTreeMap::from([(Scope::SUBJECT, Pins::default())]));
/// let mut locks = LockFiles::default();
/// locks.insert("services/cart/platform.lock".into(), Arc::new(lock));
/// assert!(locks.pins(&"cart".parse()?, &Scope::SUBJECT).is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LockFiles {
    files: SharedMap<Text, Arc<LockFile>>,
    by_subject: SharedMap<EntityRef, Text>,
}

impl LockFiles {
    /// Adds a file, or puts it in the place of the one with its path. A subject that stands in two is taken from the
    /// one that was added first.
    pub fn insert(&mut self, file: Text, lock: Arc<LockFile>) {
        self.remove(&file);
        for subject in lock.subjects.keys() {
            if !self.by_subject.contains_key(subject) {
                self.by_subject.insert(subject.clone(), file.clone());
            }
        }
        self.files.insert(file, lock);
    }

    /// Removes a file.
    pub fn remove(&mut self, file: &str) -> Option<Arc<LockFile>> {
        let lock = self.files.remove(file)?;
        for subject in lock.subjects.keys() {
            if self.by_subject.get(subject).is_some_and(|known| &**known == file) {
                self.by_subject.remove(subject);
            }
        }
        Some(lock)
    }

    /// The file at a path.
    pub fn get(&self, file: &str) -> Option<&Arc<LockFile>> {
        self.files.get(file)
    }

    /// The files by path.
    pub fn iter(&self) -> impl Iterator<Item = (&Text, &Arc<LockFile>)> {
        self.files.iter()
    }

    /// The file that holds a subject.
    pub fn file_of(&self, subject: &EntityRef) -> Option<&Text> {
        self.by_subject.get(subject)
    }

    /// What is pinned for a subject in an environment; `None` when nothing is there yet.
    pub fn pins(&self, subject: &EntityRef, scope: &Scope) -> Option<&Pins> {
        self.files.get(self.by_subject.get(subject)?)?.subjects.get(subject)?.get(scope)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn lock(subjects: &[&str]) -> Arc<LockFile> {
        let scopes = BTreeMap::from([(Scope::SUBJECT, Pins::default())]);
        let subjects = subjects.iter().map(|subject| (subject.parse().unwrap(), scopes.clone()));
        Arc::new(LockFile { subjects: subjects.collect(), ..LockFile::default() })
    }

    #[test]
    fn a_subject_is_found_where_it_stands_now() {
        let mut locks = LockFiles::default();
        locks.insert("a".into(), lock(&["cart", "search"]));
        locks.insert("b".into(), lock(&["search", "stock"]));
        let file = |locks: &LockFiles, subject: &str| locks.file_of(&subject.parse().unwrap()).map(ToString::to_string);
        assert_eq!(["cart", "search", "stock"].map(|name| file(&locks, name).unwrap()), ["a", "a", "b"]);
        locks.insert("a".into(), lock(&["search"]));
        assert_eq!(file(&locks, "cart"), None);
        assert_eq!(file(&locks, "search").as_deref(), Some("a"));
        assert!(locks.pins(&"cart".parse().unwrap(), &Scope::SUBJECT).is_none());
        locks.remove("b");
        assert_eq!((file(&locks, "stock"), locks.iter().count()), (None, 1));
    }
}
