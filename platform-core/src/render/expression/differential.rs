//! Where we give a value, minijinja gives the same one: the syntax means what people know it to mean.
//!
//! We refuse more: a boolean as a number, a number in order with a text, null in a text. Generated expressions stay
//! where the two languages agree by intent; `sort` and `unique` regard case here and not in Jinja.

use std::collections::BTreeMap;

use minijinja::{Environment, UndefinedBehavior, Value as Theirs, value::ValueKind};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::tests::Plain;
use super::{Budget, References, parse, value_of};
use crate::model::Value;

const PARAMETERS: &str = r#"{"n": 7, "m": -3, "r": 2.5, "s": "abc", "t": "b-c d", "e": "", "b": true, "z": null,
    "l": ["b", "a", "c"], "i": [3, 1, 2], "o": {"k": "v", "j": 2}, "w": {"x": {"y": [1, 2]}}}"#;

fn theirs(value: &Value) -> Theirs {
    match value {
        Value::Bool(value) => Theirs::from(*value),
        Value::Integer(value) => Theirs::from(*value),
        Value::Float(value) => Theirs::from(*value),
        Value::String(text) => Theirs::from(&**text),
        Value::List(list) => list.iter().map(theirs).collect(),
        Value::Map(map) => {
            let entries = map.iter().map(|(key, value)| (key.to_string(), theirs(value)));
            Theirs::from(entries.collect::<BTreeMap<String, Theirs>>())
        }
        _ => Theirs::from(()),
    }
}

fn is_same(ours: &Value, other: &Theirs) -> bool {
    match (ours, other.kind()) {
        (Value::Null, ValueKind::None) => true,
        (Value::Bool(value), ValueKind::Bool) => *value == other.is_true(),
        (Value::Integer(value), ValueKind::Number) => f64::try_from(other.clone()).unwrap() == *value as f64,
        (Value::Float(value), ValueKind::Number) => f64::try_from(other.clone()).unwrap() == *value,
        (Value::String(text), ValueKind::String) => other.as_str() == Some(text),
        (Value::List(list), ValueKind::Seq | ValueKind::Iterable) => {
            let items: Vec<Theirs> = other.try_iter().unwrap().collect();
            items.len() == list.len() && list.iter().zip(&items).all(|(a, b)| is_same(a, b))
        }
        (Value::Map(map), ValueKind::Map) => {
            other.len() == Some(map.len())
                && map.iter().all(|(key, value)| is_same(value, &other.get_attr(key).unwrap()))
        }
        _ => false,
    }
}

fn number() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "0",
        "1",
        "2",
        "10",
        "1.5",
        "0.25",
        "parameters.n",
        "parameters.m",
        "parameters.r",
        "parameters.i[0]",
        "parameters.i[-1]",
        "parameters.w.x.y[1]",
        "parameters['o'].j",
        "parameters.l | length",
        "parameters.q | default(4)",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(3, 16, 3, |inner| {
        let sign = prop::sample::select(vec!["+", "-", "*", "/", "//", "%"]);
        let filter = prop::sample::select(vec!["abs", "int", "float", "round(1)", "round"]);
        prop_oneof![
            4 => (inner.clone(), sign, inner.clone()).prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
            1 => inner.clone().prop_map(|a| format!("-{a}")),
            1 => (inner.clone(), filter).prop_map(|(a, filter)| format!("(({a}) | {filter})")),
            1 => (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a} if {b} > 2 else {c})")),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "'x'",
        "''",
        "\"a\\\"b\"",
        "parameters.s",
        "parameters.t",
        "parameters.e",
        "parameters.o.k",
        "parameters.l[1]",
        "parameters.nope | default('d')",
        "parameters.o['k']",
        "('k' ~ 'j')",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(3, 16, 2, |inner| {
        let filter = prop::sample::select(vec![
            "upper",
            "lower",
            "trim",
            "title",
            "capitalize",
            "replace('b', 'xx')",
            "string",
            "trim('a')",
            "default('q')",
            "default('q', true)",
            "split('b') | join('+')",
            "split | first | default('none')",
            "reverse",
            "indent(2)",
        ]);
        prop_oneof![
            2 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} ~ {b})")),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} + {b})")),
            2 => (inner.clone(), filter).prop_map(|(a, filter)| format!("({a} | {filter})")),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("({a} and {b})")),
            1 => number().prop_map(|n| format!("(({n}) | int ~ '')")),
        ]
    })
}

