//! Applying plans.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use platform_core::model::{
    CheckResult, Diagnostic, EntityRef, Failure, Intent, Plan, PlanFile, PlannedRendering, Pointer, ReleaseVerdict,
    Rendered, Retry, Scope, State, Waiver, codes,
};
use platform_core::plan::needs;
use platform_core::policy;
use platform_core::run::Apply;

use super::facts::{self, Facts};
use super::locking::Entry;
use super::preparing::moves_pins;
use super::refusing::refused;
use super::report::{Applied, ApplyReport};
use super::request::{ApplyRequest, PlanRequest};
use super::site::Site;
use super::{Inner, Workspace};
use crate::driver::{self, Begun, Drive, blocking, now};
use crate::executors::Stop;
use crate::store::Store;

/// A subject in an environment.
pub(super) type Key = (EntityRef, Scope);

/// A plan that is to be applied.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) plan: Arc<Plan>,
    pub(super) rendered: Arc<Rendered>,
}

impl Work {
    pub(super) fn of(planned: PlannedRendering) -> Self {
        Self { plan: Arc::new(planned.plan), rendered: Arc::new(planned.rendered) }
    }

    fn key(&self) -> Key {
        (self.plan.subject.clone(), self.plan.environment.clone())
    }

    fn destroys(&self) -> bool {
        self.plan.intent == Intent::Destroy
    }

    pub(super) fn report(&self) -> Applied {
        Applied {
            subject: self.plan.subject.clone(),
            environment: self.plan.environment.clone(),
            serial: None,
            verdict: ReleaseVerdict::Succeeded,
            summary: self.plan.summary,
            failed: Vec::new(),
            left: Vec::new(),
            refused: Vec::new(),
        }
    }

    pub(super) fn refused(&self, failure: Failure) -> Applied {
        Applied { verdict: ReleaseVerdict::Failed, refused: failure.diagnostics, ..self.report() }
    }
}

impl Workspace {
    /// Plans a subject's `-` and an environment, and applies both. What it shares with others is not deployed along: if
    /// that is missing, the error says whom to deploy first.
    ///
    /// # Errors
    /// As [`Workspace::plan_deploy`] and [`Workspace::apply`].
    pub async fn deploy(
        &self,
        subject: &EntityRef,
        scope: &Scope,
        plan: &PlanRequest,
        request: &ApplyRequest,
    ) -> Result<ApplyReport, Failure> {
        let (plans, _) = self.plan_deploy(subject, scope, plan).await.into_result()?;
        self.apply(plans, request).await
    }

    /// Applies plans in their order. Nothing is touched when one of them is stale or can't be applied.
    ///
    /// A plan whose beginning somebody else wins, and one that depends on a plan that failed, is not begun; the others
    /// go on. A step that failed, and a plan that was not begun, is no error of the call: it stands in the report.
    ///
    /// # Errors
    /// - `plan.stale`, `plan.tampered`, `plan.no_state`, `plan.unknown`, `policy.deadline`, `state.busy`, `state.conflict`
    ///   and whatever blocks a plan: nothing was touched.
    /// - `exec.cancelled`: it was cancelled and can be resumed. `state.conflict`, `store.*`: so can it when somebody else
    ///   went on with it, or the store can't be written any more.
    pub async fn apply(&self, plans: PlanFile, request: &ApplyRequest) -> Result<ApplyReport, Failure> {
        let file = Arc::new(plans);
        let work: Vec<Work> = file.plans.iter().cloned().map(Work::of).collect();
        self.check(&work, request.rehearses).await?;
        let (inner, actor) = (self.inner.clone(), request.actor.clone());
        let (store, run) = blocking(move || {
            let store = inner.store()?;
            let run = store.open_run(&file, &actor, now())?;
            Ok((store, run))
        })
        .await?;
        let mut report = ApplyReport::default();
        let before = self.before(&work).await?;
        for (work, before) in work.iter().zip(&before) {
            let applied = self.apply_one(work, before, &report, request).await?;
            report.applied.push(applied);
        }
        blocking(move || store.close_run(run)).await?;
        report.or_failure()
    }

    /// Whether every plan could begin now. Looks, and touches nothing.
    async fn check(&self, work: &[Work], rehearses: bool) -> Result<(), Failure> {
        let (mut problems, mut seen, mut produced) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let mut rehearsal = driver::Rehearsal::default();
        for work in work {
            if !seen.insert(work.key()) {
                let message = format!("{} in {} is planned twice", work.plan.subject, work.plan.environment);
                problems.push(Diagnostic::error(codes::PLAN_TAMPERED, message));
            }
            problems.extend(self.inner.unapproved(&work.plan));
            problems.extend(self.inner.failed_checks(work));
            let (facts, site) = self.facts(work).await?;
            problems.extend(refused(&work.plan, &work.rendered, &site));
            let missing = facts.missing.iter().filter(|missing| !produced.contains(&missing.producer));
            problems.extend(missing.map(facts::Missing::diagnostic));
            let state = facts.state(&work.plan.subject, &work.plan.environment);
            let begun = Apply::begin(work.plan.clone(), work.rendered.clone(), &state, &facts.observed);
            match begun {
                Ok(apply) if rehearses => problems.extend(rehearsal.of(&apply, &site.executors).await),
                Ok(_) => {}
                Err(failure) => problems.extend(failure.diagnostics),
            }
            produced.extend(work.rendered.resources.keys().cloned());
        }
        if problems.is_empty() { Ok(()) } else { Err(Failure { diagnostics: problems }) }
    }

