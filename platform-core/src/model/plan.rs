//! What will change and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::{Address, EntityRef, Scope};
use super::diagnostic::Diagnostic;
use super::digest::Digest;
use super::environment::Target;
use super::names::{FormatVersion, Name};
use super::origin::OriginId;
use super::pins::Pins;
use super::pointer::Pointer;
use super::rendered::{Former, ResourceClass};
use super::value::{Text, Value};

/// What will change for one subject in one environment, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Plan {
    /// The format's version.
    pub format_version: FormatVersion,
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// What the plan is for.
    pub intent: Intent,
    /// What it was compared with: without state everything looks new, and it can't be applied.
    pub basis: Basis,
    /// The state it was made from; an apply moves it to the next serial.
    pub base: Base,
    /// What will have been applied.
    pub pins: Pins,
    /// Where resources go: a plan never applies to another target.
    pub targets: BTreeMap<Name, Target>,
    /// Everything that changes, by address. What stays as it is, is only counted.
    pub changes: Vec<Change>,
    /// What is done, in an order that respects the dependencies.
    pub steps: Vec<Step>,
    /// What must still hold when a step starts.
    pub preconditions: Vec<Precondition>,
    /// How many of each.
    pub summary: Summary,
    /// Why checks that fail hold nothing up; the release will remember it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_glass: Option<Text>,
    /// Why it can't be applied as it is; empty when it can.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<Diagnostic>,
    /// The digest of the rendered resources that go with the plan.
    pub rendered_digest: Digest,
    /// SHA-256 over all that decides what happens; approvals bind to it.
    pub digest: Digest,
}

impl Plan {
    /// Whether anything would be done.
    pub fn has_changes(&self) -> bool {
        self.changes.iter().any(Change::is_effective)
    }

    /// Whether it may be applied.
    pub fn is_applicable(&self) -> bool {
        self.basis == Basis::State && self.blocked.is_empty()
    }

    /// The changes that only a later plan can make: their files wait for outputs that this one gives.
    pub fn deferred(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.reason == Reason::Deferred)
    }

    /// The change of an address.
    pub fn change(&self, address: &Address) -> Option<&Change> {
        let found = self.changes.binary_search_by(|change| change.address.cmp(address)).ok()?;
        self.changes.get(found)
    }
}

/// What a plan is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Intent {
    /// Make things as they should be.
    #[default]
    Converge,
    /// Move to other versions of the path.
    Upgrade,
    /// Take over what runs in an earlier environment.
    Promote,
    /// Go back to an earlier release.
    Rollback,
    /// Remove everything.
    Destroy,
    /// Take over what is there already.
    Adopt,
    /// Only learn what is there.
    Refresh,
}

impl Intent {
    /// As it stands in documents.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Converge => "converge",
            Self::Upgrade => "upgrade",
            Self::Promote => "promote",
            Self::Rollback => "rollback",
            Self::Destroy => "destroy",
            Self::Adopt => "adopt",
            Self::Refresh => "refresh",
        }
    }
}

/// What a plan was compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Basis {
    /// With the state: it can be applied.
    State,
    /// Without: everything looks new; for reading only.
    NoState,
}

/// The state a plan was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Base {
    /// Which state.
    pub lineage: Text,
    /// How many applies had begun.
    pub serial: u64,
    /// What it had applied: beside the plan's own pins this says which versions change.
    #[serde(default)]
    pub pins: Pins,
    /// What it was called, where the subject or the environment was renamed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<Former>,
}

/// What is done with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Action {
    /// Nothing.
    NoOp,
    /// It is made.
    Create,
    /// Only what is known of it changes: the world is as it should be, or nothing but what stands beside the body differs.
    Read,
    /// It is changed in place.
    Update,
    /// It is removed.
    Delete,
    /// It is no longer ours, and stays.
    Forget,
    /// It is there and becomes ours.
    Import,
    /// It gets another address.
    Move,
}

/// Why something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Reason {
    /// It was never there.
    New,
    /// What it should be has changed.
    Changed,
    /// It was changed by somebody else.
    Drift,
    /// It was deleted by somebody else.
    DeletedOutside,
    /// A field changed that can't be changed in place.
    CannotUpdateInPlace,
    /// What it reads is replaced.
    DependencyReplaced,
    /// The path no longer renders it.
    NoLongerRendered,
    /// The subject or environment is to be removed.
    Destroyed,
    /// It is gone already.
    AlreadyGone,
    /// It was asked for by address.
    Requested,
    /// It got another address.
    Renamed,
    /// It is there and is not ours.
    ExistsUnmanaged,
    /// The team deleted its file; it stays deleted.
    DeletedByTeam,
    /// The team owns the file.
    OwnedByTeam,
    /// It is a file of both, and its text waits for an output: it is merged by the next plan.
    Deferred,
}

