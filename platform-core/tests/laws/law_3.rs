//! What was planned, applied and observed needs no second plan; and no change of it could have been left out.

use std::collections::BTreeSet;

use platform_core::model::{
    Action, Address, FieldChangeKind, Intent, Observed, Plan, PlanOptions, Reason, Rendered, State,
};
use platform_core::plan;
use proptest::prelude::*;

use crate::coverage;
use crate::generate::{Case, case};
use crate::reference;
use crate::runner::law;
use crate::unknowns::outputs_read;
use crate::world::{self, World};

/// The addresses that anything is said of.
fn all(case: &Case) -> BTreeSet<Address> {
    let known = case.state.resources.keys().chain(case.rendered.resources.keys());
    known.chain(case.observed.resources.keys()).cloned().collect()
}

/// The same question, asked again when everything was done.
fn asked_again(options: &PlanOptions) -> PlanOptions {
    let mut again = PlanOptions::default();
    again.intent = options.intent;
    again
}

fn planned(rendered: &Rendered, state: &State, observed: &Observed, options: &PlanOptions) -> Option<Plan> {
    plan::plan(rendered, state, observed, options).value
}

/// Whether it reads what another subject never gave: its steps can't be done before that is deployed.
fn waits_for_others(case: &Case) -> bool {
    let bodies = case.rendered.resources.values().flat_map(|resource| outputs_read(&resource.body));
    bodies.into_iter().any(|(address, _)| address.subject() != "shop" && case.observed.outputs.is_empty())
}

/// What is asked to be forgotten though it is rendered is asked for again: that plan is never empty.
fn contradicts_itself(case: &Case) -> bool {
    let destroys = case.options.intent == Intent::Destroy;
    let renamed = |address: &Address| case.rendered.moved.iter().any(|renamed| renamed.from == *address);
    let asked = |address: &Address| case.rendered.resources.contains_key(address) || renamed(address);
    !destroys && case.options.forget.iter().any(asked)
}

fn effective(plan: &Plan) -> Vec<String> {
    let changes = plan.changes.iter().filter(|change| change.is_effective());
    changes.map(|change| serde_json::to_string(change).unwrap()).collect()
}

#[test]
fn what_was_done_needs_no_second_plan() {
    let cells = [coverage::CELLS, &["applied", "left out"]].concat();
    let cells: Vec<_> = cells.into_iter().filter(|cell| *cell != "without state").collect();
    law("3 (convergence)", &cells, &(case(false), any::<u64>()), |(case, mix), seen| {
        let mut case = case.clone();
        case.options.without_state = false;
        let Some(plan) = planned(&case.rendered, &case.state, &case.observed, &case.options) else { return Ok(()) };
        coverage::mark(seen, &case, &plan);
        if !plan.is_applicable() || contradicts_itself(&case) || waits_for_others(&case) {
            return Ok(());
        }
        let mut ground = World::of(&case);
        let before = ground.clone();
        let done = world::apply(&mut ground, &plan, &case.rendered, &case.state, &case.observed, *mix)?;
        let all = all(&case);
        let observed = ground.observe(all.iter());
        let options = asked_again(&case.options);
        let second = planned(&case.rendered, &done.state, &observed, &options)
            .ok_or_else(|| TestCaseError::fail("nothing could be planned after the apply"))?;
        prop_assert!(
            effective(&second).is_empty() && second.blocked.is_empty(),
            "after {:?}\nthe second plan still has {:#?}\nblocked {:?}",
            plan.steps,
            effective(&second),
            second.blocked
        );
        seen.mark("applied", true);
        // Each change by itself taken back: the goal is not reached.
        for change in plan.changes.iter().filter(|change| change.is_effective()) {
            let hindsight = !change.fields.is_empty()
                && change.fields.iter().all(|field| field.kind == FieldChangeKind::UnknownOnly);
            if change.reason == Reason::Requested || hindsight {
                continue;
            }
            let (mut state, mut there) = (done.state.clone(), ground.clone());
            let learned_only = change.actions.iter().all(|action| matches!(action, Action::Read | Action::Forget));
            for address in [Some(&change.address), change.moved_from.as_ref()].into_iter().flatten() {
                match case.state.resources.get(address) {
                    Some(known) => drop(state.resources.insert(address.clone(), known.clone())),
                    None => drop(state.resources.remove(address)),
                }
                if !learned_only {
                    there.put(address, before.body(address).cloned());
                }
            }
            let verdict = reference::plan(&case.rendered, &state, &there.observe(all.iter()), &options);
            let address = &change.address;
            prop_assert!(
                verdict.actions.contains_key(address) || verdict.blocked.contains(address),
                "{address} ({:?}) could have been left out",
                change.actions
            );
            seen.mark("left out", true);
        }
        Ok(())
    });
}

/// The state that an apply leaves knows what deletes must be run in which order, whatever was renamed on the way.
#[test]
fn what_was_applied_can_be_removed_in_order() {
    use crate::law_4;
    let cells = ["removed", "after a move", "delete before delete"];
    law("3 and 4 (removal after an apply)", &cells, &(case(true), any::<u64>()), |(case, mix), seen| {
        let mut case = case.clone();
        (case.options.without_state, case.options.forget) = (false, Vec::new());
        let Some(plan) = planned(&case.rendered, &case.state, &case.observed, &case.options) else { return Ok(()) };
        if !plan.is_applicable() || waits_for_others(&case) {
            return Ok(());
        }
        let mut ground = World::of(&case);
        let done = world::apply(&mut ground, &plan, &case.rendered, &case.state, &case.observed, *mix)?;
        let observed = ground.observe(all(&case).iter());
        let mut options = PlanOptions::default();
        options.intent = Intent::Destroy;
        options.release = done.state.resources.keys().cloned().collect();
        let removal = planned(&case.rendered, &done.state, &observed, &options)
            .ok_or_else(|| TestCaseError::fail("the removal could not be planned"))?;
        let before = law_4::surely_before(&removal)?;
        // What was rendered is what there is now: its dependencies are those that count.
        let mut there = case.rendered.clone();
        there.resources.retain(|address, _| done.state.resources.contains_key(address));
        let wanted = law_4::wanted(&there);
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

/// Nothing that a target gave as a secret is written down anywhere.
#[test]
fn secrets_that_come_in_are_kept_as_references() {
    let cells = ["a secret came in"];
    law("6 (secrets)", &cells, &(case(false), any::<u64>()), |(case, mix), seen| {
        let mut case = case.clone();
        case.options.without_state = false;
        let Some(plan) = planned(&case.rendered, &case.state, &case.observed, &case.options) else { return Ok(()) };
        if !plan.is_applicable() || contradicts_itself(&case) || waits_for_others(&case) {
            return Ok(());
        }
        let mut ground = World::of(&case);
        let done = world::apply(&mut ground, &plan, &case.rendered, &case.state, &case.observed, *mix)?;
        let observed = ground.observe(all(&case).iter());
        let second = plan::plan(&case.rendered, &done.state, &observed, &PlanOptions::default());
        let told = [
            done.journal,
            serde_json::to_string(&done.state).unwrap(),
            format!("{:?}", done.state),
            serde_json::to_string(&second.value).unwrap(),
            format!("{:?}", second.diagnostics),
        ];
        prop_assert!(told.iter().all(|text| !text.contains(ground.secret)), "a secret was written down: {told:?}");
        let came_in = plan.steps.iter().any(|step| {
            let resource = case.rendered.resources.get(&step.address);
            resource.is_some_and(|resource| resource.outputs.values().any(|output| output.secret))
        });
        seen.mark("a secret came in", came_in);
        Ok(())
    });
}
