//! One subject in one environment: what it is made of, and all that it should be.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::address::{Address, EntityRef, Scope};
use super::catalog::Subject;
use super::deadline::Deadline;
use super::dependency_type::DependencyType;
use super::digest::Digest;
use super::environment::{Environment, Target};
use super::golden_path::{GoldenPath, Ownership, Passthrough};
use super::names::{FormatVersion, Name};
use super::origin::{OriginId, OriginTable, Traced};
use super::pins::Pins;
use super::value::{Text, Value};

/// One subject in one environment with its path, includes, pins and merged parameters.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Resolved {
    /// The subject.
    pub subject: Arc<Subject>,
    /// The environment's name, or `-`.
    pub scope: Scope,
    /// The environment; `None` for `-`.
    pub environment: Option<Arc<Environment>>,
    /// The exact versions and artifacts, complete.
    pub pins: Pins,
    /// Whether `pins` holds more than the pins that were given, so that the lock file must be written.
    pub pins_filled: bool,
    /// The path, then the included ones, each with the parameters of its own scope.
    pub parts: Vec<ResolvedPart>,
    /// What the parameters' origins refer to.
    pub origins: OriginTable,
    /// Dependencies that other subjects share, by the workload's name for them.
    pub shared: BTreeMap<Name, SharedDependency>,
    /// What the subject and the environment were called before.
    pub former: Vec<Former>,
    /// The platform's definitions of Kubernetes' extensions, by `GROUP/KIND`.
    pub definitions: Arc<BTreeMap<Text, Arc<Value>>>,
    /// What every provider of a type of dependency must give, by type.
    pub dependency_types: Arc<BTreeMap<Text, DependencyType>>,
}

/// One golden path with the parameters of its scope.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ResolvedPart {
    /// The path.
    pub path: Arc<GoldenPath>,
    /// Its parameters, merged and validated.
    pub parameters: Traced,
}

impl ResolvedPart {
    /// A path with its parameters.
    pub fn new(path: Arc<GoldenPath>, parameters: Traced) -> Self {
        Self { path, parameters }
    }
}

/// A dependency that another subject provides.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedDependency {
    /// The resource that gives the outputs.
    pub address: Address,
    /// What it gives.
    pub outputs: BTreeMap<Name, OutputDeclaration>,
}

/// All that one subject should be in one environment, by address, with the origin of every leaf.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Rendered {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// What it was rendered from.
    pub pins: Pins,
    /// Where resources go, by the key that addresses name.
    pub targets: BTreeMap<Name, Target>,
    /// Resources, files and catalog entities.
    #[serde(deserialize_with = "super::deserialize::in_order")]
    pub resources: BTreeMap<Address, Resource>,
    /// Addresses that were renamed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<Move>,
    /// What the subject and the environment were called before: a state of that name is theirs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Former>,
    /// Definitions of the extensions of Kubernetes that are used here: how their kinds are compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub definitions: Vec<Value>,
    /// Dates by which something must be done about what this was rendered from: checks are made of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deadlines: Vec<Deadline>,
    /// What the leaves' origins refer to.
    pub origins: OriginTable,
}

impl Rendered {
    /// Nothing at all: what a subject that is gone should be.
    pub fn empty(subject: EntityRef, environment: Scope) -> Self {
        Self {
            format_version: FormatVersion::CURRENT,
            subject,
            environment,
            pins: Pins::default(),
            targets: BTreeMap::new(),
            resources: BTreeMap::new(),
            moved: Vec::new(),
            former: Vec::new(),
            definitions: Vec::new(),
            deadlines: Vec::new(),
            origins: OriginTable::default(),
        }
    }

    /// Whether this is what a state is of, under its name or one that it had before.
    pub fn is_of(&self, subject: &EntityRef, environment: &Scope) -> bool {
        let before = |former: &Former| former.subject == *subject && former.environment == *environment;
        (self.subject == *subject && self.environment == *environment) || self.former.iter().any(before)
    }

