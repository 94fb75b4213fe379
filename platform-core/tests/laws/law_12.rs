//! Any input bytes: an error with a place, never a panic.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use platform_core::formats::{Limits, yaml};
use platform_core::model::{Interner, Platform, Sources, Text, Value};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::runner::law;

/// What happens to a document.
#[derive(Clone, Debug)]
enum Damage {
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

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        4 => (any::<Index>(), piece()).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Cut(from, to)),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Double(from, to)),
        1 => any::<Index>().prop_map(Damage::End),
    ]
}

fn damaged(bytes: &[u8], damages: &[Damage]) -> Vec<u8> {
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
fn example(name: &str) -> Sources {
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