/// One resource that changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Change {
    /// Its name.
    pub address: Address,
    /// What kind of thing it is.
    #[serde(default)]
    pub class: ResourceClass,
    /// In order; a replacement is two, `delete` and `create`, in the order they are done.
    pub actions: Vec<Action>,
    /// Why.
    pub reason: Reason,
    /// Field by field, by place; none where the whole is made. Of what is deleted, only what somebody else changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
    /// The address it had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<Address>,
    /// It is protected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
    /// The digest of what was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Digest>,
    /// The digest of what will be there; unknowns as unknowns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Digest>,
}

impl Change {
    /// A change without fields.
    pub fn new(address: Address, actions: Vec<Action>, reason: Reason) -> Self {
        Self {
            address,
            class: ResourceClass::default(),
            actions,
            reason,
            fields: Vec::new(),
            moved_from: None,
            protect: false,
            before: None,
            after: None,
        }
    }

    /// Whether anything is done, to the world or to what we know.
    pub fn is_effective(&self) -> bool {
        self.actions.iter().any(|action| *action != Action::NoOp)
    }

    /// Whether it is deleted and created.
    pub fn is_replacement(&self) -> bool {
        self.actions.contains(&Action::Delete) && self.actions.contains(&Action::Create)
    }
}

/// What kind of difference a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum FieldChangeKind {
    /// What it should be has changed.
    Intent,
    /// Somebody else changed it; it goes back.
    Drift,
    /// It is what the server puts there when nothing is said; it stays.
    ServerDefault,
    /// It is somebody else's, and none of ours: a status, a field that another tool or the server owns; it stays.
    Foreign,
    /// Only the order differs. Where it has a meaning (`env`), before and after are the items' names in order, and it
    /// changes; elsewhere it is only counted.
    Reordered,
    /// It is known only after apply.
    UnknownOnly,
    /// The secret has another version.
    SecretVersion,
}

impl FieldChangeKind {
    /// Whether nothing is done about it: the server or somebody else set it.
    pub fn stays(self) -> bool {
        matches!(self, Self::ServerDefault | Self::Foreign)
    }
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FieldChange {
    /// Where; items of keyed lists by key.
    pub path: Pointer,
    /// What was there; absent when nothing was.
    #[serde(default, deserialize_with = "super::value_serde::present", skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What will be there; absent when nothing will.
    #[serde(default, deserialize_with = "super::value_serde::present", skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// What kind of difference it is.
    pub kind: FieldChangeKind,
    /// It can't be changed in place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forces_replacement: bool,
    /// Why it will be what it will be; an origin of the `Rendered` that goes with the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<OriginId>,
}

impl FieldChange {
    /// A difference without an origin.
    pub fn new(path: Pointer, before: Option<Value>, after: Option<Value>, kind: FieldChangeKind) -> Self {
        Self { path, before, after, kind, forces_replacement: false, origin: None }
    }
}

/// One thing that is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Step {
    /// Its number, from 0, in an order that respects the dependencies.
    pub id: u32,
    /// The resource.
    pub address: Address,
    /// What is done with it.
    pub action: Action,
    /// The steps that must be done before, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<u32>,
}

impl Step {
    /// A step.
    pub fn new(id: u32, address: Address, action: Action, after: Vec<u32>) -> Self {
        Self { id, address, action, after }
    }
}

/// What must still hold when a step starts: a digest of just the fields that matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Precondition {
    /// The resource.
    pub address: Address,
    /// What must be found there.
    pub expect: Expectation,
}

impl Precondition {
    /// A precondition.
    pub fn new(address: Address, expect: Expectation) -> Self {
        Self { address, expect }
    }
}

/// What must be found at an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", tag = "kind")]
#[non_exhaustive]
pub enum Expectation {
    /// Nothing.
    Absent,
    /// Something whose fields that we have (in what should be or in state) have this digest.
    Fields {
        /// The digest of the observation, projected onto those fields.
        digest: Digest,
    },
    /// It was not observed when the plan was made: the state has this digest.
    State {
        /// The digest of the state's body.
        digest: Digest,
    },
    /// It was not observed, and state knows nothing: it must be found absent.
    NotObserved,
    /// The tool that its target is delegated to must plan the very same again.
    Planned {
        /// The digest of what the tool would do.
        digest: Digest,
    },
}

/// How many changes of each kind a plan has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
#[non_exhaustive]
pub struct Summary {
    pub create: u32,
    pub update: u32,
    pub replace: u32,
    pub delete: u32,
    pub forget: u32,
    pub import: u32,
    /// Changes whose only action is a move.
    pub r#move: u32,
    pub read: u32,
    /// Resources that stay as they are.
    pub unchanged: u32,
    /// Fields that differ only by what the server or others added (`serverDefault` and `foreign` together), or by order:
    /// not changes. `tolerated` in `plan` lists them.
    pub server_defaults: u32,
    pub reordered: u32,
}
