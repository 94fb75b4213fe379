//! Terraform or OpenTofu, as a program that is run.
//!
//! One folder is one root module with its own state. What is applied is exactly the plan that was saved. Nothing is run
//! by a shell, nobody is asked anything, the environment is what [`usual_environment`] lets through, and what comes back
//! is bounded. Everything here blocks.

mod environment;
mod messages;
mod problems;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use platform_core::formats::{Limits, json};
use platform_core::model::{Diagnostic, Digest, Effect, Failure, Retry, Value, codes};

pub use environment::usual_environment;
pub use problems::Sources;

use super::process::{Ended, Invocation, bounded};
use messages::Messages;

/// The file that a plan is saved in, in the folder of its root.
const SAVED: &str = "plan.saved";
/// Exit code of `plan -detailed-exitcode` when there is something to do.
const CHANGES: i32 = 2;

/// Asked again and again while the program runs: whether it should stop.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// The name of the program that is there: `terraform`, or else `tofu`.
pub fn terraform_or_tofu() -> &'static str {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |name: &str| std::env::split_paths(&path).any(|folder| folder.join(name).is_file());
    if !is_there("terraform") && is_there("tofu") { "tofu" } else { "terraform" }
}

/// The program, and how it is run.
#[derive(Clone, Debug)]
pub struct Terraform {
    program: PathBuf,
    environment: BTreeMap<OsString, OsString>,
    grace: Duration,
    lock_wait: Duration,
}

/// A plan that was saved, by the program itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedPlan {
    /// The digest of the saved file: only this file is applied.
    digest: Digest,
    /// What `show -json` says of it. It may hold what is sensitive: read it with
    /// [`read_terraform_plan`](platform_core::plan::read_terraform_plan), and don't keep it.
    pub text: String,
    /// Whether there is anything to do.
    pub has_changes: bool,
    /// Warnings.
    pub diagnostics: Vec<Diagnostic>,
}

impl Terraform {
    /// A program by its path, or by its name on the `PATH` of the environment that it gets.
    ///
    /// It has five minutes to end after an interrupt, and waits half a minute for the state's lock.
    pub fn new(program: impl Into<PathBuf>, environment: BTreeMap<OsString, OsString>) -> Self {
        let (grace, lock_wait) = (Duration::from_secs(300), Duration::from_secs(30));
        Self { program: program.into(), environment: environment::with_ours(environment), grace, lock_wait }
    }

    /// The name of the program, as it is called by hand.
    pub(crate) fn name(&self) -> String {
        self.program.file_name().unwrap_or(self.program.as_os_str()).to_string_lossy().into_owned()
    }

    /// How long it may take to end after an interrupt, before it is killed.
    #[must_use]
    pub fn with_grace(self, grace: Duration) -> Self {
        Self { grace, ..self }
    }

    /// How long it waits for the lock of the state; whole seconds.
    #[must_use]
    pub fn with_lock_wait(self, lock_wait: Duration) -> Self {
        Self { lock_wait, ..self }
    }

    /// Gets providers and modules, and connects to the backend.
    ///
    /// # Errors
    /// `exec.tool`: the program can't be run. `exec.failed`, `exec.cancelled`.
    pub fn init(&self, folder: &Path, stop: Stop<'_>) -> Result<(), Failure> {
        let ended = self.run(folder, &["init", "-input=false", "-no-color"], stop, |from| bounded(from, 0).0)?;
        match ended.code {
            Some(0) => Ok(()),
            // It has no `-json` in every release: the lines that it frames, without the frame.
            _ => Err(self.failed("init", &ended, &self.framed(&ended.said), Effect::None)),
        }
    }