    pub(super) async fn facts(&self, work: &Work) -> Result<(Facts, Site), Failure> {
        let (inner, plan) = (self.inner.clone(), work.plan.clone());
        let site = blocking(move || Site::new(&inner, &plan.environment, &plan.targets)).await?;
        Ok((facts::gather(&self.inner, &work.rendered, &site).await?, site))
    }

    /// What must not have failed before each plan: what is made waits for what it needs, what is destroyed for who needs
    /// it.
    pub(super) async fn before(&self, work: &[Work]) -> Result<Vec<BTreeSet<Key>>, Failure> {
        let mut before: Vec<BTreeSet<Key>> = Vec::with_capacity(work.len());
        let mut needed_by: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
        for one in work {
            let (subject, scope) = one.key();
            // What is made says itself what it needs.
            let state = if one.destroys() { self.state(subject, scope).await? } else { State::new(subject, scope, "") };
            let needs = needs(&one.rendered, &state, one.plan.intent);
            if one.destroys() {
                for needed in &needs {
                    needed_by.entry(needed.clone()).or_default().insert(one.key());
                }
            }
            before.push(needs);
        }
        for (one, before) in work.iter().zip(&mut before).filter(|(one, _)| one.destroys()) {
            *before = needed_by.remove(&one.key()).unwrap_or_default();
        }
        Ok(before)
    }

    /// What was done so far; nothing, before the first apply.
    pub(crate) async fn state(&self, subject: EntityRef, scope: Scope) -> Result<State, Failure> {
        let inner = self.inner.clone();
        let load = move || {
            let stored = inner.stored()?.map(|store| store.load(&subject, &scope)).transpose()?.flatten();
            Ok(stored.map_or_else(|| State::new(subject, scope, ""), |stored| stored.state))
        };
        blocking(load).await
    }

    /// Begins one plan and runs it to its end, unless something of what must be before it failed.
    pub(super) async fn apply_one(
        &self,
        work: &Work,
        before: &BTreeSet<Key>,
        so_far: &ApplyReport,
        request: &ApplyRequest,
    ) -> Result<Applied, Failure> {
        if let Some(failed) = so_far.failed_before(before) {
            return Ok(work.refused(skipped(work, failed).into()));
        }
        if request.cancellation.is_cancelled() {
            return Err(not_begun(work).into());
        }
        let (facts, site) = match self.facts(work).await {
            Ok(facts) => facts,
            Err(failure) => return Ok(work.refused(failure)),
        };
        if work.plan.steps.is_empty() && !work.destroys() {
            site.executors.stop_when(&stopped_by(request));
            let unready = driver::unready(&work.rendered, &site.executors).await;
            if !unready.is_empty() {
                return Ok(work.refused(Failure { diagnostics: unready }));
            }
        }
        if nothing_to_do(&work.plan, &facts) {
            return Ok(work.report());
        }
        let store = self.store().await?;
        let (plan, rendered, actor) = (work.plan.clone(), work.rendered.clone(), request.actor.clone());
        match driver::begin(plan, rendered, facts.stored, &facts.observed, store, actor).await {
            Ok(begun) => self.run(work, begun, site, request).await,
            Err(failure) => Ok(work.refused(failure)),
        }
    }

    /// Goes on with a plan that was begun before.
    pub(super) async fn resume_one(&self, work: &Work, request: &ApplyRequest) -> Result<Applied, Failure> {
        let (facts, site) = self.facts(work).await?;
        let Some(stored) = facts.stored else { return Ok(work.report()) };
        let store = self.store().await?;
        let (plan, rendered, actor) = (work.plan.clone(), work.rendered.clone(), request.actor.clone());
        let begun = driver::resume(plan, rendered, stored, &facts.observed, store, actor).await?;
        self.run(work, begun, site, request).await
    }

    async fn run(&self, work: &Work, begun: Begun, site: Site, request: &ApplyRequest) -> Result<Applied, Failure> {
        self.lock_pins(work).await?;
        site.executors.stop_when(&stopped_by(request));
        let drive = Drive {
            executors: site.executors,
            store: self.store().await?,
            cancellation: request.cancellation.clone(),
            listener: request.listener.clone(),
        };
        let begun = Begun { apply: begun.apply.with_parallelism(request.parallelism), ..begun };
        let ended = driver::run(begun, &drive).await?;
        Ok(Applied {
            serial: Some(ended.state.serial),
            verdict: ended.verdict,
            failed: ended.failed,
            left: ended.left,
            ..work.report()
        })
    }

