//! What is shown while something runs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use platform_core::formats::text::Style;
use platform_core::model::{Action, Diagnostic, ReleaseVerdict, Step};

use super::console::Console;
use crate::driver::{Event, Listener};

/// Says what an apply does: a line for each step, and on a terminal a bar below them.
#[derive(Clone)]
pub(crate) struct Progress {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    bar: ProgressBar,
    style: Style,
    /// Whether lines are written at all.
    lines: bool,
    live: bool,
    /// How many steps there are is learnt plan by plan.
    growing: bool,
    started: Vec<(Step, Instant)>,
}

impl Progress {
    /// Shows nothing until something happens; `steps` is how many there will be.
    pub(crate) fn new(console: &Console, steps: usize) -> Self {
        let bar = if console.live {
            let bar = ProgressBar::new(u64::try_from(steps).unwrap_or(u64::MAX));
            let template = ProgressStyle::with_template("  {bar:30} {pos}/{len} {msg}");
            if let Ok(template) = template {
                let characters = if console.err.unicode { "━━─" } else { "=> " };
                bar.set_style(template.progress_chars(characters));
            }
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar
        } else {
            ProgressBar::hidden()
        };
        let inner = Inner {
            bar,
            style: console.err,
            lines: !console.json,
            live: console.live,
            growing: steps == 0,
            started: Vec::new(),
        };
        Self { inner: Arc::new(Mutex::new(inner)) }
    }

    /// What an apply tells its events.
    pub(crate) fn listener(&self) -> Listener {
        let this = self.clone();
        Listener::new(move |event| this.tell(event))
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.lock().bar.finish_and_clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        // A thread that panicked while it wrote a line leaves nothing that would be wrong.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, event: &Event) {
        let mut inner = self.lock();
        match event {
            Event::PlanStarted { subject, environment, serial, steps, done } => {
                let count = if *steps == 1 { "1 step".to_owned() } else { format!("{steps} steps") };
                let again = if *done > 0 { format!(", {done} done before") } else { String::new() };
                let title = inner.bold(&format!("{subject}/{environment}"));
                inner.line(&format!("{title}  serial {serial}, {count}{again}"));
                if inner.growing {
                    inner.bar.inc_length(u64::try_from(*steps).unwrap_or(0));
                }
                inner.bar.inc(u64::try_from(*done).unwrap_or(0));
            }
            Event::StepStarted { step } => {
                inner.bar.set_message(format!("{}/{}", step.address.target(), step.address.id()));
                inner.started.push((step.clone(), Instant::now()));
            }
            Event::StepEnded { step, failure } => inner.ended(step, failure.as_ref()),
            Event::PlanEnded { verdict: ReleaseVerdict::Failed, subject, environment } => {
                let text = inner.painted("1;31", "failed");
                inner.line(&format!("  {text}: {subject}/{environment}"));
            }
            _ => {}
        }
    }
}

impl Inner {
    fn line(&self, line: &str) {
        if !self.lines {
            return;
        }
        if self.live {
            self.bar.println(line);
        } else {
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        }
    }

    fn ended(&mut self, step: &Step, failure: Option<&Diagnostic>) {
        let found = self.started.iter().position(|(started, _)| started == step);
        let took = found.map(|index| self.started.swap_remove(index).1.elapsed());
        let took = took.filter(|took| took.as_millis() >= 100).map(|took| format!("  {:.1} s", took.as_secs_f64()));
        let (good, bad) = if self.style.unicode { ("✓", "✗") } else { ("ok", "!!") };
        let mark = match failure {
            None => self.painted("32", good),
            Some(_) => self.painted("1;31", bad),
        };
        let word = format!("{:<7}", past(step.action));
        let place = format!("{}/{}", step.address.target(), step.address.id());
        self.line(&format!("  {mark} {word} {place}{}", took.unwrap_or_default()));
        self.bar.inc(1);
    }

    fn painted(&self, codes: &str, text: &str) -> String {
        if self.style.color { format!("\u{1b}[{codes}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn bold(&self, text: &str) -> String {
        self.painted("1", text)
    }
}

fn past(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Update => "update",
        Action::Delete => "delete",
        Action::Read => "read",
        Action::Forget => "forget",
        Action::Import => "import",
        Action::Move => "move",
        _ => "leave",
    }
}

/// A turning wheel on a terminal, while something takes its time.
pub(crate) fn spinner(console: &Console, message: &'static str) -> ProgressBar {
    if !console.live || console.json {
        return ProgressBar::hidden();
    }
    let spinner = ProgressBar::new_spinner().with_message(message);
    spinner.set_draw_target(ProgressDrawTarget::stderr());
    spinner.enable_steady_tick(std::time::Duration::from_millis(100));
    spinner
}
