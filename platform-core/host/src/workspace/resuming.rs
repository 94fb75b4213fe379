//! Going on with what was killed or cancelled.

use platform_core::model::{Diagnostic, Effect, EntityRef, Failure, ReleaseVerdict, Retry, Scope, codes};
use platform_core::run::Apply;

use super::Workspace;
use super::applying::Work;
use super::report::{Applied, ApplyReport};
use super::request::ApplyRequest;
use crate::driver::{self, blocking};
use crate::store::Run;

/// How far a plan of an interrupted run came.
#[derive(Clone, Copy, PartialEq)]
enum Reached {
    /// It ended, one way or the other.
    Ended(u64, ReleaseVerdict),
    /// It was begun.
    Begun,
    /// It was not begun.
    Waiting,
    /// It was not begun, and another apply was since.
    Overtaken,
}

impl Workspace {
    /// Goes on with every apply that was killed or cancelled, or with those that one subject (and environment) is part
    /// of. The plans of one `apply` belong together: those that were not begun are begun.
    ///
    /// # Errors
    /// `state.unchanged`: there is none; else as [`Workspace::apply`].
    pub async fn resume(
        &self,
        subject: Option<&EntityRef>,
        scope: Option<&Scope>,
        request: &ApplyRequest,
    ) -> Result<ApplyReport, Failure> {
        let mut report = ApplyReport::default();
        for run in self.interrupted(subject, scope).await? {
            self.resume_run(&run, &mut report, request).await?;
        }
        if report.applied.is_empty() {
            let message = match subject {
                Some(subject) => format!("no apply of {subject} was interrupted"),
                None => "no apply was interrupted".to_owned(),
            };
            return Err(Diagnostic::error(codes::STATE_UNCHANGED, message).with_help("plan and apply as usual").into());
        }
        report.or_failure()
    }

    async fn interrupted(&self, subject: Option<&EntityRef>, scope: Option<&Scope>) -> Result<Vec<Run>, Failure> {
        let inner = self.inner.clone();
        let runs = blocking(move || inner.stored()?.map_or_else(|| Ok(Vec::new()), |store| store.runs())).await?;
        let wanted = |(member, environment, _): &(EntityRef, Scope, _)| {
            subject.is_none_or(|subject| subject == member) && scope.is_none_or(|scope| scope == environment)
        };
        Ok(runs.into_iter().filter(|run| run.plans.iter().any(wanted)).collect())
    }

    async fn resume_run(&self, run: &Run, report: &mut ApplyReport, request: &ApplyRequest) -> Result<(), Failure> {
        let (store, id) = (self.store().await?, run.id);
        let reader = store.clone();
        let file = blocking(move || reader.run_plans(id)).await?;
        let mut plans = Vec::new();
        for work in file.plans.into_iter().map(Work::of) {
            plans.push((self.reached(&work).await?, work));
        }
        let left = |(reached, _): &(Reached, Work)| matches!(reached, Reached::Begun | Reached::Waiting);
        if plans.iter().any(left) {
            if request.rehearses {
                self.rehearse(&plans).await?;
            }
            let work: Vec<Work> = plans.iter().map(|(_, work)| work.clone()).collect();
            let before = self.before(&work).await?;
            for ((reached, work), before) in plans.into_iter().zip(&before) {
                let applied = match reached {
                    Reached::Ended(serial, verdict) => Applied { serial: Some(serial), verdict, ..work.report() },
                    Reached::Begun => self.resume_one(&work, request).await?,
                    Reached::Waiting => self.apply_one(&work, before, report, request).await?,
                    // Whoever applied it anew since knew better.
                    Reached::Overtaken => continue,
                };
                report.applied.push(applied);
            }
        }
        blocking(move || store.close_run(id)).await
    }

    /// What targets would refuse of all that is still to do, before any of it is done.
    async fn rehearse(&self, plans: &[(Reached, Work)]) -> Result<(), Failure> {
        let (mut problems, mut rehearsal) = (Vec::new(), driver::Rehearsal::default());
        for (reached, work) in plans.iter().filter(|(reached, _)| matches!(reached, Reached::Begun | Reached::Waiting))
        {
            let (plan, rendered) = (work.plan.clone(), work.rendered.clone());
            // What can't be read now, or can't begin any more, is told of when its turn comes.
            let Ok((facts, site)) = self.facts(work).await else { continue };
            let state = facts.state(&plan.subject, &plan.environment);
            let apply = match reached {
                Reached::Begun => {
                    let read = driver::interrupted(plan, rendered, &state, &facts.observed, self.store().await?).await;
                    read.map(|(apply, _)| apply)
                }
                _ => Apply::begin(plan, rendered, &state, &facts.observed),
            };
            if let Ok(apply) = apply {
                problems.extend(rehearsal.of(&apply, &site.executors).await);
            }
        }
        if problems.is_empty() {
            return Ok(());
        }
        problems.push(not_gone_on_with());
        Err(Failure { diagnostics: problems })
    }

    async fn reached(&self, work: &Work) -> Result<Reached, Failure> {
        let (inner, plan) = (self.inner.clone(), work.plan.clone());
        let read = move || {
            let Some(store) = inner.stored()? else { return Ok(Reached::Waiting) };
            let Some(stored) = store.load(&plan.subject, &plan.environment)? else { return Ok(Reached::Waiting) };
            if stored.state.applying.as_ref().is_some_and(|applying| applying.plan_digest == plan.digest) {
                return Ok(Reached::Begun);
            }
            let releases = store.releases(Some(&plan.subject), Some(&plan.environment))?;
            let ended = releases.iter().find(|entry| entry.plan_digest == plan.digest);
            Ok(match ended {
                Some(entry) => Reached::Ended(entry.serial, entry.verdict),
                None if stored.state.serial == plan.base.serial => Reached::Waiting,
                None => Reached::Overtaken,
            })
        };
        blocking(read).await
    }
}

fn not_gone_on_with() -> Diagnostic {
    Diagnostic::error(codes::EXEC_SKIPPED, "nothing was gone on with: a target would refuse what is still to do")
        .with_help(
            "mend what is refused, and resume; with `--no-rehearsal` it is gone on with all the same: what is refused \
             fails, the apply ends, and you can plan anew",
        )
        .with_retry(Retry::AfterHuman)
        .with_outcome(Effect::None)
}
