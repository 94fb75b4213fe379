//! Many plans, and edits.

use napi::bindgen_prelude::{AsyncTask, ClassInstance};
use napi::{Env, Task};
use napi_derive::napi;
use platform_core::boundary::{ObservedHandle, PlanHandle, PlatformHandle, StateHandle, answer_text};
use platform_core::model::Outcome;

use super::documents::{Observed, State};
use super::plan::Plan;
use super::platform::Platform;
use super::{Held, missing};

/// The plans of many.
#[napi]
pub struct Many {
    plans: Vec<PlanHandle>,
    answer: String,
}

#[napi]
impl Many {
    /// What is to be said of them, as an answer.
    #[napi(getter)]
    pub fn answer(&self) -> String {
        self.answer.clone()
    }

    /// The plans.
    #[napi]
    pub fn plans(&self) -> Vec<Plan> {
        self.plans.iter().map(|plan| Plan(Held::result(Ok(plan.clone())))).collect()
    }
}

/// Edits that were made, and written nowhere.
#[napi]
pub struct Edited {
    platform: Option<PlatformHandle>,
    answer: String,
}

#[napi]
impl Edited {
    /// The new texts, as an answer.
    #[napi(getter)]
    pub fn answer(&self) -> String {
        self.answer.clone()
    }

    /// The platform that they make.
    #[napi]
    pub fn platform(&self) -> Platform {
        Platform(self.platform.clone().map_or_else(|| Held::of(missing()), |platform| Held::result(Ok(platform))))
    }
}

/// Plans of many to be made.
pub struct PlanningMany {
    platform: Option<PlatformHandle>,
    request: String,
    states: Vec<StateHandle>,
    observed: Vec<(String, String, ObservedHandle)>,
}

impl PlanningMany {
    fn many(&self) -> Many {
        let Some(platform) = &self.platform else {
            return Many { plans: Vec::new(), answer: answer_text(&missing::<()>()) };
        };
        let observed = self.observed.iter().map(|(subject, env, one)| (subject.as_str(), env.as_str(), one));
        let Outcome { value, diagnostics } = platform.ask_plan_all(&self.request, &self.states, observed);
        let (plans, view) = value.unzip();
        Many { plans: plans.unwrap_or_default(), answer: answer_text(&Outcome { value: view, diagnostics }) }
    }
}

impl Task for PlanningMany {
    type Output = Many;
    type JsValue = Many;

    fn compute(&mut self) -> napi::Result<Many> {
        Ok(self.many())
    }

    fn resolve(&mut self, _: Env, output: Many) -> napi::Result<Many> {
        Ok(output)
    }
}

#[napi]
impl Platform {
    /// Plans of many; what was observed is by subject and environment.
    #[napi]
    pub fn plan_all(
        &self,
        request: String,
        states: Vec<ClassInstance<'_, State>>,
        keys: Vec<Vec<String>>,
        observed: Vec<ClassInstance<'_, Observed>>,
    ) -> Many {
        self.planning_many(request, &states, keys, &observed).many()
    }

    /// The same, made beside the event loop.
    #[napi]
    pub fn plan_all_async(
        &self,
        request: String,
        states: Vec<ClassInstance<'_, State>>,
        keys: Vec<Vec<String>>,
        observed: Vec<ClassInstance<'_, Observed>>,
    ) -> AsyncTask<PlanningMany> {
        AsyncTask::new(self.planning_many(request, &states, keys, &observed))
    }

    /// Edits of the platform's files.
    #[napi]
    pub fn edit(&self, request: String) -> Edited {
        let Some(platform) = &self.0.value else {
            return Edited { platform: None, answer: answer_text(&missing::<()>()) };
        };
        let Outcome { value, diagnostics } = platform.ask_edit(&request);
        let (platform, edited) = value.unzip();
        Edited { platform, answer: answer_text(&Outcome { value: edited, diagnostics }) }
    }

    fn planning_many(
        &self,
        request: String,
        states: &[ClassInstance<'_, State>],
        keys: Vec<Vec<String>>,
        observed: &[ClassInstance<'_, Observed>],
    ) -> PlanningMany {
        let observed = keys.into_iter().zip(observed).filter_map(|(key, one)| {
            let mut key = key.into_iter();
            Some((key.next()?, key.next()?, one.0.value.clone()?))
        });
        PlanningMany {
            platform: self.0.value.clone(),
            request,
            states: states.iter().filter_map(|state| state.0.value.clone()).collect(),
            observed: observed.collect(),
        }
    }
}
