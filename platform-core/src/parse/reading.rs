//! All files to a platform, and what is kept of that so that files can change.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::config::{self, Config};
use super::item::{self, Files, Item, Part, Parts};
use super::layout::CONFIG;
use super::{assemble, check, users::Users};
use crate::formats::Limits;
use crate::model::{Diagnostic, Interner, Name, Outcome, Platform, Subject, Text};

/// What was read of a platform's files, each by itself, before it was put together.
#[derive(Clone)]
pub(super) struct Reading {
    pub(super) config: Config,
    pub(super) limits: Limits,
    /// What each file holds; `platform.yaml` holds only what is wrong in it.
    pub(super) parts: Parts,
    /// What was said of files that could not be loaded.
    pub(super) loading: Vec<Diagnostic>,
    /// Everything that is said, sorted.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Who uses what others share.
    pub(super) users: Users,
}

impl Reading {
    /// What was kept of a platform that was read.
    pub(super) fn of(platform: &Platform) -> Option<&Self> {
        platform.reading.as_deref()?.downcast_ref()
    }
}

/// Reads a platform; `loading` is what is said of its files already.
pub(super) fn read(files: Files, limits: &Limits, loading: Vec<Diagnostic>) -> Outcome<Platform> {
    let mut interner = Interner::default();
    let mut said = Vec::new();
    let config = config::find(&files, limits, &mut interner, &mut said);
    let mut parts = item::read_all(&files, &config.layout, limits, &mut interner);
    if files.contains_key(CONFIG) {
        parts.insert(CONFIG.into(), Arc::new(Part { diagnostics: said, ..Part::default() }));
    }
    put_together(&files, config, limits.clone(), parts, loading)
}

/// Makes a platform of what its files hold.
pub(super) fn put_together(
    files: &Files,
    config: Config,
    limits: Limits,
    parts: Parts,
    loading: Vec<Diagnostic>,
) -> Outcome<Platform> {
    let mut diagnostics = loading.clone();
    let mut lost: Vec<(Text, Text)> = Vec::new();
    let mut broken: BTreeSet<(Text, u32)> = BTreeSet::new();
    for part in parts.values() {
        diagnostics.extend(part.diagnostics.iter().cloned());
        lost.extend(part.lost.iter().cloned());
        broken.extend(part.broken.iter().cloned());
    }
    let items = parts.values().flat_map(|part| &part.found);
    let (mut platform, workloads) = assemble::assemble(items, files, &mut diagnostics);
    check::check(&mut platform, workloads, &lost, &mut diagnostics);
    assemble::leave_out(&mut platform, &broken, &diagnostics);
    assemble::finish(&mut platform, &mut diagnostics);
    platform.dependency_types = config.dependency_types.clone();
    let users = Users::of(platform.subjects.values());
    let reading = Reading { config, limits, parts, loading, diagnostics: diagnostics.clone(), users };
    platform.reading = Some(Arc::new(reading));
    Outcome::new(Some(platform), diagnostics)
}

impl Part {
    /// Whether it holds nothing but what can change without anything else being read differently: whole entities that
    /// were there before, workloads and pins.
    pub(super) fn is_like(&self, before: &Self) -> bool {
        let is_plain = |part: &Self| {
            part.lost.is_empty() && part.broken.is_empty() && !part.diagnostics.iter().any(Diagnostic::is_error)
        };
        is_plain(self)
            && is_plain(before)
            && self.found.len() == before.found.len()
            && self.found.iter().zip(&before.found).all(|(item, before)| match (item, before) {
                (Item::Entity(one), Item::Entity(other)) => one.reference == other.reference,
                (Item::Subject(one), Item::Subject(other)) => {
                    one.reference() == other.reference() && expiring(one).eq(expiring(other))
                }
                (Item::Workload(_), Item::Workload(_)) => true,
                (Item::Lock(_, one), Item::Lock(_, other)) => one.subjects.keys().eq(other.subjects.keys()),
                _ => false,
            })
    }
}

/// The overrides that waivers may name.
fn expiring(subject: &Subject) -> impl Iterator<Item = &Name> {
    subject.follows.overrides.iter().filter(|one| one.expires.is_some()).map(|one| &one.id)
}
