//! What goes over the border while a verb runs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use platform_core::boundary::WorkView;
use platform_core::model::{Diagnostic, Effect, Name, Resource, Retry, codes};
use serde::Serialize;
use tokio::sync::{Semaphore, oneshot, watch};

use crate::driver::{Cancellation, Event};

/// Takes messages in; it must return soon, and may not call back.
pub type Tell = Arc<dyn Fn(String) + Send + Sync>;

/// So many resources are looked at at once.
const LOOKS: usize = 16;

#[derive(Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
enum Message<'a> {
    Event {
        event: &'a Event,
    },
    Cancel {
        id: u64,
    },
    #[serde(untagged)]
    Ask {
        id: u64,
        target: &'a Name,
        #[serde(flatten)]
        question: Question<'a>,
    },
}

/// What an executor is asked.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub(super) enum Question<'a> {
    /// Does a step.
    Perform { work: &'a WorkView },
    /// What is there.
    Observe { work: &'a WorkView },
    /// What is there, of many.
    ObserveMany { work: &'a [WorkView] },
    /// What the target would refuse.
    Rehearse { work: &'a [WorkView], earlier: &'a [WorkView] },
    /// What is not ready.
    Unready { resources: &'a [&'a Resource] },
}

impl Question<'_> {
    /// What is in the world, if nobody answers.
    const fn outcome(&self) -> Effect {
        if let Self::Perform { .. } = self { Effect::Unknown } else { Effect::None }
    }

    fn cancelled(&self, target: &Name, what: &str) -> Diagnostic {
        let message = match self {
            Self::Perform { work } | Self::Observe { work } => {
                format!("{}: what the executor of `{target}` does {what}", work.step.address)
            }
            Self::ObserveMany { .. } => format!("what the executor of `{target}` looks at {what}"),
            Self::Rehearse { .. } => format!("what the executor of `{target}` tries beforehand {what}"),
            Self::Unready { .. } => format!("what the executor of `{target}` waits for {what}"),
        };
        Diagnostic::error(codes::EXEC_CANCELLED, message)
            .with_help("go on with the apply: resume it")
            .with_retry(Retry::Now)
    }
}

/// One running verb's way to whoever started it.
pub(super) struct Channel {
    /// How long code that was asked to stop may take; without it, as long as it likes.
    grace: Option<Duration>,
    pub(super) cancellation: Cancellation,
    stopped: watch::Sender<bool>,
    pub(super) looks: Semaphore,
    state: Mutex<State>,
}

struct State {
    /// Let go of with the answer: it may keep something of the other side alive.
    tell: Option<Tell>,
    last: u64,
    waiting: BTreeMap<u64, oneshot::Sender<String>>,
}

impl State {
    /// The lock is held while a message is told, so that they arrive in their order and none after the answer.
    fn tell(&self, message: &Message<'_>) {
        if let (Some(tell), Ok(text)) = (&self.tell, serde_json::to_string(message)) {
            tell(text);
        }
    }
}

impl Channel {
    pub(super) fn new(tell: Tell, grace: Option<Duration>) -> Self {
        Self {
            grace,
            cancellation: Cancellation::default(),
            stopped: watch::Sender::new(false),
            looks: Semaphore::new(LOOKS),
            state: Mutex::new(State { tell: Some(tell), last: 0, waiting: BTreeMap::new() }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something happened.
    pub(super) fn event(&self, event: &Event) {
        self.state().tell(&Message::Event { event });
    }

    /// The last message. Whoever still waits for a reply waits no more.
    pub(super) fn answer(&self, answer: &str) {
        let mut state = self.state();
        state.waiting.clear();
        if let Some(tell) = state.tell.take() {
            tell(format!(r#"{{"kind":"answer","answer":{answer}}}"#));
        }
    }

    /// Takes in what an executor replied. A reply that nobody waits for is dropped.
    pub(super) fn reply(&self, id: u64, text: String) {
        let waiting = self.state().waiting.remove(&id);
        if let Some(waiting) = waiting {
            let _ = waiting.send(text);
        }
    }

    /// Asks everything to stop.
    pub(super) fn cancel(&self) {
        let state = self.state();
        self.cancellation.cancel();
        if !self.stopped.send_replace(true) {
            for id in state.waiting.keys() {
                state.tell(&Message::Cancel { id: *id });
            }
        }
    }

    /// Waits until it was cancelled.
    pub(super) async fn stopped(&self) {
        let mut stopped = self.stopped.subscribe();
        // The sender lives as long as this does.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    }

    /// Asks an executor of the other side, and waits for its reply.
    pub(super) async fn ask(&self, question: Question<'_>, target: &Name) -> Result<String, Diagnostic> {
        let (id, reply) = self.question(question, target)?;
        let given_up = async {
            self.stopped().await;
            match self.grace {
                Some(grace) => tokio::time::sleep(grace).await,
                None => std::future::pending().await,
            }
        };
        let cancelled = |what| question.cancelled(target, what).with_outcome(question.outcome());
        tokio::select! {
            biased;
            reply = reply => reply.map_err(|_| cancelled("was given up")),
            () = given_up => {
                self.state().waiting.remove(&id);
                Err(cancelled("was cancelled and did not end in time"))
            }
        }
    }

    fn question(&self, question: Question<'_>, target: &Name) -> Result<(u64, oneshot::Receiver<String>), Diagnostic> {
        let mut state = self.state();
        if self.cancellation.is_cancelled() {
            return Err(question.cancelled(target, "was not begun"));
        }
        state.last = state.last.saturating_add(1);
        let (id, (sender, receiver)) = (state.last, oneshot::channel());
        state.waiting.insert(id, sender);
        state.tell(&Message::Ask { id, target, question });
        Ok((id, receiver))
    }
}
