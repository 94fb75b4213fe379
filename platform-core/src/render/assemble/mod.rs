//! All that a subject should be in an environment: from templates and facts to resources with origins.

mod activate;
mod contract;
mod enforced;
mod entity;
mod identity;
mod implied;
mod making;
mod moved;
mod order;
mod outputs;
mod overrides;
mod patch;
mod providers;
mod roots;
mod score;

#[cfg(test)]
mod tests;

pub(crate) use entity::ANNOTATION;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::formats::Limits;
use crate::model::{
    Address, Diagnostic, FormatVersion, Name, Offer, OriginId, OriginTable, Outcome, Rendered, Resolved, Resource,
    Scope, SharedDependency, Target, TemplateScope, Text, Value,
};

use super::compiled::{CompiledPath, Unit, UnitKind};
use super::deadlines::deadlines;
use super::expression::{Budget, Found, Trace};
use super::facts::Facts;

/// Renders everything.
pub(crate) fn render(resolved: &Resolved, limits: &Limits) -> Outcome<Rendered> {
    let compiled: Vec<Arc<CompiledPath>> = resolved.parts.iter().map(|part| CompiledPath::of(&part.path)).collect();
    let mut assembly = Assembly::new(resolved, &compiled, limits);
    let resources = assembly.all();
    let targets = assembly.targets(&resources);
    let moved = moved::moves(&mut assembly, &resources);
    assembly.drop_consequences();
    let rendered = Rendered {
        format_version: FormatVersion::CURRENT,
        subject: resolved.subject.reference().clone(),
        environment: resolved.scope.clone(),
        pins: resolved.pins.clone(),
        targets,
        definitions: definitions(&resources, &resolved.definitions),
        resources,
        moved,
        former: resolved.former.clone(),
        deadlines: deadlines(resolved),
        origins: assembly.table,
    };
    Outcome::unless_errors(rendered, assembly.diagnostics)
}

/// The definitions of the kinds that are rendered: those that are rendered too, and the platform's.
fn definitions(made: &BTreeMap<Address, Resource>, known: &BTreeMap<Text, Arc<Value>>) -> Vec<Value> {
    let text = |body: &Value, field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let rendered = made.values().filter(|resource| text(&resource.body, "kind") == "CustomResourceDefinition");
    let mut found: Vec<Value> = Vec::new();
    if !known.is_empty() {
        let group = |version: &str| version.split_once('/').map(|(group, _)| group.to_owned());
        let name = |body: &Value| Some(format!("{}/{}", group(&text(body, "apiVersion"))?, text(body, "kind")));
        let names: BTreeSet<String> = made.values().filter_map(|resource| name(&resource.body)).collect();
        found.extend(names.iter().filter_map(|name| Some(known.get(name.as_str())?.as_ref().clone())));
    }
    found.extend(rendered.map(|resource| resource.body.clone()));
    found
}

/// What a subject gives to others that use it: the first of these templates that is rendered, with its outputs.
pub(crate) fn offered(
    resolved: &Resolved,
    offer: &Offer,
    limits: &Limits,
) -> Result<Option<SharedDependency>, Vec<Diagnostic>> {
    let compiled: Vec<Arc<CompiledPath>> = resolved.parts.iter().map(|part| CompiledPath::of(&part.path)).collect();
    let mut assembly = Assembly::new(resolved, &compiled, limits);
    let mut found = None;
    for id in &offer.resources {
        let Some(number) = assembly.by_id.get(id.as_str()).copied() else { continue };
        if let Some(instance) = assembly.instances(number).first().cloned() {
            let outputs = assembly.declarations(number, &instance);
            assembly.check_contract(&offer.r#type, number);
            found = Some(SharedDependency { address: instance.address.clone(), outputs });
            break;
        }
    }
    assembly.drop_consequences();
    if assembly.diagnostics.iter().any(Diagnostic::is_error) { Err(assembly.diagnostics) } else { Ok(found) }
}

/// Renders one subject in one environment.
struct Assembly<'a> {
    resolved: &'a Resolved,
    limits: &'a Limits,
    /// Work that may still be done for all templates together.
    total: Budget,
    /// Work that may still be done for the current template.
    budget: Budget,
    table: OriginTable,
    diagnostics: Vec<Diagnostic>,
    /// All templates of all parts.
    units: Vec<State<'a>>,
    /// Resource templates by id; one that was replaced leads to what replaces it.
    by_id: HashMap<&'a str, usize>,
    /// What was read of roots that stay the same, by part and slot.
    slots: Vec<Vec<Option<Found>>>,
    /// Whose expressions are evaluated.
    current: Option<Current>,
    /// The resources that were read from.
    edges: Vec<Address>,
    /// Outputs and conditions that are being evaluated, each for the one before.
    chain: Vec<String>,
    /// Whether a circle was reported: what else goes in a circle follows from it.
    circle: bool,
}

/// A template on its way.
struct State<'a> {
    part: usize,
    unit: &'a Unit,
    replaced: bool,
    activation: Activation,
    /// The number of the first origin of its body, once it is in the table.
    origins: Option<OriginId>,
}

#[derive(Clone)]
enum Activation {
    Unknown,
    /// Its condition is being evaluated.
    Pending,
    Known(Arc<[Instance]>),
}

