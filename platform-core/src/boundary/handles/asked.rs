//! What bindings ask of handles, as JSON text: so that they need to know no type of the core's.

use serde::Deserialize;

use super::super::decode;
use super::super::inputs::EditInput;
use super::super::verbs::StyleInput;
use super::super::views::{EditedView, PlannedView};
use super::{ApplyHandle, ObservedHandle, PlanHandle, PlatformHandle, RenderedHandle, StateHandle};
use crate::boundary::answer_text;
use crate::model::{
    Address, Diagnostic, EntityRef, Failure, Observation, Outcome, Pins, PlanOptions, Pointer, Scope, Selection,
    StepEvent, Text, Timestamp, codes,
};
use crate::plan::Facts;

/// A subject in an environment, and what is asked besides.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Asked {
    subject: EntityRef,
    environment: Scope,
    pins: Option<Pins>,
    #[serde(default)]
    options: PlanOptions,
}

/// Many subjects in many environments.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedAll {
    #[serde(default)]
    selection: Selection,
    #[serde(default)]
    options: PlanOptions,
    now: Option<Timestamp>,
    threads: Option<usize>,
}

/// Edits.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedEdits {
    edits: Vec<EditInput>,
}

/// A place in a plan.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedPlace {
    address: Address,
    #[serde(default)]
    path: Pointer,
}

/// The beginning of an apply.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedBegin {
    #[serde(default)]
    lineage: Text,
    parallelism: Option<usize>,
}

/// What was found where a step is to be done.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedCheck {
    step: u32,
    now: Timestamp,
    observation: Observation,
}

/// The end of an apply.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedRelease {
    actor: Text,
    started_at: Timestamp,
    ended_at: Timestamp,
}

/// Asks with what a text says, or says what is wrong with the text.
fn with<T: serde::de::DeserializeOwned, U>(text: &str, then: impl FnOnce(T) -> Outcome<U>) -> Outcome<U> {
    match decode::input(text) {
        Ok(asked) => then(asked),
        Err(problem) => problem.into(),
    }
}

/// [`with`], answered as text.
pub(super) fn told<T: serde::de::DeserializeOwned, U: serde::Serialize>(
    text: &str,
    then: impl FnOnce(T) -> Outcome<U>,
) -> String {
    answer_text(&with(text, then))
}

impl PlatformHandle {
    /// [`PlatformHandle::resolve`] of `{subject, environment, pins?}`, as an answer's text.
    pub fn ask_resolve(&self, request: &str) -> String {
        told(request, |asked: Asked| self.resolve(&asked.subject, &asked.environment, asked.pins.as_ref()))
    }

    /// [`PlatformHandle::render`] of `{subject, environment, pins?}`.
    ///
    /// # Errors
    /// As there, and `boundary.*` for a request that can't be understood.
    pub fn ask_render(&self, request: &str) -> Outcome<RenderedHandle> {
        with(request, |asked: Asked| self.render(&asked.subject, &asked.environment, asked.pins.as_ref()))
    }

    /// A plan of `{subject, environment, pins?, options?}`.
    ///
    /// # Errors
    /// As [`PlatformHandle::plan`], and `boundary.*` for a request that can't be understood.
    pub fn ask_plan(
        &self,
        request: &str,
        state: Option<&StateHandle>,
        observed: Option<&ObservedHandle>,
    ) -> Outcome<PlanHandle> {
        with(request, |asked: Asked| {
            let rendered = self.render(&asked.subject, &asked.environment, asked.pins.as_ref());
            let mut said = rendered.diagnostics;
            let Some(rendered) = rendered.value else { return Outcome::failed(said) };
            let plan = PlanHandle::make(&rendered, state, observed, asked.options);
            said.extend(plan.diagnostics);
            Outcome::new(plan.value, said)
        })
    }
}

impl PlatformHandle {
    /// [`PlatformHandle::plan_all`] of `{selection?, options?, now?, threads?}`, from states and from what was observed of a
    /// subject in an environment. The threads are one, if absent.
    ///
    /// # Errors
    /// As there, and `boundary.*` for a request, a subject or an environment that can't be understood.
    pub fn ask_plan_all<'a>(
        &self,
        request: &str,
        states: impl IntoIterator<Item = &'a StateHandle>,
        observed: impl IntoIterator<Item = (&'a str, &'a str, &'a ObservedHandle)>,
    ) -> Outcome<(Vec<PlanHandle>, PlannedView)> {
        with(request, |asked: AskedAll| match facts(states, observed) {
            Ok(facts) => self.plan_all(&asked.selection, &facts, &asked.options, asked.now, asked.threads.unwrap_or(1)),
            Err(failure) => failure.into(),
        })
    }

