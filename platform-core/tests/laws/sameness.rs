//! What the second planner holds equal: the design's rules, as far as the generator's bodies need them.

use std::collections::BTreeSet;

use platform_core::model::{Map, Text, Value};

type Path = Vec<Text>;

/// The fields that name the items of a list (none: an item is its own name), and whether their order counts.
fn item_names(path: &Path) -> Option<(&'static [&'static str], bool)> {
    match path.last().map(|key| &**key)? {
        "containers" => Some((&["name"], false)),
        "env" => Some((&["name"], true)),
        "ports" if path.iter().any(|key| &**key == "containers") => Some((&["containerPort", "protocol"], false)),
        "ports" => Some((&["port", "protocol"], false)),
        "finalizers" => Some((&[], false)),
        _ => None,
    }
}

/// What Kubernetes' server leaves out, in the fields that the generator's bodies have.
fn goes_without_saying(parent: &Path, key: &str, value: &Value) -> bool {
    let known = ["metadata", "spec", "template", "containers", "env", "ports", "resources"];
    let is_known = parent.last().is_none_or(|name| known.contains(&&**name));
    // Where nothing is something else than nothing.
    let is_told = ["replicas", "terminationGracePeriodSeconds", "selector"].contains(&key);
    let is_empty = match value {
        Value::Bool(false) | Value::Integer(0) => true,
        Value::String(text) => text.is_empty(),
        Value::List(list) => list.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => false,
    };
    is_known && is_empty && !is_told
}

/// What three values side by side tell: what is wanted, what we wrote last, what is there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// By Kubernetes' rules: what is null is not there, quantities, items with names.
    pub kubernetes: bool,
    /// By Terraform's: lists are compared place by place while both have equally many.
    pub terraform: bool,
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
    pub fn look(&mut self, want: Option<&Value>, known: Option<&Value>, have: Option<&Value>, path: &mut Path) {
        let [want, known, have] = [want, known, have].map(|value| value.map(|value| self.bare(value, path)));
        let have_alone = have.clone().filter(|_| known.is_none());
        // What stands where we wrote a secret may be the secret: nobody can tell.
        let have = known.iter().zip(have).map(|(known, have)| veiled(known, have)).next().or(have_alone);
        match (&want, &known, &have) {
            (None, known, None) => self.note(false, known.is_some()),
            (None, None, Some(_)) => {}
            (Some(Value::Map(want)), known, None) if !want.is_empty() => {
                self.fields(want, known.as_ref(), &Map::default(), path);
            }
            // Of a map that goes, what others put into it stays.
            (None, Some(Value::Map(_)), Some(Value::Map(have))) if !have.is_empty() => {
                self.fields(&Map::default(), known.as_ref(), have, path);
            }
            (Some(Value::Map(want)), known, Some(Value::Map(have))) => {
                self.note(false, !matches!(known, Some(Value::Map(_))));
                self.fields(want, known.as_ref(), have, path);
            }
            (Some(Value::List(want)), known, Some(Value::List(have))) => self.list(want, known.as_ref(), have, path),
            (want, known, have) => {
                let [want, known, have] =
                    [want, known, have].map(|value| value.as_ref().map(|value| self.plain(value, path)));
                self.note(want != have || matches!(want, Some(Value::Unknown(_))), want != known);
            }
        }
    }

    /// A map with all that it says, empty or not; anything else in its one form.
    fn bare(self, value: &Value, path: &Path) -> Value {
        match value {
            Value::Map(map) if self.kubernetes => {
                let said = map.iter().filter(|(_, value)| !value.is_null());
                Value::map(said.map(|(key, value)| (key.clone(), value.clone())))
            }
            Value::Map(_) | Value::List(_) => value.clone(),
            _ => self.plain(value, path),
        }
    }

    /// Whether it is as good as not said. What we say is ours all the same: then somebody else may not say another thing.
    fn says_nothing(self, key: &str, value: Option<&Value>, parent: &Path) -> bool {
        value.is_none_or(|value| {
            let within: Path = parent.iter().cloned().chain([key.into()]).collect();
            self.kubernetes && (value.is_null() || goes_without_saying(parent, key, &self.plain(value, &within)))
        })
    }

    /// The one form of what means the same.
    fn plain(self, value: &Value, path: &Path) -> Value {
        let is_limit = path.iter().rev().nth(1).is_some_and(|key| &**key == "limits");
        let scalar = |text: &str| match text {
            _ if path.last().is_some_and(|key| &**key == "targetPort") => text.parse().map(Value::Integer).ok(),
            // Of all quantities, these are the ones that the generator writes in two ways.
            "0.1" if is_limit => Some("100m".into()),
            "1" | "1000m" if is_limit => Some("one".into()),
            "1024Mi" if is_limit => Some("1Gi".into()),
            _ if is_limit => Some(text.into()),
            _ => None,
        };
        match value {
            _ if !self.kubernetes => value.clone(),
            Value::Map(map) => {
                Value::map(map.iter().filter(|(_, value)| !value.is_null()).filter_map(|(key, value)| {
                    let within: Path = path.iter().chain([key]).cloned().collect();
                    let value = self.plain(value, &within);
                    (!goes_without_saying(path, key, &value)).then(|| (key.clone(), value))
                }))
            }
            Value::List(list) => {
                let mut items: Vec<Value> = list.iter().map(|item| self.plain(item, path)).collect();
                if item_names(path).is_some_and(|(_, ordered)| !ordered) {
                    items.sort_by_key(Value::to_json);
                }
                Value::list(items)
            }
            Value::String(text) => scalar(text).unwrap_or_else(|| value.clone()),
            Value::Integer(number) if is_limit => scalar(&number.to_string()).unwrap_or_default(),
            other => other.clone(),
        }
    }

    fn fields(&mut self, want: &Map, known: Option<&Value>, have: &Map, path: &mut Path) {
        let known = known.and_then(Value::as_map).cloned().unwrap_or_default();
        for key in want.keys().chain(known.keys()) {
            let have = have.get(key).filter(|have| !self.says_nothing(key, Some(have), path));
            let ours = |value: Option<&'_ Value>| have.is_some() || !self.says_nothing(key, value, path);
            let (want, known) = (want.get(key), known.get(key));
            let (want, known) = (want.filter(|_| ours(want)), known.filter(|_| ours(known)));
            path.push(key.clone());
            self.look(want, known, have, path);
            path.pop();
        }
    }

    fn list(&mut self, want: &[Value], known: Option<&Value>, have: &[Value], path: &mut Path) {
        let known = known.and_then(Value::as_list);
        if self.terraform && want.len() == have.len() {
            let known = known.filter(|known| known.len() == want.len());
            self.note(false, known.is_none());
            return (0..want.len())
                .for_each(|at| self.look(want.get(at), known.and_then(|list| list.get(at)), have.get(at), path));
        }
        let Some((keys, ordered)) = item_names(path).filter(|_| self.kubernetes) else {
            let plain = |list: &[Value]| self.plain(&Value::list(list.to_vec()), path);
            let (want, have, known) = (plain(want), plain(have), known.map(plain));
            return self.note(want != have, known.as_ref() != Some(&want));
        };
        self.note(false, known.is_none());
        let known = known.unwrap_or_default();
        let name = |item: &Value| match keys {
            [] => item.to_json(),
            keys => {
                keys.iter().map(|key| item.get(key).unwrap_or_else(|| panic!("no {key} in {item}")).to_json()).collect()
            }
        };
        let find = |list: &[Value], wanted: &Value| list.iter().find(|item| name(item) == name(wanted)).cloned();
        for item in want.iter().chain(known) {
            let [want, known, have] = [want, known, have].map(|list| find(list, item));
            match (&want, &have) {
                (Some(_), Some(_)) => self.look(want.as_ref(), known.as_ref(), have.as_ref(), path),
                // An item comes and goes as a whole.
                _ => self.note(want.is_some() || have.is_some(), want != known),
            }
        }
        let order = |list: &[Value]| Vec::from_iter(list.iter().filter(|item| find(want, item).is_some()).map(name));
        if ordered {
            self.note(order(have) != order(want), order(known) != order(want));
        }
    }
}

