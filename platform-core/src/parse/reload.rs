//! Files that change under a platform that was read.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::item::{self, Files, Item, Part, Parts};
use super::layout::{CONFIG, Layout, Role};
use super::reading::{self, Reading};
use super::{assemble, check, config};
use crate::formats::{Limits, MOST_PROBLEMS};
use crate::model::{Changes, Diagnostic, EntityRef, Interner, Outcome, Platform, Text, Workload, sort_diagnostics};

impl Platform {
    /// The platform as it is once some of its files have changed: the same as [`Platform::parse`] would give for all
    /// files, diagnostics included. `self` stays as it is; the two share what did not change.
    ///
    /// Only files that changed are decoded. Where these declare the same entities as before, and nothing is wrong
    /// before or after, only what stands in their folders is checked again: the cost does not grow with the platform.
    /// Any other change (an environment, a golden path, a new service, an error) checks everything again.
    ///
    /// What was added to the platform in code is not kept.
    ///
    /// # Errors
    /// As [`Platform::parse`].
    ///
    /// ```
    /// use platform_core::model::{Changes, Platform, Sources};
    /// let entity = |owner: &str| {
    ///     let head = "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {name: retail}\n";
    ///     format!("{head}spec: {{owner: {owner}}}\n").into_bytes().into()
    /// };
    /// let platform = Platform::parse(&Sources::from([("catalog/retail.yaml".into(), entity("a"))])).into_result()?.0;
    /// let changes = Changes::from([("catalog/retail.yaml".into(), Some(entity("b")))]);
    /// let platform = platform.with_changes(&changes).into_result()?.0;
    /// let owner = platform.entities[&"domain:retail".parse()?].spec("owner").and_then(|owner| owner.as_str());
    /// assert_eq!(owner, Some("b"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_changes(&self, changes: &Changes) -> Outcome<Platform> {
        let mut files = self.sources.clone();
        let mut changed: BTreeSet<&Text> = BTreeSet::new();
        for (path, bytes) in changes {
            if files.get(path) != bytes.as_ref() {
                changed.insert(path);
                match bytes {
                    Some(bytes) => drop(files.insert(path.clone(), bytes.clone())),
                    None => drop(files.remove(path)),
                }
            }
        }
        let Some(reading) = Reading::of(self) else {
            return reading::read(files, &Limits::default(), Vec::new());
        };
        // What could not be loaded is given now, or is gone.
        let is_given = |problem: &Diagnostic| problem.at.as_ref().is_some_and(|at| changes.contains_key(&at.file));
        let loading: Vec<Diagnostic> = reading.loading.iter().filter(|problem| !is_given(problem)).cloned().collect();
        let said_less = loading.len() < reading.loading.len();
        let mut interner = Interner::default();
        let mut said = Vec::new();
        let config = config::find(&files, &reading.limits, &mut interner, &mut said);
        if config != reading.config {
            return reading::read(files, &reading.limits, loading);
        }
        let mut parts = reading.parts.clone();
        let unit = |path: &&Text| unit(path, &config.layout);
        let units: BTreeSet<Text> = changed.iter().filter_map(unit).collect();
        for path in &units {
            let bytes = files.get(path);
            let part =
                bytes.and_then(|bytes| item::read(path, bytes, &files, &config.layout, &reading.limits, &mut interner));
            match part {
                Some(part) => drop(parts.insert(path.clone(), Arc::new(part))),
                None => drop(parts.remove(path)),
            }
        }
        // The folders that `platform.yaml` names may hold nothing any more, or something now.
        let as_before = reading.parts.get(CONFIG).map(|part| part.diagnostics.as_slice()).unwrap_or_default() == said;
        if files.contains_key(CONFIG) {
            parts.insert(CONFIG.into(), Arc::new(Part { diagnostics: said, ..Part::default() }));
        } else {
            parts.remove(CONFIG);
        }
        if as_before && !said_less && is_quiet(reading) && are_like(&units, &parts, &reading.parts) {
            let reloaded = self.reloaded(reading, &files, &parts, &units);
            if let Some(reloaded) = reloaded {
                return reloaded;
            }
        }
        reading::put_together(&files, config, reading.limits.clone(), parts, loading)
    }

    /// Puts changed entities, workloads and pins in the place of what they were. `None` when an error comes of it.
    fn reloaded(
        &self,
        reading: &Reading,
        files: &Files,
        parts: &Parts,
        units: &BTreeSet<Text>,
    ) -> Option<Outcome<Platform>> {
        let mut platform = Self { sources: files.clone(), ..self.clone() };
        let mut subjects: Vec<EntityRef> = Vec::new();
        for item in units.iter().filter_map(|unit| parts.get(unit)).flat_map(|part| &part.found) {
            match item {
                Item::Entity(entity) => drop(platform.entities.insert(entity.reference.clone(), entity.clone())),
                Item::Subject(subject) => subjects.push(subject.reference().clone()),
                Item::Lock(file, lock) => platform.locks.insert(file.clone(), lock.clone()),
                _ => {}
            }
        }
        // What stands in one folder belongs together: who gets a workload depends on all that is there.
        let folders: BTreeSet<&str> = units.iter().map(|unit| folder(unit)).collect();
        let again: Vec<(&Text, &Arc<Part>)> = folders.iter().flat_map(|folder| parts_in(parts, folder)).collect();
        let mut users = reading.users.clone();
        let (mut here, mut workloads): (BTreeSet<EntityRef>, Vec<Arc<Workload>>) = (BTreeSet::new(), Vec::new());
        let mut entities: Vec<EntityRef> = Vec::new();
        for item in again.iter().flat_map(|(_, part)| &part.found) {
            match item {
                Item::Subject(subject) => {
                    self.subjects.get(subject.reference()).into_iter().for_each(|before| users.remove(before));
                    assemble::add_subject(&mut platform, subject);
                    here.insert(subject.reference().clone());
                    entities.push(subject.reference().clone());
                }
                Item::Entity(entity) => entities.push(entity.reference.clone()),
                Item::Workload(workload) => workloads.push(workload.clone()),
                _ => {}
            }
        }
        let here: Vec<EntityRef> = here.into_iter().collect();
        let mut found = check::check_some(&mut platform, &here, &entities, workloads, &subjects);
        if found.iter().any(Diagnostic::is_error) {
            return None;
        }
        here.iter().filter_map(|subject| platform.subjects.get(subject)).for_each(|subject| users.add(subject));
        let said: BTreeSet<&Text> = again.iter().map(|(path, _)| *path).collect();
        let is_old = |problem: &Diagnostic| problem.at.as_ref().is_some_and(|at| said.contains(&at.file));
        let mut diagnostics: Vec<Diagnostic> =
            reading.diagnostics.iter().filter(|problem| !is_old(problem)).cloned().collect();
        diagnostics.extend(again.iter().flat_map(|(_, part)| part.diagnostics.iter().cloned()));
        diagnostics.append(&mut found);
        sort_diagnostics(&mut diagnostics);
        let kept = Reading { parts: parts.clone(), diagnostics: diagnostics.clone(), users, ..reading.clone() };
        platform.reading = Some(Arc::new(kept));
        Some(Outcome { value: Some(platform), diagnostics })
    }
}

