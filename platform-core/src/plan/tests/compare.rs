//! Two renderings side by side.

use super::json;
use crate::model::*;
use crate::plan::{Side, compare};

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

/// Each difference in a line: place, values, kind and reason.
fn lines(comparison: &Comparison) -> Vec<String> {
    let show = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_json);
    let one = |resource: &ResourceDifference| -> Vec<String> {
        let id = resource.address.id();
        if resource.presence != Presence::Both {
            return vec![format!("{id} {:?} {:?} {:?}", resource.presence, resource.kind, resource.reason)];
        }
        let field = |field: &FieldDifference| {
            let values = format!("{} -> {}", show(&field.before), show(&field.after));
            format!("{id}{} {values} {:?} {:?}", field.path, field.kind, field.reason)
        };
        resource.fields.iter().map(field).collect()
    };
    comparison.resources.iter().flat_map(one).collect()
}

fn compared(before: &Rendered, after: &Rendered) -> Vec<String> {
    lines(&compare(&before.into(), &after.into()))
}

#[test]
fn environments_are_matched_by_what_is_the_same_in_both() {
    let waits = r#"{"$unknown": [{"address": "cart/ENV/terraform/db", "output": "host"}]}"#;
    let host = format!(
        r#"{{"host": {waits}, "url": {{"$unknown": ["a", {{"address": "cart/ENV/terraform/db", "output": "host"}}]}}}}"#
    );
    let staging = rendered("staging", &[("a", host.clone()), ("b", r#"{"x": 1}"#.into()), ("only", "1".into())]);
    let production = rendered("production", &[("a", host), ("b", r#"{"x": 2, "y": 1}"#.into()), ("new", "1".into())]);
    let expected = [
        "b/x 1 -> 2 Unexplained Unknown",
        "b/y - -> 1 Unexplained Unknown",
        "new OnlyAfter Unexplained Unknown",
        "only OnlyBefore Unexplained Unknown",
    ];
    assert_eq!(compared(&staging, &production), expected);
}

#[test]
fn what_is_by_meaning_the_same_does_not_differ() {
    let pod = |cpu: &str| format!(r#"{{"resources": {{"limits": {{"cpu": "{cpu}"}}}}}}"#);
    let (half, millis) = (rendered("a", &[("x", pod("0.5"))]), rendered("b", &[("x", pod("500m"))]));
    assert!(compared(&half, &millis).is_empty());
}

/// A path's version.
fn pin(version: &str) -> PathPin {
    let digest = Value::from(version).digest();
    PathPin { name: "web".parse().unwrap(), version: version.parse().unwrap(), digest }
}

fn artifact(of: &str) -> Artifact {
    format!("registry.example/cart@{}", Value::from(of).digest()).parse().unwrap()
}

/// One resource whose leaves `a`, `b` … have these values and origins; `read` is what a template read for them.
fn traced(environment: &str, version: &str, leaves: &[(i32, Option<&str>, Option<Origin>)]) -> Rendered {
    let keys = ["a", "b", "c", "d", "e", "f"];
    let body = Value::map(keys.into_iter().zip(leaves).map(|(key, (value, ..))| (key, Value::from(*value))));
    let mut rendered = Rendered::empty("cart".parse().unwrap(), environment.parse().unwrap());
    rendered.pins.path = Some(pin(version));
    let mut origins = Vec::new();
    for (_, expression, read) in leaves {
        let mut origin = Origin::new(Layer::Template, None).with_path(Some(pin(version)));
        origin.expression = expression.map(Into::into);
        origin.reads.extend(read.clone().map(|read| rendered.origins.add(read)));
        origins.push(rendered.origins.add(origin));
    }
    let mut resource = Resource::new(format!("cart/{environment}/kubernetes/x").parse().unwrap(), body);
    resource.origins = origins.into();
    rendered.with_resource(resource)
}

fn read(layer: Layer) -> Option<Origin> {
    Some(Origin::new(layer, None).with_name("parameters.x"))
}

#[test]
fn what_an_environment_says_is_intended() {
    let mut patched = Origin::new(Layer::Override, None);
    patched.environment_only = true;
    let inputs = [
        read(Layer::Environment),
        read(Layer::SubjectEnvironment),
        read(Layer::Enforced),
        Some(patched),
        read(Layer::Subject),
    ];
    let side = |environment: &str, value| {
        let leaves: Vec<_> = inputs.iter().map(|input| (value, Some("x"), input.clone())).collect();
        traced(environment, "1.0.0", &leaves)
    };
    let expected = [
        "x/a 1 -> 2 Intended Environment",
        "x/b 1 -> 2 Intended Environment",
        "x/c 1 -> 2 Intended Environment",
        "x/d 1 -> 2 Intended Environment",
        "x/e 1 -> 2 Unexplained Unknown",
    ];
    assert_eq!(compared(&side("staging", 1), &side("production", 2)), expected);
}

#[test]
fn one_side_that_is_set_for_its_environment_is_enough() {
    let default = || read(Layer::SchemaDefault).map(|origin| origin.with_path(Some(pin("1.0.0"))));
    let staging = traced("staging", "1.0.0", &[(1, Some("x"), default())]);
    let production = traced("production", "1.0.0", &[(2, Some("x"), read(Layer::SubjectEnvironment))]);
    assert_eq!(compared(&staging, &production), ["x/a 1 -> 2 Intended Environment"]);
}

#[test]
fn other_versions_and_artifacts_are_skew() {
    let default = |version| read(Layer::SchemaDefault).map(|origin| origin.with_path(Some(pin(version))));
    let side = |environment, version, value, expression| {
        let leaves = [
            // A template's own words; a default of the path; an artifact; new words around what an environment says.
            (value, None, None),
            (value, Some("x"), default(version)),
            (value, Some("x"), read(Layer::Artifact)),
            (value, Some(expression), read(Layer::Environment)),
        ];
        let mut rendered = traced(environment, version, &leaves);
        rendered.pins.artifacts.insert("app".parse().unwrap(), artifact(version));
        rendered
    };
    let (staging, production) = (side("staging", "1.1.0", 1, "x + 1"), side("production", "1.0.0", 2, "x"));
    let expected = [
        "x/a 1 -> 2 Skew PathVersion",
        "x/b 1 -> 2 Skew PathVersion",
        "x/c 1 -> 2 Skew Artifact",
        "x/d 1 -> 2 Skew PathVersion",
    ];
    assert_eq!(compared(&staging, &production), expected);
    let same_words = side("production", "1.0.0", 2, "x + 1");
    assert_eq!(compared(&staging, &same_words)[3], "x/d 1 -> 2 Intended Environment");
}

#[test]
fn another_producer_is_chosen_by_the_environment() {
    let side = |environment: &str, target: &str| {
        let waits = format!(r#"{{"$unknown": [{{"address": "cart/ENV/{target}/db", "output": "host"}}]}}"#);
        let mut rendered = rendered(environment, &[("x", format!(r#"{{"host": {waits}}}"#))]);
        let origin = rendered.origins.add(Origin::new(Layer::Output, None).with_name("resources.db.host"));
        rendered.resources.values_mut().next().unwrap().origins = vec![origin].into();
        rendered
    };
    let told = compared(&side("preview", "kubernetes"), &side("production", "terraform"));
    assert!(told[0].ends_with("Intended Environment"), "{told:?}");
    assert!(compared(&side("preview", "terraform"), &side("production", "terraform")).is_empty());
    // Within one environment nothing chose another: something is behind.
    let told = compared(&side("preview", "kubernetes"), &side("preview", "terraform"));
    assert!(told[0].ends_with("Skew Output"), "{told:?}");
}

fn release(serial: u64, rendered: Rendered) -> Release {
    let (subject, environment, pins) = (&rendered.subject, &rendered.environment, &rendered.pins);
    serde_json::from_value(serde_json::json!({
        "formatVersion": "1.0", "subject": subject, "environment": environment, "serial": serial, "pins": pins,
        "planDigest": Value::from("p").digest(), "actor": "ada", "startedAt": Timestamp::from_milliseconds(1),
        "endedAt": Timestamp::from_milliseconds(2), "verdict": "succeeded", "summary": Summary::default(),
        "rendered": rendered,
    }))
    .unwrap()
}

#[test]
fn between_releases_files_may_have_been_edited() {
    let side = |value| {
        let leaves = [(value, Some("x"), read(Layer::Subject)), (value, Some("x"), read(Layer::Environment))];
        traced("staging", "1.0.0", &leaves)
    };
    let (first, second) = (release(1, side(1)), release(2, side(2)));
    let comparison = compare(&Side::from(&first), &Side::from(&second));
    assert_eq!(lines(&comparison), ["x/a 1 -> 2 Skew Files", "x/b 1 -> 2 Skew Files"]);
    assert_eq!((comparison.before.release, comparison.after.release), (Some(1), Some(2)));
    // What is applied and what the files say now.
    let now = side(3);
    assert_eq!(lines(&compare(&Side::from(&second), &Side::from(&now)))[0], "x/a 2 -> 3 Skew Files");
}

#[test]
fn a_resource_of_one_side_is_explained_by_its_condition() {
    let side = |environment: &str, version: &str, condition: Option<Layer>| {
        let mut rendered = traced(environment, version, &[]);
        if let Some(layer) = condition {
            let read = read(layer).map(|read| rendered.origins.add(read));
            let mut origin = Origin::new(Layer::Template, None).with_path(Some(pin(version)));
            origin.reads.extend(read);
            let condition = rendered.origins.add(origin);
            let address = format!("cart/{environment}/kubernetes/y").parse().unwrap();
            let mut resource = Resource::new(address, Value::from(1));
            resource.condition = Some(condition);
            rendered = rendered.with_resource(resource);
        }
        rendered
    };
    let staging = side("staging", "1.0.0", None);
    let only = |version: &str, layer| compared(&staging, &side("production", version, Some(layer)));
    assert_eq!(only("1.0.0", Layer::Environment), ["y OnlyAfter Intended Environment"]);
    assert_eq!(only("1.1.0", Layer::Subject), ["y OnlyAfter Skew PathVersion"]);
    assert_eq!(only("1.0.0", Layer::Subject), ["y OnlyAfter Unexplained Unknown"]);
}

#[test]
fn parts_of_a_list_are_classed_one_by_one() {
    let side = |environment: &str, value: i32| {
        let body = format!(r#"{{"rules": [{{"name": "a", "x": {value}}}, {{"name": "b", "x": {value}}}]}}"#);
        let mut rendered = rendered(environment, &[("x", body)]);
        let environments = read(Layer::Environment).map(|origin| rendered.origins.add(origin)).unwrap();
        let own = rendered.origins.add(Origin::new(Layer::Document, None));
        let resource = rendered.resources.values_mut().next().unwrap();
        resource.origins = vec![own, environments, own, own].into();
        rendered
    };
    let expected = ["x/rules/name=a/x 1 -> 2 Intended Environment", "x/rules/name=b/x 1 -> 2 Unexplained Unknown"];
    assert_eq!(compared(&side("staging", 1), &side("production", 2)), expected);
}

#[test]
fn differences_are_counted_by_field_and_by_resource_of_one_side() {
    let side = |environment: &str, value| {
        traced(
            environment,
            "1.0.0",
            &[(value, Some("x"), read(Layer::Environment)), (value, Some("x"), read(Layer::Subject))],
        )
    };
    let (staging, mut production) = (side("staging", 1), side("production", 2));
    let more = Resource::new("cart/production/kubernetes/y".parse().unwrap(), Value::from(1));
    production = production.with_resource(more);
    let summary = compare(&(&staging).into(), &(&production).into()).summary;
    assert_eq!((summary.intended, summary.skew, summary.unexplained), (1, 0, 2));
}

#[test]
fn an_output_of_another_subject_is_the_same_in_both_environments() {
    let waits = r#"{"host": {"$unknown": [{"address": "resource:db/ENV/terraform/db", "output": "host"}]}}"#;
    let shared = r#"{"host": {"$unknown": [{"address": "resource:db/-/terraform/db", "output": "host"}]}}"#;
    for body in [waits, shared] {
        let [staging, production] = ["staging", "production"].map(|one| rendered(one, &[("x", body.into())]));
        assert_eq!(compared(&staging, &production), Vec::<String>::new(), "{body}");
    }
}

/// What a golden path includes in a version, and a side that has it.
fn library(version: &str) -> PathPin {
    PathPin { name: "lib".parse().unwrap(), ..pin(version) }
}

fn including(mut rendered: Rendered, version: &str) -> Rendered {
    rendered.pins.includes.insert("lib".parse().unwrap(), library(version));
    rendered
}

/// The templates are of the same version, and something that one side alone read is not.
#[test]
fn another_version_of_what_is_included_is_skew() {
    let default = || read(Layer::SchemaDefault).map(|origin| origin.with_path(Some(library("1.0.0"))));
    let old = including(traced("staging", "1.0.0", &[(1, Some("x"), default())]), "1.0.0");
    let new = including(traced("production", "1.0.0", &[(2, Some("x"), read(Layer::Subject))]), "1.1.0");
    assert_eq!(compared(&old, &new), ["x/a 1 -> 2 Skew PathVersion"]);
    assert_eq!(compared(&new, &old), ["x/a 2 -> 1 Skew PathVersion"]);
}

#[test]
fn a_template_that_went_into_what_is_included_says_it_in_other_words() {
    let side = |environment: &str, value, template: PathPin, words: &str| {
        let mut rendered = traced(environment, "1.0.0", &[]);
        let read = rendered.origins.add(read(Layer::Environment).unwrap());
        let mut origin = Origin::new(Layer::Template, None).with_path(Some(template));
        (origin.expression, origin.reads) = (Some(words.into()), vec![read]);
        let origin = rendered.origins.add(origin);
        let resource = rendered.resources.values_mut().next().unwrap();
        (*resource, resource.origins) =
            (Resource::new(resource.address.clone(), Value::map([("a", Value::from(value))])), vec![origin].into());
        rendered
    };
    let old = including(side("staging", 1, library("1.0.0"), "x"), "1.0.0");
    let new = including(side("production", 2, pin("1.0.0"), "x + 1"), "1.1.0");
    assert_eq!(compared(&old, &new), ["x/a 1 -> 2 Skew PathVersion"]);
    assert_eq!(compared(&new, &old), ["x/a 2 -> 1 Skew PathVersion"]);
    let same_words = including(side("production", 2, pin("1.0.0"), "x"), "1.1.0");
    assert_eq!(compared(&old, &same_words), ["x/a 1 -> 2 Intended Environment"]);
}

#[test]
fn a_resource_that_is_gone_is_explained_by_the_condition_it_had() {
    let with = |version: &str, includes: &str, layer| {
        let mut rendered = including(traced("staging", version, &[]), includes);
        let read = rendered.origins.add(read(layer).unwrap());
        let mut origin = Origin::new(Layer::Template, None).with_path(Some(pin(version)));
        origin.reads.push(read);
        let condition = rendered.origins.add(origin);
        let mut resource = Resource::new("cart/staging/kubernetes/y".parse().unwrap(), Value::from(1));
        resource.condition = Some(condition);
        rendered.with_resource(resource)
    };
    let without = |version: &str, includes: &str| including(traced("production", version, &[]), includes);
    let gone = |before: &Rendered, after: &Rendered| compared(before, after).pop().unwrap();
    let (old, new) = (with("1.0.0", "1.0.0", Layer::Output), without("1.1.0", "1.0.0"));
    assert_eq!(gone(&old, &new), "y OnlyBefore Skew PathVersion");
    // Nothing that the condition read moved, and yet the paths are not the same.
    let (old, new) = (with("1.0.0", "1.0.0", Layer::Subject), without("1.0.0", "1.1.0"));
    assert_eq!(gone(&old, &new), "y OnlyBefore Skew PathVersion");
    assert_eq!(gone(&old, &without("1.0.0", "1.0.0")), "y OnlyBefore Unexplained Unknown");
}

#[test]
fn between_releases_only_what_files_say_can_have_been_edited() {
    let default = || read(Layer::SchemaDefault).map(|origin| origin.with_path(Some(pin("1.0.0"))));
    let side = |value| traced("staging", "1.0.0", &[(value, Some("x"), default()), (value, None, read(Layer::Engine))]);
    let more = Resource::new("cart/staging/kubernetes/y".parse().unwrap(), Value::from(1));
    let (first, second) = (release(1, side(1)), release(2, side(2).with_resource(more)));
    let expected = ["x/a 1 -> 2 Unexplained Unknown", "x/b 1 -> 2 Unexplained Unknown", "y OnlyAfter Skew Files"];
    assert_eq!(lines(&compare(&Side::from(&first), &Side::from(&second))), expected);
}
