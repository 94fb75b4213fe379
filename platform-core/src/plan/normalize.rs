//! The one form of all values that rules hold equal.

use crate::model::{Map, Value};

use super::lists::keyed;
use super::meaning;
use super::place::{Place, Segment, item_token};
use super::rules::{Around, DiffRules, Kind, ListRule};

/// The one form of all values that the rules hold equal: sets and keyed lists sorted, quantities and spans of time
/// written in one way, what is null or a default left out where that means the same. Without rules it is the value itself.
///
/// Doing it twice changes nothing.
pub fn normalize(value: &Value, rules: &DiffRules) -> Value {
    Normal { rules, kind: Kind::of(Some(value)), place: Place::default(), above: None }.value(value)
}

/// The one form of a value one step below a place.
pub(super) fn normal_at<'a>(
    rules: &'a DiffRules,
    kind: &Kind<'a>,
    place: &Place<'a>,
    segment: Segment<'a>,
    value: &'a Value,
) -> Value {
    Normal { rules, kind: kind.clone(), place: place.clone(), above: None }.child(segment, value)
}

struct Normal<'a> {
    rules: &'a DiffRules,
    kind: Kind<'a>,
    place: Place<'a>,
    /// The map that the current one is in.
    above: Option<&'a Map>,
}

impl<'a> Normal<'a> {
    fn value(&mut self, value: &'a Value) -> Value {
        match value {
            Value::Map(map) => Value::Map(self.map(map)),
            Value::List(list) => self.list(list),
            scalar => {
                let rule = self.rules.scalar(&self.kind, &self.place);
                rule.and_then(|rule| meaning::canonical(rule, scalar)).unwrap_or_else(|| scalar.clone())
            }
        }
    }

    fn map(&mut self, map: &'a Map) -> Map {
        let above = self.above;
        let mut entries = Vec::with_capacity(map.len());
        for (key, value) in map {
            // Without its name an item is another one.
            let is_name = self.place.is_item_named_by(key);
            self.place.push(Segment::Field(key));
            let means_nothing =
                || self.rules.means_nothing(&self.kind, &self.place, value, || Around { beside: Some(map), above });
            let says_nothing = !is_name && ((self.rules.null_is_absent && value.is_null()) || means_nothing());
            if !says_nothing {
                let outer = self.above.replace(map);
                entries.push((key.clone(), self.value(value)));
                self.above = outer;
            }
            self.place.pop();
        }
        Map::from_entries(entries)
    }

    fn child(&mut self, segment: Segment<'a>, value: &'a Value) -> Value {
        self.place.push(segment);
        let child = self.value(value);
        self.place.pop();
        child
    }

    fn list(&mut self, list: &'a [Value]) -> Value {
        match self.rules.list(&self.kind, &self.place) {
            ListRule::Set => {
                let form = |member| self.child(Segment::Member(member), member);
                let mut members: Vec<(String, Value)> =
                    list.iter().map(form).map(|form| (form.to_json(), form)).collect();
                members.sort_by(|a, b| a.0.cmp(&b.0));
                members.dedup_by(|a, b| a.0 == b.0);
                Value::list(members.into_iter().map(|(_, member)| member))
            }
            ListRule::Map(keys) if keyed(keys, [Some(list), None, None]) => {
                let mut items: Vec<(String, Value)> = Vec::with_capacity(list.len());
                for item in list {
                    items.push((item_token(keys, item), self.child(Segment::Item(keys, item), item)));
                }
                items.sort_by(|a, b| a.0.cmp(&b.0));
                Value::list(items.into_iter().map(|(_, item)| item))
            }
            _ => Value::list(
                list.iter()
                    .enumerate()
                    .map(|(index, item)| self.child(Segment::Index(index), item))
                    .collect::<Vec<_>>(),
            ),
        }
    }
}
