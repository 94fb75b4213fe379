//! Which subjects in which environments.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::address::{EntityRef, Scope};
use super::names::{Requirement, as_text};
use super::touched::Touched;
use super::value::Text;

/// Which subjects in which environments. What is empty allows everything; of several values in one field any will do;
/// every field must allow what is selected.
///
/// ```
/// use platform_core::model::Selection;
/// let mut selection = Selection::default();
/// selection.systems.push("checkout".into());
/// selection.paths.push("web-service@<2".parse()?);
/// assert!(selection.subjects.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Selection {
    /// These subjects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<EntityRef>,
    /// In these environments, `-` among them; else in all that a subject lives in.
    #[serde(rename = "environments", skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<Scope>,
    /// Subjects by name, as in `payment-api` or `resource:orders-db`; `*` stands for any text, `?` for any character.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Text>,
    /// Subjects of these kinds: `component`, `resource`, `system`, `group`, `environment`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Text>,
    /// Subjects that are part of these systems: `checkout`, or `NAMESPACE/checkout`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub systems: Vec<Text>,
    /// Subjects of these owners, groups unless they say otherwise: `team-payments`, `user:ada`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<Text>,
    /// What follows or includes one of these versions: those that are pinned, or else would be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<Requirement>,
    /// Labels of the subject; all must hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<LabelSelector>,
    /// Only what one of these files may change, by their path relative to the platform's root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<BTreeSet<Text>>,
    /// Only these, for whatever cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub touched: Option<Vec<Touched>>,
}

impl Selection {
    /// Some subjects in some environments; all, where none are given.
    pub fn of(subjects: impl Into<Vec<EntityRef>>, scopes: impl Into<Vec<Scope>>) -> Self {
        Self { subjects: subjects.into(), scopes: scopes.into(), ..Self::default() }
    }
}

/// What must hold of a label: `tier=gold`, `tier!=gold`, or `tier` where any value will do.
///
/// ```
/// use platform_core::model::LabelSelector;
/// let selector: LabelSelector = "tier!=gold".parse()?;
/// assert!(selector.holds(Some("silver")) && selector.holds(None) && !selector.holds(Some("gold")));
/// assert!("=gold".parse::<LabelSelector>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelSelector {
    /// The label's key.
    pub key: Text,
    /// What must hold of its value.
    pub rule: LabelRule,
}

/// What must hold of a label's value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LabelRule {
    /// It is this.
    Is(Text),
    /// It is another one, or there is none.
    IsNot(Text),
    /// There is one.
    IsThere,
}

impl LabelSelector {
    /// Whether it holds of a value.
    pub fn holds(&self, value: Option<&str>) -> bool {
        match &self.rule {
            LabelRule::Is(wanted) => value == Some(&**wanted),
            LabelRule::IsNot(unwanted) => value != Some(&**unwanted),
            LabelRule::IsThere => value.is_some(),
        }
    }
}

/// The text is no selector of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a label is selected by `key=value`, `key!=value` or `key`")]
pub struct InvalidSelector;

impl FromStr for LabelSelector {
    type Err = InvalidSelector;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, rule) = match text.split_once('=') {
            None => (text, LabelRule::IsThere),
            Some((key, value)) => match key.strip_suffix('!') {
                Some(key) => (key, LabelRule::IsNot(value.into())),
                None => (key, LabelRule::Is(value.strip_prefix('=').unwrap_or(value).into())),
            },
        };
        if key.is_empty() || key.contains(|c: char| c.is_whitespace() || c == '!' || c == ',') {
            return Err(InvalidSelector);
        }
        Ok(Self { key: key.into(), rule })
    }
}

impl fmt::Display for LabelSelector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rule {
            LabelRule::Is(value) => write!(formatter, "{}={value}", self.key),
            LabelRule::IsNot(value) => write!(formatter, "{}!={value}", self.key),
            LabelRule::IsThere => formatter.write_str(&self.key),
        }
    }
}

as_text!(LabelSelector, "A label: `key=value`, `key!=value`, or `key` where any value will do.");
