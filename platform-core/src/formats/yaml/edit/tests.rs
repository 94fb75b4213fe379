//! Edits of texts as people write them.

use super::{Edit, EditOperation, edit};
use crate::formats::{Limits, yaml};
use crate::model::{Interner, Value};

fn value(json: &str) -> Value {
    Value::from_json(json).unwrap()
}

fn operation(text: &str) -> Edit {
    let mut words = text.splitn(3, ' ');
    let (verb, pointer) = (words.next().unwrap(), words.next().unwrap());
    let new = || value(words.clone().next().unwrap());
    let operation = match verb {
        "set" => EditOperation::Set(new()),
        "add" => EditOperation::Add(new()),
        _ => EditOperation::Remove,
    };
    Edit::new(pointer.parse().unwrap(), operation)
}

fn edited(text: &str, edits: &[&str]) -> String {
    let edits: Vec<Edit> = edits.iter().map(|edit| operation(edit)).collect();
    let outcome = edit("a.yaml", text.as_bytes(), &edits, &Limits::default());
    match outcome.value {
        Some(bytes) => String::from_utf8(bytes).unwrap(),
        None => outcome.diagnostics.iter().map(|problem| problem.to_string()).collect::<Vec<_>>().join("\n"),
    }
}

#[track_caller]
fn check(text: &str, edits: &[&str], expected: &str) {
    assert_eq!(edited(text, edits), expected, "\n--- got\n{}\n--- expected\n{expected}", edited(text, edits));
}

#[test]
fn a_value_is_replaced_and_nothing_else() {
    let text = "# about\nport: 8080   # the usual one\nname: 'a b'\nmode: \"x\"\n\nlast: 1\n";
    check(text, &["set /port 9090"], &text.replace("8080", "9090"));
    check(text, &["set /name \"it's\""], &text.replace("'a b'", "'it''s'"));
    check(text, &["set /mode \"y\""], &text.replace("\"x\"", "\"y\""));
    check(text, &["set /last \"1\""], &text.replace("last: 1", "last: \"1\""));
    check(text, &["set /last \"yes\""], &text.replace("last: 1", "last: \"yes\""));
    check(text, &["set /port 8080", "set /mode \"x\""], text);
}

#[test]
fn behind_the_last_is_a_new_item_whatever_the_others_are() {
    check("a:\n  - '-'\n", &["set /a/- 1"], "a:\n  - '-'\n  - 1\n");
    check("a: [c, d]\n", &["set /a/c 1", "add /a/- 2"], "a: [1, d, 2]\n");
}

#[test]
fn what_is_not_there_comes_last() {
    let text = "spec:\n  a: 1\n  # above b\n  b: 2 # behind b\nend: x\n";
    check(text, &["set /spec/c 3"], &text.replace("behind b\n", "behind b\n  c: 3\n"));
    check(text, &["add /spec/c 3"], &text.replace("behind b\n", "behind b\n  c: 3\n"));
    check(text, &["set /spec/c/d/e true"], &text.replace("behind b\n", "behind b\n  c:\n    d:\n      e: true\n"));
    check("a: 1", &["set /b 2"], "a: 1\nb: 2");
    check("a:\nb: 2\n", &["set /a/c 1"], "a:\n  c: 1\nb: 2\n");
    check("a: # why\nb: 2\n", &["set /a/c 1"], "a: # why\n  c: 1\nb: 2\n");
    check("a: {}\n", &["set /a/c 1"], "a:\n  c: 1\n");
    check("a: ~ # why\n", &["set /a [1]"], "a: # why\n  - 1\n");
}

