//! Plans: of one, of what a deploy needs, of many.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use platform_core::model::{
    Applying, Diagnostic, EntityRef, FailedPlan, Failure, FormatVersion, Intent, Observed, Outcome, Pins, PlanFile,
    PlannedRendering, Retry, Scope, Severity, State, Waiver, codes, sort_diagnostics,
};
use platform_core::plan::{WithNeeds, apply_order, needs, still_needed, take_clashing};
use platform_core::policy;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::delegating;
use super::facts::{self, Missing};
use super::locking::{Entry, Unwritten};
use super::preparing::{Prepared, moves_pins, on_thread};
use super::refusing::refused;
use super::report::Planned;
use super::request::{PlanRequest, Selection};
use super::site::Site;
use super::{Inner, Workspace};
use crate::driver::{blocking, now};

/// What serves each environment, or why nothing can.
type Sites = BTreeMap<Scope, Result<Arc<Site>, Failure>>;

/// A plan, with what is left to do and to say about it.
struct Made {
    planned: WithNeeds,
    fill: Option<Pins>,
    missing: Vec<Missing>,
}

impl Workspace {
    /// The plan of one subject in one environment. Fills its lock file, if the request lets it.
    ///
    /// # Errors
    /// `graph.*` for names that are not there; everything that resolving, rendering and planning find; `lock.*`,
    /// `store.*`, `exec.*` for what can't be read.
    pub async fn plan(&self, subject: &EntityRef, scope: &Scope, request: &PlanRequest) -> Outcome<PlannedRendering> {
        let selection = Selection::of([subject.clone()], [scope.clone()]);
        let Planned { mut ok, failed, mut diagnostics, .. } = self.plan_all(&selection, request).await;
        diagnostics.extend(failed.into_iter().flat_map(|failed| failed.diagnostics));
        Outcome::new(ok.pop(), diagnostics)
    }

    /// The plans of `-` and of one environment: what [`Workspace::apply`] needs to deploy a subject. Where versions are moved (an
    /// upgrade, a promotion, a rollback), those of `-` stay, and it is not planned along.
    ///
    /// # Errors
    /// As [`Workspace::plan`], of both.
    pub async fn plan_deploy(&self, subject: &EntityRef, scope: &Scope, request: &PlanRequest) -> Outcome<PlanFile> {
        let once = Some(Scope::SUBJECT).filter(|once| once != scope && !moves_pins(request.intent()));
        let scopes: Vec<Scope> = once.into_iter().chain([scope.clone()]).collect();
        let selection = Selection::of([subject.clone()], scopes);
        let Planned { ok, failed, mut diagnostics, .. } = self.plan_all(&selection, request).await;
        let complete = failed.is_empty();
        diagnostics.extend(failed.into_iter().flat_map(|failed| failed.diagnostics));
        let file = PlanFile { format_version: FormatVersion::CURRENT, plans: ok };
        Outcome::new(complete.then_some(file), diagnostics)
    }

    /// The plans of many, each as if it were made alone, in the order they are to be applied. Fills their lock files, if
    /// the request lets it. When nothing could be selected, the diagnostics say why, and nothing else is there.
    pub async fn plan_all(&self, selection: &Selection, request: &PlanRequest) -> Planned {
        let selected = match self.inner.selected(selection) {
            Ok(selected) => selected,
            Err(Failure { diagnostics }) => return Planned { diagnostics, ..Planned::default() },
        };
        let sites = self.sites(&selected).await;
        let made = self.make_all(&selected, &sites, request).await;
        let (mut planned, mut plans) = (Planned::default(), Vec::new());
        let (mut fills, mut missing) = (Vec::new(), Vec::new());
        for ((subject, environment), outcome) in selected.into_iter().zip(made) {
            match outcome.take(&mut planned.diagnostics) {
                Ok(made) => {
                    fills.extend(made.fill.map(|pins| (subject, environment, Entry::Fill(pins))));
                    missing.extend(made.missing);
                    plans.push(made.planned);
                }
                Err(failure) => {
                    planned.failed.push(FailedPlan { subject, environment, diagnostics: failure.diagnostics });
                }
            }
        }
        let clashing = take_clashing(&mut plans);
        fills.retain(|(subject, environment, _)| !clashing.iter().any(|one| one.is_of(subject, environment)));
        planned.failed.extend(clashing);
        planned.failed.sort_by(FailedPlan::by_name);
        planned.ok = apply_order(plans);
        planned.diagnostics.extend(self.still_needed(&planned.ok).await);
        if *selection == Selection::of([], selection.scopes.clone()) && !request.options.without_state {
            let inner = self.inner.clone();
            match blocking(move || inner.orphans()).await {
                Ok(orphans) => planned.orphans = orphans,
                Err(failure) => planned.diagnostics.extend(failure.diagnostics),
            }
        }
        let waivers: Vec<Waiver> = self.inner.platform.waivers.values().cloned().collect();
        let checks = policy::check_all(&planned.ok, &waivers, now());
        planned.checks = checks.value.unwrap_or_default();
        planned.diagnostics.extend(checks.diagnostics);
        planned.diagnostics.extend(warnings(&missing, &planned));
        sort_diagnostics(&mut planned.diagnostics);
        self.fill_locks(fills, planned).await
    }

