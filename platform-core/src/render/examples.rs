//! The examples of the repository, rendered.

use std::path::Path;

use crate::model::{Artifact, Outcome, Pins, Platform, Rendered, Resource, Scope, Subject, Value};

pub(super) fn load(name: &str) -> Platform {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name);
    let outcome = Platform::load(&folder);
    let errors: Vec<String> = outcome.diagnostics.iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    outcome.value.unwrap()
}

fn pins(subject: &Subject) -> Pins {
    let digest = "ab".repeat(32);
    let artifact: Artifact =
        format!("registry.example/shop/{}@sha256:{digest}", subject.reference().name()).parse().unwrap();
    Pins::default().with_artifact("app".parse().unwrap(), artifact)
}

pub(super) fn rendered(platform: &Platform, subject: &str, scope: &str) -> Rendered {
    let subject = &platform.subjects[&subject.parse().unwrap()];
    let resolved = super::resolve(platform, subject.reference(), &scope.parse().unwrap(), &pins(subject));
    let outcome = super::render(&value(resolved));
    value(outcome)
}

fn value<T>(outcome: Outcome<T>) -> T {
    let said: Vec<String> = outcome.diagnostics.iter().map(ToString::to_string).collect();
    outcome.value.unwrap_or_else(|| panic!("{}", said.join("\n")))
}

#[test]
fn every_subject_of_the_examples_renders_in_every_scope() {
    let mut resources = 0;
    for name in ["hello", "shop"] {
        let platform = load(name);
        for subject in platform.subjects.values() {
            for scope in platform.scopes(subject) {
                let rendered = rendered(&platform, &subject.reference().to_string(), scope.as_str());
                for resource in rendered.resources.values() {
                    resources += 1;
                    check(&rendered, resource);
                }
                assert!(!rendered.resources.is_empty() || scope == Scope::SUBJECT);
            }
        }
    }
    assert!(resources > 300, "{resources}");
}

/// Every leaf has an origin that is in the table, and no expression is left.
fn check(rendered: &Rendered, resource: &Resource) {
    assert_eq!(resource.origins.len(), resource.body.leaf_count(), "{}", resource.address);
    assert_eq!(resource.digest, resource.body.digest());
    for origin in resource.origins.iter() {
        let origin = rendered.origins.get(*origin).unwrap_or_else(|| panic!("{}", resource.address));
        for read in origin.reads.iter().chain(origin.beat.iter().map(|beaten| &beaten.origin)) {
            assert!(rendered.origins.get(*read).is_some());
        }
    }
    let class_is_file = resource.class == crate::model::ResourceClass::File;
    resource.body.for_each_leaf(&mut |leaf| {
        if let Value::String(text) = leaf {
            assert!(class_is_file || !text.contains("${{"), "{}: {text}", resource.address);
        }
    });
}

/// What a rendering is, for people: every leaf with where it comes from.
pub(super) fn shown(rendered: &Rendered) -> String {
    let mut lines = Vec::new();
    for resource in rendered.resources.values() {
        let needs: Vec<&str> = resource.depends_on.iter().map(|address| address.as_str()).collect();
        lines.push(format!("{} [{}]", resource.address, resource.identity.as_deref().unwrap_or("-")));
        lines.extend((!needs.is_empty()).then(|| format!("  needs {}", needs.join(", "))));
        let mut number = 0;
        show_leaves(rendered, resource, &resource.body, "", &mut number, &mut lines);
    }
    lines.join("\n")
}

fn show_leaves(
    rendered: &Rendered,
    resource: &Resource,
    value: &Value,
    path: &str,
    number: &mut usize,
    lines: &mut Vec<String>,
) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            for (key, value) in map {
                show_leaves(rendered, resource, value, &format!("{path}/{key}"), number, lines);
            }
        }
        Value::List(list) if !list.is_empty() => {
            for (index, value) in list.iter().enumerate() {
                show_leaves(rendered, resource, value, &format!("{path}/{index}"), number, lines);
            }
        }
        leaf => {
            let origin = rendered.origins.get(resource.origins[*number]).unwrap();
            *number += 1;
            let text = leaf.to_json();
            let text: String = text.chars().take(60).collect();
            lines.push(format!("  {path} = {text}    <- {}", show_origin(rendered, origin)));
        }
    }
}

fn show_origin(rendered: &Rendered, origin: &crate::model::Origin) -> String {
    let mut text = format!("{:?}", origin.layer);
    if let Some(name) = &origin.name {
        text += &format!(" {name}");
    }
    if let Some(place) = &origin.place {
        let file = place.file.rsplit('/').next().unwrap_or_default();
        text += &format!(" {file}:{}", place.line);
    }
    for beaten in &origin.beat {
        let other = rendered.origins.get(beaten.origin).unwrap();
        text += &format!(" beat {} ({:?})", beaten.value, other.layer);
    }
    let reads = origin.reads.iter().map(|id| show_origin(rendered, rendered.origins.get(*id).unwrap()));
    let reads: Vec<String> = reads.collect();
    if reads.is_empty() { text } else { format!("{text} reads ({})", reads.join("; ")) }
}

#[test]
fn one_service_as_it_is_rendered() {
    let platform = load("shop");
    insta::assert_snapshot!("orders_in_staging", shown(&rendered(&platform, "orders", "staging")));
    insta::assert_snapshot!("cart_in_production", shown(&rendered(&platform, "cart", "production")));
    insta::assert_snapshot!("payment_api_once", shown(&rendered(&platform, "payment-api", "-")));
}
