//! Objects of a Kubernetes cluster: server-side apply under a field manager of our own.
//!
//! What is to be written is first tried on the server, as a whole, before anything is changed. Fields that others manage
//! are never taken over unless the target says so, and nothing is removed that is not what was applied.

mod applying;
mod looking;
mod object;
mod outputs;
pub(super) mod problems;
mod readiness;
pub(super) mod reasons;
mod rehearsing;
mod removing;
#[cfg(test)]
mod tests;
mod waiting;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as Lock, PoisonError};
use std::time::Duration;

use platform_core::model::{Action, Address, Diagnostic, Observation, Rendered, Resource, Target};
use platform_core::run::StepWork;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use super::codec;
use super::stopping::Stopping;
use super::{Asked, Capabilities, Executor, Performed, Stop, Task};
use crate::clients::kubernetes::{Access, Cluster};

/// How long one answer of the cluster may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many objects are asked for at once.
const AT_ONCE: usize = 16;

/// A cluster, for one target of an environment. The first that needs it connects.
#[derive(Clone)]
pub(crate) struct KubernetesTarget(Arc<Inner>);

struct Inner {
    connection: Connection,
    forced: bool,
    ready_within: Duration,
    stop: Stopping,
}

/// A way to a cluster. The first that needs it connects.
#[derive(Clone)]
pub(crate) struct Connection {
    access: Access,
    cluster: Connected,
    patience: Duration,
}

/// A cluster, once somebody was connected to it.
type Connected = Arc<Mutex<Option<Cluster>>>;

/// The clusters that were connected to: each once. Cloning shares them.
#[derive(Clone, Default)]
pub(crate) struct Clusters(Arc<Lock<BTreeMap<Access, Connected>>>);

impl Clusters {
    /// The way that `access` leads.
    pub(crate) fn connection(&self, access: Access) -> Connection {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cluster = known.entry(access.clone()).or_default().clone();
        Connection { access, cluster, patience: PATIENCE }
    }

    /// The target whose cluster `access` leads to.
    pub(crate) fn target(&self, target: &Target, access: Access) -> KubernetesTarget {
        let connection = self.connection(access);
        let (forced, ready_within) = (target.force_conflicts, target.ready_within());
        KubernetesTarget(Arc::new(Inner { connection, forced, ready_within, stop: Stopping::default() }))
    }
}

impl Connection {
    /// # Errors
    /// `k8s.config`: nothing says how to get there.
    pub(in crate::executors) async fn cluster(&self) -> Result<Cluster, Diagnostic> {
        let mut cluster = self.cluster.lock().await;
        if let Some(connected) = cluster.as_ref().filter(|cluster| cluster.is_alive()) {
            return Ok(connected.clone());
        }
        let connected = Cluster::connect(self.access.clone(), self.patience).await;
        let connected = connected.map_err(|error| problems::unconfigured(&error))?;
        *cluster = Some(connected.clone());
        Ok(connected)
    }
}

impl Inner {
    async fn cluster(&self) -> Result<Cluster, Diagnostic> {
        self.connection.cluster().await
    }

    fn is_stopped(&self) -> bool {
        self.stop.asked()()
    }

    async fn perform(&self, work: &StepWork) -> Result<Performed, Diagnostic> {
        match work.step.action {
            Action::Create | Action::Update => self.write(work).await,
            Action::Delete => self.remove(work).await,
            // Its address is ours alone: the object stays as it is.
            Action::Move | Action::Import => self.take_over(work).await,
            _ => Ok(Performed::default()),
        }
    }
}

/// Does some at once, and gives their results in order; nothing for one that broke off.
async fn all<T: Send + 'static>(
    jobs: impl Iterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<Option<T>> {
    let (mut running, mut results) = (JoinSet::new(), Vec::new());
    let mut left = jobs.enumerate();
    loop {
        while running.len() < AT_ONCE {
            let Some((at, job)) = left.next() else { break };
            results.push(None);
            running.spawn(async move { (at, job.await) });
        }
        let Some(ended) = running.join_next().await else { return results };
        if let Ok((at, result)) = ended
            && let Some(place) = results.get_mut(at)
        {
            *place = Some(result);
        }
    }
}

impl Executor for KubernetesTarget {
    fn capabilities(&self) -> Capabilities {
        Capabilities { idempotent: true, can_look_up: true }
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        Box::pin(self.0.observe(asked))
    }

    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        Box::pin(self.0.perform(work))
    }

    fn refuses(&self, address: &Address, rendered: &Rendered) -> Option<Diagnostic> {
        codec::secret(address, &rendered.resources.get(address)?.body, codec::SENT)
    }

    fn rehearses(&self) -> bool {
        true
    }

    fn rehearse<'a>(&'a self, work: &'a [StepWork], earlier: &'a [StepWork]) -> Task<'a, Vec<Diagnostic>> {
        Box::pin(self.0.rehearse(work, earlier))
    }

    fn unready<'a>(&'a self, resources: &'a [&'a Resource]) -> Task<'a, Vec<Diagnostic>> {
        let looks = resources.iter().map(|resource| {
            let (inner, resource) = (self.0.clone(), Resource::clone(resource));
            async move { inner.look_until_ready(&resource).await }
        });
        Box::pin(async move { all(looks).await.into_iter().flatten().filter_map(Result::err).collect() })
    }

    fn stop_when(&self, stop: Stop) {
        self.0.stop.set(stop);
    }
}
