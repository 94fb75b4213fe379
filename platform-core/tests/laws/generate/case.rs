//! One case.

use std::collections::BTreeMap;
use std::fmt;

use platform_core::model::{Address, Observed, PlanOptions, Rendered, State};
use proptest::prelude::*;

use super::build::build;
use super::things::{Plot, plot};

/// What `plan` takes, and how it came about.
#[derive(Clone)]
pub struct Case {
    pub plot: Plot,
    pub rendered: Rendered,
    pub state: State,
    pub observed: Observed,
    pub options: PlanOptions,
    /// What is rendered and was called otherwise in state: its name now, by its name then.
    pub renames: BTreeMap<Address, Address>,
}

impl fmt::Debug for Case {
    /// As JSON, which is what a reader of a failing case can use.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rendered = self.rendered.clone();
        rendered.origins = Default::default();
        for resource in rendered.resources.values_mut() {
            resource.origins = Default::default();
        }
        let json = |name: &str, value: Result<String, serde_json::Error>| format!("{name}: {}\n", value.unwrap());
        formatter.write_str(&json("rendered", serde_json::to_string_pretty(&rendered)))?;
        formatter.write_str(&json("state", serde_json::to_string_pretty(&self.state)))?;
        formatter.write_str(&json("observed", serde_json::to_string_pretty(&self.observed)))?;
        formatter.write_str(&json("options", serde_json::to_string_pretty(&self.options)))
    }
}

/// Any case.
pub fn case(converge_only: bool) -> impl Strategy<Value = Case> {
    plot(converge_only).prop_map(build)
}
