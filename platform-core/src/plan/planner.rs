//! The plan of one subject in one environment.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Action, Address, Base, Basis, Change, Diagnostic, Digest, FieldChangeKind, FormatVersion, Former, Intent, Observed,
    Outcome, Plan, PlanOptions, Precondition, Reason, Rendered, Resource, State, Summary, Value, codes,
};

use super::decide::Decider;
use super::decision::{Decision, Made};
use super::same_thing::unsaid_renames;
use super::world::{Entry, World};
use super::{digest, moves, names, outputs::Outputs, steps};

/// What will change for one subject in one environment, and why.
///
/// Only the state proves ownership: what it does not have is made or, where it is there already, left alone unless it
/// is adopted; what only it has is deleted. What was not observed is taken to be as the state says.
///
/// A plan that may not be applied as things stand says so in [`Plan::blocked`]. What waits for another subject's first
/// apply is a warning.
///
/// ```
/// use platform_core::model::{Address, Observed, PlanOptions, Rendered, Resource, State, Value};
/// let (subject, scope) = ("cart".parse()?, "staging".parse()?);
/// let state = State::new("cart".parse()?, "staging".parse()?, "3f2a");
/// let address: Address = "cart/staging/kubernetes/workload".parse()?;
/// let rendered = Rendered::empty(subject, scope).with_resource(Resource::new(address, Value::empty_map()));
/// let plan = platform_core::plan::plan(&rendered, &state, &Observed::nothing(), &PlanOptions::default());
/// assert_eq!(plan.value.map(|plan| plan.summary.create), Some(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `plan.move` for renames that can't be followed, `graph.cycle` for what depends on itself, `graph.address_unknown` for
/// options about what is not there, `state.invalid` for another subject's or environment's state.
pub fn plan(rendered: &Rendered, state: &State, observed: &Observed, options: &PlanOptions) -> Outcome<Plan> {
    let moves = match options.intent {
        Intent::Rollback => moves::back(rendered, state),
        _ => moves::resolve(rendered, state),
    };
    let moves = match moves {
        // What is removed or only looked at keeps the name that the state has.
        Ok(_) if options.without_state || matches!(options.intent, Intent::Destroy | Intent::Refresh) => {
            BTreeMap::new()
        }
        Ok(moves) => moves,
        Err(problems) => return Outcome::new(None, problems),
    };
    let problems = wrong_inputs(rendered, state, options);
    if !problems.is_empty() {
        return Outcome::new(None, problems);
    }
    let world = World::new(rendered, state, observed, options, &moves);
    let planned = match Planner::new(&world).run() {
        Ok(planned) => planned,
        Err(problem) => return problem.into(),
    };
    let steps = match steps::steps(&planned.changes, &world) {
        Ok(steps) => steps,
        Err(problem) => return problem.into(),
    };
    let mut blocked = planned.blocked;
    blocked.extend(held(state, options));
    let mut plan = Plan {
        format_version: FormatVersion::CURRENT,
        subject: rendered.subject.clone(),
        environment: rendered.environment.clone(),
        intent: options.intent,
        basis: if options.without_state { Basis::NoState } else { Basis::State },
        base: base(rendered, state),
        pins: rendered.pins.clone(),
        targets: rendered.targets.clone(),
        summary: planned.summary,
        changes: planned.changes,
        steps,
        preconditions: planned.preconditions,
        break_glass: options.break_glass.clone(),
        blocked,
        rendered_digest: digest::rendered_digest(rendered),
        digest: Digest::of(b""),
    };
    plan.digest = digest::plan_digest(&plan);
    Outcome::new(Some(plan), planned.warnings)
}

fn base(rendered: &Rendered, state: &State) -> Base {
    let same = rendered.subject == state.subject && rendered.environment == state.environment;
    let name = || Former { subject: state.subject.clone(), environment: state.environment.clone() };
    let renamed_from = (!same).then(name);
    Base { lineage: state.lineage.clone(), serial: state.serial, pins: state.pins.clone(), renamed_from }
}

