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
pub(super) fn check(platform: &mut Platform, workloads: Vec<Workload>, diagnostics: &mut Vec<Diagnostic>) {
    let suspects = Suspects::new(platform, diagnostics);
    workloads::attach(platform, workloads, &suspects, diagnostics);
    environments::check(platform, &suspects, diagnostics);
    follows::check(platform, &suspects, diagnostics);
    paths::check(platform, &suspects, diagnostics);
}

/// Files with errors. What is missing may stand in one of them, and is not reported twice.
struct Suspects {
    files: Vec<(Text, Arc<[u8]>)>,
}

impl Suspects {
    fn new(platform: &Platform, diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        let mut names: Vec<&Text> = errors.filter_map(|diagnostic| Some(&diagnostic.at.as_ref()?.file)).collect();
        names.sort();
        names.dedup();
        let files = names.into_iter().filter_map(|name| Some((name.clone(), platform.sources.get(name)?.clone())));
        Self { files: files.collect() }
    }

    /// Whether a file with errors may be what declares a name.
    fn may_declare(&self, name: &str) -> bool {
        let holds = |bytes: &[u8]| bytes.windows(name.len().max(1)).any(|window| window == name.as_bytes());
        self.files.iter().any(|(file, bytes)| file.contains(name) || holds(bytes))
    }
}
