//! Two values compared by meaning.

use crate::model::{FieldChange, Value};

use super::rules::DiffRules;
use super::walk::walk;

/// What must change to make `before` into `after`, field by field, in the order of the documents.
///
/// What is new is told leaf by leaf, what goes away and new items of lists as wholes. Items of keyed lists and sets are
/// named by their keys: `/spec/containers/name=app/image`. Where the order of a keyed list has a meaning and differs,
/// one change of kind `Reordered` tells the names of the items, before and after.
///
/// ```
/// use platform_core::model::Value;
/// use platform_core::plan::{DiffRules, apply, diff};
/// let before = Value::from_json(r#"{"replicas": 2}"#)?;
/// let after = Value::from_json(r#"{"replicas": 5, "labels": {"tier": "gold"}}"#)?;
/// let changes = diff(Some(&before), Some(&after), &DiffRules::none());
/// let paths: Vec<_> = changes.iter().map(|change| change.path.as_str()).collect();
/// assert_eq!(paths, ["/labels/tier", "/replicas"]);
/// assert_eq!(apply(&before, &changes), after);
/// # Ok::<(), platform_core::model::Failure>(())
/// ```
pub fn diff(before: Option<&Value>, after: Option<&Value>, rules: &DiffRules) -> Vec<FieldChange> {
    walk(rules, before, after, before).fields
}
