//! How rules are found.

#[cfg(feature = "files")]
mod published;

use super::*;

fn place<'a>(names: &[&'a str]) -> Place<'a> {
    Place::of(names)
}

#[test]
fn the_longest_path_decides_whether_a_field_is_fixed() {
    let rules = DiffRules::for_target("kubernetes");
    let claim = Value::from_json(r#"{"apiVersion": "v1", "kind": "PersistentVolumeClaim"}"#).unwrap();
    let kind = Kind::of(Some(&claim));
    assert_eq!(rules.fixed(&kind, &place(&["spec", "storageClassName"])), Some(Fixed::Always));
    assert_eq!(rules.fixed(&kind, &place(&["spec", "resources", "requests"])), Some(Fixed::Free));
    assert_eq!(rules.fixed(&kind, &place(&["metadata", "labels"])), None);
    assert_eq!(rules.fixed(&Kind::default(), &place(&["spec", "storageClassName"])), None);
}

#[test]
fn a_terraform_resource_may_lose_an_attribute_but_not_itself() {
    let rules = DiffRules::for_target("terraform");
    let fixed = |names: &[&str]| rules.fixed(&Kind::default(), &place(names));
    assert_eq!(fixed(&["resource", "aws_db_instance", "orders"]), Some(Fixed::Removal));
    assert_eq!(fixed(&["resource", "aws_db_instance"]), None);
    let all = place(&["resource", "aws_db_instance"]);
    let inside: Vec<_> =
        rules.fixed_inside(&Kind::default(), &all).map(|(names, rule)| (names.count(), rule)).collect();
    assert_eq!(inside, [(1, Fixed::Removal)]);
    assert_eq!(fixed(&["resource", "aws_db_instance", "orders", "tags"]), None);
}

#[test]
fn groups_tell_kinds_apart() {
    let kind = |version: &str| Value::map([("apiVersion", version.into()), ("kind", "Service".into())]);
    let (core, knative) = (kind("v1"), kind("serving.knative.dev/v1"));
    assert!(Kind::of(Some(&core)).is_one_of(&["Service"]));
    assert!(!Kind::of(Some(&knative)).is_one_of(&["Service"]));
    assert!(Kind::of(Some(&knative)).is_one_of(&["serving.knative.dev/Service"]));
}