    /// Makes a plan and saves it in the folder.
    ///
    /// # Errors
    /// What Terraform finds, with our addresses; `exec.locked`, `exec.tool`, `exec.cancelled`; `limit.size`: its JSON is
    /// larger than a document may be.
    pub fn plan(&self, folder: &Path, sources: &Sources, destroy: bool, stop: Stop<'_>) -> Result<SavedPlan, Failure> {
        let (lock, out) = (self.lock_timeout(), format!("-out={SAVED}"));
        let mut arguments = vec!["plan", "-input=false", "-json", "-detailed-exitcode", lock.as_str(), out.as_str()];
        arguments.extend(destroy.then_some("-destroy"));
        let ended = self.run(folder, &arguments, stop, Messages::read)?;
        if ended.interrupted || !matches!(ended.code, Some(0 | CHANGES)) {
            let problems = self.found(&ended.output, sources);
            return Err(self.failed("plan", &ended, &problems, Effect::None));
        }
        let digest = digest_of(&folder.join(SAVED))?;
        let text = self.show(folder, &["show", "-json", SAVED], stop)?;
        let diagnostics = self.found(&ended.output, sources);
        Ok(SavedPlan { digest, text, has_changes: ended.code == Some(CHANGES), diagnostics })
    }

    /// Applies exactly what was saved.
    ///
    /// # Errors
    /// `plan.tampered`: the saved file is not what it was. `plan.stale`: the state has changed since. Else as
    /// [`Terraform::plan`]; the outcome says whether anything was done.
    pub fn apply(&self, folder: &Path, sources: &Sources, saved: &SavedPlan, stop: Stop<'_>) -> Result<(), Failure> {
        if digest_of(&folder.join(SAVED))? != saved.digest {
            let message = format!("`{SAVED}` is not the plan that was made");
            let problem = Diagnostic::error(codes::PLAN_TAMPERED, message).with_help("plan again");
            return Err(problem.with_retry(Retry::AfterReplan).into());
        }
        let lock = self.lock_timeout();
        let ended =
            self.run(folder, &["apply", "-input=false", "-json", lock.as_str(), SAVED], stop, Messages::read)?;
        // It is good for one apply, and holds what is sensitive.
        Self::discard(folder);
        if ended.code == Some(0) {
            return Ok(());
        }
        let left = match (ended.code, ended.output.started.is_empty()) {
            (None, _) => Effect::Unknown,
            (Some(_), true) => Effect::None,
            (Some(_), false) => Effect::Partial,
        };
        let problems = self.found(&ended.output, sources);
        let mut failure = self.failed("apply", &ended, &problems, left);
        if left == Effect::Partial {
            let told = said_done(&ended.output);
            if let Some(first) = failure.diagnostics.first_mut() {
                first.message = format!("{}; {told}", first.message);
            }
        }
        Err(failure)
    }

    /// Removes a plan that is not to be applied: it holds what is sensitive.
    pub fn discard(folder: &Path) {
        // It may be gone already.
        let _ = std::fs::remove_file(folder.join(SAVED));
    }

    /// What `show -json` says of the state.
    ///
    /// # Errors
    /// As [`Terraform::plan`].
    pub fn state(&self, folder: &Path, stop: Stop<'_>) -> Result<Value, Failure> {
        let text = self.show(folder, &["show", "-json"], stop)?;
        json::read_plain("terraform state", text.as_bytes())
    }

    /// The outputs of the root module, by name; `None` for one that is sensitive: nothing of it is kept.
    ///
    /// # Errors
    /// As [`Terraform::plan`].
    pub fn outputs(&self, folder: &Path, stop: Stop<'_>) -> Result<BTreeMap<String, Option<Value>>, Failure> {
        let text = self.show(folder, &["output", "-json"], stop)?;
        let outputs = json::read_plain("terraform outputs", text.as_bytes())?;
        let given = outputs.as_map().map(|outputs| outputs.iter()).into_iter().flatten();
        let told = given.map(|(name, output)| {
            // What is not said to be open is not.
            let is_open = output.get("sensitive") == Some(&Value::Bool(false));
            (name.to_string(), output.get("value").filter(|_| is_open).cloned())
        });
        Ok(told.collect())
    }

    fn lock_timeout(&self) -> String {
        format!("-lock-timeout={}s", self.lock_wait.as_secs())
    }

