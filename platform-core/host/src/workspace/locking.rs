//! Lock files: filled by planning, moved by name, atomic.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use platform_core::formats::{Limits, lock};
use platform_core::model::{
    Diagnostic, EntityRef, Failure, LockFile, Outcome, Pins, PlannedRendering, Platform, Scope, Sources, Text, codes,
};
use platform_core::render;

use super::preparing::on_thread;
use super::report::LockChange;
use super::request::{LockRequest, Selection};
use super::{Inner, Workspace, images};
use crate::executors::RelativePath;

/// How an entry changes.
pub(super) enum Entry {
    /// Only what is absent is set.
    Fill(Pins),
    /// Artifacts are set; the rest as for `Fill`.
    Artifacts(Pins),
    /// All of it is set.
    Replace(Pins),
}

impl Entry {
    fn made(self, before: &Pins) -> Pins {
        match self {
            Self::Replace(pins) => pins,
            Self::Artifacts(pins) => {
                let artifacts = pins.artifacts.clone();
                let mut filled = Self::Fill(pins).made(before);
                filled.artifacts.extend(artifacts);
                filled
            }
            Self::Fill(pins) => {
                let mut filled = before.clone();
                filled.path = filled.path.or(pins.path);
                for (name, pin) in pins.includes {
                    filled.includes.entry(name).or_insert(pin);
                }
                for (name, artifact) in pins.artifacts {
                    filled.artifacts.entry(name).or_insert(artifact);
                }
                filled
            }
        }
    }
}

/// Entries of a lock file that could not be written.
pub(super) struct Unwritten {
    pub(super) entries: Vec<(EntityRef, Scope)>,
    pub(super) failure: Failure,
}

impl Unwritten {
    pub(super) fn all(plans: &[PlannedRendering], failure: Failure) -> Self {
        let entries = plans.iter().map(|planned| (planned.plan.subject.clone(), planned.plan.environment.clone()));
        Self { entries: entries.collect(), failure }
    }
}

impl Workspace {
    /// Resolves anew and writes the lock files. What can't be resolved or written is said, and the rest is written.
    ///
    /// # Errors
    /// `graph.*`, `path.*`: a subject can't be resolved; `lock.invalid`, `store.io`: a lock file can't be written.
    pub async fn lock(&self, selection: &Selection, request: &LockRequest) -> Outcome<Vec<LockChange>> {
        let (inner, selection, request) = (self.inner.clone(), selection.clone(), request.clone());
        on_thread(move || inner.lock(&selection, &request)).await
    }
}

impl Inner {
    fn lock(&self, selection: &Selection, request: &LockRequest) -> Outcome<Vec<LockChange>> {
        let (mut entries, mut problems) = (Vec::new(), Vec::new());
        let selected = match self.selected(selection) {
            Ok(selected) => selected,
            Err(failure) => return failure.into(),
        };
        for (subject, scope) in selected {
            match self.locked(&subject, &scope, request).take(&mut problems) {
                Ok(pins) => entries.push((subject, scope, Entry::Replace(pins))),
                Err(mut failure) => problems.append(&mut failure.diagnostics),
            }
        }
        let (changes, unwritten) = self.write_locks(entries);
        problems.extend(unwritten.into_iter().flat_map(|unwritten| unwritten.failure.diagnostics));
        Outcome::new(Some(changes), problems)
    }

    fn locked(&self, subject: &EntityRef, scope: &Scope, request: &LockRequest) -> Outcome<Pins> {
        if let Err(failure) = self.check_names(subject, scope) {
            return failure.into();
        }
        let given: &[_] = if *scope == Scope::SUBJECT { &[] } else { &request.images };
        let before = self.pins(subject, scope);
        let kept = if request.update { Pins { artifacts: before.artifacts, ..Pins::default() } } else { before };
        match images::with_images(&self.platform, subject, kept, given) {
            Ok(pins) => render::resolve(&self.platform, subject, scope, &pins).map(|resolved| resolved.pins),
            Err(failure) => failure.into(),
        }
    }

