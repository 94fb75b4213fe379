//! What we know we did.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::{Address, EntityRef, Scope};
use super::diagnostic::Failure;
use super::digest::Digest;
use super::golden_path::Ownership;
use super::json::JsonReader;
use super::names::{FormatVersion, Name};
use super::pins::Pins;
use super::rendered::ResourceClass;
use super::value::{SecretRef, Text, Value};

/// What we know we did for one subject in one environment. True also right after a partial apply.
///
/// Only [`State`] proves that something is ours. It changes only by `advance`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct State {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// Told apart from any other state that ever was of this subject and environment.
    pub lineage: Text,
    /// How many applies have begun.
    pub serial: u64,
    /// The apply that has begun and has not ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applying: Option<Applying>,
    /// What was applied last.
    #[serde(default)]
    pub pins: Pins,
    /// Set by a rollback; the next plan must lift it by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// What is ours.
    #[serde(default, deserialize_with = "super::deserialize::in_order")]
    pub resources: BTreeMap<Address, StateResource>,
}

impl State {
    /// Nothing was ever done. The lineage is the caller's: random, for the core has no randomness.
    pub fn new(subject: EntityRef, environment: Scope, lineage: impl Into<Text>) -> Self {
        Self {
            format_version: FormatVersion::CURRENT,
            subject,
            environment,
            lineage: lineage.into(),
            serial: 0,
            applying: None,
            pins: Pins::default(),
            hold: None,
            resources: BTreeMap::new(),
        }
    }

    /// With a resource that is ours.
    #[must_use]
    pub fn with_resource(mut self, address: Address, resource: StateResource) -> Self {
        self.resources.insert(address, resource);
        self
    }
}

/// An apply that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Applying {
    /// The plan: only a resume of this one may write.
    pub plan_digest: Digest,
    /// 1 for the first, one more for each resume.
    pub attempt: u32,
}

/// Why an environment is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Hold {
    /// Lifts it when given to a plan.
    pub name: Text,
    /// Why.
    pub reason: String,
}

/// What we know of one thing that is ours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StateResource {
    /// What kind of thing it is.
    #[serde(default)]
    pub class: ResourceClass,
    /// What we wrote, unknowns filled in. For a merged file the base of the next merge.
    pub body: Value,
    /// The digest of the body.
    pub digest: Digest,
    /// What it gave.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<Name, Value>,
    /// What the target knows it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Text>,
    /// What had to be there before: deletes run in reverse.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Address>,
    /// Never deleted or replaced unless released by name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
    /// Whose the file is once it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ownership: Option<Ownership>,
}

impl StateResource {
    /// Something that was written.
    pub fn new(body: Value) -> Self {
        Self {
            class: ResourceClass::default(),
            digest: body.digest(),
            body,
            outputs: BTreeMap::new(),
            identity: None,
            depends_on: Vec::new(),
            protect: false,
            ownership: None,
        }
    }

    /// Reads one from JSON; what is equal in it to what the reader read before is held once.
    ///
    /// # Errors
    /// `parse.json` for what is not JSON, `schema.invalid` for what has another shape.
    pub fn read(text: &str, reader: &mut JsonReader) -> Result<Self, Failure> {
        let document = reader.read(text)?;
        match (document.as_map(), document.get("body")) {
            // The body is a value already.
            (Some(map), Some(body)) => {
                let rest: Self = Value::Map(map.with("body", Value::Null)).to_typed()?;
                Ok(Self { body: body.clone(), ..rest })
            }
            _ => document.to_typed(),
        }
    }

    /// With another body, and its digest.
    #[must_use]
    pub fn with_body(mut self, body: Value) -> Self {
        self.digest = body.digest();
        self.body = body;
        self
    }

    /// With what it gave.
    #[must_use]
    pub fn with_output(mut self, name: Name, value: Value) -> Self {
        self.outputs.insert(name, value);
        self
    }
}

/// A reference to a secret output, which only the executor of its producer can read. `version` is the serial of the apply
/// that gave it.
pub fn secret_output(address: &Address, name: &Name, version: Option<Text>) -> SecretRef {
    SecretRef { store: OUTPUT.into(), key: format!("{address}#{name}").into(), property: None, version }
}

/// Whose output a secret is, and which; `None` for one that is kept in a store.
///
/// ```
/// use platform_core::model::{Address, SecretRef, output_of, secret_output};
/// let database: Address = "cart/staging/terraform/database".parse()?;
/// let secret = secret_output(&database, &"password".parse()?, None);
/// assert_eq!(output_of(&secret), Some((database, "password".into())));
/// assert_eq!(output_of(&SecretRef { store: "vault".into(), ..secret }), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn output_of(secret: &SecretRef) -> Option<(Address, Text)> {
    let (address, output) = secret.key.rsplit_once('#').filter(|_| &*secret.store == OUTPUT)?;
    Some((address.parse().ok()?, output.into()))
}

/// The store of secret outputs.
const OUTPUT: &str = "output";

/// A value where `from` is called `to`: secret outputs of it are known by its new address.
pub(crate) fn renamed_output(value: &Value, from: &Address, to: &Address) -> Value {
    match value {
        Value::Secret(secret) if &*secret.store == OUTPUT => {
            let name = secret.key.strip_prefix(from.as_str()).and_then(|rest| rest.strip_prefix('#'));
            match name {
                Some(name) => SecretRef { key: format!("{to}#{name}").into(), ..(**secret).clone() }.into(),
                None => value.clone(),
            }
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_that_is_read_is_what_was_written() {
        let body = Value::map([("$secret", Value::map([("a", Value::Null)])), ("b", Value::list([1.into()]))]);
        let mut resource = StateResource::new(body).with_output("host".parse().unwrap(), "db.internal".into());
        resource.depends_on = vec!["cart/staging/kubernetes/a".parse().unwrap()];
        (resource.protect, resource.identity) = (true, Some("apps/Deployment/cart".into()));
        let text = serde_json::to_string(&resource).unwrap();
        let mut reader = JsonReader::default();
        let read = StateResource::read(&text, &mut reader).unwrap();
        assert_eq!(read, resource);
        let again = StateResource::read(&text, &mut reader).unwrap();
        assert!(read.body.as_map().unwrap().is_same(again.body.as_map().unwrap()));
        let code =
            |text: &str| StateResource::read(text, &mut JsonReader::default()).unwrap_err().diagnostics[0].code.clone();
        assert_eq!(code("{"), crate::model::codes::PARSE_JSON);
        assert_eq!(code(r#"{"body": 1}"#), crate::model::codes::SCHEMA_INVALID);
        assert_eq!(code("[]"), crate::model::codes::SCHEMA_INVALID);
    }
}
