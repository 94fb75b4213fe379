//! One resource of Terraform's, as it changes.

use super::blocks::{Attributes, Index, Name, provider_name, resources};
use super::item::Item;
use super::marks;
use crate::model::{Action, Change, Map, Pointer, Reason, Value, item_position};

/// One resource with its bodies.
pub(super) struct Entry<'a> {
    pub(super) item: &'a Item<'a>,
    pub(super) name: Name,
    pub(super) before: Option<Attributes>,
    pub(super) after: Option<Attributes>,
    pub(super) left: Option<Attributes>,
    /// Whether it is all that the address stands for.
    pub(super) is_alone: bool,
}

/// The resources that an address stands for.
pub(super) fn entries<'a>(item: &'a Item<'a>) -> Vec<Entry<'a>> {
    let of = |body: &Option<Value>| body.as_ref().map(|body| resources(item, body)).unwrap_or_default();
    let (mut before, mut after, mut left) = (of(&item.before), of(&item.after), of(&item.left));
    let mut names: Vec<Name> = before.keys().chain(after.keys()).chain(left.keys()).cloned().collect();
    names.sort();
    names.dedup();
    let is_alone = names.len() == 1;
    let entry = |name: Name| Entry {
        item,
        before: before.remove(&name),
        after: after.remove(&name),
        left: left.remove(&name),
        name,
        is_alone,
    };
    names.into_iter().map(entry).collect()
}

