//! Delivery to a branch of a Git repository: all that an apply does at a target is one commit.
//!
//! What is there is read from the branch, never from a work tree. What the plan expects is looked for in the very commit
//! that ours comes after, and the branch moves only from that one: where somebody else was faster, all is looked at again.

#[cfg(feature = "kubernetes")]
mod awaiting;
mod changes;
mod names;
#[cfg(feature = "kubernetes")]
mod waiting;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex as Lock, PoisonError};
use std::time::Duration;

#[cfg(feature = "kubernetes")]
use platform_core::model::Resource;
use platform_core::model::{
    Action, Address, Controller, Diagnostic, GitDelivery, Name, Observation, Rendered, Retry, StateResource, Target,
    codes,
};
use platform_core::run::{StepWork, Visit};

use super::codec;
use super::filing::Filing;
use super::stopping::Stopping;
use super::visits::{Visits, blocking, broken_off};
use super::{Asked, Capabilities, Executor, Outputs, Performed, Stop, Task};
use crate::clients::git::{CommitId, GitRepository, GitSnapshot, Moved, NewCommit};
use changes::Changes;

/// How often it is tried when others commit to the same branch.
const TRIES: u32 = 10;
/// How long it is waited before the second time; longer before each that follows.
const PAUSE: Duration = Duration::from_millis(20);

/// What each step gave.
type Given = BTreeMap<u32, Performed>;

/// A branch, for one target of an environment.
///
/// It is made for one apply: what was done in it is done once. Doing it again in another is harmless, since what is there
/// as it should be is not committed again.
#[derive(Clone)]
pub struct GitopsTarget(Arc<Inner>);

struct Inner {
    key: Name,
    git: GitDelivery,
    folder: PathBuf,
    filing: Filing,
    stop: Stopping,
    /// What was looked at last. Cleared by what is done.
    seen: Lock<Option<Arc<GitSnapshot>>>,
    visits: Visits<(Given, Option<Diagnostic>)>,
    /// Who is waited for after a commit.
    #[cfg(feature = "kubernetes")]
    awaiting: std::sync::OnceLock<awaiting::Awaiting>,
}

impl GitopsTarget {
    /// For the target `key` of an environment with these targets. `folder` is where a platform lies: what names a
    /// repository does it from there.
    pub fn new(
        key: Name,
        git: GitDelivery,
        folder: &std::path::Path,
        targets: &BTreeMap<Name, Target>,
        outputs: Outputs,
    ) -> Self {
        let folder = git.repository.as_deref().map_or_else(|| folder.to_owned(), |repository| folder.join(repository));
        let filing = Filing::new(targets, outputs);
        Self(Arc::new(Inner {
            key,
            git,
            folder,
            filing,
            stop: Stopping::default(),
            seen: Lock::default(),
            visits: Visits::default(),
            #[cfg(feature = "kubernetes")]
            awaiting: std::sync::OnceLock::new(),
        }))
    }

    /// With the way to the cluster that knows what became of a commit; without it, a target that waits is refused.
    #[cfg(feature = "kubernetes")]
    #[must_use]
    pub(crate) fn with_connection(self, connection: super::kubernetes::Connection) -> Self {
        self.0.set_connection(connection);
        self
    }
}

impl Inner {
    fn repository(&self) -> Result<GitRepository, Diagnostic> {
        // What a plan file says was read by nobody else yet.
        if let Some((field, problem)) = self.git.problem() {
            let message = format!("target `{}`: `git.{field}`: {problem}", self.key);
            return Err(Diagnostic::error(codes::VALUE_INVALID, message).with_retry(Retry::AfterHuman));
        }
        if let Some(awaited) = self.git.awaited().filter(|_| !self.is_awaiting()) {
            return Err(self.unavailable(awaited.controller));
        }
        GitRepository::open(&self.folder, self.stop.asked())
    }

    fn unavailable(&self, controller: Controller) -> Diagnostic {
        let (key, name, field) = (&self.key, controller.name(), controller.field());
        let message = format!("target `{key}`: `git.{field}` waits for {name}, which this build can't ask");
        Diagnostic::error(codes::EXEC_DELIVERY_UNAVAILABLE, message)
            .with_help(format!("use a build with the feature `kubernetes`, or remove `git.{field}`"))
            .with_retry(Retry::AfterHuman)
    }

    /// The last commit of the branch: the remote's, where it is pushed to one.
    fn tip(&self, repository: &GitRepository) -> Result<Option<CommitId>, Diagnostic> {
        match &self.git.push {
            Some(remote) => repository.fetch(remote, &self.git.branch),
            None => repository.tip(&self.git.branch),
        }
    }

