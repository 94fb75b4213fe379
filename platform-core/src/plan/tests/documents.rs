//! Small documents that look like Kubernetes', with few names so that they meet often.

use proptest::prelude::*;

use crate::model::{SecretRef, Unknown, Value};

pub(super) fn unknown(output: &str) -> Value {
    Unknown::output("shop/staging/terraform/database".parse().unwrap(), output).into()
}

fn secret(version: u8) -> Value {
    SecretRef { store: "vault".into(), key: "db".into(), property: None, version: Some(version.to_string().into()) }
        .into()
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => prop::sample::select(vec!["a", "b", "500m", "0.5", "80", "300s", "5m", "", "x=y,z", "7"]).prop_map(Value::from),
        3 => (0..4_i32).prop_map(Value::from),
        1 => Just(80.into()),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(unknown("host")),
        1 => (0..3_u8).prop_map(secret),
    ]
}

fn name() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => prop::sample::select(vec!["app", "proxy", "a,b", "c=d", r"e\f", "7"]).prop_map(Value::from),
        1 => Just(80.into()),
        1 => Just("80".into()),
        1 => scalar(),
    ]
}

const FIELDS: &[&str] = &[
    "name",
    "containerPort",
    "protocol",
    "mountPath",
    "type",
    "env",
    "ports",
    "containers",
    "initContainers",
    "volumeMounts",
    "finalizers",
    "metadata",
    "spec",
    "resources",
    "limits",
    "requests",
    "cpu",
    "targetPort",
    "conditions",
    "status",
    "a",
    "a/b",
    "~",
];

fn tree() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            4 => prop::collection::vec((prop::sample::select(FIELDS), inner.clone()), 0..5).prop_map(Value::map),
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::list),
        ]
    })
}

/// A list of maps with keys that are mostly different ones.
fn keyed(key: &'static str) -> impl Strategy<Value = Value> {
    let item = (name(), prop::option::of(prop::sample::select(vec!["TCP", "UDP"])), tree()).prop_map(
        move |(name, protocol, rest)| {
            let mut entries = vec![(key, name), ("value", rest)];
            entries.extend(protocol.map(|protocol| ("protocol", Value::from(protocol))));
            Value::map(entries)
        },
    );
    prop::collection::vec(item, 0..5).prop_map(Value::list)
}

fn container() -> impl Strategy<Value = Value> {
    (name(), keyed("name"), keyed("containerPort"), keyed("mountPath"), scalar(), tree()).prop_map(
        |(name, env, ports, mounts, cpu, rest)| {
            Value::map([
                ("name", name),
                ("env", env),
                ("ports", ports),
                ("volumeMounts", mounts),
                ("resources", Value::map([("limits", Value::map([("cpu", cpu)]))])),
                ("rest", rest),
            ])
        },
    )
}

/// A workload, more or less.
pub(super) fn document() -> impl Strategy<Value = Value> {
    let containers = || prop::collection::vec(container(), 0..3).prop_map(Value::list);
    let finalizers = prop::collection::vec(scalar(), 0..5).prop_map(Value::list);
    let whole = (
        prop::sample::select(vec!["Deployment", "Service", "Rollout"]),
        containers(),
        containers(),
        finalizers,
        tree(),
    )
        .prop_map(|(kind, containers, init, finalizers, rest)| {
            let pod = Value::map([("containers", containers), ("initContainers", init)]);
            Value::map([
                ("apiVersion", "apps/v1".into()),
                ("kind", kind.into()),
                ("metadata", Value::map([("name", "cart".into()), ("finalizers", finalizers)])),
                ("spec", pod),
                ("rest", rest),
            ])
        });
    prop_oneof![3 => whole, 1 => tree()]
}

/// A document and one like it.
pub(super) fn pair() -> impl Strategy<Value = (Value, Value)> {
    (document(), document(), any::<u64>()).prop_map(|(left, right, seed)| {
        let mut seed = seed;
        let like = mix(&left, &right, &mut seed);
        (left, like)
    })
}

/// Parts of the one and parts of the other.
fn mix(left: &Value, right: &Value, seed: &mut u64) -> Value {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    match (left, right, *seed >> 60) {
        (_, _, 0) => right.clone(),
        (Value::Map(a), Value::Map(b), _) => {
            let fields = a.keys().chain(b.keys()).filter_map(|key| {
                let value = match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => mix(a, b, seed),
                    (Some(a), None) => a.clone(),
                    (None, other) => {
                        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        other.filter(|_| *seed >> 62 == 0)?.clone()
                    }
                };
                Some((key.clone(), value))
            });
            Value::Map(fields.collect())
        }
        (Value::List(a), Value::List(b), 1..=5) => {
            Value::list(a.iter().zip(b.iter()).map(|(a, b)| mix(a, b, seed)).chain(a.iter().skip(b.len()).cloned()))
        }
        (Value::List(a), _, 6..=8) => Value::list(a.iter().rev().cloned()),
        (Value::List(a), Value::List(b), 9..=11) => Value::list(a.iter().chain(b.iter().skip(1)).cloned()),
        _ => left.clone(),
    }
}