/// What is to be written for a resource: what it should be, or, for a merged file, the merge that the plan holds. The
/// state records what should be all the same: it is the base of the next merge.
pub fn body_to_write(change: Option<&Change>, resource: &Resource) -> Value {
    let merged = || {
        resource.ownership.filter(|ownership| *ownership == crate::model::Ownership::Merged)?;
        let field = change?.fields.iter().find(|field| field.path.is_root())?;
        field.after.clone().filter(|_| field.kind == FieldChangeKind::Intent)
    };
    merged().unwrap_or_else(|| resource.body.clone())
}

#[derive(Default)]
struct Planned {
    changes: Vec<Change>,
    preconditions: Vec<Precondition>,
    summary: Summary,
    blocked: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

struct Planner<'w, 'a> {
    world: &'w World<'a>,
    outputs: Outputs<'w, 'a>,
    /// The addresses that must be looked at, sorted; `decisions` stand beside them.
    entries: Vec<Entry<'a>>,
    decisions: RefCell<Vec<Decision>>,
    /// Why what is known can't be filled in.
    refused: RefCell<Vec<Diagnostic>>,
    settled: u32,
}

impl<'w, 'a> Planner<'w, 'a> {
    fn new(world: &'w World<'a>) -> Self {
        let mut settled = 0_u32;
        let mut entries = Vec::with_capacity(world.rendered.resources.len().max(world.all_known().len()));
        for entry in world.entries() {
            if world.options.intent != Intent::Refresh && entry.is_settled(world.options) {
                settled = settled.saturating_add(1);
            } else {
                entries.push(entry);
            }
        }
        let decisions = std::iter::repeat_with(Decision::default).take(entries.len()).collect();
        let (decisions, refused) = (RefCell::new(decisions), RefCell::default());
        Self { world, outputs: Outputs::new(world), entries, decisions, refused, settled }
    }

    fn run(self) -> Result<Planned, Diagnostic> {
        let mut waiting = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            // What the state holds has no unknowns, and so has nothing with the same digest.
            let new = entry.desired.filter(|desired| entry.known.is_none_or(|known| known.digest != desired.digest));
            if new.is_some_and(|desired| desired.body.has_unknown()) {
                waiting.push(index);
            } else {
                self.decide(index, false);
            }
        }
        for index in self.producers_first(&waiting)? {
            self.decide(index, true);
        }
        Ok(self.collect())
    }

    fn decide(&self, index: usize, has_unknown: bool) {
        let Some(entry) = self.entries.get(index) else { return };
        let body = entry.desired.map(|desired| &desired.body).filter(|_| has_unknown);
        let changes = |address: &Address| self.changes_outputs(address);
        let filled = body.and_then(|body| self.outputs.fill(entry.address, body, &changes));
        let refused = body.and_then(|body| self.outputs.refusal(entry.address, body, &changes));
        self.refused.borrow_mut().extend(refused);
        let decider = Decider { world: self.world, replaced: &|address| self.is_replaced(address) };
        let decision = decider.decide(entry, filled.as_ref());
        if let Some(slot) = self.decisions.borrow_mut().get_mut(index) {
            *slot = decision;
        }
    }