    /// Writes entries of lock files; every other entry stays as it is. Gives what changed, and what could not be
    /// written: `lock.invalid` for a file that is not what was written, `store.io` and `exec.path_escape` for one that
    /// can't be read or written.
    pub(super) fn write_locks(&self, entries: Vec<(EntityRef, Scope, Entry)>) -> (Vec<LockChange>, Vec<Unwritten>) {
        let mut files: BTreeMap<Text, Vec<(EntityRef, Scope, Entry)>> = BTreeMap::new();
        for (subject, scope, entry) in entries {
            // What was built in code, or is gone from the files, has no lock file.
            if let Some(file) = self.platform.lock_path(&subject) {
                files.entry(file).or_default().push((subject, scope, entry));
            }
        }
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut changes, mut unwritten) = (Vec::new(), Vec::new());
        for (file, entries) in files {
            let names = entries.iter().map(|(subject, scope, _)| (subject.clone(), scope.clone())).collect();
            match self.change_lock(&file, entries) {
                Ok((lock, mut changed)) => {
                    changes.append(&mut changed);
                    locks.insert(file, Arc::new(lock));
                }
                Err(failure) => unwritten.push(Unwritten { entries: names, failure }),
            }
        }
        (changes, unwritten)
    }

    fn change_lock(
        &self,
        file: &Text,
        entries: Vec<(EntityRef, Scope, Entry)>,
    ) -> Result<(LockFile, Vec<LockChange>), Failure> {
        let mut lock = self.read_lock(file)?;
        let changes: Vec<LockChange> = entries.into_iter().filter_map(|entry| change(&mut lock, file, entry)).collect();
        if !changes.is_empty() {
            self.write_lock(file, &lock)?;
        }
        Ok((lock, changes))
    }

    /// As it is now: somebody else may have written it since the platform was read.
    fn read_lock(&self, file: &Text) -> Result<LockFile, Failure> {
        let limit = Limits::default().document_bytes;
        let Some(bytes) = self.tree.read(&path(file)?, limit).map_err(|error| io(file, &error))? else {
            return Ok(LockFile::default());
        };
        // The platform's own configuration says where things lie.
        let config = self.platform.sources.get("platform.yaml").map(|bytes| ("platform.yaml".into(), bytes.clone()));
        let sources: Sources = config.into_iter().chain([(file.clone(), bytes.into())]).collect();
        let parsed = Platform::parse(&sources);
        match parsed.value.and_then(|platform| platform.locks.get(file).cloned()) {
            Some(lock) => Ok(Arc::unwrap_or_clone(lock)),
            None => Err(Failure { diagnostics: parsed.diagnostics }),
        }
    }

    fn write_lock(&self, file: &Text, content: &LockFile) -> Result<(), Failure> {
        let written = self.tree.write(&path(file)?, lock::write(content).as_bytes());
        written.map_err(|error| io(file, &error).into())
    }
}

fn change(lock: &mut LockFile, file: &Text, entry: (EntityRef, Scope, Entry)) -> Option<LockChange> {
    let (subject, scope, entry) = entry;
    let pins = lock.subjects.entry(subject.clone()).or_default().entry(scope.clone()).or_default();
    let after = entry.made(pins);
    if after == *pins {
        return None;
    }
    let before = std::mem::replace(pins, after.clone());
    Some(LockChange { file: file.clone(), subject, environment: scope, before, after })
}

fn path(file: &Text) -> Result<RelativePath, Diagnostic> {
    RelativePath::new(file).map_err(|error| Diagnostic::error(codes::EXEC_PATH_ESCAPE, error.to_string()))
}

fn io(file: &Text, error: &crate::executors::TreeError) -> Diagnostic {
    let message = format!("the lock file `{file}` can't be read or written: {error}");
    Diagnostic::error(codes::STORE_IO, message).with_place(platform_core::model::Place::file(file.clone()))
}
