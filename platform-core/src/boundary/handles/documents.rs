//! Documents that a plan is made from.

use std::sync::Arc;

use serde::Deserialize;

use super::super::answer;
use super::super::decode::{self, Digested};
use super::{PlanHandle, SharedReader};
use crate::model::{
    Address, Digest, EntityRef, Failure, JsonReader, Observed, Outcome, PlanOptions, Rendered, Scope, State,
};
use crate::plan;

/// What should be.
#[derive(Clone, Debug)]
pub struct RenderedHandle(pub(super) Arc<Rendered>, pub(super) Option<Arc<SharedReader>>);

/// What is asked of a plan.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedPlan {
    #[serde(default)]
    options: PlanOptions,
}

impl RenderedHandle {
    /// Keeps a rendering.
    pub fn new(rendered: Arc<Rendered>) -> Self {
        Self(rendered, None)
    }

    /// Reads one.
    ///
    /// # Errors
    /// `boundary.*`: it is no JSON, has another shape, or a digest in it is wrong.
    pub fn from_json(text: &str) -> Result<Self, Failure> {
        let rendered: Rendered = decode::decode(text)?;
        rendered.checked("")?;
        Ok(Self::new(Arc::new(rendered)))
    }

    /// The rendering.
    pub fn rendered(&self) -> &Arc<Rendered> {
        &self.0
    }

    /// Its digest.
    pub fn digest(&self) -> Digest {
        plan::rendered_digest(&self.0)
    }

    /// How many resources it has.
    pub fn len(&self) -> usize {
        self.0.resources.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.resources.is_empty()
    }

    /// What will change, as `{options?}` asks; see [`PlanHandle::make`].
    ///
    /// # Errors
    /// As there, and `boundary.*` for a request that can't be understood.
    pub fn ask_plan(
        &self,
        request: &str,
        state: Option<&StateHandle>,
        observed: Option<&ObservedHandle>,
    ) -> Outcome<PlanHandle> {
        match decode::input::<AskedPlan>(request) {
            Ok(asked) => PlanHandle::make(self, state, observed, asked.options),
            Err(problem) => problem.into(),
        }
    }

    /// The addresses of its resources, sorted.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.0.resources.keys()
    }

    /// One resource as JSON.
    ///
    /// # Errors
    /// `value.unrepresentable` for data that JSON can't hold.
    pub fn resource_json(&self, address: &Address) -> Result<Option<String>, Failure> {
        self.0.resources.get(address).map(answer::text).transpose()
    }

    /// All of it as JSON.
    ///
    /// # Errors
    /// `value.unrepresentable` for data that JSON can't hold.
    pub fn to_json(&self) -> Result<String, Failure> {
        answer::long_text(&*self.0, self.0.resources.len(), 2_048)
    }
}

/// What we know we did.
#[derive(Clone, Debug)]
pub struct StateHandle(pub(super) Arc<State>, pub(super) Option<Arc<SharedReader>>);

impl StateHandle {
    /// Keeps a state.
    pub fn new(state: State) -> Self {
        Self(Arc::new(state), None)
    }

    /// The state of what was never applied. Its lineage tells it apart from any other: it should be random.
    pub fn empty(subject: EntityRef, environment: Scope, lineage: &str) -> Self {
        Self::new(State::new(subject, environment, lineage))
    }

    /// Reads one.
    ///
    /// # Errors
    /// `boundary.*`: it is no JSON, has another shape, or a digest in it is wrong.
    pub fn from_json(text: &str) -> Result<Self, Failure> {
        let state: State = decode::decode(text)?;
        state.checked("")?;
        Ok(Self::new(state))
    }

    /// The state.
    pub fn state(&self) -> &Arc<State> {
        &self.0
    }

    /// All of it as JSON.
    ///
    /// # Errors
    /// `value.unrepresentable` for data that JSON can't hold.
    pub fn to_json(&self) -> Result<String, Failure> {
        answer::long_text(&*self.0, self.0.resources.len(), 2_048)
    }
}

/// Facts from the world.
#[derive(Clone, Debug, Default)]
pub struct ObservedHandle(pub(super) Arc<Observed>, pub(super) Option<Arc<SharedReader>>);

impl ObservedHandle {
    /// Keeps facts.
    pub fn new(observed: Observed) -> Self {
        Self(Arc::new(observed), None)
    }

    /// Reads them.
    ///
    /// # Errors
    /// `boundary.*`: it is no JSON, or has another shape.
    pub fn from_json(text: &str) -> Result<Self, Failure> {
        Ok(Self::new(decode::decode(text)?))
    }

    /// Facts from the bodies of what is there, each as JSON text, and from what was looked for and is not there. Nothing
    /// is known of the rest.
    ///
    /// `before` is what was seen the last time: a text that has not changed is not read again.
    ///
    /// # Errors
    /// `parse.json` for a body that is no JSON, which names its address.
    pub fn from_bodies<'t>(
        bodies: impl IntoIterator<Item = (Address, &'t str)>,
        absent: impl IntoIterator<Item = Address>,
        before: Option<&Self>,
    ) -> Result<Self, Failure> {
        let nothing = Observed::nothing();
        let before = before.map_or(&nothing, |before| before.0.as_ref());
        let observed = Observed::read(bodies, before, &mut JsonReader::default())?;
        Ok(Self::new(absent.into_iter().fold(observed, Observed::with_absent)))
    }

    /// With the outputs of other subjects' resources, as JSON: `{address: {name: value}}`.
    ///
    /// # Errors
    /// `boundary.*`: it is no JSON, or has another shape.
    pub fn with_outputs(&self, text: &str) -> Result<Self, Failure> {
        let mut observed = self.0.as_ref().clone();
        observed.outputs = decode::decode(text)?;
        Ok(Self::new(observed))
    }

    /// All of it as JSON.
    ///
    /// # Errors
    /// `value.unrepresentable` for data that JSON can't hold.
    pub fn to_json(&self) -> Result<String, Failure> {
        answer::long_text(&*self.0, self.0.resources.len(), 2_048)
    }

    /// The facts.
    pub fn observed(&self) -> &Arc<Observed> {
        &self.0
    }
}
