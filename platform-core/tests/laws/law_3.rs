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
pub fn all(case: &Case) -> BTreeSet<Address> {
    let known = case.state.resources.keys().chain(case.rendered.resources.keys());
    known.chain(case.observed.resources.keys()).cloned().collect()
}

/// The same question, asked again when everything was done.
pub fn asked_again(options: &PlanOptions) -> PlanOptions {
    let mut again = PlanOptions::default();
    again.intent = options.intent;
    again
}

pub fn planned(rendered: &Rendered, state: &State, observed: &Observed, options: &PlanOptions) -> Option<Plan> {
    plan::plan(rendered, state, observed, options).value
}

/// Whether an address is another subject's.
pub fn is_of_others(case: &Case, address: &Address) -> bool {
    *address.subject() != *case.rendered.subject.to_string()
}

/// Whether it reads what another subject never gave: its steps can't be done before that is deployed.
pub fn waits_for_others(case: &Case) -> bool {
    let bodies = case.rendered.resources.values().flat_map(|resource| outputs_read(&resource.body));
    bodies.into_iter().any(|(address, _)| is_of_others(case, &address) && case.observed.outputs.is_empty())
}

/// What is asked to be forgotten though it is rendered is asked for again: that plan is never empty.
pub fn contradicts_itself(case: &Case) -> bool {
    let destroys = case.options.intent == Intent::Destroy;
    let asked = |address: &Address| case.rendered.resources.contains_key(address) || case.renames.contains_key(address);
    !destroys && case.options.forget.iter().any(asked)
}

fn effective(plan: &Plan) -> Vec<String> {
    let changes = plan.changes.iter().filter(|change| change.is_effective());
    changes.map(|change| serde_json::to_string(change).unwrap()).collect()
}

#[test]
fn what_was_done_needs_no_second_plan() {
    let cells = [coverage::CELLS, &["applied", "left out", "deferred, done by the next plan"]].concat();
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
        let Some(done) = world::apply_all(&mut ground, &case, &plan, *mix)? else { return Ok(()) };
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
        seen.mark("deferred, done by the next plan", plan.deferred().count() > 0);
        if plan.deferred().count() > 0 {
            return Ok(());
        }
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
