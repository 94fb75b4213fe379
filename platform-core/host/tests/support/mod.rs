//! Runs the built command on a copy of an example.
#![allow(dead_code, unreachable_pub, missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A copy of an example in a folder of its own.
pub struct Copy {
    folder: tempfile::TempDir,
}

impl Copy {
    /// Of `examples/NAME`, as it is committed.
    pub fn of(name: &str) -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
        let folder = tempfile::tempdir().unwrap();
        copy(&source, folder.path());
        Self { folder }
    }

    /// The copy's folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// `platform -C COPY ARGUMENTS`.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_platform"));
        command.arg("-C").arg(self.path()).args(arguments).env("NO_COLOR", "1");
        command
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran { arguments: arguments.join(" "), output: self.command(arguments).output().unwrap() }
    }
}

/// What a command printed and how it ended.
pub struct Ran {
    arguments: String,
    output: Output,
}

impl Ran {
    /// The exit code.
    pub fn code(&self) -> i32 {
        self.output.status.code().unwrap_or(-1)
    }

    /// What it printed to standard output.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// What it printed to standard error.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// It must have ended with a code.
    pub fn exits(self, code: i32) -> Self {
        let (stdout, stderr) = (self.stdout(), self.stderr());
        assert_eq!(self.code(), code, "platform {}\n{stdout}\n{stderr}", self.arguments);
        self
    }

    /// It must have ended well.
    pub fn success(self) -> Self {
        self.exits(0)
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if name == "deploy" || name == ".platform" {
            continue;
        }
        let target = to.join(&name);
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file below a folder with its bytes, by its path.
pub fn tree_of_files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    walk(folder, &mut |path| {
        files.insert(path.strip_prefix(folder).unwrap().to_owned(), std::fs::read(path).unwrap());
    });
    files
}

/// How many files lie below a folder; a file that vanishes while counting doesn't matter.
pub fn count_files(folder: &Path) -> usize {
    let mut count = 0;
    walk(folder, &mut |_| count += 1);
    count
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, visit);
        } else {
            visit(&path);
        }
    }
}
