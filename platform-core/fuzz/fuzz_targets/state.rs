//! A state and an observation behind `====`: planning from them ends, and the plan is what its digest says.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform_core::formats::json;
use platform_core::model::{Observed, PlanOptions, State};
use platform_core::plan;

fuzz_target!(|data: &[u8]| {
    let Some([state, observed]) = platform_core_fuzz::parts(data) else { return };
    let Ok(state) = json::read::<State>("state.json", state.as_bytes()) else { return };
    let text = serde_json::to_string(&state).expect("what was read can be written");
    assert_eq!(json::read::<State>("state.json", text.as_bytes()).expect("and read again"), state);
    let observed = json::read::<Observed>("observed.json", observed.as_bytes()).unwrap_or_else(|_| Observed::nothing());
    let rendered = platform_core_fuzz::rendered();
    let Some(plan) = platform_core_fuzz::value(plan::plan(rendered, &state, &observed, &PlanOptions::default())) else {
        return;
    };
    plan::check_digest(&plan, rendered).expect("a plan has its own digest");
    let _ = plan::verify(&plan, rendered, &state, &observed);
    for change in &plan.changes {
        for field in &change.fields {
            let _ = platform_core_fuzz::value(plan::explain(&plan, rendered, &change.address, &field.path));
        }
    }
});
