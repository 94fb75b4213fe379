//! Runs `tests/vectors/*.json`: `{name, call, input, expect}`, the suite that all languages share.
//!
//! `PLATFORM_VECTORS=update cargo test -p platform-core --features schema --test vectors` writes anew what is expected; read the difference.
//!
//! An input may take from another vector: `{"$ok": "plan/creates#/changes/0"}` is (part of) what that one gives, and
//! `{"$input": "plan/creates#/rendered"}` (part of) its input; `with` beside it replaces what stands at pointers. Where a
//! vector has `text`, that is its input as it is; where it has `part`, only that part of the answer is expected.
#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects, clippy::indexing_slicing)]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use platform_core::boundary::{call, verbs};
use platform_core::model::codes;
use serde_json::{Map, Value, json};

const UPDATE: &str = "PLATFORM_VECTORS=update cargo test -p platform-core --features schema --test vectors";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors")
}

fn read(file: &Path) -> Value {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The vectors of each file, by the file's name without its ending.
fn files() -> BTreeMap<String, Vec<Value>> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let stem = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    files.map(|path| (stem(&path), read(&path).as_array().unwrap().clone())).collect()
}

struct Suite {
    vectors: BTreeMap<String, Value>,
    answers: RefCell<BTreeMap<String, Value>>,
}

impl Suite {
    fn new(files: &BTreeMap<String, Vec<Value>>) -> Self {
        let mut vectors = BTreeMap::new();
        for (file, list) in files {
            for vector in list {
                let name = format!("{file}/{}", vector["name"].as_str().unwrap());
                assert!(vectors.insert(name.clone(), vector.clone()).is_none(), "{name} stands twice");
            }
        }
        Self { vectors, answers: RefCell::default() }
    }

    fn vector(&self, name: &str) -> &Value {
        self.vectors.get(name).unwrap_or_else(|| panic!("there is no vector {name}"))
    }

    /// The answer to a vector, called once.
    fn answer(&self, name: &str) -> Value {
        if let Some(answer) = self.answers.borrow().get(name) {
            return answer.clone();
        }
        let vector = self.vector(name);
        let text = match &vector["text"] {
            Value::String(text) => text.clone(),
            _ => self.filled(&vector["input"]).to_string(),
        };
        let answer: Value = serde_json::from_str(&call(vector["call"].as_str().unwrap(), &text)).unwrap();
        self.answers.borrow_mut().insert(name.to_owned(), answer.clone());
        answer
    }

    /// What a vector speaks of: the answer, or the `part` of it that it names.
    fn told(&self, name: &str) -> Value {
        let answer = self.answer(name);
        let part = self.vector(name)["part"].as_str().unwrap_or_default();
        answer.pointer(part).unwrap_or_else(|| panic!("{name} gives no {part}: {answer}")).clone()
    }

    /// An input with what it takes from other vectors.
    fn filled(&self, input: &Value) -> Value {
        match input {
            Value::Object(map) => self.taken(map).unwrap_or_else(|| {
                Value::Object(map.iter().map(|(key, value)| (key.clone(), self.filled(value))).collect())
            }),
            Value::Array(items) => items.iter().map(|item| self.filled(item)).collect(),
            other => other.clone(),
        }
    }

    /// What `{"$ok": …}` or `{"$input": …}` stands for; a `with` beside it replaces parts, by pointer.
    fn taken(&self, map: &Map<String, Value>) -> Option<Value> {
        let part = |name: &str| -> (String, String) {
            let (name, pointer) = name.split_once('#').unwrap_or((name, ""));
            (name.to_owned(), pointer.to_owned())
        };
        let mut taken = if let Some(Value::String(source)) = map.get("$ok") {
            let (name, pointer) = part(source);
            let answer = self.answer(&name);
            let found = answer.get("ok").and_then(|ok| ok.pointer(&pointer));
            found.unwrap_or_else(|| panic!("{source} gives nothing: {answer}")).clone()
        } else {
            let (name, pointer) = part(map.get("$input")?.as_str()?);
            let input = self.filled(&self.vector(&name)["input"]);
            input.pointer(&pointer).unwrap_or_else(|| panic!("{name} has no {pointer}")).clone()
        };
        for (pointer, value) in map.get("with").and_then(Value::as_object).into_iter().flatten() {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let key = key.replace("~1", "/").replace("~0", "~");
            let parent = taken.pointer_mut(parent).unwrap_or_else(|| panic!("there is no {pointer}"));
            match parent {
                Value::Array(items) => items[key.parse::<usize>().unwrap()] = self.filled(value),
                other => other[key] = self.filled(value),
            }
        }
        Some(taken)
    }
}

/// Updates what is expected, where asked to.
fn update(files: &BTreeMap<String, Vec<Value>>, suite: &Suite) {
    for (file, list) in files {
        let vectors: Vec<Value> = list
            .iter()
            .map(|vector| {
                let mut vector = vector.clone();
                vector["expect"] = suite.told(&format!("{file}/{}", vector["name"].as_str().unwrap()));
                vector
            })
            .collect();
        let text = format!("{}\n", serde_json::to_string_pretty(&vectors).unwrap());
        std::fs::write(folder().join(format!("{file}.json")), text).unwrap();
    }
}

