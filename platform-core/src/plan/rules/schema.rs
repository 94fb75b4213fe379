//! The shape of documents that have a schema: for each type, the fields of which there is something to say.
//!
//! It is data, made from what Kubernetes and its extensions publish; a place is found by going down the types.

use std::borrow::Cow;

use crate::model::{Map, Value};

use super::super::meaning;
use super::super::place::Segment;
use super::{ListRule, ScalarRule};

/// The types of many kinds.
#[derive(Clone, Debug, Default)]
pub(super) struct Schema {
    /// Sorted by group, kind, version.
    pub(super) kinds: Cow<'static, [Root]>,
    pub(super) types: Cow<'static, [Type]>,
}

/// The type of a kind's documents.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Root {
    pub(super) group: Cow<'static, str>,
    pub(super) kind: Cow<'static, str>,
    pub(super) version: Cow<'static, str>,
    pub(super) of: u32,
}

/// What is said of a type.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Type {
    /// By name; one named `*` stands for any other.
    pub(super) fields: Cow<'static, [Field]>,
    /// Of a field that is not listed, false, 0 and what is empty mean the same as nothing.
    pub(super) zero: bool,
}

/// What is said of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) name: Cow<'static, str>,
    /// The type of what is in it, or of the items in it.
    pub(super) of: Option<u32>,
    pub(super) is: Is,
    pub(super) absent: Absent,
    /// False, 0 and what is empty mean the same as nothing.
    pub(super) zero: bool,
}

/// How a field is compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Is {
    #[default]
    Plain,
    Scalar(ScalarRule),
    List(ListRule),
}

/// What it means that a field is not there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Absent {
    /// Something else than any value.
    #[default]
    Nothing,
    /// The same as a map in which everything means the same as nothing.
    Filled,
    /// The server puts this there.
    Bool(bool),
    Integer(i64),
    Text(Cow<'static, str>),
    Texts(Cow<'static, [Cow<'static, str>]>),
    /// The server copies the field beside it.
    Beside(Cow<'static, str>),
    /// The server copies the entry of the same name in the first of these, beside the map that it is in.
    Above(Cow<'static, [Cow<'static, str>]>),
    /// The server pulls what is tagged `latest`, as the field beside it says, and what has no tag, always.
    PullPolicy(Cow<'static, str>),
    /// The first that holds: where the field beside it has the text; behind no name, always; for no text, where the
    /// field is empty, for `*`, where it isn't.
    When(Cow<'static, [Case]>),
}

/// What absence means where the field beside it has a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Case {
    pub(super) beside: Cow<'static, str>,
    pub(super) has: Cow<'static, str>,
    pub(super) then: Absent,
}

/// The map that a value is in, and the map that this is in.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::plan) struct Around<'v> {
    pub(in crate::plan) beside: Option<&'v Map>,
    pub(in crate::plan) above: Option<&'v Map>,
}

/// A document with a schema.
#[derive(Clone, Copy, Debug)]
pub(in crate::plan) struct Shape<'a> {
    schema: &'a Schema,
    of: u32,
}

/// What a schema says of a place.
enum Said<'a> {
    Field {
        field: &'a Field,
        parent: &'a Type,
    },
    /// Only how its type treats what is empty.
    Unlisted {
        zero: bool,
    },
    Nothing,
}

