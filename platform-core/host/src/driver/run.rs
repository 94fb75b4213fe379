//! The loop over one apply.

use std::collections::BTreeSet;
use std::sync::Arc;

use platform_core::model::{
    Address, Diagnostic, Effect, Failure, Release, ReleaseVerdict, Retry, State, Step, StepEvent, StepEventKind, Text,
    Timestamp, codes,
};
use platform_core::run::{Apply, FailedStep, Next, StepWork, finish, next, record, touched};

use super::steps::{Outcome, Steps};
use super::{Cancellation, Event, Listener, now};
use crate::executors::Executors;
use crate::store::Store;

/// What an apply is driven with.
#[derive(Clone)]
pub struct Drive {
    /// What does the steps.
    pub executors: Executors,
    /// Where the journal and the state are kept.
    pub store: Arc<dyn Store>,
    /// Asks it to stop.
    pub cancellation: Cancellation,
    /// Is told what happens.
    pub listener: Listener,
}

/// An apply whose beginning is stored.
#[derive(Debug)]
pub struct Begun {
    /// The apply.
    pub apply: Apply,
    /// The store's revision of its state.
    pub revision: u64,
    /// When it began.
    pub started_at: Timestamp,
    /// Who applies.
    pub actor: Text,
}

/// How an apply ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// What is known since.
    pub state: State,
    /// How.
    pub verdict: ReleaseVerdict,
    /// The steps that failed.
    pub failed: Vec<FailedStep>,
    /// The steps that were not begun.
    pub left: Vec<Step>,
}

/// Runs an apply to its end: every step that can be done is done, journaled and stored.
///
/// `Started` is on the disk before the world is touched; what a step gave is on the disk, with the state that follows
/// from it, before anything that depends on it starts.
///
/// # Errors
/// - `exec.cancelled`: what was running is done and stored; the apply can be resumed.
/// - `state.conflict`: somebody else resumed the apply meanwhile. `store.*`: the store can't be written. Nothing more is
///   started then; the apply can be resumed.
pub async fn run(begun: Begun, drive: &Drive) -> Result<Ended, Failure> {
    let Begun { apply, revision, started_at, actor } = begun;
    let mut running = Running { apply, revision, steps: Steps::default(), drive };
    running.tell_start();
    let ended = running.drive().await;
    // Also when the store fails: whoever is told so must find a world in which nothing moves any more.
    while !running.steps.is_empty() {
        running.steps.ended().await;
    }
    ended?;
    let apply = running.apply;
    let verdict = apply.verdict();
    let state = finish(apply.state().clone(), apply.plan(), verdict);
    let release = apply.release(actor, started_at, now());
    store_end(drive, state.clone(), running.revision, release).await?;
    let plan = apply.plan();
    let (subject, environment) = (plan.subject.clone(), plan.environment.clone());
    drive.listener.tell(&Event::PlanEnded { subject, environment, verdict });
    Ok(Ended { state, verdict, failed: apply.failed(), left: apply.left() })
}

#[derive(PartialEq)]
enum Started {
    Done,
    Waiting,
}

struct Running<'a> {
    apply: Apply,
    revision: u64,
    steps: Steps,
    drive: &'a Drive,
}

