//! Terraform's own format of plans.

use serde::Deserialize;

use super::super::decode::Digested;
use super::super::verb::Call;
use crate::formats::json;
use crate::model::{
    CheckResult, Diagnostic, EntityRef, Freshness, Name, Observed, Outcome, Plan, Rendered, Scope, State,
    TerraformPlan, Text, Timestamp,
};
use crate::plan::{self, TerraformContext, TerraformPart, TerraformRoot};
use crate::run::stale;

/// A plan, and what it was made from.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TerraformPart"))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PartInput {
    /// The plan.
    plan: Plan,
    /// What it was made from.
    rendered: Rendered,
    /// What was done before, as the plan was made from it: what a deleted resource was is known from it alone.
    state: Option<State>,
}

impl PartInput {
    /// What was before is told by the state that the plan was made from, and by no other.
    fn stale(&self) -> Vec<Diagnostic> {
        let fresh =
            self.state.as_ref().map(|state| plan::verify(&self.plan, &self.rendered, state, &Observed::nothing()));
        match fresh {
            Some(Freshness::Stale { causes }) => causes.iter().map(|cause| stale(&self.plan, cause)).collect(),
            _ => Vec::new(),
        }
    }

    fn part(&self) -> TerraformPart<'_> {
        TerraformPart { plan: &self.plan, rendered: &self.rendered, state: self.state.as_ref() }
    }
}

/// Plans, and what is said besides.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TerraformPlanCall {
    /// The plans: one is the root module, of several each is a module of its own.
    plans: Vec<PartInput>,
    /// Verdicts on the plans.
    #[serde(default)]
    checks: Vec<CheckResult>,
    /// The time that it is said to be of; none is said, if absent.
    now: Option<Timestamp>,
    /// The release of Terraform that it is said to be of.
    terraform_version: Option<Text>,
}

impl Call for TerraformPlanCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        let checked = self.plans.iter().try_for_each(|part| {
            plan::check_digest(&part.plan, &part.rendered)?;
            part.state.as_ref().map_or(Ok(()), |state| state.checked("state"))
        });
        if let Err(problem) = checked {
            return problem.into();
        }
        let stale: Vec<Diagnostic> = self.plans.iter().flat_map(PartInput::stale).collect();
        if !stale.is_empty() {
            return Outcome::failed(stale);
        }
        let plans: Vec<TerraformPart<'_>> = self.plans.iter().map(PartInput::part).collect();
        let version = self.terraform_version.as_ref();
        let context = TerraformContext { checks: &self.checks, now: self.now, terraform_version: version };
        Outcome::ok(json::pretty_plain(&plan::terraform_plan(&plans, &context)))
    }
}

/// A saved plan of Terraform's, and where it belongs.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReadTerraformPlanCall {
    /// What `terraform show -json PLAN` prints.
    text: String,
    /// The subject.
    subject: EntityRef,
    /// The environment, or `-`.
    environment: Scope,
    /// The key of the target.
    target: Name,
    /// What should be there: what it calls secret is a reference then, whatever Terraform marks.
    rendered: Option<Rendered>,
    /// What was done before: where a secret stood stays a reference, also when nothing says any more that it is one.
    state: Option<State>,
}

impl Call for ReadTerraformPlanCall {
    type Output = TerraformPlan;

    fn call(self) -> Outcome<TerraformPlan> {
        let rendered = self.rendered.as_ref().map(|rendered| rendered.checked("rendered"));
        let state = self.state.as_ref().map(|state| state.checked("state"));
        if let Some(problem) = rendered.into_iter().chain(state).find_map(Result::err) {
            return problem.into();
        }
        let resources = self.rendered.iter().flat_map(|rendered| rendered.resources.values());
        let before = self.state.iter().flat_map(|state| &state.resources);
        let before = before.filter(|(address, _)| address.target() == self.target.as_str());
        let root = TerraformRoot::new(self.subject.clone(), self.environment.clone(), self.target.clone());
        let root = before.fold(root.with_secrets(resources), |root, (_, known)| root.with_secret_places(&known.body));
        plan::read_terraform_plan(&self.text, &root).map_or_else(Into::into, Outcome::ok)
    }
}

/// A plan of Terraform's, and what ours is to be made from.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ObserveTerraformPlanCall {
    /// Terraform's plan, as `readTerraformPlan` gives it.
    plan: TerraformPlan,
    /// What should be.
    rendered: Rendered,
    /// What was done before.
    state: State,
    /// The key of the target.
    target: Name,
    /// What else was observed.
    #[serde(default)]
    observed: Observed,
}

impl Call for ObserveTerraformPlanCall {
    type Output = Observed;

    fn call(self) -> Outcome<Observed> {
        if let Err(problem) = self.state.checked("state") {
            return problem.into();
        }
        let found = plan::observe_terraform_plan(&self.plan, &self.rendered, &self.state, &self.target);
        found.map(|found| self.observed.with_observations(found))
    }
}
