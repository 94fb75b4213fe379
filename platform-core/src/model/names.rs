//! Names, versions and requirements.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::digest::Digest;
use super::value::Text;

/// Serde and schema by the type's own text form, which it may have at hand (`as str`).
macro_rules! as_text {
    ($type:ident as str, $($about:literal),+) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        $crate::model::names::as_text!(read $type, $($about),+);
    };
    ($type:ident, $($about:literal),+) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        $crate::model::names::as_text!(read $type, $($about),+);
    };
    (read $type:ident, $description:literal $(, $pattern:literal)?) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::deserialize::by_text(deserializer)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "description": $description $(, "pattern": $pattern)?})
            }
        }
    };
}
pub(super) use as_text;

/// A name as Backstage's catalog accepts it: letters and digits, with `-`, `_` or `.` between them, at most 63
/// characters.
///
/// ```
/// use platform_core::model::Name;
/// assert!("payment-api".parse::<Name>().is_ok());
/// assert!("My Service".parse::<Name>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Text);

/// The text is no valid [`Name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has letters and digits with `-`, `_` or `.` between them, at most 63 characters")]
pub struct InvalidName;

impl Name {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As shared text.
    pub fn text(&self) -> &Text {
        &self.0
    }

    /// Whether a text is a valid name.
    pub fn is_valid(text: &str) -> bool {
        let is_end = |end: Option<u8>| end.is_some_and(|byte| byte.is_ascii_alphanumeric());
        text.len() <= 63
            && is_end(text.bytes().next())
            && is_end(text.bytes().next_back())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if Self::is_valid(text) { Ok(Self(text.into())) } else { Err(InvalidName) }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0)
    }
}

impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

as_text!(
    Name as str,
    "Letters and digits with `-`, `_` or `.` between them, at most 63.",
    "^([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$"
);

/// A DNS label made of a name: lower case, other characters as `-`, at most 63; when it had to be cut, the end is a
/// hash of the whole, so that two long names stay two.
///
/// ```
/// use platform_core::model::slug;
/// assert_eq!(slug("Payment_API"), "payment-api");
/// ```
pub fn slug(name: &str) -> String {
    slug_within(name, 63)
}

/// [`slug`] of at most `longest` characters, which are taken as 16 where they are fewer.
///
/// ```
/// use platform_core::model::slug_within;
/// assert_eq!(slug_within("Payment_API", 52), "payment-api");
/// assert_eq!(slug_within("nightly-settlement-of-payments", 24).len(), 24);
/// ```
pub fn slug_within(name: &str, longest: usize) -> String {
    let longest = longest.max(16);
    let mut label = String::with_capacity(name.len());
    for character in name.chars() {
        match character.to_ascii_lowercase() {
            letter if letter.is_ascii_alphanumeric() => label.push(letter),
            _ if label.ends_with('-') || label.is_empty() => {}
            _ => label.push('-'),
        }
    }
    let trimmed = label.trim_end_matches('-');
    if !trimmed.is_empty() && trimmed.len() <= longest {
        return trimmed.to_owned();
    }
    let hash: String = Digest::of(name.as_bytes()).short().chars().take(8).collect();
    let head: String = trimmed.chars().take(longest.saturating_sub(9)).collect();
    format!("{}-{hash}", head.trim_end_matches('-')).trim_start_matches('-').to_owned()
}

/// A semantic version: `1.4.0`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(semver::Version);

/// The text is no semantic version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version is written `1.4.0`: {0}")]
pub struct InvalidVersion(String);

impl Version {
    /// Major, minor and patch.
    pub fn parts(&self) -> [u64; 3] {
        [self.0.major, self.0.minor, self.0.patch]
    }

    /// Its three numbers.
    pub fn new(major: u64, minor: u64, patch: u64) -> Self {
        Self(semver::Version::new(major, minor, patch))
    }

    /// Whether it has a pre-release part, as `1.4.0-rc.1` has.
    pub fn is_prerelease(&self) -> bool {
        !self.0.pre.is_empty()
    }
}

