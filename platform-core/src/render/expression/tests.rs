use std::sync::Arc;

use super::*;
use crate::model::{Address, OriginId, SecretRef, Unknown, Value};

/// Roots that are plain values, `parameters` and `resources`.
pub(super) struct Plain {
    pub(super) parameters: Value,
    pub(super) budget: Budget,
}

impl Plain {
    pub(super) fn new(parameters: Value) -> Self {
        Self { parameters, budget: Budget::new(10_000, 100_000) }
    }
}

impl Roots for Plain {
    fn read(&mut self, reference: &Arc<Reference>) -> Result<Found, Problem> {
        Ok(match descend(&self.parameters, &reference.keys, &|depth| reference.text(depth))? {
            Evaluated::Value(value) => Found::Value(value, Trace::One(OriginId(7))),
            Evaluated::Missing(missing) => Found::Missing(missing),
        })
    }

    fn budget(&mut self) -> &mut Budget {
        &mut self.budget
    }
}

fn parameters() -> Value {
    let json = r#"{
        "port": 8080, "name": "Cart", "debug": false, "ratio": 2.5, "empty": "", "nothing": null,
        "labels": {"tier": "production", "a/b": "c"}, "hosts": ["a", "b"], "numbers": [3, 1, 2],
        "queues": {"emails": {"replicas": 1}, "sms": {"replicas": 2}},
        "items": [{"name": "y", "n": 2}, {"name": "x", "n": 1}, {"name": "y", "n": 3}]
    }"#;
    let address: Address = "orders-db/staging/terraform/database".parse().unwrap();
    let secret = SecretRef { store: "vault".into(), key: "payments/db".into(), ..SecretRef::default() };
    let map = Value::from_json(json).unwrap();
    let map = map.as_map().unwrap();
    Value::Map(map.with("host", Unknown::output(address, "host").into()).with("password", secret.into()))
}

fn outcome(expression: &str) -> Result<Value, Problem> {
    let mut references = References::default();
    let expression = parse(expression, &mut references)?;
    value_of(&expression, &mut Plain::new(parameters()), &mut Vec::new())
}

fn gives(expression: &str) -> String {
    outcome(expression).map_or_else(|problem| panic!("{expression}: {problem}"), |value| value.to_json())
}

fn fails(expression: &str) -> String {
    let problem = outcome(expression).expect_err(expression);
    format!("{problem}")
}

