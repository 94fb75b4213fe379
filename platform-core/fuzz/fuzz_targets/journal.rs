//! Journals: an apply that is resumed with one ends up somewhere.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use platform_core::formats::json;
use platform_core::model::{Applying, Journal, Observed, State, Timestamp};
use platform_core::run::{self, Apply};

fuzz_target!(|data: &[u8]| {
    let Ok(mut journal) = json::read::<Journal>("journal.json", data) else { return };
    let (plan, rendered) = (platform_core_fuzz::first_plan(), platform_core_fuzz::rendered());
    journal.plan_digest = plan.digest;
    let mut state = State::new(plan.subject.clone(), plan.environment.clone(), "lineage");
    state.applying = Some(Applying { plan_digest: plan.digest, attempt: 1 });
    for event in &journal.events {
        let _ = run::touched(plan, event);
        state = run::advance(state, plan, rendered, event);
    }
    let plan = Arc::new(plan.clone());
    let resumed = Apply::resume(plan, Arc::new(rendered.clone()), &state, &journal, &Observed::nothing());
    let Ok(mut apply) = resumed else { return };
    let _ = run::next(&apply, Timestamp::default());
    for event in journal.events {
        let _ = run::record(&mut apply, event);
    }
    let _ = (apply.progress(), apply.failed(), apply.left());
});
