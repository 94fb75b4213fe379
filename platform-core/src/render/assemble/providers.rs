//! Each dependency of a workload is provided by exactly one template, or shared.

use std::collections::BTreeSet;

use crate::model::{Code, Diagnostic, Name, Pointer, Scope, WorkloadResource, codes};
use crate::render::expression::help;

use super::{Activation, Assembly, InstanceKind, State};

/// How an error begins that only says that something else failed.
const FOLLOWS: &str = "nothing provides the workload's dependency";

fn follows(diagnostic: &Diagnostic) -> bool {
    diagnostic.message.contains(FOLLOWS)
}

/// The error for reading a dependency that nothing provides.
pub(super) fn not_provided(name: &str) -> Diagnostic {
    Diagnostic::error(codes::EXPRESSION_UNDEFINED, format!("{FOLLOWS} `{name}` here"))
}

impl<'a> Assembly<'a> {
    /// The workload's dependencies that are not shared.
    pub(super) fn dependencies(&self) -> Vec<(&'a Name, &'a WorkloadResource)> {
        let workload = self.resolved.subject.workload.as_ref().filter(|_| self.resolved.scope != Scope::SUBJECT);
        let all = workload.into_iter().flat_map(|workload| &workload.resources);
        all.filter(|(_, dependency)| dependency.id.is_none()).collect()
    }

    /// Reports every dependency that is provided by none, by several, or by one that gives too little.
    pub(super) fn check_providers(&mut self) {
        let mut providers: BTreeSet<(&str, usize)> = BTreeSet::new();
        for (name, dependency) in self.dependencies() {
            let candidates = self.candidates(dependency);
            let active: Vec<usize> = candidates.iter().copied().filter(|number| self.provides(*number, name)).collect();
            match active.as_slice() {
                [one] => {
                    providers.insert((&*dependency.r#type, *one));
                }
                _ => self.diagnostics.push(self.wrong_count(name, dependency, &candidates, &active)),
            }
        }
        // One that provides several dependencies is told once.
        for (r#type, number) in providers {
            self.check_contract(r#type, number);
        }
    }

    /// Leaves out what only follows from something else that is reported.
    pub(super) fn drop_consequences(&mut self) {
        let is =
            |code: &Code| self.diagnostics.iter().any(|diagnostic| diagnostic.code == *code && !follows(diagnostic));
        let (circle, provider) = (is(&codes::GRAPH_CYCLE), is(&codes::PATH_PROVIDER));
        self.diagnostics.retain(|diagnostic| {
            let is_provider = diagnostic.code == codes::PATH_PROVIDER;
            !(is_provider && circle || follows(diagnostic) && (provider || circle))
        });
    }

    /// The templates that could provide a dependency, whatever their conditions.
    fn candidates(&self, dependency: &WorkloadResource) -> Vec<usize> {
        let provides = |state: &State<'_>| {
            state.unit.provides.as_ref().is_some_and(|provides| {
                provides.r#type == dependency.r#type
                    && provides.class.as_ref().is_none_or(|class| Some(class) == dependency.class.as_ref())
            })
        };
        self.units.iter().enumerate().filter(|(_, state)| provides(state) && !state.replaced).map(|(n, _)| n).collect()
    }

    fn provides(&mut self, number: usize, name: &Name) -> bool {
        let instances = self.instances(number);
        instances.iter().any(|instance| matches!(&instance.kind, InstanceKind::Provided(known) if known == name))
    }

    /// The template that provides a dependency, with the instance's place among its instances.
    pub(super) fn provider(&mut self, name: &Name, dependency: &WorkloadResource) -> Option<usize> {
        let candidates = self.candidates(dependency);
        // One that is being asked right now can't be told yet.
        let pending =
            |state: Option<&State<'_>>| state.is_some_and(|state| matches!(state.activation, Activation::Pending));
        let known: Vec<usize> = candidates.iter().copied().filter(|number| !pending(self.units.get(*number))).collect();
        let found = known.into_iter().find(|number| self.provides(*number, name));
        found.or_else(|| candidates.into_iter().find(|number| self.provides(*number, name)))
    }

    fn wrong_count(
        &self,
        name: &Name,
        dependency: &WorkloadResource,
        candidates: &[usize],
        active: &[usize],
    ) -> Diagnostic {
        let ids = |numbers: &[usize]| -> Vec<String> {
            let states = numbers.iter().filter_map(|number| self.units.get(*number));
            states.map(|state| format!("`{}`", state.unit.id)).collect()
        };
        let r#type = &dependency.r#type;
        let (message, help) = if active.len() > 1 {
            (
                format!("{name} is provided by {} at once", ids(active).join(" and ")),
                "let exactly one `when` hold in each environment".to_owned(),
            )
        } else if candidates.is_empty() {
            let types = self.units.iter().filter_map(|state| state.unit.provides.as_ref());
            let types: BTreeSet<&str> = types.map(|provides| &*provides.r#type).collect();
            let label = self.resolved.parts.first().map(|part| part.path.label()).unwrap_or_default();
            (
                format!("{name} asks for `{type}`, which {label} does not provide"),
                help(r#type, types, "name a shared one by `id`, or choose a golden path that provides it"),
            )
        } else {
            (
                format!(
                    "{name} asks for `{type}`, and the `when` of none of {} holds here",
                    ids(candidates).join(", ")
                ),
                "let exactly one `when` hold in each environment".to_owned(),
            )
        };
        let workload = self.resolved.subject.workload.as_ref();
        let pointer = Pointer::from_tokens(["resources", name.as_str()]);
        let place = workload.map(|workload| workload.source.key_place(&pointer));
        let mut diagnostic = Diagnostic::error(codes::PATH_PROVIDER, message).with_help(help).with_place(place);
        for state in candidates.iter().filter_map(|number| self.units.get(*number)) {
            diagnostic = diagnostic.with_related(format!("candidate `{}`", state.unit.id), state.unit.place.clone());
        }
        diagnostic
    }
}
