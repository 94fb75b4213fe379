//! A subject in an environment, with its path, its versions and its parameters.

mod defaults;
mod enforce;
mod find;
mod includes;
mod layers;
mod shared;
mod slot;
mod validate;
mod versions;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::formats::Limits;
use crate::model::{
    Diagnostic, EntityRef, Environment, Map, OriginId, OriginTable, Outcome, Pins, Place, Platform, Pointer, Resolved,
    ResolvedPart, Scope, Source, Subject, Traced, Value, codes,
};

use super::expression::Budget;
use super::facts::{Facts, missing_artifact};

use enforce::Enforcer;
use includes::Given;
use layers::{Layers, unknown_name};
use slot::{Computed, Slot};
use validate::Validation;
use versions::{Chosen, Versions};

pub(crate) use defaults::Base;
pub use find::follows_nothing;

/// Resolves subjects; shared dependencies lead from one to others.
pub(crate) struct Resolver<'p> {
    pub(crate) platform: &'p Platform,
    pub(crate) limits: &'p Limits,
    /// The subjects that are being resolved, the first asked for first.
    visiting: Vec<EntityRef>,
}

impl<'p> Resolver<'p> {
    pub(crate) fn new(platform: &'p Platform, limits: &'p Limits) -> Self {
        Self { platform, limits, visiting: Vec::new() }
    }

    /// Resolves a subject that somebody asks for.
    pub(crate) fn resolve(&mut self, subject: &EntityRef, scope: &Scope, pins: &Pins) -> Outcome<Resolved> {
        self.resolve_for(subject, scope, pins, true)
    }

    /// `own`: whether it is to be rendered, so that all it needs must be there; else only what it offers to others.
    fn resolve_for(&mut self, subject: &EntityRef, scope: &Scope, pins: &Pins, own: bool) -> Outcome<Resolved> {
        let found = find::subject(self.platform, subject)
            .and_then(|subject| Ok((subject.clone(), find::environment(self.platform, &subject, scope)?)));
        let (subject, environment) = match found {
            Ok(found) => found,
            Err(diagnostic) => return (*diagnostic).into(),
        };
        self.visiting.push(subject.reference().clone());
        let outcome = self.resolve_found(subject, environment, scope, pins, own);
        self.visiting.pop();
        outcome
    }

    fn resolve_found(
        &mut self,
        subject: Arc<Subject>,
        environment: Option<Arc<Environment>>,
        scope: &Scope,
        pins: &Pins,
        own: bool,
    ) -> Outcome<Resolved> {
        let mut versions = Versions::new(self.platform, pins);
        let place = subject.entity.source.place(&subject.follows.pointer.join("ref"));
        versions.choose(&subject.follows.r#ref, &place);
        let mut diagnostics = std::mem::take(&mut versions.diagnostics);
        let Versions { pins, filled, chosen, .. } = versions;
        let Some(main) = chosen.first() else { return Outcome::failed(diagnostics) };
        diagnostics.extend(applies_to(main, &subject, &place));
        let merging =
            Merging { subject: &subject, environment: environment.as_deref(), pins: &pins, limits: self.limits };
        let mut origins = OriginTable::default();
        let parameters = merging.all(&chosen, &mut origins, &mut diagnostics);
        if own && environment.is_some() {
            let needs = format!("{} in {scope}", subject.reference());
            diagnostics.extend(missing_artifacts(&needs, &chosen, &pins, &place));
        }
        let parts = chosen
            .iter()
            .zip(parameters)
            .map(|(chosen, parameters)| ResolvedPart::new(chosen.path.clone(), parameters));
        let mut resolved = Resolved {
            parts: parts.collect(),
            scope: scope.clone(),
            pins_filled: filled,
            origins: origins.shared(),
            shared: BTreeMap::new(),
            former: self.platform.former(subject.reference(), scope),
            definitions: self.platform.definitions.clone(),
            dependency_types: self.platform.dependency_types.clone(),
            subject,
            environment,
            pins,
        };
        // What is offered to others depends on nothing that others offer, unless it says so; then it is asked for.
        if !diagnostics.iter().any(Diagnostic::is_error) {
            resolved.shared = self.shared(&resolved, &mut diagnostics);
        }
        Outcome::unless_errors(resolved, diagnostics)
    }
}

fn applies_to(main: &Chosen, subject: &Subject, place: &Place) -> Option<Diagnostic> {
    let kinds: Vec<&str> = main.path.spec.applies_to.iter().map(|kind| &**kind).collect();
    let kinds = if kinds.is_empty() { vec!["component"] } else { kinds };
    let kind = subject.reference().kind();
    if kinds.iter().any(|known| known.eq_ignore_ascii_case(kind)) {
        return None;
    }
    let message = format!("the golden path {} is for {}, not for a {kind}", main.compiled.pin, kinds.join(" or "));
    let declared = main.path.source.place(&Pointer::from_tokens(["spec", "appliesTo"]));
    let diagnostic = Diagnostic::error(codes::PATH_APPLIES_TO, message).with_help("follow another path");
    Some(diagnostic.with_place(place.clone()).with_related("the path says so here", declared))
}

/// The artifacts that the paths name and no pin holds: said where the subject follows the path.
fn missing_artifacts(needs: &str, chosen: &[Chosen], pins: &Pins, place: &Place) -> Vec<Diagnostic> {
    let mut missing = Vec::new();
    for chosen in chosen {
        for (index, name) in chosen.path.spec.artifacts.iter().enumerate() {
            if !pins.artifacts.contains_key(name) {
                let pointer = Pointer::from_tokens(["spec", "artifacts"]).index(index);
                let asked = format!("{} asks for it", chosen.compiled.pin);
                let diagnostic = missing_artifact(needs, name.as_str(), pins).with_place(place.clone());
                missing.push(diagnostic.with_related(asked, chosen.path.source.place(&pointer)));
            }
        }
    }
    missing
}

/// What an include gives to the included path.
struct Inclusion {
    map: Map,
    /// Of the map's leaves, in order.
    origins: Vec<OriginId>,
    /// Where it is written, in the including path.
    source: Source,
    pointer: Pointer,
}

/// Merges the parameters of all paths that take part.
struct Merging<'m> {
    subject: &'m Subject,
    environment: Option<&'m Environment>,
    pins: &'m Pins,
    limits: &'m Limits,
}

