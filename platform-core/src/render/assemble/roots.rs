//! What templates read.

use std::sync::Arc;

use crate::model::{
    Address, Diagnostic, Layer, Name, Origin, OriginId, OutputDeclaration, Place, Pointer, SecretRef, TemplateScope,
    Text, Unknown, Value, codes, slug,
};
use crate::render::compiled::Unit;
use crate::render::expression::{
    Budget, Evaluated, Found, Key, Missing, Problem, Reference, Root, Roots, Trace, descend, help,
};
use crate::render::facts::{parameter, trace_of_part};
use crate::render::template::Sink;

use super::{Assembly, Instance, InstanceKind};

impl Roots for Assembly<'_> {
    fn read(&mut self, reference: &Arc<Reference>) -> Result<Found, Problem> {
        match reference.root {
            Root::Service | Root::Environment | Root::Artifacts | Root::Parameters => self.read_fact(reference),
            Root::Each => self.read_each(reference),
            Root::Resource => self.read_resource(reference),
            Root::Resources => self.read_resources(reference),
            Root::Workload => self.read_workload(reference),
        }
    }

    fn budget(&mut self) -> &mut Budget {
        &mut self.budget
    }
}

impl Sink for Assembly<'_> {
    fn add_origin(&mut self, origin: Origin) -> OriginId {
        self.table.add(origin)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// Nothing, with the reason.
fn missing(diagnostic: Diagnostic) -> Found {
    Found::Missing(Box::new(Missing::Explained(diagnostic)))
}

impl<'a> Assembly<'a> {
    /// The template whose expressions are evaluated.
    fn current_unit(&self) -> Option<(usize, &'a Unit)> {
        let state = self.units.get(self.current.as_ref()?.unit)?;
        Some((state.part, state.unit))
    }

    /// What stays the same for all templates of a part is read once.
    fn read_fact(&mut self, reference: &Reference) -> Result<Found, Problem> {
        let part = self.current_unit().map_or(0, |(part, _)| part);
        let is_scoped = reference.root == Root::Environment;
        if let Some(slot) = reference.slot
            && let Some(Some(known)) = self.slots.get(part).and_then(|slots| slots.get(slot))
        {
            return Ok(known.clone());
        }
        let facts = self.facts();
        let found = match reference.root {
            Root::Service => facts.service(reference, &mut self.table)?,
            Root::Artifacts => facts.artifact(reference, &mut self.table)?,
            Root::Environment => facts.environment(reference, &mut self.table)?,
            _ => match self.resolved.parts.get(part) {
                Some(part) => parameter(&part.parameters, reference)?,
                None => return Ok(missing(Diagnostic::error(codes::INTERNAL, "a part without parameters"))),
            },
        };
        debug_assert!(!is_scoped || self.resolved.environment.is_some());
        if let Some(slot) = reference.slot
            && let Some(slot) = self.slots.get_mut(part).and_then(|slots| slots.get_mut(slot))
        {
            *slot = Some(found.clone());
        }
        Ok(found)
    }

    fn read_each(&mut self, reference: &Reference) -> Result<Found, Problem> {
        let Some(InstanceKind::Each { key, value, trace }) = self.current.as_ref().map(|current| &current.kind) else {
            return Ok(missing(Diagnostic::error(codes::EXPRESSION_UNDEFINED, "`each` is there only in instances")));
        };
        match reference.keys.split_first() {
            Some((Key::Name(field), [])) if &**field == "key" => {
                Ok(Found::Value(Value::String(key.clone()), Trace::of(trace.ids().to_vec())))
            }
            Some((Key::Name(field), rest)) if &**field == "value" => {
                let found = descend(value, rest, &|depth| reference.text(depth.saturating_add(1)))?;
                Ok(match found {
                    Evaluated::Value(inner) => Found::Value(inner, trace_of_part(value, trace, rest)),
                    Evaluated::Missing(missing) => Found::Missing(missing),
                })
            }
            _ => {
                let whole = Value::map([("key", Value::String(key.clone())), ("value", value.clone())]);
                let trace = Trace::of(trace.ids().to_vec());
                found(descend(&whole, &reference.keys, &|depth| reference.text(depth))?, || trace)
            }
        }
    }

    /// The dependency of the workload that is provided.
    fn read_resource(&mut self, reference: &Reference) -> Result<Found, Problem> {
        let Some(InstanceKind::Provided(name)) = self.current.as_ref().map(|current| current.kind.clone()) else {
            return Ok(missing(Diagnostic::error(
                codes::EXPRESSION_UNDEFINED,
                "`resource` is there only in instances",
            )));
        };
        let workload = self.resolved.subject.workload.as_ref();
        let Some((workload, dependency)) =
            workload.and_then(|workload| Some((workload, workload.resources.get(&name)?)))
        else {
            return Ok(missing(Diagnostic::error(codes::INTERNAL, "a dependency without a workload")));
        };
        if let Some((Key::Name(field), rest)) = reference.keys.split_first()
            && &**field == "params"
        {
            let params = Value::Map(dependency.params.clone());
            let pointer = Pointer::from_tokens(["resources", name.as_str(), "params"]);
            return self.read_written(&params, pointer, rest, reference, 1);
        }
        let text = |text: &Text| Value::String(text.clone());
        let fields = [
            ("name", Some(text(name.text()))),
            ("slug", Some(Value::from(slug(name.as_str())))),
            ("type", Some(text(&dependency.r#type))),
            ("class", dependency.class.as_ref().map(text)),
            ("id", dependency.id.as_ref().map(text)),
        ];
        let fields = Value::map(fields.into_iter().filter_map(|(name, value)| Some((name, value?))));
        let place = workload.source.place(&Pointer::from_tokens(["resources", name.as_str()]));
        let evaluated = descend(&fields, &reference.keys, &|depth| reference.text(depth))?;
        let origin = Origin::new(Layer::Document, Some(place)).with_name(reference.to_string());
        found(evaluated, || Trace::One(self.table.add(origin)))
    }

    /// Another resource: its address, its outputs.
    fn read_resources(&mut self, reference: &Reference) -> Result<Found, Problem> {
        let Some((Key::Name(name), rest)) = reference.keys.split_first() else {
            let diagnostic = Diagnostic::error(codes::EXPRESSION_TYPE, "`resources` can't be read as a whole");
            return Err(Box::new(diagnostic.with_help("name one: `resources.db.outputs.host`")));
        };
        if let Some(found) = self.resource_by_id(name, rest, reference)? {
            return Ok(found);
        }
        let workload = self.resolved.subject.workload.as_ref();
        if workload.is_some_and(|workload| workload.resources.contains_key(&**name)) {
            return self.dependency(name, rest, &reference.to_string());
        }
        let ids = self
            .by_id
            .keys()
            .copied()
            .chain(workload.into_iter().flat_map(|workload| workload.resources.keys().map(Name::as_str)));
        let message = format!("there is no resource `{name}`");
        let mut ids: Vec<&str> = ids.collect();
        ids.sort_unstable();
        let diagnostic = Diagnostic::error(codes::EXPRESSION_UNDEFINED, message);
        Ok(missing(diagnostic.with_help(help(name, ids, "add it"))))
    }

    fn resource_by_id(&mut self, name: &Text, rest: &[Key], reference: &Reference) -> Result<Option<Found>, Problem> {
        let exact = self.by_id.get(&**name).copied();
        let prefix = name.split_once('.').and_then(|(id, _)| self.by_id.get(id).copied());
        let Some(number) = exact.or(prefix) else { return Ok(None) };
        let Some(state) = self.units.get(number) else { return Ok(None) };
        let unit = state.unit;
        let instances = self.instances(number);
        if exact.is_some() && (unit.each.is_some() || unit.provides.is_some()) {
            let keys: Vec<String> = instances.iter().map(|instance| format!("['{}']", instance.id)).collect();
            let message = format!("`{name}` has instances, and `{reference}` names none of them");
            let help = if keys.is_empty() {
                "here it has none".to_owned()
            } else {
                format!("write resources{}", keys.join(" or resources"))
            };
            return Ok(Some(missing(Diagnostic::error(codes::EXPRESSION_UNDEFINED, message).with_help(help))));
        }
        let key = name.split_once('.').map(|(_, key)| key);
        let named = |instance: &&Instance| exact.is_some() || instance.key() == key;
        match instances.iter().find(named) {
            Some(instance) => self.part_of(number, instance, rest, &reference.to_string()).map(Some),
            None if exact.is_none() && !instances.is_empty() => {
                let key = key.unwrap_or_default();
                let message = format!("`{}` has no instance `{key}` here", unit.id);
                let keys = instances.iter().filter_map(Instance::key);
                let diagnostic = Diagnostic::error(codes::EXPRESSION_UNDEFINED, message);
                Ok(Some(missing(diagnostic.with_help(help(key, keys, "write `default(…)` if it may be absent")))))
            }
            None => Ok(Some(missing(self.absent(unit, name)))),
        }
    }

    fn absent(&self, unit: &Unit, name: &str) -> Diagnostic {
        let why = match (self.is_in_scope(unit), unit.scope) {
            (true, _) => "its `when` does not hold here",
            (false, TemplateScope::Subject) => "it is rendered once for the subject, not in environments",
            (false, TemplateScope::Environment) => "it is rendered in environments, not once for the subject",
        };
        let message = format!("the resource `{name}` is not rendered: {why}");
        Diagnostic::error(codes::EXPRESSION_UNDEFINED, message).with_help("write `default(…)` if it may be absent")
    }

    /// A dependency by the workload's name for it.
    pub(super) fn dependency(&mut self, name: &str, rest: &[Key], text: &str) -> Result<Found, Problem> {
        if let Some(shared) = self.resolved.shared.get(name) {
            let (address, outputs) = (shared.address.clone(), &shared.outputs);
            self.edges.push(address.clone());
            return self.read_shared(&address, outputs, rest, text);
        }
        let workload = self.resolved.subject.workload.as_ref();
        let dependency = workload.and_then(|workload| workload.resources.get(name));
        let provider = match (dependency, name.parse::<Name>()) {
            (Some(dependency), Ok(name)) => self.provider(&name, dependency),
            _ => None,
        };
        let instance = provider.and_then(|number| {
            let instances = self.instances(number);
            let is_for = |instance: &&Instance| matches!(&instance.kind, InstanceKind::Provided(known) if known.as_str() == name);
            Some((number, instances.iter().find(is_for)?.clone()))
        });
        match instance {
            Some((number, instance)) => self.part_of(number, &instance, rest, text),
            None => Ok(missing(super::providers::not_provided(name))),
        }
    }

    /// `address` or `outputs` of an instance, and what is below.
    fn part_of(&mut self, number: usize, instance: &Instance, rest: &[Key], text: &str) -> Result<Found, Problem> {
        self.edges.push(instance.address.clone());
        let place = self.units.get(number).map(|state| state.unit.place.clone());
        let address = || Value::from(instance.address.as_str());
        let origin = |place: Option<Place>| Origin::new(Layer::Output, place).with_name(text);
        match rest {
            [Key::Name(field)] if &**field == "address" => {
                Ok(Found::Value(address(), Trace::One(self.table.add(origin(place)))))
            }
            [] => {
                // Asked whether it is there at all.
                let whole = Value::map([("address", address())]);
                Ok(Found::Value(whole, Trace::One(self.table.add(origin(place)))))
            }
            [Key::Name(field), Key::Name(output), rest @ ..] if &**field == "outputs" => {
                let names: Vec<Text> = self
                    .units
                    .get(number)
                    .map(|state| state.unit.outputs.keys().map(|name| name.text().clone()).collect())
                    .unwrap_or_default();
                if !names.contains(output) {
                    return Ok(missing(no_output(&instance.id, output, names.iter().map(|name| &**name))));
                }
                let (value, reads) = self.output(number, instance, output)?;
                let place =
                    self.units.get(number).and_then(|state| Some(state.unit.outputs.get(&**output)?.place.clone()));
                let evaluated = descend(&value, rest, &|depth| format!("{text}, at its key {depth}"))?;
                let mut origin = origin(place);
                origin.reads = reads;
                found(evaluated, || Trace::One(self.table.add(origin)))
            }
            _ => Err(no_part(text)),
        }
    }

    fn read_shared(
        &mut self,
        address: &Address,
        outputs: &std::collections::BTreeMap<Name, OutputDeclaration>,
        rest: &[Key],
        text: &str,
    ) -> Result<Found, Problem> {
        let (value, rest) = match rest {
            [Key::Name(field)] if &**field == "address" => (Value::from(address.as_str()), &[][..]),
            [] => (Value::map([("address", Value::from(address.as_str()))]), &[][..]),
            [Key::Name(field), Key::Name(output), rest @ ..] if &**field == "outputs" => match outputs.get(&**output) {
                Some(declaration) => (declared(address, output, declaration), rest),
                None => {
                    let names = outputs.keys().map(Name::as_str);
                    return Ok(missing(no_output(address.as_str(), output, names)));
                }
            },
            _ => return Err(no_part(text)),
        };
        let evaluated = descend(&value, rest, &|depth| format!("{text}, at its key {depth}"))?;
        let origin = Origin::new(Layer::Output, None).with_name(text);
        found(evaluated, || Trace::One(self.table.add(origin)))
    }
}

fn found(evaluated: Evaluated, trace: impl FnOnce() -> Trace) -> Result<Found, Problem> {
    Ok(match evaluated {
        Evaluated::Value(value) => Found::Value(value, trace()),
        Evaluated::Missing(missing) => Found::Missing(missing),
    })
}

fn no_part(text: &str) -> Problem {
    let message = format!("`{text}` is nothing that can be read of a resource");
    let diagnostic = Diagnostic::error(codes::EXPRESSION_UNDEFINED, message);
    Box::new(diagnostic.with_help("read `.outputs.NAME` or `.address`"))
}

fn no_output<'n>(resource: &str, output: &str, names: impl IntoIterator<Item = &'n str>) -> Diagnostic {
    let message = format!("`{resource}` has no output `{output}`");
    let help = help(output, names, "declare it under `outputs` of its template");
    Diagnostic::error(codes::EXPRESSION_UNDEFINED, message).with_help(help)
}

/// What reading an output gives: what is known, what will be known, or where a secret is.
pub(super) fn declared(address: &Address, output: &str, declaration: &OutputDeclaration) -> Value {
    match &declaration.value {
        Some(value) => value.clone(),
        None if declaration.secret => {
            let key = format!("{address}#{output}");
            Value::from(SecretRef { store: "output".into(), key: key.into(), ..SecretRef::default() })
        }
        None => Value::from(Unknown::output(address.clone(), output)),
    }
}
