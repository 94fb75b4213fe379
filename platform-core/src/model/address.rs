//! What a thing is called: subjects and the resources rendered for them.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::names::{Name, as_text};
use super::value::Text;

/// The environment of what a subject has once, whatever its environments: repository files, catalog entities.
pub const SUBJECT_SCOPE: &str = "-";

/// A catalog entity: kind, namespace and name, compared without case as Backstage does.
///
/// Its full text is Backstage's (`component:default/payment-api`); as a subject, `component` and `default` are left
/// out: `payment-api`, `group:payments`, `resource:data:orders-db`.
///
/// ```
/// use platform_core::model::EntityRef;
/// let subject: EntityRef = "resource:orders-db".parse()?;
/// assert_eq!(subject.to_string(), "resource:orders-db");
/// assert_eq!(subject.full(), "resource:default/orders-db");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityRef {
    kind: Text,
    namespace: Text,
    name: Text,
}

/// The text is no entity reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a subject is written `name`, `kind:name` or `kind:namespace:name`; a catalog reference `[kind:][namespace/]name`"
)]
pub struct InvalidReference;

impl EntityRef {
    /// Made of its parts; the kind is written in lower case.
    ///
    /// # Errors
    /// When a part is no valid name.
    pub fn new(kind: &str, namespace: &str, name: &str) -> Result<Self, InvalidReference> {
        if ![kind, namespace, name].into_iter().all(Name::is_valid) {
            return Err(InvalidReference);
        }
        Ok(Self {
            kind: kind.to_ascii_lowercase().into(),
            namespace: namespace.to_ascii_lowercase().into(),
            name: name.into(),
        })
    }

    /// Reads a catalog reference, `[kind:][namespace/]name`, where what is left out is taken from the defaults.
    ///
    /// # Errors
    /// When it has another form.
    pub fn parse_catalog(text: &str, default_kind: &str, default_namespace: &str) -> Result<Self, InvalidReference> {
        let (kind, rest) = text.split_once(':').unwrap_or((default_kind, text));
        let (namespace, name) = rest.split_once('/').unwrap_or((default_namespace, rest));
        Self::new(kind, namespace, name)
    }

    /// The kind, in lower case.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The namespace.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Backstage's full form: `component:default/payment-api`.
    pub fn full(&self) -> String {
        format!("{}:{}/{}", self.kind, self.namespace, self.name)
    }
}

impl FromStr for EntityRef {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('/') {
            return Self::parse_catalog(text, "component", "default");
        }
        let parts: Vec<&str> = text.split(':').collect();
        match parts.as_slice() {
            [name] => Self::new("component", "default", name),
            [kind, name] => Self::new(kind, "default", name),
            [kind, namespace, name] => Self::new(kind, namespace, name),
            _ => Err(InvalidReference),
        }
    }
}

impl fmt::Display for EntityRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&*self.kind, &*self.namespace) {
            ("component", "default") => formatter.write_str(&self.name),
            (kind, "default") => write!(formatter, "{kind}:{}", self.name),
            (kind, namespace) => write!(formatter, "{kind}:{namespace}:{}", self.name),
        }
    }
}

impl fmt::Debug for EntityRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

as_text!(EntityRef, "An entity: `name` (a Component), `kind:name` or `kind:namespace:name`.");

/// An environment's name, or `-` for what a subject has once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(Option<Name>);

impl Scope {
    /// What a subject has once, whatever its environments; written `-`.
    pub const SUBJECT: Self = Self(None);

    /// An environment.
    pub fn environment(name: Name) -> Self {
        Self(Some(name))
    }

    /// The environment's name; `None` for the subject's own scope.
    pub fn name(&self) -> Option<&Name> {
        self.0.as_ref()
    }

    fn is_valid(text: &str) -> bool {
        text == SUBJECT_SCOPE || Name::is_valid(text)
    }

    /// As text: the name, or `-`.
    pub fn as_str(&self) -> &str {
        self.0.as_ref().map_or(SUBJECT_SCOPE, Name::as_str)
    }
}

