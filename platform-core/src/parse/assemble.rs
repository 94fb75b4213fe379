//! What the files hold, put together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::item::{Files, Item};
use crate::model::{
    Diagnostic, Entity, EntityRef, Environment, GoldenPath, Place, Platform, Pointer, Source, Subject, Text, Waiver,
    Workload, codes, sort_diagnostics,
};

/// Puts the items together; the workloads still look for their services.
pub(super) fn assemble<'i>(
    items: impl Iterator<Item = &'i Item>,
    files: &Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Platform, Vec<Arc<Workload>>) {
    let mut platform = Platform { sources: files.clone(), ..Platform::default() };
    let mut workloads = Vec::new();
    let mut names = Names { seen: HashMap::new(), diagnostics };
    for item in items {
        match item {
            Item::Entity(entity) if names.is_new("entities", &entity.reference.full(), &entity.source) => {
                platform.entities.insert(entity.reference.clone(), entity.clone());
            }
            Item::Subject(subject) if names.is_new("entities", &subject.reference().full(), &subject.entity.source) => {
                add_subject(&mut platform, subject);
            }
            Item::Environment(environment)
                if names.is_new("environments", environment.name.as_str(), &environment.source) =>
            {
                add_environment(&mut platform, environment);
            }
            Item::GoldenPath(path) if names.is_new("golden paths", &path.label(), &path.source) => {
                let versions = platform.golden_paths.entry(path.metadata.name.clone()).or_default();
                versions.insert(path.metadata.version.clone(), path.clone());
            }
            Item::Waiver(name, waiver) if names.is_new("waivers", name.as_str(), &waiver.source) => {
                platform.waivers.insert(name.clone(), Waiver::clone(waiver));
            }
            // The first of its name stays.
            Item::Entity(_) | Item::Subject(_) | Item::Environment(_) | Item::GoldenPath(_) | Item::Waiver(..) => {}
            Item::Lock(file, lock) => {
                for subject in lock.subjects.keys() {
                    names.once_locked(subject, &lock.source);
                }
                platform.locks.insert(file.clone(), lock.clone());
            }
            Item::Workload(workload) => workloads.push(workload.clone()),
            Item::Policy(path, text) => drop(platform.policies.insert(path.clone(), text.clone())),
            Item::Prices(prices) => platform.prices = prices.clone(),
            Item::Definition(name, definition) => {
                Arc::make_mut(&mut platform.definitions).insert(name.clone(), definition.clone());
            }
        }
    }
    (platform, workloads)
}

/// Adds a subject and its entity.
pub(super) fn add_subject(platform: &mut Platform, subject: &Arc<Subject>) {
    platform.entities.insert(subject.reference().clone(), Arc::new(subject.entity.clone()));
    platform.subjects.insert(subject.reference().clone(), subject.clone());
}

/// An environment that follows a golden path is a subject too.
fn add_environment(platform: &mut Platform, environment: &Arc<Environment>) {
    if let Some(follow) = environment.spec.golden_path.clone()
        && let Ok(reference) = EntityRef::new("environment", "default", environment.name.as_str())
    {
        let document = environment.source.document().map(|document| document.root.to_value()).unwrap_or_default();
        let mut entity = Entity::new(reference.clone(), document);
        entity.source = environment.source.clone();
        platform.subjects.insert(reference, Arc::new(Subject::new(entity, follow)));
    }
    platform.environments.insert(environment.name.clone(), environment.clone());
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

/// Leaves out what has an error of its own, and subjects whose workload or lock file has one: they would be rendered as
/// something else than what is written.
pub(super) fn leave_out(platform: &mut Platform, broken: &BTreeSet<(Text, u32)>, diagnostics: &[Diagnostic]) {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    let files: BTreeSet<&Text> = errors.filter_map(|diagnostic| Some(&diagnostic.at.as_ref()?.file)).collect();
    if files.is_empty() {
        return;
    }
    let is_broken = |source: &Source| {
        source.document().is_some_and(|document| broken.contains(&(document.file.clone(), document.index)))
    };
    // What can't be read does not say what it is.
    let is_workload = |file: &Text| {
        let says_so = |bytes: &[u8]| bytes.windows(10).any(|window| window == b"score.dev/");
        let is_named_so =
            file.strip_prefix(folder(file)).is_some_and(|name| name.trim_start_matches('/').starts_with("score."));
        is_named_so || platform.sources.get(file).is_some_and(|bytes| says_so(bytes))
    };
    let workloads: BTreeSet<&str> = files.iter().filter(|file| is_workload(file)).map(|file| folder(file)).collect();
    let is_unusable = |subject: &Subject| {
        let file = subject.entity.source.document().map(|document| document.file.clone()).unwrap_or_default();
        let workload = match &subject.workload {
            Some(workload) => is_broken(&workload.source),
            None => workloads.contains(folder(&file)),
        };
        let lock = platform.lock_path(subject.reference()).is_some_and(|lock| files.contains(&lock));
        workload || lock || is_broken(&subject.entity.source)
    };
    let unusable: Vec<EntityRef> = platform
        .subjects
        .values()
        .filter(|subject| is_unusable(subject))
        .map(|subject| subject.reference().clone())
        .collect();
    for reference in unusable {
        platform.subjects.remove(&reference);
        platform.entities.remove(&reference);
    }
    platform.entities.retain(|_, entity| !is_broken(&entity.source));
    platform.environments.retain(|_, environment| !is_broken(&environment.source));
    for versions in platform.golden_paths.values_mut() {
        versions.retain(|_, path| !is_broken(&path.source) && !lacks_a_file(path, &files));
    }
    platform.golden_paths.retain(|_, versions| !versions.is_empty());
    let unusable: Vec<Text> =
        platform.locks.iter().filter(|(_, lock)| is_broken(&lock.source)).map(|(file, _)| file.clone()).collect();
    for file in unusable {
        platform.locks.remove(&file);
    }
}

/// Whether a file of a golden path's folder could not be read: its digest would be another one.
fn lacks_a_file(path: &GoldenPath, errors: &BTreeSet<&Text>) -> bool {
    let Some(document) = path.source.document() else { return false };
    let inside = format!("{}/", folder(&document.file));
    errors.iter().any(|file| file.starts_with(&inside) && **file != document.file)
}

fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Sorts what was found, and names the files with errors.
pub(super) fn finish(platform: &mut Platform, diagnostics: &mut Vec<Diagnostic>) {
    sort_diagnostics(diagnostics);
    let mut broken: BTreeMap<Text, Vec<Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.is_error()) {
        if let Some(at) = &diagnostic.at {
            broken.entry(at.file.clone()).or_default().push(diagnostic.clone());
        }
    }
    platform.broken = broken;
}
