//! Whether the world still is what a step expects.

use super::apply::Apply;
use super::step::StepWork;
use crate::model::{
    Action, Address, Diagnostic, Intent, Observation, Plan, Pointer, Rendered, Retry, Staleness, Value, codes,
};
use crate::plan::{DiffRules, rules_of};

/// Whether what is there now is what the plan was made from, so that the step may start.
///
/// What is moved is to be observed under its old address. A repeated step (see [`StepWork::repeated`]) may also find
/// what it was to leave there.
///
/// # Errors
/// `plan.stale`, naming what changed.
pub fn check(apply: &Apply, work: &StepWork, observation: &Observation) -> Result<(), Diagnostic> {
    check_work(&apply.plan, &apply.rendered, work, observation)
}

/// As [`check`], by the plan alone.
pub(super) fn check_work(
    plan: &Plan,
    rendered: &Rendered,
    work: &StepWork,
    observation: &Observation,
) -> Result<(), Diagnostic> {
    let Some(expect) = &work.expect else { return Ok(()) };
    let rules = || rules(plan, rendered, &work.step.address);
    if work.repeated && done_already(work, observation, rules) {
        return Ok(());
    }
    let address = &work.step.address;
    let base = work.before.as_ref().map(|before| &before.body);
    // What is only looked at need not fit what should be.
    let wanted = work.resource.as_ref().filter(|_| plan.intent != Intent::Refresh);
    let desired = wanted.map(|resource| &resource.body);
    let found = crate::plan::check_expectation(expect, &rules(), base, desired, observation);
    found.map_err(|paths| {
        let address = address.clone();
        let cause = match observation {
            Observation::Absent => Staleness::Vanished { address },
            Observation::Present(_) if paths.is_empty() => Staleness::Appeared { address },
            Observation::Present(_) | Observation::Planned(_) => Staleness::Fields { address, paths },
        };
        stale(plan, &cause)
    })
}

/// The rules that the plan was made with.
pub(super) fn rules(plan: &Plan, rendered: &Rendered, address: &Address) -> DiffRules {
    match plan.targets.get_key_value(address.target()) {
        Some((key, target)) => rules_of(rendered, target.r#type.as_ref().unwrap_or(key).as_str()),
        None => DiffRules::none(),
    }
}

/// Whether an earlier attempt did it, and was killed before it could say so.
fn done_already(work: &StepWork, observation: &Observation, rules: impl Fn() -> DiffRules) -> bool {
    match observation {
        Observation::Present(present) => work.body.as_ref().is_some_and(|body| {
            // A server fills in what was not said.
            *body == present.body || is_same(&rules(), body, &present.body)
        }),
        Observation::Absent => work.step.action == Action::Delete,
        Observation::Planned(_) => false,
    }
}

fn is_same(rules: &DiffRules, body: &Value, observed: &Value) -> bool {
    crate::plan::diff(Some(body), Some(&crate::plan::project(rules, Some(body), None, observed)), rules).is_empty()
}

/// One cause of staleness in words.
pub(crate) fn stale(plan: &Plan, cause: &Staleness) -> Diagnostic {
    let message = match cause {
        Staleness::Lineage if plan.base.lineage.is_empty() => format!(
            "the plan of {} in {} was made before its first apply, and there was one since",
            plan.subject, plan.environment
        ),
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
    Diagnostic::error(codes::PLAN_STALE, message).with_help("plan again").with_retry(Retry::AfterReplan)
}
