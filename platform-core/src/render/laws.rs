//! Laws of resolving and rendering.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::model::{
    Entity, EntityRef, Environment, EnvironmentSpec, Follow, FollowEnvironment, GoldenPath, GoldenPathMetadata,
    GoldenPathSpec, Layer, Map, Name, Pins, Platform, Rendered, Resolved, ResourceTemplate, Scope, Subject, Target,
    Text, Value,
};

use super::{render, resolve};

/// Maps nested in each other, with few names so that layers meet; null unsets.
fn parameters(depth: u32) -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        3 => (0_i64..4).prop_map(Value::Integer),
        2 => "[a-c]{0,2}".prop_map(|text: String| Value::from(text)),
        1 => prop::collection::vec((0_i64..3).prop_map(Value::Integer), 0..3).prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let name = prop::sample::select(vec!["a", "b", "c", "d"]);
    let map = prop::collection::vec((name, parameters(depth - 1)), 0..4).prop_map(Value::map);
    prop_oneof![1 => leaf, 3 => map].boxed()
}

fn layer() -> impl Strategy<Value = Map> {
    let name = prop::sample::select(vec!["p", "q", "r"]);
    prop::collection::vec((name, parameters(2)), 0..3).prop_map(|entries| match Value::map(entries) {
        Value::Map(map) => map,
        _ => Map::default(),
    })
}

/// RFC 7396, as its own text has it.
fn merge_patch(target: Option<&Value>, patch: &Value) -> Value {
    let Value::Map(patch) = patch else { return patch.clone() };
    let mut map = match target {
        Some(Value::Map(map)) => map.clone(),
        _ => Map::default(),
    };
    for (name, value) in patch {
        map = match value {
            Value::Null => map.without(name),
            value => map.with(name.clone(), merge_patch(map.get(name), value)),
        };
    }
    Value::Map(map)
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn platform(layers: &[Map; 4], templates: Vec<ResourceTemplate>) -> Platform {
    let [values, environment, subject, own] = layers;
    let mut platform = Platform::new();
    let metadata = GoldenPathMetadata {
        name: name("web"),
        version: "1.0.0".parse().unwrap(),
        owner: None,
        title: None,
        description: None,
    };
    let spec = GoldenPathSpec {
        parameters: Value::from_json(r#"{"type": "object", "properties": {"p": {}, "q": {}, "r": {}}}"#).unwrap(),
        values: values.clone(),
        resources: templates,
        ..GoldenPathSpec::default()
    };
    platform.add_golden_path(GoldenPath::new(metadata, spec, Default::default()));
    let parameters = environment.with("unknown", Value::Integer(1));
    let mut in_production = EnvironmentSpec { parameters, ..EnvironmentSpec::default() };
    in_production.targets.insert(name("kubernetes"), Target::default());
    platform.add_environment(Environment::new(name("production"), in_production));
    let document = Value::from_json(r#"{"kind": "Component", "metadata": {"name": "cart"}}"#).unwrap();
    let mut follows = Follow::new("web@^1".parse().unwrap());
    follows.parameters = subject.clone();
    follows.environments.insert(name("production"), FollowEnvironment { parameters: own.clone() });
    platform.add_subject(Subject::new(Entity::new("cart".parse().unwrap(), document), follows));
    platform
}

fn resolved(platform: &Platform) -> Resolved {
    let (subject, scope): (EntityRef, Scope) = ("cart".parse().unwrap(), "production".parse().unwrap());
    let outcome = resolve(platform, &subject, &scope, &Pins::default());
    outcome.value.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics))
}

fn rendered(platform: &Platform) -> Rendered {
    let outcome = render(&resolved(platform));
    outcome.value.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics))
}

/// The leaves with their places.
fn leaves<'v>(value: &'v Value, path: &mut Vec<Text>, visit: &mut dyn FnMut(&[Text], &'v Value)) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            for (key, value) in map {
                path.push(key.clone());
                leaves(value, path, visit);
                path.pop();
            }
        }
        leaf => visit(path, leaf),
    }
}

fn cases() -> u32 {
    300
}

#[test]
fn merging_is_that_of_the_standard_and_each_leaf_comes_from_the_strongest_layer_that_says_it() {
    let mut runner = TestRunner::deterministic();
    let kinds = [Layer::PathValues, Layer::Environment, Layer::Subject, Layer::SubjectEnvironment];
    let mut beaten = 0;
    for _ in 0..cases() {
        let layers = [(); 4].map(|()| layer().new_tree(&mut runner).unwrap().current());
        let resolved = resolved(&platform(&layers, Vec::new()));
        let parameters = &resolved.parts[0].parameters;
        let layers = layers.map(Value::Map);
        let expected = layers.iter().fold(Value::empty_map(), |target, patch| merge_patch(Some(&target), patch));
        assert_eq!(parameters.value, expected);
        assert_eq!(parameters.origins.len(), parameters.value.leaf_count().max(1));
        let mut ids = parameters.origins.iter();
        leaves(&parameters.value, &mut Vec::new(), &mut |path, leaf| {
            // A list is said as a whole.
            let id = ids.by_ref().take(leaf.leaf_count()).last().unwrap();
            let origin = resolved.origins.get(*id).unwrap();
            let says = |layer: &Value| path.iter().try_fold(layer, |value, key| value.get(key)).cloned();
            // An empty map comes from whoever touched it last; what was unset in it is not there to see.
            let strongest = layers.iter().zip(kinds).rev().find(|(layer, _)| says(layer).as_ref() == Some(leaf));
            if let Some((_, kind)) = strongest.filter(|_| leaf.as_map().is_none()) {
                assert_eq!(origin.layer, kind, "{path:?}");
            }
            let weaker = origin.beat.iter().map(|beaten| resolved.origins.get(beaten.origin).unwrap().layer);
            assert!(weaker.clone().all(|layer| layer < origin.layer), "{path:?}");
            assert!(weaker.is_sorted_by(|a, b| a >= b));
            assert!(origin.beat.iter().all(|beaten| beaten.value != *leaf) || origin.beat.len() > 1);
            beaten += origin.beat.len();
        });
    }
    assert!(beaten > 100, "{beaten}");
}

