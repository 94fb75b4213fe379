//! Everything known, as a snapshot.

#[cfg(feature = "files")]
use std::any::Any;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use super::address::{EntityRef, Scope};
use super::catalog::{Entity, Subject};
use super::check::Waiver;
use super::dependency_type::DependencyType;
use super::document::Document;
use super::environment::Environment;
use super::golden_path::GoldenPath;
use super::lock_files::LockFiles;
use super::names::{Name, Requirement, Version};
use super::pins::Pins;
use super::rendered::{Former, Rendered};
use super::shared_map::SharedMap;
use super::value::{Text, Value};

/// The bytes of a platform's files, by their path relative to its root, with `/`.
pub type Sources = BTreeMap<Text, Arc<[u8]>>;

/// Files that changed, by their path relative to the platform's root: their new bytes, or `None` where one is gone.
pub type Changes = BTreeMap<Text, Option<Arc<[u8]>>>;

/// Everything known, as a snapshot: subjects, environments, all versions of all golden paths, policies, prices, locks.
///
/// Read one with `Platform::parse` or `Platform::load`, or build it in code. Cloning shares the data, and so does
/// `Platform::with_changes`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Platform {
    /// What was read, for errors that show the line.
    pub sources: SharedMap<Text, Arc<[u8]>>,
    /// Catalog entities of every kind, subjects among them.
    pub entities: SharedMap<EntityRef, Arc<Entity>>,
    /// What follows a golden path.
    pub subjects: SharedMap<EntityRef, Arc<Subject>>,
    /// Environments by name.
    pub environments: BTreeMap<Name, Arc<Environment>>,
    /// Golden paths by name and version.
    pub golden_paths: BTreeMap<Name, BTreeMap<Version, Arc<GoldenPath>>>,
    /// Lock files, by file.
    pub locks: LockFiles,
    /// Definitions of Kubernetes' extensions (`CustomResourceDefinition`) by `GROUP/KIND`, for how their kinds are
    /// compared.
    pub definitions: Arc<BTreeMap<Text, Arc<Value>>>,
    /// What every provider of a type of dependency gives, by type.
    pub dependency_types: Arc<BTreeMap<Text, DependencyType>>,
    /// Who answers for which rule that fails, by the waiver's name.
    pub waivers: BTreeMap<Name, Waiver>,
    /// Rego policies, by file; kept as they are.
    pub policies: BTreeMap<Text, Text>,
    /// The price list; kept as it is.
    pub prices: Value,
    /// Documents with errors, by file: what depends on them can't be rendered.
    pub broken: BTreeMap<Text, Vec<super::diagnostic::Diagnostic>>,
    /// What was read of each file, so that only what changes is read again.
    #[cfg(feature = "files")]
    pub(crate) reading: Option<Arc<dyn Any + Send + Sync>>,
}

impl Platform {
    /// An empty platform, to be filled in code.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a subject and its entity.
    pub fn add_subject(&mut self, subject: Subject) {
        self.entities.insert(subject.reference().clone(), Arc::new(subject.entity.clone()));
        self.subjects.insert(subject.reference().clone(), Arc::new(subject));
    }

    /// Adds an environment.
    pub fn add_environment(&mut self, environment: Environment) {
        self.environments.insert(environment.name.clone(), Arc::new(environment));
    }

    /// Adds a version of a golden path.
    pub fn add_golden_path(&mut self, path: GoldenPath) {
        let versions = self.golden_paths.entry(path.metadata.name.clone()).or_default();
        versions.insert(path.metadata.version.clone(), Arc::new(path));
    }

