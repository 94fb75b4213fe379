//! A merged file: what we wrote, what should be and what the team has, separated by `====`. The merge ends; where two of
//! them agree it is the third.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform_core::model::{Address, Observed, Ownership, PlanOptions, Rendered, Resource, State, StateResource};
use platform_core::plan;

fuzz_target!(|data: &[u8]| {
    let Some([base, ours, theirs]) = platform_core_fuzz::parts(data) else { return };
    let (subject, scope) = platform_core_fuzz::cart();
    let address: Address = "cart/staging/file/docs/a.md".parse().expect("an address");
    let file = |text: &str| Resource::new(address.clone(), text.into()).with_ownership(Ownership::Merged);
    let mut state = State::new(subject.clone(), scope.clone(), "lineage");
    let mut known = StateResource::new(base.into());
    known.ownership = Some(Ownership::Merged);
    state.resources.insert(address.clone(), known);
    let rendered = Rendered::empty(subject, scope).with_resource(file(ours));
    let observed = Observed::nothing().with_present(address.clone(), theirs.into());
    let planned = plan::plan(&rendered, &state, &observed, &PlanOptions::default());
    let Some(plan) = platform_core_fuzz::value(planned) else { return };
    plan::check_digest(&plan, &rendered).expect("a plan has its own digest");
    let changes_file = plan.change(&address).is_some_and(|change| !change.fields.is_empty());
    if ours == base || ours == theirs {
        assert!(plan.blocked.is_empty() && !changes_file, "{plan:?}");
    } else if theirs == base {
        assert!(plan.blocked.is_empty() && changes_file, "{plan:?}");
    }
});
