//! Which versions: pins are honoured, what they leave open is filled.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{
    Diagnostic, GoldenPath, Name, PathPin, Pins, Place, Platform, Pointer, Requirement, Version, codes,
};
use crate::render::compiled::{CompiledPath, pin_of};
use crate::render::expression::help;

/// A golden path that takes part: the subject's own, or an included one.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    pub(super) path: Arc<GoldenPath>,
    pub(super) compiled: Arc<CompiledPath>,
    /// Who includes it: the number of the including path among the chosen, and of the include in it.
    pub(super) included_by: Option<(usize, usize)>,
}

/// Chooses versions.
pub(super) struct Versions<'v> {
    platform: &'v Platform,
    given: &'v Pins,
    /// The pins that come of it.
    pub(super) pins: Pins,
    /// Whether they hold more than what was given.
    pub(super) filled: bool,
    pub(super) chosen: Vec<Chosen>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Included paths inside each other.
const DEEPEST: usize = 16;

impl<'v> Versions<'v> {
    pub(super) fn new(platform: &'v Platform, given: &'v Pins) -> Self {
        let pins = Pins { artifacts: given.artifacts.clone(), ..Pins::default() };
        Self { platform, given, pins, filled: false, chosen: Vec::new(), diagnostics: Vec::new() }
    }

    /// Chooses the subject's path and all that it includes.
    pub(super) fn choose(&mut self, requirement: &Requirement, place: &Place) {
        let given = self.given.path.clone();
        let Some(path) = self.version(requirement, given.as_ref(), place) else { return };
        self.filled |= given.is_none();
        self.pins.path = Some(pin_of(&path));
        let mut stack = vec![path.metadata.name.clone()];
        self.take(path, None, &mut stack);
    }

    fn take(&mut self, path: Arc<GoldenPath>, included_by: Option<(usize, usize)>, stack: &mut Vec<Name>) {
        let compiled = CompiledPath::of(&path);
        self.diagnostics.extend(compiled.diagnostics.iter().cloned());
        let number = self.chosen.len();
        self.chosen.push(Chosen { path: path.clone(), compiled, included_by });
        for (index, include) in path.spec.includes.iter().enumerate() {
            let pointer = Pointer::from_tokens(["spec", "includes"]).index(index).join("ref");
            let place = path.source.place(&pointer);
            self.include(&include.r#ref, (number, index), &place, stack);
        }
    }

    fn include(&mut self, requirement: &Requirement, by: (usize, usize), place: &Place, stack: &mut Vec<Name>) {
        let name = requirement.name();
        if stack.contains(name) || stack.len() >= DEEPEST {
            let circle: Vec<&str> = stack.iter().chain([name]).map(Name::as_str).collect();
            let message = format!("golden paths include each other in a circle: {}", circle.join(" includes "));
            self.diagnostics.push(Diagnostic::error(codes::PATH_INCLUDE_CYCLE, message).with_place(place.clone()));
            return;
        }
        if let Some(first) = self.chosen.iter().find(|chosen| chosen.path.metadata.name == *name) {
            self.diagnostics.push(included_twice(first, place));
            return;
        }
        let given = self.given.includes.get(name).cloned();
        let Some(path) = self.version(requirement, given.as_ref(), place) else { return };
        self.filled |= given.is_none();
        self.pins.includes.insert(name.clone(), pin_of(&path));
        stack.push(name.clone());
        self.take(path, Some(by), stack);
        stack.pop();
    }

    fn version(
        &mut self,
        requirement: &Requirement,
        given: Option<&PathPin>,
        place: &Place,
    ) -> Option<Arc<GoldenPath>> {
        let Some(pin) = given else { return self.newest(requirement, place) };
        let Some(path) = self.platform.golden_path(&pin.name, &pin.version) else {
            let message = format!("{pin} is pinned and is not there");
            let versions = self.versions(&pin.name);
            let help =
                help(&pin.version.to_string(), versions.iter().map(String::as_str), "restore it, or move the pin");
            self.diagnostics
                .push(Diagnostic::error(codes::PATH_NOT_FOUND, message).with_help(help).with_place(place.clone()));
            return None;
        };
        if pin.digest != path.digest {
            let message = format!("{pin} is not what was pinned: it was changed after it was published");
            let diagnostic = Diagnostic::error(codes::PATH_DIGEST_CHANGED, message)
                .with_help("undo the change and publish it as a new version")
                .with_related(format!("pinned as {}", pin.digest), None)
                .with_related(format!("now {}", path.digest), None);
            let version = path.source.place(&Pointer::from_tokens(["metadata", "version"]));
            self.diagnostics.push(diagnostic.with_place(version));
        }
        if pin.name != *requirement.name() || !requirement.matches(&pin.version) {
            let message = format!("{pin} is pinned, and `{requirement}` is asked for: the pin holds until it is moved");
            let diagnostic = Diagnostic::warning(codes::PATH_PINNED, message);
            self.diagnostics.push(diagnostic.with_help("move it with `platform lock`").with_place(place.clone()));
        }
        Some(path.clone())
    }

    fn newest(&mut self, requirement: &Requirement, place: &Place) -> Option<Arc<GoldenPath>> {
        let newest = self.platform.newest(requirement).cloned();
        if newest.is_none() {
            self.diagnostics.push(self.not_found(requirement).with_place(place.clone()));
        }
        newest
    }

    fn not_found(&self, requirement: &Requirement) -> Diagnostic {
        let name = requirement.name();
        if self.platform.golden_paths.contains_key(name) {
            let versions = self.versions(name);
            // Word for word as parse says it, so that it is said once.
            let wanted = requirement.versions().unwrap_or("*");
            let message = format!("no version of `{name}` meets `{wanted}`");
            let help = format!("there are: {}", versions.join(", "));
            return Diagnostic::error(codes::PATH_NOT_FOUND, message).with_help(help);
        }
        let known = self.platform.golden_paths.keys().map(Name::as_str);
        let message = format!("there is no golden path `{name}`");
        let diagnostic =
            Diagnostic::error(codes::PATH_NOT_FOUND, message).with_help(help(name.as_str(), known, "add it"));
        let folder = format!("/{name}/");
        let broken = self.platform.broken.keys().find(|file| file.contains(&folder));
        match broken {
            Some(file) => diagnostic.with_related("this file has errors", Place::file(file.clone())),
            None => diagnostic,
        }
    }

    fn versions(&self, name: &Name) -> Vec<String> {
        let versions = self.platform.golden_paths.get(name).map(BTreeMap::keys).into_iter().flatten();
        let versions: Vec<&Version> = versions.collect();
        versions.iter().skip(versions.len().saturating_sub(12)).map(ToString::to_string).collect()
    }
}

fn included_twice(first: &Chosen, place: &Place) -> Diagnostic {
    let message = format!("{} is included twice", first.path.label());
    let diagnostic = Diagnostic::error(codes::PATH_INCLUDE_CONFLICT, message);
    diagnostic
        .with_help("include it once, in the outermost path that needs it: its ids would be there twice")
        .with_place(place.clone())
}
