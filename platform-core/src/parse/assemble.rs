//! What the files hold, put together.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::item::Item;
use crate::model::{
    Diagnostic, Entity, EntityRef, Environment, Outcome, Place, Platform, Pointer, Source, Sources, Subject, Text,
    Workload, codes, sort_diagnostics,
};

/// Puts the items together; the workloads still look for their services.
pub(super) fn assemble(
    items: Vec<Item>,
    sources: &Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Platform, Vec<Workload>) {
    let mut platform = Platform { sources: sources.clone(), ..Platform::default() };
    let mut workloads = Vec::new();
    let mut names = Names { seen: HashMap::new(), diagnostics };
    for item in items {
        match item {
            Item::Entity(entity, follow) => {
                if names.is_new("entities", &entity.reference.full(), &entity.source) {
                    match follow {
                        Some(follow) => platform.add_subject(Subject::new(entity, *follow)),
                        None => drop(platform.entities.insert(entity.reference.clone(), Arc::new(entity))),
                    }
                }
            }
            Item::Environment(environment) => {
                if names.is_new("environments", environment.name.as_str(), &environment.source) {
                    add_environment(&mut platform, *environment);
                }
            }
            Item::GoldenPath(path) => {
                if names.is_new("golden paths", &path.label(), &path.source) {
                    platform.add_golden_path(*path);
                }
            }
            Item::Lock(lock) => {
                for subject in lock.subjects.keys() {
                    names.once_locked(subject, &lock.source);
                }
                let file = lock.source.document().map(|document| document.file.clone()).unwrap_or_default();
                platform.locks.insert(file, Arc::new(lock));
            }
            Item::Workload(workload) => workloads.push(workload),
            Item::Policy(path, text) => drop(platform.policies.insert(path, text)),
            Item::Prices(prices) => platform.prices = prices,
        }
    }
    (platform, workloads)
}

/// An environment that follows a golden path is a subject too.
fn add_environment(platform: &mut Platform, environment: Environment) {
    if let Some(follow) = environment.spec.golden_path.clone()
        && let Ok(reference) = EntityRef::new("environment", "default", environment.name.as_str())
    {
        let document = environment.source.document().map(|document| document.root.to_value()).unwrap_or_default();
        let mut entity = Entity::new(reference.clone(), document);
        entity.source = environment.source.clone();
        platform.subjects.insert(reference, Arc::new(Subject::new(entity, follow)));
    }
    platform.add_environment(environment);
}

struct Names<'d> {
    /// By what they are and their name without case, as Backstage compares them.
    seen: HashMap<(&'static str, String), Place>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Names<'_> {
    fn is_new(&mut self, what: &'static str, name: &str, source: &Source) -> bool {
        let place = source.place(&Pointer::from_tokens(["metadata", "name"]));
        let Some(first) = self.seen.get(&(what, name.to_lowercase())) else {
            self.seen.insert((what, name.to_lowercase()), place);
            return true;
        };
        let diagnostic = Diagnostic::error(codes::GRAPH_DUPLICATE, format!("two {what} are called `{name}`"))
            .with_help("rename or remove one of them")
            .with_related("the first one", first.clone())
            .with_place(place);
        self.diagnostics.push(diagnostic);
        false
    }

    fn once_locked(&mut self, subject: &EntityRef, source: &Source) {
        let name = subject.to_string();
        let place = source.key_place(&Pointer::from_tokens(["subjects", &name]));
        let key = ("lock", name.to_lowercase());
        let Some(first) = self.seen.get(&key) else {
            self.seen.insert(key, place);
            return;
        };
        let diagnostic = Diagnostic::error(codes::LOCK_INVALID, format!("`{name}` stands in two lock files"))
            .with_help("keep the entry beside the document that declares it")
            .with_related("the first one", first.clone())
            .with_place(place);
        self.diagnostics.push(diagnostic);
    }
}

/// Sorts what was found, and names the files with errors.
pub(super) fn finish(mut platform: Platform, mut diagnostics: Vec<Diagnostic>) -> Outcome<Platform> {
    sort_diagnostics(&mut diagnostics);
    let mut broken: BTreeMap<Text, Vec<Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.is_error()) {
        if let Some(at) = &diagnostic.at {
            broken.entry(at.file.clone()).or_default().push(diagnostic.clone());
        }
    }
    platform.broken = broken;
    Outcome::new(Some(platform), diagnostics)
}
