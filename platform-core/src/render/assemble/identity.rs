//! What a target knows a resource by: two resources with one identity are one object, and would overwrite each other.

use std::collections::BTreeMap;

use crate::model::{Address, Diagnostic, Place, Resource, ResourceClass, Value, codes};

use super::Assembly;

/// What a resource is to its target, in the target's own words.
pub(super) fn of(target_type: &str, resource: &Resource) -> Option<String> {
    let body = &resource.body;
    match (resource.class, target_type) {
        (ResourceClass::Entity, _) => entity(body),
        (ResourceClass::Object, "kubernetes") => kubernetes(body),
        (ResourceClass::Object, "terraform") => {
            let names = terraform(body, &["resource"]);
            (!names.is_empty()).then(|| names.join(","))
        }
        (ResourceClass::Object, "grafana") => body.get("uid").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

/// `apps/Deployment/shop/cart`: group, kind, namespace, name. The version is no part of it: one object has many.
fn kubernetes(body: &Value) -> Option<String> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let version = text(body.get("apiVersion"))?;
    let group = version.split_once('/').map_or("core", |(group, _)| group);
    let metadata = body.get("metadata");
    let name = text(metadata.and_then(|metadata| metadata.get("name")))?;
    let namespace = text(metadata.and_then(|metadata| metadata.get("namespace"))).unwrap_or_else(|| "-".into());
    Some(format!("{group}/{}/{namespace}/{name}", text(body.get("kind"))?))
}

/// `aws_db_instance.main` for every block of these kinds.
fn terraform(body: &Value, kinds: &[&str]) -> Vec<String> {
    let mut names = Vec::new();
    for kind in kinds {
        for (r#type, blocks) in body.get(kind).and_then(Value::as_map).into_iter().flatten() {
            for name in blocks.as_map().into_iter().flat_map(|map| map.keys()) {
                names.push(format!("{type}.{name}"));
            }
        }
    }
    names
}

/// All names that one Terraform root may hold once.
fn terraform_names(body: &Value) -> Vec<String> {
    let mut names = terraform(body, &["resource"]);
    names.extend(terraform(body, &["data"]).into_iter().map(|name| format!("data.{name}")));
    for kind in ["module", "output", "variable", "provider", "locals"] {
        let keys = body.get(kind).and_then(Value::as_map).into_iter().flat_map(|map| map.keys());
        names.extend(keys.map(|key| format!("{kind}.{key}")));
    }
    names
}

fn entity(body: &Value) -> Option<String> {
    let metadata = body.get("metadata")?;
    let namespace = metadata.get("namespace").and_then(Value::as_str).unwrap_or("default");
    let (kind, name) = (body.get("kind")?.as_str()?, metadata.get("name")?.as_str()?);
    Some(format!("{kind}:{namespace}/{name}").to_ascii_lowercase())
}

/// Gives every resource its identity, and reports those that two have.
pub(super) fn check(assembly: &mut Assembly<'_>, made: &mut BTreeMap<Address, Resource>) {
    let mut known: BTreeMap<(String, String), Address> = BTreeMap::new();
    let mut problems = Vec::new();
    for (address, resource) in made.iter_mut() {
        let key = address.target().parse().map(|key| assembly.target_type(&key));
        let target_type = key.map(|name| name.as_str().to_owned()).unwrap_or_default();
        let identity = of(&target_type, resource);
        let names = match (resource.class, target_type.as_str()) {
            (ResourceClass::Object, "terraform") => terraform_names(&resource.body),
            _ => identity.iter().cloned().collect(),
        };
        resource.identity = identity.map(Into::into);
        for name in names {
            if let Some(first) = known.insert((address.target().to_owned(), name.clone()), address.clone()) {
                problems.push((first, address.clone(), name));
            }
        }
    }
    for (first, second, name) in problems {
        let (place, other): (Option<Place>, Option<Place>) = (assembly.place(&second), assembly.place(&first));
        let message = format!("{first} and {second} are both `{name}` in {}", second.target());
        let diagnostic = Diagnostic::error(codes::PATH_IDENTITY_DUPLICATE, message)
            .with_help("give one of them another name")
            .with_place(place)
            .with_related("the other is here", other);
        assembly.diagnostics.push(diagnostic);
    }
}
