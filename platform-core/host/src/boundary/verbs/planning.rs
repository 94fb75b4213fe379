//! Plans, and what they are made from.

use platform_core::boundary::{PlannedView, ResolvedView};
use platform_core::model::{EntityRef, Failure, Name, Outcome, PlanOptions, Rendered, Scope, Selection, Text};
use platform_core::plan::change_groups;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::verb::{Call, Context, Key, read};
use crate::workspace::{Image, LockMode, PlanRequest};

/// What planning does with lock files.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Locking {
    /// Absent entries are filled in.
    #[default]
    Fill,
    /// An absent entry is an error.
    Locked,
    /// They stay as they are; what is absent is resolved for this plan alone.
    Leave,
}

/// How plans are made.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) options: PlanOptions,
    pub(super) lock: Locking,
    pub(super) images: Vec<Text>,
    pub(super) promote_from: Option<Name>,
    pub(super) rollback_to: Option<u64>,
    pub(super) ask_tools: bool,
}

impl Asked {
    pub(super) fn read(self) -> Result<PlanRequest, Failure> {
        let lock = match self.lock {
            Locking::Fill => LockMode::Fill,
            Locking::Locked => LockMode::Locked,
            Locking::Leave => LockMode::Leave,
        };
        let Self { options, promote_from, rollback_to, ask_tools: asks_tools, .. } = self;
        Ok(PlanRequest { options, lock, images: images(&self.images)?, promote_from, rollback_to, asks_tools })
    }
}

/// Artifacts as they are given on a command line.
pub(super) fn images(texts: &[Text]) -> Result<Vec<Image>, Failure> {
    texts.iter().map(|text| read(text)).collect()
}

/// One subject in one environment.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspacePlanCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlanAsked {
    /// The subject.
    subject: EntityRef,
    /// The environment, or `-`.
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
}

impl PlanAsked {
    pub(super) fn read(self) -> Result<(Key, PlanRequest), Failure> {
        let Self { options, lock, images, promote_from, rollback_to, ask_tools, .. } = self;
        let asked = Asked { options, lock, images, promote_from, rollback_to, ask_tools };
        Ok(((self.subject, self.environment), asked.read()?))
    }
}

impl Call for PlanAsked {
    type Output = ();

    async fn call(self, context: Context) -> Outcome<()> {
        let ((subject, scope), request) = match self.read() {
            Ok(read) => read,
            Err(failure) => return failure.into(),
        };
        context.workspace.plan(&subject, &scope, &request).await.map(|plan| context.plans.put([plan]))
    }
}

/// One subject with what it has once and what it has in one environment.
#[derive(Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(transparent)]
pub(crate) struct PlanDeployAsked(PlanAsked);

impl Call for PlanDeployAsked {
    type Output = ();

    async fn call(self, context: Context) -> Outcome<()> {
        let ((subject, scope), request) = match self.0.read() {
            Ok(read) => read,
            Err(failure) => return failure.into(),
        };
        let planned = context.workspace.plan_deploy(&subject, &scope, &request).await;
        planned.map(|file| context.plans.put(file.plans))
    }
}

/// Many subjects in many environments.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspacePlanAllCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlanAllAsked {
    /// Which; all, if absent.
    #[serde(default)]
    selection: Selection,
    /// What is asked besides.
    #[serde(default)]
    options: PlanOptions,
    /// What becomes of lock files.
    #[serde(default)]
    lock: Locking,
    /// Artifacts that replace the locked ones.
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
}

impl Call for PlanAllAsked {
    type Output = PlannedView;

    async fn call(self, context: Context) -> Outcome<PlannedView> {
        let Self { selection, options, lock, images, promote_from, rollback_to, ask_tools } = self;
        let asked = Asked { options, lock, images, promote_from, rollback_to, ask_tools };
        let request = match asked.read() {
            Ok(request) => request,
            Err(failure) => return failure.into(),
        };
        let planned = context.workspace.plan_all(&selection, &request).await;
        let mut view = PlannedView::default();
        view.groups = change_groups(planned.ok.iter().map(|one| &one.plan));
        (view.failed, view.orphans, view.checks) = (planned.failed, planned.orphans, planned.checks);
        let nothing = planned.ok.is_empty() && view.failed.is_empty();
        let refused = nothing && planned.diagnostics.iter().any(|problem| problem.is_error());
        context.plans.put(planned.ok);
        Outcome::new((!refused).then_some(view), planned.diagnostics)
    }
}

/// One subject in one environment.
#[derive(Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(transparent)]
pub(crate) struct ResolveAsked(PlanAsked);

impl Call for ResolveAsked {
    type Output = ResolvedView;

    async fn call(self, context: Context) -> Outcome<ResolvedView> {
        match self.0.read() {
            Ok(((subject, scope), request)) => {
                let resolved = context.workspace.resolve(&subject, &scope, &request).await;
                resolved.map(|resolved| ResolvedView::new(context.workspace.platform(), &resolved))
            }
            Err(failure) => failure.into(),
        }
    }
}

/// One subject in one environment.
#[derive(Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(transparent)]
pub(crate) struct RenderAsked(PlanAsked);

impl Call for RenderAsked {
    type Output = Rendered;

    async fn call(self, context: Context) -> Outcome<Rendered> {
        match self.0.read() {
            Ok(((subject, scope), request)) => context.workspace.render(&subject, &scope, &request).await,
            Err(failure) => failure.into(),
        }
    }
}
