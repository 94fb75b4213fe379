//! An apply that JavaScript drives: it asks what to do, does it, and tells what happened.

use napi::Env;
use napi_derive::napi;
use platform_core::boundary::ApplyHandle;

use super::documents::State;
use super::{Given, Held, missing};

/// An apply that has begun.
#[napi]
pub struct Apply(pub(crate) Held<ApplyHandle>);

#[napi]
impl Apply {
    /// Why it did not begin.
    #[napi(getter)]
    pub fn answer(&self) -> String {
        self.0.answer.clone()
    }

    /// What may start now, as an answer.
    #[napi]
    pub fn next(&self, now: String) -> String {
        self.0.answer(|apply| apply.ask_next(&now))
    }

    /// Whether what is found is what a step expects, as an answer.
    #[napi]
    pub fn check(&self, request: String) -> String {
        self.0.answer(|apply| apply.ask_check(&request))
    }

    /// Takes in what happened to a step; answers with the event as it is to be stored.
    #[napi]
    pub fn record(&self, event: String) -> String {
        self.0.answer(|apply| apply.ask_record(&event))
    }

    /// What is known by now.
    #[napi]
    pub fn state(&self) -> State {
        State(self.0.value.as_ref().map_or_else(|| Held::of(missing()), |apply| Held::result(Ok(apply.state()))))
    }

    /// The state at the end.
    #[napi]
    pub fn finish(&self) -> State {
        State(self.0.value.as_ref().map_or_else(|| Held::of(missing()), |apply| Held::result(Ok(apply.finish()))))
    }

    /// What happened so far, as a document.
    #[napi]
    pub fn journal<'e>(&self, env: &'e Env) -> napi::Result<Given<'e>> {
        self.0.json(env, ApplyHandle::journal_json)
    }

    /// What history keeps of it, as an answer.
    #[napi]
    pub fn release(&self, request: String) -> String {
        self.0.answer(|apply| apply.ask_release(&request))
    }
}
