//! Every order the engine takes respects the dependencies; deletes run in reverse.

use std::collections::{BTreeMap, BTreeSet};

use platform_core::model::{Action, Address, Intent, Plan, PlanOptions, Rendered, State};
use platform_core::plan;
use proptest::prelude::*;

use crate::coverage;
use crate::generate::case;
use crate::law_3::{all, planned, waits_for_others};
use crate::runner::law;
use crate::world::{self, World};

type Ties = BTreeMap<Address, BTreeSet<Address>>;

/// What each depends on, also through others.
pub fn reach(ties: &BTreeMap<Address, Vec<Address>>) -> Ties {
    let mut all: Ties = ties.iter().map(|(from, to)| (from.clone(), to.iter().cloned().collect())).collect();
    loop {
        let further: Vec<(Address, Address)> = all
            .iter()
            .flat_map(|(from, to)| {
                to.iter().filter_map(|middle| all.get(middle)).flatten().map(|end| (from.clone(), end.clone()))
            })
            .filter(|(from, end)| !all[from].contains(end))
            .collect();
        if further.is_empty() {
            return all;
        }
        for (from, end) in further {
            all.entry(from).or_default().insert(end);
        }
    }
}

/// Under the addresses that things have now.
pub fn now(plan: &Plan, address: &Address) -> Address {
    let moved = plan.changes.iter().find(|change| change.moved_from.as_ref() == Some(address));
    moved.map_or_else(|| address.clone(), |change| change.address.clone())
}

pub fn wanted(rendered: &Rendered) -> Ties {
    reach(
        &rendered.resources.iter().map(|(address, resource)| (address.clone(), resource.depends_on.clone())).collect(),
    )
}

pub fn known(plan: &Plan, state: &State) -> BTreeMap<Address, Vec<Address>> {
    let ties = state
        .resources
        .iter()
        .map(|(address, known)| (now(plan, address), known.depends_on.iter().map(|other| now(plan, other)).collect()));
    ties.collect()
}

/// Pairs of steps (by position) of which the first must end before the second starts.
pub fn constraints(plan: &Plan, wanted: &Ties, state: &State) -> Vec<(usize, usize, String)> {
    let direct = known(plan, state);
    let known = reach(&direct);
    let depends = |ties: &Ties, from: &Address, on: &Address| ties.get(from).is_some_and(|to| to.contains(on));
    let says = |from: &Address, on: &Address| direct.get(from).is_some_and(|to| to.contains(on));
    let mut found = Vec::new();
    for (a, first) in plan.steps.iter().enumerate() {
        for (b, second) in plan.steps.iter().enumerate() {
            let (x, y) = (&first.address, &second.address);
            let why = match (first.action, second.action) {
                // What is deleted goes before what it needed.
                (Action::Delete, Action::Delete) if depends(&known, x, y) => "deletes run in reverse",
                // What no longer needs it lets go before it is deleted.
                (Action::Update, Action::Delete) if says(x, y) && !depends(wanted, x, y) => "it still needed that",
                (made, needs) if makes(made) && makes(needs) && depends(wanted, y, x) => "it depends on that",
                _ => continue,
            };
            found.push((a, b, format!("{x} ({:?}) must be before {y} ({:?}): {why}", first.action, second.action)));
        }
    }
    found
}

/// What is made knows what it depends on by the name that it has after the apply.
fn renames(plan: &Plan, rendered: &Rendered) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    for (a, first) in plan.steps.iter().enumerate().filter(|(_, step)| step.action == Action::Move) {
        for (b, second) in plan.steps.iter().enumerate().filter(|(_, step)| makes(step.action)) {
            let needs = rendered.resources.get(&second.address).map(|resource| &resource.depends_on);
            if needs.is_some_and(|needs| needs.contains(&first.address)) {
                found.push((a, b, format!("{} knows {} by its new name", second.address, first.address)));
            }
        }
    }
    found
}

/// For each step, the steps that must end before it starts, also through others.
fn all_before(plan: &Plan, constraints: &[(usize, usize, String)]) -> Vec<BTreeSet<usize>> {
    let same = |a: usize, b: usize| plan.steps[a].address == plan.steps[b].address;
    let mut before: Vec<BTreeSet<usize>> =
        (0..plan.steps.len()).map(|step| (0..step).filter(|other| same(*other, step)).collect()).collect();
    for (first, second, _) in constraints {
        before[*second].insert(*first);
    }
    loop {
        let further: Vec<BTreeSet<usize>> =
            before.iter().map(|all| all.iter().flat_map(|step| before[*step].iter().copied()).collect()).collect();
        let known: usize = before.iter().map(BTreeSet::len).sum();
        before.iter_mut().zip(further).for_each(|(all, more)| all.extend(more));
        if before.iter().map(BTreeSet::len).sum::<usize>() == known {
            return before;
        }
    }
}

