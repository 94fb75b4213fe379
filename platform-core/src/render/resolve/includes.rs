//! What includes are given: expressions over the including path's scope.

use std::sync::Arc;

use crate::model::{Diagnostic, Map, Origin, OriginId, OriginTable, Text, Traced, codes};
use crate::render::expression::{Budget, Found, Problem, Reference, Root, Roots, require_shallow};
use crate::render::facts::{Facts, parameter};
use crate::render::template::{Escape, Sink, Template};

/// What an include's parameters are computed from.
pub(super) struct Given<'g> {
    pub(super) facts: Facts<'g>,
    /// The including path's parameters.
    pub(super) parameters: &'g Traced,
    pub(super) table: &'g mut OriginTable,
    pub(super) budget: Budget,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Given<'_> {
    /// The parameters, and the origins of their leaves in order.
    pub(super) fn all(mut self, templates: &[(Text, Template)]) -> (Map, Vec<OriginId>, Vec<Diagnostic>) {
        let (mut entries, mut origins, mut reported) = (Vec::new(), Vec::new(), Vec::new());
        let subject_scope = self.facts.environment.is_none();
        for (name, template) in templates {
            let first = self.table.add_shared(template.origins().clone());
            let (value, leaves) = template.fill(first, Escape::None, &mut self);
            let mut problems = std::mem::take(&mut self.diagnostics);
            let place = template.origins().first().and_then(|origin| origin.place.clone());
            problems.extend(require_shallow(&value).err().map(|problem| problem.with_place(place)));
            // In what a subject has once, nothing of an environment is known: the parameter is not set there.
            let lacks = |problem: &Diagnostic| {
                [codes::EXPRESSION_SCOPE, codes::EXPRESSION_UNDEFINED].contains(&problem.code) && subject_scope
            };
            if problems.is_empty() {
                entries.push((name.clone(), value));
                origins.extend_from_slice(&leaves);
            }
            reported.extend(problems.into_iter().filter(|problem| !lacks(problem)));
        }
        (Map::from_entries(entries), origins, reported)
    }
}

impl Roots for Given<'_> {
    fn read(&mut self, reference: &Arc<Reference>) -> Result<Found, Problem> {
        match reference.root {
            Root::Service => self.facts.service(reference, self.table),
            Root::Environment => self.facts.environment(reference, self.table),
            Root::Artifacts => self.facts.artifact(reference, self.table),
            Root::Parameters => parameter(self.parameters, reference),
            Root::Workload | Root::Resource | Root::Resources | Root::Each => {
                let message = format!("`{reference}` can't be given to an included path");
                let diagnostic = Diagnostic::error(codes::EXPRESSION_SCOPE, message);
                Err(Box::new(
                    diagnostic.with_help("give it parameters, or what is known of the service or environment"),
                ))
            }
        }
    }

    fn budget(&mut self) -> &mut Budget {
        &mut self.budget
    }
}

impl Sink for Given<'_> {
    fn add_origin(&mut self, origin: Origin) -> OriginId {
        self.table.add(origin)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}
