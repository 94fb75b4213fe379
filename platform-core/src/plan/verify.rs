//! Whether a plan still fits the world.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Address, Basis, Change, Digest, Expectation, FieldChange, Freshness, Intent, Observation, Observed, Plan,
    PlanOptions, Pointer, Precondition, Present, Rendered, Staleness, State, ToolPlan, Value,
};

use super::apply::apply;
use super::conceal;
use super::diff::diff;
use super::digest::rendered_digest;
use super::outputs::Outputs;
use super::project::{is_as_written, project, projected_digest};
use super::rules::DiffRules;
use super::walk::walk;
use super::world::{Entry, World};

/// Whether a plan still fits the state and the world it was made from; if not, exactly what changed.
///
/// What the plan does not touch may have changed, and so may fields that are nobody's business here. What is not
/// observed is taken to be as it was.
pub fn verify(plan: &Plan, rendered: &Rendered, state: &State, observed: &Observed) -> Freshness {
    let mut causes = Vec::new();
    if state.lineage != plan.base.lineage {
        causes.push(Staleness::Lineage);
    } else if state.serial != plan.base.serial {
        causes.push(Staleness::Serial { planned: plan.base.serial, found: state.serial });
    }
    let same_rendered = rendered_digest(rendered) == plan.rendered_digest;
    if !same_rendered {
        causes.push(Staleness::Rendered);
    }
    let without_state = plan.basis == Basis::NoState;
    let options = PlanOptions { intent: plan.intent, without_state, ..PlanOptions::default() };
    let moves = plan.changes.iter().filter_map(|change| Some((&change.address, change.moved_from.as_ref()?)));
    let world = World::new(rendered, state, observed, &options, &moves.collect());
    let check = Check { plan, world: &world, outputs: Outputs::new(&world) };
    // Which fields matter, only what it was rendered from can tell.
    let held = plan.preconditions.iter().filter(|_| same_rendered);
    causes.extend(held.filter_map(|held| check.precondition(held)));
    if causes.is_empty() { Freshness::Fresh } else { Freshness::Stale { causes } }
}

/// Whether what is found at one address is what a plan expects there; if not, the fields that differ, or none where the
/// thing itself appeared or vanished.
///
/// `base` is what the state has, `desired` what is rendered, unknowns unfilled: a step is checked with the same words as
/// the plan was made with.
///
/// # Errors
/// What changed.
pub fn check_expectation(
    expect: &Expectation,
    rules: &DiffRules,
    base: Option<&Value>,
    desired: Option<&Value>,
    observation: &Observation,
) -> Result<(), Vec<Pointer>> {
    let found = match (expect, observation) {
        (Expectation::Absent | Expectation::NotObserved, Observation::Absent) => return Ok(()),
        (Expectation::Fields { .. } | Expectation::State { .. }, Observation::Present(present)) => &present.body,
        (Expectation::Planned { digest }, Observation::Planned(theirs)) if theirs.digest() == *digest => return Ok(()),
        (Expectation::Planned { .. }, Observation::Planned(theirs)) => return Err(places(theirs)),
        // A tool's plan says nothing of what was there before it.
        (_, Observation::Planned(_)) => return Ok(()),
        _ => return Err(Vec::new()),
    };
    let cut = project(rules, base, desired, found);
    match (expect, base) {
        (Expectation::Fields { digest }, Some(base)) if is_as_written(rules, base, desired, &cut) => {
            if base.digest() == *digest { Ok(()) } else { Err(vec![Pointer::root()]) }
        }
        (Expectation::Fields { digest }, _) if cut.digest() == *digest => Ok(()),
        (Expectation::State { .. }, Some(base)) => {
            let paths: Vec<Pointer> = diff(Some(base), Some(&cut), rules).into_iter().map(|field| field.path).collect();
            if paths.is_empty() { Ok(()) } else { Err(paths) }
        }
        _ => {
            let known = diff(base.or(desired), Some(&cut), rules).into_iter().map(|field| field.path).collect();
            Err(or_root(known))
        }
    }
}

/// Of how many resources of others it is tried out which had given nothing yet when the plan was made. A resource that
/// reads from more is taken to have changed.
const MOST_FOREIGN: usize = 6;

struct Check<'c, 'a> {
    plan: &'c Plan,
    world: &'c World<'a>,
    outputs: Outputs<'c, 'a>,
}