impl Merging<'_> {
    fn all(&self, chosen: &[Chosen], table: &mut OriginTable, diagnostics: &mut Vec<Diagnostic>) -> Vec<Traced> {
        let mut enforcers: Vec<(Enforcer<'_>, &[Chosen])> = Vec::new();
        enforcers.extend(self.environment.map(|environment| (Enforcer::environment(environment), chosen)));
        for one in chosen {
            enforcers.push((Enforcer::path(one), std::slice::from_ref(one)));
        }
        for (enforcer, chosen) in &enforcers {
            enforcer.check_names(chosen, diagnostics);
        }
        let mut merged: Vec<Traced> = Vec::with_capacity(chosen.len());
        for one in chosen {
            let given =
                one.included_by.map(|(by, include)| self.given(chosen, &merged, by, include, table, diagnostics));
            let parameters = self.one(one, given.as_ref(), table, diagnostics);
            merged.push(parameters);
        }
        merged
    }

    /// What an include gives to the included path.
    fn given(
        &self,
        chosen: &[Chosen],
        merged: &[Traced],
        by: usize,
        include: usize,
        table: &mut OriginTable,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Inclusion {
        let nothing = Traced::default();
        let source = chosen.get(by).map(|chosen| chosen.path.source.clone()).unwrap_or_default();
        let pointer = Pointer::from_tokens(["spec", "includes"]).index(include).join("parameters");
        let templates = chosen.get(by).and_then(|chosen| chosen.compiled.includes.get(include));
        let facts = Facts { subject: self.subject, environment: self.environment, pins: self.pins };
        let given = Given {
            facts,
            parameters: merged.get(by).unwrap_or(&nothing),
            table,
            budget: Budget::of(self.limits),
            diagnostics: Vec::new(),
        };
        let (map, origins, problems) = given.all(templates.map(Vec::as_slice).unwrap_or_default());
        diagnostics.extend(problems);
        Inclusion { map, origins, source, pointer }
    }

    fn one(
        &self,
        chosen: &Chosen,
        given: Option<&Inclusion>,
        table: &mut OriginTable,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Traced {
        let (schema, pin, path) = (&chosen.compiled.schema, &chosen.compiled.pin, &chosen.path);
        let mut slot = chosen.compiled.base.begin(table);
        if let Some(given) = given {
            for name in given.map.keys().filter(|name| !schema.declares(name)) {
                let place = given.source.key_place(&given.pointer.join(name));
                diagnostics.push(unknown_name(name, schema, pin).with_place(place));
            }
            slot.merge(&Value::Map(given.map.clone()), &mut Computed { origins: given.origins.iter() });
        }
        let mut layers = Layers { schema, pin, table, diagnostics };
        layers.check_names(&path.spec.values, &path.source, &Pointer::from_tokens(["spec", "values"]));
        if let Some(environment) = self.environment {
            layers.environment(&mut slot, environment);
        }
        if given.is_none() {
            layers.subject(&mut slot, self.subject, self.environment.map(|environment| &environment.name));
        }
        for enforcer in self.environment.map(Enforcer::environment).into_iter().chain([Enforcer::path(chosen)]) {
            enforcer.apply(&mut slot, schema, pin, table, diagnostics);
        }
        chosen.compiled.base.fill(&mut slot, path, pin, table);
        let traced = slot.traced(table);
        diagnostics.extend(self.validate(chosen, &slot, &traced, given, table));
        traced
    }

    fn validate(
        &self,
        chosen: &Chosen,
        slot: &Slot,
        traced: &Traced,
        given: Option<&Inclusion>,
        table: &OriginTable,
    ) -> Vec<Diagnostic> {
        let sources = [Some(&self.subject.entity.source), self.environment.map(|environment| &environment.source)];
        let sources = sources.into_iter().flatten().chain([&chosen.path.source]);
        let documents: Vec<_> = sources.filter_map(|source| source.document().map(|document| &**document)).collect();
        let follows = &self.subject.follows.pointer;
        let place = match given {
            Some(given) => given.source.key_place(&given.pointer),
            None => self.subject.entity.source.key_place(&follows.join("parameters")),
        };
        let validation = Validation {
            schema: &chosen.compiled.schema,
            pin: &chosen.compiled.pin,
            table,
            documents: &documents,
            place: &place,
            may_lack: self.environment.is_none(),
        };
        validation.errors(slot, &traced.value)
    }
}
