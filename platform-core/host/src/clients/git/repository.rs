//! One repository: its branches, and who commits.

use std::fmt;
use std::path::{Path, PathBuf};

use platform_core::model::{Diagnostic, Retry, codes};

use super::run::{Git, Stop, line, reason};

/// The full name of a commit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommitId(String);

impl CommitId {
    /// A commit by its full name; `None`, where it is none.
    pub fn new(text: &str) -> Option<Self> {
        let is_name = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_name.then(|| Self(text.to_owned()))
    }

    /// As Git writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Whether a branch could be moved on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It was.
    Done,
    /// Somebody else moved it meanwhile, or is about to.
    Overtaken,
}

/// A repository on this machine, and a folder in it.
#[derive(Clone)]
pub struct GitRepository {
    pub(super) git: Git,
    prefix: String,
    /// The folder of the repository's own files.
    own: PathBuf,
    /// The folder of the work tree, if there is one.
    top: Option<PathBuf>,
    /// Digits of an object's name.
    pub(super) digits: usize,
}

impl GitRepository {
    /// The repository that a folder lies in. `stop` is asked while Git runs.
    ///
    /// # Errors
    /// `exec.tool`: there is no Git, or the folder is in no repository.
    pub fn open(folder: &Path, stop: std::sync::Arc<dyn Fn() -> bool + Send + Sync>) -> Result<Self, Diagnostic> {
        let git = Git::new(folder, stop as Stop);
        let asked = ["rev-parse", "--show-object-format", "--git-common-dir", "--is-bare-repository", "--show-prefix"];
        let answer = git.ask(&asked)?;
        if answer.code != Some(0) {
            let message = format!("`{}` is no folder of a Git repository: {}", folder.display(), reason(&answer.said));
            let help = "clone the repository, or make it: `git init`";
            return Err(Diagnostic::error(codes::EXEC_TOOL, message).with_help(help).with_retry(Retry::AfterHuman));
        }
        let text = String::from_utf8_lossy(&answer.output.0).into_owned();
        let mut lines = text.lines();
        let mut next = || lines.next().unwrap_or_default();
        let (format, own, is_bare, prefix) = (next(), next(), next(), next());
        let own = folder.join(own);
        let is_bare = is_bare == "true";
        let depth = Path::new(prefix).components().count();
        let top = (!is_bare).then(|| absolute(folder).ancestors().nth(depth).map(Path::to_owned)).flatten();
        let prefix = if is_bare { "" } else { prefix };
        Ok(Self { git, prefix: prefix.to_owned(), own, top, digits: if format == "sha256" { 64 } else { 40 } })
    }

    /// The folder's path in the repository: empty, or with a `/` at its end.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The folder, as it was named.
    pub fn folder(&self) -> &Path {
        self.git.folder()
    }