fn makes(action: Action) -> bool {
    matches!(action, Action::Create | Action::Update | Action::Import | Action::Read)
}

/// The steps that are surely done before each, in whatever order the engine takes.
pub fn surely_before(plan: &Plan) -> Result<Vec<BTreeSet<usize>>, TestCaseError> {
    let mut before: Vec<BTreeSet<usize>> = Vec::new();
    for (position, step) in plan.steps.iter().enumerate() {
        let mut all = BTreeSet::new();
        for id in &step.after {
            let earlier = plan.steps.iter().position(|other| other.id == *id);
            let earlier = earlier.filter(|earlier| *earlier < position);
            let Some(earlier) = earlier else {
                return Err(TestCaseError::fail(format!("step {} waits for {id}, which is not before it", step.id)));
            };
            all.insert(earlier);
            all.extend(before[earlier].iter().copied());
        }
        before.push(all);
    }
    Ok(before)
}

#[test]
fn every_order_respects_the_dependencies() {
    let own = ["two steps in order", "delete before delete", "let go before delete", "made after a rename"];
    let cells = [coverage::CELLS, &own].concat();
    law("4 (order)", &cells, &case(false), |case, seen| {
        let Some(plan) = plan::plan(&case.rendered, &case.state, &case.observed, &case.options).value else {
            return Ok(());
        };
        let before = surely_before(&plan)?;
        for change in &plan.changes {
            // The actions of one address run in the order in which they are written.
            let steps: Vec<usize> =
                (0..plan.steps.len()).filter(|step| plan.steps[*step].address == change.address).collect();
            let actions: Vec<Action> = steps.iter().map(|step| plan.steps[*step].action).collect();
            let effective: Vec<Action> =
                change.actions.iter().copied().filter(|action| *action != Action::NoOp).collect();
            prop_assert_eq!(actions, effective, "the steps of {}", change.address);
            prop_assert!(steps.windows(2).all(|pair| before[pair[1]].contains(&pair[0])), "{} at once", change.address);
        }
        let mut constraints = constraints(&plan, &wanted(&case.rendered), &case.state);
        constraints.extend(renames(&plan, &case.rendered));
        // What stays can't let go in time of what has to go before it can.
        let all = all_before(&plan, &constraints);
        constraints.retain(|(first, second, why)| !(why.contains("still") && all[*first].contains(second)));
        for (first, second, why) in constraints {
            prop_assert!(before[second].contains(&first), "{}", why);
            seen.mark("two steps in order", true);
            seen.mark("delete before delete", why.contains("reverse"));
            seen.mark("let go before delete", why.contains("still"));
            seen.mark("made after a rename", why.contains("name"));
        }
        coverage::mark(seen, case, &plan);
        Ok(())
    });
}

/// The state that an apply leaves knows what deletes must be run in which order, whatever was renamed on the way.
#[test]
fn what_was_applied_can_be_removed_in_order() {
    let cells = ["removed", "after a move", "delete before delete"];
    law("4 (removal after an apply)", &cells, &(case(true), any::<u64>()), |(case, mix), seen| {
        let mut case = case.clone();
        (case.options.without_state, case.options.forget) = (false, Vec::new());
        let Some(plan) = planned(&case.rendered, &case.state, &case.observed, &case.options) else { return Ok(()) };
        if !plan.is_applicable() || waits_for_others(&case) {
            return Ok(());
        }
        let mut ground = World::of(&case);
        let Some(done) = world::apply_all(&mut ground, &case, &plan, *mix)? else { return Ok(()) };
        let observed = ground.observe(all(&case).iter());
        let mut options = PlanOptions::default();
        options.intent = Intent::Destroy;
        options.release = done.state.resources.keys().cloned().collect();
        let removal = planned(&case.rendered, &done.state, &observed, &options)
            .ok_or_else(|| TestCaseError::fail("the removal could not be planned"))?;
        let before = surely_before(&removal)?;
        // What was rendered is what there is now: its dependencies are those that count.
        let mut there = case.rendered.clone();
        there.resources.retain(|address, _| done.state.resources.contains_key(address));
        let wanted = wanted(&there);
        for (a, first) in removal.steps.iter().enumerate() {
            for (b, second) in removal.steps.iter().enumerate() {
                let both = first.action == Action::Delete && second.action == Action::Delete;
                if both && wanted.get(&first.address).is_some_and(|to| to.contains(&second.address)) {
                    prop_assert!(before[b].contains(&a), "{} must go before {}", first.address, second.address);
                    seen.mark("delete before delete", true);
                }
            }
        }
        seen.mark("removed", removal.steps.iter().any(|step| step.action == Action::Delete));
        seen.mark("after a move", plan.changes.iter().any(|change| change.moved_from.is_some()));
        Ok(())
    });
}
