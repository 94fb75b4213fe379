//! Terraform's own format of plans (`terraform show -json`, version 1.2): ours written in it, its own read.

mod blocks;
mod change;
mod checks;
mod document;
mod item;
mod marks;
mod observe;
mod outputs;
mod owned;
mod read;
mod root;
mod secret_texts;

pub(crate) use observe::observe;
pub use observe::observe_terraform_plan;
pub use owned::{TerraformBlock, TerraformOwners};
pub use read::read_terraform_plan;
pub use root::TerraformRoot;
pub use secret_texts::TerraformSecrets;

use crate::model::{CheckResult, Plan, Rendered, State, Text, Timestamp, Value};

/// The version of the format that is written.
const FORMAT_VERSION: &str = "1.2";
/// The release of Terraform whose format that is.
const TERRAFORM_VERSION: &str = "1.11.4";

/// A plan that is written in Terraform's format, and what it was made from.
#[derive(Clone, Copy, Debug)]
pub struct TerraformPart<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What should be.
    pub rendered: &'a Rendered,
    /// What we did before: what a deleted resource was is known from it alone.
    pub state: Option<&'a State>,
}

/// What is said in Terraform's format besides plans.
///
/// ```
/// let context = platform_core::plan::TerraformContext::default();
/// assert!(context.now.is_none());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct TerraformContext<'a> {
    /// Verdicts on the plan.
    pub checks: &'a [CheckResult],
    /// The time that the plan is said to be of; none is said, if absent.
    pub now: Option<Timestamp>,
    /// The release of Terraform that it is said to be of.
    pub terraform_version: Option<&'a Text>,
}

/// Plans as Terraform's JSON, for policies and tools that were written for Terraform: `formats::json::pretty_plain`
/// gives its text.
///
/// A resource of a Terraform target has the address that it has there; others are `kubernetes_manifest`, `platform_file`,
/// `platform_entity` or `platform_object` (docs/decisions/0011). What is known after apply is `true` in `after_unknown`
/// and absent in `after`; what is secret is `null` and `true` in `after_sensitive`, never in clear. One plan is the root
/// module; of several each is a module of its own, `module.SUBJECT_ENVIRONMENT`.
///
/// ```
/// use platform_core::model::{Observed, PlanOptions, Rendered, Resource, State, Value};
/// use platform_core::plan::{TerraformContext, TerraformPart, plan, terraform_plan};
/// let body = Value::from_json(r#"{"resource": {"aws_sqs_queue": {"jobs": {"delay_seconds": 5}}}}"#)?;
/// let rendered = Rendered::empty("cart".parse()?, "staging".parse()?)
///     .with_resource(Resource::new("cart/staging/terraform/queue".parse()?, body));
/// let state = State::new("cart".parse()?, "staging".parse()?, "lineage");
/// let (plan, _) = plan(&rendered, &state, &Observed::nothing(), &PlanOptions::default()).into_result()?;
/// let part = TerraformPart { plan: &plan, rendered: &rendered, state: Some(&state) };
/// let document = terraform_plan(&[part], &TerraformContext::default());
/// let change = document.get("resource_changes").and_then(Value::as_list).and_then(|all| all.first());
/// assert_eq!(change.and_then(|one| one.get("address")), Some(&Value::from("aws_sqs_queue.jobs")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn terraform_plan(plans: &[TerraformPart<'_>], context: &TerraformContext<'_>) -> Value {
    document::document(plans, context)
}
