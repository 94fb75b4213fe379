//! Plans that are made beside the event loop.

use napi::{Env, Task};
use platform_core::boundary::{ObservedHandle, PlanHandle, PlatformHandle, RenderedHandle, StateHandle};

use super::documents::{Observed, State};
use super::plan::Plan;
use super::{Held, Text, as_text, missing};

/// What a plan is made from.
pub enum From {
    /// What is written.
    Platform(PlatformHandle),
    /// What was rendered.
    Rendered(RenderedHandle),
}

/// A plan to be made.
pub struct Planning {
    from: Option<From>,
    request: String,
    state: Option<StateHandle>,
    observed: Option<ObservedHandle>,
}

impl Planning {
    pub(crate) fn new(from: Option<From>, request: &Text, state: Option<&State>, observed: Option<&Observed>) -> Self {
        Self {
            from,
            request: as_text(request).into_owned(),
            state: state.and_then(|one| one.0.value.clone()),
            observed: observed.and_then(|one| one.0.value.clone()),
        }
    }

    pub(crate) fn plan(&self) -> Held<PlanHandle> {
        let (state, observed) = (self.state.as_ref(), self.observed.as_ref());
        Held::of(match &self.from {
            Some(From::Platform(platform)) => platform.ask_plan(&self.request, state, observed),
            Some(From::Rendered(rendered)) => rendered.ask_plan(&self.request, state, observed),
            None => missing(),
        })
    }
}

impl Task for Planning {
    type Output = Held<PlanHandle>;
    type JsValue = Plan;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        Ok(self.plan())
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Plan> {
        Ok(Plan(output))
    }
}
