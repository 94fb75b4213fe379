//! What one of two revisions wants.

use crate::author::with_made_up_artifacts;
use crate::model::{Diagnostic, Document, EntityRef, Pins, Platform, Rendered, Scope, Source};
use crate::render;

use super::keys::{Key, has};

/// One of two revisions.
pub(super) struct Side<'p> {
    pub(super) platform: &'p Platform,
    /// Where what this one lacks may be declared.
    other: &'p Platform,
}

/// What a revision wants in a place.
pub(super) struct Found {
    pub(super) rendered: Rendered,
    /// Whether its lock file holds every image that it needs.
    pub(super) is_pinned: bool,
}

impl<'p> Side<'p> {
    pub(super) fn new(platform: &'p Platform, other: &'p Platform) -> Self {
        Self { platform, other }
    }

    /// What the revision wants in a place; `None` where nothing is declared.
    ///
    /// # Errors
    /// Why it can't be told: it does not render, or a document is broken that the other revision has it from.
    pub(super) fn find(&self, (subject, scope): &Key) -> Result<Option<Found>, Vec<Diagnostic>> {
        if !has(self.platform, subject, scope) {
            let problems = self.lost(subject, scope);
            return if problems.is_empty() { Ok(None) } else { Err(problems) };
        }
        let (pins, is_pinned) = self.pins(subject, scope);
        let resolved = render::resolve(self.platform, subject, scope, &pins).into_result();
        let rendered = resolved.and_then(|(resolved, _)| render::render(&resolved).into_result());
        rendered
            .map(|(rendered, _)| Some(Found { rendered, is_pinned }))
            .map_err(|failure| failure.diagnostics.into_iter().filter(Diagnostic::is_error).collect())
    }

    fn pins(&self, subject: &EntityRef, scope: &Scope) -> (Pins, bool) {
        let pins = self.platform.pins(subject, scope);
        // What a subject has once runs nowhere, and needs none.
        if scope.name().is_none() {
            return (pins, true);
        }
        let pinned = pins.path.as_ref().and_then(|pin| self.platform.golden_path(&pin.name, &pin.version));
        let newest = || self.platform.newest(&self.platform.subjects.get(subject)?.follows.r#ref);
        let Some(path) = pinned.or_else(newest) else { return (pins, true) };
        let whole = with_made_up_artifacts(pins.clone(), self.platform, path);
        let is_pinned = whole == pins;
        (whole, is_pinned)
    }

    /// What is wrong in the documents that declare a subject or an environment in the other revision.
    fn lost(&self, subject: &EntityRef, scope: &Scope) -> Vec<Diagnostic> {
        let declared = self.other.subjects.get(subject).filter(|_| !self.platform.subjects.contains_key(subject));
        let environment = scope.name().filter(|name| !self.platform.environments.contains_key(*name));
        let environment = environment.and_then(|name| self.other.environments.get(name));
        let sources: [Option<&Source>; 2] =
            [declared.map(|subject| &subject.entity.source), environment.map(|environment| &environment.source)];
        let documents = sources.into_iter().flatten().filter_map(Source::document);
        let broken =
            documents.filter_map(|document: &std::sync::Arc<Document>| self.platform.broken.get(&document.file));
        broken.flatten().filter(|problem| problem.is_error()).cloned().collect()
    }
}