    /// What a command that only reads prints.
    fn show(&self, folder: &Path, arguments: &[&str], stop: Stop<'_>) -> Result<String, Failure> {
        let limit = Limits::default().document_bytes;
        let ended = self.run(folder, arguments, stop, move |from| bounded(from, limit))?;
        let verb = arguments.first().copied().unwrap_or_default();
        if ended.code != Some(0) || ended.interrupted {
            return Err(self.failed(verb, &ended, &self.framed(&ended.said), Effect::None));
        }
        let (bytes, is_longer) = ended.output;
        if is_longer {
            let message = format!("what `{verb}` prints is longer than {limit} bytes");
            return Err(Diagnostic::error(codes::LIMIT_SIZE, message).with_help("split the root module").into());
        }
        String::from_utf8(bytes).map_err(|_| {
            let message = format!("what `{verb}` prints is not UTF-8");
            Diagnostic::error(codes::EXEC_UNREADABLE, message).with_help("look whether it is Terraform").into()
        })
    }

    fn run<T: Default + Send + 'static>(
        &self,
        folder: &Path,
        arguments: &[&str],
        stop: Stop<'_>,
        take: impl FnOnce(&mut dyn std::io::Read) -> T + Send + 'static,
    ) -> Result<Ended<T>, Failure> {
        let arguments = arguments.iter().map(OsString::from).collect();
        let (program, environment) = (&*self.program, &self.environment);
        let invocation = Invocation { program, folder, environment, arguments, input: None, grace: self.grace };
        invocation.run(stop, take).map_err(|error| {
            let message = format!("`{}` can't be run: {error}", self.program.display());
            let problem = Diagnostic::error(codes::EXEC_TOOL, message).with_retry(Retry::AfterHuman);
            problem.with_help("install Terraform or OpenTofu, and say where it is").into()
        })
    }

    /// Why a command did not do what it should.
    fn failed<T>(&self, verb: &str, ended: &Ended<T>, problems: &[Diagnostic], left: Effect) -> Failure {
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        if ended.interrupted {
            let how = if ended.killed { "did not end in time and was killed" } else { "was interrupted" };
            let message = format!("`{} {verb}` {how}", self.program.display());
            let (code, help, retry) = match left {
                Effect::Unknown => {
                    (codes::EXEC_OUTCOME_UNKNOWN, "look at the target, then plan again", Retry::AfterHuman)
                }
                _ => (codes::EXEC_CANCELLED, "plan again", Retry::AfterReplan),
            };
            diagnostics.push(Diagnostic::error(code, message).with_help(help).with_retry(retry));
        }
        diagnostics.extend(problems.iter().cloned());
        if !diagnostics.iter().any(Diagnostic::is_error) {
            let how = ended.code.map_or_else(|| "was ended by a signal".to_owned(), |code| format!("failed ({code})"));
            let message = format!("`{} {verb}` {how} and did not say why", self.program.display());
            let help = "run it by hand in the work folder";
            diagnostics.push(Diagnostic::error(codes::EXEC_FAILED, message).with_help(help));
        }
        let diagnostics = diagnostics.into_iter().map(|problem| problem.with_outcome(left)).collect();
        Failure { diagnostics }
    }

    fn found(&self, messages: &Messages, sources: &Sources) -> Vec<Diagnostic> {
        let program = self.name();
        messages.problems.iter().map(|said| problems::problem(said, sources, &program)).collect()
    }

    /// A problem that was told to people: the lines in the frame, if there is one.
    fn framed(&self, said: &str) -> Vec<Diagnostic> {
        let lines = said.lines().map(|line| line.trim_start_matches(['╷', '│', '╵', ' ']));
        let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        let text = text.split_once("Error: ").map_or(text.as_str(), |(_, error)| error);
        if text.is_empty() {
            return Vec::new();
        }
        let said = messages::Said { severity: "error".to_owned(), summary: text.to_owned(), ..Default::default() };
        vec![problems::problem(&said, &Sources::default(), &self.name())]
    }
}

/// What of an apply that failed was done.
fn said_done(messages: &Messages) -> String {
    let open = messages.started.difference(&messages.done).count();
    format!("{} resources were done, {open} were begun and did not end well", messages.done.len())
}

fn digest_of(file: &Path) -> Result<Digest, Failure> {
    let bytes = std::fs::read(file).map_err(|error| {
        let message = format!("the saved plan `{}` can't be read: {error}", file.display());
        Diagnostic::error(codes::PLAN_TAMPERED, message).with_help("plan again").with_retry(Retry::AfterReplan)
    })?;
    Ok(Digest::of(&bytes))
}
