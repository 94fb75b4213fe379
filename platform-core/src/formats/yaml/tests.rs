//! What is read, what is refused and where, and that what is written comes back.

use proptest::prelude::*;

use super::{parse, parse_each, write};
use crate::formats::Limits;
use crate::model::{Diagnostic, Document, Interner, Map, Pointer, Value};

fn read(text: &str) -> Vec<Document> {
    let outcome = parse("a.yaml", text.as_bytes(), &Limits::default(), &mut Interner::default());
    assert_eq!(outcome.diagnostics, [], "{text}");
    outcome.value.unwrap()
}

fn values(text: &str) -> Vec<String> {
    read(text).iter().map(|document| document.root.to_value().to_json()).collect()
}

fn problems_with(bytes: &[u8], limits: &Limits) -> Vec<Diagnostic> {
    let outcome = parse("a.yaml", bytes, limits, &mut Interner::default());
    assert!(outcome.value.is_none());
    outcome.diagnostics
}

/// `code line:column` of every problem.
fn problems(text: &str) -> Vec<String> {
    let brief = |problem: &Diagnostic| {
        let at = problem.at.clone().unwrap();
        format!("{} {}:{}", problem.code, at.line, at.column)
    };
    problems_with(text.as_bytes(), &Limits::default()).iter().map(brief).collect()
}

