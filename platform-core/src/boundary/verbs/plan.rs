//! What will change, why, and whether that still holds.

use serde::Deserialize;

use super::super::decode::Digested;
use super::super::verb::Call;
use crate::model::{
    Address, CheckResult, Comparison, Diagnostic, Explanation, Freshness, Observed, Outcome, Plan, PlanOptions,
    Pointer, Release, Rendered, State, Timestamp, ValueHistory, Waiver,
};
use crate::{plan, policy};

/// What should be, what was done, and what is there.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlanCall {
    /// What should be.
    rendered: Rendered,
    /// What we know we did. Absent: everything looks new, and the plan can't be applied.
    state: Option<State>,
    /// What is there; what is missing in it was not looked at.
    #[serde(default)]
    observed: Observed,
    /// What is asked besides.
    #[serde(default)]
    options: PlanOptions,
}

impl Call for PlanCall {
    type Output = Plan;

    fn call(self) -> Outcome<Plan> {
        if let Err(problem) = inputs(&self.rendered, self.state.as_ref()) {
            return problem.into();
        }
        make(&self.rendered, self.state.as_ref(), &self.observed, self.options)
    }
}

/// Plans; without a state for reading only.
pub(crate) fn make(
    rendered: &Rendered,
    state: Option<&State>,
    observed: &Observed,
    mut options: PlanOptions,
) -> Outcome<Plan> {
    match state {
        Some(state) => plan::plan(rendered, state, observed, &options),
        None => {
            options.without_state = true;
            let state = State::new(rendered.subject.clone(), rendered.environment.clone(), "");
            plan::plan(rendered, &state, observed, &options)
        }
    }
}

fn inputs(rendered: &Rendered, state: Option<&State>) -> Result<(), Diagnostic> {
    rendered.checked("rendered")?;
    state.map_or(Ok(()), |state| state.checked("state"))
}

/// A leaf of a plan.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ExplainCall {
    /// The plan.
    plan: Plan,
    /// What it was made from.
    rendered: Rendered,
    /// The resource.
    address: Address,
    /// The place in it.
    #[serde(default)]
    path: Pointer,
}

impl Call for ExplainCall {
    type Output = Explanation;

    fn call(self) -> Outcome<Explanation> {
        match self.rendered.checked("rendered") {
            Ok(()) => plan::explain(&self.plan, &self.rendered, &self.address, &self.path),
            Err(problem) => problem.into(),
        }
    }
}

/// A plan, and the time at which it is judged.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CheckCall {
    /// The plan.
    plan: Plan,
    /// What it was made from.
    rendered: Rendered,
    /// Who answers for rules that would fail, and until when.
    #[serde(default)]
    waivers: Vec<Waiver>,
    /// The time that deadlines are compared with.
    now: Timestamp,
}

impl Call for CheckCall {
    type Output = Vec<CheckResult>;

    fn call(self) -> Outcome<Vec<CheckResult>> {
        match plan::check_digest(&self.plan, &self.rendered) {
            Ok(()) => policy::check(&self.plan, &self.rendered, &self.waivers, self.now),
            Err(problem) => problem.into(),
        }
    }
}

/// A plan, and the world as it is now.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct VerifyCall {
    /// The plan.
    plan: Plan,
    /// What it was made from.
    rendered: Rendered,
    /// The state now.
    state: State,
    /// What is there now.
    #[serde(default)]
    observed: Observed,
}

impl Call for VerifyCall {
    type Output = Freshness;

    fn call(self) -> Outcome<Freshness> {
        match inputs(&self.rendered, Some(&self.state)) {
            Ok(()) => Outcome::ok(plan::verify(&self.plan, &self.rendered, &self.state, &self.observed)),
            Err(problem) => problem.into(),
        }
    }
}

/// Two renderings.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CompareCall {
    /// One.
    before: Rendered,
    /// The other.
    after: Rendered,
}

impl Call for CompareCall {
    type Output = Comparison;

    fn call(self) -> Outcome<Comparison> {
        match self.before.checked("before").and_then(|()| self.after.checked("after")) {
            Ok(()) => Outcome::ok(plan::compare(&(&self.before).into(), &(&self.after).into())),
            Err(problem) => problem.into(),
        }
    }
}

/// A value, and the releases of what it is in.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ValueHistoryCall {
    /// The releases of one subject in one environment, newest first.
    releases: Vec<Release>,
    /// The resource, as it is called now.
    address: Address,
    /// The place in it.
    #[serde(default)]
    path: Pointer,
}

impl Call for ValueHistoryCall {
    type Output = ValueHistory;

    fn call(self) -> Outcome<ValueHistory> {
        Outcome::ok(plan::value_history(&self.releases, &self.address, &self.path))
    }
}