    /// Whether a path of this machine lies in the repository. What is not there lies nowhere.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let Ok(path) = path.canonicalize() else { return false };
        let holders = [Some(&self.own), self.top.as_ref()];
        holders.into_iter().flatten().any(|holder| path.starts_with(absolute(holder)))
    }

    /// The last commit of a branch of its own; `None` where there is no such branch.
    ///
    /// # Errors
    /// `exec.failed`, and as [`GitRepository::open`].
    pub fn tip(&self, branch: &str) -> Result<Option<CommitId>, Diagnostic> {
        self.commit_at(&format!("refs/heads/{branch}"))
    }

    pub(super) fn commit_at(&self, reference: &str) -> Result<Option<CommitId>, Diagnostic> {
        let answer =
            self.git.ask(&["for-each-ref", "--format=%(objecttype) %(objectname) %(refname)", "--", reference])?;
        if answer.code != Some(0) {
            return Err(self.failed("look for the branch", &answer.said));
        }
        let text = String::from_utf8_lossy(&answer.output.0);
        let mut found =
            text.lines().filter_map(|line| line.split_once(' ')?.1.split_once(' ').map(|rest| (line, rest)));
        // What is below a name of that kind is not the branch.
        let Some((line, (name, _))) = found.find(|(_, (_, full))| *full == reference) else { return Ok(None) };
        match CommitId::new(name).filter(|_| line.starts_with("commit ")) {
            Some(commit) => Ok(Some(commit)),
            None => Err(self.failed("read the branch", &format!("`{reference}` is no commit"))),
        }
    }

    /// Where a branch is checked out.
    ///
    /// # Errors
    /// `exec.failed`, and as [`GitRepository::open`].
    pub fn checked_out(&self, branch: &str) -> Result<Option<String>, Diagnostic> {
        let answer = self.git.ask(&["worktree", "list", "--porcelain"])?;
        if answer.code != Some(0) {
            return Err(self.failed("list the work trees", &answer.said));
        }
        let text = String::from_utf8_lossy(&answer.output.0).into_owned();
        let wanted = format!("branch refs/heads/{branch}");
        let mut folder = "";
        for line in text.lines() {
            folder = line.strip_prefix("worktree ").unwrap_or(folder);
            if line == wanted {
                return Ok(Some(folder.to_owned()));
            }
        }
        Ok(None)
    }

    /// Moves a branch of its own on, if it still is where it was.
    ///
    /// # Errors
    /// `exec.failed`: Git says no, and the branch is still where it was.
    pub fn move_branch(&self, branch: &str, to: &CommitId, from: Option<&CommitId>) -> Result<Moved, Diagnostic> {
        let reference = format!("refs/heads/{branch}");
        let nothing = "0".repeat(self.digits);
        let from_name = from.map_or(nothing.as_str(), CommitId::as_str);
        let message = "platform: apply";
        let arguments = ["update-ref", "--no-deref", "-m", message, "--", &reference, to.as_str(), from_name];
        let answer = self.git.ask(&arguments)?;
        if answer.code == Some(0) {
            return Ok(Moved::Done);
        }
        let is_held = answer.said.contains(".lock': File exists");
        if is_held || self.commit_at(&reference)?.as_ref() != from {
            return Ok(Moved::Overtaken);
        }
        Err(self.failed(&format!("move `{branch}`"), &answer.said))
    }

    /// Who commits and when, as Git writes it: `Name <address> SECONDS ZONE`.
    ///
    /// # Errors
    /// `exec.tool`: nobody is named.
    pub fn identity(&self, author: Option<(&str, &str)>) -> Result<String, Diagnostic> {
        let given = author.map(|(name, address)| [format!("user.name={name}"), format!("user.email={address}")]);
        let mut arguments = vec!["-c", "user.useConfigOnly=true"];
        arguments.extend(given.iter().flatten().flat_map(|setting| ["-c", setting]));
        arguments.extend(["var", "GIT_COMMITTER_IDENT"]);
        let answer = self.git.ask(&arguments)?;
        let identity = line(&answer);
        if answer.code == Some(0) && !identity.is_empty() {
            return Ok(identity);
        }
        let message = format!("Git does not know who commits to `{}`", self.folder().display());
        let help = "set `user.name` and `user.email` with `git config`, or name an author in the target: `git: {author: \
                    Name <address>}`";
        Err(Diagnostic::error(codes::EXEC_TOOL, message).with_help(help).with_retry(Retry::AfterHuman))
    }

    /// What Git could not do, with what it says of it.
    pub(super) fn failed(&self, what: &str, said: &str) -> Diagnostic {
        let message = format!("Git can't {what} in `{}`: {}", self.folder().display(), reason(said));
        Diagnostic::error(codes::EXEC_FAILED, message)
            .with_help("mend the cause and apply again")
            .with_retry(Retry::AfterHuman)
    }
}

impl fmt::Debug for GitRepository {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("GitRepository").field("folder", &self.folder()).finish_non_exhaustive()
    }
}

/// Without links, as far as it is there.
fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}
