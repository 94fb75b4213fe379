//! What golden paths say of their includes and their own parts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, Suspects, cycles, follows, ids, is_whole_list};
use crate::model::{Diagnostic, GoldenPath, Name, Platform, Pointer, Version, codes};
use crate::parse::decode::did_you_mean;

pub(super) fn check(platform: &Platform, suspects: &Suspects<'_>, findings: &mut Findings) {
    for path in platform.golden_paths.values().flat_map(BTreeMap::values) {
        let mut checked = Checked { platform, path, findings };
        checked.includes(suspects);
        checked.ids();
        checked.clashes();
        checked.order();
    }
    include_cycles(platform, findings);
}

struct Checked<'c> {
    platform: &'c Platform,
    path: &'c GoldenPath,
    findings: &'c mut Findings,
}

fn spec(tokens: &[&str]) -> Pointer {
    Pointer::from_tokens(std::iter::once("spec").chain(tokens.iter().copied()))
}

/// The pointer of a part of an item of a list.
fn item(list: &str, index: usize, rest: &[&str]) -> Pointer {
    rest.iter().fold(spec(&[list]).index(index), |pointer, token| pointer.join(token))
}

impl Checked<'_> {
    fn add(&mut self, pointer: impl FnOnce() -> Pointer, look: impl FnOnce() -> Option<Diagnostic>) {
        let path = self.path;
        self.findings.add(|| Some(look()?.with_place(path.source.place(&pointer()))));
    }

    /// Whether the numbers of a list's items are those of the document.
    fn is_whole(&self, list: &[&str], length: usize) -> bool {
        is_whole_list(&self.path.source, &spec(list), length)
    }

    fn includes(&mut self, suspects: &Suspects<'_>) {
        let (platform, path) = (self.platform, self.path);
        if !self.is_whole(&["includes"], path.spec.includes.len()) {
            return;
        }
        for (index, include) in path.spec.includes.iter().enumerate() {
            let pointer = || item("includes", index, &["ref"]);
            if include.r#ref.name() == &path.metadata.name {
                self.add(pointer, || {
                    let message = format!("`{}` includes itself", path.metadata.name);
                    Some(Diagnostic::error(codes::PATH_INCLUDE_CYCLE, message).with_help("remove the include"))
                });
            } else if follows::matching(platform, &include.r#ref).is_empty() {
                let place = || path.source.place(&pointer());
                self.findings.add(|| follows::missing(platform, suspects, &include.r#ref, place()));
            }
        }
    }

    /// Every id that is named must be there.
    fn ids(&mut self) {
        if !self.is_whole(&["includes"], self.path.spec.includes.len()) {
            return;
        }
        let Some(included) = ids::possible(self.platform, self.path) else { return };
        let all: BTreeSet<&str> = ids::own(self.path).union(&included).copied().collect();
        let path = self.path;
        if self.is_whole(&["resources"], path.spec.resources.len()) {
            for (number, resource) in path.spec.resources.iter().enumerate() {
                for (index, id) in resource.depends_on.iter().enumerate() {
                    self.known(&all, id, || item("resources", number, &["dependsOn"]).index(index));
                }
                if let Some(id) = &resource.replaces {
                    self.known(&included, id, || item("resources", number, &["replaces"]));
                }
            }
        }
        for (number, manifest) in path.spec.manifests.iter().enumerate() {
            for (index, id) in manifest.depends_on.iter().enumerate() {
                self.known(&all, id, || item("manifests", number, &["dependsOn"]).index(index));
            }
        }
        for (index, id) in path.spec.provides.iter().flat_map(|offer| &offer.resources).enumerate() {
            self.known(&all, id.as_str(), || spec(&["provides", "resources"]).index(index));
        }
        if self.is_whole(&["overridable"], path.spec.overridable.len()) {
            for (index, overridable) in path.spec.overridable.iter().enumerate() {
                self.known(&all, &overridable.resource, || item("overridable", index, &["resource"]));
            }
        }
        if self.is_whole(&["moved"], path.spec.moved.len()) {
            // What was renamed again has the next name.
            let last = |id: &str| path.spec.moved.iter().all(|next| &*next.from != id);
            let moved = path.spec.moved.iter().enumerate();
            for (index, moved) in moved.filter(|(_, moved)| last(&moved.to)) {
                let to = moved.to.rsplit('/').next().unwrap_or(&moved.to);
                self.known(&all, to, || item("moved", index, &["to"]));
            }
        }
    }

    fn known(&mut self, known: &BTreeSet<&str>, id: &str, pointer: impl FnOnce() -> Pointer) {
        if known.contains(ids::template(id)) {
            return;
        }
        self.add(pointer, || {
            let diagnostic = Diagnostic::error(codes::GRAPH_DANGLING, format!("there is no resource `{id}` here"));
            Some(diagnostic.with_help(did_you_mean(id, known.iter().copied())))
        });
    }

    /// Ids that every version of an included path brings as well.
    fn clashes(&mut self) {
        let (platform, path) = (self.platform, self.path);
        if !self.is_whole(&["resources"], path.spec.resources.len()) {
            return;
        }
        let replaced: BTreeSet<&str> =
            path.spec.resources.iter().filter_map(|resource| resource.replaces.as_deref()).collect();
        for include in &path.spec.includes {
            let versions = follows::matching(platform, &include.r#ref);
            let Some(newest) = versions.last() else { continue };
            let always = versions.iter().map(|version| ids::own(version)).reduce(|common, own| &common & &own);
            let always = always.unwrap_or_default();
            for (number, resource) in path.spec.resources.iter().enumerate() {
                let id = resource.id.as_str();
                if !always.contains(id) || replaced.contains(id) {
                    continue;
                }
                self.add(
                    || item("resources", number, &["id"]),
                    || {
                        let there = newest.spec.resources.iter().position(|resource| resource.id.as_str() == id)?;
                        let message = format!("`{}` has a resource `{id}` too", include.r#ref.name());
                        let diagnostic = Diagnostic::error(codes::PATH_ID_DUPLICATE, message)
                            .with_help(format!("rename one of them, or say `replaces: {id}`"));
                        let place = newest.source.place(&item("resources", there, &["id"]));
                        Some(diagnostic.with_related("it stands there", place))
                    },
                );
            }
        }
    }

    /// Resources that wait for each other. Those with a `when` may never meet.
    fn order(&mut self) {
        let path = self.path;
        if !self.is_whole(&["resources"], path.spec.resources.len()) {
            return;
        }
        let resources = path.spec.resources.iter().filter(|resource| resource.when.is_none());
        let references: BTreeMap<&str, BTreeSet<&str>> = resources
            .map(|resource| (resource.id.as_str(), resource.depends_on.iter().map(|id| ids::template(id)).collect()))
            .collect();
        for circle in cycles::find(&references) {
            let first = circle.first().copied().unwrap_or_default();
            let number = || path.spec.resources.iter().position(|resource| resource.id.as_str() == first).unwrap_or(0);
            self.add(
                || item("resources", number(), &["dependsOn"]),
                || {
                    let circle = cycles::shown(&circle, ToString::to_string, " for ");
                    let message = format!("resources wait for each other: {circle}");
                    Some(Diagnostic::error(codes::GRAPH_CYCLE, message).with_help("break the circle at one place"))
                },
            );
        }
    }
}

/// Circles of includes, by the newest version that each include would take.
fn include_cycles(platform: &Platform, findings: &mut Findings) {
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
        findings.add(|| {
            let (name, version) = circle.first()?;
            let path = platform.golden_path(name, version)?;
            let circle = cycles::shown(&circle, |(name, version)| format!("{name}@{version}"), " includes ");
            let message = format!("golden paths include each other: {circle}");
            let diagnostic =
                Diagnostic::error(codes::PATH_INCLUDE_CYCLE, message).with_help("break the circle at one place");
            Some(diagnostic.with_place(path.source.place(&spec(&["includes"]))))
        });
    }
}