#[test]
fn operators() {
    let cases = [
        ("parameters.port", "8080"),
        ("parameters.port + 1", "8081"),
        ("7 // 2 - 7 % 4", "0"),
        ("-7 // 2", "-4"),
        ("5 / 2", "2.5"),
        ("4 / 2", "2"),
        ("'a' ~ 1 ~ true", r#""a1true""#),
        ("'a' + 'b'", r#""ab""#),
        ("[1] + [2]", "[1,2]"),
        ("1 < 2 < 3 and not 3 < 2", "true"),
        ("1 < 3 < 2", "false"),
        ("parameters.labels.tier == 'production'", "true"),
        ("parameters.labels['a/b']", r#""c""#),
        ("parameters.hosts[0] ~ parameters.hosts[-1]", r#""ab""#),
        ("parameters.labels['ti' ~ 'er']", r#""production""#),
        ("'a' in parameters.hosts and 'x' not in parameters.hosts", "true"),
        ("'tier' in parameters.labels and 'rod' in 'production'", "true"),
        ("14 if parameters.debug else 1", "1"),
        ("parameters.empty or 'x'", r#""x""#),
        ("{'a': 1, 'b': [parameters.port]}", r#"{"a":1,"b":[8080]}"#),
        ("(parameters.queues | items | first)[0]", r#""emails""#),
        ("1 == 1.0", "true"),
        ("parameters.nothing == none", "true"),
    ];
    for (expression, expected) in cases {
        assert_eq!(gives(expression), expected, "{expression}");
    }
}

#[test]
fn filters_and_tests() {
    let cases = [
        ("parameters.prot | default(1)", "1"),
        ("parameters.a.b.c | default(parameters.port)", "8080"),
        ("parameters.empty | default('x')", r#""""#),
        ("parameters.empty | default('x', true)", r#""x""#),
        ("parameters.name | lower | replace('c', 'k')", r#""kart""#),
        ("'a_B c' | slug", r#""a-b-c""#),
        ("'a_B c' | slug(52)", r#""a-b-c""#),
        ("'nightly settlement of payments' | slug(24) | length", "24"),
        (
            "'nightly settlement of payments' | slug(longest=24) == ('nightly settlement of refunds' | slug(24))",
            "false",
        ),
        ("'x-y z' | title ~ ('hELLO' | capitalize)", r#""X-Y ZHello""#),
        ("'  a ' | trim ~ ('xax' | trim('x'))", r#""aa""#),
        ("'a,b' | split(',') | join('-')", r#""a-b""#),
        ("'a\nb' | indent(2)", r#""a\n  b""#),
        ("'foobar' | b64encode", r#""Zm9vYmFy""#),
        ("'fooba' | b64encode ~ ('foob' | b64encode)", r#""Zm9vYmE=Zm9vYg==""#),
        ("'abc' | sha256 | length", "64"),
        ("parameters.numbers | sort | join(',')", r#""1,2,3""#),
        ("parameters.numbers | sort(reverse=true) | first", "3"),
        ("parameters.items | sort(attribute='n') | map(attribute='name') | unique", r#"["x","y"]"#),
        ("parameters.items | unique(attribute='name') | length", "2"),
        ("parameters.numbers | min ~ (parameters.numbers | max) ~ (parameters.numbers | sum)", r#""136""#),
        ("parameters.queues | keys | reverse", r#"["sms","emails"]"#),
        ("parameters.queues | values | map(attribute='replicas') | sum", "3"),
        ("parameters.labels | merge({'tier': none, 'x': 1})", r#"{"a/b":"c","x":1}"#),
        ("parameters.labels | tojson", r#""{\"a/b\":\"c\",\"tier\":\"production\"}""#),
        ("'7' | int + 1", "8"),
        ("2.5 | int", "2"),
        ("2.44 | round(1)", "2.4"),
        ("-2.5 | abs", "2.5"),
        ("8080 | string", r#""8080""#),
        ("'user:acme/Ann' | parseEntityRef | pick('name')", r#""Ann""#),
        ("[] | first | default('none')", r#""none""#),
        ("parameters.prot is defined", "false"),
        ("parameters.host is defined and parameters.x is undefined", "true"),
        ("parameters.name is startingwith 'C' and parameters.name is endingwith('t')", "true"),
        ("8 is divisibleby 4 and 3 is odd and 2 is not odd", "true"),
        ("parameters.labels is mapping and parameters.hosts is sequence and 'a' is string", "true"),
        ("parameters.nothing is none and 1 is number and 1.5 is float and 1 is integer", "true"),
        ("2 is ge(1) and 1 is in [1] and 'ab' is containing 'a'", "true"),
    ];
    for (expression, expected) in cases {
        assert_eq!(gives(expression), expected, "{expression}");
    }
}

/// With a value that is it, and one that is not.
#[test]
fn every_test_tells_what_is_from_what_is_not() {
    let cases = [
        ("none", "none", "0"),
        ("null", "none", "false"),
        ("boolean", "false", "0"),
        ("number", "1.5", "'1'"),
        ("number", "1", "none"),
        ("integer", "1", "1.5"),
        ("float", "1.5", "1"),
        ("string", "''", "1"),
        ("sequence", "[]", "'a'"),
        ("list", "[1]", "{}"),
        ("mapping", "{}", "[]"),
        ("map", "{'a': 1}", "'a'"),
        ("true", "true", "false"),
        ("true", "true", "'true'"),
        ("false", "false", "true"),
        ("false", "false", "none"),
        ("odd", "-3", "2"),
        ("even", "-2", "3"),
        ("divisibleby(4)", "8", "6"),
        ("eq(2)", "2", "3"),
        ("equalto('a')", "'a'", "'b'"),
        ("ne(2)", "3", "2"),
        ("lt(2)", "1", "2"),
        ("lessthan('b')", "'a'", "'b'"),
        ("le(2)", "2", "3"),
        ("gt(2)", "3", "2"),
        ("greaterthan('b')", "'c'", "'b'"),
        ("ge(2)", "2", "1"),
        ("in([1, 2])", "2", "3"),
        ("containing(2)", "[1, 2]", "[1]"),
        ("startingwith('a')", "'ab'", "'ba'"),
        ("endingwith('a')", "'ba'", "'ab'"),
    ];
    for (test, is, is_not) in cases {
        assert_eq!(gives(&format!("{is} is {test}")), "true", "{is} is {test}");
        assert_eq!(gives(&format!("{is_not} is {test}")), "false", "{is_not} is {test}");
        assert_eq!(gives(&format!("{is_not} is not {test}")), "true", "{is_not} is not {test}");
    }
    for (expression, said) in [
        ("'a' | slug(5)", "slug"),
        ("'a' | slug(64)", "slug"),
        ("'a' | indent(101)", "indent"),
        ("2.5 | round(16)", "takes a precision from 0 to 15"),
        ("1 is startingwith('a')", "`startingwith` is for texts, not for"),
        ("'a' is endingwith(1)", "`endingwith` is for texts, not for"),
        ("1 is divisibleby(0)", "`divisibleby` is for integers, and not by zero"),
        ("'a' is odd", "is neither odd nor even"),
    ] {
        assert!(fails(expression).contains(said), "{}", fails(expression));
    }
}

#[test]
fn numbers_and_booleans_are_made_of_others() {
    let cases = [
        ("none | bool", "false"),
        ("0 | bool", "false"),
        ("-2 | bool", "true"),
        ("0.0 | bool", "false"),
        ("0.5 | bool", "true"),
        ("'' | bool", "false"),
        ("'false' | bool", "true"),
        ("[] | bool", "false"),
        ("[0] | bool", "true"),
        ("{} | bool", "false"),
        ("{'a': 0} | bool", "true"),
        ("true | int", "1"),
        ("false | int", "0"),
        ("3 | int", "3"),
        ("-2.9 | int", "-2"),
        ("' 7 ' | int", "7"),
        ("'2.5' | float", "2.5"),
        ("3 | float", "3"),
        ("2.5 | float", "2.5"),
        ("-3 | abs", "3"),
        ("3 | round", "3"),
        ("2.5 | round", "2"),
        ("3.5 | round", "4"),
        ("1.5 + 2.25", "3.75"),
        ("1.5 - 2", "-0.5"),
        ("1.5 * 2", "3"),
        ("-7.5 // 2", "-4"),
        ("-7.5 % 2", "0.5"),
        ("7.5 % -2", "-0.5"),
        ("-7 // 2 ~ (7 // -2) ~ (6 // -2) ~ (0 // 3) ~ (0 // -3)", r#""-4-4-300""#),
        ("-7 % 3 ~ (7 % -3) ~ (6 % -3) ~ (-7 % -3)", r#""2-20-1""#),
        ("[1, 2] == [1, 2] and [1, 2] != [1, 3] and [1] != [1, 2]", "true"),
        ("{'a': 1} == {'a': 1} and {'a': 1} != {'a': 2} and {'a': 1} != {'b': 1} and {} != {'a': 1}", "true"),
        ("[1, 2] | last", "2"),
        ("'aäb' | reverse", r#""bäa""#),
        ("'' | default('x') ~ ('a' | default('x', true))", r#""a""#),
        ("2 != 3 and 'a' != 'b' and not 2 != 2", "true"),
        ("3 not in [1] and not 1 not in [1]", "true"),
    ];
    for (expression, expected) in cases {
        assert_eq!(gives(expression), expected, "{expression}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    let cases = [
        "parameters.prot",
        "parameters.labels.tire",
        "parameters.port.x",
        "parameters.hosts[9]",
        "parameters.hosts.length",
        "paramters.port",
        "github.ref",
        "parameters.my-name",
        "parameters. ",
        "1 +",
        "range(9)",
        "lower('x')",
        "parameters.name.upper()",
        "parameters.hosts[0:1]",
        "(1, 2)",
        "2 ** 3",
        "'a' | shout",
        "'a' | lwer",
        "1 is prime",
        "'a' | replace('a')",
        "'a' | lower('b')",
        "'a' | join(sep=',')",
        "'a' - 1",
        "1 == true",
        "1 < 'a'",
        "1 / 0",
        "9007199254740991 + 1",
        "99999999999999999999",
        "'x' if parameters.debug",
        "parameters.nothing ~ 'a'",
        "parameters.hosts ~ 'a'",
        "[] | first",
        "parameters.items | sort",
        "[1, 'a'] | sort",
        "'x' | int",
        "{'a': 1, 'a': 2}",
        "{1: 2}[parameters.host]",
        "parameters.host ~ 'x'",
        "parameters.host == 'x'",
        "parameters.host.name",
        "[parameters.host] | join",
        "[parameters.host] | tojson",
        "'y' if parameters.host else 'n'",
        "parameters.password ~ 'x'",
        "parameters.password | lower",
        "parameters.password.key",
        "parameters.password.secretRef.property",
    ];
    let said: Vec<String> = cases.iter().map(|case| format!("{case}\n    {}", fails(case))).collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn unknowns_and_secrets_pass_whole() {
    assert!(matches!(outcome("parameters.host"), Ok(Value::Unknown(_))));
    assert!(matches!(outcome("parameters.host if parameters.port > 1 else ''"), Ok(Value::Unknown(_))));
    assert!(matches!(outcome("parameters.nope | default(parameters.password)"), Ok(Value::Secret(_))));
    assert!(outcome("{'a': parameters.host}").unwrap().has_unknown());
    assert_eq!(gives("parameters.password.secretRef.key"), r#""payments/db""#);
    assert_eq!(gives("parameters.password.secretRef"), r#"{"key":"payments/db","store":"vault"}"#);
    assert_eq!(gives("parameters.password.secretRef.version is defined"), "false");
}

#[test]
fn work_is_bounded() {
    let long = format!("'{}'", "x".repeat(20_000));
    let deep = format!("{}1{}", "[".repeat(60), "]".repeat(60));
    let minus = "- ".repeat(3_000) + "1";
    let chain = vec!["1"; 500].join("+");
    let not = "not ".repeat(3_000) + "true";
    let or_else = format!("1 {}", "if 1 else 1 ".repeat(400));
    for text in [long, deep, minus, chain, not, or_else] {
        assert!(fails(&text).contains("too long or too deeply nested"), "{}", text.len());
    }
    let mut references = References::default();
    let expression = parse("parameters.numbers | sum", &mut references).unwrap();
    let mut roots = Plain { budget: Budget::new(3, 0), ..Plain::new(parameters()) };
    let problem = value_of(&expression, &mut roots, &mut Vec::new()).unwrap_err();
    assert_eq!(problem.code, crate::model::codes::LIMIT_FUEL);
    let expression = parse("parameters.name ~ 'x'", &mut references).unwrap();
    let mut roots = Plain { budget: Budget::new(100, 3), ..Plain::new(parameters()) };
    let problem = value_of(&expression, &mut roots, &mut Vec::new()).unwrap_err();
    assert_eq!(problem.code, crate::model::codes::LIMIT_OUTPUT);
}

#[test]
fn references_are_numbered_once() {
    let mut references = References::default();
    let first = parse("parameters.a.b + parameters['a'].b", &mut references).unwrap();
    parse("parameters.a", &mut references).unwrap();
    assert_eq!(references.len(), 2);
    let mut slots = Vec::new();
    first.for_each_read(&mut |_, reference| slots.push(reference.and_then(|reference| reference.slot)));
    assert_eq!(slots, [Some(0), Some(0)]);
}
