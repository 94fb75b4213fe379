//! What is done at once for all that a subject has at a target: by the first of its steps.

use std::collections::BTreeMap;

use platform_core::model::{Diagnostic, Effect, Retry, codes};
use platform_core::run::Visit;
use tokio::sync::Mutex;
use tokio::task::JoinError;

/// What each visit of an apply gave, or why nothing was done. `T` is what its steps learn.
pub(super) struct Visits<T>(Mutex<BTreeMap<(String, String), Result<T, Diagnostic>>>);

impl<T> Default for Visits<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Visits<T> {
    /// Does the work for the first that asks; the others learn what came of it.
    pub(super) async fn once(
        &self,
        visit: &Visit,
        work: impl Future<Output = Result<T, Diagnostic>> + Send,
    ) -> Result<T, Diagnostic> {
        let key = (visit.rendered.subject.to_string(), visit.rendered.environment.to_string());
        let mut visited = self.0.lock().await;
        if let Some(given) = visited.get(&key) {
            return given.clone();
        }
        let given = work.await;
        visited.insert(key, given.clone());
        given
    }
}

/// Does what blocks on a thread for that.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Diagnostic> + Send + 'static,
) -> Result<T, Diagnostic> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(broken_off(&error)))
}

pub(super) fn broken_off(error: &JoinError) -> Diagnostic {
    Diagnostic::error(codes::INTERNAL, format!("what was being done broke off: {error}"))
        .with_outcome(Effect::Unknown)
        .with_retry(Retry::AfterHuman)
}
