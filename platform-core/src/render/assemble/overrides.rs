//! The documented escape hatch: what a subject changes in what its path renders, where the path allows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{
    Address, Beaten, Diagnostic, Layer, Name, Origin, OriginId, Override, PatchOperation, Pointer, Resource,
    ResourceClass, Text, Value, codes,
};
use crate::render::expression::help;
use crate::render::template::Escape;

use super::enforced::set_differently;
use super::patch::{Edit, concrete, edit, find};
use super::{Activation, Assembly, Instance};

impl Assembly<'_> {
    /// Applies the subject's overrides, in the order in which they are written.
    pub(super) fn apply_overrides(&mut self, made: &mut BTreeMap<Address, Resource>) {
        let subject = &self.resolved.subject;
        for (index, r#override) in subject.follows.overrides.iter().enumerate() {
            if !self.holds(r#override) {
                continue;
            }
            let targets = self.targets_of(&r#override.resource);
            if targets.is_empty() {
                self.report_nothing(r#override, index);
                continue;
            }
            for (unit, instance) in targets {
                let Some(resource) = made.remove(&instance.address) else { continue };
                let resource = self.patch(resource, r#override, index, unit);
                made.insert(instance.address.clone(), resource);
            }
        }
    }

    fn holds(&self, r#override: &Override) -> bool {
        let environments = r#override.environments.as_ref();
        environments.is_none_or(|names| self.resolved.scope.name().is_some_and(|name| names.contains(name)))
    }

    /// The instances that an id names: one of them, or all of a template.
    fn targets_of(&self, id: &Text) -> Vec<(usize, Instance)> {
        let mut targets = Vec::new();
        for (number, state) in self.units.iter().enumerate() {
            let Activation::Known(instances) = &state.activation else { continue };
            let named = instances.iter().filter(|instance| instance.id == *id || state.unit.id == *id);
            targets.extend(named.map(|instance| (number, instance.clone())));
        }
        targets
    }

    /// An override of what is not rendered here: a mistake, unless it is rendered elsewhere.
    fn report_nothing(&mut self, r#override: &Override, index: usize) {
        let id = &r#override.resource;
        let is_known = |name: &str| self.units.iter().any(|state| *state.unit.id == *name);
        let known = is_known(id) || id.split_once('.').is_some_and(|(id, _)| is_known(id));
        if known && r#override.environments.is_none() {
            return;
        }
        let mut ids: Vec<&str> = self.units.iter().map(|state| &*state.unit.id).collect();
        ids.sort_unstable();
        let (message, help) = if known {
            let message = format!(
                "the override `{}` patches `{id}`, which is not rendered in {}",
                r#override.id, self.resolved.scope
            );
            (message, "leave the environment out of it".to_owned())
        } else {
            (format!("the override `{}` patches `{id}`, and nothing has that id", r#override.id), help(id, ids, ""))
        };
        let diagnostic = Diagnostic::error(codes::PATH_OVERRIDE, message).with_help(help);
        let place = self.override_source(&self.override_pointer(index).join("resource"));
        self.diagnostics.push(diagnostic.with_place(place));
    }

    fn override_pointer(&self, index: usize) -> Pointer {
        self.resolved.subject.follows.pointer.join("overrides").index(index)
    }

    fn override_source(&self, pointer: &Pointer) -> crate::model::Place {
        self.resolved.subject.entity.source.place(pointer)
    }

    fn patch(&mut self, resource: Resource, r#override: &Override, index: usize, unit: usize) -> Resource {
        let escape = self.units.get(unit).map(|state| self.escape(state.unit)).unwrap_or_default();
        if resource.class == ResourceClass::File {
            let message = format!("the override `{}` patches a file, which has no fields", r#override.id);
            let place = self.override_source(&self.override_pointer(index));
            self.diagnostics.push(Diagnostic::error(codes::PATH_OVERRIDE, message).with_place(place));
            return resource;
        }
        let allowed = self.allowed(unit, &resource);
        let (mut body, mut origins) = (resource.body.clone(), resource.origins.to_vec());
        for (number, operation) in r#override.patch.iter().enumerate() {
            let pointer = self.override_pointer(index).join("patch").index(number);
            let patching = Patching { r#override, operation, pointer: &pointer, escape, allowed: &allowed };
            match self.operate(&body, &origins, &patching) {
                Ok((patched, traced)) => (body, origins) = (patched, traced),
                Err(diagnostic) => {
                    let place = self.override_source(&pointer);
                    self.diagnostics.push(diagnostic.with_place(place));
                    return resource;
                }
            }
        }
        Resource { origins: Arc::from(origins), ..resource.with_body(body) }
    }

    /// What may be patched in a resource, as the paths say.
    fn allowed(&self, unit: usize, resource: &Resource) -> Vec<(Pointer, Vec<String>)> {
        let id = self.units.get(unit).map(|state| state.unit.id.clone()).unwrap_or_default();
        let overridable = self.resolved.parts.iter().flat_map(|part| &part.path.spec.overridable);
        let mine = overridable.filter(|entry| entry.resource == id || *entry.resource == *resource.address.id());
        mine.flat_map(|entry| &entry.paths).map(|path| (path.clone(), concrete(&resource.body, path))).collect()
    }

    fn operate(
        &mut self,
        body: &Value,
        origins: &[OriginId],
        patching: &Patching<'_>,
    ) -> Result<(Value, Vec<OriginId>), Diagnostic> {
        let path = patching.operation.path();
        let tokens = concrete(body, path);
        let found = find(body, &tokens);
        if let PatchOperation::Test { value, .. } = patching.operation {
            if found.map(|(_, found)| found) == Some(value) {
                return Ok((body.clone(), origins.to_vec()));
            }
            let what = if found.is_some() { "is not what the override was written for" } else { "is not there" };
            return Err(patching
                .problem(format!("its test does not hold: `{path}` {what}"), "look at what the path renders now"));
        }
        if !patching.allowed.iter().any(|(_, allowed)| tokens.starts_with(allowed)) {
            let allowed: Vec<String> = patching.allowed.iter().map(|(path, _)| format!("`{path}`")).collect();
            let help = if allowed.is_empty() {
                "the golden path allows no override of this resource: ask its owner".to_owned()
            } else {
                format!("the golden path allows {}", allowed.join(", "))
            };
            return Err(patching.problem(format!("`{path}` may not be overridden"), &help));
        }
        // What an insertion into a list moves along is not beaten.
        let inserts = matches!(patching.operation, PatchOperation::Add { .. }) && is_item(body, &tokens);
        let found = found.filter(|_| !inserts);
        if let Some((offset, old)) = found {
            let own = origins.get(offset..).unwrap_or_default();
            let new = match patching.operation {
                PatchOperation::Add { value, .. } | PatchOperation::Replace { value, .. } => Some(value),
                _ => None,
            };
            if let Some(enforced) = set_differently(&self.table, old, own, new) {
                let name = enforced.name.as_deref().unwrap_or_default();
                let id = &patching.r#override.id;
                let message = format!("the override `{id}` sets `{path}` differently from what is enforced: `{name}`");
                let diagnostic = Diagnostic::error(codes::PATH_ENFORCED, message).with_help("remove the operation");
                return Err(diagnostic.with_related("enforced here", enforced.place.clone()));
            }
        }
        let mut origin = Origin::new(Layer::Override, Some(self.override_source(&patching.pointer.join("value"))));
        origin.r#override = Some(patching.r#override.id.clone());
        origin.environment_only = patching.r#override.environments.is_some();
        if let Some((offset, old)) = found {
            let beaten = origins.get(offset).map(|origin| Beaten { origin: *origin, value: old.clone() });
            origin.beat.extend(beaten);
        }
        let origin = self.table.add(origin);
        let value = match patching.operation {
            PatchOperation::Add { value, .. } | PatchOperation::Replace { value, .. } => {
                patching.escape.whole(value.clone()).map_err(|problem| *problem)?
            }
            _ => Value::Null,
        };
        let how = match patching.operation {
            PatchOperation::Add { .. } => Edit::Add(&value),
            PatchOperation::Replace { .. } => Edit::Replace(&value),
            _ => Edit::Remove,
        };
        edit(body, origins, &tokens, how, origin).map_err(|why| {
            patching.problem(format!("`{path}` {why}"), "look at what the path renders with `platform render`")
        })
    }
}

struct Patching<'p> {
    r#override: &'p Override,
    operation: &'p PatchOperation,
    pointer: &'p Pointer,
    escape: Escape,
    allowed: &'p [(Pointer, Vec<String>)],
}

impl Patching<'_> {
    fn problem(&self, what: String, help: &str) -> Diagnostic {
        let id: &Name = &self.r#override.id;
        Diagnostic::error(codes::PATH_OVERRIDE, format!("the override `{id}` can't be applied: {what}")).with_help(help)
    }
}

/// Whether tokens name an item of a list.
fn is_item(body: &Value, tokens: &[String]) -> bool {
    tokens.split_last().and_then(|(_, parent)| find(body, parent)).is_some_and(|(_, parent)| parent.as_list().is_some())
}
