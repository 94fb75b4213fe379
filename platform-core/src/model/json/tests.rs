//! What the reader gives is what serde gives.

use proptest::prelude::*;

use super::*;
use crate::model::Failure;

fn by_serde(text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text).map_err(|error| json_failure(&error))
}

/// Whether the reader reads a text by itself, without help.
fn alone(text: &str) -> Option<Value> {
    cursor::Cursor::new(&mut JsonReader::default(), text).document()
}

fn check(text: &str) {
    let expected = by_serde(text).ok();
    assert_eq!(alone(text), expected, "{text}");
    let mut reader = JsonReader::default();
    let mut cursor = cursor::Cursor::new(&mut reader, text);
    if let Some(value) = cursor.document()
        && cursor.canonical
    {
        assert_eq!(value.to_canonical_json(), text);
    }
    // What was left of a text that was given up does not come into the next.
    let _ = reader.read("[1, {\"a\": [2, ");
    assert_eq!(reader.read(text).ok(), expected, "{text}");
}

#[test]
fn numbers() {
    for number in [
        "0",
        "-0",
        "1",
        "-1",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1.5",
        "-1.5e3",
        "1e5",
        "1E+5",
        "1e-7",
        "1e",
        "1e+",
        "1.0",
        "0.1",
        "999999999999999",
        "9007199254740991",
        "9007199254740992",
        "-9007199254740991",
        "-9007199254740992",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "123456789012345678901234567890",
        "1e308",
        "1e309",
        "-1e309",
        "1e-400",
        "2.2250738585072011e-308",
        "0.30000000000000004",
        "7.3879e20",
        "1 2",
        "1,",
        "NaN",
        "Infinity",
        "0x1",
        "00",
        "-01",
        "0.0",
        "0e0",
        "1e99999999999999999999",
        "-0.0",
        "9007199254740993.0",
    ] {
        check(number);
        check(&format!("[{number}]"));
        check(&format!("{{\"a\":{number} }}"));
    }
}

#[test]
fn strings() {
    for string in [
        r#""""#,
        r#""a""#,
        r#""a"#,
        r#"""#,
        r#""\"\\\/\b\f\n\r\t""#,
        r#""\u00e9\u65e5""#,
        r#""\ud83d\ude00""#,
        r#""\ud83d""#,
        r#""\ud83dx""#,
        r#""\ude00""#,
        r#""\ud83d\u0041""#,
        r#""\u12""#,
        r#""\u+123""#,
        r#""\x""#,
        r#""\"#,
        "\"\n\"",
        "\"\u{7f}é日😀\"",
        r#""a long text that is read eight bytes at a time, \" and on behind the escape""#,
        "\"\u{0}\"",
        r#""\u0000""#,
    ] {
        check(string);
        check(&format!("{{{string}: {string}}}"));
    }
}

#[test]
fn shapes() {
    for text in [
        "",
        " ",
        "null",
        "nul",
        "nulll",
        "true",
        "false",
        "True",
        "[]",
        "[ ]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{}",
        "{ }",
        "{\"a\"}",
        "{a:1}",
        r#"{"a":1,}"#,
        r#"{"b":1,"a":2}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"b":1,"a":1,"b":1}"#,
        "[[[[]]]]",
        "[}",
        "{]",
        "[]]",
        " [ 1 , 2 ] \n",
        r#"{"$secret":{"store":"a","key":"b"}}"#,
        r#"{"$secret":{"store":"a"}}"#,
        r#"{"$$secret":1}"#,
        r#"{"$unknown":["a"]}"#,
        r#"{"$unknown":[]}"#,
        r#"{"$other":1}"#,
        r#"{"$secret":1,"b":2}"#,
        "\u{feff}1",
        "/**/1",
        "'a'",
        "\u{a0}1",
    ] {
        check(text);
    }
}

