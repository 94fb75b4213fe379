//! Digests, made anew from what they are digests of.

use serde::Deserialize;

use super::super::verb::Call;
use crate::model::{Digest, Outcome, Plan, PlanSet, Rendered, Value};
use crate::plan;

/// A value.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DigestCall {
    /// The value.
    value: Value,
}

impl Call for DigestCall {
    type Output = Digest;

    fn call(self) -> Outcome<Digest> {
        Outcome::ok(self.value.digest())
    }
}

/// A rendering.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RenderedDigestCall {
    /// The rendering.
    rendered: Rendered,
}

impl Call for RenderedDigestCall {
    type Output = Digest;

    fn call(self) -> Outcome<Digest> {
        Outcome::ok(plan::rendered_digest(&self.rendered))
    }
}

/// A plan.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlanDigestCall {
    /// The plan; the digest that stands in it is not looked at.
    plan: Plan,
}

impl Call for PlanDigestCall {
    type Output = Digest;

    fn call(self) -> Outcome<Digest> {
        Outcome::ok(plan::plan_digest(&self.plan))
    }
}

/// A set of plans.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlanSetDigestCall {
    /// The plans.
    plans: PlanSet,
}

impl Call for PlanSetDigestCall {
    type Output = Digest;

    fn call(self) -> Outcome<Digest> {
        Outcome::ok(plan::plan_set_digest(&self.plans))
    }
}

/// A plan and its rendering.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CheckDigestCall {
    /// The plan.
    plan: Plan,
    /// What it was made from.
    rendered: Rendered,
}

impl Call for CheckDigestCall {
    type Output = ();

    fn call(self) -> Outcome<()> {
        match plan::check_digest(&self.plan, &self.rendered) {
            Ok(()) => Outcome::ok(()),
            Err(problem) => problem.into(),
        }
    }
}
