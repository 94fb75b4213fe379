//! Which files changed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use platform_core::model::{Diagnostic, Failure, Text, codes};

use super::repository::CommitId;
use super::run::{Answer, Git, line, reason};
use crate::clients::process::bounded;

/// The files below a folder that differ between a commit and the files as they are, by their path relative to the
/// folder: changed, added, removed, and those that Git does not know yet and does not ignore.
///
/// What is given is only ever looked up as a commit, never taken for an option. No hook, no file watcher and no
/// external diff program is run.
///
/// # Errors
/// `usage`: there is no such commit; `exec.failed`: Git can't be run, or the folder is in no repository.
pub fn changed_since(folder: &Path, reference: &str) -> Result<BTreeSet<Text>, Failure> {
    let commit = commit(folder, reference)?;
    let diff =
        ["diff", "--name-only", "-z", "--relative", "--no-renames", "--no-ext-diff", "--no-textconv", &commit, "--"];
    let mut changed = names(&run(folder, &diff)?);
    let unknown = ["ls-files", "-z", "--others", "--exclude-standard", "--"];
    changed.extend(names(&run(folder, &unknown)?));
    Ok(changed)
}

/// The full name of a commit.
fn commit(folder: &Path, reference: &str) -> Result<String, Failure> {
    let wanted = format!("{reference}^{{commit}}");
    let answer = git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
    if let Some(commit) = CommitId::new(&line(&answer)).filter(|_| answer.code == Some(0)) {
        return Ok(commit.to_string());
    }
    // Whether it is the commit that is missing, or the repository.
    run(folder, &["rev-parse", "--git-dir"])?;
    let message = format!("Git knows no commit `{reference}`");
    Err(Diagnostic::error(codes::USAGE, message).with_help("name a branch, a tag or a commit that is here").into())
}

fn run(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let answer = git(folder, arguments)?;
    if answer.code == Some(0) {
        return Ok(answer.output.0);
    }
    let message = format!("Git can't say what changed in `{}`: {}", folder.display(), reason(&answer.said));
    Err(Diagnostic::error(codes::EXEC_FAILED, message).with_help("use `--since` in a Git repository").into())
}

/// Names of files can be many.
fn git(folder: &Path, arguments: &[&str]) -> Result<Answer, Failure> {
    let git = Git::new(folder, Arc::new(|| false));
    Ok(git.run(arguments, None, |from| bounded(from, 256 * 1024 * 1024))?)
}

/// The names that `-z` separates. A name that is no UTF-8 is no file of a platform.
fn names(output: &[u8]) -> BTreeSet<Text> {
    let names = output.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    names.filter_map(|name| std::str::from_utf8(name).ok()).map(Into::into).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("platform-git-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("shop/services")).unwrap();
        for arguments in
            [vec!["init", "--quiet"], vec!["config", "user.email", "a@example.com"], vec!["config", "user.name", "a"]]
        {
            run(&folder, &arguments).unwrap();
        }
        for file in ["shop/services/a.yaml", "shop/services/b.yaml", "other.yaml"] {
            std::fs::write(folder.join(file), "a").unwrap();
        }
        run(&folder, &["add", "."]).unwrap();
        run(&folder, &["commit", "--quiet", "--message", "one"]).unwrap();
        folder
    }

    #[test]
    fn what_changed_below_the_folder_is_named_from_it() {
        let folder = repository("names");
        let shop = folder.join("shop");
        assert!(changed_since(&shop, "HEAD").unwrap().is_empty());
        std::fs::write(folder.join("other.yaml"), "b").unwrap();
        std::fs::write(shop.join("services/a.yaml"), "b").unwrap();
        std::fs::remove_file(shop.join("services/b.yaml")).unwrap();
        std::fs::write(shop.join("services/ä c.yaml"), "new").unwrap();
        std::fs::write(shop.join(".gitignore"), "ignored\n").unwrap();
        std::fs::write(shop.join("ignored"), "new").unwrap();
        let changed: Vec<String> = changed_since(&shop, "HEAD").unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(changed, [".gitignore", "services/a.yaml", "services/b.yaml", "services/ä c.yaml"]);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_reference_is_never_an_option_and_no_hook_is_run() {
        let folder = repository("options");
        let out = folder.join("out");
        for reference in [format!("--output={}", out.display()), "--".into(), "-h".into(), "nope".into(), String::new()]
        {
            let failure = changed_since(&folder, &reference).unwrap_err();
            assert_eq!(failure.diagnostics[0].code, codes::USAGE, "{reference}");
        }
        let monitor = format!("touch {}; false", out.display());
        run(&folder, &["config", "core.fsmonitor", &monitor]).unwrap();
        run(&folder, &["config", "diff.external", &monitor]).unwrap();
        std::fs::write(folder.join("other.yaml"), "b").unwrap();
        assert_eq!(changed_since(&folder, "HEAD").unwrap().len(), 1);
        assert!(!out.exists());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn where_there_is_no_repository_it_is_said() {
        let folder = std::env::temp_dir().join(format!("platform-no-git-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        assert_eq!(changed_since(&folder, "HEAD").unwrap_err().diagnostics[0].code, codes::EXEC_FAILED);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