/// What is there, where whatever stands in the place of a secret of ours is taken for it.
fn veiled(known: &Value, have: Value) -> Value {
    match (known, have) {
        (Value::Secret(_), have @ (Value::Secret(_) | Value::Null)) => have,
        (Value::Secret(_), _) => known.clone(),
        // An item that has a name is known by it, any other by its place.
        (Value::List(known), Value::List(have)) => Value::list(have.iter().enumerate().map(|(at, item)| {
            let name = |item: &Value| item.get("name").and_then(Value::as_str).map(str::to_owned);
            let known = match name(item) {
                Some(wanted) => known.iter().find(|other| name(other).as_ref() == Some(&wanted)),
                None => known.get(at),
            };
            known.map_or_else(|| item.clone(), |known| veiled(known, item.clone()))
        })),
        (Value::Map(known), Value::Map(have)) => Value::map(have.iter().map(|(key, value)| {
            let known = known.get(key);
            (key.clone(), known.map_or_else(|| value.clone(), |known| veiled(known, value.clone())))
        })),
        (_, have) => have,
    }
}

/// Whether the target can't make the one of the other.
pub fn cannot_change(target: &str, body: &Value, known: &Value, have: &Value) -> bool {
    let at = |value: &Value, path: &[&str]| path.iter().try_fold(value.clone(), |value, key| value.get(key).cloned());
    let ours = |path: &[&str]| at(body, path).is_some() || at(known, path).is_some();
    let other = |path: &[&str]| ours(path) && at(body, path) != at(have, path);
    let names: [&[&str]; 3] = [&["kind"], &["metadata", "name"], &["metadata", "namespace"]];
    let is_deployment = at(body, &["kind"]) == Some("Deployment".into());
    // What Terraform no longer is told of, it destroys.
    let resources = |value: &Value| {
        let all = at(value, &["resource", "aws_db_instance"]);
        BTreeSet::from_iter(all.iter().filter_map(Value::as_map).flat_map(Map::keys).cloned())
    };
    match target {
        "kubernetes" if is_deployment && other(&["spec", "selector"]) => true,
        "kubernetes" | "catalog" => names.iter().any(|path| other(path)),
        "terraform" => (&resources(known) & &resources(have)).iter().any(|name| !resources(body).contains(name)),
        _ => false,
    }
}
