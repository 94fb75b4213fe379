//! What the second planner holds equal: the design's rules, as far as the generator's bodies need them.

use std::collections::BTreeSet;

use platform_core::model::{Map, Text, Value};

/// How the items of a list are told apart: by these fields (none: by themselves); and whether their order counts.
fn items(path: &[Text]) -> Option<(&'static [&'static str], bool)> {
    match path.last().map(|key| &**key)? {
        "containers" => Some((&["name"], false)),
        "env" => Some((&["name"], true)),
        "ports" if path.iter().any(|key| &**key == "containers") => Some((&["containerPort", "protocol"], false)),
        "ports" => Some((&["port", "protocol"], false)),
        "finalizers" => Some((&[], false)),
        _ => None,
    }
}

type Name = Vec<String>;

/// The names of a list's items; none where they can't be told apart.
fn names(list: &[Value], keys: &[&str]) -> Option<Vec<Name>> {
    let name = |item: &Value| -> Option<Name> {
        if keys.is_empty() {
            Some(vec![item.to_json()])
        } else {
            keys.iter().map(|key| item.get(key).map(Value::to_json)).collect()
        }
    };
    let names: Vec<Name> = list.iter().map(name).collect::<Option<_>>()?;
    let unique = keys.is_empty() || names.iter().collect::<BTreeSet<_>>().len() == names.len();
    unique.then_some(names)
}

/// A Kubernetes body in one form: what means the same there is the same.
pub fn plain(value: &Value, path: &mut Vec<Text>) -> Value {
    let is_limit = path.iter().rev().nth(1).is_some_and(|key| &**key == "limits");
    match value {
        Value::Map(map) => {
            Value::Map(Map::from_entries(map.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| {
                path.push(key.clone());
                let plain = plain(value, path);
                path.pop();
                (key.clone(), plain)
            })))
        }
        Value::List(list) => {
            let plain = Vec::from_iter(list.iter().map(|item| plain(item, path)));
            match items(path).filter(|(_, ordered)| !ordered).and_then(|(keys, _)| names(list, keys)) {
                Some(names) => {
                    let mut sorted: Vec<_> = names.into_iter().zip(plain).collect();
                    sorted.sort_by(|a, b| a.0.cmp(&b.0));
                    Value::list(sorted.into_iter().map(|(_, item)| item))
                }
                None => Value::list(plain),
            }
        }
        Value::String(text) if is_limit => quantity(text).unwrap_or_else(|| value.clone()),
        Value::Integer(number) if is_limit => quantity(&number.to_string()).unwrap_or_default(),
        Value::String(text) if path.last().is_some_and(|key| &**key == "targetPort") => {
            text.parse().map_or_else(|_| value.clone(), Value::Integer)
        }
        other => other.clone(),
    }
}

/// In thousandths.
fn quantity(text: &str) -> Option<Value> {
    let (number, suffix) = text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len()));
    let scale = match suffix {
        "m" => 1.0,
        "" => 1000.0,
        "Mi" => 1000.0 * 1024.0 * 1024.0,
        "Gi" => 1000.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    Some(Value::from(format!("{} thousandths", number.parse::<f64>().ok()? * scale)))
}

/// What three values side by side tell: what is wanted, what we wrote last, what is there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Lists are compared place by place, as Terraform's are, while both have equally many.
    pub by_place: bool,
    /// What is there is not as it should be, in a field that we want or have written.
    pub differs: bool,
    /// In one of those, what we want is not what we wrote last.
    pub intended: bool,
    /// Something is as it should be that is not what we wrote last.
    pub unknown: bool,
}

impl Seen {
    fn note(&mut self, differs: bool, news: bool) {
        self.differs |= differs;
        self.intended |= differs && news;
        self.unknown |= !differs && news;
    }

