//! What the generators make, as calls of the boundary with the answers of Rust: the other languages must give the same
//! bytes. `tests/run python node` writes and checks them.

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufWriter, Write};

use platform_core::boundary;
use platform_core::model::{Plan, Value};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value as Json, json};

use crate::generate::{Case, case, value};
use crate::law_2::bodies;
use crate::law_3::planned;
use crate::law_12::{damage, damaged, example};
use crate::runner::law;

/// A file of lines, each `{call, input, answer}` with the two texts.
struct Calls(RefCell<BufWriter<File>>);

impl Calls {
    fn create(path: &str) -> Self {
        Self(RefCell::new(BufWriter::new(File::create(path).unwrap_or_else(|error| panic!("{path}: {error}")))))
    }

    /// Makes a call and writes it down; gives whether there was an answer.
    fn call(&self, verb: &str, input: &Json) -> bool {
        self.answer(verb, input).starts_with(r#"{"ok":"#)
    }

    fn answer(&self, verb: &str, input: &Json) -> String {
        let input = input.to_string();
        let answer = boundary::call(verb, &input);
        writeln!(self.0.borrow_mut(), "{}", json!({"call": verb, "input": input, "answer": answer})).unwrap();
        answer
    }

    fn world(&self, case: &Case, first: &Plan) {
        let facts = |mut more: Json| {
            let known = json!({"rendered": case.rendered, "state": case.state, "observed": case.observed});
            more.as_object_mut().unwrap().extend(known.as_object().unwrap().clone());
            more
        };
        self.call("plan", &facts(json!({"options": case.options})));
        let told = json!({"plan": first, "rendered": case.rendered});
        match first.digest.as_bytes().first().map_or(0, |byte| byte % 3) {
            0 => self.call("verify", &facts(json!({"plan": first}))),
            1 => self.call("planText", &told),
            _ => first.changes.first().is_some_and(|change| {
                let path = change.fields.first().map(|field| field.path.clone()).unwrap_or_default();
                self.call(
                    "explain",
                    &json!({"plan": first, "rendered": case.rendered, "address": change.address, "path": path}),
                )
            }),
        };
    }
}

#[test]
#[ignore = "writes a file for the tests of other languages: tests/run python node"]
fn calls_for_other_languages() {
    let path = std::env::var("PLATFORM_LAW_FILE").expect("PLATFORM_LAW_FILE says where the calls are written");
    let calls = Calls::create(&path);
    law("in other languages (values)", &["answered"], &value(), |value, seen| {
        seen.mark("answered", calls.call("digest", &json!({"value": value})));
        seen.mark("answered", calls.call("jsonText", &json!({"value": value})));
        Ok(())
    });
    law("in other languages (differences)", &["answered"], &bodies(), |(shape, before, after), seen| {
        let target = if shape.is_kubernetes() { "kubernetes" } else { shape.target() };
        seen.mark("answered", calls.call("diff", &json!({"target": target, "before": before, "after": after})));
        seen.mark("answered", calls.call("normalize", &json!({"target": target, "value": after})));
        Ok(())
    });
    law("in other languages (plans)", &["planned"], &case(false), |case, seen| {
        let plan = planned(&case.rendered, &case.state, &case.observed, &case.options);
        seen.mark("planned", plan.is_some());
        plan.iter().for_each(|plan| calls.world(case, plan));
        Ok(())
    });
    let hello = example("hello");
    let broken = (any::<Index>(), prop::collection::vec(damage(), 0..3));
    law("in other languages (platforms)", &["valid", "refused"], &broken, |(file, damages), seen| {
        let mut files = hello.clone();
        let path = files.keys().nth(file.index(files.len())).unwrap().clone();
        let text = damaged(&files[&path], damages);
        files.insert(path, text.into());
        // JSON has no place for what is no text.
        let text = |bytes: &[u8]| Value::from(String::from_utf8_lossy(bytes).into_owned());
        let files: std::collections::BTreeMap<_, _> =
            files.iter().map(|(path, bytes)| (path.to_string(), text(bytes))).collect();
        let valid = calls.answer("validate", &json!({"files": files})).contains(r#""valid":true"#);
        seen.mark(if valid { "valid" } else { "refused" }, true);
        Ok(())
    });
}
