//! What came before what.

use platform_core::model::Diagnostic;

use super::repository::{CommitId, GitRepository};
use super::run::line;

impl GitRepository {
    /// Whether a commit is another, or comes after it; `None` where the first is not here.
    ///
    /// # Errors
    /// As [`GitRepository::open`].
    pub fn comes_after(&self, later: &CommitId, earlier: &CommitId) -> Result<Option<bool>, Diagnostic> {
        if later == earlier {
            return Ok(Some(true));
        }
        let answer = self.git.ask(&["merge-base", "--is-ancestor", earlier.as_str(), later.as_str()])?;
        Ok(match answer.code {
            Some(0) => Some(true),
            Some(1) => Some(false),
            _ => None,
        })
    }

    /// The last commit, up to one, that changed something at or below a path of the repository; `None` where nothing ever
    /// was there.
    ///
    /// # Errors
    /// `exec.failed`, and as [`GitRepository::open`].
    pub fn last_change(&self, tip: &CommitId, path: &str) -> Result<Option<CommitId>, Diagnostic> {
        let path = format!(":(top,literal){path}");
        let answer = self.git.ask(&["rev-list", "--max-count=1", tip.as_str(), "--", &path])?;
        if answer.code != Some(0) {
            return Err(self.failed("read the history", &answer.said));
        }
        Ok(CommitId::new(&line(&answer)))
    }

    /// Whether a commit has something at a path of the repository; at the top there always is.
    ///
    /// # Errors
    /// `exec.failed`, and as [`GitRepository::open`].
    pub fn has(&self, commit: &CommitId, path: &str) -> Result<bool, Diagnostic> {
        if path.is_empty() {
            return Ok(true);
        }
        let answer = self.git.ask(&["ls-tree", "--full-tree", "--name-only", commit.as_str(), "--", path])?;
        if answer.code != Some(0) {
            return Err(self.failed("read the commit", &answer.said));
        }
        Ok(!answer.output.0.is_empty())
    }

    /// Where a remote is. It may hold a password.
    ///
    /// # Errors
    /// As [`GitRepository::open`].
    pub fn address(&self, remote: &str) -> Result<Option<String>, Diagnostic> {
        let answer = self.git.ask(&["remote", "get-url", remote])?;
        Ok(Some(line(&answer)).filter(|address| answer.code == Some(0) && !address.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;

    fn git(folder: &Path, arguments: &[&str]) -> String {
        let said = super::super::changes::run(folder, arguments).unwrap();
        String::from_utf8(said).unwrap().trim().to_owned()
    }

    fn commit(folder: &Path, file: &str) -> CommitId {
        std::fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
        std::fs::write(folder.join(file), "a").unwrap();
        git(folder, &["add", "."]);
        git(folder, &["commit", "--quiet", "--message", file]);
        CommitId::new(&git(folder, &["rev-parse", "HEAD"])).unwrap()
    }

    #[test]
    fn what_comes_after_what_and_what_is_not_here() {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "--quiet"]);
        git(folder.path(), &["config", "user.name", "a"]);
        git(folder.path(), &["config", "user.email", "a@example.com"]);
        let first = commit(folder.path(), "shop/cart/[a].yaml");
        let second = commit(folder.path(), "shop/other/a.yaml");
        std::fs::create_dir_all(folder.path().join("below")).unwrap();
        let repository = GitRepository::open(&folder.path().join("below"), Arc::new(|| false)).unwrap();
        let after = |later: &CommitId, earlier: &CommitId| repository.comes_after(later, earlier).unwrap();
        assert_eq!(after(&first, &first), Some(true));
        assert_eq!(after(&second, &first), Some(true));
        assert_eq!(after(&first, &second), Some(false));
        let nowhere = CommitId::new(&"1".repeat(40)).unwrap();
        assert_eq!(after(&nowhere, &first), None);
        let changed = |path: &str| repository.last_change(&second, path).unwrap();
        assert_eq!((changed("shop/cart"), changed("shop/other")), (Some(first.clone()), Some(second.clone())));
        assert_eq!((changed("shop"), changed("shop/nobody")), (Some(second.clone()), None));
        assert_eq!(changed("shop/cart/[a].yaml"), Some(first.clone()), "it is no pattern");
        assert!(repository.has(&first, "shop/cart").unwrap() && repository.has(&first, "").unwrap());
        assert!(!repository.has(&first, "shop/other").unwrap());
        assert_eq!(repository.address("origin").unwrap(), None);
        git(folder.path(), &["remote", "add", "origin", "https://example.com/shop.git"]);
        assert_eq!(repository.address("origin").unwrap().as_deref(), Some("https://example.com/shop.git"));
    }
}
