//! What people and servers do to a body: change, remove, add, reorder.

use platform_core::model::{Map, Value};
use proptest::prelude::*;
use proptest::sample::Index;

use super::values::json_value;

/// One random edit. Which place it hits is taken modulo the places there are.
#[derive(Clone, Debug)]
pub enum Edit {
    /// A leaf becomes something else.
    Change(Index, Value),
    /// A map loses a key, or a list an item.
    Remove(Index),
    /// A map gets a key.
    Add(Index, Value),
    /// A named list gets an item.
    AddItem(Index),
    /// A list is turned around.
    Reorder(Index),
}

/// A few edits.
pub fn edits(most: usize) -> impl Strategy<Value = Vec<Edit>> {
    let leaf = prop_oneof![
        3 => (0_i64..100).prop_map(|n| Value::from(format!("edited-{n}"))),
        1 => (0_i64..9).prop_map(Value::Integer),
        1 => json_value(),
    ];
    let edit = prop_oneof![
        4 => (any::<Index>(), leaf.clone()).prop_map(|(at, to)| Edit::Change(at, to)),
        2 => any::<Index>().prop_map(Edit::Remove),
        2 => (any::<Index>(), leaf).prop_map(|(at, value)| Edit::Add(at, value)),
        1 => any::<Index>().prop_map(Edit::AddItem),
        1 => any::<Index>().prop_map(Edit::Reorder),
    ];
    prop::collection::vec(edit, 0..=most)
}

/// Fields that name a thing or its parts, or say what it is: changing one makes it another thing, so edits leave them.
const FIXED: [&str; 8] = ["apiVersion", "kind", "name", "namespace", "selector", "containerPort", "protocol", "port"];

/// Maps without which a body is no body: only what they hold changes.
const KEPT: [&str; 3] = ["metadata", "resource", "aws_db_instance"];

type Path = Vec<usize>;

/// All places for which `wanted` holds, each as the position at every level.
fn places(value: &Value, wanted: &impl Fn(&Value) -> bool) -> Vec<Path> {
    let mut found = Vec::new();
    let mut open: Vec<(Path, &Value, bool)> = vec![(Vec::new(), value, true)];
    while let Some((path, value, may_change)) = open.pop() {
        if may_change && wanted(value) {
            found.push(path.clone());
        }
        let below = |position: usize| path.iter().copied().chain([position]).collect::<Path>();
        match value {
            Value::Map(map) => {
                for (position, (key, value)) in map.iter().enumerate() {
                    // A named item's own name is fixed; data called `name` elsewhere is not told apart, which is fine.
                    if !FIXED.contains(&&**key) {
                        open.push((below(position), value, !KEPT.contains(&&**key)));
                    }
                }
            }
            Value::List(list) => open.extend(list.iter().enumerate().map(|(at, item)| (below(at), item, true))),
            _ => {}
        }
    }
    found.sort();
    found
}

/// The value with what stands at `path` replaced; `None` takes it out.
fn replaced(value: &Value, path: &[usize], make: &impl Fn(&Value) -> Option<Value>) -> Option<Value> {
    let Some((&first, rest)) = path.split_first() else { return make(value) };
    match value {
        Value::Map(map) => {
            Some(Value::Map(Map::from_entries(map.iter().enumerate().filter_map(|(at, (key, value))| {
                if at == first {
                    replaced(value, rest, make).map(|value| (key.clone(), value))
                } else {
                    Some((key.clone(), value.clone()))
                }
            }))))
        }
        Value::List(list) => Some(Value::list(
            list.iter()
                .enumerate()
                .filter_map(|(at, item)| if at == first { replaced(item, rest, make) } else { Some(item.clone()) }),
        )),
        other => Some(other.clone()),
    }
}

fn is_named_list(value: &Value) -> bool {
    value.as_list().is_some_and(|list| !list.is_empty() && list.iter().all(|item| item.get("name").is_some()))
}

/// The value after the edits. A text is edited by line.
pub fn edited(value: &Value, edits: &[Edit]) -> Value {
    edits.iter().fold(value.clone(), |value, edit| match value.as_str() {
        Some(text) => Value::from(edited_text(text, edit)),
        None => edit_once(&value, edit),
    })
}

fn edit_once(value: &Value, edit: &Edit) -> Value {
    let at = |wanted: &dyn Fn(&Value) -> bool, index: &Index| {
        let places = places(value, &wanted);
        (!places.is_empty()).then(|| places[index.index(places.len())].clone())
    };
    let put = |path: Option<Path>, make: &dyn Fn(&Value) -> Option<Value>| {
        path.and_then(|path| replaced(value, &path, &make)).unwrap_or_else(|| value.clone())
    };
    match edit {
        Edit::Change(index, to) => put(at(&Value::is_leaf, index), &|_| Some(to.clone())),
        Edit::Remove(index) => {
            let place = at(&|_| true, index).filter(|path| !path.is_empty());
            put(place, &|_| None)
        }
        Edit::Add(index, added) => put(at(&|value| value.as_map().is_some(), index), &|value| {
            value.as_map().map(|map| Value::Map(map.with("added", added.clone())))
        }),
        Edit::AddItem(index) => put(at(&is_named_list, index), &|value| {
            // With all that any list tells its items apart by.
            let added = Value::from_json(
                r#"{"name": "added", "value": "x", "containerPort": 1, "port": 1, "protocol": "TCP"}"#,
            );
            let added = added.unwrap();
            let has_it = |item: &Value| item.get("name").and_then(Value::as_str) == Some("added");
            let list = value.as_list()?.iter().filter(|item| !has_it(item)).cloned();
            Some(Value::list(list.chain([added])))
        }),
        Edit::Reorder(index) => put(at(&|value| value.as_list().is_some_and(|list| list.len() > 1), index), &|value| {
            Some(Value::list(value.as_list()?.iter().rev().cloned()))
        }),
    }
}

/// Texts have a line to change, then one that stays, and so on: a merge is either clean or clearly a conflict. No line
/// ever says what another line says: else it could be taken for that one, moved.
fn edited_text(text: &str, edit: &Edit) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (Edit::Change(index, _)
    | Edit::Remove(index)
    | Edit::Add(index, _)
    | Edit::AddItem(index)
    | Edit::Reorder(index)) = edit;
    let changeable: Vec<usize> = (0..lines.len()).filter(|line| line % 2 == 0).collect();
    if let Some(&line) = changeable.get(index.index(changeable.len().max(1))) {
        lines[line] = match edit {
            Edit::Change(_, to) => format!("{line}: changed to {}", to.to_json().replace('\n', " ")),
            Edit::Remove(_) => format!("{line}: nothing"),
            Edit::Add(..) | Edit::AddItem(_) => format!("{line}: added"),
            Edit::Reorder(_) => format!("{line}: {}", lines[line].chars().rev().collect::<String>()),
        };
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}
