//! The house rules: which room may use which, how long files are, what the pure core depends on.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Rooms from left to right: each imports only from rooms to its left.
const CORE: [&str; 12] = [
    "model", "formats", "parse", "render", "plan", "upgrade", "policy", "measure", "run", "author", "review",
    "boundary",
];
const HOST: [&str; 7] = ["store", "clients", "executors", "driver", "workspace", "boundary", "cli"];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The code before the file's own tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod ").next().unwrap_or(text)
}

fn is_test(file: &Path) -> bool {
    file.ends_with("tests.rs")
        || file.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "testing")
}

/// Every room that a file names as `crate::ROOM` (or `platform_core::ROOM`), doc links apart.
fn rooms_used<'a>(text: &str, prefix: &str, rooms: &[&'a str]) -> BTreeSet<&'a str> {
    let lines = code(text).lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = lines.collect::<Vec<_>>().join("\n");
    let mut used = BTreeSet::new();
    for (position, _) in code.match_indices(prefix) {
        let rest = &code[position + prefix.len()..];
        let names: Vec<&str> = if let Some(group) = rest.strip_prefix('{') {
            group.split('}').next().unwrap().split(',').map(str::trim).collect()
        } else {
            vec![rest]
        };
        for name in names {
            let word = name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            used.extend(rooms.iter().find(|room| **room == word));
        }
    }
    used
}

fn check_order(source: &Path, rooms: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = 0;
    for (place, room) in rooms.iter().enumerate() {
        let folder = source.join(room);
        if !folder.is_dir() {
            continue;
        }
        for file in rust_files(&folder) {
            let text = std::fs::read_to_string(&file).unwrap();
            for used in rooms_used(&text, "crate::", rooms) {
                seen += 1;
                let used_place = rooms.iter().position(|name| *name == used).unwrap();
                if used_place > place {
                    faults.push(format!("{} uses {used}, which is to the right of {room}", file.display()));
                }
            }
        }
    }
    assert!(seen > 20, "found only {seen} uses of rooms: does this test still read them?");
    faults
}

#[test]
fn rooms_import_only_from_their_left() {
    let core = check_order(&repository().join("platform-core/src"), &CORE);
    assert_eq!(core, Vec::<String>::new());
    let host = check_order(&repository().join("platform-core/host/src"), &HOST);
    assert_eq!(host, Vec::<String>::new());
}

#[test]
fn the_reader_of_use_lines_sees_them() {
    let text = "use crate::{plan::diff, model};\nuse crate::run;\n// crate::parse\n";
    let used: Vec<_> = rooms_used(text, "crate::", &CORE).into_iter().collect();
    assert_eq!(used, ["model", "plan", "run"]);
}

#[test]
fn files_stay_small() {
    let mut lengths = Vec::new();
    for folder in ["platform-core/src", "platform-core/host/src"] {
        for file in rust_files(&repository().join(folder)) {
            let text = std::fs::read_to_string(&file).unwrap();
            let lines = code(&text).lines().count();
            let is_generated = text.starts_with("//! Made by ");
            if !is_test(&file) && !is_generated {
                assert!(lines <= 600, "{} has {lines} lines: split it by what it does", file.display());
                lengths.push(lines);
            }
        }
    }
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] < 200, "the median file has {} lines", lengths[lengths.len() / 2]);
}

/// The crates that a package builds with, itself included.
fn tree(arguments: &[&str]) -> BTreeSet<String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["tree", "--package", "platform-core", "--edges", "normal", "--prefix", "none"]).args(arguments);
    let output = command.current_dir(repository()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter(|line| !line.is_empty()).map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
}

#[test]
fn the_core_depends_on_little_and_does_no_io() {
    let whole = tree(&["--all-features"]);
    for forbidden in ["tokio", "reqwest", "hyper", "rusqlite", "tokio-postgres", "mio", "socket2"] {
        let found = whole.iter().find(|line| line.split(' ').next() == Some(forbidden));
        assert_eq!(found, None, "the pure core must not depend on it");
    }
    let default = tree(&[]);
    assert!(default.len() <= 110, "{} crates by default", default.len());
    let typed = tree(&["--no-default-features"]);
    assert!(typed.len() <= 35, "{} crates without default features", typed.len());
}

#[test]
fn the_core_reads_no_clock_environment_or_file() {
    let core = repository().join("platform-core/src");
    for file in rust_files(&core).into_iter().filter(|file| !is_test(file)) {
        let text = std::fs::read_to_string(&file).unwrap();
        let reader = file.ends_with("parse/load.rs");
        for forbidden in
            ["std::time::SystemTime", "Instant::now", "std::env::", "std::net::", "std::process::", "static mut"]
        {
            assert!(!code(&text).contains(forbidden), "{} uses {forbidden}", file.display());
        }
        assert!(reader || !code(&text).contains("std::fs"), "{} reads files; only parse/load.rs may", file.display());
    }
}

/// The packages of a lock file: name, and the versions.
fn locked(folder: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(repository().join(folder).join("Cargo.lock")).unwrap();
    let mut lines = text.lines().filter_map(|line| line.split_once(" = \""));
    let mut packages = Vec::new();
    while let Some((key, name)) = lines.next() {
        if key == "name" {
            let (_, version) = lines.next().unwrap();
            packages.push((name.trim_end_matches('"').to_owned(), version.trim_end_matches('"').to_owned()));
        }
    }
    packages
}

/// What may stand for one another: `1`, or `0.3`.
fn compatible(version: &str) -> &str {
    let parts = if version.starts_with("0.") { 2 } else { 1 };
    version.match_indices('.').nth(parts - 1).map_or(version, |(end, _)| &version[..end])
}

/// Another version of a parser gives other messages: then the languages do not give the same bytes.
#[test]
fn all_languages_are_built_from_the_same_versions() {
    let own = locked(".");
    for folder in ["platform-py", "platform-node"] {
        for (name, version) in locked(folder) {
            let other = own.iter().find(|(own, other)| *own == name && compatible(other) == compatible(&version));
            if let Some((_, other)) = other {
                assert_eq!(
                    &version, other,
                    "{name} in {folder}/Cargo.lock: copy Cargo.lock there and run `cargo metadata` in it"
                );
            }
        }
    }
}
