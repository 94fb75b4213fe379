//! Plan files: reading, showing, checking, beginning.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use platform_core::formats::{json, markdown, text};
use platform_core::model::{Observed, PlanFile, PlannedRendering, State};
use platform_core::run::Apply;

fuzz_target!(|data: &[u8]| {
    let Ok(file) = json::read::<PlanFile>("plan.json", data) else { return };
    for PlannedRendering { plan, rendered } in file.plans {
        let shown = text::plan(&plan, Some(&rendered), &text::Style::default());
        assert!(!shown.chars().any(|character| character.is_control() && character != '\n'), "{shown:?}");
        let _ = markdown::plan(&plan, Some(&rendered), &markdown::Comment::default());
        let state = State::new(plan.subject.clone(), plan.environment.clone(), "lineage");
        if let Err(failure) = Apply::begin(Arc::new(plan), Arc::new(rendered), &state, &Observed::nothing()) {
            platform_core_fuzz::said(&failure.diagnostics, &Default::default());
        }
    }
});
