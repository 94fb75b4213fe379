//! Until an object is ready.

use std::time::{Duration, Instant};

use platform_core::model::{Address, Diagnostic, Effect, Resource, Retry, Value, codes};

use super::object::Object;
use super::problems::{self, Attempt};
use super::readiness::{Readiness, readiness};
use super::{Inner, reasons};
use crate::clients::kubernetes::{Cluster, Place};

/// From one look to the next, longer each time.
pub(super) struct Pauses(Duration);

impl Default for Pauses {
    fn default() -> Self {
        Self(Duration::from_millis(100))
    }
}

impl Pauses {
    const LONGEST: Duration = Duration::from_secs(2);

    pub(super) async fn next(&mut self) {
        tokio::time::sleep(self.0).await;
        self.0 = self.0.saturating_mul(3).checked_div(2).unwrap_or(Self::LONGEST).min(Self::LONGEST);
    }
}

impl Inner {
    /// Whether what is there is ready, or becomes it.
    pub(super) async fn look_until_ready(&self, resource: &Resource) -> Result<(), Diagnostic> {
        let address = &resource.address;
        let object = Object::of(address, &resource.body)?;
        let cluster = self.cluster().await?;
        let place = object.place(address, &cluster).await?;
        let found = cluster.get(&place).await.map_err(|trouble| problems::of(address, Attempt::Look, &trouble))?;
        let found = found.ok_or_else(|| problems::gone(address))?;
        self.until_ready(address, &cluster, &place, found).await.map(drop)
    }

    /// The object once it is ready. A cluster that is away for a moment is waited for, too.
    pub(super) async fn until_ready(
        &self,
        address: &Address,
        cluster: &Cluster,
        place: &Place,
        written: Value,
    ) -> Result<Value, Diagnostic> {
        if self.ready_within.is_zero() {
            return Ok(written);
        }
        let (begun, mut pauses, mut found) = (Instant::now(), Pauses::default(), written);
        loop {
            let waiting = match readiness(&found) {
                Readiness::Ready => return Ok(found),
                Readiness::Failed(why) => return Err(self.not_ready(address, cluster, place, &found, &why).await),
                Readiness::Waiting(why) => why,
            };
            if begun.elapsed() >= self.ready_within {
                let why = format!("after {} s {waiting}", self.ready_within.as_secs());
                return Err(self.not_ready(address, cluster, place, &found, &why).await);
            }
            if self.is_stopped() {
                return Err(problems::cancelled(address, "for it to be ready"));
            }
            pauses.next().await;
            match cluster.get(place).await {
                Ok(Some(now)) => found = now,
                Ok(None) => return Err(problems::gone(address)),
                Err(trouble) if begun.elapsed() >= self.ready_within => {
                    return Err(problems::of(address, Attempt::Look, &trouble).with_outcome(Effect::Done));
                }
                Err(_) => {}
            }
        }
    }

    async fn not_ready(
        &self,
        address: &Address,
        cluster: &Cluster,
        place: &Place,
        found: &Value,
        why: &str,
    ) -> Diagnostic {
        let message = format!("{address} was applied and is not ready: {why}");
        let problem = Diagnostic::error(codes::K8S_NOT_READY, message)
            .with_help("mend the cause and apply again; what was applied stays")
            .with_retry(Retry::AfterReplan)
            .with_outcome(Effect::Done);
        let reasons = reasons::of(cluster, place, found).await;
        reasons.into_iter().fold(problem, |all, reason| all.with_related(reason, None))
    }
}