    /// Looks at one place, and at all below it.
    pub fn look(&mut self, want: Option<&Value>, known: Option<&Value>, have: Option<&Value>, path: &mut Vec<Text>) {
        match (want, known, have) {
            (None, known, None) => self.note(false, known.is_some()),
            (None, None, Some(_)) => {}
            (Some(Value::Map(want)), _, None) if !want.is_empty() => self.fields(want, known, &Map::default(), path),
            // Of a map that goes, what others put into it stays.
            (None, Some(Value::Map(map)), Some(Value::Map(have))) if !map.is_empty() => {
                self.fields(&Map::default(), known, have, path);
            }
            (Some(Value::Map(want)), _, Some(Value::Map(have))) => {
                self.note(false, known.is_none_or(|known| known.as_map().is_none()));
                self.fields(want, known, have, path);
            }
            (Some(Value::List(want)), _, Some(Value::List(have))) => self.list(want, known, have, path),
            _ => self.note(want != have || matches!(want, Some(Value::Unknown(_))), want != known),
        }
    }

    fn fields(&mut self, want: &Map, known: Option<&Value>, have: &Map, path: &mut Vec<Text>) {
        let known = known.and_then(Value::as_map).cloned().unwrap_or_default();
        for key in want.keys().chain(known.keys()) {
            path.push(key.clone());
            self.look(want.get(key), known.get(key), have.get(key), path);
            path.pop();
        }
    }

    fn list(&mut self, want: &[Value], known: Option<&Value>, have: &[Value], path: &mut Vec<Text>) {
        let written = known.and_then(Value::as_list).unwrap_or_default();
        if self.by_place && want.len() == have.len() {
            self.note(false, written.len() != want.len() || known.is_none_or(|known| known.as_list().is_none()));
            let known = |at: usize| written.get(at).filter(|_| written.len() == want.len());
            return (0..want.len()).for_each(|at| self.look(want.get(at), known(at), have.get(at), path));
        }
        let keyed = items(path)
            .and_then(|(keys, ordered)| Some((names(want, keys)?, names(written, keys)?, names(have, keys)?, ordered)));
        let Some((want_names, known_names, have_names, ordered)) = keyed else {
            return self.note(want != have, known.and_then(Value::as_list) != Some(want));
        };
        self.note(false, known.is_none_or(|known| known.as_list().is_none()));
        let find = |list: &[Value], names: &[Name], name: &Name| {
            names.iter().position(|other| other == name).map(|at| list[at].clone())
        };
        for name in want_names.iter().chain(&known_names) {
            let (want, known) = (find(want, &want_names, name), find(written, &known_names, name));
            let have = find(have, &have_names, name);
            match (&want, &have) {
                (Some(_), Some(_)) => self.look(want.as_ref(), known.as_ref(), have.as_ref(), path),
                // An item comes and goes as a whole.
                _ => self.note(want.is_some() || have.is_some(), want != known),
            }
        }
        let order = |names: &[Name]| Vec::from_iter(names.iter().filter(|name| want_names.contains(name)).cloned());
        let wrong = |names: &[Name]| order(names) != order(&want_names);
        if ordered {
            self.note(wrong(&have_names), wrong(&known_names));
        }
    }
}

/// Whether the target can't make the one of the other.
pub fn cannot_change(target: &str, body: &Value, known: &Value, have: &Value) -> bool {
    let at = |value: &Value, path: &[&str]| path.iter().try_fold(value.clone(), |value, key| value.get(key).cloned());
    let other =
        |path: &[&str]| at(body, path) != at(have, path) && (at(body, path).is_some() || at(known, path).is_some());
    let is_object = matches!(target, "kubernetes" | "catalog");
    let names: [&[&str]; 3] = [&["kind"], &["metadata", "name"], &["metadata", "namespace"]];
    let is_deployment = at(body, &["kind"]) == Some(Value::from("Deployment"));
    // What Terraform no longer is told of, it destroys.
    let resources = |value: &Value| {
        let all = at(value, &["resource", "aws_db_instance"]);
        BTreeSet::from_iter(all.iter().filter_map(Value::as_map).flat_map(Map::keys).cloned())
    };
    let ours = &resources(known) & &resources(have);
    (is_object && names.iter().any(|path| other(path)))
        || (is_deployment && other(&["spec", "selector"]))
        || (target == "terraform" && ours.iter().any(|name| !resources(body).contains(name)))
}
