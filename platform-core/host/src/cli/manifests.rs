//! Objects of Kubernetes as one stream of YAML.

use std::collections::BTreeMap;

use platform_core::model::{Diagnostic, Failure, Name, Rendered, Resource, Target, Value};

use super::session::usage;
use crate::executors::manifest;

/// What is rendered for targets of Kubernetes, or for one target, each object below its address. What others stand in
/// comes first: namespaces, then kinds.
///
/// # Errors
/// `usage`: there is no such target, or nothing for Kubernetes. `plan.unknown` and `template.unescapable`: a value is
/// known only after an apply, or a secret.
pub(crate) fn stream(
    rendered: &Rendered,
    targets: &BTreeMap<Name, Target>,
    only: Option<&str>,
) -> Result<String, Failure> {
    let mut wanted = targets.iter().filter(|(key, target)| target.kind(key.as_str()) == "kubernetes");
    let keys: Vec<&str> = match only {
        None => wanted.map(|(key, _)| key.as_str()).collect(),
        Some(only) if wanted.clone().any(|(key, _)| key.as_str() == only) => vec![only],
        Some(only) => {
            let names: Vec<&str> = wanted.by_ref().map(|(key, _)| key.as_str()).collect();
            let problem = usage(format!("{} has no target `{only}` of Kubernetes", rendered.environment));
            return Err(problem.with_help(format!("there is: {}", names.join(", "))).into());
        }
    };
    let of_them = rendered.resources.values().filter(|resource| keys.contains(&resource.address.target()));
    let mut objects: Vec<&Resource> = of_them.collect();
    if objects.is_empty() {
        let message = format!("nothing of {} in {} is for Kubernetes", rendered.subject, rendered.environment);
        return Err(usage(message).into());
    }
    objects.sort_by_key(|resource| rank(&resource.body));
    let (mut documents, mut problems): (Vec<String>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    for resource in objects {
        match manifest(&resource.address, &resource.body) {
            Ok(text) => documents.push(format!("---\n# {}\n{text}", resource.address)),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(documents.concat()) } else { Err(Failure { diagnostics: problems }) }
}

fn rank(body: &Value) -> u8 {
    match body.get("kind").and_then(Value::as_str) {
        Some("Namespace") => 0,
        Some("CustomResourceDefinition") => 1,
        _ => 2,
    }
}
