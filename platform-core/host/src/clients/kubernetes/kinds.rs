//! What kinds of objects a cluster knows, and where their objects are.

use std::collections::{BTreeMap, BTreeSet};

use platform_core::model::Value;

use super::segment;

/// Kinds by `apiVersion` and `kind`, as far as they were asked for.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    kinds: BTreeMap<(String, String), Kind>,
    /// Versions of groups: `apps/v1`.
    groups: BTreeSet<String>,
}

/// How objects of a kind are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    root: String,
    plural: String,
    pub(crate) is_namespaced: bool,
}

/// An object's place in a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) kind: Kind,
    pub(crate) namespace: Option<String>,
    pub(crate) name: String,
}

/// Where a server tells which groups it has, beside that without a name.
pub(super) const GROUPS: &str = "/apis";

impl Kinds {
    /// Where a server tells which kinds a version of a group has.
    pub(super) fn path(api_version: &str) -> String {
        match api_version.split_once('/') {
            Some((group, version)) => format!("/apis/{}/{}", segment(group), segment(version)),
            None => format!("/api/{}", segment(api_version)),
        }
    }

    pub(super) fn get(&self, api_version: &str, kind: &str) -> Option<Kind> {
        self.kinds.get(&(api_version.to_owned(), kind.to_owned())).cloned()
    }

    /// Whether the server has a version of a group, by what it said last. Those without a name are always there.
    pub(super) fn has_group(&self, api_version: &str) -> bool {
        !api_version.contains('/') || self.groups.contains(api_version)
    }

    /// Takes an `APIGroupList` in.
    pub(super) fn learn_groups(&mut self, list: &Value) {
        let items = |value: &Value, field: &str| value.get(field).and_then(Value::as_list).unwrap_or_default().to_vec();
        let versions = items(list, "groups").into_iter().flat_map(|group| items(&group, "versions"));
        self.groups = versions.filter_map(|version| version.get("groupVersion")?.as_str().map(str::to_owned)).collect();
    }

    /// Takes an `APIResourceList` in.
    pub(super) fn learn(&mut self, api_version: &str, list: &Value) {
        for resource in list.get("resources").and_then(Value::as_list).unwrap_or_default() {
            let text = |field: &str| resource.get(field).and_then(Value::as_str);
            let (Some(plural), Some(kind)) = (text("name"), text("kind")) else { continue };
            // `deployments/status` is a part of one.
            if plural.contains('/') {
                continue;
            }
            let is_namespaced = resource.get("namespaced") == Some(&Value::Bool(true));
            let found = Kind { root: Self::path(api_version), plural: plural.to_owned(), is_namespaced };
            self.kinds.insert((api_version.to_owned(), kind.to_owned()), found);
        }
    }
}

impl Kind {
    /// All of the kind, or all in a namespace.
    pub(super) fn path(&self, namespace: Option<&str>) -> String {
        match namespace.filter(|_| self.is_namespaced) {
            Some(namespace) => format!("{}/namespaces/{}/{}", self.root, segment(namespace), segment(&self.plural)),
            None => format!("{}/{}", self.root, segment(&self.plural)),
        }
    }
}

impl Place {
    pub(super) fn path(&self) -> String {
        format!("{}/{}", self.kind.path(self.namespace.as_deref()), segment(&self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_t_lead_elsewhere() {
        let mut kinds = Kinds::default();
        let list = r#"{"resources": [{"name": "deployments", "kind": "Deployment", "namespaced": true},
            {"name": "deployments/scale", "kind": "Scale", "namespaced": true}, {"name": 1}, "x"]}"#;
        kinds.learn("apps/v1", &Value::from_json(list).unwrap());
        assert_eq!(kinds.get("apps/v1", "Scale"), None);
        let kind = kinds.get("apps/v1", "Deployment").unwrap();
        let place = |name: &str| Place { kind: kind.clone(), namespace: Some("shop".into()), name: name.into() };
        assert_eq!(place("cart").path(), "/apis/apps/v1/namespaces/shop/deployments/cart");
        let led = place("../../../secrets?x=1#y").path();
        assert_eq!(led, "/apis/apps/v1/namespaces/shop/deployments/..%2F..%2F..%2Fsecrets%3Fx%3D1%23y");
        assert_eq!(place("..").path(), "/apis/apps/v1/namespaces/shop/deployments/%2E%2E");
    }
}
