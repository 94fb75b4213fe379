//! What the tool of a delegated target would do is told whole, and nothing beside it but what our files change.

use std::collections::{BTreeMap, BTreeSet};

use platform_core::model::{
    Action, Address, Change, Freshness, Observation, Observed, Plan, PlanOptions, Pointer, Rendered, Resource,
    Staleness, State, StateResource, Target, ToolChange, ToolField, ToolPlan, Value,
};
use platform_core::plan::{plan, verify};
use proptest::prelude::*;

use crate::runner::{Seen, law};

const FIELDS: usize = 3;
/// A change of the first field can't be made in place.
const FORCING: usize = 0;

/// The values of a block's fields; what has none is not set.
type Block = [Option<i32>; FIELDS];
/// The blocks of a resource, by number; a block may not be there.
type Blocks = [Option<Block>; 2];

/// One resource: what should be, what was written, and what is there.
#[derive(Clone, Debug)]
struct Thing {
    desired: Option<Blocks>,
    known: Option<Blocks>,
    there: Blocks,
    protect: bool,
}

fn block() -> impl Strategy<Value = Block> {
    prop::array::uniform3(prop::option::weighted(0.8, 0..3))
}

fn blocks() -> impl Strategy<Value = Blocks> {
    // The first is always declared: a resource without blocks is none.
    (block(), prop::option::of(block())).prop_map(|(first, second)| [Some(first), second])
}

fn thing() -> impl Strategy<Value = Thing> {
    let some = prop::array::uniform2(prop::option::weighted(0.9, block()));
    let there = prop_oneof![5 => some, 2 => Just(Blocks::default())];
    let base = (blocks(), prop::option::weighted(0.9, Just(())), any::<bool>());
    (base, prop::option::weighted(0.5, blocks()), prop::option::weighted(0.4, there), any::<bool>(), 0..10u8).prop_map(
        |((known, is_known, protect), edited, there, settled, vanishes)| {
            let desired = edited.unwrap_or(known);
            let there = there.unwrap_or(if settled { desired } else { known });
            let is_desired = vanishes > 0 || is_known.is_none();
            Thing { desired: is_desired.then_some(desired), known: is_known.map(|()| known), there, protect }
        },
    )
}

fn address(number: usize) -> Address {
    format!("cart/staging/terraform/r{number}").parse().unwrap()
}

fn name(block: usize) -> String {
    format!("b{block}")
}

fn at(block: usize) -> Pointer {
    Pointer::from_tokens(["resource", "thing", &name(block)])
}

fn field(block: usize, field: usize) -> Pointer {
    at(block).join(&format!("f{field}"))
}

fn body(blocks: &Blocks) -> Value {
    let values = |block: &Block| {
        let set = block.iter().enumerate().filter_map(|(field, value)| Some((format!("f{field}"), (*value)?.into())));
        Value::map(set.collect::<Vec<(String, Value)>>())
    };
    let set = blocks.iter().enumerate().filter_map(|(number, block)| Some((name(number), values(block.as_ref()?))));
    let things = Value::map(set.collect::<Vec<_>>());
    Value::map([("resource", Value::map([("thing", things)]))])
}

/// What a tool does with a block that should be so and is so.
fn would_do(number: usize, desired: Option<&Block>, there: Option<&Block>) -> Option<ToolChange> {
    let change = |actions: &[Action]| ToolChange::new(format!("thing.{}", name(number)), at(number), actions.to_vec());
    match (desired, there) {
        (None, None) => None,
        (Some(_), None) => Some(change(&[Action::Create])),
        (None, Some(_)) => Some(change(&[Action::Delete])),
        (Some(desired), Some(there)) => {
            let differ = (0..FIELDS).filter(|field| desired[*field] != there[*field]);
            let fields: Vec<ToolField> = differ
                .map(|number_of| {
                    let value = |block: &Block| block[number_of].map(Value::from);
                    let mut told = ToolField::new(field(number, number_of), value(there), value(desired));
                    told.forces_replacement = number_of == FORCING;
                    told
                })
                .collect();
            let replaces = fields.iter().any(|field| field.forces_replacement);
            let actions: &[Action] = if replaces { &[Action::Delete, Action::Create] } else { &[Action::Update] };
            let mut told = change(actions);
            told.fields = fields;
            (!told.fields.is_empty()).then_some(told)
        }
    }
}

impl Thing {
    fn theirs(&self) -> ToolPlan {
        let desired = self.desired.unwrap_or_default();
        let both = desired.iter().zip(&self.there).enumerate();
        ToolPlan::new(both.filter_map(|(number, (d, t))| would_do(number, d.as_ref(), t.as_ref())).collect())
    }

    /// The fields and blocks that our files change.
    fn ours(&self) -> BTreeSet<Pointer> {
        let (Some(desired), Some(known)) = (&self.desired, &self.known) else { return BTreeSet::new() };
        let mut found = BTreeSet::new();
        for number in 0..desired.len() {
            match (desired[number], known[number]) {
                (None, None) => {}
                (Some(now), Some(then)) => {
                    found.extend((0..FIELDS).filter(|it| now[*it] != then[*it]).map(|it| field(number, it)));
                }
                _ => drop(found.insert(at(number))),
            }
        }
        found
    }
}

struct Made {
    rendered: Rendered,
    state: State,
    observed: Observed,
}