    /// Who stays and needs what is to be destroyed.
    async fn still_needed(&self, planned: &[PlannedRendering]) -> Vec<Diagnostic> {
        if planned.iter().all(|one| one.plan.intent != Intent::Destroy) {
            return Vec::new();
        }
        let inner = self.inner.clone();
        match blocking(move || inner.states()).await {
            Ok(states) => still_needed(planned, &states),
            Err(failure) => failure.diagnostics,
        }
    }

    /// A plan whose pins can't be written down would not be the same next time: it is none.
    async fn fill_locks(&self, fills: Vec<(EntityRef, Scope, Entry)>, mut planned: Planned) -> Planned {
        if fills.is_empty() {
            return planned;
        }
        let inner = self.inner.clone();
        let unwritten = match blocking(move || Ok(inner.write_locks(fills).1)).await {
            Ok(unwritten) => unwritten,
            Err(failure) => vec![Unwritten::all(&planned.ok, failure)],
        };
        for Unwritten { entries, failure } in unwritten {
            planned.ok.retain(|one| !entries.contains(&(one.plan.subject.clone(), one.plan.environment.clone())));
            planned.checks.retain(|one| !entries.contains(&(one.subject.clone(), one.environment.clone())));
            let failed = entries.into_iter().map(|(subject, environment)| FailedPlan {
                subject,
                environment,
                diagnostics: failure.diagnostics.clone(),
            });
            planned.failed.extend(failed);
        }
        planned
    }

    /// What serves each environment, or why nothing can.
    async fn sites(&self, selected: &[(EntityRef, Scope)]) -> Sites {
        let scopes: BTreeSet<Scope> = selected.iter().map(|(_, scope)| scope.clone()).collect();
        let inner = self.inner.clone();
        let open = move || {
            let sites = scopes.into_iter().map(|scope| {
                let site = Site::new(&inner, &scope, &BTreeMap::new()).map(Arc::new);
                (scope, site)
            });
            Ok(sites.collect())
        };
        blocking(open).await.unwrap_or_default()
    }