#[test]
fn lists_are_edited_by_number_and_by_key() {
    let text = "env:\n- name: A # first\n  value: 1\n- name: B\n  value: 2\n";
    check(text, &["set /env/name=B/value 3"], &text.replace("value: 2", "value: 3"));
    check(text, &["remove /env/name=A"], "env:\n- name: B\n  value: 2\n");
    check(text, &["remove /env/1"], "env:\n- name: A # first\n  value: 1\n");
    check(text, &["add /env/- {\"name\":\"C\",\"value\":[1]}"], &format!("{text}- name: C\n  value:\n  - 1\n"));
    check(text, &["add /env/0 \"x\""], &text.replace("env:\n", "env:\n- x\n"));
    check(text, &["add /env/1 5"], &text.replace("- name: B", "- 5\n- name: B"));
    check(text, &["remove /env/0/name"], "env:\n- # first\n  value: 1\n- name: B\n  value: 2\n");
    check("a:\n  - - 1\n    - 2\n", &["remove /a/0/0"], "a:\n  - - 2\n");
    check("a:\n  - - 1\n    - 2\n", &["add /a/0/0 0"], "a:\n  - - 0\n    - 1\n    - 2\n");
    check("a:\n  - 1\n  - 2\nb: 1\n", &["remove /a/0", "remove /a/0"], "a: []\nb: 1\n");
    check("a:\n  - 1\n", &["set /a/0 {\"x\":1,\"z\":2}"], "a:\n  - x: 1\n    z: 2\n");
    check("a:\n  -\n  - 2\n", &["set /a/0 1"], "a:\n  - 1\n  - 2\n");
}

#[test]
fn brackets_stay_brackets() {
    let text = "environments: {production: {parameters: {replicas: 5}}} # all\n";
    check(text, &["set /environments/production/parameters/replicas 3"], &text.replace('5', "3"));
    check(text, &["set /environments/staging {\"a\":\"x, y\"}"], &text.replace("}}}", "}}, staging: {a: \"x, y\"}}"));
    check(text, &["remove /environments/production"], "environments: {} # all\n");
    check("a: [1, 2, 3]\n", &["remove /a/2"], "a: [1, 2]\n");
    check("a: [1, 2, 3]\n", &["remove /a/0", "add /a/- 4"], "a: [2, 3, 4]\n");
    check("a: [1]\n", &["add /a/0 0", "remove /a/1"], "a: [0]\n");
    check("a: []\n", &["add /a/- 0"], "a:\n  - 0\n");
    let json = "{\n  \"a\": 1,\n  \"b\": {\"c\": \"x\"}\n}\n";
    check(json, &["set /d [true]"], "{\n  \"a\": 1,\n  \"b\": {\"c\": \"x\"},\n  \"d\": [true]\n}\n");
    check(json, &["set /b/c \"y\\n\""], "{\n  \"a\": 1,\n  \"b\": {\"c\": \"y\\n\"}\n}\n");
    check("{a, b: 1}\n", &["set /a 2"], "{a: 2, b: 1}\n");
    check("{a: , b: 1}\n", &["set /a 2"], "{a: 2 , b: 1}\n");
}

#[test]
fn texts_of_many_lines() {
    let text = "a: |\n  one\n  two\nb: 1\n";
    check(text, &["set /a \"one\\n2\\n\""], "a: |\n  one\n  2\nb: 1\n");
    check(text, &["set /a \"short\""], "a: short\nb: 1\n");
    check(text, &["set /a 5"], "a: 5\nb: 1\n");
    check(text, &["remove /a"], "b: 1\n");
    check(text, &["set /b \"x\\ny\""], "a: |\n  one\n  two\nb: |-\n  x\n  y\n");
    check("a: >-\n  one\n  two\n", &["set /a \"three\""], "a: three\n");
    check("k: |+\n  x\n\n", &["set /z 1"], "k: |+\n  x\n\nz: 1\n");
    check("p: one\n  two # c\nq: 1\n", &["set /p 3"], "p: 3 # c\nq: 1\n");
}

