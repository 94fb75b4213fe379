//! What one subject should be in one environment.

use napi::Env;
use napi::bindgen_prelude::{AbortSignal, AsyncTask};
use napi_derive::napi;
use platform_core::boundary::RenderedHandle;

use super::documents::{Observed, State};
use super::plan::Plan;
use super::planning::{From, Planning};
use super::shared::shared;
use super::{Given, Held, Text, document, document_text};

/// Everything that should be.
#[napi]
pub struct Rendered(pub(crate) Held<RenderedHandle>);

#[napi]
impl Rendered {
    /// Reads what was written.
    #[napi(factory)]
    pub fn from_json(text: Text) -> Self {
        Self(Held::result(document(&text).and_then(|text| RenderedHandle::read(text, &shared()))))
    }

    /// What was said while it was made.
    #[napi(getter)]
    pub fn answer(&self) -> String {
        self.0.answer.clone()
    }

    /// As a document.
    #[napi]
    pub fn json<'e>(&self, env: &'e Env) -> napi::Result<Given<'e>> {
        self.0.json(env, RenderedHandle::to_json)
    }

    /// Subject and environment: what it is of.
    #[napi]
    pub fn names(&self) -> Vec<String> {
        self.0.value.as_ref().map_or_else(Vec::new, |one| {
            let rendered = one.rendered();
            vec![rendered.subject.to_string(), rendered.environment.to_string()]
        })
    }

    /// Its digest.
    #[napi(getter)]
    pub fn digest(&self) -> String {
        self.0.value.as_ref().map(|one| one.digest().to_string()).unwrap_or_default()
    }

    /// The addresses of what it holds, sorted.
    #[napi]
    pub fn addresses(&self) -> Vec<String> {
        self.0.value.iter().flat_map(|one| one.addresses()).map(ToString::to_string).collect()
    }

    /// One resource as a document; `null` where there is none.
    #[napi]
    pub fn resource(&self, address: String) -> String {
        self.0.answer(|one| {
            let json = match address.parse() {
                Ok(address) => one.resource_json(&address),
                Err(_) => Ok(None),
            };
            document_text(json.map(|json| json.unwrap_or_else(|| "null".to_owned())))
        })
    }

    /// What will change.
    #[napi]
    pub fn plan(&self, request: Text, state: Option<&State>, observed: Option<&Observed>) -> Plan {
        Plan(self.planning(&request, state, observed).plan())
    }

    /// What will change, worked out beside the event loop.
    #[napi]
    pub fn plan_async(
        &self,
        request: Text,
        state: Option<&State>,
        observed: Option<&Observed>,
        signal: Option<AbortSignal>,
    ) -> AsyncTask<Planning> {
        AsyncTask::with_optional_signal(self.planning(&request, state, observed), signal)
    }

    fn planning(&self, request: &Text, state: Option<&State>, observed: Option<&Observed>) -> Planning {
        Planning::new(self.0.value.clone().map(From::Rendered), request, state, observed)
    }
}