    fn observe(
        &self,
        asked: &[(Address, Option<StateResource>)],
    ) -> Result<Vec<Result<Observation, Diagnostic>>, Diagnostic> {
        let repository = self.repository()?;
        let snapshot = self.snapshot(&repository)?;
        let paths = asked.iter().filter_map(|(address, _)| self.filing.path(address).ok());
        let paths: Vec<String> = paths.map(|path| format!("{}{path}", repository.prefix())).collect();
        snapshot.load(paths.iter().map(String::as_str))?;
        let files = Changes::new(&snapshot, repository.prefix());
        Ok(asked.iter().map(|(address, known)| self.filing.observe(&files, address, known.as_ref())).collect())
    }

    /// The branch as it is now. A remote is asked once while it is only looked at.
    fn snapshot(&self, repository: &GitRepository) -> Result<Arc<GitSnapshot>, Diagnostic> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let is_kept = seen.is_some() && self.git.push.is_some();
        if let Some(kept) = seen.as_ref().filter(|_| is_kept) {
            return Ok(kept.clone());
        }
        let tip = self.tip(repository)?;
        if let Some(kept) = seen.as_ref().filter(|kept| kept.commit() == tip.as_ref()) {
            return Ok(kept.clone());
        }
        let made = Arc::new(GitSnapshot::new(repository.clone(), tip));
        *seen = Some(made.clone());
        Ok(made)
    }

    /// What each step gave, and the commit that was made for it.
    fn visit(&self, visit: &Visit) -> Result<(Given, Option<CommitId>), Diagnostic> {
        let repository = self.repository()?;
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let mut pause = PAUSE;
        for _ in 0..TRIES {
            self.refuse_checked_out(&repository)?;
            let tip = self.tip(&repository)?;
            let snapshot = GitSnapshot::new(repository.clone(), tip);
            let (performed, commit, moved) = self.attempt(&repository, &snapshot, visit)?;
            if moved == Moved::Done {
                return Ok((performed, commit));
            }
            std::thread::sleep(pause);
            pause = pause.saturating_mul(2);
        }
        let message = format!("others commit to `{}` all the time: given up after {TRIES} times", self.git.branch);
        Err(Diagnostic::error(codes::EXEC_LOCKED, message).with_help("apply again").with_retry(Retry::After))
    }

    /// All or nothing, on top of one commit.
    fn attempt(
        &self,
        repository: &GitRepository,
        snapshot: &GitSnapshot,
        visit: &Visit,
    ) -> Result<(Given, Option<CommitId>, Moved), Diagnostic> {
        let prefix = repository.prefix();
        let mut paths = Vec::new();
        for work in &visit.work {
            paths.extend(self.filing.paths(work)?.into_iter().map(|path| format!("{prefix}{path}")));
        }
        snapshot.load(paths.iter().map(String::as_str))?;
        let (found, changes) = (Changes::new(snapshot, prefix), Changes::new(snapshot, prefix));
        let mut performed = BTreeMap::new();
        for work in &visit.work {
            if let Some(refused) = &work.refused {
                return Err(refused.clone());
            }
            if work.expect.is_some() {
                visit.check(work, &self.see(&found, work)?)?;
            }
            performed.insert(work.step.id, self.filing.perform(&changes, work)?);
        }
        let edits = changes.edits();
        if edits.is_empty() {
            return Ok((performed, None, Moved::Done));
        }
        let identity = repository.identity(self.git.author())?;
        let (parent, message) = (snapshot.commit(), message(&self.key, visit));
        let commit = repository.commit(&NewCommit { parent, identity: &identity, message: &message, edits: &edits })?;
        let branch = &self.git.branch;
        let moved = match &self.git.push {
            Some(remote) => repository.push(remote, branch, &commit)?,
            None => repository.move_branch(branch, &commit, parent)?,
        };
        Ok((performed, Some(commit), moved))
    }

    /// What is there before a step. What is moved is under its old address, unless an earlier attempt moved it.
    fn see(&self, found: &Changes<'_>, work: &StepWork) -> Result<Observation, Diagnostic> {
        let (old, new) = (work.moved_from.as_ref(), &work.step.address);
        let seen = self.filing.observe(found, old.unwrap_or(new), work.before.as_ref())?;
        if seen == Observation::Absent && old.is_some() && work.repeated {
            return self.filing.observe(found, new, work.before.as_ref());
        }
        Ok(seen)
    }

    /// Somebody who has the branch checked out would see all that is committed as undone by himself.
    fn refuse_checked_out(&self, repository: &GitRepository) -> Result<(), Diagnostic> {
        if self.git.push.is_some() {
            return Ok(());
        }
        let Some(folder) = repository.checked_out(&self.git.branch)? else { return Ok(()) };
        let message = format!("`{}` is checked out in `{folder}`", self.git.branch);
        Err(Diagnostic::error(codes::EXEC_CHECKED_OUT, message)
            .with_help("check out another branch there, or let the target name another, or a remote to push to")
            .with_retry(Retry::AfterHuman))
    }
}

