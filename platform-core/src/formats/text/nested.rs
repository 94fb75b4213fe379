//! What differs inside two lists or maps that count as one value.

use std::collections::BTreeSet;

use crate::model::{FieldChange, Map, OriginId, Pointer, Resource, Value};

/// The differences inside a field whose values have parts: a list that is changed as a whole is still told part by part.
/// Nothing when the field has no parts on both sides.
pub(crate) fn parts(field: &FieldChange, resource: Option<&Resource>) -> Vec<FieldChange> {
    let (Some(before), Some(after)) = (&field.before, &field.after) else { return Vec::new() };
    let both = matches!((before, after), (Value::List(_), Value::List(_)) | (Value::Map(_), Value::Map(_)));
    if !both || before.is_leaf() || after.is_leaf() {
        return Vec::new();
    }
    let first = resource.and_then(|resource| leaf_offset(&resource.body, &field.path));
    let origins: &[OriginId] = match (resource, first) {
        (Some(resource), Some(first)) => resource.origins.get(first..).unwrap_or_default(),
        _ => &[],
    };
    let mut walk = Walk { field, origins, found: Vec::new() };
    walk.compare(&field.path, Some(before), Some(after));
    walk.found
}

struct Walk<'a> {
    field: &'a FieldChange,
    /// The origins of the leaves of `after` that are still to come.
    origins: &'a [OriginId],
    found: Vec<FieldChange>,
}

impl Walk<'_> {
    fn compare(&mut self, path: &Pointer, before: Option<&Value>, after: Option<&Value>) {
        match (before, after) {
            (Some(before), Some(after)) if before == after => self.skip(after),
            (Some(Value::Map(before)), Some(Value::Map(after))) if !before.is_empty() && !after.is_empty() => {
                self.maps(path, before, after);
            }
            (Some(Value::List(before)), Some(Value::List(after))) if !before.is_empty() && !after.is_empty() => {
                self.lists(path, before, after);
            }
            (before, after) => {
                let mut one = FieldChange::new(path.clone(), before.cloned(), after.cloned(), self.field.kind);
                one.forces_replacement = self.field.forces_replacement;
                one.origin = after.and(self.origins.first().copied()).or(self.field.origin);
                self.found.push(one);
                if let Some(after) = after {
                    self.skip(after);
                }
            }
        }
    }

    fn skip(&mut self, after: &Value) {
        self.origins = self.origins.get(after.leaf_count()..).unwrap_or_default();
    }

    fn maps(&mut self, path: &Pointer, before: &Map, after: &Map) {
        for (key, value) in after {
            self.compare(&path.join(key), before.get(key), Some(value));
        }
        for (key, value) in before.iter().filter(|(key, _)| !after.contains_key(key)) {
            self.compare(&path.join(key), Some(value), None);
        }
    }

    /// Items without names: what is the same at both ends is no difference, so that one more in front is one.
    fn by_place(&mut self, path: &Pointer, before: &[Value], after: &[Value]) {
        let prefix = before.iter().zip(after).take_while(|(a, b)| a == b).count();
        let rest = before.len().min(after.len()).saturating_sub(prefix);
        let suffix = before.iter().rev().zip(after.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
        let (old_end, new_end) = (before.len().saturating_sub(suffix), after.len().saturating_sub(suffix));
        for (index, value) in after.iter().enumerate() {
            let old = before.get(index).filter(|_| index < old_end);
            match index {
                index if index < prefix || index >= new_end => self.skip(value),
                index => self.compare(&path.index(index), old, Some(value)),
            }
        }
        for (index, value) in before.iter().enumerate().take(old_end).skip(new_end) {
            self.compare(&path.index(index), Some(value), None);
        }
    }

    fn lists(&mut self, path: &Pointer, before: &[Value], after: &[Value]) {
        if !(named_items(before) && named_items(after)) {
            self.by_place(path, before, after);
            return;
        }
        let place = |item: &Value| path.join(&format!("name={}", name_of(item).unwrap_or_default()));
        for value in after {
            let old = before.iter().find(|item| name_of(item) == name_of(value));
            self.compare(&place(value), old, Some(value));
        }
        let gone = before.iter().filter(|item| !after.iter().any(|one| name_of(one) == name_of(item)));
        for value in gone {
            self.compare(&place(value), Some(value), None);
        }
    }
}

fn name_of(item: &Value) -> Option<&str> {
    item.get("name")?.as_str()
}

/// Whether each item of a list has a `name` of its own, so that it can be told by it.
pub(crate) fn named_items(list: &[Value]) -> bool {
    let names: BTreeSet<&str> = list.iter().filter_map(name_of).collect();
    names.len() == list.len() && !names.iter().any(|name| name.contains([',', '=']))
}

/// How many leaves stand before the place that a pointer names.
fn leaf_offset(body: &Value, path: &Pointer) -> Option<usize> {
    let (mut value, mut offset) = (body, 0_usize);
    for token in path.tokens() {
        let next = Pointer::from_tokens([token.as_str()]).find(value)?;
        let before: usize = match value {
            Value::Map(map) => map
                .iter()
                .map(|(_, item)| item)
                .take_while(|item| !std::ptr::eq(*item, next))
                .map(Value::leaf_count)
                .sum(),
            Value::List(list) => list.iter().take_while(|item| !std::ptr::eq(*item, next)).map(Value::leaf_count).sum(),
            _ => 0,
        };
        offset = offset.saturating_add(before);
        value = next;
    }
    Some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FieldChangeKind;

    #[test]
    fn only_the_parts_that_differ_are_told_each_with_its_origin() {
        let value = |text: &str| Value::from_json(text).unwrap();
        let body =
            value(r#"{"a": 1, "rules": [{"name": "x", "ports": [80, 81]}, {"name": "y", "open": true}], "z": 2}"#);
        let mut resource = Resource::new("cart/staging/kubernetes/x".parse().unwrap(), body.clone());
        resource.origins = (0..6).map(OriginId).collect();
        let before = value(r#"[{"name": "y", "open": false}, {"name": "x", "ports": [80]}, {"name": "w"}]"#);
        let path: Pointer = "/rules".parse().unwrap();
        let field = FieldChange::new(path, Some(before), body.get("rules").cloned(), FieldChangeKind::Intent);
        let told: Vec<String> = parts(&field, Some(&resource))
            .into_iter()
            .map(|one| {
                let show = |value: Option<Value>| value.map_or("nothing".to_owned(), |value| value.to_json());
                format!("{} {} {} {:?}", one.path, show(one.before), show(one.after), one.origin.map(|id| id.0))
            })
            .collect();
        let expected = [
            "/rules/name=x/ports/1 nothing 81 Some(3)",
            "/rules/name=y/open false true Some(5)",
            "/rules/name=w {\"name\":\"w\"} nothing None",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_value_without_parts_is_told_as_it_is() {
        let field = |before: Value, after: Value| {
            FieldChange::new(Pointer::root(), Some(before), Some(after), FieldChangeKind::Intent)
        };
        assert!(parts(&field(1.into(), 2.into()), None).is_empty());
        assert!(parts(&field(Value::list([]), Value::list([1.into()])), None).is_empty());
        assert!(parts(&field(Value::list([1.into()]), Value::empty_map()), None).is_empty());
    }
}
