//! What the engine knows of itself: error codes and schemas.

use serde::Deserialize;

use super::super::verb::Call;
use crate::formats::suggest;
use crate::model::{CodeInfo, Diagnostic, Outcome, Place, Pointer, codes};

/// An error code.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CodeCall {
    /// The code: `plan.stale`.
    code: String,
}

impl Call for CodeCall {
    type Output = &'static CodeInfo;

    fn call(self) -> Outcome<&'static CodeInfo> {
        let known = || codes::all().into_iter().map(|info| info.code.as_str());
        match codes::find(&self.code) {
            Some(info) => Outcome::ok(info),
            None => no_such("error code", &self.code, suggest(&self.code, known()), "code").into(),
        }
    }
}

fn no_such(what: &str, name: &str, near: Option<&str>, at: &str) -> Diagnostic {
    let message = format!("there is no {what} `{name}`");
    let problem =
        Diagnostic::error(codes::BOUNDARY_INPUT, message).with_place(Place::pointer(Pointer::root().join(at)));
    match near {
        Some(near) => problem.with_help(format!("did you mean `{near}`?")),
        None => problem,
    }
}

/// Nothing.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CodesCall {}

impl Call for CodesCall {
    type Output = Vec<&'static CodeInfo>;

    fn call(self) -> Outcome<Vec<&'static CodeInfo>> {
        Outcome::ok(codes::all())
    }
}

/// The name of a schema.
#[cfg(feature = "schema")]
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SchemaCall {
    /// The name: `golden-path`.
    name: String,
}

#[cfg(feature = "schema")]
impl Call for SchemaCall {
    type Output = crate::model::Value;

    fn call(self) -> Outcome<Self::Output> {
        let all = crate::schemas::all();
        match all.iter().find(|schema| schema.name == self.name) {
            // A schema may hold `$`-keys that our wire form would escape: it is plain JSON.
            Some(schema) => match crate::model::Value::from_json(&schema.text) {
                Ok(value) => Outcome::ok(value),
                Err(failure) => failure.into(),
            },
            None => no_such("schema", &self.name, suggest(&self.name, all.iter().map(|one| one.name)), "name").into(),
        }
    }
}

/// Nothing.
#[cfg(feature = "schema")]
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SchemasCall {}

/// What a schema is of.
#[cfg(feature = "schema")]
#[derive(serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SchemaInfo {
    /// Its name: `golden-path`.
    name: &'static str,
    /// What the document is.
    description: String,
}

#[cfg(feature = "schema")]
impl Call for SchemasCall {
    type Output = Vec<SchemaInfo>;

    fn call(self) -> Outcome<Vec<SchemaInfo>> {
        let all = crate::schemas::all().into_iter();
        Outcome::ok(all.map(|one| SchemaInfo { name: one.name, description: one.description }).collect())
    }
}
