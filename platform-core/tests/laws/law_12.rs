//! Any input bytes: an error with a place, never a panic.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use platform_core::formats::{Limits, json, text, yaml};
use platform_core::model::{
    Applying, Diagnostic, Interner, Journal, Plan, Platform, Sources, State, Step, StepEvent, StepEventKind, Text,
    Timestamp, Value,
};
use platform_core::plan;
use platform_core::run::{self, Apply};
use proptest::prelude::*;
use proptest::sample::Index;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::generate::case;
use crate::law_3::planned;
use crate::runner::law;

/// What happens to a document.
#[derive(Clone, Debug)]
pub enum Damage {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Cut(Index, Index),
    Double(Index, Index),
    End(Index),
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    let tokens: Vec<&[u8]> = vec![
        b"${{",
        b"}}",
        b"${{ a.b[",
        b"${",
        b"%{",
        b": ",
        b"- ",
        b"\n",
        b"\r\n",
        b"\t",
        b"{",
        b"}",
        b"[",
        b"]",
        b"&a ",
        b"*a",
        b"<<: ",
        b"!!binary ",
        b"!x ",
        b"---\n",
        b"...\n",
        b"\"",
        b"'",
        b"|\n",
        b">-\n",
        b"? ",
        b"#",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\0",
        b"$unknown",
        b"$secret",
        b"secretRef",
        b"99999999999999999999",
        b"1e999",
        b".inf",
        b"~",
        b"null",
        b"\xf0\x9f\x98\x80",
        b"../../x",
        b"/",
        b"name: name: x",
        b"apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\n",
        b"0x1F",
        b"=",
    ];
    prop_oneof![
        3 => prop::sample::select(tokens).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 1..6),
        1 => (prop::sample::select(vec![b"[".to_vec(), b"{a: ".to_vec(), b"- ".to_vec(), b"(".to_vec(), b"${{ (".to_vec()]), 1_usize..400)
            .prop_map(|(token, times)| token.repeat(times)),
    ]
}

pub fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        4 => (any::<Index>(), piece()).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Cut(from, to)),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Double(from, to)),
        1 => any::<Index>().prop_map(Damage::End),
    ]
}

pub fn damaged(bytes: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for damage in damages {
        let length = bytes.len() + 1;
        // Most of what people break is small: at most 40 bytes are cut or doubled.
        let range = |from: &Index, to: &Index| {
            let from = from.index(length);
            from..(from + to.index(40)).min(length - 1)
        };
        match damage {
            Damage::Set(at, byte) => {
                if let Some(slot) = bytes.get_mut(at.index(length)) {
                    *slot = *byte;
                }
            }
            Damage::Insert(at, piece) => drop(bytes.splice(at.index(length)..at.index(length), piece.iter().copied())),
            Damage::Cut(from, to) => drop(bytes.drain(range(from, to))),
            Damage::Double(from, to) => {
                let copy = bytes[range(from, to)].to_vec();
                let at = from.index(length);
                bytes.splice(at..at, copy);
            }
            Damage::End(at) => bytes.truncate(at.index(length)),
        }
    }
    bytes
}

/// The files of an example, by their path in it.
pub fn example(name: &str) -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name);
    let mut open = vec![root.clone()];
    let mut files: BTreeMap<Text, Arc<[u8]>> = BTreeMap::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            if path.is_dir() && !text.starts_with("deploy") && !text.starts_with('.') {
                open.push(path);
            } else if path.is_file() {
                files.insert(text.into(), std::fs::read(&path).unwrap().into());
            }
        }
    }
    assert!(!files.is_empty(), "the example {name} has no files");
    files
}

#[test]
fn any_bytes_are_read_or_refused_with_a_place() {
    let shop = example("shop");
    let texts: Vec<Arc<[u8]>> = shop.values().cloned().collect();
    let real = (prop::sample::select(texts), prop::collection::vec(damage(), 1..4));
    let strategy = prop_oneof![
        3 => real.prop_map(|(bytes, damages)| damaged(&bytes, &damages)),
        1 => prop::collection::vec(piece(), 0..12).prop_map(|pieces| pieces.concat()),
        1 => prop::collection::vec(any::<u8>(), 0..64),
    ];
    law("12 (YAML)", &["read", "refused"], &strategy, |bytes, seen| {
        let outcome = yaml::parse("any.yaml", bytes, &Limits::default(), &mut Interner::default());
        seen.mark("read", !outcome.has_errors());
        seen.mark("refused", outcome.has_errors());
        for diagnostic in &outcome.diagnostics {
            let at = diagnostic.at.as_ref();
            prop_assert!(at.is_some_and(|at| &*at.file == "any.yaml"), "without its place: {diagnostic}");
        }
        let documents = outcome.value.filter(|_| !outcome.diagnostics.iter().any(|d| d.is_error())).unwrap_or_default();
        for document in documents {
            // What was read is written so that it is read again as the same.
            let value = document.root.to_value();
            let text = yaml::write(&value);
            let again = yaml::parse("again.yaml", text.as_bytes(), &Limits::default(), &mut Interner::default());
            let again = again.value.unwrap_or_default().first().map(|document| document.root.to_value());
            prop_assert_eq!(again.as_ref(), Some(&value), "written as\n{}", text);
        }
        Ok(())
    });
}

