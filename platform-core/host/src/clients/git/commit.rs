//! A commit made of objects alone: no index, no work tree, no filters; no branch moves yet.

use std::collections::BTreeMap;
use std::io::Write;

use platform_core::model::Diagnostic;

use super::repository::{CommitId, GitRepository};
use crate::clients::process::bounded;

/// What a commit does to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Writes it wholly.
    Write {
        /// All of it.
        bytes: Vec<u8>,
        /// Whether it may be run.
        is_executable: bool,
    },
    /// Removes it, and folders that are empty then.
    Remove,
}

/// What is to be committed.
#[derive(Clone, Debug)]
pub struct NewCommit<'a> {
    /// What it comes after.
    pub parent: Option<&'a CommitId>,
    /// Who commits and when; see [`GitRepository::identity`].
    pub identity: &'a str,
    /// What it says.
    pub message: &'a str,
    /// By path in the repository: without control characters, `\` and `.git`.
    pub edits: &'a BTreeMap<String, Edit>,
}

/// A name that no reference gets: it is taken back before any is written.
const UNWRITTEN: &str = "refs/platform/unwritten";

impl GitRepository {
    /// Writes the objects of a commit. It is no branch's yet.
    ///
    /// # Errors
    /// `exec.failed`, and as [`GitRepository::open`].
    pub fn commit(&self, new: &NewCommit<'_>) -> Result<CommitId, Diagnostic> {
        let script = script(new, self.digits).map_err(|error| self.failed("commit", &error.to_string()))?;
        let arguments = ["fast-import", "--quiet", "--done"];
        let ended = self.git.run(&arguments, Some(script), |from| bounded(from, 1024))?;
        let name = String::from_utf8_lossy(&ended.output.0).trim().to_owned();
        match CommitId::new(&name).filter(|_| ended.code == Some(0)) {
            Some(commit) => Ok(commit),
            None => Err(self.failed("commit", &ended.said)),
        }
    }
}

/// What `fast-import` reads.
fn script(new: &NewCommit<'_>, digits: usize) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let identity = new.identity;
    write!(out, "commit {UNWRITTEN}\nmark :1\nauthor {identity}\ncommitter {identity}\n")?;
    data(&mut out, new.message.as_bytes())?;
    if let Some(parent) = new.parent {
        writeln!(out, "from {parent}")?;
    }
    // What makes room comes first.
    for (path, _) in new.edits.iter().filter(|(_, edit)| **edit == Edit::Remove) {
        writeln!(out, "D {}", quoted(path))?;
    }
    for (path, edit) in new.edits {
        if let Edit::Write { bytes, is_executable } = edit {
            let mode = if *is_executable { "100755" } else { "100644" };
            writeln!(out, "M {mode} inline {}", quoted(path))?;
            data(&mut out, bytes)?;
        }
    }
    let nothing = "0".repeat(digits);
    write!(out, "\nget-mark :1\nreset {UNWRITTEN}\nfrom {nothing}\n\ndone\n")?;
    Ok(out)
}

fn data(out: &mut Vec<u8>, bytes: &[u8]) -> std::io::Result<()> {
    writeln!(out, "data {}", bytes.len())?;
    out.write_all(bytes)?;
    out.write_all(b"\n")
}

/// A path as C writes a text. There is no `\` and no line end in it.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('"', "\\\""))
}
