//! Until Argo CD or Flux has applied what was committed. Their API server is only read from.
//!
//! `argocd` and `flux` say what a controller's object tells, `verdict` what follows from it; what is asked is asked here.

mod argocd;
mod asking;
mod fields;
mod finding;
mod flux;
#[cfg(test)]
mod tests;
mod verdict;

use std::time::{Duration, Instant};

use platform_core::model::{Awaited, Controller, Diagnostic, Effect, GitDelivery, Retry, codes};

use super::super::Stop;
use super::super::kubernetes::Connection;
use super::super::kubernetes::reasons::Told;
use crate::clients::git::{CommitId, GitRepository};
use asking::{Asking, Look};
use finding::Wanted;
use verdict::{Verdict, short};

/// From one look to the next: longer each time, up to the longest.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// Where all objects are listed each time.
const LISTING: Duration = Duration::from_secs(5);
/// How often it is asked whether to stop.
const STOPPING: Duration = Duration::from_millis(50);

/// A controller that is waited for.
pub(super) struct Awaiting {
    connection: Connection,
    controller: Controller,
    namespace: String,
    name: Option<String>,
    within: Duration,
}

/// What was committed, and where.
#[derive(Clone)]
pub(super) struct Committed {
    pub(super) repository: GitRepository,
    pub(super) commit: CommitId,
    /// The folder of the subject's files in the repository.
    pub(super) folder: String,
    /// `cart in staging`.
    pub(super) whose: String,
    /// `staging/kubernetes`.
    pub(super) target: String,
}

impl Awaiting {
    pub(super) fn new(awaited: &Awaited<'_>, connection: Connection) -> Self {
        Self {
            connection,
            controller: awaited.controller,
            namespace: awaited.namespace.to_owned(),
            name: awaited.name.map(str::to_owned),
            within: awaited.ready_within,
        }
    }

    /// Waits until it is applied and healthy.
    ///
    /// # Errors
    /// `gitops.*`: it is not, with why; `k8s.*` and `net.*`: it can't be looked at. What was committed stays: the outcome is
    /// `done`. `exec.cancelled`: it was asked to stop.
    pub(super) async fn until_ready(
        &self,
        git: &GitDelivery,
        committed: &Committed,
        stop: &Stop,
    ) -> Result<(), Diagnostic> {
        if self.within.is_zero() {
            return Ok(());
        }
        let ended = tokio::select! {
            ended = self.wait(git, committed) => ended,
            () = asked_to(stop) => Err(self.cancelled(committed)),
        };
        ended.map_err(|problem| problem.with_outcome(Effect::Done))
    }

    /// Whether it is applied and healthy now; waits for nothing.
    ///
    /// # Errors
    /// As [`Awaiting::until_ready`].
    pub(super) async fn look_once(&self, git: &GitDelivery, committed: &Committed) -> Result<(), Diagnostic> {
        if self.within.is_zero() {
            return Ok(());
        }
        let look = Asking::new(self, git, committed).await?.look().await.map_err(|trouble| trouble.problem)?;
        match &look.verdict {
            Verdict::Done => Ok(()),
            Verdict::Failed(why) => Err(self.failed(committed, why, look.reasons)),
            Verdict::Waiting(why) => Err(self.not_ready(committed, &why.clone(), look)),
        }
    }

    /// Whether it could be looked at, before anything is committed.
    ///
    /// # Errors
    /// `k8s.*`, `net.*`: it could not.
    pub(super) async fn reach(&self, target: &str) -> Result<(), Diagnostic> {
        if self.within.is_zero() {
            Ok(())
        } else {
            asking::reach(self, target).await.map_err(|trouble| trouble.problem)
        }
    }

