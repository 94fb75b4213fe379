//! Where things run.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::address::{Address, EntityRef};
use super::catalog::Follow;
use super::document::Source;
use super::git::GitDelivery;
use super::map::Map;
use super::names::Name;
use super::time::Timestamp;
use super::value::Text;

/// Where things run: staging, production, a preview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Environment {
    /// Its name.
    pub name: Name,
    /// What expressions decide by: `environment.labels.tier`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<Text, Text>,
    /// Everything else it says.
    pub spec: EnvironmentSpec,
    /// Where it was written.
    #[serde(skip)]
    pub source: Source,
}

impl Environment {
    /// An environment with what its `spec` says.
    pub fn new(name: Name, spec: EnvironmentSpec) -> Self {
        Self { name, labels: BTreeMap::new(), spec, source: Source::default() }
    }

    /// With a label.
    #[must_use]
    pub fn with_label(mut self, key: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }
}

/// The `spec` of an environment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct EnvironmentSpec {
    /// Where releases come from before they come here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promotes_from: Vec<Name>,
    /// Parameters for every subject; a path takes only the names it declares.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub parameters: Map,
    /// Parameters that nobody may set differently.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub enforce: Map,
    /// What resources go to, by the key that templates name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub targets: BTreeMap<Name, Target>,
    /// Who may do what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// What it may cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    /// When it must be gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// What it was called before, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renamed_from: Vec<Name>,
    /// The golden path that the environment itself follows: its namespace, its network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub golden_path: Option<Follow>,
}

/// Something that resources go to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Target {
    /// What it is: `kubernetes`, `terraform`, `grafana` …; its key, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<Name>,
    /// How resources get there.
    #[serde(default)]
    pub delivery: Delivery,
    /// The folder they are written to, below the platform's root; `deploy/ENVIRONMENT/TARGET`, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<Text>,
    /// The file that gives the outputs of what was delivered to a directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outputs: Option<Text>,
    /// Where it is committed, with `delivery: gitops`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git: Option<GitDelivery>,
    /// Of type `kubernetes`, with `delivery: apply`: the context of the kubeconfig; its current one, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Text>,
    /// Of type `kubernetes`, with `delivery: apply`: how long an object may take to be ready after a change, as `90s`, `10m`
    /// or `1h`; `0s` waits for nothing. Ten minutes, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_within: Option<Text>,
    /// Of type `kubernetes`, with `delivery: apply`: take fields over from other field managers instead of refusing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub force_conflicts: bool,
    /// Of type `terraform`, with `delivery: apply`: who plans and applies; Terraform where it is there, if absent, and else
    /// OpenTofu.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<TerraformProgram>,
}

/// A program that plans and applies root modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum TerraformProgram {
    /// Terraform.
    Terraform,
    /// OpenTofu.
    Tofu,
}

impl TerraformProgram {
    /// What it is called on the `PATH`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::Tofu => "tofu",
        }
    }
}

/// How long an object may take to be ready, where its target does not say.
pub(super) const READY_WITHIN: Duration = Duration::from_secs(600);

impl Target {
    /// How long an object may take to be ready after a change.
    ///
    /// ```
    /// use std::time::Duration;
    /// use platform_core::model::Target;
    /// let mut target = Target::default();
    /// assert_eq!(target.ready_within(), Duration::from_secs(600));
    /// target.ready_within = Some("90s".into());
    /// assert_eq!(target.ready_within(), Duration::from_secs(90));
    /// ```
    pub fn ready_within(&self) -> Duration {
        self.ready_within.as_deref().and_then(span).unwrap_or(READY_WITHIN)
    }
    /// Whether a tool of its own plans and applies all that a subject has there, at once: Terraform, with `delivery:
    /// apply`. `key` is what the environment calls it.
    ///
    /// ```
    /// use platform_core::model::{Delivery, Target};
    /// let mut target = Target::default();
    /// target.delivery = Delivery::Apply;
    /// assert!(target.is_delegated("terraform") && !target.is_delegated("kubernetes"));
    /// ```
    pub fn is_delegated(&self, key: &str) -> bool {
        self.delivery == Delivery::Apply && self.kind(key) == "terraform"
    }

    /// What it is: its type, or its key.
    pub fn kind<'t>(&'t self, key: &'t str) -> &'t str {
        self.r#type.as_ref().map_or(key, Name::as_str)
    }

    /// The file that a directory has for an address, relative to the platform's root:
    /// `deploy/ENVIRONMENT/TARGET/SUBJECT/ID` with the ending of what the target is; below its own folder if it has one.
    ///
    /// ```
    /// use platform_core::model::Target;
    /// let file = Target::default().file(&"cart/staging/kubernetes/workload".parse()?);
    /// assert_eq!(file, "deploy/staging/kubernetes/cart/workload.yaml");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn file(&self, address: &Address) -> String {
        let subject = address.subject().replace(':', ".");
        let ending = match self.kind(address.target()) {
            "kubernetes" | "catalog" => ".yaml",
            "terraform" => ".tf.json",
            "file" => "",
            _ => ".json",
        };
        match self.directory.as_deref() {
            Some(folder) => format!("{}/{subject}/{}{ending}", folder.trim_end_matches('/'), address.id()),
            None => format!("deploy/{}/{}/{subject}/{}{ending}", address.environment(), address.target(), address.id()),
        }
    }

    /// Whether all that a subject has there is done at once: by a tool of its own, or in one commit.
    pub fn is_done_at_once(&self, key: &str) -> bool {
        self.delivery == Delivery::Gitops || self.is_delegated(key)
    }

    /// Whether its objects are applied to a cluster: of type `kubernetes`, with `delivery: apply`.
    pub fn is_applied_to_kubernetes(&self, key: &str) -> bool {
        self.delivery == Delivery::Apply && self.kind(key) == "kubernetes"
    }
}

/// A span of time as `90s`, `10m` or `1h`.
pub(crate) fn span(text: &str) -> Option<Duration> {
    let unit = text.chars().next_back()?;
    let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        _ => return None,
    };
    number.checked_mul(seconds).map(Duration::from_secs)
}

/// How resources get to their target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Delivery {
    /// Written to a folder; written is done.
    #[default]
    Directory,
    /// Applied to the target itself.
    Apply,
    /// Committed for Argo CD or Flux to apply.
    Gitops,
}

/// Who may do what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Access {
    /// Who may apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apply: Vec<EntityRef>,
    /// Whose approval is needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approve: Vec<ApprovalRule>,
}

/// How many of a group must approve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApprovalRule {
    /// Who.
    pub group: EntityRef,
    /// How many of them.
    pub count: u32,
}

/// What an environment may cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Budget {
    /// A decimal number as text: `"2000"`.
    pub monthly: Text,
    /// ISO 4217: `EUR`.
    pub currency: Text,
}
