//! The cases as they are written.
//!
//! ```text
//! === what it shows
//! >>> services/cart/catalog-info.yaml
//! (the whole file)
//! >>> edit environments/staging.yaml
//! (each line: `OLD => NEW`, where OLD is in the base; `\n` is a new line)
//! >>> escaped a.yaml
//! (`\n`, `\r`, `\t`, `\xNN`, `\u{…}`; `\{N|TEXT|}` is TEXT N times, `\#` in it the number of the time)
//! >>> run VERB [ARGUMENT]
//! <<<
//! CODE FILE:LINE:COLUMN /pointer ~ words of the message or the help
//! ```
//!
//! A case is the base (`tests/bad-input/base`) with its files put over it. `without base` begins with nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::judge::Run;

/// A case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    pub(crate) area: String,
    pub(crate) name: String,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// What is no file: `link a b`, `fifo a`, `socket a`, `large a`, …
    pub(crate) specials: Vec<Vec<String>>,
    pub(crate) verb: Vec<String>,
    pub(crate) expected: Vec<String>,
    /// Head and body of what makes up the files, not read yet: what a case makes may be large.
    parts: Vec<(Vec<String>, String)>,
}

impl Case {
    pub(crate) fn label(&self) -> String {
        format!("{}: {}", self.area, self.name)
    }
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/bad-input")
}

fn areas() -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut areas: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "cases"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), path))
        .collect();
    areas.sort();
    areas
}

/// All cases.
pub(crate) fn all() -> Vec<Case> {
    areas().iter().flat_map(|(area, path)| read(area, &std::fs::read_to_string(path).unwrap())).collect()
}

pub(crate) fn find(area: &str, name: &str) -> Case {
    let text = std::fs::read_to_string(folder().join(format!("{area}.cases"))).unwrap();
    let mut case = read(area, &text).into_iter().find(|case| case.name == name).expect("no such case");
    case.files = base();
    for (head, body) in std::mem::take(&mut case.parts) {
        put(&mut case, &head, &body);
    }
    case
}

fn base() -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    let root = folder().join("base");
    walk(&root, &root, &mut files);
    files
}

fn read(area: &str, text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut part: Option<(Vec<String>, String)> = None;
    for line in text.lines().chain(["=== end"]) {
        let begins = ["=== ", ">>> "].iter().any(|mark| line.starts_with(mark)) || line == "<<<";
        if !begins {
            match &mut part {
                Some((_, body)) => {
                    body.push_str(line);
                    body.push('\n');
                }
                None => assert!(line.is_empty() || line.starts_with('#'), "{area}: stray line {line}"),
            }
            continue;
        }
        if let (Some((head, body)), Some(case)) = (part.take(), cases.last_mut()) {
            if head == ["expected"] {
                case.expected = body.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
            } else {
                case.parts.push((head, body));
            }
        }
        if let Some(name) = line.strip_prefix("=== ") {
            cases.push(Case { area: area.into(), name: name.into(), ..Case::default() });
        } else {
            let head = line.strip_prefix(">>> ").unwrap_or("expected");
            part = Some((head.split(' ').map(str::to_owned).collect(), String::new()));
        }
    }
    cases.pop();
    for (index, case) in cases.iter().enumerate() {
        assert!(!cases[..index].iter().any(|other| other.name == case.name), "two cases {}", case.label());
    }
    cases
}

fn put(case: &mut Case, head: &[String], body: &str) {
    let words: Vec<&str> = head.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["without", "base"] => case.files.clear(),
        ["without", file] => drop(case.files.remove(*file)),
        ["run", verb @ ..] => case.verb = verb.iter().map(|word| (*word).to_owned()).collect(),
        ["edit", file] => {
            let mut text = String::from_utf8(case.files[*file].clone()).unwrap();
            for line in body.lines().filter(|line| !line.is_empty()) {
                let (old, new) = line.split_once(" => ").unwrap_or_else(|| panic!("{}: {line}", case.label()));
                let (old, new) = (unescape_text(old), unescape_text(new));
                assert!(text.contains(&old), "{}: the base has no {old:?}", case.label());
                text = text.replacen(&old, &new, 1);
            }
            case.files.insert((*file).into(), text.into());
        }
        ["escaped", file] => drop(case.files.insert((*file).into(), unescape(&body.replace('\n', "")))),
        [special @ ("link" | "fifo" | "socket" | "large" | "folder" | "unreadable"), ..] => {
            assert!(body.is_empty(), "{}: {special} has no body", case.label());
            case.specials.push(head.to_vec());
        }
        [file] => drop(case.files.insert((*file).into(), body.as_bytes().to_vec())),
        _ => panic!("{}: {head:?}", case.label()),
    }
}

fn unescape_text(text: &str) -> String {
    String::from_utf8(unescape(text)).unwrap()
}

/// What an escaped text stands for.
fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        let escape = rest[at + 1..].chars().next().expect("a backslash at the end");
        let behind = &rest[at + 1 + escape.len_utf8()..];
        rest = behind;
        match escape {
            'n' => out.push(b'\n'),
            'r' => out.push(b'\r'),
            't' => out.push(b'\t'),
            '\\' => out.push(b'\\'),
            'x' => {
                out.push(u8::from_str_radix(&behind[..2], 16).unwrap());
                rest = &behind[2..];
            }
            'u' => {
                let end = behind.find('}').unwrap();
                let code = u32::from_str_radix(&behind[1..end], 16).unwrap();
                out.extend_from_slice(char::from_u32(code).unwrap().to_string().as_bytes());
                rest = &behind[end + 1..];
            }
            '{' => {
                let end = closing(behind);
                let (count, piece) = behind[..end].split_once('|').unwrap();
                let same = if piece.contains("\\#") { None } else { Some(unescape(piece)) };
                for number in 0..count.parse::<usize>().unwrap() {
                    match &same {
                        Some(same) => out.extend_from_slice(same),
                        None => out.extend(unescape(&piece.replace("\\#", &number.to_string()))),
                    }
                }
                rest = &behind[end + 2..];
            }
            other => panic!("\\{other} is no escape"),
        }
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

/// Where the repetition that is open ends; `text` begins with its number and `|`.
fn closing(text: &str) -> usize {
    let mut depth = 0;
    let mut at = text.find('|').unwrap() + 1;
    while let Some(character) = text[at..].chars().next() {
        if text[at..].starts_with("\\{") {
            depth += 1;
            at += text[at..].find('|').unwrap();
        } else if text[at..].starts_with("|}") {
            if depth == 0 {
                return at;
            }
            depth -= 1;
        }
        at += character.len_utf8();
    }
    panic!("a repetition is never closed: {text}")
}

/// Puts what was found in the place of what was expected.
pub(crate) fn write_found(runs: &[Run<'_>]) {
    for (area, path) in areas() {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut out = String::new();
        let mut run = None;
        let mut dropping = false;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("=== ") {
                run = runs.iter().find(|run| run.case.area == area && run.case.name == name);
                dropping = false;
            }
            if !dropping || line.is_empty() || line.starts_with('#') {
                out.push_str(line);
                out.push('\n');
            }
            if line == "<<<"
                && let Some(run) = run
            {
                run.to_expect().iter().for_each(|line| out.push_str(&format!("{line}\n")));
                dropping = true;
            }
        }
        std::fs::write(path, out).unwrap();
    }
}
