//! The steps that are being looked at or done right now.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform_core::model::{Diagnostic, Effect, Observation, Step, Value, codes};
use platform_core::run::StepWork;
use tokio::task::{Id, JoinError, JoinSet};

use crate::executors::{Asked, Executor, Executors, Performed};

/// What came of looking at a step or doing it.
pub(super) enum Outcome {
    /// What is there before a step starts.
    Seen { work: Box<StepWork>, seen: Result<Observation, Diagnostic> },
    /// A step has ended.
    Done { step: Step, performed: Result<Performed, Diagnostic> },
}

/// Running tasks, and whose they are.
#[derive(Default)]
pub(super) struct Steps {
    tasks: JoinSet<Outcome>,
    owners: BTreeMap<Id, Step>,
}

impl Steps {
    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    pub(super) fn has(&self, step: u32) -> bool {
        self.owners.values().any(|owner| owner.id == step)
    }

    /// Looks at what is there.
    pub(super) fn look(&mut self, executor: Arc<dyn Executor>, work: StepWork) {
        let step = work.step.clone();
        let task = self.tasks.spawn(async move {
            let seen = see(&*executor, &work).await;
            Outcome::Seen { work: Box::new(work), seen }
        });
        self.owners.insert(task.id(), step);
    }

    /// Does a step.
    pub(super) fn perform(&mut self, executor: Arc<dyn Executor>, work: StepWork) {
        let step = work.step.clone();
        let task = self.tasks.spawn(async move {
            let performed = executor.perform(&work).await;
            Outcome::Done { step: work.step, performed }
        });
        self.owners.insert(task.id(), step);
    }

    /// Waits for one to end, and gives all that have ended by then.
    pub(super) async fn ended(&mut self) -> Vec<Outcome> {
        let mut ended = Vec::new();
        let mut result = self.tasks.join_next_with_id().await;
        while let Some(joined) = result {
            ended.extend(self.outcome(joined));
            result = self.tasks.try_join_next_with_id();
        }
        ended
    }

    fn outcome(&mut self, joined: Result<(Id, Outcome), JoinError>) -> Option<Outcome> {
        match joined {
            Ok((id, outcome)) => {
                self.owners.remove(&id);
                Some(outcome)
            }
            Err(error) => {
                let step = self.owners.remove(&error.id())?;
                let message = format!("the executor of {} broke off: {error}", step.address);
                let diagnostic = Diagnostic::error(codes::INTERNAL, message).with_outcome(Effect::Unknown);
                Some(Outcome::Done { step, performed: Err(diagnostic) })
            }
        }
    }
}

/// What is there before a step. What is moved is under its old address, unless an earlier attempt moved it.
async fn see(executor: &dyn Executor, work: &StepWork) -> Result<Observation, Diagnostic> {
    let nothing = || Err(Diagnostic::error(codes::INTERNAL, "nothing was observed"));
    let asked = |address| Asked { address, resource: work.resource.as_ref(), known: work.before.as_ref() };
    let (old, new) = (work.moved_from.as_ref(), &work.step.address);
    let seen = executor.observe(&[asked(old.unwrap_or(new))]).await.pop().unwrap_or_else(nothing)?;
    if seen == Observation::Absent && old.is_some() && work.repeated {
        return executor.observe(&[asked(new)]).await.pop().unwrap_or_else(nothing);
    }
    Ok(seen)
}

/// Says where the outputs that a step misses are to be given.
pub(super) fn with_outputs_place(refused: Diagnostic, work: &StepWork, executors: &Executors) -> Diagnostic {
    if refused.code != codes::EXEC_OUTPUT_MISSING {
        return refused;
    }
    let missing = work.body.as_ref().map(Value::unknown_outputs).unwrap_or_default();
    let places: Vec<String> = missing
        .iter()
        .map(|(address, output)| {
            let place = executors.of(address).ok().and_then(|executor| executor.outputs_place(address));
            let place = place.unwrap_or_else(|| {
                format!("a file named by `outputs:` of target `{}` of {}", address.target(), address.environment())
            });
            format!("add `{output}` to {place}")
        })
        .collect();
    refused.with_help(format!("{}; then apply again", places.join(" and ")))
}
