//! What stands at an attribute that an output declares.

use platform_core::model::{OutputDeclaration, Value};

/// The value at `nodes.0.host`.
pub(super) fn at<'v>(values: &'v Value, declared: &OutputDeclaration) -> Option<&'v Value> {
    let step = |value: &'v Value, step: &str| match value {
        Value::List(items) => items.get(step.parse::<usize>().ok()?),
        // All of it is sensitive: so is what stands in it.
        Value::Secret(_) => Some(value),
        other => other.get(step),
    };
    declared.attribute.as_ref()?.split('.').try_fold(values, step)
}
