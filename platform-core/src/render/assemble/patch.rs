//! JSON Patch (RFC 6902) on immutable values, origins going along.

use crate::model::{Map, OriginId, Pointer, Text, Value};

/// What is done at a place.
#[derive(Clone, Copy)]
pub(super) enum Edit<'e> {
    Add(&'e Value),
    Replace(&'e Value),
    Remove,
}

/// The tokens of a pointer, items of lists by index where they were named by their keys.
pub(super) fn concrete(body: &Value, pointer: &Pointer) -> Vec<String> {
    let mut here = Some(body);
    let mut tokens = Vec::new();
    for token in pointer.tokens() {
        let (next, token) = match here {
            Some(Value::List(list)) => {
                let single = Pointer::from_tokens([token.as_str()]);
                let found = single.find(&Value::List(list.clone())).cloned();
                let index = found.as_ref().and_then(|found| list.iter().position(|item| item == found));
                // A plain index stays one, even when an equal item stands before it.
                let index = token.parse::<usize>().ok().filter(|index| *index < list.len()).or(index);
                (index.and_then(|index| list.get(index)), index.map_or(token, |index| index.to_string()))
            }
            Some(value) => (value.get(&token), token),
            None => (None, token),
        };
        here = next;
        tokens.push(token);
    }
    tokens
}

/// What stands at tokens, and how many leaves stand before it.
pub(super) fn find<'v>(value: &'v Value, tokens: &[String]) -> Option<(usize, &'v Value)> {
    let (mut offset, mut value) = (0_usize, value);
    for token in tokens {
        let (before, next) = match value {
            Value::Map(map) => {
                let before =
                    map.iter().take_while(|(key, _)| **key != **token).map(|(_, value)| value.leaf_count()).sum();
                (before, map.get(token)?)
            }
            Value::List(list) => {
                let index = token.parse::<usize>().ok()?;
                (list.iter().take(index).map(Value::leaf_count).sum::<usize>(), list.get(index)?)
            }
            _ => return None,
        };
        offset = offset.saturating_add(before);
        value = next;
    }
    Some((offset, value))
}

/// A value with something done at a place, and the origins of its leaves. What is new has the given origin.
pub(super) fn edit(
    value: &Value,
    origins: &[OriginId],
    tokens: &[String],
    edit: Edit<'_>,
    origin: OriginId,
) -> Result<(Value, Vec<OriginId>), &'static str> {
    let Some((token, rest)) = tokens.split_first() else {
        return match edit {
            Edit::Add(new) | Edit::Replace(new) => Ok(fresh(new, origin)),
            Edit::Remove => Err("is the whole resource, which can't be removed"),
        };
    };
    match value {
        Value::Map(map) => edit_map(map, origins, token, rest, edit, origin),
        Value::List(list) => edit_list(list, origins, token, rest, edit, origin),
        _ => Err("is not there"),
    }
}

fn fresh(new: &Value, origin: OriginId) -> (Value, Vec<OriginId>) {
    (new.clone(), vec![origin; new.leaf_count()])
}

/// The parts of a container with the origins of each.
fn split(parts: impl Iterator<Item = usize>, origins: &[OriginId]) -> Vec<&[OriginId]> {
    let mut rest = origins;
    let split = parts.map(|count| {
        let (own, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        rest = after;
        own
    });
    split.collect()
}

fn edit_map(
    map: &Map,
    origins: &[OriginId],
    token: &str,
    rest: &[String],
    how: Edit<'_>,
    origin: OriginId,
) -> Result<(Value, Vec<OriginId>), &'static str> {
    let mut entries: Vec<(Text, Value, Vec<OriginId>)> = Vec::with_capacity(map.len());
    let parts = split(map.iter().map(|(_, value)| value.leaf_count()), origins);
    let mut found = false;
    for ((key, value), origins) in map.iter().zip(parts) {
        if **key != *token {
            entries.push((key.clone(), value.clone(), origins.to_vec()));
            continue;
        }
        found = true;
        if let Some((value, origins)) = edit_part(value, origins, rest, how, origin)? {
            entries.push((key.clone(), value, origins));
        }
    }
    if !found {
        match how {
            Edit::Add(new) if rest.is_empty() => {
                let (value, origins) = fresh(new, origin);
                entries.push((token.into(), value, origins));
            }
            _ => return Err("is not there"),
        }
    }
    entries.sort_by(|(a, ..), (b, ..)| crate::model::compare_keys(a, b));
    let origins = entries.iter().flat_map(|(.., origins)| origins.iter().copied()).collect();
    let map = Map::from_entries(entries.into_iter().map(|(key, value, _)| (key, value)));
    Ok(or_leaf(Value::Map(map), origins, origin))
}

/// One part edited; `None` when it is removed.
fn edit_part(
    value: &Value,
    origins: &[OriginId],
    rest: &[String],
    how: Edit<'_>,
    origin: OriginId,
) -> Result<Option<(Value, Vec<OriginId>)>, &'static str> {
    match how {
        Edit::Remove if rest.is_empty() => Ok(None),
        how => edit(value, origins, rest, how, origin).map(Some),
    }
}

fn edit_list(
    list: &[Value],
    origins: &[OriginId],
    token: &str,
    rest: &[String],
    how: Edit<'_>,
    origin: OriginId,
) -> Result<(Value, Vec<OriginId>), &'static str> {
    let parts = split(list.iter().map(Value::leaf_count), origins);
    let mut items: Vec<(Value, Vec<OriginId>)> =
        list.iter().cloned().zip(parts.into_iter().map(<[OriginId]>::to_vec)).collect();
    let end = items.len();
    let index = if token == "-" { Some(end) } else { token.parse::<usize>().ok() };
    let index = index.ok_or("names no item of a list")?;
    match how {
        Edit::Add(new) if rest.is_empty() && index <= end => items.insert(index, fresh(new, origin)),
        _ if index >= end => return Err("is not there"),
        how => {
            let part = items.get(index).ok_or("is not there")?;
            match edit_part(&part.0, &part.1, rest, how, origin)? {
                Some(part) => items.splice(index..=index, [part]).for_each(drop),
                None => drop(items.remove(index)),
            }
        }
    }
    let origins = items.iter().flat_map(|(_, origins)| origins.iter().copied()).collect();
    Ok(or_leaf(Value::list(items.into_iter().map(|(value, _)| value)), origins, origin))
}

/// A container that became empty is a leaf itself.
fn or_leaf(value: Value, origins: Vec<OriginId>, origin: OriginId) -> (Value, Vec<OriginId>) {
    if value.is_leaf() { (value, vec![origin]) } else { (value, origins) }
}
