//! Verdicts on plans: whether what is planned may go ahead.
//!
//! Verdicts live beside a plan, not in it: they depend on the time, and a plan's digest does not.

mod deadlines;
#[cfg(test)]
mod tests;

use crate::model::{
    CheckResult, Diagnostic, Outcome, Plan, PlannedRendering, Rendered, Timestamp, Waiver, sort_diagnostics,
};

/// Judges a plan at a time: every deadline of what it was rendered from is a rule, which fails once the deadline has
/// passed, and warns from 30 days ahead. A waiver of the rule lets it pass until its own end; a rollback always passes, and so
/// does a plan for which the glass is broken, with a warning. Passed or not, a deadline never changes what is rendered.
///
/// ```
/// use platform_core::model::{
///     Deadline, DeadlineKind, Observed, PlanOptions, Rendered, State, Verdict,
/// };
/// let mut rendered = Rendered::empty("cart".parse()?, "preview".parse()?);
/// let deadline = Deadline::new(DeadlineKind::Environment, "preview", "remove it");
/// rendered.deadlines.push(deadline.with_until(Some("2027-03-01".parse()?)));
/// let state = State::new("cart".parse()?, "preview".parse()?, "3f2a");
/// let plan = platform_core::plan::plan(&rendered, &state, &Observed::nothing(), &PlanOptions::default());
/// let plan = plan.into_result()?.0;
///
/// let (checks, warnings) = platform_core::policy::check(&plan, &rendered, &[], "2027-02-20".parse()?).into_result()?;
/// assert!(checks[0].verdict == Verdict::Pass && warnings.len() == 1);
/// let (checks, _) = platform_core::policy::check(&plan, &rendered, &[], "2027-03-02".parse()?).into_result()?;
/// assert_eq!(checks[0].verdict, Verdict::Fail);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check(plan: &Plan, rendered: &Rendered, waivers: &[Waiver], now: Timestamp) -> Outcome<Vec<CheckResult>> {
    let mut warnings: Vec<Diagnostic> = Vec::new();
    let judge = deadlines::Judge { plan, waivers, now };
    let checks = rendered.deadlines.iter().filter_map(|deadline| judge.check(deadline, &mut warnings)).collect();
    Outcome::new(Some(checks), warnings)
}

/// [`check`] of many plans, in their order. A warning that several of them give is given once.
///
/// ```
/// let checks = platform_core::policy::check_all(&[], &[], "2027-03-02".parse()?);
/// assert_eq!(checks.value, Some(Vec::new()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_all(planned: &[PlannedRendering], waivers: &[Waiver], now: Timestamp) -> Outcome<Vec<CheckResult>> {
    let (mut checks, mut warnings) = (Vec::new(), Vec::new());
    for one in planned {
        let outcome = check(&one.plan, &one.rendered, waivers, now);
        checks.extend(outcome.value.into_iter().flatten());
        warnings.extend(outcome.diagnostics);
    }
    sort_diagnostics(&mut warnings);
    Outcome::new(Some(checks), warnings)
}
