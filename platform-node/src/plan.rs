//! A plan.

use napi::Env;
use napi_derive::napi;
use platform_core::boundary::{PlanHandle, RenderedHandle, answer_text};
use platform_core::model::{Basis, Outcome};

use super::apply::Apply;
use super::documents::{Observed, State};
use super::{Given, Held, Text, document, document_text, missing};

/// What will change and why. Only what is asked for is made into text.
#[napi]
pub struct Plan(pub(crate) Held<PlanHandle>);

#[napi]
impl Plan {
    /// Reads a plan with what it was made from.
    #[napi(factory)]
    pub fn from_json(plan: Text, rendered: Text) -> Self {
        let rendered = document(&rendered).and_then(RenderedHandle::from_json);
        Self(Held::result(rendered.and_then(|rendered| PlanHandle::from_json(document(&plan)?, &rendered))))
    }

    /// What was said while it was made.
    #[napi(getter)]
    pub fn answer(&self) -> String {
        self.0.answer.clone()
    }

    /// All of it, as a document.
    #[napi]
    pub fn json<'e>(&self, env: &'e Env) -> napi::Result<Given<'e>> {
        self.0.json(env, PlanHandle::to_json)
    }

    /// What it was made from, as a document.
    #[napi]
    pub fn rendered_json<'e>(&self, env: &'e Env) -> napi::Result<Given<'e>> {
        self.0.json(env, |plan| plan.rendered().to_json())
    }

    /// How many changes of each kind, as an answer.
    #[napi]
    pub fn summary(&self) -> String {
        self.0.answer(|plan| answer_text(&Outcome::ok(plan.summary())))
    }

    /// Digest, subject, environment, intent: what it is of.
    #[napi]
    pub fn names(&self) -> Vec<String> {
        self.0.value.as_ref().map_or_else(Vec::new, |plan| {
            let of = plan.plan();
            vec![
                plan.digest().to_string(),
                of.subject.to_string(),
                of.environment.to_string(),
                of.intent.as_str().to_owned(),
            ]
        })
    }

    /// Whether anything would be done.
    #[napi(getter)]
    pub fn has_changes(&self) -> bool {
        self.0.value.as_ref().is_some_and(|plan| plan.plan().has_changes())
    }

    /// Whether it may be applied.
    #[napi(getter)]
    pub fn is_applicable(&self) -> bool {
        self.0.value.as_ref().is_some_and(|plan| plan.plan().is_applicable())
    }

    /// Whether it was compared with a state.
    #[napi(getter)]
    pub fn has_state(&self) -> bool {
        self.0.value.as_ref().is_some_and(|plan| plan.plan().basis == Basis::State)
    }

    /// How many changes it has.
    #[napi(getter)]
    pub fn length(&self) -> u32 {
        self.0.value.as_ref().map_or(0, |plan| u32::try_from(plan.len()).unwrap_or(u32::MAX))
    }

    /// Where the change of an address stands.
    #[napi]
    pub fn position(&self, address: String) -> Option<u32> {
        u32::try_from(self.0.value.as_ref()?.position(&address.parse().ok()?)?).ok()
    }

    /// One change as a document; `null` where there is none.
    #[napi]
    pub fn change(&self, index: u32) -> String {
        self.0.answer(|plan| {
            let change = plan.change_json(usize::try_from(index).unwrap_or(usize::MAX));
            document_text(change.map(|change| change.unwrap_or_else(|| "null".to_owned())))
        })
    }

    /// All changes as one list, as a document.
    #[napi]
    pub fn changes<'e>(&self, env: &'e Env) -> napi::Result<Given<'e>> {
        self.0.json(env, PlanHandle::changes_json)
    }

    /// Why a value is what it is, as an answer.
    #[napi]
    pub fn explain(&self, request: String) -> String {
        self.0.answer(|plan| plan.ask_explain(&request))
    }

    /// Whether it still fits the world, as an answer.
    #[napi]
    pub fn verify(&self, state: &State, observed: &Observed) -> String {
        self.0.answer(|plan| match (&state.0.value, &observed.0.value) {
            (Some(state), Some(observed)) => plan.ask_verify(state, observed),
            _ => answer_text(&missing::<()>()),
        })
    }

    /// As text for people, as an answer.
    #[napi]
    pub fn text(&self, style: String) -> String {
        self.0.answer(|plan| plan.ask_text(&style))
    }

    /// As Markdown for a pull request.
    #[napi]
    pub fn markdown(&self) -> String {
        self.0.value.as_ref().map(PlanHandle::markdown).unwrap_or_default()
    }

    /// Begins to apply it, or goes on where there is a journal.
    #[napi]
    pub fn apply(&self, request: String, state: &State, observed: &Observed, journal: Option<Text>) -> Apply {
        let journal = match journal.as_ref().map(document).transpose() {
            Ok(journal) => journal,
            Err(failure) => return Apply(Held::result(Err(failure))),
        };
        Apply(Held::of(match (&self.0.value, &state.0.value, &observed.0.value) {
            (Some(plan), Some(state), Some(observed)) => plan.ask_apply(&request, state, observed, journal),
            _ => missing(),
        }))
    }
}
