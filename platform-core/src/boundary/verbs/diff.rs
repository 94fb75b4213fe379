//! Single values: what differs between two, and what means the same.

use serde::{Deserialize, Deserializer};

use super::super::verb::Call;
use crate::model::{FieldChange, Name, Outcome, Value};
use crate::plan::{self, DiffRules};

/// For a value that may be absent: a `null` that is there is a value like any other.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

fn rules(target: Option<&Name>) -> DiffRules {
    target.map_or_else(DiffRules::none, |target| DiffRules::for_target(target.as_str()))
}

/// Two values.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DiffCall {
    /// What was; nothing, if absent.
    #[serde(default, deserialize_with = "present")]
    before: Option<Value>,
    /// What will be; nothing, if absent.
    #[serde(default, deserialize_with = "present")]
    after: Option<Value>,
    /// The type of target, whose rules say what counts as different; none, if absent.
    target: Option<Name>,
}

impl Call for DiffCall {
    type Output = Vec<FieldChange>;

    fn call(self) -> Outcome<Vec<FieldChange>> {
        Outcome::ok(plan::diff(self.before.as_ref(), self.after.as_ref(), &rules(self.target.as_ref())))
    }
}

/// What was written, what should be, and what is there.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TolerateCall {
    /// What we wrote last; nothing, if absent.
    #[serde(default, deserialize_with = "present")]
    base: Option<Value>,
    /// What should be; nothing, if absent.
    #[serde(default, deserialize_with = "present")]
    desired: Option<Value>,
    /// What is there.
    observed: Value,
    /// The type of target, whose rules say what counts as different; none, if absent.
    target: Option<Name>,
}

impl Call for TolerateCall {
    type Output = Vec<FieldChange>;

    fn call(self) -> Outcome<Vec<FieldChange>> {
        let rules = rules(self.target.as_ref());
        Outcome::ok(plan::tolerated(self.base.as_ref(), self.desired.as_ref(), &self.observed, &rules))
    }
}

/// A value, and what is to change in it.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PatchCall {
    /// The value.
    value: Value,
    /// What changes in it, as `diff` gives it.
    changes: Vec<FieldChange>,
}

impl Call for PatchCall {
    type Output = Value;

    fn call(self) -> Outcome<Value> {
        Outcome::ok(plan::apply(&self.value, &self.changes))
    }
}

/// A value.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NormalizeCall {
    /// The value.
    value: Value,
    /// The type of target whose rules say what means the same; none, if absent.
    target: Option<Name>,
}

impl Call for NormalizeCall {
    type Output = Value;

    fn call(self) -> Outcome<Value> {
        Outcome::ok(plan::normalize(&self.value, &rules(self.target.as_ref())))
    }
}
