//! An object is removed, and is gone.

use std::time::Instant;

use platform_core::model::{Address, Diagnostic, Effect, Retry, Value, codes};
use platform_core::run::StepWork;

use super::looking::{is_applied_by_us, uid};
use super::object::Object;
use super::problems::{self, Attempt};
use super::waiting::Pauses;
use super::{Inner, Performed};
use crate::clients::kubernetes::{Cluster, Place};

impl Inner {
    /// Removes what was applied, and nothing else that has its name by now.
    ///
    /// # Errors
    /// `k8s.not_ours`, `k8s.not_removed`, `k8s.*`, `net.*`.
    pub(super) async fn remove(&self, work: &StepWork) -> Result<Performed, Diagnostic> {
        let address = &work.step.address;
        let Some(before) = &work.before else { return Ok(Performed::default()) };
        let cluster = self.cluster().await?;
        let object = Object::of(address, &before.body)?;
        let place = match cluster.kind(object.api_version, object.kind).await {
            // With the kind all of its objects are gone.
            Ok(None) => return Ok(Performed::default()),
            Ok(Some(_)) => object.place(address, &cluster).await?,
            Err(trouble) => return Err(problems::of(address, Attempt::Remove, &trouble)),
        };
        let look =
            || async { cluster.get(&place).await.map_err(|trouble| problems::of(address, Attempt::Look, &trouble)) };
        let Some(found) = look().await? else { return Ok(Performed::default()) };
        let identity = before.identity.as_deref();
        if uid(&found) != identity && !is_applied_by_us(&found) {
            return Err(not_ours(address));
        }
        let removed = cluster.delete(&place, uid(&found), false).await;
        if removed.map_err(|trouble| problems::of(address, Attempt::Remove, &trouble))? {
            self.until_gone(address, &cluster, &place, uid(&found)).await?;
        }
        Ok(Performed::default())
    }

    async fn until_gone(
        &self,
        address: &Address,
        cluster: &Cluster,
        place: &Place,
        uid_before: Option<&str>,
    ) -> Result<(), Diagnostic> {
        let (begun, mut pauses) = (Instant::now(), Pauses::default());
        loop {
            let found = cluster.get(place).await.map_err(|trouble| problems::of(address, Attempt::Look, &trouble))?;
            // What has its name since is another one.
            let Some(found) = found.filter(|found| uid(found) == uid_before) else { return Ok(()) };
            if self.ready_within.is_zero() {
                return Ok(());
            }
            if begun.elapsed() >= self.ready_within {
                return Err(not_removed(address, &found, self.ready_within.as_secs()));
            }
            if self.is_stopped() {
                return Err(problems::cancelled(address, "for it to be gone"));
            }
            pauses.next().await;
        }
    }
}

fn not_ours(address: &Address) -> Diagnostic {
    let message = format!("{address} is not removed: what has its name in the cluster is not what was applied");
    Diagnostic::error(codes::K8S_NOT_OURS, message)
        .with_help("keep it with `platform plan … --forget ADDRESS`, or remove it by hand")
        .with_retry(Retry::AfterHuman)
}

fn not_removed(address: &Address, found: &Value, seconds: u64) -> Diagnostic {
    let finalizers = found.get("metadata").and_then(|metadata| metadata.get("finalizers")).and_then(Value::as_list);
    let finalizers: Vec<&str> = finalizers.unwrap_or_default().iter().filter_map(Value::as_str).collect();
    let why = match finalizers.as_slice() {
        [] => String::new(),
        names => format!("; it waits for {}", names.join(", ")),
    };
    let message = format!("{address} was deleted and is still there after {seconds} s{why}");
    Diagnostic::error(codes::K8S_NOT_REMOVED, message)
        .with_help("see why what is named there does not finish its work, then apply again")
        .with_retry(Retry::AfterHuman)
        .with_outcome(Effect::Partial)
}