    async fn wait(&self, git: &GitDelivery, committed: &Committed) -> Result<(), Diagnostic> {
        let (begun, mut pause) = (Instant::now(), PAUSE);
        let mut asking = Asking::new(self, git, committed).await?;
        let mut last: Result<Look, Diagnostic> = Err(self.unanswered(committed));
        // What was said of our commit: while it is tried again nothing is.
        let mut said = Vec::new();
        loop {
            let left = self.within.saturating_sub(begun.elapsed());
            // An answer that takes longer than what is left changes nothing any more.
            if let Ok(looked) = tokio::time::timeout(left, asking.look()).await {
                match looked {
                    Ok(Look { verdict: Verdict::Done, .. }) => return Ok(()),
                    Ok(Look { verdict: Verdict::Failed(why), reasons, .. }) => {
                        return Err(self.failed(committed, &why, reasons));
                    }
                    Err(trouble) if !trouble.passes => return Err(trouble.problem),
                    Ok(mut look) => {
                        if look.reasons.is_empty() {
                            look.reasons.clone_from(&said);
                        } else if look.is_ours {
                            said.clone_from(&look.reasons);
                        }
                        last = Ok(look);
                    }
                    Err(trouble) => last = Err(trouble.problem),
                }
            }
            let left = self.within.saturating_sub(begun.elapsed());
            if left.is_zero() {
                let look = last?;
                let Verdict::Waiting(why) = &look.verdict else { return Ok(()) };
                let why = format!("after {} s {why}", self.within.as_secs());
                return Err(self.not_ready(committed, &why, look));
            }
            let listing = last.as_ref().is_ok_and(|look| look.found_none);
            tokio::time::sleep(if listing { LISTING } else { pause }.min(left)).await;
            pause = pause.saturating_mul(3).checked_div(2).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
        }
    }

    fn failed(&self, committed: &Committed, why: &str, reasons: Vec<String>) -> Diagnostic {
        let Committed { whose, commit, .. } = committed;
        let message = format!("{whose} was committed ({}), and {why}", short(commit.as_str()));
        let problem = Diagnostic::error(codes::GITOPS_FAILED, message)
            .with_help("mend the cause, and apply again, or sync what is committed again; the commit stays")
            .with_retry(Retry::AfterReplan);
        with_reasons(problem, reasons)
    }

    fn not_ready(&self, committed: &Committed, why: &str, look: Look) -> Diagnostic {
        let Committed { whose, commit, .. } = committed;
        let message = format!("{whose} was committed ({}) and is not ready: {why}", short(commit.as_str()));
        let (code, help) = if look.found_none {
            let help = format!(
                "let one take the branch and the folder, or name the one that does: `git.{}`; is `namespace` the one it is \
                 in?",
                self.controller.field()
            );
            (codes::GITOPS_NOT_TAKEN, help)
        } else {
            let help = "mend the cause, and apply again: it is looked at anew; the commit stays";
            (codes::GITOPS_NOT_READY, help.to_owned())
        };
        let problem = Diagnostic::error(code, message).with_help(help).with_retry(Retry::After);
        with_reasons(problem, look.reasons)
    }

    fn unanswered(&self, committed: &Committed) -> Diagnostic {
        let (within, controller) = (self.within.as_secs(), self.controller.name());
        let message = format!(
            "{} was committed, and the cluster of {controller} says nothing within {within} s",
            committed.whose
        );
        Diagnostic::error(codes::NET_NO_ANSWER, message)
            .with_help("is the cluster well? Apply again: what is committed is looked at anew")
            .with_retry(Retry::After)
    }

    fn cancelled(&self, committed: &Committed) -> Diagnostic {
        let message = format!("{} was cut short while it waited for {}", committed.whose, self.controller.name());
        Diagnostic::error(codes::EXEC_CANCELLED, message).with_retry(Retry::Now)
    }
}

fn with_reasons(problem: Diagnostic, reasons: Vec<String>) -> Diagnostic {
    let mut told = Told::default();
    reasons.iter().for_each(|reason| told.say(reason));
    told.texts.into_iter().fold(problem, |all, reason| all.with_related(reason, None))
}

async fn asked_to(stop: &Stop) {
    while !stop() {
        tokio::time::sleep(STOPPING).await;
    }
}

fn wanted(git: &GitDelivery, committed: &Committed) -> Result<Wanted, Diagnostic> {
    let remote = git.push.as_ref().map(|remote| committed.repository.address(remote)).transpose()?.flatten();
    let (branch, folder) = (git.branch.to_string(), finding::tidy(&committed.folder));
    Ok(Wanted { branch, folder, repository: remote })
}
