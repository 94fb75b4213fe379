//! What is enforced stays so where it is rendered as it is: an override may not set it differently either.

use crate::model::{Layer, Origin, OriginId, OriginTable, Value};

/// The origin of an enforced value that would be another, or gone, if `new` stood in the place of `old`. `origins` are
/// those of the leaves of `old`.
pub(super) fn set_differently<'t>(
    table: &'t OriginTable,
    old: &Value,
    origins: &[OriginId],
    new: Option<&Value>,
) -> Option<&'t Origin> {
    let mut rest = origins;
    let mut part = |old: &Value, new: Option<&Value>| {
        let (own, after) = rest.split_at_checked(old.leaf_count()).unwrap_or((rest, &[]));
        rest = after;
        set_differently(table, old, own, new)
    };
    match old {
        Value::Map(map) if !map.is_empty() => {
            map.iter().find_map(|(key, old)| part(old, new.and_then(|new| new.get(key))))
        }
        Value::List(list) if !list.is_empty() => {
            let item = |index| new.and_then(Value::as_list).and_then(|new| new.get(index));
            list.iter().enumerate().find_map(|(index, old)| part(old, item(index)))
        }
        leaf if new == Some(leaf) => None,
        _ => enforced(table, *origins.first()?),
    }
}

/// Paths that include each other hand a value on, each as its own parameter.
const MOST_HOPS: usize = 16;

/// The enforced value that a leaf is. What is computed from one is the path's own.
fn enforced(table: &OriginTable, leaf: OriginId) -> Option<&Origin> {
    let mut origin = table.get(leaf)?;
    for _ in 0..MOST_HOPS {
        if origin.layer == Layer::Enforced {
            return Some(origin);
        }
        let [read] = origin.reads.as_slice() else { return None };
        origin.expression.as_deref().filter(|text| is_read(text))?;
        origin = table.get(*read)?;
    }
    None
}

/// Whether an expression only names a value.
fn is_read(text: &str) -> bool {
    let inner = text.trim().strip_prefix("${{").and_then(|text| text.strip_suffix("}}"));
    inner.is_some_and(|inner| {
        inner.trim().chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '[' | ']' | '\''))
    })
}
