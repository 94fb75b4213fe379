//! What a plan is made from.

use napi::Env;
use napi::bindgen_prelude::Either;
use napi_derive::napi;
use platform_core::boundary::{ObservedHandle, StateHandle};
use platform_core::model::{Address, Diagnostic, Failure, InvalidAddress, codes};

use super::shared::shared;
use super::{Given, Held, Text, document};

fn read(address: &str) -> Result<Address, Failure> {
    let refused = |error: InvalidAddress| Diagnostic::error(codes::BOUNDARY_INPUT, format!("`{address}`: {error}"));
    Ok(address.parse().map_err(refused)?)
}

/// What we know we did.
#[napi]
pub struct State(pub(crate) Held<StateHandle>);

#[napi]
impl State {
    /// Reads one.
    #[napi(factory)]
    pub fn from_json(text: Text) -> Self {
        Self(Held::result(document(&text).and_then(|text| StateHandle::read(text, &shared()))))
    }

    /// Why there is none.
    #[napi(getter)]
    pub fn answer(&self) -> String {
        self.0.answer.clone()
    }

    /// As a document.
    #[napi]
    pub fn json<'e>(&self, env: &'e Env) -> napi::Result<Given<'e>> {
        self.0.json(env, StateHandle::to_json)
    }
}

/// Facts from the world.
#[napi]
pub struct Observed(pub(crate) Held<ObservedHandle>);

#[napi]
impl Observed {
    /// Facts from bodies as JSON by address, from what is absent, and from outputs as JSON.
    #[napi(factory)]
    pub fn of(
        addresses: Vec<String>,
        bodies: Vec<Text>,
        absent: Vec<String>,
        outputs: String,
        before: Option<&Observed>,
    ) -> Self {
        let bodies: Result<Vec<_>, Failure> =
            addresses.iter().zip(&bodies).map(|(address, text)| Ok((read(address)?, document(text)?))).collect();
        let absent: Result<Vec<_>, Failure> = absent.iter().map(|address| read(address)).collect();
        let before = before.and_then(|one| one.0.value.as_ref());
        Self(Held::result(
            bodies
                .and_then(|bodies| ObservedHandle::from_bodies(bodies, absent?, before)?.with_outputs(&outputs))
                .map(|one| one.shared(&shared())),
        ))
    }

    /// Reads them.
    #[napi(factory)]
    pub fn from_json(text: Either<String, napi::bindgen_prelude::Buffer>) -> Self {
        Self(Held::result(document(&text).and_then(|text| ObservedHandle::read(text, &shared()))))
    }

    /// Why there are none.
    #[napi(getter)]
    pub fn answer(&self) -> String {
        self.0.answer.clone()
    }

    /// As a document.
    #[napi]
    pub fn json<'e>(&self, env: &'e Env) -> napi::Result<Given<'e>> {
        self.0.json(env, ObservedHandle::to_json)
    }
}
