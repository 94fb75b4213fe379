//! What could never be done of a plan, said before anything is.

use platform_core::model::{Action, Address, Diagnostic, Place, Plan, Rendered};
use platform_core::plan::explain;

use super::site::Site;

/// What the executors of its targets could never do of a plan, each at the place that made it so.
pub(super) fn refused(plan: &Plan, rendered: &Rendered, site: &Site) -> Vec<Diagnostic> {
    let brought = plan
        .changes
        .iter()
        .filter(|change| change.actions.iter().any(|action| matches!(action, Action::Create | Action::Update)));
    let refused = brought.filter_map(|change| {
        let problem = site.executors.of(&change.address).ok()?.refuses(&change.address, rendered)?;
        match origin(plan, rendered, &change.address, &problem) {
            Some(place) => Some(problem.with_place(place)),
            None => Some(problem),
        }
    });
    refused.collect()
}

/// Where it is written what stands in a body at the place of a problem.
fn origin(plan: &Plan, rendered: &Rendered, address: &Address, problem: &Diagnostic) -> Option<Place> {
    let pointer = &problem.at.as_ref()?.pointer;
    let explained = explain(plan, rendered, address, pointer).value?;
    explained.origins.iter().find_map(|one| one.origin.place.clone())
}
