//! The plans of many.

use serde::{Deserialize, Serialize};

use super::address::{Address, EntityRef, Scope};
use super::check::CheckResult;
use super::diagnostic::Diagnostic;
use super::names::FormatVersion;
use super::plan::{Action, FieldChange, Plan, Reason};
use super::plan_file::PlannedRendering;
use super::rendered::ResourceClass;
use super::touched::Touched;
use super::value::Text;

/// The plans of many subjects and environments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlanSet {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The plans that could be made, in the order they are to be applied.
    pub ok: Vec<Plan>,
    /// The subjects that could not be planned.
    pub failed: Vec<FailedPlan>,
    /// Changes that are the same in several places, each told once: those in most places first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<ChangeGroup>,
    /// What was applied and is gone from the files: it is destroyed only by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orphans: Vec<Orphan>,
    /// Verdicts on the plans, as of when they were made; they are no part of any digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckResult>,
    /// Why each was picked, where it was for what changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touched: Vec<Touched>,
}

/// The plans of many subjects and environments, each with what it was rendered from.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct PlannedSet {
    /// The plans that could be made, in the order they are to be applied.
    pub ok: Vec<PlannedRendering>,
    /// The subjects that could not be planned.
    pub failed: Vec<FailedPlan>,
    /// Changes that are the same in several places, each told once: those in most places first.
    pub groups: Vec<ChangeGroup>,
    /// What was applied and is gone from the files: it is destroyed only by name.
    pub orphans: Vec<Orphan>,
}

impl PlannedSet {
    /// The plans alone.
    pub fn plan_set(&self) -> PlanSet {
        PlanSet {
            format_version: FormatVersion::CURRENT,
            ok: self.ok.iter().map(|planned| planned.plan.clone()).collect(),
            failed: self.failed.clone(),
            groups: self.groups.clone(),
            orphans: self.orphans.clone(),
            checks: Vec::new(),
            touched: Vec::new(),
        }
    }
}

/// A subject in an environment that was applied, and of which one or the other is gone from the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Orphan {
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// How many applies had begun.
    pub serial: u64,
    /// How many resources are ours.
    pub resources: u32,
}

impl Orphan {
    /// What is left of a subject in an environment.
    pub fn new(subject: EntityRef, environment: Scope, serial: u64, resources: usize) -> Self {
        Self { subject, environment, serial, resources: u32::try_from(resources).unwrap_or(u32::MAX) }
    }
}

/// A subject that could not be planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FailedPlan {
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// Why.
    pub diagnostics: Vec<Diagnostic>,
}

impl FailedPlan {
    /// Whether it is of a subject in an environment.
    pub fn is_of(&self, subject: &EntityRef, environment: &Scope) -> bool {
        (&self.subject, &self.environment) == (subject, environment)
    }

    /// How failures are sorted: by subject, then environment.
    pub fn by_name(&self, other: &Self) -> std::cmp::Ordering {
        (&self.subject, &self.environment).cmp(&(&other.subject, &other.environment))
    }
}

/// One change in several places: the same is done, for the same reason, to resources of the same target and id, and the
/// same fields change from the same values to the same values.
///
/// Where a whole is created or deleted there are no fields: the bodies may differ by what names them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ChangeGroup {
    /// Where they are, sorted: two or more.
    pub addresses: Vec<Address>,
    /// The target that all of them go to.
    pub target: Text,
    /// The id that all of them have.
    pub id: Text,
    /// What kind of thing they are.
    #[serde(default)]
    pub class: ResourceClass,
    /// In order; a replacement is two.
    pub actions: Vec<Action>,
    /// Why.
    pub reason: Reason,
    /// Field by field, by place, without origins: those stand in the changes of the plans.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
    /// They are protected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
}

impl ChangeGroup {
    /// The group of one change, with the addresses still to come.
    pub(crate) fn like(change: &super::plan::Change) -> Self {
        let fields = change.fields.iter().map(|field| FieldChange { origin: None, ..field.clone() });
        Self {
            addresses: Vec::new(),
            target: change.address.target().into(),
            id: change.address.id().into(),
            class: change.class,
            actions: change.actions.clone(),
            reason: change.reason,
            fields: fields.collect(),
            protect: change.protect,
        }
    }
}
