//! One template, for one instance, to a resource.

use std::collections::BTreeMap;

use crate::model::{
    Address, Diagnostic, Name, OriginId, OutputDeclaration, Passthrough, Resource, ResourceClass, Text, Value, codes,
};
use crate::render::compiled::{Unit, UnitKind};
use crate::render::expression::Budget;
use crate::render::template::Escape;

use super::{Assembly, Current, Instance, InstanceKind};

impl Assembly<'_> {
    /// Renders an instance. `None` when it can't be, which is reported.
    pub(super) fn make(&mut self, number: usize, instance: &Instance) -> Option<Resource> {
        let unit = self.units.get(number)?.unit;
        let first = self.body_origins(number, unit);
        let escape = self.escape(unit);
        if let Err(problem) = self.begin(unit) {
            self.diagnostics.push(*problem);
            return None;
        }
        let current = Current { unit: number, kind: instance.kind.clone() };
        let before = self.diagnostics.len();
        let ((body, origins), mut edges) =
            self.for_current(current, |assembly| unit.body.fill(first, escape, assembly));
        edges.extend_from_slice(&instance.edges);
        let outputs = self.outputs(number, instance);
        edges.extend(outputs.values().flat_map(|given| given.edges.iter().cloned()));
        let outputs: BTreeMap<Name, OutputDeclaration> =
            outputs.into_iter().map(|(name, given)| (name, given.declaration)).collect();
        let taken = self.total.step_as(&self.budget, self.limits);
        self.diagnostics.extend(taken.err().map(|problem| *super::activate::placed(problem, &unit.place)));
        if self.diagnostics.iter().skip(before).any(Diagnostic::is_error) {
            return None;
        }
        self.check_body(unit, &body)?;
        let digest = unit.body.digest(&body);
        Some(Resource {
            class: match unit.kind {
                UnitKind::Resource => ResourceClass::Object,
                UnitKind::File => ResourceClass::File,
                UnitKind::Entity => ResourceClass::Entity,
            },
            outputs,
            protect: unit.protect,
            ownership: unit.ownership,
            passthrough: unit.passthrough,
            depends_on: edges,
            origins,
            condition: instance.condition,
            ..Resource::with_digest(instance.address.clone(), body, digest)
        })
    }

    /// Gives a template its share of what may still be done.
    fn begin(&mut self, unit: &Unit) -> Result<(), crate::render::expression::Problem> {
        let leaves = unit.body.origins().len().max(1);
        self.total.step(leaves).map_err(|problem| super::activate::placed(problem, &unit.place))?;
        self.budget = Budget::of(self.limits);
        Ok(())
    }

    /// The number of the first origin of a template's body.
    fn body_origins(&mut self, number: usize, unit: &Unit) -> OriginId {
        if let Some(known) = self.units.get(number).and_then(|state| state.origins) {
            return known;
        }
        let first = self.table.add_shared(unit.body.origins().clone());
        if let Some(state) = self.units.get_mut(number) {
            state.origins = Some(first);
        }
        first
    }

    /// The type of the target that a template goes to.
    pub(super) fn target_type(&self, key: &Name) -> Name {
        let environment = self.resolved.environment.as_ref();
        let target = environment.and_then(|environment| environment.spec.targets.get(key));
        target.and_then(|target| target.r#type.clone()).unwrap_or_else(|| key.clone())
    }

    pub(super) fn escape(&self, unit: &Unit) -> Escape {
        match unit.passthrough {
            Some(Passthrough::GithubActions) => Escape::GithubActions,
            _ if self.target_type(&unit.target).as_str() == "terraform" => Escape::Terraform,
            _ => Escape::None,
        }
    }

    /// A resource is a map, a file a text.
    fn check_body(&mut self, unit: &Unit, body: &Value) -> Option<()> {
        let fits = match unit.kind {
            UnitKind::File => matches!(body, Value::String(_) | Value::Unknown(_)),
            UnitKind::Resource | UnitKind::Entity => matches!(body, Value::Map(_)),
        };
        if fits {
            return Some(());
        }
        let kind = crate::render::expression::kind(body);
        let message = format!("the body of `{}` is {kind}, not a map", unit.id);
        self.diagnostics.push(Diagnostic::error(codes::TEMPLATE_INVALID, message).with_place(unit.place.clone()));
        None
    }

    /// Where a file lies: a relative path that stays below the repository's root.
    pub(super) fn file_path(&mut self, number: usize, unit: &Unit) -> Option<Text> {
        let template = unit.path.as_ref()?;
        let first = self.table.add_shared(template.origins().clone());
        let current = Current { unit: number, kind: InstanceKind::Single };
        let before = self.diagnostics.len();
        let ((path, _), _) = self.for_current(current, |assembly| template.fill(first, Escape::None, assembly));
        if self.diagnostics.iter().skip(before).any(Diagnostic::is_error) {
            return None;
        }
        let problem = match &path {
            Value::String(path) => match wrong_path(path) {
                None => return Some(path.clone()),
                Some(why) => format!("the path `{path}` {why}"),
            },
            // A path that is known only after apply would be an address that nobody knows.
            other => match crate::render::expression::text_of(other) {
                Err(undecidable) => {
                    self.diagnostics.push(undecidable.with_place(unit.place.clone()));
                    return None;
                }
                Ok(_) => format!("the path `{}` is {}", unit.id, crate::render::expression::kind(other)),
            },
        };
        let diagnostic = Diagnostic::error(codes::EXEC_PATH_ESCAPE, problem);
        let help = "write a path relative to the repository's root, with `/` and without `..`";
        self.diagnostics.push(diagnostic.with_help(help).with_place(unit.place.clone()));
        None
    }
}

/// What is wrong with a file's path.
fn wrong_path(path: &str) -> Option<&'static str> {
    let mut parts = path.split('/');
    match path {
        "" => Some("is empty"),
        path if path.starts_with('/') => Some("is absolute"),
        path if path.len() > 1024 => Some("is longer than 1024 bytes"),
        path if path.contains(['\\', ':']) || path.chars().any(char::is_control) => {
            Some("holds a character that not all systems allow in file names")
        }
        _ if parts.clone().any(|part| part == ".." || part == ".") => Some("leaves its folder"),
        _ if parts.clone().any(str::is_empty) => Some("has an empty part"),
        _ if parts.any(|part| part.eq_ignore_ascii_case(".git")) => Some("lies in `.git`, which is Git's own"),
        _ => None,
    }
}

/// An address of the same subject and environment.
pub(super) fn address_of(assembly: &Assembly<'_>, target: &str, id: &str) -> Option<Address> {
    Address::new(assembly.resolved.subject.reference(), &assembly.resolved.scope, target, id).ok()
}

#[cfg(test)]
mod tests {
    use super::wrong_path;

    #[test]
    fn paths_stay_below_the_root() {
        for path in ["a", ".github/workflows/ci.yml", "docs/a..b", "..a/b"] {
            assert_eq!(wrong_path(path), None, "{path}");
        }
        for path in
            ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "./a", "a\\b", "C:/x", ".git/hooks/x", "a\nb"]
        {
            assert!(wrong_path(path).is_some(), "{path}");
        }
    }
}
