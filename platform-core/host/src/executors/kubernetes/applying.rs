//! An object is written, and becomes ready.

use platform_core::model::{Address, Diagnostic, Effect, Retry, Value, codes};
use platform_core::run::StepWork;

use super::looking::{is_applied_by_us, uid};
use super::object::Object;
use super::problems::{self, Attempt};
use super::{Inner, Performed};
use crate::clients::kubernetes::{Applying, Cluster, Place, Trouble};
use crate::executors::codec;

impl Inner {
    /// # Errors
    /// `k8s.*`, `net.*`. Where the object is there and only not ready, the outcome is [`Effect::Done`].
    pub(super) async fn write(&self, work: &StepWork) -> Result<Performed, Diagnostic> {
        let address = &work.step.address;
        let body = work.body.as_ref().ok_or_else(|| nothing_to_write(address))?;
        let text = codec::for_a_server(address, body)?;
        let object = Object::of(address, body)?;
        let cluster = self.cluster().await?;
        let place = object.place(address, &cluster).await?;
        let how = Applying { rehearsed: false, forced: self.forced };
        let written = match cluster.apply(&place, text, how).await {
            Err(trouble @ Trouble::NoAnswer(_)) => found_all_the_same(&cluster, &place).await.ok_or(trouble),
            other => other,
        };
        let written = written.map_err(|trouble| problems::of(address, Attempt::Apply, &trouble))?;
        let ready = self.until_ready(address, &cluster, &place, written).await?;
        Ok(Performed { outputs: self.outputs(work, &ready), identity: uid(&ready).map(Into::into), body: None })
    }
}

/// What was asked for may have been done without an answer.
async fn found_all_the_same(cluster: &Cluster, place: &Place) -> Option<Value> {
    cluster.get(place).await.ok().flatten().filter(is_applied_by_us)
}

fn nothing_to_write(address: &Address) -> Diagnostic {
    Diagnostic::error(codes::INTERNAL, format!("{address} is to be written, and nothing was rendered for it"))
        .with_retry(Retry::Never)
        .with_outcome(Effect::None)
}
