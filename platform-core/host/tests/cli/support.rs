//! A copy of an example, and the command run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A platform of its own for one test.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

/// What a call of the command gave.
pub(crate) struct Call {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        // What somebody deployed from the checkout is no part of the example.
        if name == ".platform" || name == "deploy" {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            std::fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

impl Place {
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn example(name: &str) -> Self {
        let place = Self::empty();
        copy(&repository().join("examples").join(name), place.folder.path());
        place
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Replaces a text that must be there.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} has no `{from}`");
        self.write(file, &text.replacen(from, to, 1));
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_platform"));
        command.current_dir(self.path()).stdin(Stdio::null()).env_clear().env("PLATFORM_ACTOR", "ada");
        command
    }

    /// Runs the command; words are split at spaces.
    pub(crate) fn run(&self, words: &str) -> Call {
        Call::from(self.command().args(words.split_whitespace()).output().unwrap())
    }

    /// Runs the command, which must end with 0.
    pub(crate) fn good(&self, words: &str) -> Call {
        let call = self.run(words);
        assert_eq!(call.code, 0, "platform {words}\n{}\n{}", call.out, call.err);
        call
    }

    /// Every file below a folder with its text, except what the store keeps.
    pub(crate) fn files(&self, folder: &str) -> Vec<(String, String)> {
        fn walk(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
            let Ok(entries) = std::fs::read_dir(folder) else { return };
            for entry in entries {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(root, &path, found);
                } else {
                    let name = path.strip_prefix(root).unwrap().display().to_string();
                    found.push((name, std::fs::read_to_string(&path).unwrap()));
                }
            }
        }
        let mut found = Vec::new();
        walk(self.path(), &self.path().join(folder), &mut found);
        found.sort();
        found
    }
}

impl From<Output> for Call {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Call {
    /// All of it, times left out, for a snapshot.
    pub(crate) fn shown(&self) -> String {
        let mut text = format!("exit {}\n", self.code);
        for (name, stream) in [("stdout", &self.out), ("stderr", &self.err)] {
            if !stream.is_empty() {
                text.push_str(&format!("--- {name}\n{}", in_order(&without_times(stream))));
            }
        }
        text
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

/// Steps that run at once end in any order: their lines are sorted.
fn in_order(text: &str) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    for steps in lines.chunk_by_mut(|a, b| a.starts_with("  ✓") == b.starts_with("  ✓")) {
        if steps[0].starts_with("  ✓") {
            steps.sort_unstable();
        }
    }
    lines.concat()
}

/// `2026-11-21 08:30` becomes `YYYY-MM-DD hh:mm`, and how long a step took is left out.
fn without_times(text: &str) -> String {
    let digits = |part: &str, shape: &str| {
        part.len() == shape.len()
            && part.bytes().zip(shape.bytes()).all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                shape => byte == shape,
            })
    };
    let mut out = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        match rest.get(..16) {
            Some(part) if digits(part, "0000-00-00 00:00") => {
                out.push_str("YYYY-MM-DD hh:mm");
                rest = &rest[16..];
            }
            _ => {
                out.push(character);
                rest = &rest[character.len_utf8()..];
            }
        }
    }
    out
}