impl<'a> Check<'_, 'a> {
    fn precondition(&self, precondition: &Precondition) -> Option<Staleness> {
        let address = precondition.address.clone();
        let entry = self.world.entry(&precondition.address);
        let seen = entry.and_then(|entry| entry.seen);
        let vanished = || Some(Staleness::Vanished { address: address.clone() });
        let appeared = || Some(Staleness::Appeared { address: address.clone() });
        let paths = match (&precondition.expect, seen) {
            (Expectation::Absent | Expectation::NotObserved, Some(Observation::Present(_))) => return appeared(),
            (Expectation::Fields { .. } | Expectation::State { .. }, Some(Observation::Absent)) => return vanished(),
            (Expectation::Fields { digest }, Some(Observation::Present(present))) => {
                let entry = entry?;
                let rules = self.world.rules(&address);
                let same = projected_digest(rules, entry.known, self.world.wanted(&entry), &present.body) == *digest;
                if same { Vec::new() } else { self.changed_fields(&entry, present) }
            }
            (Expectation::Planned { digest }, Some(Observation::Planned(theirs))) => {
                if theirs.digest() == *digest {
                    Vec::new()
                } else {
                    places(theirs)
                }
            }
            (Expectation::State { digest }, seen) => match entry.and_then(|entry| Some((entry, entry.known?))) {
                None => return vanished(),
                Some((_, known)) if known.digest != *digest => vec![Pointer::root()],
                Some((entry, known)) => match seen {
                    Some(Observation::Present(present)) => {
                        let rules = self.world.rules(&address);
                        let desired = entry.desired.map(|desired| &desired.body);
                        let cut = project(rules, Some(&known.body), desired, &present.body);
                        diff(Some(&known.body), Some(&cut), rules).into_iter().map(|field| field.path).collect()
                    }
                    _ => Vec::new(),
                },
            },
            _ => Vec::new(),
        };
        let paths = if paths.is_empty() { self.changed_inputs(&address) } else { paths };
        (!paths.is_empty()).then_some(Staleness::Fields { address, paths })
    }

    /// The fields that are not as they were when the plan was made: then they stood as `before` in the change, or were
    /// as they should be, or, of what is deleted, as we wrote them.
    fn changed_fields(&self, entry: &Entry<'a>, present: &Present) -> Vec<Pointer> {
        let rules = self.world.rules(entry.address);
        let base = entry.known.map(|known| &known.body);
        let planned = self.plan.change(entry.address).map(|change| change.fields.as_slice()).unwrap_or_default();
        if let Some(base) = base.filter(|_| self.plan.intent == Intent::Refresh) {
            return or_root(changed_since_seen(rules, base, planned, &present.body));
        }
        let filled = entry.desired.and_then(|desired| self.fill(entry.address, &desired.body));
        let wanted = filled.as_ref().or(entry.desired.map(|desired| &desired.body)).or(base);
        let now = walk(rules, base, wanted, Some(&present.body)).fields;
        let before = |fields: &'_ [FieldChange]| -> BTreeMap<Pointer, Option<Value>> {
            fields.iter().map(|field| (field.path.clone(), field.before.clone())).collect()
        };
        let (now, planned) = (before(&now), before(planned));
        let all: BTreeSet<&Pointer> = now.keys().chain(planned.keys()).collect();
        let mut changed = Vec::new();
        for path in all.into_iter().filter(|path| now.get(*path) != planned.get(*path)) {
            match (planned.get(path), now.get(path)) {
                // A part that goes as a whole: what in it is another.
                (Some(Some(then)), Some(Some(now))) => changed.extend(parts_that_differ(path, then, now)),
                _ => changed.push(path.clone()),
            }
        }
        or_root(outermost(&changed))
    }

    /// The fields whose value was read from somewhere, and is another now.
    fn changed_inputs(&self, address: &Address) -> Vec<Pointer> {
        let (Some(change), Some(desired)) = (self.plan.change(address), self.world.desired(address)) else {
            return Vec::new();
        };
        // What is only looked at or let go of writes nothing that was read.
        if self.plan.intent == Intent::Refresh || change.after.is_none() {
            return Vec::new();
        }
        if !desired.body.has_unknown() || change.after == Some(desired.digest) {
            return Vec::new();
        }
        let Some(filled) = self.fill(address, &desired.body).filter(|filled| Some(filled.digest()) != change.after)
        else {
            return Vec::new();
        };
        if self.was_known_less(address, &desired.body, change.after) {
            return Vec::new();
        }
        let entry = self.world.entry(address);
        let (known, seen) = (entry.and_then(|entry| entry.known), entry.and_then(|entry| entry.seen));
        let (base, there) = (known.map(|known| &known.body), seen.and_then(present));
        let now = walk(self.world.rules(address), base, Some(&filled), there.or(base)).fields;
        let all: BTreeSet<&Pointer> = now.iter().chain(&change.fields).map(|field| &field.path).collect();
        let differs = |path: &&Pointer| {
            let reads = path.find(&desired.body).is_some_and(Value::has_unknown);
            reads && path.find(&filled).is_some_and(|now| contradicts(planned_value(change, path), now))
        };
        outermost(&all.into_iter().filter(differs).cloned().collect::<Vec<_>>())
    }

    /// Whether the plan was made from the same outputs, while some of other subjects were not given yet: learning those is
    /// no change.
    fn was_known_less(&self, at: &Address, body: &Value, planned: Option<Digest>) -> bool {
        let mut foreign = BTreeSet::new();
        body.for_each_leaf(&mut |leaf| {
            if let Value::Unknown(unknown) = leaf {
                let read = unknown.outputs().map(|(address, _)| address);
                foreign.extend(read.filter(|address| self.world.desired(address).is_none()).cloned());
            }
        });
        if foreign.len() > MOST_FOREIGN {
            return false;
        }
        (1_u32..1 << foreign.len()).any(|choice| {
            let hidden = foreign.iter().enumerate().filter(|(place, _)| choice >> place & 1 == 1);
            let outputs = self.outputs.without(hidden.map(|(_, address)| address.clone()).collect());
            let filled = outputs.fill(at, body, &|address| self.changes(address));
            planned == Some(filled.map_or_else(|| body.digest(), |filled| filled.digest()))
        })
    }

    fn changes(&self, address: &Address) -> bool {
        self.plan.change(address).is_some_and(changes_outputs)
    }

    fn fill(&self, at: &Address, body: &Value) -> Option<Value> {
        self.outputs.fill(at, body, &|address| self.changes(address))
    }
}

