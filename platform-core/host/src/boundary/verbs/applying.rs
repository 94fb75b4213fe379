//! What changes the world.

use platform_core::model::{EntityRef, Failure, Name, Outcome, PlanOptions, Scope, Text};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::documents::ApplyDocument;
use super::super::verb::{Applying, Call, Context, outcome};
use super::planning::{Asked, Locking};
use crate::workspace::{ApplyReport, ApplyRequest};

fn report(report: Result<ApplyReport, Failure>) -> Outcome<ApplyDocument> {
    outcome(report.map(|report| ApplyDocument::from(&report)))
}

/// The plans cross beside it.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspaceApplyCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ApplyAsked {
    /// How.
    #[serde(default)]
    applying: Applying,
}

impl Call for ApplyAsked {
    type Output = ApplyDocument;
    const APPLIES: bool = true;

    async fn call(self, context: Context) -> Outcome<ApplyDocument> {
        let request = context.request(self.applying);
        report(context.workspace.apply(context.plans.file(), &request).await)
    }
}

/// One subject with what it has once and what it has in one environment.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspaceDeployCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DeployAsked {
    /// The subject.
    subject: EntityRef,
    /// The environment.
    environment: Scope,
    /// What is asked besides.
    #[serde(default)]
    options: PlanOptions,
    /// What becomes of the lock file.
    #[serde(default)]
    lock: Locking,
    /// Artifacts that replace the locked ones: `registry/name@sha256:…`, or `NAME=…` where the path needs several.
    #[serde(default)]
    images: Vec<Text>,
    /// The environment whose versions and artifacts are taken over, one of `promotesFrom`; the intent is to promote then.
    #[serde(default)]
    promote_from: Option<Name>,
    /// The serial of the release that is gone back to; the intent is to roll back then.
    #[serde(default)]
    rollback_to: Option<u64>,
    /// Asks the tools that targets are delegated to what they would do, and plans with that.
    #[serde(default)]
    ask_tools: bool,
    /// How the plans are applied.
    #[serde(default)]
    applying: Applying,
}

impl DeployAsked {
    async fn deploy(self, context: Context) -> Result<ApplyReport, Failure> {
        let Self { subject, environment, options, lock, images, promote_from, rollback_to, ask_tools, applying } = self;
        let plan = Asked { options, lock, images, promote_from, rollback_to, ask_tools }.read()?;
        let planned = context.workspace.plan_deploy(&subject, &environment, &plan).await;
        let (plans, _) = planned.into_result()?;
        // Nothing has begun: there is nothing to resume.
        context.unless_cancelled()?;
        context.workspace.apply(plans, &context.request(applying)).await
    }
}

impl Call for DeployAsked {
    type Output = ApplyDocument;
    const APPLIES: bool = true;

    async fn call(self, context: Context) -> Outcome<ApplyDocument> {
        report(self.deploy(context).await)
    }
}

/// What was killed or cancelled.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspaceResumeCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ResumeAsked {
    /// Only what this subject is part of.
    subject: Option<EntityRef>,
    /// Only what this environment is part of.
    environment: Option<Scope>,
    /// Goes on also where a target would refuse what is left; that fails, and the apply ends.
    #[serde(default)]
    no_rehearsal: bool,
    /// How.
    #[serde(default)]
    applying: Applying,
}

impl Call for ResumeAsked {
    type Output = ApplyDocument;
    const APPLIES: bool = true;

    async fn call(self, context: Context) -> Outcome<ApplyDocument> {
        let request = ApplyRequest { rehearses: !self.no_rehearsal, ..context.request(self.applying) };
        let (subject, environment) = (self.subject.as_ref(), self.environment.as_ref());
        report(context.workspace.resume(subject, environment, &request).await)
    }
}
