//! What must be there before what, though no template says so: a namespace before what is in it, a kind before what is
//! of it. Kubernetes refuses the one without the other, and with a namespace it removes all that is in it.

use std::collections::BTreeMap;

use crate::model::{Address, Resource, ResourceClass, Value};

use super::Assembly;

/// Namespaces and kinds of one target by name, with what gives them.
type Given = BTreeMap<(String, String), Address>;

/// Adds what is needed to what was said to be needed.
pub(super) fn extend(
    assembly: &Assembly<'_>,
    made: &BTreeMap<Address, Resource>,
    wanted: &mut BTreeMap<Address, Vec<Address>>,
) {
    let is_object = |address: &Address| {
        address.target().parse().is_ok_and(|key| assembly.target_type(&key).as_str() == "kubernetes")
    };
    let objects = || made.iter().filter(|(address, one)| one.class == ResourceClass::Object && is_object(address));
    let mut given = Given::new();
    for (address, resource) in objects() {
        let name = given_by(&resource.body);
        given.extend(name.map(|name| ((address.target().to_owned(), name), address.clone())));
    }
    if given.is_empty() {
        return;
    }
    for (address, resource) in objects() {
        let needed = needed_by(&resource.body).into_iter().flatten();
        let found = needed.filter_map(|name| given.get(&(address.target().to_owned(), name)));
        for before in found.filter(|before| *before != address) {
            wanted.entry(address.clone()).or_default().push(before.clone());
        }
    }
}

fn given_by(body: &Value) -> Option<String> {
    match text(body, &["kind"])? {
        "Namespace" => text(body, &["metadata", "name"]).map(|name| format!("namespace {name}")),
        "CustomResourceDefinition" => {
            Some(format!("kind {}/{}", text(body, &["spec", "group"])?, text(body, &["spec", "names", "kind"])?))
        }
        _ => None,
    }
}

fn needed_by(body: &Value) -> [Option<String>; 2] {
    let namespace = text(body, &["metadata", "namespace"]).map(|name| format!("namespace {name}"));
    let group = text(body, &["apiVersion"]).and_then(|version| Some(version.split_once('/')?.0));
    let kind = group.zip(text(body, &["kind"])).map(|(group, kind)| format!("kind {group}/{kind}"));
    [namespace, kind]
}

fn text<'v>(value: &'v Value, path: &[&str]) -> Option<&'v str> {
    path.iter().try_fold(value, |value, step| value.get(step))?.as_str()
}
