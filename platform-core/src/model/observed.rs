//! Facts from the world, gathered by the caller.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::diagnostic::Failure;
use super::digest::Digest;
use super::json::JsonReader;
use super::names::Name;
use super::sensitive::without_secrets;
use super::state::StateResource;
use super::tool_change::ToolPlan;
use super::value::{Text, Value};

/// Facts from the world. What is missing here was not observed, which is not the same as absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Observed {
    /// What is there, by address.
    #[serde(default, deserialize_with = "super::deserialize::in_order")]
    pub resources: BTreeMap<Address, Observation>,
    /// Outputs of other subjects' resources, which unknowns wait for.
    #[serde(default)]
    pub outputs: BTreeMap<Address, BTreeMap<Name, Value>>,
}

impl Observed {
    /// Nothing was looked at.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// What was read at some addresses, as JSON in wire form.
    ///
    /// `before` is what was seen the last time: where it was made from the very same text, nothing is read, and what it
    /// has is taken. Two texts are the same when their SHA-256 is. Only what was read by this function has one.
    ///
    /// ```
    /// use platform_core::model::{JsonReader, Observed};
    /// let mut reader = JsonReader::default();
    /// let cart: platform_core::model::Address = "cart/staging/kubernetes/workload".parse()?;
    /// let first = Observed::read([(cart.clone(), r#"{"replicas": 2}"#)], &Observed::nothing(), &mut reader)?;
    /// let again = Observed::read([(cart, r#"{"replicas": 2}"#)], &first, &mut reader)?;
    /// assert_eq!(again, first);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// `parse.json` with line and column, for the first text that is not JSON; its message names the address.
    pub fn read<'t>(
        texts: impl IntoIterator<Item = (Address, &'t str)>,
        before: &Self,
        reader: &mut JsonReader,
    ) -> Result<Self, Failure> {
        let mut last = before.resources.iter().peekable();
        let texts = texts.into_iter();
        let mut observations = Vec::with_capacity(texts.size_hint().0);
        for (address, text) in texts {
            // Most often both are in order, and the next is the one.
            while last.next_if(|(other, _)| **other < address).is_some() {}
            let next = last.next_if(|(other, _)| **other == address).map(|(_, seen)| seen);
            let seen = next.or_else(|| before.get(&address));
            let present = Present::read(&address, text, seen, reader)?;
            observations.push((address, Observation::Present(present)));
        }
        Ok(Self { resources: observations.into_iter().collect(), outputs: BTreeMap::new() })
    }

    /// With something that was seen.
    #[must_use]
    pub fn with_present(mut self, address: Address, body: Value) -> Self {
        self.resources.insert(address, Observation::Present(Present::new(body)));
        self
    }

    /// With something of which parts are secret: `marks` is `true` where a value is, and has maps and lists of marks where
    /// parts of one may be, as Terraform's `sensitive_values` does.
    ///
    /// ```
    /// use platform_core::model::{Observed, Value};
    /// let body = Value::from_json(r#"{"engine": "postgres", "password": "hunter2"}"#)?;
    /// let marks = Value::from_json(r#"{"password": true}"#)?;
    /// let observed = Observed::nothing().with_sensitive("cart/staging/terraform/database".parse()?, &body, &marks);
    /// assert!(!format!("{observed:?}").contains("hunter2"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_sensitive(self, address: Address, body: &Value, marks: &Value) -> Self {
        let body = super::sensitive::without_marked(&address, body, marks);
        self.with_present(address, body)
    }

    /// With something that was looked for and is not there.
    #[must_use]
    pub fn with_absent(mut self, address: Address) -> Self {
        self.resources.insert(address, Observation::Absent);
        self
    }

    /// With what was found at some addresses.
    #[must_use]
    pub fn with_observations(mut self, found: impl IntoIterator<Item = (Address, Observation)>) -> Self {
        self.resources.extend(found);
        self
    }

    /// With an output of another subject's resource.
    #[must_use]
    pub fn with_output(mut self, address: Address, name: Name, value: Value) -> Self {
        self.outputs.entry(address).or_default().insert(name, value);
        self
    }

    /// With a secret output of another subject's resource: only a reference to it is kept. `version` is the store's or
    /// the serial of the apply that gave it, so that a rotation shows.
    #[must_use]
    pub fn with_secret_output(self, address: Address, name: Name, version: Option<Text>) -> Self {
        let value = super::state::secret_output(&address, &name, version).into();
        self.with_output(address, name, value)
    }

    /// What is known of an address.
    pub fn get(&self, address: &Address) -> Option<&Observation> {
        self.resources.get(address)
    }
}