#[test]
fn lists_and_maps_become_something_else() {
    check("a: # why\n  # inside\n  x: 1\n  y: 2\nb: 1\n", &["set /a 5"], "a: 5 # why\n  # inside\nb: 1\n");
    check("a:\n  x: 1\nb: 1\n", &["set /a [1,{\"k\":2}]"], "a:\n  - 1\n  - k: 2\nb: 1\n");
    check("a:\n  - 1\nb: 1\n", &["set /a {\"k\":2}"], "a:\n  k: 2\nb: 1\n");
    check("a:\n- 1\nb: 1\n", &["set /a \"x\""], "a: x\nb: 1\n");
    check("- x: 1\n  y: 2\n- 3\n", &["set /0 4"], "- 4\n- 3\n");
    check("a: 1 # c\n", &["set /a {\"x\":{\"z\":1}}"], "a: # c\n  x:\n    z: 1\n");
    check("a:\n    b:\n        c: 1\n", &["set /a/d {\"e\":1}"], "a:\n    b:\n        c: 1\n    d:\n        e: 1\n");
    check("a:\n  b: 1\n  c: 2\n", &["set /a {\"b\":1,\"d\":3}"], "a:\n  b: 1\n  d: 3\n");
}

#[test]
fn documents_marks_and_line_breaks_stay() {
    let text = "\u{feff}# top\r\na: 1\r\nb:\r\n  c: 2\r\n---\r\na: 1\r\n...\r\n";
    let second = edit("a.yaml", text.as_bytes(), &[operation("set /a 3").in_document(1)], &Limits::default());
    let expected = text.replace("---\r\na: 1", "---\r\na: 3");
    assert_eq!(String::from_utf8(second.value.unwrap()).unwrap(), expected);
    check(text, &["set /b/d [1]"], &text.replace("c: 2\r\n", "c: 2\r\n  d:\r\n    - 1\r\n"));
    check("--- # first\na: 1\n---\n---\nb: 1\n", &["set /a 2"], "--- # first\na: 2\n---\n---\nb: 1\n");
}

#[test]
fn anchors_stay_and_aliases_are_written_out() {
    let text = "a: &x\n  v: 1\nb: *x\n";
    check(text, &["set /b/v 2"], "a: &x\n  v: 1\nb:\n  v: 2\n");
    check(text, &["set /b 2"], "a: &x\n  v: 1\nb: 2\n");
    check("a: &x 1\nb: 2\n", &["set /a 3"], "a: &x 3\nb: 2\n");
    // The other place keeps its value.
    check(text, &["set /a/v 2"], "a: &x\n  v: 2\nb:\n  v: 1\n");
    let refused = edited(text, &["remove /a"]);
    assert!(refused.contains("can't be edited so that nothing else changes") && refused.contains("alias"), "{refused}");
    check("a: !!str 3\n", &["set /a 4"], "a: 4\n");
}

#[test]
fn what_can_not_be_is_said() {
    let text = "spec:\n  parameters:\n    replicas: 1\n  list: [1]\n";
    let said = |edits: &str| edited(text, &[edits]);
    insta::assert_snapshot!(
        [
            said("remove /spec/parameters/replcas"),
            said("set /spec/parameters/replicas/x 1"),
            said("add /spec/list {}"),
            said("remove /spec/list/4"),
            said("set /spec/list/name=x/y 1"),
            said("set /spec/new/0 1"),
            said("remove "),
            edited("a: [", &["set /a 1"]),
            edited("", &["set /a 1"]),
        ]
        .join("\n")
    );
    let unknown = Value::from(crate::model::Unknown::output("a/b/c/d".parse().unwrap(), "host"));
    let outcome =
        edit("a", b"a: 1", &[Edit::new("/a".parse().unwrap(), EditOperation::Set(unknown))], &Limits::default());
    assert_eq!(outcome.diagnostics[0].code, crate::model::codes::VALUE_UNREPRESENTABLE);
}

