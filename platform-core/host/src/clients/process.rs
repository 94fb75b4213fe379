//! One run of a program: no shell, an environment of its own, output that is bounded, an interrupt and then an end.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// Bytes of what is said on stderr that are kept.
const MOST_SAID: usize = 64 * 1024;
/// How often it is looked whether the program has ended: at first more often, for those that end at once.
const LOOK: Duration = Duration::from_millis(20);
const FIRST_LOOK: Duration = Duration::from_millis(1);
/// How long it may take until all is read, once the program has ended: something it began may hold the pipe open.
const DRAIN: Duration = Duration::from_secs(5);

/// What is run.
pub(super) struct Invocation<'a> {
    pub(super) program: &'a Path,
    pub(super) folder: &'a Path,
    pub(super) environment: &'a BTreeMap<OsString, OsString>,
    pub(super) arguments: Vec<OsString>,
    /// What it reads.
    pub(super) input: Option<Vec<u8>>,
    /// How long it may take to end after an interrupt.
    pub(super) grace: Duration,
}

/// How it ended.
#[derive(Debug)]
pub(super) struct Ended<T> {
    /// `None` when a signal ended it.
    pub(super) code: Option<i32>,
    /// What came of what it wrote.
    pub(super) output: T,
    /// The beginning of what it wrote on stderr.
    pub(super) said: String,
    /// It was asked to stop.
    pub(super) interrupted: bool,
    /// It did not stop, and was made to.
    pub(super) killed: bool,
}

impl Invocation<'_> {
    /// Runs it to its end. `take` reads what it writes, on a thread of its own.
    ///
    /// # Errors
    /// When it can't be started.
    pub(super) fn run<T: Default + Send + 'static>(
        mut self,
        stop: &(dyn Fn() -> bool + Sync),
        take: impl FnOnce(&mut dyn Read) -> T + Send + 'static,
    ) -> std::io::Result<Ended<T>> {
        let mut command = Command::new(self.program);
        command.args(&self.arguments).current_dir(self.folder).env_clear().envs(self.environment);
        let input = self.input.take();
        command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own: an interrupt from the keyboard reaches it once, through us. Terraform takes a second one
        // for the wish to leave everything as it is.
        command.process_group(0);
        let mut child = command.spawn()?;
        feed(child.stdin.take(), input);
        let output = reading(child.stdout.take(), take);
        let said = reading(child.stderr.take(), |from| bounded(from, MOST_SAID).0);
        let (code, interrupted, killed) = self.wait(&mut child, stop)?;
        let said = said.recv_timeout(DRAIN).unwrap_or_default();
        let output = output.recv_timeout(DRAIN).unwrap_or_default();
        Ok(Ended { code, output, said: String::from_utf8_lossy(&said).into_owned(), interrupted, killed })
    }

    fn wait(&self, child: &mut Child, stop: &(dyn Fn() -> bool + Sync)) -> std::io::Result<(Option<i32>, bool, bool)> {
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let (mut asked, mut killed) = (None, false);
        let mut pause = FIRST_LOOK;
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok((status.code(), asked.is_some(), killed));
            }
            match asked {
                None if stop() => {
                    asked = Some(Instant::now());
                    // It may have ended meanwhile.
                    let _ = pid.map(|pid| kill_process(pid, Signal::INT));
                }
                Some(since) if !killed && since.elapsed() > self.grace => {
                    killed = true;
                    let _ = pid.map(|pid| kill_process_group(pid, Signal::KILL));
                }
                _ => {}
            }
            std::thread::sleep(pause);
            pause = pause.saturating_mul(2).min(LOOK);
        }
    }
}

/// Gives a program what it reads, and then the end of it.
fn feed(to: Option<ChildStdin>, input: Option<Vec<u8>>) {
    if let (Some(mut to), Some(input)) = (to, input) {
        // A program that reads no further has ended, and says itself why.
        std::thread::spawn(move || drop(to.write_all(&input)));
    }
}

fn reading<T: Send + 'static>(
    from: Option<impl Read + Send + 'static>,
    take: impl FnOnce(&mut dyn Read) -> T + Send + 'static,
) -> Receiver<T> {
    let (give, taken) = channel();
    std::thread::spawn(move || {
        if let Some(mut from) = from {
            // Nobody waits for it any more, where it took too long.
            let _ = give.send(take(&mut from));
        }
    });
    taken
}

/// At most so many bytes, and whether there were more; the rest is read and thrown away, so that the writer can end.
pub(super) fn bounded(from: &mut dyn Read, limit: usize) -> (Vec<u8>, bool) {
    let mut kept = Vec::new();
    // What can't be read any more has ended.
    let _ = from.take(u64::try_from(limit).unwrap_or(u64::MAX)).read_to_end(&mut kept);
    let more = std::io::copy(from, &mut std::io::sink()).unwrap_or(0);
    (kept, more > 0)
}
