//! What comes after a commit: whoever takes it from the branch is waited for.

use platform_core::model::{Action, Address, Diagnostic, Effect, Resource};
use platform_core::run::Visit;

use super::Inner;
use super::awaiting::{Awaiting, Committed};
use crate::clients::git::CommitId;
use crate::executors::kubernetes::Connection;
use crate::executors::visits::blocking;

impl Inner {
    /// Says how the cluster is reached that knows what became of a commit.
    pub(super) fn set_connection(&self, connection: Connection) {
        if let Some(awaited) = self.git.awaited() {
            // Whoever was there first stays.
            let _ = self.awaiting.set(Awaiting::new(&awaited, connection));
        }
    }

    pub(super) fn is_awaiting(&self) -> bool {
        self.awaiting.get().is_some()
    }

    /// Waits until what a visit left is applied and healthy. `commit` is the one that it made; where it made none, since all
    /// was there, that which is there is waited for.
    pub(super) async fn until_ready(
        self: &std::sync::Arc<Self>,
        visit: &Visit,
        commit: Option<CommitId>,
    ) -> Result<(), Diagnostic> {
        let Some(awaiting) = self.awaiting.get() else { return Ok(()) };
        let changes = |action| matches!(action, Action::Create | Action::Update | Action::Delete | Action::Move);
        if !visit.work.iter().any(|work| changes(work.step.action)) {
            return Ok(());
        }
        let addresses: Vec<Address> =
            visit.rendered.resources.keys().chain(visit.work.iter().map(|work| &work.step.address)).cloned().collect();
        let whose = format!("{} in {}", visit.rendered.subject, visit.rendered.environment);
        let inner = self.clone();
        let committed = blocking(move || inner.committed(&addresses, whose, commit)).await;
        match committed.map_err(|problem| problem.with_outcome(Effect::Done))? {
            Some(committed) => awaiting.until_ready(&self.git, &committed, &self.stop.asked()).await,
            None => Ok(()),
        }
    }

    /// What is not applied or not healthy of what was committed before. Looks once, and waits for nothing.
    pub(super) async fn unready(self: &std::sync::Arc<Self>, resources: &[&Resource]) -> Vec<Diagnostic> {
        let addresses: Vec<Address> = resources.iter().map(|resource| resource.address.clone()).collect();
        let (Some(awaiting), Some(first)) = (self.awaiting.get(), addresses.first()) else { return Vec::new() };
        let whose = format!("{} in {}", first.subject(), first.environment());
        let inner = self.clone();
        let looked = match blocking(move || inner.committed(&addresses, whose, None)).await {
            Ok(Some(committed)) => awaiting.look_once(&self.git, &committed).await,
            Ok(None) => Ok(()),
            Err(problem) => Err(problem),
        };
        looked.err().into_iter().collect()
    }

    /// Whether it could be waited for, before anything is committed.
    pub(super) async fn reach(&self, environment: &str) -> Vec<Diagnostic> {
        let Some(awaiting) = self.awaiting.get() else { return Vec::new() };
        awaiting.reach(&format!("{environment}/{}", self.key)).await.err().into_iter().collect()
    }

    /// Where the files of some addresses were committed last, up to a commit or all of the branch.
    fn committed(
        &self,
        addresses: &[Address],
        whose: String,
        commit: Option<CommitId>,
    ) -> Result<Option<Committed>, Diagnostic> {
        let repository = self.repository()?;
        let folders = addresses.iter().filter_map(|address| Some(self.filing.path(address).ok()?.split().0.join("/")));
        let (Some(folder), Some(first)) = (folders.min_by_key(String::len), addresses.first()) else { return Ok(None) };
        let folder = format!("{}{folder}", repository.prefix());
        let commit = match commit {
            Some(made) => Some(made),
            None => match self.tip(&repository)? {
                Some(tip) => repository.last_change(&tip, &folder)?,
                None => None,
            },
        };
        let target = format!("{}/{}", first.environment(), self.key);
        Ok(commit.map(|commit| Committed { repository, commit, folder, whose, target }))
    }
}
