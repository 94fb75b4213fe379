//! Values of every kind.

use platform_core::model::{SecretRef, Unknown, UnknownPart, Value};
use proptest::prelude::*;

/// Keys: plain ones, and those that pointers, wire forms and sorting have to take care of.
pub fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-d]{1,2}",
        1 => prop::sample::select(vec![
            "", "name", "a/b", "a~b", "a~1", "0", "a=b", "a,b", "$unknown", "$$secret", "$secret", "é", "\u{1F600}",
            "\u{FFFD}", "\u{E000}", "日本", "e\u{301}", "\"\\\n",
        ])
        .prop_map(str::to_owned),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-e]{0,3}",
        1 => prop::sample::select(vec![
            "100m", "0.1", "1", "1000m", "1Gi", "1024Mi", "30s", "0m30s", "80", "80/tcp", "true", "no", "null", "~",
            "line one\nline two\n", " lead", "trail ", "é", "e\u{301}", "\u{1F600}", "\u{7f}", "\u{0}", "# x", "- x", "{}",
        ])
        .prop_map(str::to_owned),
    ]
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => (-3_i64..4).prop_map(Value::Integer),
        1 => prop::sample::select(vec![9_007_199_254_740_991, -9_007_199_254_740_991]).prop_map(Value::Integer),
        1 => prop::sample::select(vec![0.5, -0.25, 1e21, 1e-7, 1.5e300, 0.1]).prop_map(|n| Value::number(n).unwrap()),
        // Only what was observed has these: digits that a float would round.
        1 => (9_007_199_254_740_993_i64..9_007_199_254_740_999).prop_map(|n| Value::Digits(n.to_string().into())),
    ]
}

/// A reference to a secret, in one of two versions.
pub fn secret() -> impl Strategy<Value = Value> {
    (0_u8..2, any::<bool>(), 0_u8..3).prop_map(|(key, property, version)| {
        Value::from(SecretRef {
            store: "vault".into(),
            key: format!("payments/{key}").into(),
            property: property.then(|| "password".into()),
            version: (version > 0).then(|| version.to_string().into()),
        })
    })
}

fn unknown() -> impl Strategy<Value = Value> {
    let part = (0_u8..2, 0_u8..2, "[a-c]{1,2}");
    (prop::collection::vec(part, 1..3), any::<bool>()).prop_map(|(parts, whole)| {
        let output = |resource: u8, name: u8| UnknownPart::Output {
            address: format!("shop/staging/terraform/u{resource}").parse().unwrap(),
            output: format!("out{name}").into(),
        };
        if whole {
            return Value::from(Unknown { parts: vec![output(parts[0].0, parts[0].1)] });
        }
        let parts = parts
            .iter()
            .flat_map(|(resource, name, text)| [UnknownPart::Literal(text.as_str().into()), output(*resource, *name)]);
        Value::from(Unknown { parts: parts.collect() })
    })
}

fn nested(leaf: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::list),
            3 => prop::collection::vec((key(), inner.clone()), 0..4).prop_map(Value::map),
            1 => named_list(inner),
        ]
    })
    .boxed()
}

/// A list of maps with different names, as Kubernetes has them.
fn named_list(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::btree_map("[a-d]", inner, 0..4).prop_map(|items| {
        Value::list(items.into_iter().map(|(name, value)| Value::map([("name", name.into()), ("value", value)])))
    })
}

/// What plain JSON holds: no unknowns, no secrets.
pub fn json_value() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::Bool),
        3 => number(),
        5 => text().prop_map(Value::from),
    ];
    nested(leaf.boxed())
}

/// Any value.
pub fn value() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::Bool),
        3 => number(),
        5 => text().prop_map(Value::from),
        1 => secret(),
        1 => unknown(),
    ];
    nested(leaf.boxed())
}