fn condition() -> impl Strategy<Value = String> {
    let sign = || prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let test = prop::sample::select(vec![
        "defined",
        "undefined",
        "none",
        "string",
        "startingwith 'a'",
        "endingwith('c')",
        "in ['abc']",
        "not in ('x')",
        "eq 'abc'",
        "mapping",
        "sequence",
    ]);
    let leaf = prop_oneof![
        (number(), sign(), number()).prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
        (text(), sign(), text()).prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
        (text(), test).prop_map(|(a, test)| format!("(({a}) is {test})")),
        (text(), text()).prop_map(|(a, b)| format!("({a} in {b})")),
        text().prop_map(|a| format!("({a} not in parameters.l)")),
        (number(), number(), number()).prop_map(|(a, b, c)| format!("({a} < {b} <= {c})")),
        number().prop_map(|a| format!("({a} in parameters.i)")),
        Just("(parameters.nope is defined)".to_owned()),
        Just("('k' in parameters.o)".to_owned()),
        Just("(parameters.w == {'x': {'y': [1, 2]}})".to_owned()),
    ];
    leaf.prop_recursive(2, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            inner.prop_map(|a| format!("(not {a})")),
        ]
    })
}

fn anything() -> impl Strategy<Value = String> {
    let list = prop::sample::select(vec![
        "parameters.l | sort",
        "parameters.i | sort(reverse=true)",
        "parameters.l + ['b'] | unique",
        "parameters.i | reverse",
        "parameters.o | items",
        "[parameters.n, parameters.s]",
        "parameters.i | sum",
        "parameters.i | min",
        "parameters.l | max",
        "parameters.l | first",
        "parameters.l | last",
        "parameters.w.x",
        "{'a': parameters.o}.a.k",
        "parameters.l | join",
        "[{'a': 2}, {'a': 1}] | sort(attribute='a') | map(attribute='a')",
        "(parameters.l | sort)[0]",
        "parameters.z",
    ]);
    prop_oneof![
        number(),
        text(),
        condition(),
        list.prop_map(str::to_owned),
        (number(), text(), condition()).prop_map(|(n, t, c)| format!("[{n}, {{'t': {t}}}, {c}]")),
    ]
}

#[test]
fn gives_what_minijinja_gives() {
    let parameters = Value::from_json(PARAMETERS).unwrap();
    let context = Theirs::from(BTreeMap::from([("parameters".to_owned(), theirs(&parameters))]));
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let (mut given, mut refused) = (0_u32, 0_u32);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..3_000 {
        let text = anything().new_tree(&mut runner).unwrap().current();
        let mut roots = Plain { budget: Budget::new(100_000, 100_000), ..Plain::new(parameters.clone()) };
        let ours = parse(&text, &mut References::default());
        let ours = ours.and_then(|expression| value_of(&expression, &mut roots, &mut Vec::new()));
        let other = environment.compile_expression(&text).and_then(|expression| expression.eval(&context));
        match (ours, other) {
            (Ok(ours), Ok(other)) => {
                given += 1;
                assert!(is_same(&ours, &other), "{text}\n ours: {ours}\ntheirs: {other}");
            }
            (Ok(ours), Err(error)) => panic!("{text}\n ours: {ours}\ntheirs: {error}"),
            (Err(_), _) => refused += 1,
        }
    }
    assert!(given > refused * 3, "{given} given, {refused} refused");
}

/// Whatever the text, it is read or refused: never a panic, never much work.
#[test]
fn any_text_is_read_or_refused() {
    let tokens = vec![
        "parameters",
        ".",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "'",
        "\"",
        "\\",
        "|",
        "default",
        "join",
        "is",
        "not",
        "defined",
        "in",
        "if",
        "else",
        "and",
        "or",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "**",
        "~",
        "==",
        "<",
        ",",
        ":",
        "=",
        "n",
        "s",
        "l",
        "o",
        "1",
        "0",
        "1e999",
        "0x",
        "99999999999999999999999",
        "${{",
        "}}",
        "\u{e9}",
        "\n",
        " ",
        "true",
        "none",
        "replace",
        "sort",
        "range",
    ];
    let soup = prop::collection::vec(prop::sample::select(tokens), 0..24).prop_map(|tokens| tokens.concat());
    let parameters = Value::from_json(PARAMETERS).unwrap();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut read = 0;
    for _ in 0..20_000 {
        let text = soup.new_tree(&mut runner).unwrap().current();
        let _ = super::scan(&text, None);
        let _ = super::scan(&text, Some(crate::model::Passthrough::GithubActions));
        if let Ok(expression) = parse(&text, &mut References::default()) {
            read += 1;
            let _ = value_of(&expression, &mut Plain::new(parameters.clone()), &mut Vec::new());
        }
    }
    assert!(read > 50, "{read}");
}
