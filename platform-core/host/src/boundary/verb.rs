//! Verbs by name.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use platform_core::boundary::{Describe, PlanHandle, answer_text, read_input};
use platform_core::model::{Diagnostic, EntityRef, Failure, Outcome, PlanFile, PlannedRendering, Scope, Text, codes};
use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::handle::WorkspaceHandle;
use crate::driver::{Listener, blocking};
use crate::workspace::{ApplyRequest, Workspace};

/// What a verb works with.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) handle: WorkspaceHandle,
    /// The workspace with the executors of this call.
    pub(super) workspace: Workspace,
    pub(super) channel: Arc<Channel>,
    pub(super) plans: Plans,
}

/// The plans that cross beside the text: those a verb is given, then those it made.
#[derive(Clone, Default)]
pub(super) struct Plans(Arc<Mutex<Vec<PlanHandle>>>);

impl Plans {
    pub(super) fn of(plans: Vec<PlanHandle>) -> Self {
        Self(Arc::new(Mutex::new(plans)))
    }

    pub(super) fn take(&self) -> Vec<PlanHandle> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn put(&self, plans: impl IntoIterator<Item = PlannedRendering>) {
        let plans: Vec<PlanHandle> = plans.into_iter().map(PlanHandle::new).collect();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = plans;
    }

    /// What the verb was given.
    pub(super) fn file(&self) -> PlanFile {
        let plans = self.take().iter().map(PlanHandle::planned).collect();
        PlanFile { format_version: platform_core::model::FormatVersion::CURRENT, plans }
    }
}

/// How plans are applied.
#[derive(Default, Deserialize, JsonSchema)]
#[schemars(rename = "ApplySettings")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Applying {
    /// Who applies; whoever opened the workspace, if absent.
    actor: Option<Text>,
    /// How many steps may run at once; 8, if absent.
    parallelism: Option<usize>,
}

impl Context {
    /// A request that tells its events to whoever started the verb, and stops when they say so.
    pub(super) fn request(&self, applying: Applying) -> ApplyRequest {
        let actor = applying.actor.or_else(|| self.handle.actor());
        let mut request = actor.map_or_else(ApplyRequest::by_user, ApplyRequest::new);
        request.parallelism = applying.parallelism.unwrap_or(request.parallelism).max(1);
        request.cancellation = self.channel.cancellation.clone();
        let channel = self.channel.clone();
        request.listener = Listener::new(move |event| channel.event(event));
        request
    }

    /// Reads the folder anew; gives what was said of its files.
    pub(super) async fn reload(&self) -> Result<Vec<Diagnostic>, Failure> {
        let handle = self.handle.clone();
        blocking(move || {
            let Outcome { value, diagnostics } = handle.reload();
            value.map(|()| diagnostics.clone()).ok_or(Failure { diagnostics })
        })
        .await
    }

    /// Something that takes long was done, and meanwhile nobody wants the rest any more.
    pub(super) fn unless_cancelled(&self) -> Result<(), Failure> {
        if self.channel.cancellation.is_cancelled() { Err(cancelled().into()) } else { Ok(()) }
    }
}

/// Everything that a verb does. What was begun goes on where it is dropped; it is not waited for.
pub(super) type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The input of one verb, and what it gives.
pub(super) trait Call: DeserializeOwned + JsonSchema + Send + 'static {
    /// What the call gives.
    type Output: Serialize + JsonSchema + Send;

    /// Whether it changes targets: then, when it is cancelled, what runs is waited for.
    const APPLIES: bool = false;

    /// Does it.
    fn call(self, context: Context) -> impl Future<Output = Outcome<Self::Output>> + Send;
}

/// One verb of a workspace: what it is called, and what it does.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Verb {
    /// Its name in [`WorkspaceHandle::start`]: `planDeploy`.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
    pub(super) run: fn(Context, &str) -> Work<String>,
    pub(super) input: Describe,
    pub(super) output: Describe,
}

impl std::fmt::Debug for Verb {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Verb").field("name", &self.name).field("about", &self.about).finish_non_exhaustive()
    }
}

pub(super) const fn verb<C: Call>(name: &'static str, about: &'static str) -> Verb {
    Verb { name, about, run: run::<C>, input: describe::<C>, output: describe::<C::Output> }
}

fn describe<T: JsonSchema>(generator: &mut SchemaGenerator) -> schemars::Schema {
    generator.subschema_for::<T>()
}

fn run<C: Call>(context: Context, input: &str) -> Work<String> {
    let call = match read_input::<C>(input) {
        Ok(call) => call,
        Err(problem) => return Box::pin(std::future::ready(refused(problem))),
    };
    Box::pin(async move {
        let channel = context.channel.clone();
        let work = async move { answer_text(&call.call(context).await) };
        tokio::select! {
            biased;
            answer = work => answer,
            () = channel.stopped(), if !C::APPLIES => refused(cancelled()),
        }
    })
}

pub(super) fn refused(problem: Diagnostic) -> String {
    answer_text(&Outcome::<()>::from(problem))
}

fn cancelled() -> Diagnostic {
    Diagnostic::error(codes::EXEC_CANCELLED, "the call was cancelled")
}

/// Text that was given, as what it must be.
pub(super) fn read<T>(text: &str) -> Result<T, Failure>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let refused = |error: T::Err| Diagnostic::error(codes::BOUNDARY_INPUT, format!("`{text}`: {error}"));
    Ok(text.parse().map_err(refused)?)
}

/// A subject in an environment.
pub(super) type Key = (EntityRef, Scope);

/// What a result was, with nothing said beside it.
pub(super) fn outcome<T>(result: Result<T, Failure>) -> Outcome<T> {
    match result {
        Ok(value) => Outcome::ok(value),
        Err(failure) => failure.into(),
    }
}