impl FromStr for Version {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        semver::Version::parse(text).map(Self).map_err(|error| InvalidVersion(error.to_string()))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

as_text!(Version, "A semantic version: `1.4.0`.");

/// Which versions of a golden path will do: `web-service@^1`. Without `@…` any version does.
///
/// ```
/// use platform_core::model::Requirement;
/// let requirement: Requirement = "web-service@^1.4".parse()?;
/// assert!(requirement.matches(&"1.5.0".parse()?));
/// assert!(!requirement.matches(&"2.0.0".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Requirement {
    name: Name,
    text: Option<Text>,
    versions: semver::VersionReq,
}

/// The text is no requirement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a requirement is written `name@^1`, with a version requirement as Cargo has them: {0}")]
pub struct InvalidRequirement(String);

impl Requirement {
    /// The golden path's name.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// The versions that will do, as written; `None` when any will.
    pub fn versions(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Whether a version will do.
    pub fn matches(&self, version: &Version) -> bool {
        self.versions.matches(&version.0)
    }
}

impl FromStr for Requirement {
    type Err = InvalidRequirement;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, versions) = text.split_once('@').map_or((text, None), |(name, versions)| (name, Some(versions)));
        let name = name.parse().map_err(|error: InvalidName| InvalidRequirement(error.to_string()))?;
        let parsed = match versions {
            Some(versions) => {
                semver::VersionReq::parse(versions).map_err(|error| InvalidRequirement(error.to_string()))?
            }
            None => semver::VersionReq::STAR,
        };
        Ok(Self { name, text: versions.map(Into::into), versions: parsed })
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.name)?;
        self.text.iter().try_for_each(|text| write!(formatter, "@{text}"))
    }
}

impl fmt::Debug for Requirement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

as_text!(Requirement, "A golden path and the versions that will do: `web-service@^1`.");

/// The version of a document's format: `MAJOR.MINOR`. A reader takes any minor of the majors it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormatVersion {
    /// Changes when a reader must change.
    pub major: u32,
    /// Grows when something was added.
    pub minor: u32,
}

impl FormatVersion {
    /// What this version of the engine writes.
    pub const CURRENT: Self = Self { major: 1, minor: 0 };
}

impl Default for FormatVersion {
    fn default() -> Self {
        Self::CURRENT
    }
}

impl fmt::Display for FormatVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

impl Serialize for FormatVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FormatVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let numbers = text.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        let (major, minor) = numbers.ok_or_else(|| serde::de::Error::custom("a format version is written `1.0`"))?;
        if major != Self::CURRENT.major {
            let which = if major > Self::CURRENT.major { "a newer" } else { "an older" };
            let message =
                format!("format version {text} was written by {which} release; this one reads {}", Self::CURRENT);
            return Err(serde::de::Error::custom(message));
        }
        Ok(Self { major, minor })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for FormatVersion {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FormatVersion".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9]+\\.[0-9]+$", "description": "MAJOR.MINOR of the format."})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_labels_and_long_ones_stay_apart() {
        assert_eq!(slug("a"), "a");
        assert_eq!(slug("A.b_c"), "a-b-c");
        let (long, other) = ("x".repeat(80), format!("{}y", "x".repeat(79)));
        assert!(slug(&long).len() <= 63);
        assert_ne!(slug(&long), slug(&other));
        assert!(!slug("---").is_empty());
        assert_eq!(slug_within(&"x".repeat(52), 52), "x".repeat(52));
        assert_eq!(slug_within(&long, 52).len(), 52);
        assert_ne!(slug_within(&long, 0), slug_within(&other, 0));
    }

    #[test]
    fn names_follow_backstage() {
        assert!(["a", "a-b", "A_b.c9", "a--b", "a-.b"].iter().all(|name| Name::is_valid(name)));
        assert!(["", "-a", "a-", ".", "a b", "ä"].iter().all(|name| !Name::is_valid(name)));
        assert!(!Name::is_valid(&"a".repeat(64)));
    }
}