/// What is not as a refresh saw it: it saw what was known with the changes that it tells.
///
/// Where a secret is to come it tells of what stood there only that it may not be told. Where nothing else has changed,
/// that has.
fn changed_since_seen(rules: &DiffRules, base: &Value, planned: &[FieldChange], now: &Value) -> Vec<Pointer> {
    let then = apply(base, planned);
    let told = project(rules, Some(base), None, &conceal::told(now, [Some(&then), None]));
    // Told from now to then: what is there may say of itself that it is of another kind.
    let changed = diff(Some(&told), Some(&then), rules);
    if !changed.is_empty() {
        return changed.into_iter().map(|field| field.path).collect();
    }
    let hidden = || planned.iter().filter(|field| field.after.as_ref().is_some_and(conceal::has_secret));
    // What is there to the letter as it was told then was seen so.
    let differs = |field: &&FieldChange| {
        let now = field.path.find(now);
        field.path.find(base) != now && field.after.as_ref() != now
    };
    let paths = |fields: Vec<&FieldChange>| fields.into_iter().map(|field| field.path.clone()).collect();
    let differing: Vec<&FieldChange> = hidden().filter(differs).collect();
    paths(if differing.is_empty() { hidden().collect() } else { differing })
}

fn changes_outputs(change: &Change) -> bool {
    use crate::model::Action::{Create, Delete, Update};
    change.actions.iter().any(|action| matches!(action, Create | Update | Delete))
}

/// The places in two values that differ, below the place where both stand.
fn parts_that_differ(path: &Pointer, then: &Value, now: &Value) -> Vec<Pointer> {
    let fields = diff(Some(then), Some(now), &DiffRules::none());
    fields.iter().map(|field| field.path.tokens().fold(path.clone(), |path, token| path.join(&token))).collect()
}

/// Those that lie in no other.
fn outermost(paths: &[Pointer]) -> Vec<Pointer> {
    let inside = |path: &Pointer| paths.iter().any(|other| other != path && other.contains(path));
    paths.iter().filter(|path| !inside(path)).cloned().collect()
}

/// What a tool would do now, by place; where it would do nothing, the whole is another than planned.
fn places(theirs: &ToolPlan) -> Vec<Pointer> {
    or_root(theirs.changes.iter().map(|change| change.path.clone()).collect())
}

fn or_root(paths: Vec<Pointer>) -> Vec<Pointer> {
    if paths.is_empty() { vec![Pointer::root()] } else { paths }
}

fn present(observation: &Observation) -> Option<&Value> {
    match observation {
        Observation::Present(present) => Some(&present.body),
        Observation::Absent | Observation::Planned(_) => None,
    }
}

/// What a plan says a place will be; `None` where it says nothing of it.
fn planned_value<'p>(change: &'p Change, path: &Pointer) -> Option<&'p Value> {
    let field = change.fields.iter().find(|field| field.path.contains(path))?;
    let within = path.tokens().skip(field.path.tokens().count());
    let within: Vec<String> = within.collect();
    Pointer::from_tokens(within.iter().map(String::as_str)).find(field.after.as_ref()?)
}

/// Whether a value is another than planned. What was not known then may have become anything.
fn contradicts(planned: Option<&Value>, now: &Value) -> bool {
    match (planned, now) {
        (Some(Value::Unknown(_)), _) | (_, Value::Unknown(_)) => false,
        (Some(Value::Map(planned)), Value::Map(now)) if planned.len() == now.len() => {
            now.iter().any(|(key, now)| contradicts(planned.get(key), now))
        }
        (Some(Value::List(planned)), Value::List(now)) if planned.len() == now.len() => {
            planned.iter().zip(now.iter()).any(|(planned, now)| contradicts(Some(planned), now))
        }
        (planned, now) => planned != Some(now),
    }
}
