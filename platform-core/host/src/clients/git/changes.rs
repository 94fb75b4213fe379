//! Which files changed, and since when.

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

/// Where what is checked out began to differ from a commit, branch or tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The full name of the commit.
    pub commit: Text,
    /// Whether both have it. Otherwise it is the other's own commit: both have no history in common, or it is not here.
    pub is_shared: bool,
}

/// The last commit that what is checked out has in common with another: what the other gained since is none of our changes.
///
/// # Errors
/// As [`changed_since`].
pub fn base_of(folder: &Path, reference: &str) -> Result<Base, Failure> {
    let other = commit(folder, reference)?;
    let answer = git(folder, &["merge-base", "HEAD", &other])?;
    let shared = CommitId::new(&line(&answer)).filter(|_| answer.code == Some(0));
    let is_shared = shared.is_some();
    Ok(Base { commit: shared.map_or(other, |shared| shared.to_string()).into(), is_shared })
}

/// The full name of the commit that is checked out, and whether a folder's files are as it has them; `None` where
/// nothing is committed yet.
///
/// # Errors
/// `exec.failed`: Git can't be run, or the folder is in no repository.
pub fn checked_out(folder: &Path) -> Result<Option<(Text, bool)>, Failure> {
    run(folder, &["rev-parse", "--git-dir"])?;
    let Ok(commit) = commit(folder, "HEAD") else { return Ok(None) };
    let changed = changed_since(folder, &commit)?;
    Ok(Some((commit.into(), changed.is_empty())))
}

/// A folder below the top of its repository, with `/` at its end; nothing where it is the top, or in no repository.
pub fn below_top(folder: &Path) -> String {
    let asked = git(folder, &["rev-parse", "--show-prefix"]);
    asked.ok().filter(|answer| answer.code == Some(0)).map(|answer| line(&answer)).unwrap_or_default()
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

pub(super) fn run(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let answer = git(folder, arguments)?;
    if answer.code == Some(0) {
        return Ok(answer.output.0);
    }
    let message = format!("Git can't look into `{}`: {}", folder.display(), reason(&answer.said));
    Err(Diagnostic::error(codes::EXEC_FAILED, message).with_help("use it in a Git repository").into())
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

    #[test]
    fn the_files_of_a_commit_are_those_that_would_be_read_of_a_folder() {
        let folder = repository("tree");
        let shop = folder.join("shop");
        for (file, text) in [
            ("services/cart/catalog-info.yaml", "kind: Component\n"),
            ("services/cart/main.rs", "fn main() {}\n"),
            ("golden-paths/web/1.0.0/templates/.github/ci.yml", "on: push\n"),
            ("golden-paths/web/1.0.0/golden-path.yaml", ""),
            ("teams/a.yaml", "b\n"),
            ("README.md", "text\n"),
        ] {
            std::fs::create_dir_all(shop.join(file).parent().unwrap()).unwrap();
            std::fs::write(shop.join(file), text).unwrap();
        }
        std::os::unix::fs::symlink("catalog-info.yaml", shop.join("services/cart/score.yaml")).unwrap();
        run(&folder, &["add", "."]).unwrap();
        run(&folder, &["commit", "--quiet", "--message", "two"]).unwrap();
        let head = commit(&folder, "HEAD").unwrap();
        // What is there now is none of it.
        std::fs::remove_dir_all(shop.join("golden-paths")).unwrap();
        let files = super::super::tree::platform_at(&shop, &head).unwrap();
        let names: Vec<&str> = files.keys().map(|name| &**name).collect();
        let expected = [
            "golden-paths/web/1.0.0/golden-path.yaml",
            "golden-paths/web/1.0.0/templates/.github/ci.yml",
            "services/a.yaml",
            "services/b.yaml",
            "services/cart/catalog-info.yaml",
        ];
        assert_eq!(names, expected);
        assert_eq!(&*files["services/cart/catalog-info.yaml"], b"kind: Component\n");
        assert_eq!(&*files["golden-paths/web/1.0.0/golden-path.yaml"], b"");
        // Another place for services, and no such folder at all.
        std::fs::write(
            shop.join("platform.yaml"),
            "apiVersion: platform-core.dev/v1alpha1\nkind: PlatformConfig\nspec: {services: [teams], goldenPaths: []}\n",
        )
        .unwrap();
        run(&folder, &["add", "."]).unwrap();
        run(&folder, &["commit", "--quiet", "--message", "three"]).unwrap();
        let names = super::super::tree::platform_at(&shop, "HEAD").unwrap();
        assert_eq!(names.keys().map(|name| &**name).collect::<Vec<_>>(), ["platform.yaml", "teams/a.yaml"]);
        std::fs::create_dir(folder.join("empty")).unwrap();
        assert!(super::super::tree::platform_at(&folder.join("empty"), "HEAD").unwrap().is_empty());
        assert_eq!(super::super::tree::platform_at(&shop, "nope").unwrap_err().diagnostics[0].code, codes::EXEC_FAILED);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_the_other_branch_gained_is_not_ours() {
        let folder = repository("base");
        let first = commit(&folder, "HEAD").unwrap();
        assert_eq!(checked_out(&folder).unwrap(), Some((first.as_str().into(), true)));
        run(&folder, &["checkout", "--quiet", "-b", "ours"]).unwrap();
        std::fs::write(folder.join("other.yaml"), "b").unwrap();
        run(&folder, &["commit", "--quiet", "--all", "--message", "ours"]).unwrap();
        run(&folder, &["checkout", "--quiet", "-b", "theirs", &first]).unwrap();
        std::fs::write(folder.join("other.yaml"), "c").unwrap();
        run(&folder, &["commit", "--quiet", "--all", "--message", "theirs"]).unwrap();
        run(&folder, &["checkout", "--quiet", "ours"]).unwrap();
        assert_eq!(base_of(&folder, "theirs").unwrap(), Base { commit: first.into(), is_shared: true });
        // Nothing in common: its own commit, and it is said.
        run(&folder, &["checkout", "--quiet", "--orphan", "alone"]).unwrap();
        run(&folder, &["commit", "--quiet", "--allow-empty", "--message", "alone"]).unwrap();
        let theirs = commit(&folder, "theirs").unwrap();
        assert_eq!(base_of(&folder, "theirs").unwrap(), Base { commit: theirs.into(), is_shared: false });
        std::fs::write(folder.join("other.yaml"), "d").unwrap();
        assert!(checked_out(&folder).unwrap().is_some_and(|(_, is_clean)| !is_clean));
        assert_eq!(base_of(&folder, "--all").unwrap_err().diagnostics[0].code, codes::USAGE);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