impl Schema {
    /// The type of a kind's documents; another version of the kind will do.
    pub(super) fn shape(&self, group: &str, kind: &str, version: &str) -> Option<Shape<'_>> {
        let kinds = &self.kinds;
        let order = |root: &Root| (&*root.group, &*root.kind).cmp(&(group, kind));
        let from = kinds.partition_point(|root| order(root).is_lt());
        let versions = kinds.get(from..).unwrap_or_default();
        let mut versions = versions.iter().take_while(|root| order(root).is_eq());
        let last = versions.clone().last()?;
        let root = versions.find(|root| root.version == version).unwrap_or(last);
        Some(Shape { schema: self, of: root.of })
    }

    fn fields_of(&self, of: Option<u32>) -> Option<&Type> {
        self.types.get(usize::try_from(of?).ok()?)
    }

    fn means_nothing(&self, name: &str, field: &Field, parent: &Type, value: &Value, around: Around<'_>) -> bool {
        let mut absent = &field.absent;
        while let Absent::When(cases) = absent {
            match cases.iter().find(|case| self.has(parent, &case.beside, &case.has, around)) {
                Some(case) => absent = &case.then,
                None => return self.is_zero(field, value, around),
            }
        }
        let beside = |name: &str| self.beside(parent, name, around);
        self.is_zero(field, value, around)
            || match absent {
                Absent::Nothing | Absent::When(_) => false,
                Absent::Filled => value.as_map().is_some_and(|map| self.is_empty(field.of, map, around.beside)),
                Absent::Bool(default) => value.as_bool() == Some(*default),
                Absent::Integer(default) => self.same(field, value, &Value::Integer(*default)),
                Absent::Text(default) if field.is == Is::Plain => value.as_str() == Some(default),
                Absent::Text(default) => self.same(field, value, &Value::from(&**default)),
                Absent::Texts(defaults) => value.as_list().is_some_and(|list| {
                    list.len() == defaults.len() && list.iter().zip(&**defaults).all(|(a, b)| a.as_str() == Some(b))
                }),
                Absent::Beside(name) => beside(name).is_some_and(|other| self.same(field, value, other)),
                Absent::PullPolicy(name) => value.as_str() == beside(name).and_then(Value::as_str).map(pull_policy),
                Absent::Above(names) => {
                    let copied = |from: &str| around.above?.get(from)?.get(name).filter(|value| !value.is_null());
                    names.iter().find_map(|from| copied(from)).is_some_and(|other| self.same(field, value, other))
                }
            }
    }

    /// Whether what is false, 0 or empty means nothing, and a value is that, or a map that has nothing else in it.
    fn is_zero(&self, field: &Field, value: &Value, around: Around<'_>) -> bool {
        let holds_nothing = || value.as_map().is_some_and(|map| self.is_empty(field.of, map, around.beside));
        field.zero && (is_zero(value) || holds_nothing())
    }

    /// What stands in a field beside, unless that says nothing.
    fn beside<'v>(&self, parent: &Type, name: &str, around: Around<'v>) -> Option<&'v Value> {
        let there = around.beside?.get(name)?;
        let says_nothing = is_zero(there) || parent.field(name).is_some_and(|field| self.is_zero(field, there, around));
        (!says_nothing).then_some(there)
    }

    /// What stands in a field beside, as far as it is there to the server: a map of nothing is, where having one is not
    /// the same as having none.
    fn stands_beside<'v>(&self, parent: &Type, name: &str, around: Around<'v>) -> Option<&'v Value> {
        let there = around.beside?.get(name)?;
        let Some(map) = there.as_map() else { return self.beside(parent, name, around) };
        let says_nothing = match parent.field(name) {
            Some(field) => {
                let is_filled = field.absent == Absent::Filled && self.is_empty(field.of, map, around.beside);
                is_filled || self.is_zero(field, there, around)
            }
            None => parent.zero && is_zero(there),
        };
        (!says_nothing).then_some(there)
    }

    /// Whether a field beside has a text, by itself or because the server puts it there; for no text, whether it is empty.
    fn has(&self, parent: &Type, name: &str, text: &str, around: Around<'_>) -> bool {
        if name.is_empty() {
            return true;
        }
        match (self.stands_beside(parent, name, around), text) {
            (there, "") => there.is_none(),
            (there, "*") => there.is_some(),
            (Some(there), text) => there.as_str() == Some(text),
            (None, text) => {
                matches!(parent.field(name), Some(Field { absent: Absent::Text(default), .. }) if default == text)
            }
        }
    }

    /// Whether a field means the same with two values: scalars, and maps of them.
    fn same(&self, field: &Field, left: &Value, right: &Value) -> bool {
        match (left, right, &field.is) {
            (Value::Map(left), Value::Map(right), _) => {
                let Some(entry) = self.fields_of(field.of).and_then(|of| of.field("*")) else { return left == right };
                let covers = |map: &Map, other: &Map| {
                    map.iter().all(|(name, value)| {
                        value.is_null() || other.get(name).is_some_and(|other| self.same(entry, value, other))
                    })
                };
                covers(left, right) && covers(right, left)
            }
            (left, right, Is::Scalar(rule)) => meaning::same(*rule, left, right),
            (left, right, _) => left == right,
        }
    }

    /// Whether everything in a map means the same as nothing.
    fn is_empty(&self, of: Option<u32>, map: &Map, above: Option<&Map>) -> bool {
        let Some(parent) = self.fields_of(of) else { return map.iter().all(|(_, value)| value.is_null()) };
        map.iter().all(|(name, value)| {
            value.is_null()
                || match parent.field(name) {
                    Some(field) => self.means_nothing(name, field, parent, value, Around { beside: Some(map), above }),
                    None => parent.zero && is_zero(value),
                }
        })
    }
}