impl Entry<'_> {
    /// What is done, in Terraform's words.
    pub(super) fn actions(&self) -> Vec<&'static str> {
        let change = self.item.change;
        let does = |action| change.is_some_and(|change| change.actions.contains(&action));
        match (&self.before, &self.after) {
            _ if change.is_none() => vec!["no-op"],
            (None, Some(_)) if self.name.is_data => vec!["read"],
            (None, Some(_)) => vec!["create"],
            (Some(_), None) if does(Action::Forget) => vec!["forget"],
            (Some(_), None) => vec!["delete"],
            (Some(_), Some(_)) if self.is_replaced() => {
                let first = change.and_then(|change| change.actions.iter().find(|action| is_half(**action)));
                if first == Some(&Action::Create) { vec!["create", "delete"] } else { vec!["delete", "create"] }
            }
            (Some(_), Some(_)) if self.is_alone && does(Action::Update) => vec!["update"],
            (Some(before), Some(after)) if !self.is_alone && before.values != after.values => vec!["update"],
            _ => vec!["no-op"],
        }
    }

    /// Of several resources of one address those are replaced that have a field that forces it; all, where none has.
    fn is_replaced(&self) -> bool {
        let Some(change) = self.item.change.filter(|change| change.is_replacement()) else { return false };
        let is_forced = change.fields.iter().any(|field| field.forces_replacement);
        !self.name.is_data && (self.is_alone || !is_forced || !self.replace_paths().is_empty())
    }

    fn replace_paths(&self) -> Vec<Value> {
        let fields = self.item.change.map(|change| change.fields.as_slice()).unwrap_or_default();
        let forced = fields.iter().filter(|field| field.forces_replacement);
        forced.filter_map(|field| self.path(&field.path)).collect()
    }

    /// A place of the body as Terraform writes a path of the resource.
    fn path(&self, place: &Pointer) -> Option<Value> {
        let attributes = self.after.as_ref().or(self.before.as_ref())?;
        let inside: Vec<String> = match attributes.wrapped {
            Some(attribute) => std::iter::once(attribute.to_owned()).chain(place.tokens()).collect(),
            None if attributes.at.contains(place) => place.tokens().skip(attributes.at.tokens().count()).collect(),
            None => return None,
        };
        let sides = [self.after.as_ref(), self.before.as_ref()];
        let mut values: Vec<Option<&Value>> = sides.into_iter().map(|side| side.map(|side| &side.values)).collect();
        let mut path = Vec::with_capacity(inside.len());
        for token in &inside {
            let position = values.iter().flatten().find_map(|value| item_position(value.as_list()?, token));
            let index = position.and_then(|position| i64::try_from(position).ok());
            path.push(index.map_or_else(|| Value::from(token.as_str()), Value::Integer));
            for value in &mut values {
                let deeper = |inner: &'_ Value| -> Option<usize> { item_position(inner.as_list()?, token) };
                *value = value.and_then(|inner| match deeper(inner) {
                    Some(position) => inner.as_list()?.get(position),
                    None => inner.get(token),
                });
            }
        }
        Some(Value::list(path))
    }

    /// An entry of `resource_changes`.
    pub(super) fn change(&self) -> Value {
        let actions = self.actions();
        let mut change = bodies(self.before.as_ref(), self.after.as_ref(), &actions);
        if actions.len() > 1 {
            let paths = self.replace_paths();
            if !paths.is_empty() {
                change.push(("replace_paths", Value::list(paths)));
            }
        }
        let ours = self.item.change;
        if ours.is_some_and(|change| change.actions.contains(&Action::Import)) {
            let identity = self.item.identity.map_or(self.item.address.as_str(), |identity| identity);
            change.push(("importing", Value::map([("id", Value::from(identity))])));
        }
        if self.after.is_some() && actions != ["no-op"] && actions != ["update"] {
            self.add_outputs(&mut change);
        }
        let mut entries = self.identity();
        entries.extend(self.item.module.clone().map(|module| ("module_address", module.into())));
        entries.push(("change", Value::map(change)));
        entries.extend(ours.and_then(|ours| reason(ours, &actions)).map(|reason| ("action_reason", reason.into())));
        entries.extend(self.previous().map(|address| ("previous_address", address.into())));
        Value::map(entries)
    }

    /// An entry of `resource_drift`, where somebody changed what we left.
    pub(super) fn drift(&self) -> Option<Value> {
        let left = self.left.as_ref()?;
        let actions = if self.before.is_some() { vec!["update"] } else { vec!["delete"] };
        if self.before.as_ref().is_some_and(|before| before.values == left.values) {
            return None;
        }
        let mut entries = self.identity();
        entries.extend(self.item.module.clone().map(|module| ("module_address", module.into())));
        entries.push(("change", Value::map(bodies(Some(left), self.before.as_ref(), &actions))));
        Some(Value::map(entries))
    }

    /// An entry of a module's `resources`.
    pub(super) fn state(&self, attributes: &Attributes) -> Value {
        let mut entries = self.identity();
        entries.push(("schema_version", 0.into()));
        entries.push(("sensitive_values", marks::sensitive(&attributes.values)));
        entries.push(("values", marks::known(&attributes.values, attributes.texts).unwrap_or_default()));
        Value::map(entries)
    }

    fn identity(&self) -> Vec<(&'static str, Value)> {
        let mut entries = self.block();
        entries.push(("address", self.in_module(&self.name.address()).into()));
        let index = self.name.index.as_ref().map(|index| match index {
            Index::Number(number) => Value::Integer(*number),
            Index::Key(key) => Value::from(key.clone()),
        });
        entries.extend(index.map(|index| ("index", index)));
        let provider = self.attributes().map(|attributes| provider_name(&attributes.provider));
        entries.push(("provider_name", provider.unwrap_or_default().into()));
        // Terraform has no such key: its readers leave out what they don't know.
        let mut ours = vec![("address", Value::from(self.item.address.text().clone()))];
        if let Some(change) = self.item.change {
            ours.push(("actions", Value::from_serialize(&change.actions).unwrap_or_default()));
            ours.push(("reason", Value::from_serialize(&change.reason).unwrap_or_default()));
        }
        entries.push(("platform", Value::map(ours)));
        entries
    }

    fn in_module(&self, address: &str) -> String {
        self.item.module.as_ref().map_or_else(|| address.to_owned(), |module| format!("{module}.{address}"))
    }

    fn block(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("mode", if self.name.is_data { "data" } else { "managed" }.into()),
            ("name", self.name.name.clone().into()),
            ("type", self.name.r#type.clone().into()),
        ]
    }

    pub(super) fn attributes(&self) -> Option<&Attributes> {
        self.after.as_ref().or(self.before.as_ref()).or(self.left.as_ref())
    }

    /// An entry of the configuration's resources.
    pub(super) fn configuration(&self) -> Value {
        let mut entries = self.block();
        let provider = self.attributes().map(|attributes| attributes.provider.clone()).unwrap_or_default();
        entries.push(("address", self.name.block().into()));
        entries.push(("expressions", Value::empty_map()));
        entries.push(("provider_config_key", provider.into()));
        entries.push(("schema_version", 0.into()));
        Value::map(entries)
    }

    /// The address it had, where the name of ours made it.
    fn previous(&self) -> Option<String> {
        let from = self.item.change?.moved_from.as_ref()?;
        let item = Item { address: from, class: self.item.class, target: self.item.target, ..Item::at(from) };
        let before = resources(&item, self.item.before.as_ref()?);
        // Names of a `.tf.json` are its own: our address is none of Terraform's.
        let name =
            before.into_keys().next().filter(|_| self.before.as_ref().is_some_and(|one| one.wrapped.is_some()))?;
        Some(name.address()).filter(|address| *address != self.name.address()).map(|address| self.in_module(&address))
    }

    /// What the resource declares to give is known after apply.
    fn add_outputs(&self, change: &mut [(&'static str, Value)]) {
        if self.name.is_data || !self.is_alone {
            return;
        }
        for (name, is_secret) in &self.item.outputs {
            let is_there = self.after.as_ref().is_some_and(|after| after.values.get(name).is_some());
            for (key, mark) in change.iter_mut() {
                let wanted = *key == "after_unknown" || (*is_secret && *key == "after_sensitive");
                if let (true, false, Some(map)) = (wanted, is_there, mark.as_map()) {
                    *mark = Value::Map(map.with(name.clone(), true.into()));
                }
            }
        }
    }
}

fn is_half(action: Action) -> bool {
    matches!(action, Action::Create | Action::Delete)
}

fn bodies(
    before: Option<&Attributes>,
    after: Option<&Attributes>,
    actions: &[&'static str],
) -> Vec<(&'static str, Value)> {
    let known = |side: Option<&Attributes>| side.and_then(|side| marks::known(&side.values, side.texts));
    let sensitive = |side: Option<&Attributes>| side.map_or(Value::Bool(false), |side| marks::sensitive(&side.values));
    let unknown = after.map(|after| marks::unknown(&after.values, after.texts));
    vec![
        ("actions", Value::list(actions.iter().map(|action| Value::from(*action)))),
        ("after", known(after).unwrap_or_default()),
        ("after_sensitive", sensitive(after)),
        ("after_unknown", unknown.unwrap_or_else(|| Value::Map(Map::default()))),
        ("before", known(before).unwrap_or_default()),
        ("before_sensitive", sensitive(before)),
    ]
}

/// Why, where Terraform has a word for it.
fn reason(change: &Change, actions: &[&'static str]) -> Option<&'static str> {
    Some(match (change.reason, actions) {
        (Reason::CannotUpdateInPlace, [_, _]) => "replace_because_cannot_update",
        (Reason::DependencyReplaced, [_, _]) => "replace_by_triggers",
        (Reason::Requested, [_, _]) => "replace_by_request",
        (Reason::NoLongerRendered, ["delete"]) => "delete_because_no_resource_config",
        (_, ["read"]) => "read_because_dependency_pending",
        _ => return None,
    })
}