    /// [`PlatformHandle::edit`] of `{edits}`.
    ///
    /// # Errors
    /// As there, and `boundary.*` for a request that can't be understood.
    pub fn ask_edit(&self, request: &str) -> Outcome<(PlatformHandle, EditedView)> {
        with(request, |asked: AskedEdits| self.edit(asked.edits))
    }
}

fn facts<'a>(
    states: impl IntoIterator<Item = &'a StateHandle>,
    observed: impl IntoIterator<Item = (&'a str, &'a str, &'a ObservedHandle)>,
) -> Result<Facts, Failure> {
    let refused = |text: &str, error: &dyn std::fmt::Display| {
        Failure::from(Diagnostic::error(codes::BOUNDARY_INPUT, format!("`{text}`: {error}")))
    };
    let mut facts = Facts::default();
    for state in states {
        let state = state.state();
        facts.states.insert((state.subject.clone(), state.environment.clone()), state.as_ref().clone());
    }
    for (subject, environment, seen) in observed {
        let subject = subject.parse().map_err(|error| refused(subject, &error))?;
        let environment = environment.parse().map_err(|error| refused(environment, &error))?;
        facts.observed.insert((subject, environment), seen.observed().as_ref().clone());
    }
    Ok(facts)
}

impl PlanHandle {
    /// [`PlanHandle::explain`] of `{address, path?}`, as an answer's text.
    pub fn ask_explain(&self, request: &str) -> String {
        told(request, |asked: AskedPlace| self.explain(&asked.address, &asked.path))
    }

    /// [`PlanHandle::verify`], as an answer's text.
    pub fn ask_verify(&self, state: &StateHandle, observed: &ObservedHandle) -> String {
        answer_text(&Outcome::ok(self.verify(state, observed)))
    }

    /// [`PlanHandle::text`] laid out as `{color?, width?, unicode?, full?}` says, as an answer's text.
    pub fn ask_text(&self, request: &str) -> String {
        told(request, |asked: StyleInput| Outcome::ok(self.text(&asked.style())))
    }

    /// [`ApplyHandle::begin`] with `{lineage?, parallelism?}`; [`ApplyHandle::resume`] where there is a journal.
    ///
    /// # Errors
    /// As these, and `boundary.*` for a request that can't be understood.
    pub fn ask_apply(
        &self,
        request: &str,
        state: &StateHandle,
        observed: &ObservedHandle,
        journal: Option<&str>,
    ) -> Outcome<ApplyHandle> {
        with(request, |asked: AskedBegin| {
            let apply = match journal {
                Some(journal) => ApplyHandle::resume(self, state, observed, journal),
                None => ApplyHandle::begin(self, state, observed, &asked.lineage),
            };
            match (apply, asked.parallelism) {
                (Ok(apply), parallelism) => {
                    parallelism.into_iter().for_each(|steps| apply.set_parallelism(steps));
                    Outcome::ok(apply)
                }
                (Err(failure), _) => failure.into(),
            }
        })
    }
}

impl ApplyHandle {
    /// [`ApplyHandle::next`] at a time (RFC 3339), as an answer's text.
    pub fn ask_next(&self, now: &str) -> String {
        answer_text(&match now.parse::<Timestamp>() {
            Ok(now) => Outcome::ok(self.next(now)),
            Err(error) => Diagnostic::error(codes::BOUNDARY_INPUT, error.to_string()).into(),
        })
    }

    /// [`ApplyHandle::check`] of `{step, now, observation}`, as an answer's text.
    pub fn ask_check(&self, request: &str) -> String {
        told(request, |asked: AskedCheck| match self.check(asked.step, asked.now, &asked.observation) {
            Ok(()) => Outcome::ok(()),
            Err(failure) => failure.into(),
        })
    }

    /// [`ApplyHandle::record`] of an event, as an answer's text: the event as it is to be stored.
    pub fn ask_record(&self, event: &str) -> String {
        told(event, |event: StepEvent| match self.record(event) {
            Ok(event) => Outcome::ok(event),
            Err(failure) => failure.into(),
        })
    }

    /// [`ApplyHandle::release`] of `{actor, startedAt, endedAt}`, as an answer's text.
    pub fn ask_release(&self, request: &str) -> String {
        told(request, |asked: AskedRelease| Outcome::ok(self.release(asked.actor, asked.started_at, asked.ended_at)))
    }
}
