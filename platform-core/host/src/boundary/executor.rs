//! An executor whose code is in another language.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform_core::boundary::{WorkView, read_input};
use platform_core::model::{Action, Diagnostic, Effect, Name, Observation, Step, Text, Value, codes};
use platform_core::run::StepWork;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::task::JoinSet;

use super::channel::{Channel, Question};
use crate::executors::{Asked, Capabilities, Executor, Performed, Task};

/// What is known of an executor before it is asked.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Foreign {
    /// Whether it can look at what is there.
    #[serde(default)]
    pub(super) observes: bool,
    /// Whether it may be told twice to do a step: it looks first, or doing it twice is harmless.
    #[serde(default = "yes")]
    pub(super) idempotent: bool,
}

const fn yes() -> bool {
    true
}

/// An executor whose code is in another language.
pub(super) struct ForeignExecutor {
    pub(super) target: Name,
    pub(super) foreign: Foreign,
    pub(super) channel: Arc<Channel>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reply<T> {
    ok: Option<T>,
    error: Option<Diagnostic>,
}

/// What a step gave.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Given {
    #[serde(default)]
    outputs: BTreeMap<Name, Value>,
    identity: Option<Text>,
    body: Option<Value>,
}

impl ForeignExecutor {
    fn read<T: DeserializeOwned>(target: &Name, reply: &str) -> Result<Option<T>, Diagnostic> {
        let wrong = |mut problem: Diagnostic| {
            problem.message = format!("the executor of `{target}` gave what can't be read: {}", problem.message);
            problem.with_outcome(Effect::Unknown)
        };
        let reply: Reply<T> = read_input(reply).map_err(wrong)?;
        match reply.error {
            Some(error) => Err(error),
            None => Ok(reply.ok),
        }
    }
}

/// What is only looked at, as a step that reads: executors know one shape.
fn look(asked: &Asked<'_>) -> WorkView {
    let step = Step::new(0, asked.address.clone(), Action::Read, Vec::new());
    let mut work = StepWork::new(step, None, asked.resource.cloned());
    work.before = asked.known.cloned();
    work.into()
}

async fn observe(channel: Arc<Channel>, target: Name, work: WorkView) -> Result<Observation, Diagnostic> {
    let _permit = channel.looks.acquire().await;
    let reply = channel.ask(Question::Observe, &target, &work).await?;
    ForeignExecutor::read(&target, &reply)?.ok_or_else(|| {
        let message = format!("the executor of `{target}` did not say what is at {}", work.step.address);
        Diagnostic::error(codes::EXEC_UNREADABLE, message)
    })
}

impl Executor for ForeignExecutor {
    fn capabilities(&self) -> Capabilities {
        Capabilities { idempotent: self.foreign.idempotent, can_look_up: false }
    }

    fn observes(&self) -> bool {
        self.foreign.observes
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        let mut tasks = JoinSet::new();
        let mut places = BTreeMap::new();
        for (at, asked) in asked.iter().enumerate() {
            let task = tasks.spawn(observe(self.channel.clone(), self.target.clone(), look(asked)));
            places.insert(task.id(), at);
        }
        Box::pin(async move {
            let mut seen = BTreeMap::new();
            while let Some(ended) = tasks.join_next_with_id().await {
                let (id, one) = match ended {
                    Ok((id, one)) => (id, one),
                    Err(error) => (error.id(), Err(Diagnostic::error(codes::INTERNAL, error.to_string()))),
                };
                seen.extend(places.get(&id).map(|at| (*at, one)));
            }
            seen.into_values().collect()
        })
    }

    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        Box::pin(async move {
            let work = WorkView::from(work.clone());
            let reply = self.channel.ask(Question::Perform, &self.target, &work).await?;
            let Given { outputs, identity, body } = Self::read(&self.target, &reply)?.unwrap_or_default();
            Ok(Performed { outputs, identity, body })
        })
    }
}
