//! What differs and is no change.

use crate::model::{FieldChange, Value};

use super::rules::DiffRules;
use super::walk::walk_and_list;

/// Every difference between what should be and what is there that is no change, in the order of the documents.
///
/// `base` is what we wrote last, `desired` what should be, `observed` what is there. Each is told as a whole, at the
/// outermost place: what the server puts there when nothing is said (`serverDefault`), what is somebody else's
/// (`foreign`: a status, a version, what another tool owns), and lists of which only the order differs where it has no
/// meaning (`reordered`, with both orders). A plan only counts them, in its summary.
///
/// ```
/// use platform_core::model::{FieldChangeKind, Value};
/// use platform_core::plan::{DiffRules, tolerated};
/// let written = Value::from_json(r#"{"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"paused": true}}"#)?;
/// let there = Value::from_json(r#"{"apiVersion": "apps/v1", "kind": "Deployment",
///     "spec": {"paused": true, "replicas": 1, "minReadySeconds": 5}, "status": {"replicas": 1}}"#)?;
/// let rules = DiffRules::for_target("kubernetes");
/// let found = tolerated(Some(&written), Some(&written), &there, &rules);
/// let told: Vec<_> = found.iter().map(|field| (field.path.as_str(), field.kind)).collect();
/// assert_eq!(told, [
///     ("/spec/minReadySeconds", FieldChangeKind::Foreign),
///     ("/spec/replicas", FieldChangeKind::ServerDefault),
///     ("/status", FieldChangeKind::Foreign),
/// ]);
/// # Ok::<(), platform_core::model::Failure>(())
/// ```
pub fn tolerated(
    base: Option<&Value>,
    desired: Option<&Value>,
    observed: &Value,
    rules: &DiffRules,
) -> Vec<FieldChange> {
    walk_and_list(rules, base, desired, Some(observed))
}
