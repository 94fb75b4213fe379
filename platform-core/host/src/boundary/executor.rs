//! An executor whose code is in another language.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform_core::boundary::{WorkView, read_input};
use platform_core::model::{Action, Diagnostic, Effect, Name, Observation, Resource, Step, Text, Value, codes};
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
    /// Whether it looks at many in one call.
    #[serde(default)]
    pub(super) observes_many: bool,
    /// Whether it can say before anything is changed what its target would refuse.
    #[serde(default)]
    pub(super) rehearses: bool,
    /// Whether it can say what is not ready.
    #[serde(default)]
    pub(super) tells_unready: bool,
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

/// What is there, of one of many.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seen {
    Failed { error: Diagnostic },
    There(Observation),
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

fn views(work: &[StepWork]) -> Vec<WorkView> {
    work.iter().cloned().map(Into::into).collect()
}

async fn observe(channel: Arc<Channel>, target: Name, work: WorkView) -> Result<Observation, Diagnostic> {
    let _permit = channel.looks.acquire().await;
    let reply = channel.ask(Question::Observe { work: &work }, &target).await?;
    ForeignExecutor::read(&target, &reply)?.ok_or_else(|| unsaid(&target, &work))
}

fn unsaid(target: &Name, work: &WorkView) -> Diagnostic {
    let message = format!("the executor of `{target}` did not say what is at {}", work.step.address);
    Diagnostic::error(codes::EXEC_UNREADABLE, message)
}

impl ForeignExecutor {
    async fn observe_many(&self, asked: &[Asked<'_>]) -> Vec<Result<Observation, Diagnostic>> {
        let work: Vec<WorkView> = asked.iter().map(look).collect();
        let reply = self.channel.ask(Question::ObserveMany { work: &work }, &self.target).await;
        let seen: Result<Vec<Seen>, Diagnostic> =
            reply.and_then(|reply| Ok(Self::read(&self.target, &reply)?.unwrap_or_default()));
        match seen {
            Err(problem) => work.iter().map(|_| Err(problem.clone())).collect(),
            Ok(seen) if seen.len() > work.len() => {
                let (target, many, few) = (&self.target, seen.len(), work.len());
                let message = format!("the executor of `{target}` was asked for {few} resources, and gave {many}");
                work.iter().map(|_| Err(Diagnostic::error(codes::EXEC_UNREADABLE, message.clone()))).collect()
            }
            Ok(seen) => {
                let mut seen = seen.into_iter();
                let answer = |work: &WorkView| match seen.next() {
                    Some(Seen::There(observation)) => Ok(observation),
                    Some(Seen::Failed { error }) => Err(error),
                    None => Err(unsaid(&self.target, work)),
                };
                work.iter().map(answer).collect()
            }
        }
    }

    /// Asks for problems; that it can't be asked is one.
    async fn problems(&self, question: Question<'_>) -> Vec<Diagnostic> {
        let reply = self.channel.ask(question, &self.target).await;
        let told = reply.and_then(|reply| Self::read(&self.target, &reply));
        told.map_or_else(|problem| vec![problem], Option::unwrap_or_default)
    }
}

impl Executor for ForeignExecutor {
    fn capabilities(&self) -> Capabilities {
        Capabilities { idempotent: self.foreign.idempotent, can_look_up: false }
    }

    fn observes(&self) -> bool {
        self.foreign.observes || self.foreign.observes_many
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        if self.foreign.observes_many && !asked.is_empty() {
            return Box::pin(self.observe_many(asked));
        }
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
            let reply = self.channel.ask(Question::Perform { work: &work }, &self.target).await?;
            let Given { outputs, identity, body } = Self::read(&self.target, &reply)?.unwrap_or_default();
            Ok(Performed { outputs, identity, body })
        })
    }

    fn rehearses(&self) -> bool {
        self.foreign.rehearses
    }

    fn rehearse<'a>(&'a self, work: &'a [StepWork], earlier: &'a [StepWork]) -> Task<'a, Vec<Diagnostic>> {
        Box::pin(async move {
            let (work, earlier) = (views(work), views(earlier));
            self.problems(Question::Rehearse { work: &work, earlier: &earlier }).await
        })
    }

    fn unready<'a>(&'a self, resources: &'a [&'a Resource]) -> Task<'a, Vec<Diagnostic>> {
        if !self.foreign.tells_unready {
            return Box::pin(async { Vec::new() });
        }
        Box::pin(self.problems(Question::Unready { resources }))
    }
}
