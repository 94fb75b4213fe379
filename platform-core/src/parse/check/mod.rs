//! What documents say of each other.

mod cycles;
mod environments;
mod follows;
mod ids;
mod paths;
mod workloads;

use std::sync::Arc;

use crate::model::{Diagnostic, Platform, Text, Workload};

/// Gives workloads to their services, and notes every reference to what is not there.
pub(super) fn check(
    platform: &mut Platform,
    workloads: Vec<Workload>,
    broken: &[(Text, Text)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let suspects = Suspects::new(platform, broken, diagnostics);
    workloads::attach(platform, workloads, &suspects, diagnostics);
    environments::check(platform, &suspects, diagnostics);
    follows::check(platform, &suspects, diagnostics);
    paths::check(platform, &suspects, diagnostics);
}

/// What is left out of the platform because of an error. What refers to it is not wrong.
struct Suspects<'s> {
    /// Kind and name of documents.
    documents: &'s [(Text, Text)],
    /// Files with errors.
    files: Vec<(Text, Arc<[u8]>)>,
}

impl<'s> Suspects<'s> {
    fn new(platform: &Platform, documents: &'s [(Text, Text)], diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        let mut names: Vec<&Text> = errors.filter_map(|diagnostic| Some(&diagnostic.at.as_ref()?.file)).collect();
        names.sort();
        names.dedup();
        let files = names.into_iter().filter_map(|name| Some((name.clone(), platform.sources.get(name)?.clone())));
        Self { documents, files: files.collect() }
    }

    /// The names of documents of a kind.
    fn names(&self, kind: &str) -> impl Iterator<Item = &str> + Clone {
        self.documents.iter().filter(move |(known, _)| &**known == kind).map(|(_, name)| &**name)
    }

    /// Whether a file with errors may declare a name: one whose syntax is wrong tells nothing else.
    fn may_declare(&self, name: &str) -> bool {
        let stands_there = |text: &str| {
            text.match_indices(name).any(|(place, _)| {
                let before = text.get(..place).unwrap_or_default();
                before.trim_end_matches([' ', '"', '\'']).ends_with("name:")
            })
        };
        let in_name = |file: &str| file.rsplit('/').next().and_then(|file| file.split('.').next()) == Some(name);
        self.files.iter().any(|(file, bytes)| in_name(file) || stands_there(&String::from_utf8_lossy(bytes)))
    }
}
