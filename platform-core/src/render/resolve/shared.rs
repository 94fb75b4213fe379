//! Dependencies that other subjects share: a database that several services use.

use std::collections::BTreeMap;

use crate::model::{
    Diagnostic, EntityRef, Name, Outcome, Place, Pointer, Resolved, SharedDependency, Text, WorkloadResource, codes,
};
use crate::render::assemble;
use crate::render::expression::help;

use super::Resolver;

/// Subjects that use each other, one after the other.
const DEEPEST: usize = 16;

impl Resolver<'_> {
    /// What the workload's dependencies with an `id` are, by the workload's name for them.
    pub(super) fn shared(
        &mut self,
        resolved: &Resolved,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> BTreeMap<Name, SharedDependency> {
        let mut shared = BTreeMap::new();
        let Some(workload) = resolved.subject.workload.as_ref().filter(|_| resolved.environment.is_some()) else {
            return shared;
        };
        for (name, dependency) in &workload.resources {
            let Some(id) = &dependency.id else { continue };
            let pointer = Pointer::from_tokens(["resources", name.as_str(), "id"]);
            let place = workload.source.place(&pointer);
            let outcome = self.dependency(resolved, name, dependency, id, &place);
            diagnostics.extend(outcome.diagnostics);
            shared.extend(outcome.value.map(|value| (name.clone(), value)));
        }
        shared
    }

    fn dependency(
        &mut self,
        resolved: &Resolved,
        name: &Name,
        dependency: &WorkloadResource,
        id: &Text,
        place: &Place,
    ) -> Outcome<SharedDependency> {
        let failed = |diagnostic: Diagnostic| Outcome::from(diagnostic.with_place(place.clone()));
        let known = EntityRef::parse_catalog(id, "resource", "default").ok();
        let Some(reference) = known.filter(|reference| self.platform.subjects.contains_key(reference)) else {
            return failed(self.dangling(name, id));
        };
        if self.visiting.contains(&reference) || self.visiting.len() >= DEEPEST {
            let circle = self.visiting.iter().chain([&reference]).map(ToString::to_string);
            let message = format!("subjects use each other in a circle: {}", circle.collect::<Vec<_>>().join(" uses "));
            return failed(Diagnostic::error(codes::GRAPH_CYCLE, message).with_help("break it at one place"));
        }
        let pins = self.platform.pins(&reference, &resolved.scope);
        let outcome = self.resolve_for(&reference, &resolved.scope, &pins, false);
        // Its warnings are its own: they are said where it is planned.
        let other = match outcome.value {
            Some(other) => other,
            None => {
                let message = format!("{name} is shared, and {reference} can't be resolved in {}", resolved.scope);
                let diagnostic = Diagnostic::error(codes::PATH_PROVIDER, message).with_place(place.clone());
                let mut diagnostics: Vec<Diagnostic> =
                    outcome.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
                diagnostics.push(diagnostic.with_help(format!("mend {reference} first")));
                return Outcome::failed(diagnostics);
            }
        };
        let offer = other.parts.first().and_then(|part| part.path.spec.provides.as_ref());
        let Some(offer) = offer.filter(|offer| offer.r#type == dependency.r#type) else {
            let offers = offer.map_or_else(|| "nothing".to_owned(), |offer| format!("`{}`", offer.r#type));
            let message = format!("{name} asks for `{}`, and {reference} offers {offers}", dependency.r#type);
            let help = "a golden path offers something by `spec.provides: {type, resources}`";
            return failed(Diagnostic::error(codes::PATH_PROVIDER, message).with_help(help));
        };
        match assemble::offered(&other, offer, self.limits) {
            Ok(Some(shared)) => Outcome::ok(shared),
            Ok(None) => {
                let ids: Vec<&str> = offer.resources.iter().map(Name::as_str).collect();
                let message = format!("{reference} renders none of {} in {}", ids.join(", "), resolved.scope);
                let help = "exactly what is offered must be rendered there: look at its `when`";
                failed(Diagnostic::error(codes::PATH_PROVIDER, message).with_help(help))
            }
            Err(diagnostics) => Outcome::failed(diagnostics),
        }
    }

    fn dangling(&self, name: &Name, id: &Text) -> Diagnostic {
        let message = format!("{name} is shared as `{id}`, and no subject has that name");
        let resources = self.platform.subjects.keys().filter(|reference| reference.kind() == "resource");
        let names: Vec<String> = resources.map(|reference| reference.name().to_owned()).collect();
        let otherwise = "leave `id` out to get one of its own";
        Diagnostic::error(codes::GRAPH_DANGLING, message).with_help(help(
            id,
            names.iter().map(String::as_str),
            otherwise,
        ))
    }
}