#[test]
fn a_value_comes_back_from_yaml() {
    law("12 (YAML of values)", &["list", "map", "text"], &crate::generate::json_value(), |value, seen| {
        seen.mark("list", value.as_list().is_some());
        seen.mark("map", value.as_map().is_some());
        seen.mark("text", value.as_str().is_some());
        let mut has_digits = false;
        value.for_each_leaf(&mut |leaf| has_digits |= matches!(leaf, Value::Digits(_)));
        if has_digits {
            return Ok(());
        }
        let text = yaml::write(value);
        let outcome = yaml::parse("any.yaml", text.as_bytes(), &Limits::default(), &mut Interner::default());
        let again = outcome.value.unwrap_or_default().first().map(|document| document.root.to_value());
        prop_assert_eq!(again.as_ref(), Some(value), "written as\n{}\n{:?}", text, outcome.diagnostics);
        Ok(())
    });
}

/// What is kept between runs, damaged: read as what it says or refused with a place; and what was read is planned with,
/// applied or resumed, or refused, without a panic.
#[test]
fn kept_documents_are_read_or_refused_with_a_place() {
    let strategy = (case(false), prop::collection::vec(damage(), 0..3), 0_usize..3);
    let cells = ["state, read", "state, refused", "plan, read", "plan, refused", "journal, read", "journal, refused"];
    law("12 (state, plan, journal)", &cells, &strategy, |(case, damages, which), seen| {
        let Some(plan) = planned(&case.rendered, &case.state, &case.observed, &case.options) else { return Ok(()) };
        match which {
            0 => {
                let read = kept::<State>(&case.state, damages)?;
                seen.mark(if read.is_some() { cells[0] } else { cells[1] }, true);
                let Some(state) = read else { return Ok(()) };
                let again = plan::plan(&case.rendered, &state, &case.observed, &case.options);
                if let Some(again) = &again.value {
                    prop_assert!(plan::check_digest(again, &case.rendered).is_ok());
                }
                let _ = plan::verify(&plan, &case.rendered, &state, &case.observed);
            }
            1 => {
                let read = kept::<Plan>(&plan, damages)?;
                seen.mark(if read.is_some() { cells[2] } else { cells[3] }, true);
                let Some(read) = read else { return Ok(()) };
                let is_same = read == plan;
                let _ = text::plan(&read, Some(&case.rendered), &text::Style::default());
                let _ = plan::verify(&read, &case.rendered, &case.state, &case.observed);
                let sealed = plan::check_digest(&read, &case.rendered).is_ok();
                prop_assert!(sealed || !is_same, "a plan that was not touched has its own digest");
                let begun = Apply::begin(read.into(), case.rendered.clone().into(), &case.state, &case.observed);
                prop_assert!(sealed || begun.is_err(), "a plan that was tampered with began");
            }
            _ => {
                let mut journal = Journal::new(plan.digest);
                journal.events = plan.steps.iter().take(2).map(started).collect();
                let read = kept::<Journal>(&journal, damages)?;
                seen.mark(if read.is_some() { cells[4] } else { cells[5] }, true);
                let Some(read) = read else { return Ok(()) };
                let mut state = case.state.clone();
                state.applying = Some(Applying { plan_digest: plan.digest, attempt: 1 });
                let rendered = case.rendered.clone().into();
                if let Ok(apply) = Apply::resume(plan.into(), rendered, &state, &read, &case.observed) {
                    let _ = run::next(&apply, Timestamp::default());
                }
            }
        }
        Ok(())
    });
}

fn started(step: &Step) -> StepEvent {
    StepEvent::new(step.id, 1, Timestamp::default(), StepEventKind::Started)
}

/// The document, written, damaged and read again.
fn kept<T: Serialize + DeserializeOwned>(document: &T, damages: &[Damage]) -> Result<Option<T>, TestCaseError> {
    let bytes = damaged(&serde_json::to_vec(document).unwrap(), damages);
    match json::read::<T>("kept.json", &bytes) {
        Ok(read) => Ok(Some(read)),
        Err(failure) => {
            prop_assert!(!damages.is_empty(), "what was written is not read: {failure}");
            let placed = |diagnostic: &Diagnostic| diagnostic.at.as_ref().is_some_and(|at| &*at.file == "kept.json");
            prop_assert!(failure.diagnostics.iter().all(placed), "without its place: {failure}");
            Ok(None)
        }
    }
}

#[test]
fn a_damaged_platform_is_read_or_refused_with_places() {
    let examples = [example("hello"), example("shop")];
    let strategy = (0_usize..2, any::<Index>(), prop::collection::vec(damage(), 1..4));
    law("12 (platforms)", &["still whole", "refused"], &strategy, |(which, file, damages), seen| {
        let mut sources = examples[*which].clone();
        let path = sources.keys().nth(file.index(sources.len())).unwrap().clone();
        let broken = damaged(&sources[&path], damages);
        sources.insert(path.clone(), broken.into());
        let outcome = Platform::parse(&sources);
        seen.mark("still whole", !outcome.has_errors());
        seen.mark("refused", outcome.has_errors());
        prop_assert!(outcome.value.is_some(), "what is not broken is read all the same");
        for diagnostic in &outcome.diagnostics {
            prop_assert!(
                diagnostic.at.as_ref().is_some_and(|at| !at.file.is_empty()),
                "without its place: {diagnostic}"
            );
        }
        Ok(())
    });
}