    /// Artifacts that were given by hand, and all pins of a plan that moves them, are desired from the moment that the apply
    /// begins.
    async fn lock_pins(&self, work: &Work) -> Result<(), Failure> {
        let (subject, scope, pins) = (work.plan.subject.clone(), work.plan.environment.clone(), work.plan.pins.clone());
        let moves = moves_pins(work.plan.intent);
        if !moves && (pins.artifacts.is_empty() || self.inner.pins(&subject, &scope).artifacts == pins.artifacts) {
            return Ok(());
        }
        let entry = if moves { Entry::Replace(pins) } else { Entry::Artifacts(pins) };
        let inner = self.inner.clone();
        blocking(move || match inner.write_locks(vec![(subject, scope, entry)]).1.pop() {
            Some(unwritten) => Err(unwritten.failure),
            None => Ok(()),
        })
        .await
    }

    pub(super) async fn store(&self) -> Result<Arc<dyn Store>, Failure> {
        let inner = self.inner.clone();
        blocking(move || Inner::store(&inner)).await
    }
}

impl Inner {
    /// What fails a check now is not applied, whenever it was planned; where nothing changes, nothing is held up.
    fn failed_checks(&self, work: &Work) -> Vec<Diagnostic> {
        if !work.plan.has_changes() {
            return Vec::new();
        }
        let waivers: Vec<Waiver> = self.platform.waivers.values().cloned().collect();
        let checks = policy::check(&work.plan, &work.rendered, &waivers, now()).value.unwrap_or_default();
        checks.iter().filter_map(CheckResult::problem).collect()
    }

    /// An approval that is asked for and can't be given is not passed over in silence.
    fn unapproved(&self, plan: &Plan) -> Option<Diagnostic> {
        let environment = self.platform.environments.get(plan.environment.name()?)?;
        let rules = environment.spec.access.as_ref().map(|access| access.approve.as_slice()).unwrap_or_default();
        let rule = rules.first().filter(|_| plan.has_changes())?;
        let message = format!(
            "{} asks for the approval of {} (`access.approve`), which this build can't take",
            environment.name, rule.group
        );
        let place = environment.source.place(&Pointer::from_tokens(["spec", "access", "approve"]));
        let diagnostic = Diagnostic::error(codes::EXEC_APPROVAL_UNAVAILABLE, message).with_place(place);
        Some(
            diagnostic.with_help("approve where the files are reviewed, and remove the rule until approvals are built"),
        )
    }
}

impl ApplyReport {
    /// Something that comes before a plan and failed.
    fn failed_before(&self, before: &BTreeSet<Key>) -> Option<&Applied> {
        let mut failed = self.applied.iter().filter(|applied| applied.verdict == ReleaseVerdict::Failed);
        failed.find(|applied| before.contains(&(applied.subject.clone(), applied.environment.clone())))
    }

    /// When nothing at all was begun, why not.
    pub(super) fn or_failure(self) -> Result<Self, Failure> {
        let refused = |applied: &Applied| !applied.refused.is_empty();
        if self.applied.is_empty() || !self.applied.iter().all(refused) {
            return Ok(self);
        }
        Err(Failure { diagnostics: self.applied.into_iter().flat_map(|applied| applied.refused).collect() })
    }
}

fn stopped_by(request: &ApplyRequest) -> Stop {
    let cancellation = request.cancellation.clone();
    Arc::new(move || cancellation.is_cancelled())
}

/// Nothing changes, and the state says already what was applied.
fn nothing_to_do(plan: &Plan, facts: &Facts) -> bool {
    let known = facts.stored.as_ref().map(|stored| &stored.state);
    plan.steps.is_empty() && known.is_some_and(|state| state.pins == plan.pins && state.hold.is_none())
}

fn skipped(work: &Work, before: &Applied) -> Diagnostic {
    let (subject, environment) = (&work.plan.subject, &work.plan.environment);
    let overtaken = before.refused.iter().any(|problem| problem.code != codes::EXEC_SKIPPED);
    let (code, why) =
        if overtaken { (codes::STATE_CONFLICT, "could not begin") } else { (codes::EXEC_SKIPPED, "failed") };
    let message = format!(
        "{subject} in {environment} was not begun, because {} in {} comes before it and {why}",
        before.subject, before.environment
    );
    Diagnostic::error(code, message).with_help("plan and apply it again").with_retry(Retry::AfterReplan)
}

fn not_begun(work: &Work) -> Diagnostic {
    let message = format!("cancelled before {} in {} was begun", work.plan.subject, work.plan.environment);
    Diagnostic::error(codes::EXEC_CANCELLED, message)
        .with_help("go on with it: `platform apply --resume`")
        .with_retry(Retry::Now)
        .with_outcome(platform_core::model::Effect::Partial)
}
