//! One run of Git: in an environment of its own, with nothing run that a repository's configuration names.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use platform_core::model::{Diagnostic, Retry, codes};

use crate::clients::process::{Ended, Invocation, bounded};

/// Asked again and again while Git runs: whether it should stop.
pub(super) type Stop = Arc<dyn Fn() -> bool + Send + Sync>;

/// How long one run may take.
const LIMIT: Duration = Duration::from_secs(300);
/// How long it may take to end after an interrupt.
const GRACE: Duration = Duration::from_secs(5);
/// Bytes of an answer that is a few lines.
const SHORT: usize = 1024 * 1024;

/// What finds programs, the user's own configuration, keys and the network. Nothing of `GIT_…`: it would lead Git to
/// another repository, another index, or make it run something.
const PASSED: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "TZ",
    "XDG_CONFIG_HOME",
    "SSH_AUTH_SOCK",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];

/// Asks nobody; takes a repository's replaced objects for what they are, and fetches nothing that was not asked for.
const OURS: &[(&str, &str)] = &[
    ("LC_ALL", "C"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_ASKPASS", ""),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
];

/// Comes after what a repository's configuration says, and so overrules it. An empty `credential.helper` forgets the
/// helpers before it; the user's own come after.
const SAFE: &[&str] = &[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.quotePath=false",
    "core.alternateRefsCommand=true",
    "core.fsync=committed,reference",
    "credential.helper=",
    "gc.auto=0",
    "maintenance.auto=false",
    "commit.gpgSign=false",
    "push.gpgSign=false",
    "push.followTags=false",
    "push.recurseSubmodules=no",
    "fetch.recurseSubmodules=no",
    "submodule.recurse=false",
];

/// Git in one folder.
#[derive(Clone)]
pub(super) struct Git {
    folder: PathBuf,
    environment: BTreeMap<OsString, OsString>,
    settings: Vec<String>,
    stop: Stop,
}

/// What a run gave.
pub(super) type Answer = Ended<(Vec<u8>, bool)>;

impl Git {
    pub(super) fn new(folder: &Path, stop: Stop) -> Self {
        let passed = std::env::vars_os().filter(|(name, _)| PASSED.iter().any(|known| name == OsStr::new(known)));
        let mut environment: BTreeMap<OsString, OsString> = passed.collect();
        environment.extend(OURS.iter().map(|(name, value)| (name.into(), value.into())));
        Self { folder: folder.to_owned(), environment, settings: Vec::new(), stop }
    }

    /// The same, with a network: with what may be spoken, and what the user's own configuration says.
    pub(super) fn with_network(&self, protocols: &str, ssh: &str, settings: Vec<String>) -> Self {
        let mut git = self.clone();
        git.environment.insert("GIT_ALLOW_PROTOCOL".into(), protocols.into());
        git.environment.insert("GIT_SSH_COMMAND".into(), ssh.into());
        git.settings = settings;
        git
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs it to its end; of what it writes a few lines are kept.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Answer, Diagnostic> {
        self.run(arguments, None, |from| bounded(from, SHORT))
    }

    /// Runs it to its end. `take` reads what it writes.
    ///
    /// # Errors
    /// `exec.tool`: it can't be run. `exec.cancelled`: it was asked to stop, or took too long.
    pub(super) fn run<T: Default + Send + 'static>(
        &self,
        arguments: &[&str],
        input: Option<Vec<u8>>,
        take: impl FnOnce(&mut dyn Read) -> T + Send + 'static,
    ) -> Result<Ended<T>, Diagnostic> {
        let mut all: Vec<OsString> = vec!["--no-pager".into()];
        let settings = SAFE.iter().copied().chain(self.settings.iter().map(String::as_str));
        all.extend(settings.flat_map(|setting| ["-c".into(), setting.into()]));
        all.extend(arguments.iter().map(OsString::from));
        let (program, environment) = (Path::new("git"), &self.environment);
        let invocation = Invocation { program, folder: &self.folder, environment, arguments: all, input, grace: GRACE };
        let (begun, stop) = (Instant::now(), &self.stop);
        let ended =
            invocation.run(&|| stop() || begun.elapsed() > LIMIT, take).map_err(|error| self.missing(&error))?;
        if !ended.interrupted {
            return Ok(ended);
        }
        let verb = arguments.first().copied().unwrap_or_default();
        let why = if (self.stop)() { "was interrupted" } else { "took too long" };
        Err(Diagnostic::error(codes::EXEC_CANCELLED, format!("`git {verb}` {why}"))
            .with_help("apply again")
            .with_retry(Retry::Now))
    }

    fn missing(&self, error: &std::io::Error) -> Diagnostic {
        let folder = self.folder.display();
        let (message, help) = if self.folder.is_dir() {
            (format!("Git can't be run: {error}"), "install Git".to_owned())
        } else {
            (format!("there is no folder `{folder}`"), "clone the repository there".to_owned())
        };
        Diagnostic::error(codes::EXEC_TOOL, message).with_help(help).with_retry(Retry::AfterHuman)
    }
}

/// The one line that Git says of a problem, without what a terminal takes for an order.
pub(super) fn reason(said: &str) -> String {
    let is_telling = |line: &&str| !line.starts_with("hint:") && !line.trim().is_empty();
    let mut told = said.lines().filter(is_telling);
    let fatal = told.clone().find(|line| line.starts_with("fatal:") || line.starts_with("error:"));
    let line = fatal.or_else(|| told.next_back()).unwrap_or("it does not say why");
    let line = line.trim_start_matches("fatal:").trim_start_matches("error:").trim();
    line.chars().filter(|character| !character.is_control()).take(500).collect()
}

/// The first line of an answer.
pub(super) fn line(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.output.0).lines().next().unwrap_or_default().to_owned()
}