/// What a commit says: what was done to whom, and by which plan.
fn message(key: &Name, visit: &Visit) -> String {
    let (subject, environment) = (&visit.rendered.subject, &visit.rendered.environment);
    let count = |wanted: &[Action]| {
        visit.actions.values().filter(|actions| actions.iter().any(|action| wanted.contains(action))).count()
    };
    let counted = [
        (count(&[Action::Create]), "created"),
        (count(&[Action::Update]), "updated"),
        (count(&[Action::Move]), "moved"),
        (visit.actions.values().filter(|actions| ***actions == [Action::Delete]).count(), "deleted"),
    ];
    let told: Vec<String> =
        counted.iter().filter(|(count, _)| *count > 0).map(|(count, verb)| format!("{count} {verb}")).collect();
    let told = if told.is_empty() { "as planned".to_owned() } else { told.join(", ") };
    let plan = visit.plan_digest();
    format!(
        "{subject} in {environment}: {told}\n\nPlatform-Subject: {subject}\nPlatform-Environment: {environment}\n\
         Platform-Target: {key}\nPlatform-Plan: {plan}\n"
    )
}

impl Executor for GitopsTarget {
    fn refuses(&self, address: &Address, rendered: &Rendered) -> Option<Diagnostic> {
        codec::secret(address, &rendered.resources.get(address)?.body, codec::WRITTEN)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { idempotent: true, can_look_up: true }
    }

    fn checks_itself(&self) -> bool {
        true
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        let asked: Vec<(Address, Option<StateResource>)> =
            asked.iter().map(|asked| (asked.address.clone(), asked.known.cloned())).collect();
        let inner = self.0.clone();
        Box::pin(async move {
            let count = asked.len();
            let seen = tokio::task::spawn_blocking(move || inner.observe(&asked)).await;
            seen.unwrap_or_else(|error| Err(broken_off(&error))).unwrap_or_else(|problem| vec![Err(problem); count])
        })
    }

    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        Box::pin(async move {
            let Some(visit) = work.visit.clone() else { return self.0.only_known(work) };
            let (mut given, unready) = self.0.visits.once(&visit, self.0.commit(visit.clone())).await?;
            // All of it is committed. What failed would keep what comes after it from being begun, and so from being known:
            // the last of them fail.
            let is_last = !visit.work.iter().any(|other| other.step.after.contains(&work.step.id));
            match unready.filter(|_| is_last) {
                Some(problem) => Err(problem),
                None => Ok(given.remove(&work.step.id).unwrap_or_default()),
            }
        })
    }

    #[cfg(feature = "kubernetes")]
    fn rehearses(&self) -> bool {
        self.0.is_awaiting()
    }

    /// Whoever can't be asked afterwards is better known before.
    #[cfg(feature = "kubernetes")]
    fn rehearse<'a>(&'a self, work: &'a [StepWork], _earlier: &'a [StepWork]) -> Task<'a, Vec<Diagnostic>> {
        Box::pin(async move {
            match work.first() {
                Some(first) => self.0.reach(first.step.address.environment()).await,
                None => Vec::new(),
            }
        })
    }

    #[cfg(feature = "kubernetes")]
    fn unready<'a>(&'a self, resources: &'a [&'a Resource]) -> Task<'a, Vec<Diagnostic>> {
        Box::pin(self.0.unready(resources))
    }

    fn stop_when(&self, stop: Stop) {
        self.0.stop.set(stop);
    }

    fn outputs_place(&self, address: &Address) -> Option<String> {
        self.0.filing.outputs_place(address)
    }
}

#[cfg(feature = "kubernetes")]
impl Inner {
    /// Commits, and waits for who takes it: beside what each step gave stands why what was committed is not ready.
    async fn commit(self: &Arc<Self>, visit: Arc<Visit>) -> Result<(Given, Option<Diagnostic>), Diagnostic> {
        let (inner, of) = (self.clone(), visit.clone());
        let (given, commit) = blocking(move || inner.visit(&of)).await?;
        match self.until_ready(&visit, commit).await {
            // A resume goes on waiting, with all the steps.
            Err(problem) if problem.code == codes::EXEC_CANCELLED => Err(problem),
            ended => Ok((given, ended.err())),
        }
    }
}

#[cfg(not(feature = "kubernetes"))]
impl Inner {
    async fn commit(self: &Arc<Self>, visit: Arc<Visit>) -> Result<(Given, Option<Diagnostic>), Diagnostic> {
        let inner = self.clone();
        blocking(move || inner.visit(&visit).map(|(given, _)| (given, None))).await
    }

    fn is_awaiting(&self) -> bool {
        false
    }
}

impl Inner {
    /// A step of an apply that only learns what is known.
    fn only_known(&self, work: &StepWork) -> Result<Performed, Diagnostic> {
        if matches!(work.step.action, Action::Read | Action::Forget | Action::NoOp) {
            let outputs = work.resource.as_ref().map(|resource| self.filing.outputs(resource)).unwrap_or_default();
            return Ok(Performed { outputs, ..Performed::default() });
        }
        let message = format!("{} is to be committed, and nothing says what else is", work.step.address);
        Err(Diagnostic::error(codes::INTERNAL, message))
    }
}