    fn position(&self, address: &Address) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.address.cmp(address)).ok()
    }

    fn ask(&self, address: &Address, question: impl Fn(&Decision) -> bool) -> bool {
        let decisions = self.decisions.borrow();
        let decision = self.position(address).and_then(|index| decisions.get(index));
        decision.is_some_and(question)
    }

    fn changes_outputs(&self, address: &Address) -> bool {
        self.ask(address, Decision::changes_outputs)
    }

    fn is_replaced(&self, address: &Address) -> bool {
        self.ask(address, |decision| decision.change().is_some_and(Change::is_replacement))
    }

    /// The entries, each behind those whose outputs it reads.
    fn producers_first(&self, waiting: &[usize]) -> Result<Vec<usize>, Diagnostic> {
        let mut order = Vec::with_capacity(waiting.len());
        let mut marks: BTreeMap<usize, Mark> = waiting.iter().map(|index| (*index, Mark::New)).collect();
        for start in waiting {
            let mut open = vec![(*start, false)];
            let mut way: Vec<usize> = Vec::new();
            while let Some((index, finished)) = open.pop() {
                match (marks.get(&index), finished) {
                    (_, true) => {
                        way.pop();
                        marks.insert(index, Mark::Done);
                        order.push(index);
                    }
                    (Some(Mark::New), false) => {
                        marks.insert(index, Mark::Open);
                        way.push(index);
                        open.push((index, true));
                        let producers = self.producers(index);
                        open.extend(producers.into_iter().map(|producer| (producer, false)));
                    }
                    (Some(Mark::Open), false) => return Err(self.circle(&way, index)),
                    (Some(Mark::Done) | None, false) => {}
                }
            }
        }
        Ok(order)
    }

    fn producers(&self, index: usize) -> Vec<usize> {
        let mut producers = Vec::new();
        if let Some(desired) = self.entries.get(index).and_then(|entry| entry.desired) {
            desired.body.for_each_leaf(&mut |leaf| {
                if let Value::Unknown(unknown) = leaf {
                    producers.extend(unknown.outputs().filter_map(|(address, _)| self.position(address)));
                }
            });
        }
        // The first is taken from the stack first.
        producers.sort_unstable_by(|a, b| b.cmp(a));
        producers.dedup();
        producers
    }

    fn circle(&self, way: &[usize], again: usize) -> Diagnostic {
        let start = way.iter().position(|index| *index == again).unwrap_or(0);
        let circle = way.iter().skip(start).chain([&again]);
        let names: Vec<&str> =
            circle.filter_map(|index| self.entries.get(*index)).map(|entry| entry.address.as_str()).collect();
        let message = format!("these read each other's outputs in a circle: {}", names.join(" → "));
        Diagnostic::error(codes::GRAPH_CYCLE, message).with_help("break the circle at one place")
    }

    fn collect(self) -> Planned {
        let mut planned = Planned::default();
        planned.summary.unchanged = self.settled;
        let reread = self.reread();
        let (mut entries, mut decisions) = (self.entries, self.decisions.into_inner());
        for (entry, decision) in reread {
            match entries.binary_search_by(|other| other.address.cmp(entry.address)) {
                Ok(found) => {
                    if let Some(slot) = decisions.get_mut(found).filter(|slot| slot.only_moves()) {
                        *slot = decision;
                    }
                }
                Err(place) => {
                    planned.summary.unchanged = planned.summary.unchanged.saturating_sub(1);
                    entries.insert(place, entry);
                    decisions.insert(place, decision);
                }
            }
        }
        planned.blocked = unsaid_renames(&entries, &decisions);
        planned.blocked.append(&mut self.refused.borrow_mut());
        let changes = decisions.iter().filter(|decision| decision.made.is_some()).count();
        planned.changes.reserve_exact(changes);
        planned.preconditions.reserve_exact(changes);
        for (entry, decision) in entries.iter().zip(decisions) {
            planned.add(entry, decision);
        }
        for address in self.outputs.foreign() {
            let message = format!("what {address} gives is known only when it has been applied");
            let warning = Diagnostic::warning(codes::PLAN_UNKNOWN, message);
            planned.warnings.push(warning.with_help("apply it first"));
        }
        planned
    }

    /// What doesn't change, but has to be read again: it never gave what is read from it, or gives something else now.
    fn reread(&self) -> Vec<(Entry<'a>, Decision)> {
        if self.world.options.without_state || self.world.options.intent == Intent::Destroy {
            return Vec::new();
        }
        let mut addresses = self.outputs.missing();
        addresses.extend(self.world.changed_outputs().into_iter().cloned());
        let decider = Decider { world: self.world, replaced: &|_| false };
        let entries = addresses.iter().filter_map(|address| self.world.entry(address));
        let reason = |entry: &Entry<'a>| if entry.moved_from.is_some() { Reason::Renamed } else { Reason::Changed };
        entries.map(|entry| (entry, decider.known_only(&entry, Action::Read, reason(&entry)))).collect()
    }
}

