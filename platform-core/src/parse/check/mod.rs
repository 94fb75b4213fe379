//! What documents say of each other.

mod cycles;
mod environments;
mod follows;
mod ids;
mod paths;
mod references;
mod renames;
mod waivers;
mod workloads;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::formats::{MOST_PROBLEMS, suggest};
use crate::model::{Diagnostic, EntityRef, NodeKind, Platform, Pointer, Source, Text, Workload};

/// Gives workloads to their services, and notes every reference to what is not there.
pub(super) fn check(
    platform: &mut Platform,
    workloads: Vec<Arc<Workload>>,
    lost: &[(Text, Text)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let suspects = Suspects::new(platform, lost, diagnostics);
    let mut findings = Findings::default();
    workloads::attach(platform, workloads, &suspects, &mut findings);
    environments::check(platform, &suspects, &mut findings);
    follows::check(platform, &suspects, &mut findings);
    paths::check(platform, &suspects, &mut findings);
    renames::check(platform, &mut findings);
    references::check(platform, &suspects, &mut findings);
    waivers::check(platform, &suspects, &mut findings);
    diagnostics.append(&mut findings.found);
}

/// The same for subjects of a platform without errors, and for the workloads of their folders, while environments and
/// golden paths stay as they are. `here` are all subjects of these folders, `entities` all entities.
pub(super) fn check_some(
    platform: &mut Platform,
    here: &[EntityRef],
    entities: &[EntityRef],
    workloads: Vec<Arc<Workload>>,
    subjects: &[EntityRef],
) -> Vec<Diagnostic> {
    let suspects = Suspects::new(platform, &[], &[]);
    let mut findings = Findings::default();
    workloads::attach_to(platform, here, workloads, &suspects, &mut findings);
    for subject in subjects.iter().filter_map(|subject| platform.subjects.get(subject)) {
        follows::check_one(platform, subject, &suspects, &mut findings);
    }
    // Who was renamed is a matter between all.
    let renamed = |subject: &EntityRef| {
        platform.subjects.get(subject).is_some_and(|subject| !subject.follows.renamed_from.is_empty())
    };
    if subjects.iter().any(renamed) {
        renames::check(platform, &mut findings);
    }
    for entity in entities.iter().filter_map(|entity| platform.entities.get(entity)) {
        references::check_one(platform, entity, &suspects, &mut findings);
    }
    findings.found
}

/// What is wrong between documents: as much as can be read.
#[derive(Default)]
struct Findings {
    found: Vec<Diagnostic>,
}

impl Findings {
    /// Adds what `look` finds; it doesn't look when enough is found.
    fn add(&mut self, look: impl FnOnce() -> Option<Diagnostic>) {
        if self.found.len() < MOST_PROBLEMS {
            self.found.extend(look());
        }
    }
}

/// Whether every item of a list was read, so that the numbers of its items are those of the document.
fn is_whole_list(source: &Source, pointer: &Pointer, length: usize) -> bool {
    match source.node(pointer).map(|node| &node.kind) {
        Some(NodeKind::List(items)) => items.len() == length,
        _ => true,
    }
}

/// What could not be read. What refers to it is not wrong.
struct Suspects<'s> {
    /// Kind and name of documents.
    documents: &'s [(Text, Text)],
    /// Files with errors, and what they hold.
    files: Vec<(Text, std::sync::Arc<[u8]>)>,
    /// Names that files with errors seem to declare.
    declared: OnceLock<BTreeSet<String>>,
}

impl<'s> Suspects<'s> {
    fn new(platform: &Platform, documents: &'s [(Text, Text)], diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        let names: BTreeSet<&Text> = errors.filter_map(|diagnostic| Some(&diagnostic.at.as_ref()?.file)).collect();
        let files = names.into_iter().filter_map(|name| Some((name.clone(), platform.sources.get(name)?.clone())));
        Self { documents, files: files.collect(), declared: OnceLock::new() }
    }

    /// The names of documents that are, or are meant to be, of a kind.
    fn names(&self, kind: &'static str) -> impl Iterator<Item = &str> + Clone {
        self.documents.iter().filter(move |(known, _)| suggest(known, [kind]).is_some()).map(|(_, name)| &**name)
    }

    /// Whether a file with errors may declare a name: one whose syntax is wrong tells nothing else.
    fn may_declare(&self, name: &str) -> bool {
        self.declared
            .get_or_init(|| self.files.iter().flat_map(|(file, bytes)| declared(file, bytes)).collect())
            .contains(name)
    }
}

/// The file's own name, and every word behind `name:`.
fn declared(file: &str, bytes: &[u8]) -> Vec<String> {
    let stem = file.rsplit('/').next().and_then(|file| file.split('.').next()).unwrap_or_default();
    let text = String::from_utf8_lossy(bytes);
    let words = text.split("name:").skip(1).filter_map(|rest| {
        let rest = rest.trim_start_matches([' ', '"', '\'']);
        rest.split(|end: char| end.is_whitespace() || ",}\"'".contains(end)).next().map(str::to_owned)
    });
    words.chain([stem.to_owned()]).collect()
}