impl Type {
    fn field(&self, name: &str) -> Option<&Field> {
        let found = self.fields.binary_search_by(|field| (*field.name).cmp(name)).ok();
        found.map_or_else(|| self.fields.first().filter(|field| field.name == "*"), |found| self.fields.get(found))
    }
}

impl<'a> Shape<'a> {
    fn at(self, place: &[Segment<'_>]) -> Said<'a> {
        let mut here = self.schema.fields_of(Some(self.of));
        let mut said = Said::Nothing;
        for segment in place {
            // The items of a list are of the list's own type.
            let Segment::Field(name) = segment else {
                said = Said::Nothing;
                continue;
            };
            let Some(parent) = here else { return Said::Nothing };
            said = match parent.field(name) {
                Some(field) => {
                    here = self.schema.fields_of(field.of);
                    Said::Field { field, parent }
                }
                None => {
                    here = None;
                    Said::Unlisted { zero: parent.zero }
                }
            };
        }
        said
    }

    pub(super) fn list(self, place: &[Segment<'_>]) -> Option<&'a ListRule> {
        match self.at(place) {
            Said::Field { field: Field { is: Is::List(rule), .. }, .. } => Some(rule),
            _ => None,
        }
    }

    pub(super) fn scalar(self, place: &[Segment<'_>]) -> Option<ScalarRule> {
        match self.at(place) {
            Said::Field { field: Field { is: Is::Scalar(rule), .. }, .. } => Some(*rule),
            _ => None,
        }
    }

    /// Whether a value means the same as nothing there; `around` gives the maps that it stands in.
    pub(super) fn means_nothing<'v>(
        self,
        place: &[Segment<'_>],
        value: &Value,
        around: impl FnOnce() -> Around<'v>,
    ) -> bool {
        match self.at(place) {
            Said::Field { field, parent } => {
                let plain =
                    matches!(field.absent, Absent::Nothing | Absent::Bool(_) | Absent::Integer(_) | Absent::Text(_));
                let around = if plain { Around::default() } else { around() };
                let name = if let Some(Segment::Field(name)) = place.last() { name } else { "" };
                self.schema.means_nothing(name, field, parent, value, around)
            }
            Said::Unlisted { zero } => zero && is_zero(value),
            Said::Nothing => false,
        }
    }
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) | Value::Integer(0) => true,
        Value::String(text) => text.is_empty(),
        Value::List(list) => list.is_empty(),
        Value::Map(map) => map.iter().all(|(_, value)| value.is_null()),
        _ => false,
    }
}

fn pull_policy(image: &str) -> &'static str {
    let name = image.rsplit_once('/').map_or(image, |(_, name)| name);
    let (name, digest) = name.split_once('@').map_or((name, None), |(name, digest)| (name, Some(digest)));
    match name.split_once(':') {
        Some((_, "latest")) => "Always",
        None if digest.is_none() => "Always",
        _ => "IfNotPresent",
    }
}