#[test]
fn every_vector_gives_what_it_expects() {
    let files = files();
    let suite = Suite::new(&files);
    assert!(suite.vectors.len() >= 100, "only {} vectors were found", suite.vectors.len());
    if std::env::var_os("PLATFORM_VECTORS").is_some_and(|value| value == "update") {
        update(&files, &suite);
        return;
    }
    let mut wrong = Vec::new();
    for (name, vector) in &suite.vectors {
        let answer = suite.told(name);
        if answer != vector["expect"] {
            wrong.push(format!("{name}\n  expected {}\n  got      {answer}", vector["expect"]));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} vectors give something else; where that is meant, run `{UPDATE}` and read the difference\n{}",
        wrong.len(),
        suite.vectors.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_verb_has_a_vector_that_succeeds() {
    let files = files();
    let suite = Suite::new(&files);
    let succeeds = |vector: &&Value| {
        vector["expect"].get("ok").is_some() || vector["part"].as_str().is_some_and(|part| part.starts_with("/ok"))
    };
    let called: BTreeSet<&str> =
        suite.vectors.values().filter(succeeds).map(|vector| vector["call"].as_str().unwrap()).collect();
    let missing: Vec<&str> = verbs().iter().map(|verb| verb.name).filter(|name| !called.contains(name)).collect();
    assert_eq!(missing, Vec::<&str>::new(), "these verbs have no vector that succeeds");
}

/// Every text under a key, anywhere.
fn collect(value: &Value, key: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                if name == key {
                    match inner {
                        Value::String(text) => drop(found.insert(text.clone())),
                        Value::Array(items) => found.extend(items.iter().filter_map(Value::as_str).map(str::to_owned)),
                        _ => {}
                    }
                }
                collect(inner, key, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, key, found)),
        _ => {}
    }
}

fn expected(key: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for vector in files().values().flatten().filter(|vector| vector["call"] != "codes" && vector["call"] != "code") {
        collect(&vector["expect"], key, &mut found);
    }
    found
}

#[test]
fn every_action_reason_and_kind_of_change_has_a_vector() {
    let plan: Value = schema("plan");
    for (definition, key) in
        [("Action", "actions"), ("Reason", "reason"), ("FieldChangeKind", "kind"), ("Action", "action")]
    {
        let choices = plan["$defs"][definition]["oneOf"].as_array().unwrap();
        let known: BTreeSet<String> = choices.iter().map(|one| one["const"].as_str().unwrap().to_owned()).collect();
        let found = expected(key);
        let exceptions = read(&folder().join("../vectors-without.json"));
        let left_out: BTreeSet<String> =
            exceptions[key].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        let missing: Vec<_> = known.difference(&found).filter(|name| !left_out.contains(*name)).collect();
        assert_eq!(missing, Vec::<&String>::new(), "`{key}` is expected by no vector");
        let needless: Vec<_> = left_out.intersection(&found).collect();
        assert_eq!(needless, Vec::<&String>::new(), "`{key}` has a vector and stands in vectors-without.json");
    }
}

fn schema(name: &str) -> Value {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../schemas/{name}.schema.json")))
}

#[test]
fn every_error_code_has_a_vector_or_a_reason_why_not() {
    let found = expected("code");
    let exceptions = read(&folder().join("../vectors-without.json"));
    let left_out = exceptions["code"].as_object().unwrap();
    let known: BTreeSet<String> = codes::all().iter().map(|info| info.code.to_string()).collect();
    let missing: Vec<_> = known.iter().filter(|code| !found.contains(*code) && !left_out.contains_key(*code)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "these codes are raised by no vector");
    let needless: Vec<_> = left_out.keys().filter(|code| found.contains(*code) || !known.contains(*code)).collect();
    assert_eq!(needless, Vec::<&String>::new(), "these need not stand in tests/vectors-without.json");
    for (code, why) in left_out {
        assert!(why.as_str().unwrap().len() > 10, "{code}: say why, and which test raises it");
    }
}

/// The value of a secret output in the inputs.
const SECRET: &str = "hunter2";

#[test]
fn nothing_that_entered_as_a_secret_comes_out() {
    let vectors: Vec<Value> = files().into_values().flatten().collect();
    let entered = vectors.iter().filter(|vector| vector["input"].to_string().contains(SECRET)).count();
    assert!(entered > 1, "only {entered} vectors hold a secret");
    let left = vectors.iter().filter(|vector| vector["expect"].to_string().contains(SECRET));
    assert_eq!(left.map(|vector| vector["name"].to_string()).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_vector_that_expects_something_else_is_told() {
    let vectors = BTreeMap::from([(
        "a".to_owned(),
        vec![json!({
            "name": "b", "call": "digest", "input": {"value": 1}, "expect": {"ok": "sha256:0"}
        })],
    )]);
    let suite = Suite::new(&vectors);
    assert_ne!(suite.answer("a/b"), suite.vectors["a/b"]["expect"]);
    assert_eq!(suite.filled(&json!({"$input": "a/b#/value"})), json!(1));
    assert!(suite.filled(&json!([{"$ok": "a/b"}]))[0].as_str().unwrap().starts_with("sha256:"));
    assert_eq!(suite.filled(&json!({"$input": "a/b", "with": {"/value": 2}})), json!({"value": 2}));
}
