//! Many subjects at once.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::super::decode::Digested;
use super::super::verb::Call;
use super::platform::{Files, sources, with_platform};
use super::texts::StyleInput;
use crate::formats::text;
use crate::model::{
    EntityRef, Observed, Outcome, PlanOptions, PlanSet, Platform, Scope, Selection, State, Text, Timestamp, Touched,
};
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

/// Two revisions of a platform, and which files changed between them.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TouchedCall {
    /// The files of the former revision: their texts by path.
    before: Files,
    /// Those of the later one.
    after: Files,
    /// Other files that changed, such as those that outputs are read from.
    #[serde(default)]
    changed: BTreeSet<Text>,
}

impl Call for TouchedCall {
    type Output = Vec<Touched>;

    fn call(self) -> Outcome<Vec<Touched>> {
        let mut changed = self.changed;
        let differs = |(path, text): &(&Text, &String), other: &Files| other.get(*path) != Some(text);
        let gone = self.before.iter().filter(|file| differs(file, &self.after));
        let new = self.after.iter().filter(|file| differs(file, &self.before));
        changed.extend(gone.chain(new).map(|(path, _)| path.clone()));
        // What is wrong in the files is no matter: what can be read is told.
        let [before, after] =
            [self.before, self.after].map(|files| Platform::parse(&sources(files)).value.unwrap_or_default());
        Outcome::ok(plan::touched_between(&before, &after, &changed))
    }
}

/// What changed files may change, and how it is laid out.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TouchedTextCall {
    /// What they may change.
    touched: Vec<Touched>,
    /// How it is laid out.
    #[serde(default)]
    style: StyleInput,
}

impl Call for TouchedTextCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        Outcome::ok(text::touched(&self.touched, &self.style.style()))
    }
}