/// What was found at an address that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Observation {
    /// It is there.
    Present(Present),
    /// It is not there.
    Absent,
    /// The tool that its target is delegated to looked, and would do this.
    Planned(ToolPlan),
}

/// Something that is there. What is secret in it was replaced by references when it was made: there is no other way to
/// make one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", try_from = "Found")]
#[non_exhaustive]
pub struct Present {
    pub(crate) body: Value,
    pub(crate) digest: Digest,
    /// What the target knows it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Text>,
    /// The digest of the text it was read from. Kept in memory only: the text may hold what is secret.
    #[serde(skip)]
    text: Option<Digest>,
}

impl PartialEq for Present {
    /// What it was read from does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest && self.body == other.body && self.identity == other.identity
    }
}

/// What is read as [`Present`]: whoever looked need not know how digests are made.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Present"))]
#[serde(rename_all = "camelCase")]
struct Found {
    /// What it is.
    body: Value,
    /// The digest of the body; it is computed, if absent.
    #[serde(default)]
    digest: Option<Digest>,
    /// What the target knows it by.
    #[serde(default)]
    identity: Option<Text>,
}

impl TryFrom<Found> for Present {
    type Error = &'static str;

    fn try_from(found: Found) -> Result<Self, Self::Error> {
        let digest = found.body.digest();
        Self::found(found, digest)
    }
}

/// What is read as [`Observed`], while the bodies are read elsewhere.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Around {
    #[serde(default, deserialize_with = "super::deserialize::entries")]
    resources: Vec<(Address, FoundOrAbsent)>,
    #[serde(default)]
    outputs: BTreeMap<Address, BTreeMap<Name, Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum FoundOrAbsent {
    Present(Found),
    Absent,
    Planned(ToolPlan),
}

impl Observed {
    /// Reads facts in wire form, whose digests are those of their bodies, and tells whether something secret was in them.
    /// `None` for what it is not sure of: whoever reads it as typed data then tells what is wrong.
    #[cfg_attr(not(feature = "files"), allow(dead_code))]
    pub(crate) fn read_document(text: &str, reader: &mut JsonReader) -> Option<(Self, bool)> {
        let found = reader.bodies(text, Some("present"))?;
        let around: Around = serde_json::from_str(&found.rest).ok()?;
        // In order of address, as documents are written.
        if !around.resources.is_sorted_by(|one, next| one.0 < next.0) {
            return None;
        }
        let (mut bodies, mut secret) = (found.bodies.into_iter(), false);
        let mut observations = Vec::with_capacity(around.resources.len());
        for (address, observation) in around.resources {
            let observation = match observation {
                FoundOrAbsent::Absent => Observation::Absent,
                FoundOrAbsent::Planned(theirs) => Observation::Planned(theirs),
                FoundOrAbsent::Present(around) => {
                    let body = bodies.next().filter(|body| body.address == address.as_str())?;
                    let (digest, value) = (body.digest(), body.value);
                    let present = Present::found(Found { body: value.clone(), ..around }, digest).ok()?;
                    secret = secret || !is_same(&present.body, &value);
                    Observation::Present(present)
                }
            };
            observations.push((address, observation));
        }
        bodies
            .next()
            .is_none()
            .then(|| (Self { resources: observations.into_iter().collect(), outputs: around.outputs }, secret))
    }
}

/// Whether both are the very same, or are equal.
fn is_same(one: &Value, other: &Value) -> bool {
    one.as_map().zip(other.as_map()).is_some_and(|(one, other)| one.is_same(other)) || one == other
}

impl Present {
    /// `digest` is that of the body.
    fn found(found: Found, digest: Digest) -> Result<Self, &'static str> {
        if found.digest.is_some_and(|given| given != digest) {
            return Err("the digest is not that of the body");
        }
        Ok(Self { identity: found.identity, ..Self::hidden(found.body, Some(digest)) })
    }

    /// What was seen, with its digest. Values of Kubernetes Secrets become references.
    pub fn new(body: Value) -> Self {
        Self::hidden(body, None)
    }

    /// `digest` is that of the body as it was given.
    fn hidden(body: Value, digest: Option<Digest>) -> Self {
        let hidden = without_secrets(body.clone());
        let digest = digest.filter(|_| is_same(&hidden, &body)).unwrap_or_else(|| hidden.digest());
        Self { digest, body: hidden, identity: None, text: None }
    }

    /// What it is.
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// The digest of the body.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What was seen is what the state knows, to the letter: its body is shared, its digest not made again.
    pub fn as_known(known: &StateResource) -> Self {
        Self::hidden(known.body.clone(), Some(known.digest))
    }

    fn read(
        address: &Address,
        text: &str,
        seen: Option<&Observation>,
        reader: &mut JsonReader,
    ) -> Result<Self, Failure> {
        let digest = Digest::of(text.as_bytes());
        match seen {
            Some(Observation::Present(seen)) if seen.text == Some(digest) => Ok(seen.clone()),
            _ => {
                let body = reader.read(text).map_err(|failure| named(address, failure))?;
                Ok(Self { text: Some(digest), ..Self::new(body) })
            }
        }
    }
}

