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
            Some(veiled(ours, seen)).filter(|veiled| veiled != seen)
        }
        _ => None,
    }
}

/// What is there, with ours where we wrote a secret, in items of lists with the same name or else in the same place.
fn veiled(ours: &Value, there: &Value) -> Value {
    match (ours, there) {
        (Value::Secret(_), Value::Secret(_) | Value::Null) => there.clone(),
        (Value::Secret(_), _) => ours.clone(),
        (Value::Map(ours), Value::Map(there)) => Value::Map(Map::from_entries(there.iter().map(|(key, value)| {
            let veiled = ours.get(key).map(|ours| veiled(ours, value));
            (key.clone(), veiled.unwrap_or_else(|| value.clone()))
        }))),
        (Value::List(ours), Value::List(there)) => Value::list(there.iter().enumerate().map(|(index, item)| {
            let ours = named(ours, item).or_else(|| ours.get(index).filter(|_| name(item).is_none()));
            ours.map_or_else(|| item.clone(), |ours| veiled(ours, item))
        })),
        _ => there.clone(),
    }
}

/// What is there, as it may be told: without what stands at the places where one of `ours` has a secret. Items of lists
/// are found by name. Where they have none, the secret may have come to stand anywhere in the list, for instance behind
/// an item that somebody put in front: then only what we know is told.
pub(crate) fn told(there: &Value, ours: [Option<&Value>; 2]) -> Value {
    let all = || ours.into_iter().flatten();
    if all().all(|ours| !has_secret(ours)) {
        return there.clone();
    }
    match there {
        Value::Secret(_) | Value::Unknown(_) | Value::Null => there.clone(),
        _ if all().any(|ours| matches!(ours, Value::Secret(_))) => {
            all().find(|ours| matches!(ours, Value::Secret(_))).cloned().unwrap_or_else(something)
        }
        Value::Map(map) => Value::Map(Map::from_entries(map.iter().map(|(key, value)| {
            let ours = ours.map(|ours| ours.and_then(|ours| ours.get(key)));
            (key.clone(), told(value, ours))
        }))),
        Value::List(list) => Value::list(list.iter().enumerate().map(|(index, item)| {
            let lists = ours.map(|ours| ours.and_then(Value::as_list));
            let same_place = || lists.into_iter().flatten().filter_map(|list| list.get(index));
            if name(item).is_some() {
                told(item, lists.map(|list| named(list?, item)))
            } else if matches!(item, Value::Secret(_) | Value::Null)
                || lists.into_iter().flatten().any(|list| list.contains(item))
            {
                item.clone()
            } else if let Some(secret) = same_place().find(|ours| matches!(ours, Value::Secret(_))) {
                secret.clone()
            } else {
                something()
            }
        })),
        // Ours has parts, and what is there has none: it may be all of them in one.
        _ => something(),
    }
}

fn name(item: &Value) -> Option<&str> {
    item.get("name").and_then(Value::as_str)
}

fn named<'l>(list: &'l [Value], item: &Value) -> Option<&'l Value> {
    let wanted = name(item)?;
    list.iter().find(|other| name(other) == Some(wanted))
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
        assert!(told.contains(r#""args":[{"$secret""#), "{told}");
    }

    #[test]
    fn in_a_list_without_names_only_what_we_know_is_told() {
        let secret = r#"{"$secret": {"store": "vault", "key": "db"}}"#;
        let ours = json(&format!(r#"["--key", {secret}, "--all"]"#));
        let there = json(r#"["--before", "--key", "MARKER", "--all", null]"#);
        let told = told(&there, [None, Some(&ours)]).to_json();
        assert!(!told.contains("MARKER") && !told.contains("--before"), "{told}");
        assert!(told.contains(r#","--key",{"$secret""#) && told.ends_with(r#","--all",null]"#), "{told}");
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

    #[test]
    fn a_secret_deep_in_a_list_is_known_by_its_place() {
        let list = |value: &str, more: &str| json(&format!(r#"[{{"set": {{"key": {value}{more}}}}}]"#));
        let secret = r#"{"$secret": {"store": "vault", "key": "db"}}"#;
        let ours = list(secret, "");
        assert_eq!(known_whole(Some(&ours), Some(&list(r#""MARKER""#, ""))), Some(ours.clone()));
        let more = r#", "more": 1"#;
        assert_eq!(known_whole(Some(&ours), Some(&list(r#""MARKER""#, more))), Some(list(secret, more)));
        assert_eq!(known_whole(Some(&ours), Some(&list("null", ""))), None, "what is not there is no secret");
    }

    #[test]
    fn what_is_there_is_the_secret_unless_it_says_what_it_is() {
        let secret = |key: &str| json(&format!(r#"{{"$secret": {{"store": "vault", "key": "{key}"}}}}"#));
        let (ours, other, text) = (secret("a"), secret("b"), Value::from("MARKER"));
        assert_eq!(known(Some(&ours), Some(&text)), Some(&ours));
        assert_eq!(known(Some(&ours), Some(&other)), Some(&other));
        assert_eq!(known(Some(&ours), Some(&something())), Some(&ours));
        assert_eq!(known(Some(&ours), Some(&Value::Null)), Some(&Value::Null));
        assert_eq!(known(Some(&ours), None), None);
        assert_eq!(known(Some(&text), Some(&other)), Some(&other));
    }
}