/// What a template is rendered for: once, or for a key of `each` or a dependency of the workload.
#[derive(Clone, Debug)]
struct Instance {
    /// The template's id, with the key behind it.
    id: Text,
    address: Address,
    kind: InstanceKind,
    /// The resources that its condition read from.
    edges: Vec<Address>,
    /// Why it is there, where it is not always.
    condition: Option<OriginId>,
    outputs: Arc<std::sync::OnceLock<BTreeMap<Name, outputs::Given>>>,
}

#[derive(Clone, Debug)]
enum InstanceKind {
    Single,
    Each {
        key: Text,
        value: Value,
        trace: Trace,
    },
    /// The workload's name for the dependency.
    Provided(Name),
}

impl Instance {
    /// What tells it from the template's other instances.
    fn key(&self) -> Option<&str> {
        match &self.kind {
            InstanceKind::Single => None,
            InstanceKind::Each { key, .. } => Some(key),
            InstanceKind::Provided(name) => Some(name.as_str()),
        }
    }
}

/// Whose expressions are evaluated.
#[derive(Clone)]
struct Current {
    unit: usize,
    kind: InstanceKind,
}

impl<'a> Assembly<'a> {
    fn new(resolved: &'a Resolved, compiled: &'a [Arc<CompiledPath>], limits: &'a Limits) -> Self {
        // Everything together may take what sixteen templates at their limits take.
        let total = Budget::new(limits.fuel.saturating_mul(16), u64::MAX);
        let mut assembly = Self {
            resolved,
            limits,
            total,
            budget: Budget::of(limits),
            table: resolved.origins.clone(),
            diagnostics: Vec::new(),
            units: Vec::new(),
            by_id: HashMap::new(),
            slots: compiled.iter().map(|path| vec![None; path.slots]).collect(),
            current: None,
            edges: Vec::new(),
            chain: Vec::new(),
            circle: false,
        };
        for (part, path) in compiled.iter().enumerate() {
            let states = path.units.iter().map(|unit| State {
                part,
                unit,
                replaced: false,
                activation: Activation::Unknown,
                origins: None,
            });
            assembly.units.extend(states);
        }
        assembly.name_units();
        assembly
    }

    fn facts(&self) -> Facts<'a> {
        let environment = self.resolved.environment.as_deref();
        Facts { subject: &self.resolved.subject, environment, pins: &self.resolved.pins }
    }

    /// Whether a template is rendered in this scope.
    fn is_in_scope(&self, unit: &Unit) -> bool {
        (unit.scope == TemplateScope::Subject) == (self.resolved.scope == Scope::SUBJECT)
    }

    fn all(&mut self) -> BTreeMap<Address, Resource> {
        let mut made: BTreeMap<Address, Resource> = BTreeMap::new();
        let numbers: Vec<usize> = (0..self.units.len()).collect();
        self.check_providers();
        for number in numbers {
            for instance in self.instances(number).iter() {
                if let Some(resource) = self.make(number, instance) {
                    self.put(&mut made, resource, number);
                }
            }
        }
        if self.resolved.scope == Scope::SUBJECT
            && let Some(resource) = self.own_entity()
        {
            self.put_own(&mut made, resource);
        }
        self.apply_overrides(&mut made);
        identity::check(self, &mut made);
        self.check_order(&mut made);
        made
    }

    fn put(&mut self, made: &mut BTreeMap<Address, Resource>, resource: Resource, number: usize) {
        let place = self.units.get(number).map(|state| state.unit.place.clone());
        if made.contains_key(&resource.address) {
            let first = self.units.iter().find(|state| self.gives(state, &resource.address));
            let message = format!("two templates give {}", resource.address);
            let diagnostic = Diagnostic::error(crate::model::codes::PATH_ID_DUPLICATE, message).with_place(place);
            let first = first.map(|state| state.unit.place.clone());
            self.diagnostics.push(diagnostic.with_related("the first is here", first));
            return;
        }
        made.insert(resource.address.clone(), resource);
    }

    fn gives(&self, state: &State<'_>, address: &Address) -> bool {
        match &state.activation {
            Activation::Known(instances) => instances.iter().any(|instance| instance.address == *address),
            _ => false,
        }
    }

    fn put_own(&mut self, made: &mut BTreeMap<Address, Resource>, resource: Resource) {
        if made.contains_key(&resource.address) {
            let message = format!("a template gives {}, which is the subject's own entity", resource.address);
            let diagnostic = Diagnostic::error(crate::model::codes::PATH_ID_DUPLICATE, message);
            let unit = self
                .units
                .iter()
                .find(|state| state.unit.kind == UnitKind::Entity && *state.unit.id == *resource.address.id());
            let place = unit.map(|state| state.unit.place.clone());
            self.diagnostics.push(diagnostic.with_help("give the template another id").with_place(place));
            return;
        }
        made.insert(resource.address.clone(), resource);
    }

    /// The targets that resources go to: the environment's, and those that are always there.
    fn targets(&self, made: &BTreeMap<Address, Resource>) -> BTreeMap<Name, Target> {
        let mut targets = match &self.resolved.environment {
            Some(environment) => environment.spec.targets.clone(),
            None => {
                ["file", "catalog"].iter().filter_map(|name| Some((name.parse().ok()?, Target::default()))).collect()
            }
        };
        for name in made.keys().filter_map(|address| address.target().parse::<Name>().ok()) {
            targets.entry(name).or_default();
        }
        targets
    }
}