fn named(address: &Address, mut failure: Failure) -> Failure {
    for diagnostic in &mut failure.diagnostics {
        diagnostic.message = format!("what was observed at {address} is not JSON: {}", diagnostic.message);
    }
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(name: &str) -> Address {
        format!("cart/staging/kubernetes/{name}").parse().unwrap()
    }

    fn is_same(left: &Observed, right: &Observed, name: &str) -> bool {
        let map = |observed: &Observed| match observed.get(&address(name)) {
            Some(Observation::Present(present)) => present.body.as_map().cloned().unwrap(),
            other => panic!("{other:?}"),
        };
        map(left).is_same(&map(right))
    }

    #[test]
    fn an_unchanged_text_is_not_read_again() {
        let read = |texts: &[(&str, &str)], before: &Observed| {
            // Another reader each time: it shares nothing with the last.
            Observed::read(texts.iter().map(|(name, text)| (address(name), *text)), before, &mut JsonReader::default())
        };
        let first =
            read(&[("a", r#"{"x": 1}"#), ("b", r#"{"x": 2}"#), ("c", r#"{"x": 3}"#)], &Observed::nothing()).unwrap();
        // In another order, one changed, one new.
        let texts = [("c", r#"{"x": 3}"#), ("a", r#"{"x": 1}"#), ("d", r#"{"x": 2}"#), ("b", r#"{"x": 4}"#)];
        let second = read(&texts, &first).unwrap();
        assert!(is_same(&first, &second, "a") && is_same(&first, &second, "c"));
        assert!(!is_same(&first, &second, "b"));
        let body = |observed: &Observed, name: &str| match observed.get(&address(name)) {
            Some(Observation::Present(present)) => present.body.to_json(),
            other => panic!("{other:?}"),
        };
        assert_eq!((body(&second, "b"), body(&second, "d")), (r#"{"x":4}"#.into(), r#"{"x":2}"#.into()));
        // What was read is what was given, however it was made.
        let given = Observed::nothing().with_present(address("a"), Value::map([("x", 1.into())]));
        assert_eq!(read(&[("a", r#"{"x": 1}"#)], &given).unwrap(), given);
        assert!(!is_same(&read(&[("a", r#"{"x": 1}"#)], &given).unwrap(), &given, "a"));
    }

    #[test]
    fn a_text_that_is_not_json_names_its_address() {
        let failure =
            Observed::read([(address("a"), "{")], &Observed::nothing(), &mut JsonReader::default()).unwrap_err();
        assert_eq!(failure.diagnostics[0].code.as_str(), "parse.json");
        assert!(failure.diagnostics[0].message.contains("cart/staging/kubernetes/a"));
    }

    #[test]
    fn a_digest_may_be_left_out_and_may_not_be_wrong() {
        let seen: Observation = serde_json::from_str(r#"{"present": {"body": {"a": 1}}}"#).unwrap();
        let body = Value::map([("a", 1.into())]);
        assert_eq!(seen, Observation::Present(Present::new(body.clone())));
        let whole = serde_json::to_string(&seen).unwrap();
        assert!(whole.contains(&body.digest().to_string()));
        assert_eq!(serde_json::from_str::<Observation>(&whole).unwrap(), seen);
        let wrong = whole.replace("\"a\":1", "\"a\":2");
        assert!(serde_json::from_str::<Observation>(&wrong).unwrap_err().to_string().contains("not that of the body"));
    }

    const SECRET: &str =
        r#"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "data": {"a": "MARKER"}}"#;

    #[test]
    fn there_is_no_way_in_for_a_secret() {
        let address: Address = "cart/staging/kubernetes/secret".parse().unwrap();
        let body = Value::from_json(SECRET).unwrap();
        let seen = Observed::nothing().with_present(address.clone(), body.clone());
        let digest = body.digest();
        let told =
            format!(r#"{{"resources": {{"{address}": {{"present": {{"body": {SECRET}, "digest": "{digest}"}}}}}}}}"#);
        let read: Observed = serde_json::from_str(&told).unwrap();
        for observed in [&seen, &read] {
            let text = format!("{observed:?} {}", serde_json::to_string(observed).unwrap());
            assert!(!text.contains("MARKER"), "{text}");
        }
        assert_eq!(seen, read, "nor is the digest that of the secret");
    }
}
