//! What an edit means for the data.

use crate::model::{Map, Pointer, Text, Value, item_position};

use super::EditOperation;

/// Why an edit can't be made, and the place it got to.
pub(super) struct Refused {
    pub(super) at: Pointer,
    pub(super) why: String,
    /// What is there instead, to suggest from.
    pub(super) known: Vec<String>,
}

/// The value with the edit made.
pub(super) fn edited(root: &Value, pointer: &Pointer, operation: &EditOperation) -> Result<Value, Refused> {
    let tokens: Vec<String> = pointer.tokens().collect();
    step(root, &tokens, &Pointer::root(), operation)
}

fn refuse<T>(at: &Pointer, why: impl Into<String>) -> Result<T, Refused> {
    Err(Refused { at: at.clone(), why: why.into(), known: Vec::new() })
}

fn step(value: &Value, tokens: &[String], at: &Pointer, operation: &EditOperation) -> Result<Value, Refused> {
    let Some((token, rest)) = tokens.split_first() else {
        return match operation {
            EditOperation::Set(new) => Ok(new.clone()),
            EditOperation::Add(_) => refuse(at, "is there already"),
            EditOperation::Remove => refuse(at, "is the whole document"),
        };
    };
    let place = at.join(token);
    match value {
        Value::Map(map) => in_map(map, token, rest, &place, operation),
        Value::List(list) => in_list(list, token, rest, &place, operation),
        // An empty place takes what is put below it.
        Value::Null if !matches!(operation, EditOperation::Remove) => {
            in_map(&Map::default(), token, rest, &place, operation)
        }
        Value::Null => refuse(&place, "is not there"),
        other => refuse(at, format!("is a {}, so nothing can stand inside it", other.type_name())),
    }
}

fn in_map(
    map: &Map,
    token: &str,
    rest: &[String],
    place: &Pointer,
    operation: &EditOperation,
) -> Result<Value, Refused> {
    let old = map.get(token);
    match (old, operation, rest) {
        (Some(_), EditOperation::Remove, []) => Ok(Value::Map(map.without(token))),
        (Some(old), ..) => Ok(Value::Map(map.with(token, step(old, rest, place, operation)?))),
        (None, EditOperation::Remove, _) => {
            let known = map.keys().map(ToString::to_string).collect();
            Err(Refused { at: place.clone(), why: "is not there".into(), known })
        }
        (None, EditOperation::Set(new) | EditOperation::Add(new), rest) => {
            Ok(Value::Map(map.with(token, made(rest, place, new)?)))
        }
    }
}

fn in_list(
    list: &[Value],
    token: &str,
    rest: &[String],
    place: &Pointer,
    operation: &EditOperation,
) -> Result<Value, Refused> {
    // `-` is behind the last, also where an item is that text.
    let found = if token == "-" { None } else { item_position(list, token) };
    let index = token.parse::<usize>().ok();
    let mut items = list.to_vec();
    match (operation, found, rest) {
        (EditOperation::Remove, Some(position), []) => {
            items.remove(position);
        }
        // By its number an item is put before what stands there; by its key it must be new.
        (EditOperation::Add(new), Some(position), []) if index.is_some() => items.insert(position, new.clone()),
        (_, Some(position), _) => {
            if let Some(item) = items.get_mut(position) {
                *item = step(item, rest, place, operation)?;
            }
        }
        (EditOperation::Remove, None, _) => {
            return refuse(place, format!("is not there: the list has {} items", list.len()));
        }
        (EditOperation::Set(new) | EditOperation::Add(new), None, _) => {
            if token != "-" && index != Some(list.len()) {
                return refuse(place, format!("is not there: the list has {} items; `-` adds one", list.len()));
            }
            items.push(made(rest, place, new)?);
        }
    }
    Ok(Value::list(items))
}

/// A value below maps that are not there yet.
fn made(rest: &[String], place: &Pointer, new: &Value) -> Result<Value, Refused> {
    if let Some(token) = rest.iter().find(|token| *token == "-" || token.parse::<usize>().is_ok()) {
        return refuse(place, format!("is not there, and `{token}` does not say whether it is a list or a map"));
    }
    Ok(rest.iter().rev().fold(new.clone(), |value, token| Value::map([(Text::from(token.as_str()), value)])))
}