impl FromStr for Scope {
    type Err = super::names::InvalidName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == SUBJECT_SCOPE { Ok(Self::SUBJECT) } else { Ok(Self(Some(text.parse()?))) }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

as_text!(Scope as str, "An environment's name, or `-` for what a subject has once.");

/// `SUBJECT/ENVIRONMENT/TARGET/ID`, the one name of a resource: `payment-api/production/kubernetes/workload`.
///
/// The id is all the rest and may hold `/`: `payment-api/-/file/.github/workflows/ci.yml`.
///
/// ```
/// use platform_core::model::Address;
/// let address: Address = "payment-api/-/file/.github/workflows/ci.yml".parse()?;
/// assert_eq!(address.target(), "file");
/// assert_eq!(address.id(), ".github/workflows/ci.yml");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address(Text);

/// The text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an address is written SUBJECT/ENVIRONMENT/TARGET/ID, with `-` as the environment of what a subject has once")]
pub struct InvalidAddress;

impl Ord for Address {
    fn cmp(&self, other: &Self) -> Ordering {
        // Rendered, known and seen, most often one and the same text.
        if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.cmp(&other.0) }
    }
}

impl PartialOrd for Address {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Address {
    /// Made of its parts.
    ///
    /// # Errors
    /// When the target is no name or the id is empty.
    pub fn new(subject: &EntityRef, scope: &Scope, target: &str, id: &str) -> Result<Self, InvalidAddress> {
        if !Self::is_within(target, id) {
            return Err(InvalidAddress);
        }
        Ok(Self(format!("{subject}/{scope}/{target}/{id}").into()))
    }

    /// Whether it may be the target and the id.
    fn is_within(target: &str, id: &str) -> bool {
        Name::is_valid(target) && !id.is_empty() && !id.chars().any(char::is_control)
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As shared text.
    pub fn text(&self) -> &Text {
        &self.0
    }

    fn part(&self, index: usize) -> &str {
        self.0.splitn(4, '/').nth(index).unwrap_or_default()
    }

    /// The subject's text.
    pub fn subject(&self) -> &str {
        self.part(0)
    }

    /// The environment's name or `-`.
    pub fn environment(&self) -> &str {
        self.part(1)
    }

    /// The key of the environment's target.
    pub fn target(&self) -> &str {
        self.part(2)
    }

    /// The id within the target.
    pub fn id(&self) -> &str {
        self.part(3)
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(4, '/');
        let mut next = || parts.next().ok_or(InvalidAddress);
        let (subject, scope, target, id) = (next()?, next()?, next()?, next()?);
        // A Component without its kind is written as it stands, and most subjects are.
        if Name::is_valid(subject) && Scope::is_valid(scope) && Self::is_within(target, id) {
            return Ok(Self(text.into()));
        }
        let subject: EntityRef = subject.parse().map_err(|_| InvalidAddress)?;
        let scope: Scope = scope.parse().map_err(|_| InvalidAddress)?;
        Self::new(&subject, &scope, target, id)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

as_text!(Address as str, "SUBJECT/ENVIRONMENT/TARGET/ID; `-` is the environment of what a subject has once.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_text_however_it_is_written() {
        let written = |text: &str| text.parse::<Address>().map(|address| address.to_string()).ok();
        for text in
            ["cart/staging/kubernetes/a", "cart/-/file/.github/workflows/ci.yml", "resource:data:orders-db/a/b/c d"]
        {
            assert_eq!(written(text).as_deref(), Some(text));
        }
        for other in ["component:cart/a/b/c", "Component:default:cart/a/b/c", "COMPONENT:Default:cart/a/b/c"] {
            assert_eq!(written(other).as_deref(), Some("cart/a/b/c"));
        }
        assert_eq!(written("API:Data:cart/a/b/c").as_deref(), Some("api:data:cart/a/b/c"));
        for wrong in
            ["", "cart", "cart/a/b", "cart/a/b/", "/a/b/c", "cart//b/c", "cart/a//c", "ca rt/a/b/c", "cart/a b/b/c"]
        {
            assert_eq!(written(wrong), None, "{wrong}");
        }
        for wrong in ["cart/a/b c/d", "cart/a/b/c\n", "a:b:c:d/a/b/c", ":/a/b/c", "cart/--/b/c", "cart/a/-/c"] {
            assert_eq!(written(wrong), None, "{wrong}");
        }
    }
}
