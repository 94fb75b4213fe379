//! Exact versions and digests: what a lock file holds.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::address::{EntityRef, Scope};
use super::digest::Digest;
use super::document::Source;
use super::names::{FormatVersion, Name, Version};
use super::value::Text;

/// What one subject uses in one environment: exact versions of its path and the included ones, and its artifacts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pins {
    /// The golden path; absent before the first plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathPin>,
    /// The included paths, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub includes: BTreeMap<Name, PathPin>,
    /// What was built, by the name the path uses for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub artifacts: BTreeMap<Name, Artifact>,
}

impl Pins {
    /// With an artifact.
    #[must_use]
    pub fn with_artifact(mut self, name: Name, artifact: Artifact) -> Self {
        self.artifacts.insert(name, artifact);
        self
    }
}

/// One exact version of a golden path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PathPin {
    /// The path's name.
    pub name: Name,
    /// Its version.
    pub version: Version,
    /// Its digest: a published version that changed is an error.
    pub digest: Digest,
}

impl fmt::Display for PathPin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}@{}", self.name, self.version)
    }
}

/// What was built: an image with its digest.
///
/// ```
/// use platform_core::model::Artifact;
/// let digest = "a".repeat(64);
/// let artifact: Artifact = format!("registry.example/shop/cart@sha256:{digest}").parse()?;
/// assert_eq!(&*artifact.image, "registry.example/shop/cart");
/// assert!("registry.example/shop/cart:latest".parse::<Artifact>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Artifact {
    /// The repository, without tag and digest.
    pub image: Text,
    /// The image's digest.
    pub digest: Digest,
    /// The commit it was built from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<Text>,
}

/// The text is no image with a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an image is written with its digest, `registry/name@sha256:…`; tags such as `latest` can change under a plan")]
pub struct InvalidImage;

impl FromStr for Artifact {
    type Err = InvalidImage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (image, digest) = text.split_once('@').ok_or(InvalidImage)?;
        let digest = digest.parse().map_err(|_| InvalidImage)?;
        // A `:` behind the last `/` begins a tag; one before it belongs to the registry's port.
        let (folder, name) = image.rsplit_once('/').map_or(("", image), |(folder, name)| (folder, name));
        let name = name.split(':').next().unwrap_or(name);
        let repository = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:".contains(&byte);
        if name.is_empty() || !repository.bytes().all(allowed) {
            return Err(InvalidImage);
        }
        Ok(Self { image: repository.into(), digest, commit: None })
    }
}

impl fmt::Display for Artifact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}@{}", self.image, self.digest)
    }
}

/// `platform.lock`: the pins of the subjects declared beside it, by environment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LockFile {
    /// The format's version.
    pub format_version: FormatVersion,
    /// By subject and environment (`-` for what the subject has once).
    pub subjects: BTreeMap<EntityRef, BTreeMap<Scope, Pins>>,
    /// Where it was read.
    #[serde(skip)]
    pub source: Source,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_beside_the_digest_is_dropped_and_a_port_is_kept() {
        let digest = format!("sha256:{}", "0".repeat(64));
        let artifact: Artifact = format!("registry.example:5000/shop/cart:1.2@{digest}").parse().unwrap();
        assert_eq!(&*artifact.image, "registry.example:5000/shop/cart");
        assert!("cart".parse::<Artifact>().is_err());
        assert!(format!("@{digest}").parse::<Artifact>().is_err());
    }
}
