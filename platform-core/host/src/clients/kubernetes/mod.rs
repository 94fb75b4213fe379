//! A cluster's API server.
//!
//! Objects go in and out as JSON. What is asked twice is harmless: a server-side apply and a deletion with a
//! precondition are the same when they are done again, so what gets no answer, or the answer that the server is busy, is
//! asked again; everything that is waited for, and every answer's size, is bounded.

mod configuration;
mod exchange;
mod kinds;
mod status;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use kube::Client;
use kube::client::Body;
use platform_core::model::Value;
use tokio::sync::Mutex;
use tokio::task::AbortHandle;

pub(crate) use configuration::{Access, InvalidConfiguration};
pub(crate) use exchange::Trouble;
pub(crate) use kinds::{Kind, Place};
pub(crate) use status::{Cause, Status};

use exchange::{Exchange, segment};
use kinds::Kinds;

/// Who we are to the server, in `metadata.managedFields`.
pub(crate) const FIELD_MANAGER: &str = "platform-core";

/// As many objects are asked for at once, so that an answer stays small.
const PAGE: u32 = 50;
/// As many answers are asked for.
const MOST_PAGES: u32 = 200;

/// A cluster that can be asked. Cloning shares the connections and what is known of its kinds.
#[derive(Clone)]
pub(crate) struct Cluster {
    exchange: Exchange,
    kinds: Arc<Mutex<Kinds>>,
    namespace: Arc<str>,
    home: Arc<Home>,
}

/// How an object is applied.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Applying {
    /// Only as if: the server says what it would, and keeps nothing.
    pub(crate) rehearsed: bool,
    /// Take fields over from other managers.
    pub(crate) forced: bool,
}

impl Cluster {
    /// The cluster of a context. Nothing is asked of it yet, but what the kubeconfig runs to get credentials is run.
    /// `patience` is how long one answer may take.
    pub(crate) async fn connect(access: Access, patience: Duration) -> Result<Self, InvalidConfiguration> {
        let (client, namespace): (Client, String) = access.client().await?;
        let exchange = Exchange::new(client, patience);
        Ok(Self { exchange, kinds: Arc::default(), namespace: namespace.into(), home: Arc::new(Home::here()) })
    }

    /// Whether its connections are still served: they are of the runtime that they were made in.
    pub(crate) fn is_alive(&self) -> bool {
        self.home.is_alive()
    }

    /// Where an object goes that names no namespace.
    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Whether it can be reached at all, and which groups of kinds it has.
    pub(crate) async fn reach(&self) -> Result<(), Trouble> {
        let unlisted = || Trouble::Garbage("it lists no groups of kinds".to_owned());
        let groups = self.exchange.get(kinds::GROUPS).await?.ok_or_else(unlisted)?;
        self.kinds.lock().await.learn_groups(&groups);
        Ok(())
    }

    /// How objects of a kind are asked for; `None` where the cluster doesn't know it.
    pub(crate) async fn kind(&self, api_version: &str, kind: &str) -> Result<Option<Kind>, Trouble> {
        if let Some(known) = self.kinds.lock().await.get(api_version, kind) {
            return Ok(Some(known));
        }
        // Of a group that is not there the server answers as any other would that knows nothing at all.
        if !self.kinds.lock().await.has_group(api_version) {
            self.reach().await?;
            if !self.kinds.lock().await.has_group(api_version) {
                return Ok(None);
            }
        }
        let Some(found) = self.exchange.get(&Kinds::path(api_version)).await? else { return Ok(None) };
        let mut kinds = self.kinds.lock().await;
        kinds.learn(api_version, &found);
        Ok(kinds.get(api_version, kind))
    }

    /// What is there.
    pub(crate) async fn get(&self, place: &Place) -> Result<Option<Value>, Trouble> {
        self.exchange.get(&place.path()).await
    }

    /// What of a kind is there in a namespace and is chosen: `labelSelector=app%3Dcart`; at most 50.
    pub(crate) async fn list(&self, kind: &Kind, namespace: &str, query: &str) -> Result<Vec<Value>, Trouble> {
        let path = format!("{}?limit=50&{query}", kind.path(Some(namespace)));
        let found = self.exchange.get(&path).await?;
        let items = found.as_ref().and_then(|found| found.get("items")).and_then(Value::as_list);
        Ok(items.map(<[Value]>::to_vec).unwrap_or_default())
    }

    /// All of a kind that is there in a namespace; an error where that is more than ten thousand.
    pub(crate) async fn list_all(&self, kind: &Kind, namespace: &str) -> Result<Vec<Value>, Trouble> {
        let (mut all, mut from) = (Vec::new(), String::new());
        for _ in 0..MOST_PAGES {
            let path = format!("{}?limit={PAGE}{from}", kind.path(Some(namespace)));
            let Some(found) = self.exchange.get(&path).await? else { return Ok(all) };
            all.extend_from_slice(found.get("items").and_then(Value::as_list).unwrap_or_default());
            let next = found.get("metadata").and_then(|metadata| metadata.get("continue")).and_then(Value::as_str);
            let Some(next) = next.filter(|next| !next.is_empty()) else { return Ok(all) };
            from = format!("&continue={}", segment(next));
        }
        Err(Trouble::Garbage(format!("it lists more than {} objects", PAGE.saturating_mul(MOST_PAGES))))
    }

    /// Server-side apply: gives the object as it is since.
    pub(crate) async fn apply(&self, place: &Place, body: String, how: Applying) -> Result<Value, Trouble> {
        let mut path = format!("{}?fieldManager={FIELD_MANAGER}&fieldValidation=Strict", place.path());
        path.push_str(if how.forced { "&force=true" } else { "&force=false" });
        path.push_str(if how.rehearsed { "&dryRun=All" } else { "" });
        self.exchange.send("PATCH", &path, "application/apply-patch+yaml", body).await
    }

    /// Asks for an object to be removed, with what depends on it; `uid`: only if it still is that one. `false`: it is not
    /// there.
    pub(crate) async fn delete(&self, place: &Place, uid: Option<&str>, rehearsed: bool) -> Result<bool, Trouble> {
        let dry_run = if rehearsed { serde_json::json!(["All"]) } else { serde_json::json!([]) };
        let preconditions = uid.map_or(serde_json::json!({}), |uid| serde_json::json!({"uid": uid}));
        let options = serde_json::json!({
            "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Foreground",
            "dryRun": dry_run, "preconditions": preconditions,
        });
        match self.exchange.send("DELETE", &place.path(), "application/json", options.to_string()).await {
            Ok(_) => Ok(true),
            Err(Trouble::Refused(status)) if status.code == 404 => Ok(false),
            Err(trouble) => Err(trouble),
        }
    }
}

/// The runtime of a process in which connections were made.
struct Home {
    process: u32,
    /// Of a task that lives as long as the runtime.
    task: AbortHandle,
}

impl Home {
    fn here() -> Self {
        Self { process: std::process::id(), task: tokio::spawn(std::future::pending::<()>()).abort_handle() }
    }

    fn is_alive(&self) -> bool {
        self.process == std::process::id() && !self.task.is_finished()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Cluster").field("namespace", &self.namespace).finish_non_exhaustive()
    }
}