/// The file by whose path it is kept what a file holds: that of a golden path for all in its folder.
fn unit(path: &Text, layout: &Layout) -> Option<Text> {
    match layout.role(path) {
        Role::Config | Role::Other => None,
        Role::PathFile => layout.document_of(path),
        _ => Some(path.clone()),
    }
}

/// Whether nothing is wrong, so that nothing was left out or not looked at.
fn is_quiet(reading: &Reading) -> bool {
    reading.diagnostics.len() < MOST_PROBLEMS && !reading.diagnostics.iter().any(Diagnostic::is_error)
}

/// Whether the changed files hold the same things as before.
fn are_like(units: &BTreeSet<Text>, parts: &Parts, before: &Parts) -> bool {
    units.iter().all(|unit| match (parts.get(unit), before.get(unit)) {
        (Some(part), Some(before)) => part.is_like(before),
        _ => false,
    })
}

pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What lies in a folder, and not in one below it.
pub(super) fn parts_in<'p>(parts: &'p Parts, folder: &str) -> impl Iterator<Item = (&'p Text, &'p Arc<Part>)> {
    let inside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let all = parts.range_from(inside.as_str());
    let first = inside.clone();
    all.take_while(move |(path, _)| path.starts_with(&first))
        .filter(move |(path, _)| path.strip_prefix(&*inside).is_some_and(|name| !name.contains('/')))
}