#[derive(Clone, Copy)]
enum Mark {
    New,
    Open,
    Done,
}

impl Planned {
    fn add(&mut self, entry: &Entry<'_>, decision: Decision) {
        let summary = &mut self.summary;
        summary.server_defaults = summary.server_defaults.saturating_add(decision.server_defaults);
        summary.reordered = summary.reordered.saturating_add(decision.reordered);
        let Some(made) = decision.made else {
            if entry.desired.is_some() {
                summary.unchanged = summary.unchanged.saturating_add(1);
            }
            return;
        };
        let Made { change, expect, blocked } = *made;
        self.blocked.extend(blocked.map(|blocked| *blocked));
        if let Some(count) = count(summary, &change) {
            *count = count.saturating_add(1);
        }
        let expect = expect.filter(|_| change.is_effective());
        self.preconditions.extend(expect.map(|expect| Precondition::new(change.address.clone(), expect)));
        self.changes.push(change);
    }
}

/// What a change counts as: its weightiest action.
fn count<'s>(summary: &'s mut Summary, change: &Change) -> Option<&'s mut u32> {
    let has = |action: Action| change.actions.contains(&action);
    let count = if change.is_replacement() {
        &mut summary.replace
    } else if has(Action::Import) {
        &mut summary.import
    } else if has(Action::Create) {
        &mut summary.create
    } else if has(Action::Update) {
        &mut summary.update
    } else if has(Action::Delete) {
        &mut summary.delete
    } else if has(Action::Forget) {
        &mut summary.forget
    } else if has(Action::Move) {
        &mut summary.r#move
    } else if has(Action::Read) {
        &mut summary.read
    } else {
        return None;
    };
    Some(count)
}

fn held(state: &State, options: &PlanOptions) -> Option<Diagnostic> {
    let hold = state.hold.as_ref().filter(|hold| options.lift.as_ref() != Some(&hold.name))?;
    if options.without_state || matches!(options.intent, Intent::Rollback | Intent::Refresh) {
        return None;
    }
    let message = format!("{} in {} is held: {}", state.subject, state.environment, hold.reason);
    let help = format!("lift the hold `{}` by name when it may change again", hold.name);
    Some(Diagnostic::error(codes::PLAN_HELD, message).with_help(help))
}

fn wrong_inputs(rendered: &Rendered, state: &State, options: &PlanOptions) -> Vec<Diagnostic> {
    if !rendered.is_of(&state.subject, &state.environment) {
        let message = format!(
            "the state is of {} in {}, the plan would be of {} in {}",
            state.subject, state.environment, rendered.subject, rendered.environment
        );
        return vec![Diagnostic::error(codes::STATE_INVALID, message).with_help("give the state that goes with it")];
    }
    let rendered_names = || rendered.resources.keys();
    let state_names = || state.resources.keys().filter(|_| !options.without_state);
    let mut problems = Vec::new();
    let mut check = |asked: &[Address], what: &str, known: &mut dyn Iterator<Item = &Address>| {
        if asked.is_empty() {
            return;
        }
        let known: BTreeSet<&Address> = known.collect();
        for address in asked.iter().filter(|address| !known.contains(address)) {
            let message = format!("{address} can't be {what}: there is no such resource");
            let problem = Diagnostic::error(codes::GRAPH_ADDRESS_UNKNOWN, message);
            problems.push(names::suggest(problem, address.as_str(), known.iter().map(|known| known.as_str())));
        }
    };
    check(&options.release, "released", &mut rendered_names().chain(state_names()));
    check(&options.adopt, "adopted", &mut rendered_names());
    check(&options.forget, "forgotten", &mut state_names());
    check(&options.replace, "replaced", &mut rendered_names());
    if options.break_glass.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
        let problem = Diagnostic::error(codes::VALUE_INVALID, "the glass is broken without a reason");
        problems.push(problem.with_help("say why: whoever reads the history will ask"));
    }
    problems
}
