//! Many subjects at once.

use serde::Deserialize;

use super::super::decode::Digested;
use super::super::verb::Call;
use super::platform::{Files, with_platform};
use crate::model::{EntityRef, Observed, Outcome, PlanOptions, PlanSet, Scope, Selection, State, Timestamp};
use crate::plan::{self, Facts};
use crate::policy;

/// A platform, which of it is to be planned, and what is known of that.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlanAllCall {
    /// The platform's files: their texts by path.
    files: Files,
    /// Which of it; all, if absent.
    #[serde(default)]
    selection: Selection,
    /// What is known. What is missing was never applied, or not looked at.
    #[serde(default)]
    facts: Vec<KnownFacts>,
    /// What is asked besides.
    #[serde(default)]
    options: PlanOptions,
    /// The time at which the plans are judged; without it they are not.
    now: Option<Timestamp>,
}

/// What is known of one subject in one environment.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct KnownFacts {
    /// The subject.
    subject: EntityRef,
    /// The environment, or `-`.
    environment: Scope,
    /// What we know we did.
    state: Option<State>,
    /// What is there.
    observed: Option<Observed>,
}

impl Call for PlanAllCall {
    type Output = PlanSet;

    fn call(self) -> Outcome<PlanSet> {
        let mut facts = Facts::default();
        for known in self.facts {
            let key = (known.subject, known.environment);
            if let Some(state) = known.state {
                if let Err(problem) = state.checked("facts") {
                    return problem.into();
                }
                facts.states.insert(key.clone(), state);
            }
            facts.observed.extend(known.observed.map(|observed| (key, observed)));
        }
        with_platform(self.files, |platform| {
            // One thread: whoever wants more has them at home.
            let planned = plan::plan_all(platform.platform(), &self.selection, &facts, &self.options, 1);
            let Some(set) = planned.value else { return Outcome::failed(planned.diagnostics) };
            let (mut plans, mut said) = (set.plan_set(), planned.diagnostics);
            if let Some(now) = self.now {
                let checks = policy::check_all(&set.ok, &[], now);
                plans.checks = checks.value.unwrap_or_default();
                said.extend(checks.diagnostics);
            }
            Outcome::new(Some(plans), said)
        })
    }
}
