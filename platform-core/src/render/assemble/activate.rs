//! Which templates are rendered here, and how often.

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::{Address, Diagnostic, Layer, Name, Origin, OriginId, PathPin, Place, Text, Value, codes};
use crate::render::compiled::{Condition, Unit, UnitKind};
use crate::render::expression::{Expression, Found, Problem, Roots, Trace, help, is_true, text_of, value_of};
use crate::render::facts::traces_of_entries;

use super::{Activation, Assembly, Current, Instance, InstanceKind};

impl<'a> Assembly<'a> {
    /// Gives every resource template its id, and lets templates replace those of included paths.
    pub(super) fn name_units(&mut self) {
        let mut replaced: Vec<(usize, usize)> = Vec::new();
        let resources = |state: &super::State<'a>| state.unit.kind == UnitKind::Resource;
        for (number, state) in self.units.iter().enumerate().filter(|(_, state)| resources(state)) {
            let Some((id, place)) = &state.unit.replaces else { continue };
            let mut others = self.units.iter().enumerate();
            let other = others.find(|(_, other)| resources(other) && other.part > state.part && other.unit.id == *id);
            match other {
                Some((other, _)) => replaced.push((other, number)),
                None => {
                    let included = self.units.iter().filter(|other| resources(other) && other.part > state.part);
                    let names: Vec<&str> = included.map(|other| &*other.unit.id).collect();
                    let message = format!("`replaces: {id}` names no resource of an included path");
                    let diagnostic = Diagnostic::error(codes::TEMPLATE_INVALID, message);
                    let diagnostic = diagnostic.with_help(help(id, names, "remove it"));
                    self.diagnostics.push(diagnostic.with_place(place.clone()));
                }
            }
        }
        for (other, _) in &replaced {
            if let Some(state) = self.units.get_mut(*other) {
                state.replaced = true;
                state.activation = Activation::Known(Arc::default());
            }
        }
        self.index_units(&replaced);
    }

