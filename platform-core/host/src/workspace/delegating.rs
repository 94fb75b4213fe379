//! What the tools that targets are delegated to would do.

use std::sync::Arc;

use platform_core::model::{
    Address, Diagnostic, Failure, Name, Observed, PlanOptions, Rendered, Severity, State, codes,
};
use platform_core::run::Apply;

use super::site::Site;

/// What the tools would do for a plan that could be applied now, beside what was observed; where it could not be, or nothing
/// is delegated, what was observed. A tool is asked also where the plan changes nothing: what it would do all the same is
/// drift.
///
/// What can't be asked before other parts of the plan are applied is a warning: there the plan stays as it is made without.
///
/// # Errors
/// What the tools find.
pub(super) async fn ask(
    rendered: &Rendered,
    state: &State,
    observed: Observed,
    options: &PlanOptions,
    site: &Site,
) -> Result<(Observed, Vec<Diagnostic>), Failure> {
    let (mut found, mut said) = (observed, Vec::new());
    // What is wrong with it is told by the plan that is made with the answers.
    let Some(plan) = platform_core::plan::plan(rendered, state, &found, options).value else {
        return Ok((found, said));
    };
    let delegated = plan.targets.iter().filter(|(key, target)| target.is_delegated(key.as_str()));
    let first = |key: &Name| {
        let addresses = plan.changes.iter().map(|change| &change.address).chain(rendered.resources.keys());
        addresses.into_iter().find(|address| address.target() == key.as_str()).cloned()
    };
    let asked: Vec<(&Name, Address)> = delegated.filter_map(|(key, _)| Some((key, first(key)?))).collect();
    if asked.is_empty() || !plan.is_applicable() || state.applying.is_some() {
        return Ok((found, said));
    }
    let asked: Vec<(String, Address)> = asked.into_iter().map(|(key, address)| (key.to_string(), address)).collect();
    let apply = Apply::begin(Arc::new(plan), Arc::new(rendered.clone()), state, &found)?;
    for (key, address) in asked {
        let Some(visit) = apply.visit(&key) else { continue };
        match site.executors.of(&address)?.ask(visit).await {
            Ok(observations) => found = found.with_observations(observations),
            Err(failure) if failure.diagnostics.iter().all(|problem| problem.code == codes::PLAN_UNKNOWN) => {
                said.extend(failure.diagnostics.into_iter().map(too_early));
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok((found, said))
}

fn too_early(mut problem: Diagnostic) -> Diagnostic {
    problem.severity = Severity::Warning;
    problem.message = format!("the tool can't be asked yet: {}", problem.message);
    problem
}
