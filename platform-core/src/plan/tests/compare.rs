//! Two renderings side by side.

use super::{json, told};
use crate::model::*;
use crate::plan::compare;

fn rendered(environment: &str, resources: &[(&str, String)]) -> Rendered {
    let scope: Scope = environment.parse().unwrap();
    let mut rendered = Rendered::empty("cart".parse().unwrap(), scope);
    for (id, body) in resources {
        let address = format!("cart/{environment}/kubernetes/{id}").parse().unwrap();
        let resource = Resource::new(address, json(&body.replace("ENV", environment)));
        rendered.resources.insert(resource.address.clone(), resource);
    }
    rendered
}

#[test]
fn environments_are_matched_by_what_is_the_same_in_both() {
    let waits = r#"{"$unknown": [{"address": "cart/ENV/terraform/db", "output": "host"}]}"#;
    let host = format!(
        r#"{{"host": {waits}, "url": {{"$unknown": ["a", {{"address": "cart/ENV/terraform/db", "output": "host"}}]}}}}"#
    );
    let staging = rendered("staging", &[("a", host.clone()), ("b", r#"{"x": 1}"#.into()), ("only", "1".into())]);
    let production = rendered("production", &[("a", host), ("b", r#"{"x": 2, "y": 1}"#.into()), ("new", "1".into())]);
    let changes = compare(&staging, &production);
    let lines: Vec<String> = changes.iter().map(|change| format!("{} {:?}", change.address, change.actions)).collect();
    let expected = [
        "cart/production/kubernetes/b [Update]",
        "cart/production/kubernetes/new [Create]",
        "cart/staging/kubernetes/only [Delete]",
    ];
    assert_eq!(lines, expected);
    assert_eq!(told(&changes[0].fields), ["/x Intent 1 -> 2", "/y Intent - -> 1"]);
}

#[test]
fn what_is_by_meaning_the_same_does_not_differ() {
    let pod = |cpu: &str| format!(r#"{{"resources": {{"limits": {{"cpu": "{cpu}"}}}}}}"#);
    let (half, millis) = (rendered("a", &[("x", pod("0.5"))]), rendered("b", &[("x", pod("500m"))]));
    assert!(compare(&half, &millis).is_empty());
}
