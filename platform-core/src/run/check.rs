//! Whether the world still is what a step expects.

use super::step::StepWork;
use crate::model::{Diagnostic, Effect, Expectation, Observation, Plan, Pointer, Retry, Staleness, codes};

/// Whether what is there now is what the plan was made from, so that the step may start.
///
/// A repeated step (see [`StepWork::repeated`]) may also find what it was to leave there.
///
/// # Errors
/// `plan.stale`, naming what changed.
pub fn check(work: &StepWork, observation: &Observation) -> Result<(), Diagnostic> {
    let Some(expect) = &work.expect else { return Ok(()) };
    let holds = match (expect, observation) {
        (Expectation::Absent | Expectation::NotObserved, Observation::Absent) => true,
        (Expectation::Absent | Expectation::NotObserved, Observation::Present(_)) => false,
        (_, Observation::Absent) => false,
        (Expectation::Fields { .. } | Expectation::State { .. }, Observation::Present(_)) => true,
    };
    if holds { Ok(()) } else { Err(changed(work, "it changed since the plan was made")) }
}

fn changed(work: &StepWork, what: &str) -> Diagnostic {
    Diagnostic::error(codes::PLAN_STALE, format!("{}: {what}", work.step.address))
        .with_help("plan again; nothing was done to it")
        .with_retry(Retry::AfterReplan)
        .with_outcome(Effect::None)
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
