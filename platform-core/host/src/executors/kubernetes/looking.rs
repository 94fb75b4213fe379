//! What is there.

use platform_core::model::{Address, Diagnostic, Map, Observation, Present, Resource, Value};
use platform_core::run::StepWork;

use super::object::Object;
use super::problems::{self, Attempt};
use super::{Asked, Inner, Performed, all};
use crate::clients::kubernetes::Cluster;
use crate::executors::attribute;

impl Inner {
    pub(super) async fn observe(&self, asked: &[Asked<'_>]) -> Vec<Result<Observation, Diagnostic>> {
        let cluster = match self.cluster().await {
            Ok(cluster) => cluster,
            Err(problem) => return asked.iter().map(|_| Err(problem.clone())).collect(),
        };
        // Once, instead of for each that is asked for.
        if let Err(trouble) = cluster.reach().await {
            let unseen = |asked: &Asked<'_>| Err(problems::of(asked.address, Attempt::Look, &trouble));
            return asked.iter().map(unseen).collect();
        }
        let looks = asked.iter().map(|asked| {
            let (cluster, address, body) = (cluster.clone(), asked.address.clone(), named_by(asked).cloned());
            let resource = asked.resource.cloned();
            async move { look(&cluster, &address, body.as_ref(), resource.as_ref()).await }
        });
        let answers = all(looks).await.into_iter().zip(asked);
        answers.map(|(answer, asked)| answer.unwrap_or_else(|| Err(problems::broken_off(asked.address)))).collect()
    }

    /// What is there becomes ours as it is.
    pub(super) async fn take_over(&self, work: &StepWork) -> Result<Performed, Diagnostic> {
        let address = &work.step.address;
        let body = work.resource.as_ref().map(|resource| &resource.body);
        let Some(body) = body.or(work.before.as_ref().map(|before| &before.body)) else {
            return Ok(Performed::default());
        };
        let cluster = self.cluster().await?;
        let place = Object::of(address, body)?.place(address, &cluster).await?;
        let found = cluster.get(&place).await.map_err(|trouble| problems::of(address, Attempt::Look, &trouble))?;
        let found = found.ok_or_else(|| problems::gone(address))?;
        Ok(Performed { outputs: self.outputs(work, &found), identity: uid(&found).map(Into::into), body: None })
    }
}

/// What tells which object it is: what was applied, since that is what is there; else what is to be.
fn named_by<'a>(asked: &Asked<'a>) -> Option<&'a Value> {
    let known = asked.known.map(|known| &known.body);
    known.or(asked.resource.map(|resource| &resource.body))
}

/// `body` tells which object it is, and `resource` what of it is secret.
async fn look(
    cluster: &Cluster,
    address: &Address,
    body: Option<&Value>,
    resource: Option<&Resource>,
) -> Result<Observation, Diagnostic> {
    let Some(body) = body else { return Ok(Observation::Absent) };
    let object = Object::of(address, body)?;
    let place = match cluster.kind(object.api_version, object.kind).await {
        Ok(Some(_)) => object.place(address, cluster).await?,
        // Of a kind that is not known there is nothing.
        Ok(None) => return Ok(Observation::Absent),
        Err(trouble) => return Err(problems::of(address, Attempt::Look, &trouble)),
    };
    match cluster.get(&place).await {
        Ok(Some(found)) => {
            let seen = without_managers(&found);
            let mut present = Present::new(match resource {
                Some(resource) => attribute::concealed(resource, seen),
                None => seen,
            });
            present.identity = uid(&found).map(Into::into);
            Ok(Observation::Present(present))
        }
        Ok(None) => Ok(Observation::Absent),
        Err(trouble) => Err(problems::of(address, Attempt::Look, &trouble)),
    }
}

/// Who manages which field is most of an object, and nothing that a plan reads.
fn without_managers(found: &Value) -> Value {
    let without = |value: &Value, key: &str, inner: Option<Value>| match value {
        Value::Map(map) => {
            let kept = map.iter().filter(|(name, _)| &**name != key).map(|(name, value)| (name.clone(), value.clone()));
            Value::Map(Map::from_entries(kept.chain(inner.map(|inner| (key.into(), inner)))))
        }
        other => other.clone(),
    };
    match found.get("metadata") {
        Some(metadata) => without(found, "metadata", Some(without(metadata, "managedFields", None))),
        None => found.clone(),
    }
}

pub(super) fn uid(found: &Value) -> Option<&str> {
    found.get("metadata")?.get("uid")?.as_str()
}

/// Whether we applied it, or a part of it.
pub(super) fn is_applied_by_us(found: &Value) -> bool {
    let managers = found.get("metadata").and_then(|metadata| metadata.get("managedFields")).and_then(Value::as_list);
    managers.unwrap_or_default().iter().any(|manager| {
        let text = |field: &str| manager.get(field).and_then(Value::as_str);
        text("manager") == Some(crate::clients::kubernetes::FIELD_MANAGER) && text("operation") == Some("Apply")
    })
}
