//! A branch of a remote: fetched before, and pushed to after.

use std::path::PathBuf;

use platform_core::model::{Diagnostic, Effect, Retry, codes};

use super::repository::{CommitId, GitRepository, Moved};
use super::run::{Git, reason};

/// What may be spoken. `file` is a folder of this machine, outside of the repository.
const PROTOCOLS: &str = "https:ssh:http:file";
/// Who else fetches holds a lock for a moment.
const TRIES: u32 = 20;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);

impl GitRepository {
    /// The last commit of a remote's branch, with all that it holds; `None` where there is no such branch. No branch of
    /// the repository's own is touched.
    ///
    /// # Errors
    /// `exec.failed`: the remote is not there or does not answer; `exec.path_escape`: it lies inside the repository.
    pub fn fetch(&self, remote: &str, branch: &str) -> Result<Option<CommitId>, Diagnostic> {
        let git = self.network(remote)?;
        let kept = format!("refs/platform/{remote}/{branch}");
        let refspec = format!("+refs/heads/{branch}:{kept}");
        let arguments = [
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-prune",
            "--no-auto-maintenance",
            "--no-recurse-submodules",
            "--no-write-fetch-head",
            "--upload-pack=git-upload-pack",
            "--",
            remote,
            &refspec,
        ];
        let mut answer = git.ask(&arguments)?;
        for _ in 0..TRIES {
            if answer.code == Some(0) || !is_locked(&answer.said) {
                break;
            }
            std::thread::sleep(PAUSE);
            answer = git.ask(&arguments)?;
        }
        if answer.code == Some(0) {
            return self.commit_at(&kept);
        }
        if answer.said.contains("couldn't find remote ref") {
            return Ok(None);
        }
        Err(self.failed(&format!("fetch `{branch}` of `{remote}`"), &answer.said).with_retry(Retry::After))
    }

    /// Moves a remote's branch on, if the commit comes right after what it holds.
    ///
    /// # Errors
    /// `exec.failed`: the remote says no; `exec.outcome_unknown`: it went away before it answered.
    pub fn push(&self, remote: &str, branch: &str, commit: &CommitId) -> Result<Moved, Diagnostic> {
        let git = self.network(remote)?;
        let refspec = format!("{commit}:refs/heads/{branch}");
        let arguments = [
            "push",
            "--porcelain",
            "--quiet",
            "--no-verify",
            "--no-follow-tags",
            "--no-signed",
            "--recurse-submodules=no",
            "--receive-pack=git-receive-pack",
            "--",
            remote,
            &refspec,
        ];
        let unknown = |problem: Diagnostic| match self.fetch(remote, branch) {
            // What was cut short may have arrived.
            Ok(Some(tip)) if tip == *commit => Ok(Moved::Done),
            Ok(_) => Err(problem),
            Err(_) => Err(Diagnostic::error(codes::EXEC_OUTCOME_UNKNOWN, problem.message)
                .with_help("look whether the commit is on the branch, then plan again")
                .with_retry(Retry::AfterHuman)
                .with_outcome(Effect::Unknown)),
        };
        let answer = match git.ask(&arguments) {
            Ok(answer) => answer,
            Err(problem) => return unknown(problem),
        };
        if answer.code == Some(0) {
            return Ok(Moved::Done);
        }
        let told = String::from_utf8_lossy(&answer.output.0);
        match told.lines().find_map(|line| line.strip_prefix("!\t")) {
            Some(refusal) if is_overtaken(refusal) => Ok(Moved::Overtaken),
            Some(refusal) => {
                let why = refusal.split_once('\t').map_or(refusal, |(_, why)| why);
                let message = format!("`{remote}` takes no commit on `{branch}`: {}", reason(why));
                Err(Diagnostic::error(codes::EXEC_FAILED, message)
                    .with_help("let who applies push to the branch, or choose another")
                    .with_retry(Retry::AfterHuman))
            }
            None => unknown(self.failed(&format!("push to `{remote}`"), &answer.said).with_retry(Retry::After)),
        }
    }

    /// Git with a network, and with the helpers and keys that the user's own configuration names: what the repository's
    /// names is not run.
    fn network(&self, remote: &str) -> Result<Git, Diagnostic> {
        for arguments in
            [["remote", "get-url", "--all", remote].as_slice(), &["remote", "get-url", "--all", "--push", remote]]
        {
            let answer = self.git.ask(arguments)?;
            if answer.code != Some(0) {
                let message = format!("`{}` has no remote `{remote}`", self.folder().display());
                let help = format!("add it: `git remote add {remote} URL`");
                return Err(Diagnostic::error(codes::EXEC_TOOL, message).with_help(help).with_retry(Retry::AfterHuman));
            }
            let urls = String::from_utf8_lossy(&answer.output.0).into_owned();
            if let Some(inside) = urls.lines().filter_map(|url| self.local(url)).find(|path| self.holds(path)) {
                let message = format!("the remote `{remote}` lies inside the repository: `{}`", inside.display());
                return Err(Diagnostic::error(codes::EXEC_PATH_ESCAPE, message)
                    .with_help("what lies there would be run by a push; use a remote elsewhere")
                    .with_retry(Retry::AfterHuman));
            }
        }
        let (mut ssh, mut settings) = ("ssh -o BatchMode=yes".to_owned(), Vec::new());
        for scope in ["--system", "--global"] {
            let wanted = r"^(core\.sshcommand|credential\.(.*\.)?helper)$";
            let answer = self.git.ask(&["config", scope, "--includes", "-z", "--get-regexp", wanted])?;
            let text = String::from_utf8_lossy(&answer.output.0).into_owned();
            for (key, value) in text.split('\0').filter_map(|entry| entry.split_once('\n')) {
                match key {
                    "core.sshcommand" => value.clone_into(&mut ssh),
                    _ => settings.push(format!("{key}={value}")),
                }
            }
        }
        Ok(self.git.with_network(PROTOCOLS, &ssh, settings))
    }

    /// The folder that a URL names on this machine.
    fn local(&self, url: &str) -> Option<PathBuf> {
        let path = match url.strip_prefix("file://") {
            Some(path) => path,
            // `host:path` is another machine's, unless a `/` comes before.
            None if url.contains("://") || url.split('/').next().is_some_and(|first| first.contains(':')) => {
                return None;
            }
            None => url,
        };
        Some(self.folder().join(path))
    }
}

fn is_locked(said: &str) -> bool {
    said.contains("cannot lock ref") || said.contains(".lock': File exists")
}

/// Whether somebody else was faster.
fn is_overtaken(refusal: &str) -> bool {
    [
        "(fetch first)",
        "(non-fast-forward)",
        "cannot lock ref",
        "failed to update ref",
        "incorrect old value",
        "reference already exists",
    ]
    .iter()
    .any(|why| refusal.contains(why))
}
