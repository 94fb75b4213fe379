//! What golden paths say of their includes and their own parts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Suspects, cycles, follows, ids};
use crate::model::{Diagnostic, GoldenPath, Name, Platform, Pointer, Version, codes};
use crate::parse::decode::did_you_mean;

pub(super) fn check(platform: &Platform, suspects: &Suspects<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for path in platform.golden_paths.values().flat_map(BTreeMap::values) {
        let mut checked = Checked { platform, path, diagnostics };
        checked.includes(suspects);
        checked.ids();
        checked.order();
    }
    include_cycles(platform, diagnostics);
}

struct Checked<'c> {
    platform: &'c Platform,
    path: &'c GoldenPath,
    diagnostics: &'c mut Vec<Diagnostic>,
}

fn spec(tokens: &[&str]) -> Pointer {
    Pointer::from_tokens(std::iter::once("spec").chain(tokens.iter().copied()))
}

impl Checked<'_> {
    fn report(&mut self, pointer: &Pointer, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.with_place(self.path.source.place(pointer)));
    }

    fn includes(&mut self, suspects: &Suspects<'_>) {
        for (index, include) in self.path.spec.includes.iter().enumerate() {
            let pointer = spec(&["includes", &index.to_string(), "ref"]);
            if include.r#ref.name() == &self.path.metadata.name {
                let message = format!("`{}` includes itself", self.path.metadata.name);
                let diagnostic = Diagnostic::error(codes::PATH_INCLUDE_CYCLE, message);
                self.report(&pointer, diagnostic.with_help("remove the include"));
                continue;
            }
            let place = self.path.source.place(&pointer);
            if let Err(Some(diagnostic)) = follows::find(self.platform, suspects, &include.r#ref, place) {
                self.diagnostics.push(*diagnostic);
            }
        }
    }

    /// Every id that is named must be there, and no id may be there twice.
    fn ids(&mut self) {
        let Some(included) = ids::possible(self.platform, self.path) else { return };
        let own = ids::own(self.path);
        let all: BTreeSet<&str> = own.union(&included).copied().collect();
        let path = self.path;
        for (number, resource) in path.spec.resources.iter().enumerate() {
            let number = number.to_string();
            for (index, id) in resource.depends_on.iter().enumerate() {
                self.known(&all, id, &spec(&["resources", &number, "dependsOn", &index.to_string()]));
            }
            if let Some(id) = &resource.replaces {
                self.known(&included, id, &spec(&["resources", &number, "replaces"]));
            }
            self.unique(resource.id.as_str(), &spec(&["resources", &number, "id"]));
        }
        for (index, id) in path.spec.provides.iter().flat_map(|offer| &offer.resources).enumerate() {
            self.known(&all, id.as_str(), &spec(&["provides", "resources", &index.to_string()]));
        }
        for (index, overridable) in path.spec.overridable.iter().enumerate() {
            self.known(&all, &overridable.resource, &spec(&["overridable", &index.to_string(), "resource"]));
        }
        for (index, moved) in path.spec.moved.iter().enumerate() {
            let to = moved.to.rsplit('/').next().unwrap_or(&moved.to);
            self.known(&all, to, &spec(&["moved", &index.to_string(), "to"]));
        }
    }

    fn known(&mut self, known: &BTreeSet<&str>, id: &str, pointer: &Pointer) {
        if known.contains(ids::template(id)) {
            return;
        }
        let diagnostic = Diagnostic::error(codes::GRAPH_DANGLING, format!("there is no resource `{id}` here"));
        let help = did_you_mean(id, known.iter().copied());
        self.report(pointer, diagnostic.with_help(help));
    }

    /// An id that every version of an included path brings as well.
    fn unique(&mut self, id: &str, pointer: &Pointer) {
        let replaced = self.path.spec.resources.iter().any(|other| other.replaces.as_deref() == Some(id));
        if replaced {
            return;
        }
        for include in &self.path.spec.includes {
            let versions = self.platform.golden_paths.get(include.r#ref.name()).into_iter().flatten();
            let found: Vec<&GoldenPath> =
                versions.filter(|(version, _)| include.r#ref.matches(version)).map(|(_, path)| &**path).collect();
            let (Some(first), true) = (found.first(), found.iter().all(|path| ids::own(path).contains(id))) else {
                continue;
            };
            let number = first.spec.resources.iter().position(|resource| resource.id.as_str() == id).unwrap_or(0);
            let there = first.source.place(&spec(&["resources", &number.to_string(), "id"]));
            let message = format!("`{}` has a resource `{id}` too", include.r#ref.name());
            let diagnostic = Diagnostic::error(codes::PATH_ID_DUPLICATE, message)
                .with_help(format!("rename one of them, or say `replaces: {id}`"))
                .with_related("it stands there", there);
            self.report(pointer, diagnostic);
        }
    }

    /// Resources that wait for each other. Those with a `when` may never meet.
    fn order(&mut self) {
        let resources = self.path.spec.resources.iter().filter(|resource| resource.when.is_none());
        let references: BTreeMap<&str, BTreeSet<&str>> = resources
            .map(|resource| (resource.id.as_str(), resource.depends_on.iter().map(|id| ids::template(id)).collect()))
            .collect();
        for circle in cycles::find(&references) {
            let names: Vec<String> = circle.iter().chain(circle.first()).map(|id| format!("`{id}`")).collect();
            let message = format!("resources wait for each other: {}", names.join(" for "));
            let number =
                self.path.spec.resources.iter().position(|resource| Some(&resource.id.as_str()) == circle.first());
            let pointer = spec(&["resources", &number.unwrap_or(0).to_string(), "dependsOn"]);
            let diagnostic = Diagnostic::error(codes::GRAPH_CYCLE, message);
            self.report(&pointer, diagnostic.with_help("break the circle at one place"));
        }
    }
}

/// Circles of includes, by the newest version that each include would take.
fn include_cycles(platform: &Platform, diagnostics: &mut Vec<Diagnostic>) {
    type Key<'k> = (&'k Name, &'k Version);
    let mut references: BTreeMap<Key<'_>, BTreeSet<Key<'_>>> = BTreeMap::new();
    for path in platform.golden_paths.values().flat_map(BTreeMap::values) {
        let other = path.spec.includes.iter().filter(|include| include.r#ref.name() != &path.metadata.name);
        let included = other.filter_map(|include| {
            let included = platform.newest(&include.r#ref)?;
            Some((&included.metadata.name, &included.metadata.version))
        });
        references.insert((&path.metadata.name, &path.metadata.version), included.collect());
    }
    for circle in cycles::find(&references) {
        let Some((name, version)) = circle.first() else { continue };
        let Some(path) = platform.golden_path(name, version) else { continue };
        let names: Vec<String> =
            circle.iter().chain(circle.first()).map(|(name, version)| format!("`{name}@{version}`")).collect();
        let message = format!("golden paths include each other: {}", names.join(" includes "));
        let diagnostic =
            Diagnostic::error(codes::PATH_INCLUDE_CYCLE, message).with_help("break the circle at one place");
        diagnostics.push(diagnostic.with_place(path.source.place(&spec(&["includes"]))));
    }
}