/// Bodies with expressions in values, texts and keys.
fn body(depth: u32) -> BoxedStrategy<Value> {
    let text = prop::sample::select(vec![
        "plain",
        "",
        "${{ service.name }}",
        "${{ parameters.p | default(1) }}",
        "a${{ 1 + 1 }}b",
        "${{ parameters.q is defined }}",
        "${{ [service.name, {'k': 1}] }}",
        "${{ environment.name }}-${{ service.slug }}",
        "${{ {} }}",
        "${{ parameters }}",
    ]);
    let leaf = prop_oneof![
        4 => text.prop_map(Value::from),
        1 => (0_i64..9).prop_map(Value::Integer),
        1 => Just(Value::empty_map()),
        1 => Just(Value::list([])),
        1 => Just(Value::Null),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let key = prop::sample::select(vec![
        "a",
        "b",
        "${{ service.name }}",
        "k-${{ 1 }}",
        "$secret",
        "q\"",
        "\u{1F600}",
        "\u{FFFD}",
        "z",
    ]);
    prop_oneof![
        2 => leaf,
        3 => prop::collection::vec((key, body(depth - 1)), 0..5).prop_map(Value::map),
        1 => prop::collection::vec(body(depth - 1), 0..3).prop_map(Value::from),
    ]
    .boxed()
}

fn template(index: usize, body: Value) -> ResourceTemplate {
    ResourceTemplate::new(format!("r{index}").parse().unwrap(), name("kubernetes"), Value::map([("body", body)]))
}

#[test]
fn every_leaf_has_an_origin_and_the_order_of_templates_changes_nothing() {
    let mut runner = TestRunner::deterministic();
    let mut computed = 0;
    for _ in 0..cases() {
        let layers = [(); 4].map(|()| layer().new_tree(&mut runner).unwrap().current());
        let bodies = prop::collection::vec(body(3), 1..4).new_tree(&mut runner).unwrap().current();
        let templates: Vec<_> = bodies.into_iter().enumerate().map(|(index, body)| template(index, body)).collect();
        let reversed = templates.iter().rev().cloned().collect();
        let one = rendered(&platform(&layers, templates.clone()));
        let other = rendered(&platform(&layers, reversed));
        assert_eq!(one, rendered(&platform(&layers, templates)));
        for (address, resource) in &one.resources {
            let same = &other.resources[address];
            assert_eq!((&resource.body, resource.digest), (&same.body, same.digest));
            assert_eq!(resource.origins.len(), resource.body.leaf_count(), "{}", resource.body);
            assert_eq!(resource.digest, resource.body.digest(), "{}", resource.body);
            let origin = |rendered: &Rendered, id| {
                let origin = rendered.origins.get(id).unwrap();
                let reads = origin.reads.iter().map(|id| rendered.origins.get(*id).unwrap().name.clone());
                (origin.layer, origin.expression.clone(), reads.collect::<Vec<_>>())
            };
            for (a, b) in resource.origins.iter().zip(same.origins.iter()) {
                assert_eq!(origin(&one, *a), origin(&other, *b));
                computed += usize::from(!one.origins.get(*a).unwrap().reads.is_empty());
            }
        }
    }
    assert!(computed > 200, "{computed}");
}

#[test]
fn what_is_fixed_is_shared_by_all_that_is_rendered() {
    let fixed = Value::from_json(r#"{"deep": {"list": [1, 2, {"a": "b"}]}}"#).unwrap();
    let body = Value::map([("fixed", fixed), ("name", Value::from("${{ service.name }}"))]);
    let platform = platform(&[(); 4].map(|()| Map::default()), vec![template(0, body)]);
    let bodies = [(); 2].map(|()| rendered(&platform).resources.into_values().next().unwrap().body);
    let fixed = bodies.each_ref().map(|body| body.get("body").unwrap().get("fixed").unwrap().as_map().unwrap());
    assert!(fixed[0].is_same(fixed[1]));
    // The path is compiled once, whatever renders it.
    let path = platform.golden_paths[&name("web")].values().next().unwrap();
    let compiled = [(); 2].map(|()| super::compiled::CompiledPath::of(path));
    assert!(Arc::ptr_eq(&compiled[0], &compiled[1]));
}