    /// As many at a time as the machine has processors; the answers in the order of what was asked.
    async fn make_all(
        &self,
        selected: &[(EntityRef, Scope)],
        sites: &Sites,
        request: &PlanRequest,
    ) -> Vec<Outcome<Made>> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let (permits, request) = (Arc::new(Semaphore::new(processors)), Arc::new(request.clone()));
        let mut tasks = JoinSet::new();
        let mut made: BTreeMap<usize, Outcome<Made>> = BTreeMap::new();
        for (at, (subject, scope)) in selected.iter().enumerate() {
            let Some(site) = sites.get(scope).cloned() else { continue };
            let site = match site {
                Ok(site) => site,
                Err(failure) => {
                    made.insert(at, failure.into());
                    continue;
                }
            };
            let (workspace, permits, request) = (self.clone(), permits.clone(), request.clone());
            let (subject, scope) = (subject.clone(), scope.clone());
            tasks.spawn(async move {
                // The semaphore is never closed.
                let _permit = permits.acquire().await;
                (at, workspace.make(&subject, &scope, &request, &site).await)
            });
        }
        while let Some(joined) = tasks.join_next().await {
            made.extend(joined.ok());
        }
        (0..selected.len()).map(|at| made.remove(&at).unwrap_or_else(broken_off)).collect()
    }

    async fn make(&self, subject: &EntityRef, scope: &Scope, request: &PlanRequest, site: &Site) -> Outcome<Made> {
        let mut said = Vec::new();
        let Prepared { rendered, fill } = match self.prepare(subject, scope, request).await.take(&mut said) {
            Ok(prepared) => prepared,
            Err(failure) => return failure.into(),
        };
        let options = request.options();
        let (state, observed, missing) = if options.without_state {
            (State::new(subject.clone(), scope.clone(), ""), Observed::nothing(), Vec::new())
        } else {
            match facts::gather(&self.inner, &rendered, site).await {
                Ok(facts) => (facts.state(subject, scope), facts.observed, facts.missing),
                Err(failure) => return failure.into(),
            }
        };
        said.extend(state.applying.as_ref().map(|applying| under_way(&state, applying)));
        let asked = match request.asks_tools {
            true => delegating::ask(&rendered, &state, observed, &options, site).await,
            false => Ok((observed, Vec::new())),
        };
        let observed = match asked {
            Ok((observed, warnings)) => {
                said.extend(warnings);
                observed
            }
            Err(failure) => return failure.into(),
        };
        let mut outcome = on_thread(move || {
            let plan = platform_core::plan::plan(&rendered, &state, &observed, &options);
            plan.map(|plan| {
                let needs = needs(&rendered, &state, plan.intent);
                Made { planned: WithNeeds { planned: PlannedRendering { plan, rendered }, needs }, fill, missing }
            })
        })
        .await;
        // Here it is known whether what is waited for was never deployed, or did not give it.
        outcome.diagnostics.retain(|problem| problem.is_error() || problem.code != codes::PLAN_UNKNOWN);
        said.append(&mut outcome.diagnostics);
        if let Some(made) = &outcome.value {
            said.extend(refused(&made.planned.planned.plan, &made.planned.planned.rendered, site));
        }
        let is_refused = said.iter().any(Diagnostic::is_error);
        Outcome::new(outcome.value.filter(|_| !is_refused), said)
    }
}

impl Inner {
    /// Everything that was applied.
    pub(super) fn states(&self) -> Result<Vec<State>, Failure> {
        let Some(store) = self.stored()? else { return Ok(Vec::new()) };
        let mut states = Vec::new();
        for head in store.list()? {
            states.extend(store.load(&head.subject, &head.environment)?.map(|stored| stored.state));
        }
        Ok(states)
    }

    /// The subjects and environments that a selection names, in order. What is named by both need not be there: saying
    /// so is up to planning it, and what is gone can still be destroyed.
    /// Subjects that are named need not be there any more: what is gone from the files is destroyed by name.
    pub(super) fn selected(&self, selection: &Selection) -> Result<Vec<(EntityRef, Scope)>, Failure> {
        if *selection != Selection::of(selection.subjects.clone(), selection.scopes.clone())
            || selection.subjects.is_empty()
        {
            return platform_core::plan::select(&self.platform, selection).into_result().map(|(selected, _)| selected);
        }
        let mut selected = BTreeSet::new();
        for reference in &selection.subjects {
            let scopes = match self.platform.subjects.get(reference) {
                _ if !selection.scopes.is_empty() => selection.scopes.clone(),
                Some(subject) => self.platform.scopes(subject),
                None => vec![Scope::SUBJECT],
            };
            selected.extend(scopes.into_iter().map(|scope| (reference.clone(), scope)));
        }
        Ok(selected.into_iter().collect())
    }
}

/// What an apply that has not ended left explains most of what such a plan holds.
fn under_way(state: &State, applying: &Applying) -> Diagnostic {
    let message = format!(
        "an apply of {} in {} has begun and has not ended (attempt {}), so this plan can't be applied",
        state.subject, state.environment, applying.attempt
    );
    let help = "if it was killed, go on with it: `platform apply --resume`; then plan again";
    Diagnostic::warning(codes::STATE_BUSY, message).with_help(help).with_retry(Retry::After)
}

/// What is read and not there yet, unless it is planned along.
fn warnings(missing: &[Missing], planned: &Planned) -> Vec<Diagnostic> {
    let along: BTreeSet<_> = planned.ok.iter().flat_map(|planned| planned.rendered.resources.keys()).collect();
    let mut warnings: Vec<Diagnostic> =
        missing.iter().filter(|missing| !along.contains(&missing.producer)).map(Missing::diagnostic).collect();
    warnings.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Warning);
    warnings
}

fn broken_off() -> Outcome<Made> {
    let message = "planning broke off";
    Diagnostic::error(codes::INTERNAL, message).into()
}
