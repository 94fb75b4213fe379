//! Nothing that entered as a secret appears anywhere.

use platform_core::model::PlanOptions;
use platform_core::plan;
use proptest::prelude::*;

use crate::generate::case;
use crate::law_3::{all, contradicts_itself, planned, waits_for_others};
use crate::runner::law;
use crate::world::{self, World};

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
