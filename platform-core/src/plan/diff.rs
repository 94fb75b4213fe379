//! Two values compared by meaning.

use crate::model::{FieldChange, FieldChangeKind, Pointer, Value};

use super::rules::DiffRules;

/// What must change to make `before` into `after`, field by field, by place.
///
/// ```
/// use platform_core::model::Value;
/// use platform_core::plan::{DiffRules, apply, diff};
/// let before = Value::from_json(r#"{"replicas": 2}"#)?;
/// let after = Value::from_json(r#"{"replicas": 5}"#)?;
/// let changes = diff(Some(&before), Some(&after), &DiffRules::none());
/// assert_eq!(changes[0].path.as_str(), "/replicas");
/// assert_eq!(apply(&before, &changes), after);
/// # Ok::<(), platform_core::model::Failure>(())
/// ```
pub fn diff(before: Option<&Value>, after: Option<&Value>, _rules: &DiffRules) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    walk(&Pointer::root(), before, after, &mut changes);
    changes
}

fn walk(path: &Pointer, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<FieldChange>) {
    match (before, after) {
        (before, after) if before == after => {}
        (Some(Value::Map(before)), Some(Value::Map(after))) => {
            let mut keys: Vec<_> = before.keys().chain(after.keys()).collect();
            keys.sort();
            keys.dedup();
            keys.into_iter().for_each(|key| walk(&path.join(key), before.get(key), after.get(key), changes));
        }
        (None, Some(Value::Map(after))) if !after.is_empty() => {
            after.iter().for_each(|(key, value)| walk(&path.join(key), None, Some(value), changes));
        }
        _ => changes.push(FieldChange::new(path.clone(), before.cloned(), after.cloned(), FieldChangeKind::Intent)),
    }
}