    /// With the definition of an extension of Kubernetes, a `CustomResourceDefinition`.
    #[must_use]
    pub fn with_definition(mut self, definition: Value) -> Self {
        self.definitions.push(definition);
        self
    }

    /// With a resource.
    #[must_use]
    pub fn with_resource(mut self, resource: Resource) -> Self {
        self.resources.insert(resource.address.clone(), resource);
        self
    }
}

/// A subject in an environment, under a name that one of the two had before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Former {
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
}

impl Former {
    /// Whether an address is of this subject in this environment.
    pub(crate) fn has(&self, address: &Address) -> bool {
        address.environment() == self.environment.as_str() && address.subject() == self.subject.to_string()
    }
}

/// An address that was renamed: state moves along, nothing is deleted or created.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Move {
    /// What it was called.
    pub from: Address,
    /// What it is called now.
    pub to: Address,
}

/// What kind of thing an address names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ResourceClass {
    /// Something in a target.
    #[default]
    Object,
    /// A file in the subject's repository; its body is its text.
    File,
    /// An entity in the catalog.
    Entity,
}

/// One thing that should be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Resource {
    /// Its name.
    pub address: Address,
    /// What kind of thing it is.
    #[serde(default)]
    pub class: ResourceClass,
    /// What it should be.
    pub body: Value,
    /// The digest of the body, computed once.
    pub digest: Digest,
    /// The origin of each leaf of the body, in leaf order.
    #[serde(default)]
    pub origins: Arc<[OriginId]>,
    /// Why it is there at all: the condition that holds here, or the list it is made for; absent where it always is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<OriginId>,
    /// What must be there before: what it says, and what it reads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Address>,
    /// What others may read from it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<Name, OutputDeclaration>,
    /// Never deleted or replaced unless released by name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
    /// Whose the file is once it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ownership: Option<Ownership>,
    /// Whose expressions stand in the file: what is filled into it may begin none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passthrough: Option<Passthrough>,
    /// What the target knows it by, where that can be told from the body: `apps/Deployment/shop/cart`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Text>,
}

impl Resource {
    /// A resource with its digest.
    pub fn new(address: Address, body: Value) -> Self {
        let digest = body.digest();
        Self::with_digest(address, body, digest)
    }

    /// A resource whose body's digest is known.
    pub(crate) fn with_digest(address: Address, body: Value, digest: Digest) -> Self {
        Self {
            digest,
            address,
            class: ResourceClass::default(),
            body,
            origins: Arc::default(),
            condition: None,
            depends_on: Vec::new(),
            outputs: BTreeMap::new(),
            protect: false,
            ownership: None,
            passthrough: None,
            identity: None,
        }
    }

    /// With another body, and its digest.
    #[must_use]
    pub fn with_body(mut self, body: Value) -> Self {
        self.digest = body.digest();
        self.body = body;
        self
    }

    /// With what must be there before.
    #[must_use]
    pub fn with_dependencies(mut self, depends_on: Vec<Address>) -> Self {
        self.depends_on = depends_on;
        self
    }

    /// With an output.
    #[must_use]
    pub fn with_output(mut self, name: Name, output: OutputDeclaration) -> Self {
        self.outputs.insert(name, output);
        self
    }

    /// Protected, or not.
    #[must_use]
    pub fn with_protection(mut self, protect: bool) -> Self {
        self.protect = protect;
        self
    }

    /// A file of somebody's.
    #[must_use]
    pub fn with_ownership(mut self, ownership: Ownership) -> Self {
        self.class = ResourceClass::File;
        self.ownership = Some(ownership);
        self
    }
}

impl Resource {
    /// Whether a value of an output may be known: of a secret one only a reference may.
    pub(crate) fn may_tell(&self, output: &str, value: &Value) -> bool {
        let secret = self.outputs.get(output).is_some_and(|declared| declared.secret);
        !secret || matches!(value, Value::Secret(_))
    }
}

/// An output that a resource declares.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OutputDeclaration {
    /// The target's attribute that gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<Text>,
    /// What it is, where that is known now.
    #[serde(default, deserialize_with = "super::value_serde::present", skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// What is read is a reference to a secret.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}
