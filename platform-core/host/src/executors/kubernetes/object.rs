//! Which object a body is.

use platform_core::model::{Address, Diagnostic, Retry, Value, codes};

use super::problems::{self, Attempt};
use crate::clients::kubernetes::{Cluster, Kind, Place};

/// The names of an object, as its body has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Object<'b> {
    pub(super) api_version: &'b str,
    pub(super) kind: &'b str,
    pub(super) namespace: Option<&'b str>,
    pub(super) name: &'b str,
}

impl<'b> Object<'b> {
    /// # Errors
    /// `k8s.refused`: it is no object that could be.
    pub(super) fn of(address: &Address, body: &'b Value) -> Result<Self, Diagnostic> {
        let text = |value: Option<&'b Value>| value.and_then(Value::as_str).filter(|text| !text.is_empty());
        let metadata = body.get("metadata");
        let metadata = |field: &str| metadata.and_then(|metadata| metadata.get(field));
        let named = |field: &str, found: Option<&'b str>| found.ok_or_else(|| unnamed(address, field));
        let object = Self {
            api_version: named("/apiVersion", text(body.get("apiVersion")))?,
            kind: named("/kind", text(body.get("kind")))?,
            namespace: text(metadata("namespace")),
            name: named("/metadata/name", text(metadata("name")))?,
        };
        // https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#path-segment-names
        let leads_elsewhere = |name: &str| matches!(name, "." | "..") || name.contains(['/', '%']);
        match std::iter::once(object.name).chain(object.namespace).find(|name| leads_elsewhere(name)) {
            Some(name) => Err(impossible(address, name)),
            None => Ok(object),
        }
    }

    /// # Errors
    /// `k8s.missing_kind`: the cluster knows none of this kind. `net.*`, `k8s.*`: it can't be asked.
    pub(super) async fn place(&self, address: &Address, cluster: &Cluster) -> Result<Place, Diagnostic> {
        match cluster.kind(self.api_version, self.kind).await {
            Ok(Some(kind)) => Ok(self.place_in(kind, cluster)),
            Ok(None) => Err(problems::missing_kind(address, self)),
            Err(trouble) => Err(problems::of(address, Attempt::Look, &trouble)),
        }
    }

    fn place_in(&self, kind: Kind, cluster: &Cluster) -> Place {
        let namespace = self.namespace.unwrap_or_else(|| cluster.namespace());
        let namespace = kind.is_namespaced.then(|| namespace.to_owned());
        Place { kind, namespace, name: self.name.to_owned() }
    }
}

fn unnamed(address: &Address, field: &str) -> Diagnostic {
    let message = format!("{address} is no object of Kubernetes: it has no `{field}`");
    Diagnostic::error(codes::K8S_REFUSED, message).with_help("add it to the template").with_retry(Retry::AfterReplan)
}

fn impossible(address: &Address, name: &str) -> Diagnostic {
    let message = format!("{address}: `{}` can't be the name of an object", name.escape_debug());
    Diagnostic::error(codes::K8S_REFUSED, message)
        .with_help("mend the name in the template")
        .with_retry(Retry::AfterReplan)
}