#[test]
fn a_service_as_it_is_written() {
    let text = include_str!("../../../../../examples/shop/services/payment-api/catalog-info.yaml");
    let set = edited(text, &["set /spec/goldenPath/parameters/replicas 7", "set /metadata/title \"Payments\""]);
    let old: Vec<&str> = text.lines().collect();
    let kept = set.lines().filter(|line| old.contains(line)).count();
    assert!(kept >= old.len() - 1, "{set}");
    let read = |text: &str| {
        yaml::parse("a", text.as_bytes(), &Limits::default(), &mut Interner::default()).value.unwrap()[0]
            .root
            .to_value()
    };
    let read = read(&set);
    assert_eq!(read.get("metadata").unwrap().get("title"), Some(&"Payments".into()));
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    /// A text in block and flow style, with comments, quotes and blocks.
    fn document() -> impl Strategy<Value = String> {
        let entries = prop::collection::vec((0..8_usize, text(2), any::<bool>(), 0..4_usize), 1..5);
        (entries, prop::sample::select(vec!["\n", "\r\n"]), any::<bool>()).prop_map(|(entries, newline, ends)| {
            let mut out = String::from("# about this file\n");
            let mut seen = std::collections::BTreeSet::new();
            for (key, (block, flow), as_flow, comment) in entries {
                if !seen.insert(key) {
                    continue;
                }
                if comment == 1 {
                    out.push_str("# above\n");
                }
                out.push_str(&format!("k{key}:"));
                match (as_flow, block.strip_prefix('\n')) {
                    (true, _) => out.push_str(&format!(" {flow} # behind\n")),
                    (false, Some(lines)) => {
                        out.push_str(if comment == 2 { " # behind\n" } else { "\n" });
                        lines.lines().for_each(|line| out.push_str(&format!("  {line}\n")));
                    }
                    (false, None) => out.push_str(&format!(" {block}\n")),
                }
                if comment == 3 {
                    out.push('\n');
                }
            }
            if !ends {
                out.truncate(out.trim_end().len());
            }
            out.replace('\n', newline)
        })
    }

    /// A value as block (a line break first where it takes lines of its own) and as flow.
    fn text(depth: u32) -> impl Strategy<Value = (String, String)> {
        let scalars = vec!["1", "true", "plain text", "'it''s'", "\"q\\n\"", "", "~", "-5", "a: b", "x # y"];
        let leaf = prop::sample::select(scalars).prop_map(|text| {
            let quoted =
                if text.contains(": ") || text.contains(" #") { format!("\"{text}\"") } else { text.to_owned() };
            let flow = if quoted.is_empty() { "null".to_owned() } else { quoted.clone() };
            (quoted, flow)
        });
        let literal = Just(("|\n  one\n  two".to_owned(), "\"one\\ntwo\\n\"".to_owned()));
        let scalar = prop_oneof![8 => leaf, 1 => literal];
        scalar.prop_recursive(depth, 12, 4, |inner| {
            let list = (prop::collection::vec(inner.clone(), 1..4), any::<bool>()).prop_map(|(items, comment)| {
                let flow = format!("[{}]", items.iter().map(|(_, flow)| flow.as_str()).collect::<Vec<_>>().join(", "));
                let block = items.iter().map(|(block, _)| {
                    let comment = if comment { "\n# between" } else { "" };
                    match block.strip_prefix('\n') {
                        Some(lines) => format!("{comment}\n-\n{}", indented(lines)),
                        None => format!("{comment}\n- {}", block.replace('\n', "\n  ")),
                    }
                });
                (block.collect::<String>(), flow)
            });
            let map = prop::collection::btree_map("[a-e]", inner, 1..4).prop_map(|map| {
                let flow: Vec<String> = map.iter().map(|(key, (_, flow))| format!("{key}: {flow}")).collect();
                let block = map.iter().map(|(key, (block, _))| match block.strip_prefix('\n') {
                    Some(lines) => format!("\n{key}: # of {key}\n{}", indented(lines)),
                    None => format!("\n{key}: {}", block.replace('\n', "\n  ")),
                });
                (block.collect::<String>(), format!("{{{}}}", flow.join(", ")))
            });
            prop_oneof![list, map]
        })
    }

    fn indented(lines: &str) -> String {
        lines.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
    }

    fn read(text: &str) -> Value {
        let limits = Limits::default();
        let read = yaml::parse("a", text.as_bytes(), &limits, &mut Interner::default());
        read.value.unwrap_or_else(|| panic!("{text}\n{:?}", read.diagnostics))[0].root.to_value()
    }

    fn places(value: &Value, at: &crate::model::Pointer, found: &mut Vec<crate::model::Pointer>) {
        found.push(at.clone());
        match value {
            Value::Map(map) => map.iter().for_each(|(key, value)| places(value, &at.join(key), found)),
            Value::List(list) => {
                list.iter().enumerate().for_each(|(index, value)| places(value, &at.index(index), found));
            }
            _ => {}
        }
    }

    fn new_value() -> impl Strategy<Value = Value> {
        let texts = vec!["new", "yes", "two\nlines\n", "a: b", "", " x", "12", "it's", "tail\n\n"];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-9..99_i32).prop_map(Value::from),
            prop::sample::select(texts).prop_map(Value::from),
        ];
        leaf.prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::list),
                prop::collection::btree_map("[a-h]", inner, 0..3).prop_map(Value::map),
            ]
        })
    }

    fn comments(text: &str) -> Vec<&str> {
        text.lines().map(str::trim).filter(|line| line.starts_with('#')).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 1 } else { 1_500 }))]

        #[test]
        fn an_edited_text_says_what_was_asked_for(
            text in document(), pick in any::<prop::sample::Index>(), kind in 0..4_u8, new in new_value()
        ) {
            let before = read(&text);
            let mut all = Vec::new();
            places(&before, &crate::model::Pointer::root(), &mut all);
            let place = pick.get(&all).clone();
            let operation = match kind {
                0 => EditOperation::Remove,
                1 => EditOperation::Set(place.find(&before).unwrap().clone()),
                2 => EditOperation::Set(new.clone()),
                _ => EditOperation::Add(new.clone()),
            };
            let place = match (kind, place.find(&before)) {
                (3, Some(Value::Map(_))) => place.join("added"),
                (3, Some(Value::List(_))) => place.index(0),
                _ => place,
            };
            let edits = [Edit::new(place.clone(), operation.clone())];
            let outcome = edit("a", text.as_bytes(), &edits, &Limits::default());
            let Some(bytes) = outcome.value else {
                // Only what can't be: the whole removed, or something added where it stands.
                let whole = place.is_root();
                let there = kind == 3 && place.find(&before).is_some();
                prop_assert!(whole || there, "{text}\n{place} {operation:?}\n{:?}", outcome.diagnostics);
                return Ok(());
            };
            let after = String::from_utf8(bytes).unwrap();
            let expected = super::super::value::edited(&before, &place, &operation).ok().unwrap();
            prop_assert_eq!(read(&after), expected.clone(), "{}", after);
            if expected == before {
                prop_assert_eq!(&after, &text);
            }
            // Comments outside of what went away are there as they were, and so are the other top-level lines.
            let key = place.tokens().next();
            let outside = |text: &str| -> Vec<String> {
                let mut inside = false;
                let mut kept = Vec::new();
                for line in text.lines() {
                    if !line.starts_with([' ', '#', '-']) && !line.trim().is_empty() {
                        inside = key.as_ref().is_none_or(|key| line.starts_with(&format!("{key}:")));
                    }
                    if !inside || line.starts_with('#') {
                        kept.push(line.trim_end().to_owned());
                    }
                }
                kept.retain(|line| !line.is_empty() && !line.starts_with("{}") && !line.starts_with("added:"));
                kept
            };
            if key.as_ref().is_some_and(|key| before.get(key).is_some()) {
                prop_assert_eq!(outside(&after), outside(&text), "{}\n---\n{}", text, after);
            }
            if kind == 3 {
                prop_assert_eq!(comments(&after), comments(&text), "{}\n---\n{}", text, after);
            }
        }
    }
}