    /// Adds what every provider of a type of dependency must give.
    pub fn add_dependency_type(&mut self, r#type: impl Into<Text>, contract: DependencyType) {
        Arc::make_mut(&mut self.dependency_types).insert(r#type.into(), contract);
    }

    /// Adds somebody who answers for a rule that fails.
    pub fn add_waiver(&mut self, name: Name, waiver: Waiver) {
        self.waivers.insert(name, waiver);
    }

    /// One version of a golden path.
    pub fn golden_path(&self, name: &Name, version: &Version) -> Option<&Arc<GoldenPath>> {
        self.golden_paths.get(name)?.get(version)
    }

    /// The newest version that meets a requirement; a pre-release only where the requirement names one.
    pub fn newest(&self, requirement: &Requirement) -> Option<&Arc<GoldenPath>> {
        let versions = self.golden_paths.get(requirement.name())?.iter();
        versions.filter(|(version, _)| requirement.matches(version)).map(|(_, path)| path).next_back()
    }

    /// What the lock files hold for a subject in an environment, under its name or the latest it had before; empty when
    /// nothing is there yet.
    pub fn pins(&self, subject: &EntityRef, scope: &Scope) -> Pins {
        let before = || {
            let former = self.former(subject, scope).into_iter();
            former.filter_map(|one| self.locks.pins(&one.subject, &one.environment).cloned()).next()
        };
        self.locks.pins(subject, scope).cloned().or_else(before).unwrap_or_default()
    }

    /// What should be of a subject that is destroyed: nothing. What is done at once is removed at once too, so those
    /// targets are known.
    pub fn destroyed(&self, subject: &EntityRef, scope: &Scope) -> Rendered {
        let mut nothing = Rendered::empty(subject.clone(), scope.clone());
        nothing.former = self.former(subject, scope);
        let environment = scope.name().and_then(|name| self.environments.get(name));
        let targets = environment.into_iter().flat_map(|environment| &environment.spec.targets);
        let at_once = targets.filter(|(key, target)| target.is_done_at_once(key.as_str()));
        nothing.targets.extend(at_once.map(|(key, target)| (key.clone(), target.clone())));
        nothing
    }

    /// What a subject and an environment were called before, the latest first.
    pub fn former(&self, subject: &EntityRef, scope: &Scope) -> Vec<Former> {
        let environment = |scope: &Scope| self.environments.get(scope.name()?);
        let scopes = environment(scope).into_iter().flat_map(|known| &known.spec.renamed_from);
        let scopes: Vec<Scope> = scopes.cloned().map(Scope::environment).collect();
        let follows = self.subjects.get(subject).map(|subject| &subject.follows);
        let names = follows.into_iter().flat_map(|follows| &follows.renamed_from);
        let parse = |name: &Text| EntityRef::parse_catalog(name, subject.kind(), subject.namespace()).ok();
        let mut subjects: Vec<EntityRef> = names.filter_map(parse).collect();
        // An environment that follows a path itself is called as it is.
        if subject.kind() == "environment" {
            let own = Name::from_str(subject.name()).ok().and_then(|name| self.environments.get(&name));
            let names = own.into_iter().flat_map(|own| &own.spec.renamed_from);
            subjects.extend(
                names.filter_map(|name| EntityRef::new("environment", subject.namespace(), name.as_str()).ok()),
            );
        }
        let all = std::iter::once(subject).chain(&subjects).flat_map(|subject| {
            let scopes = std::iter::once(scope).chain(&scopes);
            scopes.map(|scope| Former { subject: subject.clone(), environment: scope.clone() })
        });
        all.skip(1).collect()
    }

    /// The lock file a subject belongs in: beside the document that declares it.
    pub fn lock_path(&self, subject: &EntityRef) -> Option<Text> {
        let document: &Arc<Document> = self.subjects.get(subject)?.entity.source.document()?;
        let folder = document.file.rsplit_once('/').map(|(folder, _)| folder);
        Some(folder.map_or_else(|| "platform.lock".into(), |folder| format!("{folder}/platform.lock").into()))
    }

    /// The scopes a subject is planned in: `-` and every environment it lives in.
    pub fn scopes(&self, subject: &Subject) -> Vec<Scope> {
        let environments = self.environments.keys().filter(|name| subject.lives_in(name));
        std::iter::once(Scope::SUBJECT).chain(environments.cloned().map(Scope::environment)).collect()
    }
}