impl Running<'_> {
    fn tell_start(&self) {
        let (plan, progress) = (self.apply.plan(), self.apply.progress());
        self.drive.listener.tell(&Event::PlanStarted {
            subject: plan.subject.clone(),
            environment: plan.environment.clone(),
            serial: self.apply.state().serial,
            steps: progress.total,
            done: progress.done,
        });
    }

    /// Until nothing is left that can be done.
    async fn drive(&mut self) -> Result<(), Failure> {
        loop {
            let stopping = self.drive.cancellation.is_cancelled();
            if !stopping && self.start().await? == Started::Done {
                return Ok(());
            }
            if self.steps.is_empty() {
                let done = next(&self.apply, now()) == Next::Done;
                return if done { Ok(()) } else { Err(cancelled(&self.apply).into()) };
            }
            self.collect(stopping).await?;
        }
    }

    /// Begins what may begin: looks first where something is expected, else starts at once.
    async fn start(&mut self) -> Result<Started, Failure> {
        loop {
            let work = match next(&self.apply, now()) {
                Next::Start(work) => work,
                Next::Wait { .. } => return Ok(Started::Waiting),
                Next::Done => return Ok(Started::Done),
                _ => return Err(Diagnostic::error(codes::INTERNAL, "the apply asks for what is not built yet").into()),
            };
            let new: Vec<StepWork> = work.into_iter().filter(|work| !self.steps.has(work.step.id)).collect();
            let (mut refused, mut ready) = (Vec::new(), Vec::new());
            for work in new {
                match self.refusal(&work) {
                    Some(diagnostic) => refused.push((work, diagnostic)),
                    None if self.must_look(&work) => self.look(work),
                    None => ready.push(work),
                }
            }
            let some_refused = !refused.is_empty();
            self.begin(Vec::new(), ready, refused).await?;
            if !some_refused {
                return Ok(Started::Waiting);
            }
        }
    }

    /// Why a step can't be done at all.
    fn refusal(&self, work: &StepWork) -> Option<Diagnostic> {
        let executor = match self.drive.executors.of(&work.step.address) {
            Ok(executor) => executor,
            Err(diagnostic) => return Some(diagnostic),
        };
        if let Some(refused) = &work.refused {
            return Some(super::steps::with_outputs_place(refused.clone(), work, &self.drive.executors));
        }
        let capabilities = executor.capabilities();
        let repeatable = capabilities.idempotent || capabilities.can_look_up;
        (work.repeated && !repeatable).then(|| {
            let message = format!("{} was begun before, and nobody can tell whether it was done", work.step.address);
            Diagnostic::error(codes::EXEC_OUTCOME_UNKNOWN, message)
                .with_help("look at the target, then plan again")
                .with_retry(Retry::AfterHuman)
                .with_outcome(Effect::Unknown)
        })
    }

    fn must_look(&self, work: &StepWork) -> bool {
        let executor = self.drive.executors.of(&work.step.address);
        work.expect.is_some() && executor.is_ok_and(|executor| executor.observes() && !executor.checks_itself())
    }

    fn look(&mut self, work: StepWork) {
        // An address without executor was refused before.
        if let Ok(executor) = self.drive.executors.of(&work.step.address) {
            self.steps.look(executor.clone(), work);
        }
    }

    /// Stores what happened, that some steps start and that others never will; then does the first.
    async fn begin(
        &mut self,
        mut events: Vec<(Step, StepEventKind)>,
        ready: Vec<StepWork>,
        refused: Vec<(StepWork, Diagnostic)>,
    ) -> Result<(), Failure> {
        events.extend(ready.iter().map(|work| (work.step.clone(), StepEventKind::Started)));
        events.extend(refused.into_iter().map(|(work, diagnostic)| (work.step, failed(diagnostic))));
        self.store(events).await?;
        for work in ready {
            if let Ok(executor) = self.drive.executors.of(&work.step.address) {
                self.steps.perform(executor.clone(), work);
            }
        }
        Ok(())
    }

    /// Waits until something ends, takes in all that has ended by then, and goes on with what was only looked at.
    async fn collect(&mut self, stopping: bool) -> Result<(), Failure> {
        let (mut ready, mut refused, mut events) = (Vec::new(), Vec::new(), Vec::new());
        for outcome in self.steps.ended().await {
            match outcome {
                Outcome::Seen { work, seen } => match seen.and_then(|seen| self.judge(&work, &seen)) {
                    // It was only looked at: a resume looks again.
                    Ok(()) if stopping => {}
                    Ok(()) => ready.push(*work),
                    Err(diagnostic) => refused.push((*work, diagnostic)),
                },
                Outcome::Done { step, performed: Ok(performed) } => events.push((
                    step,
                    StepEventKind::Succeeded {
                        body: performed.body,
                        outputs: performed.outputs,
                        identity: performed.identity,
                    },
                )),
                // What was cut short stays begun: nobody knows what it did, and a resume does it again.
                Outcome::Done { performed: Err(diagnostic), .. }
                    if diagnostic.code == codes::EXEC_CANCELLED && self.drive.cancellation.is_cancelled() => {}
                Outcome::Done { step, performed: Err(diagnostic) } => events.push((step, failed(diagnostic))),
            }
        }
        self.begin(events, ready, refused).await
    }

    fn judge(&self, work: &StepWork, seen: &platform_core::model::Observation) -> Result<(), Diagnostic> {
        platform_core::run::check(&self.apply, work, seen)
    }

    /// Takes events in and stores them with what they changed, in one write.
    async fn store(&mut self, events: Vec<(Step, StepEventKind)>) -> Result<(), Failure> {
        if events.is_empty() {
            return Ok(());
        }
        let at = now();
        let (from, attempt) = (self.apply.journal().events.len(), self.apply.attempt());
        for (step, kind) in &events {
            record(&mut self.apply, StepEvent::new(step.id, attempt, at, kind.clone()))?;
        }
        let kept: Vec<StepEvent> = self.apply.journal().events.iter().skip(from).cloned().collect();
        let changed: BTreeSet<Address> = kept.iter().flat_map(|event| touched(self.apply.plan(), event)).collect();
        let (store, revision) = (self.drive.store.clone(), self.revision);
        let state = part(self.apply.state(), &changed);
        let write = move || store.append(&state, revision, &changed, &kept);
        self.revision = blocking(write).await?;
        for (step, kind) in events {
            self.drive.listener.tell(&match kind {
                StepEventKind::Started => Event::StepStarted { step },
                StepEventKind::Failed { diagnostic, .. } => Event::StepEnded { step, failure: Some(diagnostic) },
                _ => Event::StepEnded { step, failure: None },
            });
        }
        Ok(())
    }
}

/// A state with only some of its resources: all that a write needs, cheap to hand to another thread.
fn part(state: &State, addresses: &BTreeSet<Address>) -> State {
    let mut part = State::new(state.subject.clone(), state.environment.clone(), state.lineage.clone());
    part.format_version = state.format_version;
    part.serial = state.serial;
    part.applying.clone_from(&state.applying);
    part.pins.clone_from(&state.pins);
    part.hold.clone_from(&state.hold);
    let kept = addresses.iter().filter_map(|address| Some((address.clone(), state.resources.get(address)?.clone())));
    part.resources.extend(kept);
    part
}

async fn store_end(drive: &Drive, state: State, revision: u64, release: Release) -> Result<u64, Failure> {
    let store = drive.store.clone();
    blocking(move || store.finish(&state, revision, &release)).await
}

/// Does what blocks on a thread for that.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Diagnostic::error(codes::INTERNAL, error.to_string()).into()))
}

fn failed(diagnostic: Diagnostic) -> StepEventKind {
    StepEventKind::Failed { outcome: diagnostic.outcome, diagnostic }
}

fn cancelled(apply: &Apply) -> Diagnostic {
    let (plan, progress) = (apply.plan(), apply.progress());
    let message = format!(
        "the apply of {} in {} was cancelled after {} of {} steps",
        plan.subject, plan.environment, progress.done, progress.total
    );
    Diagnostic::error(codes::EXEC_CANCELLED, message)
        .with_help("go on with it: `platform apply --resume`")
        .with_retry(Retry::Now)
        .with_outcome(Effect::Partial)
}
