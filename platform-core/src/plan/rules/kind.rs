//! What a document says it is.

use std::cell::OnceCell;

use crate::model::Value;

use super::DiffRules;
use super::schema::Shape;

/// What a document says it is, and what is known of such documents, looked up when it is first asked for.
#[derive(Clone, Debug, Default)]
pub(in crate::plan) struct Kind<'a> {
    group: &'a str,
    version: &'a str,
    kind: &'a str,
    shape: OnceCell<Option<Shape<'a>>>,
}

impl<'a> Kind<'a> {
    pub(in crate::plan) fn of(document: Option<&'a Value>) -> Self {
        let text = |field: &str| document?.get(field)?.as_str();
        let version = text("apiVersion").unwrap_or_default();
        let (group, version) = version.split_once('/').unwrap_or(("", version));
        Self { group, version, kind: text("kind").unwrap_or_default(), shape: OnceCell::new() }
    }

    /// The same, for values that live less long.
    pub(in crate::plan) fn within<'b>(&self) -> Kind<'b>
    where
        'a: 'b,
    {
        Kind { group: self.group, version: self.version, kind: self.kind, shape: OnceCell::new() }
    }

    pub(super) fn is_one_of(&self, kinds: &[&str]) -> bool {
        kinds.is_empty()
            || kinds.iter().any(|kind| (self.group, self.kind) == kind.split_once('/').unwrap_or(("", kind)))
    }

    pub(super) fn shape(&self, rules: &'a DiffRules) -> Option<Shape<'a>> {
        *self.shape.get_or_init(|| rules.shape(self.group, self.kind, self.version))
    }
}
