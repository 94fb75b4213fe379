//! What stands where a secret was written can't be looked into: it is the secret itself, or somebody's who should not be
//! told either.

use crate::model::{Map, Value, is_concealed, something};

/// What is there, as far as it may be known: where we wrote a reference to a secret, anything that is there is taken for
/// what we wrote. Another reference is compared as such.
pub(super) fn known<'a>(base: Option<&'a Value>, there: Option<&'a Value>) -> Option<&'a Value> {
    match (base, there) {
        (Some(Value::Secret(_)), Some(Value::Secret(_))) if !there.is_some_and(is_concealed) => there,
        (Some(Value::Secret(_)), Some(Value::Null)) => there,
        (Some(Value::Secret(_)), Some(_)) => base,
        _ => there,
    }
}

/// The same of two that are compared as wholes, with secrets somewhere in what we wrote: what is there, with ours in the
/// secrets' places. `None` where that says no more than what is there.
pub(super) fn known_whole(base: Option<&Value>, there: Option<&Value>) -> Option<Value> {
    match (base, there) {
        (Some(ours @ (Value::List(_) | Value::Map(_))), Some(seen @ (Value::List(_) | Value::Map(_))))
            if has_secret(ours) && ours != seen =>
        {
            Some(told(seen, [Some(ours), None])).filter(|told| told != seen)
        }
        _ => None,
    }
}

/// What is there, as it may be told: without what stands at the places where one of `ours` has a secret. Items of lists
/// are told by name where they have one, else by place.
pub(crate) fn told(there: &Value, ours: [Option<&Value>; 2]) -> Value {
    if ours.iter().flatten().all(|ours| !has_secret(ours)) {
        return there.clone();
    }
    let at_place = |wanted: &dyn Fn(&Value) -> Option<Value>| ours.map(|ours| ours.and_then(wanted));
    match there {
        Value::Secret(_) | Value::Unknown(_) | Value::Null => there.clone(),
        _ if ours.iter().flatten().any(|ours| matches!(ours, Value::Secret(_))) => {
            let ours = ours.into_iter().flatten().find(|ours| matches!(ours, Value::Secret(_)));
            ours.cloned().unwrap_or_else(something)
        }
        Value::Map(map) => Value::Map(Map::from_entries(map.iter().map(|(key, value)| {
            let ours = at_place(&|ours| ours.get(key).cloned());
            (key.clone(), told(value, ours.each_ref().map(Option::as_ref)))
        }))),
        Value::List(list) => Value::list(list.iter().enumerate().map(|(index, item)| {
            let ours = at_place(&|ours| same_item(ours.as_list()?, item, index).cloned());
            told(item, ours.each_ref().map(Option::as_ref))
        })),
        // Ours has parts, and what is there has none: it may be all of them in one.
        _ => something(),
    }
}

fn same_item<'l>(list: &'l [Value], item: &Value, index: usize) -> Option<&'l Value> {
    let named = |item: &Value| item.get("name").and_then(Value::as_str).map(str::to_owned);
    match named(item) {
        Some(name) => list.iter().find(|other| other.get("name").and_then(Value::as_str) == Some(&*name)),
        None => list.get(index),
    }
}

pub(super) fn has_secret(value: &Value) -> bool {
    match value {
        Value::Secret(_) => true,
        Value::List(list) => list.iter().any(has_secret),
        Value::Map(map) => map.iter().any(|(_, value)| has_secret(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Value {
        Value::from_json(text).unwrap()
    }

    #[test]
    fn what_stands_at_the_place_of_a_secret_is_not_told() {
        let secret = r#"{"$secret": {"store": "vault", "key": "db"}}"#;
        let ours = json(&format!(
            r#"{{"env": [{{"name": "A", "value": "1"}}, {{"name": "TOKEN", "value": {secret}}}], "args": ["--key", {secret}], "all": {{"x": {secret}}}}}"#
        ));
        let there = json(
            r#"{"env": [{"name": "TOKEN", "value": "MARKER"}, {"name": "A", "value": "2"}, {"name": "B", "value": "3"}], "args": ["--k", "MARKER"], "all": "MARKER"}"#,
        );
        let told = told(&there, [Some(&ours), None]).to_json();
        assert!(!told.contains("MARKER"), "{told}");
        assert!(told.contains(r#"{"name":"A","value":"2"},{"name":"B","value":"3"}"#), "{told}");
        assert!(told.contains(r#""args":["--k","#), "{told}");
    }

    #[test]
    fn a_list_that_is_one_value_is_known_as_it_may_be_told() {
        let list = |first: &str, second: &str| json(&format!("[{first}, {second}]"));
        let secret = r#"{"$secret": {"store": "vault", "key": "db"}}"#;
        let ours = list(secret, r#""x""#);
        let known = |there: &Value| known_whole(Some(&ours), Some(there));
        assert_eq!(known(&list(r#""MARKER""#, r#""x""#)), Some(ours.clone()));
        // Where the secret was there may be one, whatever stands behind it.
        assert_eq!(known(&list(r#""x""#, secret)), Some(list(secret, secret)));
        assert_eq!(known(&list(secret, r#""y""#)), None);
    }
}