#[test]
fn depth_ends_where_serde_ends() {
    for depth in [1, 126, 127, 128, 129, 100_000] {
        check(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
        check(&format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth)));
        check(&"[".repeat(depth));
    }
}

#[test]
fn a_problem_has_a_place() {
    let failure = JsonReader::default().read("{\n  \"a\": ]\n}").unwrap_err();
    let at = failure.diagnostics[0].at.clone().unwrap();
    assert_eq!((failure.diagnostics[0].code.as_str(), at.line), ("parse.json", 2));
}

#[test]
fn what_is_equal_in_many_texts_is_held_once() {
    let mut reader = JsonReader::default();
    let long = "x".repeat(1000);
    let mut read = |rest: &str| {
        reader.read(&format!(r#"{{"{rest}": 1, "b": {{"c": [1, "d", 2.5, {{}}, "{long}"], "d": null}}}}"#)).unwrap()
    };
    let (one, other) = (read("x"), read("y"));
    let part = |value: &Value| value.get("b").and_then(Value::as_map).unwrap().clone();
    assert!(part(&one).is_same(&part(&other)));
    let list = |value: &Value| value.get("b").and_then(|b| b.get("c")).and_then(Value::as_list).unwrap().as_ptr();
    assert_eq!(list(&one), list(&other));
    // True is not 1, and a text is not a number.
    for (left, right) in
        [("[true]", "[1]"), ("[\"1\"]", "[1]"), ("[null]", "[false]"), ("[[]]", "[{}]"), ("[1]", "[1.5]")]
    {
        assert_ne!(reader.read(left).unwrap(), reader.read(right).unwrap());
    }
}

/// Reads a text so often that others are read beside it.
fn reader_of(earlier: &str) -> JsonReader {
    let mut reader = JsonReader::default();
    for _ in 0..3 {
        let _ = reader.read(earlier);
    }
    reader
}

const EARLIER: &str = r#"{"apiVersion":"apps/v1","kind":"Deployment","list":[1,"two",{"three":3},[],{}],"long":"a text","map":{"a":1,"b":2,"c":3},"number":12,"other":-15,"truth":true}"#;

#[test]
fn what_is_like_an_earlier_text_is_read_as_alone() {
    // Each also without the first and the last byte of what is changed: numbers and texts that go on, or end too early.
    let changes = [
        ("12", "123"),
        ("12", "1"),
        ("12", "12.5"),
        ("12", "12e1"),
        ("12", " 12 "),
        ("12", "\"12\""),
        ("12", "12 x"),
        ("true", "truer"),
        ("true", "tru"),
        ("\"a text\"", "\"a text and more\""),
        ("\"a text\"", "\"a \\u0074ext\""),
        ("\"a text\"", "\"a text"),
        ("\"a text\"", "{\"a text\":1}"),
        ("\"b\":2,", ""),
        ("\"a\":1,\"b\":2,", ""),
        ("\"b\":2", "\"bb\":2"),
        ("\"b\":2", "\"b\" : 2"),
        ("\"b\":2", "\"a\":2"),
        ("\"b\":2", "\"c\":2"),
        ("\"b\":2", "\"\\u0062\":3"),
        ("\"b\":2", "\"0\":[],\"b\":2,\"bc\":{}"),
        ("\"b\":2", "\"$secret\":{\"store\":\"a\",\"key\":\"b\"}"),
        ("{\"a\":1,\"b\":2,\"c\":3}", "{}"),
        ("{\"a\":1,\"b\":2,\"c\":3}", "{\"c\":3,\"b\":2,\"a\":1}"),
        ("{\"a\":1,\"b\":2,\"c\":3}", "{\"$secret\":{\"store\":\"a\",\"key\":\"b\"}}"),
        ("{\"a\":1,\"b\":2,\"c\":3}", "[{\"a\":1,\"b\":2,\"c\":3}]"),
        ("[1,", "["),
        ("[1,", "[1,1,"),
        ("[1,", "[1 ,"),
        (",[],{}]", ",[1],{\"a\":[]}]"),
        (",[],{}]", "]"),
        (",[],{}]", ",[],{},[],{}]"),
        (",[],{}]", ",[],{},]"),
        ("}", ""),
        ("}", "}}"),
    ];
    for (from, to) in changes {
        let text = EARLIER.replacen(from, to, 1);
        assert_ne!(text, EARLIER);
        let mut reader = reader_of(EARLIER);
        for _ in 0..20 {
            let expected = by_serde(&text);
            let read = reader.read(&text);
            assert_eq!(read.as_ref().ok(), expected.as_ref().ok(), "{text}");
            assert_eq!(reader.read(EARLIER).unwrap(), by_serde(EARLIER).unwrap());
            let mut cursor = cursor::Cursor::new(&mut reader, &text);
            if let Some(value) = cursor.document() {
                // What says that it is canonical gets its digest from the text.
                assert!(!cursor.canonical || value.to_canonical_json() == text, "{text}");
            }
        }
        assert_eq!(beside(EARLIER, &text), by_serde(&text).ok(), "{text}");
        if by_serde(&text).is_ok() {
            assert_eq!(beside(&text, EARLIER), by_serde(EARLIER).ok(), "{text}");
        }
    }
    assert_eq!(reader_of(EARLIER).read(EARLIER).unwrap(), by_serde(EARLIER).unwrap());
}

/// Reads a text beside a value that stood in its place before.
fn beside(former: &str, text: &str) -> Option<Value> {
    let former = by_serde(former).unwrap();
    let mut reader = JsonReader::default();
    let mut cursor = cursor::Cursor::new(&mut reader, text);
    let value = cursor.value_like_another(cursor::DEEPEST, Some(&former)).filter(|_| cursor.ahead().is_none())?;
    assert!(!cursor.canonical || value.to_canonical_json() == text, "{text}");
    assert!(reader.items.is_empty() && reader.entries.is_empty());
    Some(value)
}

#[test]
fn what_stands_beside_its_former_is_read_as_alone() {
    let texts = [
        "null",
        "true",
        "1",
        "1.5",
        "12345678901234567890",
        "\"\"",
        "\"a\"",
        "\"a b\"",
        r#""a\"b""#,
        r#""\u0061""#,
        "[]",
        "[1]",
        "[1,2]",
        "[[1],[2]]",
        "[[1],[3]]",
        "{}",
        r#"{"a":1}"#,
        r#"{"a":1,"b":2}"#,
        r#"{"b":2,"a":1}"#,
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"b":2,"c":3}"#,
        r#"{"b":2}"#,
        r#"{"b":2,"c":3}"#,
        r#"{"a":{"a":1,"b":2},"b":2}"#,
        r#"{"a":{"a":1,"b":3},"b":2}"#,
        r#"{"a":{"a":1},"b":{"a":1}}"#,
        r#"{"$secret":{"store":"a","key":"b"}}"#,
        r#"{"$$secret":{"store":"a","key":"b"}}"#,
        r#"{"$$$secret":1}"#,
        r#"{"$unknown":["a"]}"#,
        r#"{"$$unknown":["a"]}"#,
        r#"{"a":{"$$secret":{"store":"a","key":"b"}}}"#,
        r#"{"a":{"$secret":{"store":"a","key":"b"}}}"#,
        r#"{ "a" : [ 1 , { "b" : null } ] }"#,
        r#"{"a":[1,{"b":null}]}"#,
        r#"{"a":[1,{"b":null},2]}"#,
        r#"{"a":[{"b":null}]}"#,
        r#"{"a":-0}"#,
        r#"{"a":0}"#,
        r#"{"a\"b":1}"#,
        r#"{"a":1,"b":2"#,
        r#"{"a":1 "b":2}"#,
        r#"["a"b"]"#,
        "[1,]",
        "{\"a\":}",
    ];
    for former in texts.iter().filter(|former| by_serde(former).is_ok()) {
        for text in texts {
            assert_eq!(beside(former, text), by_serde(text).ok(), "{text} beside {former}");
        }
    }
    // What says the same is the very same.
    let former = by_serde(EARLIER).unwrap();
    let mut reader = JsonReader::default();
    let text = EARLIER.replace("12", "13");
    let read = cursor::Cursor::new(&mut reader, &text).value_like_another(cursor::DEEPEST, Some(&former)).unwrap();
    let maps = |value: &Value| value.get("map").unwrap().as_map().unwrap().clone();
    assert!(maps(&read).is_same(&maps(&former)));
    assert!(read != former && read == by_serde(&text).unwrap());
}

#[test]
fn what_is_shared_with_its_former_is_the_very_same() {
    let address = "cart/staging/kubernetes/a".parse().unwrap();
    let mut reader = JsonReader::default();
    let former = reader.share_body(&address, &by_serde(EARLIER).unwrap());
    for text in [
        EARLIER.to_owned(),
        EARLIER.replace("12", "13"),
        EARLIER.replace("\"two\"", "2"),
        r#"{"map":{"a":1,"b":2,"c":3}}"#.to_owned(),
    ] {
        let value = by_serde(&text).unwrap();
        let shared = reader.share_body(&address, &value);
        assert_eq!(shared, value);
        let maps = |value: &Value| value.get("map").unwrap().as_map().unwrap().clone();
        assert!(maps(&shared).is_same(&maps(&former)), "{text}");
    }
}

#[test]
fn what_is_alike_is_taken_over() {
    let mut reader = reader_of(EARLIER);
    let text = EARLIER.replace("12", "13");
    let mut cursor = cursor::Cursor::new(&mut reader, &text);
    assert!(cursor.document().is_some() && cursor.canonical);
    assert!(format!("{:?}", reader_of(EARLIER)).contains("Earlier"));
    // Two that are not alike and begin alike: the newer takes the place of the older.
    let other = EARLIER.replace("\"list\"", "\"lost\"").replace("\"map\"", "\"mop\"");
    let mut reader = reader_of(EARLIER);
    for _ in 0..100 {
        assert_eq!(reader.read(&other).unwrap(), by_serde(&other).unwrap());
    }
    reader.forget_unused();
    assert!(!format!("{reader:?}").contains("Deployment"), "{reader:?}");
}

proptest! {
    #[test]
    fn texts_that_are_nearly_json(text in r#"([\[\]{},: "\\a-c0-9.eE+-]|true|null|"a":|"b":|\\u00e9|é){0,40}"#) {
        check(&text);
    }

    #[test]
    fn texts_that_are_nearly_like_an_earlier_one(at in 40..EARLIER.len(), left in 0..12_usize, new in r#"[\[\]{},: "a-c0-9.]{0,6}"#) {
        let rest = EARLIER.get(at.saturating_add(left)..).unwrap_or_default();
        let text = format!("{}{new}{rest}", EARLIER.get(..at).unwrap());
        let mut reader = reader_of(EARLIER);
        prop_assert_eq!(reader.read(&text).ok(), by_serde(&text).ok());
        prop_assert_eq!(reader.read(EARLIER).unwrap(), by_serde(EARLIER).unwrap());
        prop_assert_eq!(beside(EARLIER, &text), by_serde(&text).ok());
    }

    #[test]
    fn floats_come_back(bits: u64) {
        let number = f64::from_bits(bits);
        // An integer's digits come back as digits.
        prop_assume!(number.is_finite() && (number.fract() != 0.0 || number.abs() >= 1e21));
        let value = Value::number(number).unwrap();
        let text = value.to_json();
        prop_assert_eq!(alone(&text), Some(value.clone()));
        prop_assert_eq!(by_serde(&text).unwrap(), value);
    }
}
