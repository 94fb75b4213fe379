//! Whether the world still is what a step expects.

use super::apply::Apply;
use super::step::StepWork;
use crate::model::{
    Action, Diagnostic, Freshness, Observation, Observed, Plan, Pointer, Precondition, Rendered, Retry, Staleness,
    State, codes,
};
use crate::plan;

/// Whether what is there now is what the plan was made from, so that the step may start.
///
/// A repeated step (see [`StepWork::repeated`]) may also find what it was to leave there.
///
/// # Errors
/// `plan.stale`, naming what changed.
pub fn check(apply: &Apply, work: &StepWork, observation: &Observation) -> Result<(), Diagnostic> {
    let Some(expect) = &work.expect else { return Ok(()) };
    if work.repeated && done_already(work, observation) {
        return Ok(());
    }
    let address = &work.step.address;
    let plan = only(&apply.plan, Precondition::new(address.clone(), expect.clone()));
    let mut rendered = Rendered::empty(plan.subject.clone(), plan.environment.clone());
    rendered.resources.extend(work.resource.clone().map(|resource| (address.clone(), resource)));
    let mut state = State::new(plan.subject.clone(), plan.environment.clone(), plan.base.lineage.clone());
    state.serial = plan.base.serial;
    state.resources.extend(work.before.clone().map(|before| (address.clone(), before)));
    let mut observed = Observed::nothing();
    observed.resources.insert(address.clone(), observation.clone());
    match plan::verify(&plan, &rendered, &state, &observed) {
        Freshness::Fresh => Ok(()),
        // The rendering here is of one resource, so that its digest is another.
        Freshness::Stale { causes } => match causes.iter().find(|cause| **cause != Staleness::Rendered) {
            Some(cause) => Err(stale(&plan, cause)),
            None => Ok(()),
        },
    }
}

/// A plan with one precondition, to look at that one alone.
fn only(plan: &Plan, precondition: Precondition) -> Plan {
    Plan {
        changes: plan.change(&precondition.address).cloned().into_iter().collect(),
        steps: Vec::new(),
        blocked: Vec::new(),
        targets: plan.targets.clone(),
        pins: plan.pins.clone(),
        subject: plan.subject.clone(),
        environment: plan.environment.clone(),
        base: plan.base.clone(),
        preconditions: vec![precondition],
        ..*plan
    }
}

/// Whether an earlier attempt did it, and was killed before it could say so.
fn done_already(work: &StepWork, observation: &Observation) -> bool {
    match observation {
        Observation::Present(present) => work.body.as_ref() == Some(&present.body),
        Observation::Absent => work.step.action == Action::Delete,
    }
}

/// One cause of staleness in words.
pub(super) fn stale(plan: &Plan, cause: &Staleness) -> Diagnostic {
    let message = match cause {
        Staleness::Lineage => {
            format!("the plan of {} in {} was made from another state", plan.subject, plan.environment)
        }
        Staleness::Serial { planned, found } => format!(
            "the plan of {} in {} was made from serial {planned}, and the state is at serial {found}: another apply \
             has begun since",
            plan.subject, plan.environment
        ),
        Staleness::Rendered => "what the plan goes with is not what it was made from".to_owned(),
        Staleness::Appeared { address } => format!("{address} is there now, and was not when the plan was made"),
        Staleness::Vanished { address } => format!("{address} was there when the plan was made, and is gone now"),
        Staleness::Fields { address, paths } => {
            let paths: Vec<&str> = paths.iter().map(Pointer::as_str).collect();
            format!("{address} changed since the plan was made: {}", paths.join(", "))
        }
    };
    Diagnostic::error(codes::PLAN_STALE, message)
        .with_help("plan again: `platform plan`; nothing was touched")
        .with_retry(Retry::AfterReplan)
}