    fn index_units(&mut self, replaced: &[(usize, usize)]) {
        let mut duplicates = Vec::new();
        for (number, state) in self.units.iter().enumerate() {
            if state.unit.kind != UnitKind::Resource || state.replaced {
                continue;
            }
            if let Some(first) = self.by_id.insert(&state.unit.id, number) {
                duplicates.push((first, number));
            }
        }
        for (other, number) in replaced {
            if let Some(state) = self.units.get(*other) {
                self.by_id.entry(&state.unit.id).or_insert(*number);
            }
        }
        for (first, second) in duplicates {
            let (Some(first), Some(second)) = (self.units.get(first), self.units.get(second)) else { continue };
            // Within one path it is reported when the path is compiled.
            if first.part != second.part {
                let message = format!("two golden paths have a resource `{}`", second.unit.id);
                let diagnostic = Diagnostic::error(codes::PATH_ID_DUPLICATE, message)
                    .with_help(format!(
                        "rename one of them, or say `replaces: {}` in the including path",
                        second.unit.id
                    ))
                    .with_place(first.unit.place.clone())
                    .with_related("the other is here", second.unit.place.clone());
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// The instances of a template that are rendered here.
    pub(super) fn instances(&mut self, number: usize) -> Arc<[Instance]> {
        let Some(state) = self.units.get_mut(number) else { return Arc::default() };
        let (unit, activation) = (state.unit, state.activation.clone());
        match activation {
            Activation::Known(instances) => return instances,
            Activation::Pending => {
                self.report_circle(&unit.place, &format!("the condition of `{}`", unit.id));
                return Arc::default();
            }
            Activation::Unknown => {}
        }
        if !self.is_in_scope(unit) {
            return self.know(number, Arc::default());
        }
        if let Some(state) = self.units.get_mut(number) {
            state.activation = Activation::Pending;
        }
        let entered = self.enter(format!("the condition of `{}`", unit.id), &unit.place);
        let instances = if entered { self.activate(number, unit) } else { Arc::default() };
        if entered {
            self.chain.pop();
        }
        self.know(number, instances)
    }

    fn know(&mut self, number: usize, instances: Arc<[Instance]>) -> Arc<[Instance]> {
        if let Some(state) = self.units.get_mut(number) {
            state.activation = Activation::Known(instances.clone());
        }
        instances
    }

    /// Notes what is evaluated, so that circles end.
    pub(super) fn enter(&mut self, what: String, place: &Place) -> bool {
        const DEEPEST: usize = 16;
        if self.chain.len() >= DEEPEST {
            let message = format!("{what} is read through more than {DEEPEST} others");
            self.diagnostics.push(Diagnostic::error(codes::LIMIT_DEPTH, message).with_place(place.clone()));
            return false;
        }
        self.chain.push(what);
        true
    }

    pub(super) fn report_circle(&mut self, place: &Place, what: &str) {
        if std::mem::replace(&mut self.circle, true) {
            return;
        }
        let start = self.chain.iter().position(|entry| entry == what).unwrap_or_default();
        let circle = self.chain.iter().skip(start).map(String::as_str).chain([what]);
        let message = format!("to know it, it must be known: {}", circle.collect::<Vec<_>>().join(" reads "));
        let diagnostic = Diagnostic::error(codes::GRAPH_CYCLE, message).with_place(place.clone());
        self.diagnostics.push(diagnostic.with_help("decide one of them by a parameter"));
    }

    fn activate(&mut self, number: usize, unit: &'a Unit) -> Arc<[Instance]> {
        let kinds = match self.kinds(number, unit) {
            Ok(kinds) => kinds,
            Err(problem) => {
                self.diagnostics.push(*problem);
                return Arc::default();
            }
        };
        let mut instances = Vec::new();
        for (kind, mut edges) in kinds {
            let current = Current { unit: number, kind: kind.clone() };
            let mut reads = Vec::new();
            let (holds, read) = self.for_current(current, |assembly| match &unit.when {
                Some(when) => assembly.condition(when, &mut reads),
                None => Ok(true),
            });
            edges.extend(read);
            match holds {
                Ok(true) => {
                    let condition = self.condition_origin(number, unit, &kind, reads);
                    instances.extend(self.instance(number, unit, kind, edges, condition));
                }
                Ok(false) => {}
                Err(problem) => self.diagnostics.push(*problem),
            }
        }
        instances.into()
    }

    /// Why an instance is there: the condition that holds, the list it is made for, and what they read. `None` for what
    /// is always there.
    fn condition_origin(
        &mut self,
        number: usize,
        unit: &Unit,
        kind: &InstanceKind,
        mut reads: Vec<OriginId>,
    ) -> Option<OriginId> {
        let condition = unit.when.as_ref().or(unit.each.as_ref())?;
        if let InstanceKind::Each { trace, .. } = kind {
            reads.extend(trace.ids());
        }
        let mut origin = Origin::new(Layer::Template, Some(condition.place.clone())).with_path(self.pin_of(number));
        origin.expression = Some(condition.text.clone());
        origin.reads = reads;
        Some(self.table.add(origin))
    }

    /// The exact version of the golden path that a template is of.
    fn pin_of(&self, number: usize) -> Option<PathPin> {
        let part = self.units.get(number)?.part;
        let name = &self.resolved.parts.get(part)?.path.metadata.name;
        let pins = &self.resolved.pins;
        pins.path.iter().chain(pins.includes.values()).find(|pin| pin.name == *name).cloned()
    }

    /// What a template is rendered for, before its condition is asked.
    fn kinds(&mut self, number: usize, unit: &'a Unit) -> Result<Vec<(InstanceKind, Vec<Address>)>, Problem> {
        if let Some(each) = &unit.each {
            let current = Current { unit: number, kind: InstanceKind::Single };
            let (kinds, edges) = self.for_current(current, |assembly| assembly.keys(each));
            return Ok(kinds?.into_iter().map(|kind| (kind, edges.clone())).collect());
        }
        if let Some(provides) = &unit.provides {
            let wanted = self.dependencies().into_iter().filter(|(_, dependency)| {
                dependency.r#type == provides.r#type
                    && provides.class.as_ref().is_none_or(|class| Some(class) == dependency.class.as_ref())
            });
            return Ok(wanted.map(|(name, _)| (InstanceKind::Provided(name.clone()), Vec::new())).collect());
        }
        Ok(vec![(InstanceKind::Single, Vec::new())])
    }

    /// Evaluates for an instance; gives what was read from other resources, too.
    pub(super) fn for_current<T>(
        &mut self,
        current: Current,
        evaluate: impl FnOnce(&mut Self) -> T,
    ) -> (T, Vec<Address>) {
        let outer = self.current.replace(current);
        let outer_edges = std::mem::take(&mut self.edges);
        let result = evaluate(self);
        self.current = outer;
        (result, std::mem::replace(&mut self.edges, outer_edges))
    }

    fn condition(&mut self, condition: &Condition, reads: &mut Vec<OriginId>) -> Result<bool, Problem> {
        let value = value_of(&condition.expression, self, reads);
        let holds = value.and_then(|value| match value {
            Value::Bool(holds) => Ok(holds),
            other => {
                // What may not be looked at says so itself.
                is_true(&other)?;
                let message = format!("`when` gives {}, not a boolean", crate::render::expression::kind(&other));
                Err(Box::new(
                    Diagnostic::error(codes::TEMPLATE_INVALID, message).with_help("compare it with something"),
                ))
            }
        });
        holds.map_err(|problem| placed(problem, &condition.place))
    }

    fn keys(&mut self, each: &Condition) -> Result<Vec<InstanceKind>, Problem> {
        let (value, trace) = self.each_value(&each.expression).map_err(|problem| placed(problem, &each.place))?;
        let invalid = |message: String, help: &str| {
            let diagnostic = Diagnostic::error(codes::TEMPLATE_INVALID, message).with_help(help);
            Box::new(diagnostic.with_place(each.place.clone()))
        };
        let (mut kinds, mut known) = (Vec::new(), HashSet::new());
        let value_of_each = value.clone();
        let entries: Vec<(Text, Value)> = match &value {
            Value::Map(map) => map.iter().cloned().collect(),
            Value::List(list) => {
                let texts = list.iter().map(|item| match item {
                    Value::String(text) => Ok((text.clone(), item.clone())),
                    other => Err(match text_of(other) {
                        Err(problem) if other.type_name() == "unknown" => problem,
                        _ => invalid(
                            "`each` gives a list of something else than texts".into(),
                            "give a map: its keys name the instances",
                        ),
                    }),
                });
                texts.collect::<Result<_, _>>()?
            }
            other => {
                text_of(other)
                    .map(|_| ())
                    .or_else(|problem| if is_undecidable(other) { Err(problem) } else { Ok(()) })?;
                let message = format!("`each` gives {}", crate::render::expression::kind(other));
                return Err(invalid(message, "give a map, whose keys name the instances, or a list of texts"));
            }
        };
        let traces = traces_of_entries(&value_of_each, &trace);
        for ((key, value), trace) in entries.into_iter().zip(traces) {
            if !Name::is_valid(&key) {
                let help = "use letters and digits with single `-`, `_` or `.` between them";
                return Err(invalid(format!("`{key}` can't name an instance"), help));
            }
            if !known.insert(key.clone()) {
                return Err(invalid(
                    format!("`each` gives `{key}` twice"),
                    "make them unique: each names one instance",
                ));
            }
            kinds.push(InstanceKind::Each { key, value, trace });
        }
        Ok(kinds)
    }

    /// What `each` gives; where it only names something, with the origin of each leaf.
    fn each_value(&mut self, expression: &Expression) -> Result<(Value, Trace), Problem> {
        if let Expression::Read(reference) = expression {
            return match self.read(reference)? {
                Found::Value(value, trace) => Ok((value, trace)),
                Found::Missing(missing) => Err(missing.problem()),
            };
        }
        let mut reads = Vec::new();
        let value = value_of(expression, self, &mut reads)?;
        Ok((value, Trace::of(reads)))
    }

    fn instance(
        &mut self,
        number: usize,
        unit: &Unit,
        kind: InstanceKind,
        edges: Vec<Address>,
        condition: Option<OriginId>,
    ) -> Option<Instance> {
        let id: Text = match &kind {
            InstanceKind::Single if unit.kind == UnitKind::File => self.file_path(number, unit)?,
            InstanceKind::Single => unit.id.clone(),
            InstanceKind::Each { key, .. } => format!("{}.{key}", unit.id).into(),
            InstanceKind::Provided(name) => format!("{}.{name}", unit.id).into(),
        };
        self.check_target(unit)?;
        let subject = self.resolved.subject.reference();
        match Address::new(subject, &self.resolved.scope, unit.target.as_str(), &id) {
            Ok(address) => Some(Instance { id, address, kind, edges, condition, outputs: Arc::default() }),
            Err(error) => {
                let message = format!("`{id}` can't be part of an address: {error}");
                self.diagnostics
                    .push(Diagnostic::error(codes::TEMPLATE_INVALID, message).with_place(unit.place.clone()));
                None
            }
        }
    }

    /// A template may only name a target that is there.
    fn check_target(&mut self, unit: &Unit) -> Option<()> {
        let Some(environment) = &self.resolved.environment else { return Some(()) };
        if unit.kind != UnitKind::Resource || environment.spec.targets.contains_key(&unit.target) {
            return Some(());
        }
        let message = format!("`{}` goes to `{}`, which is no target of {}", unit.id, unit.target, environment.name);
        let names = environment.spec.targets.keys().map(Name::as_str);
        let help =
            help(unit.target.as_str(), names, "add it to the environment, or leave the template out there by `when`");
        let targets = environment.source.place(&crate::model::Pointer::from_tokens(["spec", "targets"]));
        let diagnostic =
            Diagnostic::error(codes::TEMPLATE_TARGET, message).with_help(help).with_place(unit.place.clone());
        self.diagnostics.push(diagnostic.with_related("the environment's targets", targets));
        None
    }
}

fn is_undecidable(value: &Value) -> bool {
    matches!(value, Value::Unknown(_) | Value::Secret(_))
}

pub(super) fn placed(mut problem: Problem, place: &Place) -> Problem {
    problem.at.get_or_insert_with(|| place.clone());
    problem
}
