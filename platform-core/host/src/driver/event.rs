//! What an apply tells while it runs.

use std::fmt;
use std::sync::Arc;

use platform_core::model::{Diagnostic, EntityRef, ReleaseVerdict, Scope, Step};
use schemars::JsonSchema;
use serde::Serialize;

/// Something that happened in an apply.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
#[schemars(rename = "ApplyEvent")]
#[non_exhaustive]
pub enum Event {
    /// The plan of a subject in an environment is begun.
    PlanStarted {
        /// The subject.
        subject: EntityRef,
        /// The environment, or `-`.
        environment: Scope,
        /// The state's serial that it makes.
        serial: u64,
        /// How many steps it has.
        steps: usize,
        /// How many of them an earlier attempt has done.
        done: usize,
    },
    /// A step is begun.
    StepStarted {
        /// The step.
        step: Step,
    },
    /// A step is done, or not.
    StepEnded {
        /// The step.
        step: Step,
        /// Why it is not done.
        #[serde(skip_serializing_if = "Option::is_none")]
        failure: Option<Diagnostic>,
    },
    /// The plan has ended.
    PlanEnded {
        /// The subject.
        subject: EntityRef,
        /// The environment, or `-`.
        environment: Scope,
        /// How.
        verdict: ReleaseVerdict,
    },
}

type Tell = dyn Fn(&Event) + Send + Sync;

/// Is told what happens, on whatever thread it happens; it must return soon.
#[derive(Clone, Default)]
pub struct Listener(Option<Arc<Tell>>);

impl Listener {
    /// Calls a function with every event.
    pub fn new(tell: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    /// Tells it something.
    pub fn tell(&self, event: &Event) {
        if let Some(tell) = &self.0 {
            tell(event);
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Listener(…)" } else { "Listener" })
    }
}
