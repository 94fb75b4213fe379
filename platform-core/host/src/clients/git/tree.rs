//! The files of a commit, without a checkout.

use std::path::Path;
use std::sync::Arc;

use platform_core::formats::Limits;
use platform_core::model::{Diagnostic, Failure, Sources, Text, codes};
use platform_core::parse::Belonging;

use super::changes::run;
use super::run::{Git, reason};
use crate::clients::process::bounded;

/// Bytes of all files together.
const MOST: usize = 1024 * 1024 * 1024;

/// A file of a commit.
struct Listed {
    object: String,
    path: Text,
}

/// The files of a platform in a folder, as a commit has them; none where it has no such folder. Symbolic links, other
/// repositories and files that are too large for a platform are left out.
///
/// What is read is what was committed: no filter and no hook is run.
///
/// # Errors
/// `exec.failed`: Git can't be run, or can't read the commit.
pub fn platform_at(folder: &Path, commit: &str) -> Result<Sources, Failure> {
    let listing = run(folder, &["ls-tree", "-r", "-z", "-l", commit])?;
    let files: Vec<Listed> = listing.split(|byte| *byte == 0).filter_map(listed).collect();
    let config: Vec<&Listed> = files.iter().filter(|file| &*file.path == Belonging::CONFIG).collect();
    let config = read(folder, &config)?;
    let belonging = Belonging::new(config.values().next().map(|bytes| &**bytes));
    let wanted: Vec<&Listed> = files.iter().filter(|file| belonging.holds(&file.path)).collect();
    read(folder, &wanted)
}

/// `MODE TYPE OBJECT SIZE\tPATH`, where it is a regular file of a size that is read.
fn listed(line: &[u8]) -> Option<Listed> {
    let (head, path) = std::str::from_utf8(line).ok()?.split_once('\t')?;
    let mut words = head.split_ascii_whitespace();
    let (mode, kind, object, size) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let is_small = size.parse::<usize>().is_ok_and(|size| size <= Limits::default().document_bytes);
    let is_file = kind == "blob" && mode.starts_with("100");
    (is_file && is_small).then(|| Listed { object: object.to_owned(), path: path.into() })
}

/// The contents of files, all by one process.
fn read(folder: &Path, files: &[&Listed]) -> Result<Sources, Failure> {
    let names: String = files.iter().map(|file| format!("{}\n", file.object)).collect();
    let git = Git::new(folder, Arc::new(|| false));
    let answer = git.run(&["cat-file", "--batch"], Some(names.into_bytes()), |from| bounded(from, MOST))?;
    let failed = |what: &str| {
        let message = format!("Git can't read the files of `{}`: {what}", folder.display());
        Failure::from(Diagnostic::error(codes::EXEC_FAILED, message))
    };
    if answer.code != Some(0) {
        return Err(failed(&reason(&answer.said)));
    }
    let mut rest = answer.output.0.as_slice();
    let mut found = Sources::new();
    for file in files {
        let (bytes, after) = object(rest).ok_or_else(|| failed("there are too many, or some are missing"))?;
        found.insert(file.path.clone(), bytes.into());
        rest = after;
    }
    Ok(found)
}

/// `OBJECT blob SIZE\nBYTES\n`, and what comes after it.
fn object(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| *byte == b'\n')?;
    let (head, rest) = text.split_at_checked(end)?;
    let size: usize = std::str::from_utf8(head).ok()?.rsplit(' ').next()?.parse().ok()?;
    let (bytes, rest) = rest.get(1..)?.split_at_checked(size)?;
    Some((bytes, rest.get(1..)?))
}