#[test]
fn scalars_keep_their_kind() {
    let text = "a: \"2\"\nb: 2\nc: yes\nd: 'no'\ne: ~\nf: 1.0\ng: |\n  x\n  y\nh: >-\n  p\n  q\ni:\nj: 2027-03-01\n";
    assert_eq!(
        values(text),
        [r#"{"a":"2","b":2,"c":"yes","d":"no","e":null,"f":1,"g":"x\ny\n","h":"p q","i":null,"j":"2027-03-01"}"#]
    );
}

#[test]
fn keys_are_the_text_that_is_written() {
    assert_eq!(
        values("200: a\n1.50: b\ntrue: c\non: d\n014: e\n'~': f\n\"<<\": g\n? h\n: i\n"),
        [r#"{"014":"e","1.50":"b","200":"a","<<":"g","h":"i","on":"d","true":"c","~":"f"}"#]
    );
}

#[test]
fn documents_without_content_are_left_out_and_counted() {
    let documents = read("# nothing\n---\na: 1\n---\n---\n# nothing\n---\n- b\n...\n");
    let found: Vec<_> = documents.iter().map(|document| (document.index, document.root.to_value().to_json())).collect();
    assert_eq!(found, [(0, "{\"a\":1}".into()), (3, "[\"b\"]".into())]);
    assert_eq!(values("").len(), 0);
    assert_eq!(values("~"), ["null"]);
}

#[test]
fn marks_and_line_ends_of_other_systems_are_read() {
    let documents = read("\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\nc: é\r\nd: 2\r\n");
    assert_eq!(documents[0].root.to_value().to_json(), r#"{"a":1,"b":"x\ny\n","c":"é","d":2}"#);
    let place = documents[0].place(&"/d".parse().unwrap());
    assert_eq!((place.line, place.column, place.offset), (6, 4, 35));
}

#[test]
fn every_part_knows_its_place() {
    let documents = read("# é\nspec:\n  ports:\n    - {name: ü, port: 80}\n    -   x: [1, 22]\n");
    let document = &documents[0];
    let place = |pointer: &str| {
        let place = document.place(&pointer.parse::<Pointer>().unwrap());
        (place.line, place.column, place.length)
    };
    assert_eq!(place("/spec/ports/0/port"), (4, 23, 2));
    assert_eq!(place("/spec/ports/0"), (4, 7, 20));
    assert_eq!(place("/spec/ports/1"), (5, 9, 0));
    assert_eq!(place("/spec/ports/1/x"), (5, 12, 7));
    assert_eq!(place("/spec/ports/1/x/1"), (5, 16, 2));
    let key = document.key_place(&"/spec/ports".parse().unwrap());
    assert_eq!((key.line, key.column, key.length), (3, 3, 5));
    assert_eq!(document.place(&"/spec/nothing".parse().unwrap()).line, 3);
}

#[test]
fn aliases_are_expanded_where_they_stand() {
    let text = "a: &x {b: [1, &y {c: 2}]}\nd: *x\ne: [*y, *x]\nf: &z 5\n*z : 6\ng: &x 7\nh: *x\n";
    let expected =
        r#"{"5":6,"a":{"b":[1,{"c":2}]},"d":{"b":[1,{"c":2}]},"e":[{"c":2},{"b":[1,{"c":2}]}],"f":5,"g":7,"h":7}"#;
    assert_eq!(values(text), [expected]);
    let place = read(text)[0].place(&"/e/0/c".parse().unwrap());
    assert_eq!((place.line, place.column), (1, 22));
}

#[test]
fn what_is_wrong_and_where() {
    for (text, expected) in [
        ("port: [8080", "parse.syntax 1:7"),
        ("a: 1\n b: 2\n", "parse.syntax 2:3"),
        ("a: \"x\nb: 1", "parse.syntax 2:1"),
        ("a:\n\t- b", "parse.syntax 2:1"),
        ("a: b: c", "parse.syntax 1:5"),
        ("a: 1\na: 2", "parse.duplicate_key 2:1"),
        ("{a: 1, 'a': 2}", "parse.duplicate_key 1:8"),
        ("1: a\n'1': b", "parse.duplicate_key 2:1"),
        ("? [a]\n: 1", "parse.key 1:3"),
        ("{{x}}: 1", "parse.key 1:1"),
        (": 1", "parse.key 1:1"),
        ("~: 1", "parse.key 1:1"),
        ("a: !env PORT", "parse.tag 1:9"),
        ("a: !!binary aGk=", "parse.tag 1:13"),
        ("a: !Sub [b]", "parse.tag 1:4"),
        ("a: !!int x", "parse.tag 1:10"),
        ("a: &x {b: 1}\nc:\n  <<: *x", "parse.merge_key 3:3"),
        ("mode: 0644", "parse.number 1:7"),
        ("a: 014.5", "parse.number 1:4"),
        ("a: 9007199254740993", "parse.number 1:4"),
        ("a: .inf", "parse.number 1:4"),
        ("a: *missing", "parse.alias 1:4"),
        ("a: &x [*x]", "parse.alias 1:8"),
        ("a: &x {b: *x}", "parse.alias 1:11"),
        ("a: &x [1]\n*x : 2", "parse.key 2:1"),
    ] {
        assert_eq!(problems(text), [expected], "{text}");
    }
}

#[test]
fn core_tags_are_honoured() {
    assert_eq!(
        values("a: !!str 2\nb: !!int \"2\"\nc: !!map {}\nd: !!seq []\ne: ! 5\nf: !!float 1\n"),
        [r#"{"a":"2","b":2,"c":{},"d":[],"e":"5","f":1}"#]
    );
}

#[test]
fn all_problems_at_once_and_later_documents_too() {
    let text = "a: 1\na: 2\nb: 0644\nc: *no\n---\nd: [\n---\ne: 1\ne: 2\n---\nf: {}\n";
    assert_eq!(
        problems(text),
        [
            "parse.duplicate_key 2:1",
            "parse.number 3:4",
            "parse.alias 4:4",
            "parse.syntax 6:4",
            "parse.duplicate_key 9:1"
        ]
    );
    let parsed = parse_each("a.yaml", text.as_bytes(), &Limits::default(), &mut Interner::default());
    let found: Vec<_> = parsed.documents.iter().map(|(document, whole)| (document.index, *whole)).collect();
    assert_eq!(found, [(0, false), (2, false), (3, true)]);
}

#[test]
fn messages_say_what_helps() {
    let text = "a: &name 1\na: 0644\nb: *nam\nc: {x: 1]\n";
    let shown: Vec<_> =
        problems_with(text.as_bytes(), &Limits::default()).iter().map(|problem| format!("{problem}")).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn bytes_that_are_no_text_have_a_place() {
    let problem = &problems_with(b"a: 1\nb: \xc3\xa9\xff", &Limits::default())[0];
    let at = problem.at.clone().unwrap();
    assert_eq!((problem.code.as_str(), at.line, at.column, at.offset), ("parse.encoding", 2, 5, 10));
}

#[test]
fn lists_in_lists_on_one_line() {
    assert_eq!(values("- - - - - - - - - "), ["[[[[[[[[[null]]]]]]]]]"]);
    assert_eq!(values("- - a\n  - b\n- - c\n"), [r#"[["a","b"],["c"]]"#]);
}

#[test]
fn limits_hold() {
    let limits =
        Limits { document_bytes: 4000, depth: 8, nodes: 50, documents: 3, written_nodes: 400, ..Limits::default() };
    let code = |text: &str| {
        let found = problems_with(text.as_bytes(), &limits);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].code.as_str().to_owned()
    };
    assert_eq!(code(&"#".repeat(4001)), "limit.size");
    assert_eq!(code(&"[".repeat(9)), "limit.depth");
    assert_eq!(code(&"- ".repeat(9)), "limit.depth");
    assert_eq!(code("- - - - [[[[[a]]]]]\n---\nb: 1"), "limit.depth");
    assert_eq!(code("a: &a [[[[1]]]]\nb: [[[*a]]]\nc: [[[[*a]]]]"), "limit.depth");
    assert_eq!(code("a: &a [1,1,1,1]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b]"), "limit.nodes");
    assert_eq!(code(&"- 1\n".repeat(500)), "limit.nodes");
    assert_eq!(code("a\n---\nb\n---\nc\n---\nd"), "limit.documents");
    let fits = parse("a.yaml", "[[[[[[[[1]]]]]]]]".as_bytes(), &limits, &mut Interner::default());
    assert!(fits.value.is_some());
}

#[test]
fn deep_and_bushy_input_ends_soon() {
    let deep = "[".repeat(1_000_000);
    assert_eq!(problems(&deep)[0], "limit.depth 1:129");
    let mut laughs = "a0: &a0 [1,1,1,1,1,1,1,1,1]\n".to_owned();
    for level in 1..12 {
        let previous = level - 1;
        let items = vec![format!("*a{previous}"); 9].join(",");
        laughs.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    assert_eq!(problems(&laughs), ["limit.nodes 6:18"]);
}

#[test]
fn hostile_repetition_is_bounded() {
    let twice = "a: 1\n".repeat(50_000);
    assert_eq!(problems(&twice).len(), crate::formats::MOST_PROBLEMS);
    // Anchors deep inside each other, and far from the root, cost no memory of their own.
    let many: String = (0..50_000).map(|number| format!("&a{number} [],")).collect();
    let text = format!("{}{many}*a49999{}", "[".repeat(100), "]".repeat(100));
    assert_eq!(read(&text).len(), 1);
}

#[test]
fn aliases_find_what_stands_deep_in_what_is_still_open() {
    let text = "a:\n  - b: &x {c: [1, &y [2]]}\n    d: [*x, *y]\n  - *y\n";
    assert_eq!(values(text), [r#"{"a":[{"b":{"c":[1,[2]]},"d":[{"c":[1,[2]]},[2]]},[2]]}"#]);
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "[a-z:#\\-?!&*|>'\"%@`{}\\[\\], \t\n]{0,12}",
        "[0-9xob_.:eE+\\-TZ]{1,10}",
        "\\PC{0,6}",
        any::<String>(),
        Just("a".repeat(1100)),
        prop::sample::select(vec!["null", "Yes", "~", "<<", "=", "---", "...", "0644", "true", ".inf", "é\u{2028}"])
            .prop_map(str::to_owned),
        prop::collection::vec("[ \t]?[a-z# :\\-]{0,6}", 0..5).prop_map(|lines| lines.join("\n")),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::Integer),
        // What is kept by its digits is nothing that an authored document may hold.
        any::<f64>().prop_filter_map("finite", |number| Value::number(number)
            .filter(|value| !matches!(value, Value::Digits(_)))),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::list),
            prop::collection::vec((any_text(), inner), 0..5).prop_map(|entries| Value::Map(Map::from_entries(
                entries.into_iter().map(|(key, value)| (key.into(), value))
            ))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_comes_back(value in any_value()) {
        let text = write(&value);
        let documents = parse("a.yaml", text.as_bytes(), &Limits::default(), &mut Interner::default());
        prop_assert_eq!(&documents.diagnostics, &[], "{}", text);
        let found = documents.value.unwrap();
        prop_assert_eq!(found.len(), 1, "{}", text);
        prop_assert_eq!(found[0].root.to_value(), value, "{}", text);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in any::<Vec<u8>>(), text in any_text()) {
        for input in [&bytes, text.as_bytes()] {
            let parsed = parse_each("a.yaml", input, &Limits::default(), &mut Interner::default());
            for problem in parsed.diagnostics {
                let at = problem.at.unwrap();
                prop_assert!(at.line > 0 && at.column > 0 && at.offset as usize <= input.len());
            }
        }
    }
}

#[test]
fn marks_that_change_the_order_are_written_as_escapes() {
    let value = Value::list([Value::from("a \u{202e}b"), Value::from("a\n\u{2066}b\n")]);
    let text = write(&value);
    assert!(text.contains("\\u202e") && text.contains("\\u2066"), "{text}");
    let read = parse("a.yaml", text.as_bytes(), &Limits::default(), &mut Interner::default());
    assert_eq!(read.diagnostics, []);
    assert_eq!(read.value.unwrap()[0].root.to_value(), value);
}

#[test]
fn an_integer_beyond_the_safe_ones_is_refused_however_it_is_written() {
    for text in ["1e18", "9007199254740992.0", "-1.5e16"] {
        let read = parse("a.yaml", text.as_bytes(), &Limits::default(), &mut Interner::default());
        assert_eq!(read.diagnostics.first().map(|d| d.code.as_str()), Some("parse.number"), "{text}");
    }
}