fn made(things: &[Thing], backwards: bool) -> Made {
    let (subject, scope) = ("cart".parse().unwrap(), "staging".parse().unwrap());
    let mut rendered = Rendered::empty(subject, scope);
    let mut state = State::new(rendered.subject.clone(), rendered.environment.clone(), "lineage-1");
    rendered.targets.insert("terraform".parse().unwrap(), Target::default());
    let mut theirs = BTreeMap::new();
    for (number, thing) in things.iter().enumerate() {
        if let Some(desired) = &thing.desired {
            let resource = Resource::new(address(number), body(desired)).with_protection(thing.protect);
            rendered = rendered.with_resource(resource);
        }
        if let Some(known) = &thing.known {
            state = state.with_resource(address(number), StateResource::new(body(known)));
            let mut told = thing.theirs();
            if backwards {
                told.changes.reverse();
                told.changes.iter_mut().for_each(|change| change.fields.reverse());
            }
            theirs.insert(address(number), Observation::Planned(told));
        } else {
            theirs.insert(address(number), Observation::Absent);
        }
    }
    let observed = Observed::nothing().with_observations(theirs);
    Made { rendered, state, observed }
}

impl Made {
    fn plan(&self) -> Plan {
        plan(&self.rendered, &self.state, &self.observed, &PlanOptions::default()).value.unwrap()
    }
}

fn touches(one: &Pointer, other: &Pointer) -> bool {
    one.contains(other) || other.contains(one)
}

const CELLS: &[&str] = &[
    "nothing to do",
    "done already",
    "drift alone",
    "both change",
    "replaced",
    "gone",
    "gone already",
    "deleted",
    "created",
];

#[test]
fn what_a_tool_would_do_is_told_whole_and_nothing_is_made_up() {
    let things = prop::collection::vec(thing(), 1..4);
    law("of tools' plans", CELLS, &(things, any::<bool>()), |(things, backwards), seen| {
        let made = made(things, *backwards);
        let planned = made.plan();
        for (number, thing) in things.iter().enumerate() {
            check_change(thing, planned.change(&address(number)), seen)?;
        }
        // In which order the tool told it makes no difference to what is planned.
        let other = self::made(things, !*backwards).plan();
        prop_assert_eq!(&planned.changes, &other.changes);
        check_freshness(&made, &planned)
    });
}

fn check_change(thing: &Thing, change: Option<&Change>, seen: &Seen) -> Result<(), TestCaseError> {
    let (theirs, ours) = (thing.theirs(), thing.ours());
    let actions = change.map(|change| change.actions.as_slice()).unwrap_or_default();
    let writes = actions.iter().any(|one| matches!(one, Action::Create | Action::Update | Action::Delete));
    if thing.known.is_none() {
        prop_assert_eq!(actions, [Action::Create]);
        seen.mark("created", true);
        return Ok(());
    }
    if thing.desired.is_none() {
        let expected = if theirs.changes.is_empty() { Action::Forget } else { Action::Delete };
        prop_assert_eq!(actions, [expected]);
        seen.mark(if theirs.changes.is_empty() { "gone already" } else { "deleted" }, true);
        return Ok(());
    }
    if theirs.changes.is_empty() {
        prop_assert!(!writes, "the tool would do nothing: {change:?}");
        seen.mark(if ours.is_empty() { "nothing to do" } else { "done already" }, true);
        return Ok(());
    }
    prop_assert!(writes, "the tool would do {theirs:?}");
    let change = change.unwrap();
    if actions == [Action::Create] {
        // All of it is made again.
        prop_assert!(theirs.changes.iter().all(|one| one.actions == [Action::Create]), "{theirs:?}");
        seen.mark("gone", true);
        return Ok(());
    }
    let told: Vec<&Pointer> = change.fields.iter().map(|field| &field.path).collect();
    let places = |one: &ToolChange| match one.fields.as_slice() {
        [] => vec![one.path.clone()],
        fields => fields.iter().map(|field| field.path.clone()).collect(),
    };
    let wanted: Vec<Pointer> = theirs.changes.iter().flat_map(places).collect();
    for place in &wanted {
        prop_assert!(told.iter().any(|told| touches(told, place)), "{place} is not told: {change:?}");
    }
    for place in told {
        let known = wanted.iter().chain(&ours).any(|wanted| touches(place, wanted));
        prop_assert!(known, "{place} is changed by nobody: {change:?}");
    }
    // A block of it goes: that is as much.
    let goes = |one: &ToolChange| one.actions == [Action::Delete] && ours.iter().any(|ours| touches(ours, &one.path));
    let replaces = theirs.changes.iter().any(|one| one.is_replacement() || goes(one));
    prop_assert_eq!(change.is_replacement(), replaces, "{:?}", change);
    if replaces {
        prop_assert!(change.fields.iter().any(|field| field.forces_replacement), "{change:?}");
    }
    seen.mark("replaced", replaces);
    seen.mark(if ours.is_empty() { "drift alone" } else { "both change" }, true);
    Ok(())
}

fn check_freshness(made: &Made, planned: &Plan) -> Result<(), TestCaseError> {
    let again = |observed: &Observed| verify(planned, &made.rendered, &made.state, observed);
    prop_assert_eq!(again(&made.observed), Freshness::Fresh);
    for precondition in &planned.preconditions {
        let address = &precondition.address;
        let Some(Observation::Planned(theirs)) = made.observed.get(address) else { continue };
        let mut other = theirs.clone();
        if other.changes.pop().is_none() {
            other.changes.push(ToolChange::new("thing.b0", at(0), vec![Action::Create]));
        }
        let changed = made.observed.clone().with_observations([(address.clone(), Observation::Planned(other))]);
        let Freshness::Stale { causes } = again(&changed) else {
            return Err(TestCaseError::fail(format!("{address}: the tool would do something else, and it is fresh")));
        };
        let names = |cause: &Staleness| match cause {
            Staleness::Fields { address, .. } | Staleness::Vanished { address } | Staleness::Appeared { address } => {
                Some(address.clone())
            }
            _ => None,
        };
        prop_assert_eq!(causes.iter().map(names).collect::<Vec<_>>(), vec![Some(address.clone())]);
    }
    Ok(())
}
