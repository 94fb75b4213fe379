//! One walk over three values: what we wrote last, what should be, what is there.
//!
//! Intent is told from drift field by field. What is there and was never ours is counted and left alone. A comparison
//! of two values is the same walk with the first of them as what we wrote and as what is there.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::model::{FieldChange, FieldChangeKind, Map, Text, Value, compare_keys};

use super::place::{Place, Segment};
use super::rules::{Around, DiffRules, Fixed, Kind, ListRule};
use super::{conceal, meaning};

/// What a walk finds.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The differences, in the order of the documents.
    pub(super) fields: Vec<FieldChange>,
    /// For each of `fields`, which child of which child of what should be it is; for what goes away, where it ends.
    pub(super) positions: Vec<Vec<u32>>,
    /// Something that should be has changed, not only the world.
    pub(super) intent: bool,
    /// Fields that are there and are nobody's business here.
    pub(super) server_defaults: u32,
    /// Lists of which only the order differs, where it has no meaning.
    pub(super) reordered: u32,
    /// Both, one by one, where they are asked for.
    pub(super) tolerated: Option<Vec<FieldChange>>,
    /// The world is as it should be where what we know of it is not.
    pub(super) outdated: bool,
    /// Something of ours is not there as we wrote it, or is there before we wrote it. While nothing is, what is there
    /// means what we wrote when it is projected.
    pub(super) touched: bool,
}

impl Found {
    /// Whether what is there is what we wrote last, as far as it is any business of ours.
    pub(super) fn is_as_written(&self) -> bool {
        // Where the world is as it should be and what we wrote is not, the two differ.
        !self.touched && !self.outdated
    }
}

/// A walk under way.
pub(super) struct Walk<'a> {
    pub(super) rules: &'a DiffRules,
    pub(super) kind: Kind<'a>,
    pub(super) place: Place<'a>,
    position: Vec<u32>,
    /// The maps that are compared as parts of wholes, from the outermost.
    compared: Vec<[&'a Map; 2]>,
    desired_root: Option<&'a Value>,
    observed_root: Option<&'a Value>,
    pub(super) found: Found,
}

/// Walks the three. Without an observation, what we wrote is taken for what is there.
pub(super) fn walk<'a>(
    rules: &'a DiffRules,
    base: Option<&'a Value>,
    desired: Option<&'a Value>,
    observed: Option<&'a Value>,
) -> Found {
    walked(rules, base, desired, observed, None)
}

/// Walks the three, and lists what differs and stays.
pub(super) fn walk_and_list<'a>(
    rules: &'a DiffRules,
    base: Option<&'a Value>,
    desired: Option<&'a Value>,
    observed: Option<&'a Value>,
) -> Vec<FieldChange> {
    walked(rules, base, desired, observed, Some(Vec::new())).tolerated.unwrap_or_default()
}

fn walked<'a>(
    rules: &'a DiffRules,
    base: Option<&'a Value>,
    desired: Option<&'a Value>,
    observed: Option<&'a Value>,
    tolerated: Option<Vec<FieldChange>>,
) -> Found {
    let mut walk = Walk { desired_root: desired, observed_root: observed, ..Walk::new(rules, desired.or(observed)) };
    walk.found.tolerated = tolerated;
    walk.node(base, desired, observed);
    walk.found
}

impl<'a> Walk<'a> {
    pub(super) fn new(rules: &'a DiffRules, document: Option<&'a Value>) -> Self {
        Self {
            rules,
            kind: Kind::of(document),
            place: Place::default(),
            position: Vec::new(),
            compared: Vec::new(),
            desired_root: None,
            observed_root: None,
            found: Found::default(),
        }
    }

    /// A walk of the same place, over values that live less long; it has found nothing yet.
    pub(super) fn within<'b>(&self) -> Walk<'b>
    where
        'a: 'b,
    {
        Walk {
            rules: self.rules,
            kind: self.kind.within(),
            place: self.place.clone(),
            position: self.position.clone(),
            compared: Vec::new(),
            desired_root: self.desired_root,
            observed_root: self.observed_root,
            found: Found::default(),
        }
    }

    pub(super) fn node(&mut self, base: Option<&'a Value>, desired: Option<&'a Value>, observed: Option<&'a Value>) {
        let observed = conceal::known(base, observed);
        self.found.touched |= match (base, observed) {
            (None, Some(_)) => desired.is_some(),
            (Some(_), None) => true,
            _ => false,
        };
        match (desired, observed) {
            (None, None) => self.found.outdated |= base.is_some_and(|base| !self.means_nothing(base)),
            (None, Some(there)) => self.gone(base, there),
            (Some(desired @ Value::Map(map)), Some(Value::Map(there))) => {
                let same_base = base.and_then(Value::as_map).is_some_and(|base| base.is_same(map));
                if !(same_base && map.is_same(there)) {
                    self.fields(base.and_then(Value::as_map), Some(map), Some(there));
                    self.is_news(base.and_then(Value::as_map).is_none(), desired);
                }
            }
            // One of nothing is not there, and then the server's default is.
            (Some(desired @ Value::List(list)), Some(there @ Value::List(items)))
                if list.is_empty() != items.is_empty() && self.means_nothing(desired) && self.means_nothing(there) =>
            {
                self.leaf(base, desired, Some(there));
            }
            (Some(Value::List(list)), Some(Value::List(there))) => self.list(base, desired, list, observed, there),
            (Some(desired @ Value::Map(map)), None) if self.tells(desired, map) => {
                self.fields(base.and_then(Value::as_map), Some(map), None);
            }
            (Some(desired), there) => self.leaf(base, desired, there),
        }
    }

    /// What we wrote lacks something that should be and is there: worth knowing, unless it goes without saying.
    pub(super) fn is_news(&mut self, lacks: bool, desired: &'a Value) {
        self.found.outdated = self.found.outdated || (lacks && !self.means_nothing(desired));
    }

    /// Whether a map that is not there is told field by field. One of nothing but nulls and defaults says no more than
    /// an empty one.
    fn tells(&mut self, desired: &'a Value, map: &'a Map) -> bool {
        !self.means_nothing(desired)
            && map.iter().any(|(key, value)| {
                self.place.push(Segment::Field(key));
                let tells = self.there(value).is_some() && !self.means_nothing_in(map, None, value);
                self.place.pop();
                tells
            })
    }

    /// Whether having a value here means the same as having nothing here, where the rest is as it should be.
    fn means_nothing(&self, value: &Value) -> bool {
        self.rules.means_nothing(&self.kind, &self.place, value, || {
            let around = |root: Option<&'a Value>| self.place.around(root?);
            around(self.desired_root).or_else(|| around(self.observed_root)).unwrap_or_default()
        })
    }

    fn means_nothing_in(&self, map: &Map, above: Option<&Map>, value: &Value) -> bool {
        self.rules.means_nothing(&self.kind, &self.place, value, || Around { beside: Some(map), above })
    }

    pub(super) fn there<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        (!(self.rules.null_is_absent && value.is_null())).then_some(value)
    }

    /// All the fields that one of the three has.
    fn fields(&mut self, base: Option<&'a Map>, desired: Option<&'a Map>, observed: Option<&'a Map>) {
        let is = |other: Option<&Map>| base.zip(other).is_some_and(|(base, other)| base.is_same(other));
        match (desired, observed) {
            (Some(there), Some(observed)) if is(desired) => self.pairs(there, observed, true),
            (Some(desired), Some(there)) if is(observed) => self.pairs(desired, there, false),
            _ => self.triples(Heads::new([desired, observed, base])),
        }
    }

    /// The fields where what we wrote is what should be, or what is there: nearly always all of them, and equal.
    fn pairs(&mut self, desired: &'a Map, observed: &'a Map, written_is_desired: bool) {
        let base = |desired: Option<&'a Value>, there| if written_is_desired { desired } else { there };
        let (mut left, mut right) = (desired.iter().as_slice(), observed.iter().as_slice());
        let mut index = 0_u32;
        loop {
            let (key, desired, observed);
            (left, right) = match (left, right) {
                ([(name, value), behind @ ..], [(other, there), others @ ..]) if name == other => {
                    (key, desired, observed) = (name, Some(value), Some(there));
                    (behind, others)
                }
                ([(name, value), behind @ ..], others)
                    if others.first().is_none_or(|(other, _)| compare_keys(name, other).is_lt()) =>
                {
                    (key, desired, observed) = (name, Some(value), None);
                    (behind, others)
                }
                (_, [(name, there), others @ ..]) => {
                    (key, desired, observed) = (name, None, Some(there));
                    (left, others)
                }
                ([], []) | ([_, ..], []) => return,
            };
            match (desired, observed) {
                (Some(desired), Some(there)) if same_at_a_glance(desired, there) => {}
                // Neither was it written nor should it be.
                (None, Some(there)) if written_is_desired && self.found.tolerated.is_none() => self.foreign(there),
                _ => self.field(key, index, [base(desired, observed), desired, observed]),
            }
            index = index.saturating_add(u32::from(desired.is_some()));
        }
    }

    fn triples(&mut self, mut heads: Heads<'a, 3>) {
        loop {
            while let [[desired, next_desired @ ..], [there, next_there @ ..], [base, next_base @ ..]] = heads.rest
                && desired.0 == there.0
                && desired.0 == base.0
            {
                if !(same_at_a_glance(&desired.1, &there.1) && same_at_a_glance(&desired.1, &base.1)) {
                    self.field(&desired.0, heads.index, [Some(&base.1), Some(&desired.1), Some(&there.1)]);
                }
                heads.rest = [next_desired, next_there, next_base];
                heads.index = heads.index.saturating_add(1);
            }
            let Some(Field { key, values: [desired, observed, base], index }) = heads.next() else { return };
            self.field(key, index, [base, desired, observed]);
        }
    }

    fn field(&mut self, key: &'a Text, index: u32, [base, desired, observed]: [Option<&'a Value>; 3]) {
        let [base, desired, observed] = [base, desired, observed].map(|value| value.and_then(|v| self.there(v)));
        self.place.push(Segment::Field(key));
        self.position.push(index);
        if desired.or(base).is_some() && self.rules.is_theirs(&self.place) {
            self.node(None, None, observed);
        } else {
            self.node(base, desired, observed);
        }
        self.position.pop();
        self.place.pop();
    }

    /// What no longer should be, and is there: what was ours goes, the rest stays.
    fn gone(&mut self, base: Option<&'a Value>, there: &'a Value) {
        match (base, there) {
            (None, there) => self.foreign(there),
            (Some(base), there) if self.means_nothing(there) => {
                let outdated = !self.means_nothing(base);
                self.found.outdated |= outdated;
                self.found.touched |= outdated;
                self.foreign(there);
            }
            (Some(ours @ Value::Map(base)), Value::Map(map)) if self.has_foreign(ours, there) => {
                self.fields(Some(base), None, Some(map));
            }
            (Some(base), _) => {
                self.found.touched = self.found.touched || !self.equal(base, there);
                self.change([Some(base), None], Some(there), FieldChangeKind::Intent, true);
            }
        }
    }

    /// What is there and is none of ours stays.
    fn foreign(&mut self, there: &'a Value) {
        let counted = u32::from(self.there(there).is_some());
        self.found.server_defaults = self.found.server_defaults.saturating_add(counted);
        if self.found.tolerated.is_some() && counted > 0 {
            let is_default = !self.rules.is_theirs(&self.place) && self.means_nothing(there);
            let kind = if is_default { FieldChangeKind::ServerDefault } else { FieldChangeKind::Foreign };
            self.tolerate(Some(there.clone()), Some(there.clone()), kind);
        }
    }

    fn tolerate(&mut self, before: Option<Value>, after: Option<Value>, kind: FieldChangeKind) {
        let path = self.place.pointer();
        self.found
            .tolerated
            .iter_mut()
            .for_each(|all| all.push(FieldChange::new(path.clone(), before.clone(), after.clone(), kind)));
    }

    /// A list of which only the order differs, where it has no meaning.
    pub(super) fn reordered(&mut self, desired: &'a [Value], there: &'a [Value], name: impl Fn(&'a Value) -> Value) {
        self.found.reordered = self.found.reordered.saturating_add(1);
        if self.found.tolerated.is_some() {
            let order = |list: &'a [Value]| Some(Value::list(list.iter().map(&name)));
            self.tolerate(order(there), order(desired), FieldChangeKind::Reordered);
        }
    }

    /// Whether a map that is there has fields that were never ours.
    fn has_foreign(&self, ours: &'a Value, there: &'a Value) -> bool {
        match (ours, there) {
            (Value::Map(ours), Value::Map(there)) if !ours.is_same(there) => {
                there.iter().filter(|(_, value)| self.there(value).is_some()).any(|(key, value)| {
                    ours.get(key).and_then(|ours| self.there(ours)).is_none_or(|ours| self.has_foreign(ours, value))
                })
            }
            _ => false,
        }
    }

    /// Two values that are compared as wholes.
    pub(super) fn leaf(&mut self, base: Option<&'a Value>, desired: &'a Value, there: Option<&'a Value>) {
        if let Some(known) = conceal::known_whole(base, there) {
            let mut walk = self.within();
            walk.found = std::mem::take(&mut self.found);
            walk.known_leaf(base, desired, Some(&known));
            self.found = walk.found;
        } else {
            self.known_leaf(base, desired, there);
        }
    }

    fn known_leaf(&mut self, base: Option<&'a Value>, desired: &'a Value, there: Option<&'a Value>) {
        if self.means(Some(desired), there) {
            let known = self.means(Some(desired), base);
            self.found.outdated |= !known;
            self.found.touched |= !known;
            return;
        }
        if !self.found.touched {
            self.found.touched = match (base, there) {
                (Some(base), Some(there)) => !self.equal(base, there),
                (base, there) => base.is_some() || there.is_some(),
            };
        }
        let ours = [base, Some(desired)];
        match (desired, there) {
            (desired, Some(old)) if desired.has_unknown() && equal_but_unknown(desired, old) => {
                self.change(ours, there, FieldChangeKind::UnknownOnly, true);
            }
            (Value::Secret(new), Some(Value::Secret(old)))
                if (&new.store, &new.key, &new.property) == (&old.store, &old.key, &old.property) =>
            {
                let intent = !base.is_some_and(|base| base == desired);
                self.change(ours, there, FieldChangeKind::SecretVersion, intent);
            }
            _ if base.is_some() && self.means(Some(desired), base) => {
                self.change(ours, there, FieldChangeKind::Drift, false);
            }
            _ => self.change(ours, there, FieldChangeKind::Intent, true),
        }
    }

    /// Whether something that should be and something else mean the same here.
    fn means(&mut self, desired: Option<&'a Value>, other: Option<&'a Value>) -> bool {
        if desired.zip(other).is_some_and(|(desired, other)| self.equal(desired, other)) {
            return true;
        }
        [desired, other].into_iter().flatten().all(|value| self.means_nothing(value))
    }

    /// From what is there to what should be, where `ours` is what we wrote and what should be.
    fn change(&mut self, ours: [Option<&Value>; 2], there: Option<&Value>, kind: FieldChangeKind, intent: bool) {
        let before = there.map(|there| if ours[0] == Some(there) { there.clone() } else { conceal::told(there, ours) });
        let mut change = FieldChange::new(self.place.pointer(), before, ours[1].cloned(), kind);
        change.forces_replacement = self.forces_replacement(there, ours[1]);
        self.record(change, intent);
    }

    pub(super) fn record(&mut self, change: FieldChange, intent: bool) {
        self.found.intent |= intent;
        self.found.positions.push(self.position.clone());
        self.found.fields.push(change);
    }

    fn forces_replacement(&self, before: Option<&Value>, after: Option<&Value>) -> bool {
        let Some(root) = self.observed_root else { return false };
        let forces = |rule: Fixed, before: Option<&Value>, after: Option<&Value>| match rule {
            Fixed::Free => false,
            Fixed::Always => true,
            Fixed::Removal => after.is_none(),
            Fixed::Marked(field) => root.get(field) == Some(&Value::Bool(true)),
            Fixed::Group => group(before) != group(after),
        };
        if let Some(rule) = self.rules.fixed(&self.kind, &self.place) {
            return forces(rule, before, after);
        }
        // Where all of it changes, what can't may be the same.
        self.rules.fixed_inside(&self.kind, &self.place).any(|(names, rule)| {
            let [before, after] = [before, after].map(|value| part(value, names.clone()));
            before != after && forces(rule, before, after)
        })
    }

    /// One item of a list, in its place.
    pub(super) fn item(
        &mut self,
        segment: Segment<'a>,
        index: usize,
        [base, desired, observed]: [Option<&'a Value>; 3],
    ) {
        self.place.push(segment);
        self.position.push(u32::try_from(index).unwrap_or(u32::MAX));
        match (desired, observed) {
            // A new item is told as one thing.
            (Some(desired), None) => self.leaf(base, desired, None),
            (None, Some(there)) if base.is_some() => {
                self.found.touched = self.found.touched || !base.is_some_and(|base| self.equal(base, there));
                self.change([base, None], Some(there), FieldChangeKind::Intent, true);
            }
            _ => self.node(base, desired, observed),
        }
        self.position.pop();
        self.place.pop();
    }

    /// Whether two values mean the same here.
    pub(super) fn equal(&mut self, left: &'a Value, right: &'a Value) -> bool {
        match (left, right) {
            (Value::Map(left), Value::Map(right)) => left.is_same(right) || self.equal_fields(left, right),
            (Value::List(left), Value::List(right)) => Arc::ptr_eq(left, right) || self.equal_lists(left, right),
            _ if left == right => true,
            _ if is_scalar(left) && is_scalar(right) => {
                let rule = self.rules.scalar(&self.kind, &self.place);
                rule.is_some_and(|rule| meaning::same(rule, left, right))
            }
            _ => false,
        }
    }

    fn equal_fields(&mut self, left_map: &'a Map, right_map: &'a Map) -> bool {
        let above = self.compared.last().map_or([None; 2], |maps| maps.map(Some));
        self.compared.push([left_map, right_map]);
        for Field { key, values: [left, right], .. } in Heads::new([Some(left_map), Some(right_map)]) {
            let pair = (left.and_then(|value| self.there(value)), right.and_then(|value| self.there(value)));
            self.place.push(Segment::Field(key));
            let same = match pair {
                (None, None) => true,
                (Some(left), Some(right)) if self.equal(left, right) => true,
                (left, right) => {
                    left.is_none_or(|left| self.means_nothing_in(left_map, above[0], left))
                        && right.is_none_or(|right| self.means_nothing_in(right_map, above[1], right))
                }
            };
            self.place.pop();
            if !same {
                self.compared.pop();
                return false;
            }
        }
        self.compared.pop();
        true
    }

    pub(super) fn list_rule(&self) -> &'a ListRule {
        self.rules.list(&self.kind, &self.place)
    }
}

/// Whether two values are the same, told without looking into them.
#[inline]
fn same_at_a_glance(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::String(left), Value::String(right)) => left == right,
        (Value::Integer(left), Value::Integer(right)) => left == right,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Map(left), Value::Map(right)) => left.is_same(right),
        (Value::List(left), Value::List(right)) => Arc::ptr_eq(left, right),
        _ => false,
    }
}

pub(super) fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Map(_) | Value::List(_))
}

/// Whether two values are the same but for what is not known yet.
fn equal_but_unknown(desired: &Value, there: &Value) -> bool {
    match (desired, there) {
        (Value::Unknown(_), _) => true,
        (Value::Map(desired), Value::Map(there)) => {
            let mut pairs = desired.iter().zip(there);
            desired.len() == there.len() && pairs.all(|(a, b)| a.0 == b.0 && equal_but_unknown(&a.1, &b.1))
        }
        (Value::List(desired), Value::List(there)) => {
            let mut pairs = desired.iter().zip(there.iter());
            desired.len() == there.len() && pairs.all(|(a, b)| equal_but_unknown(a, b))
        }
        _ => desired == there,
    }
}

/// What stands below names; where one may be any, the whole.
fn part<'v, 'n>(value: Option<&'v Value>, mut names: impl Iterator<Item = &'n str>) -> Option<&'v Value> {
    names.try_fold(value?, |value, name| if name.starts_with('*') { Some(value) } else { value.get(name) })
}

fn group(version: Option<&Value>) -> &str {
    version.and_then(Value::as_str).and_then(|text| text.split_once('/')).map_or("", |(group, _)| group)
}

/// A field that one of some maps has.
pub(super) struct Field<'a, const N: usize> {
    pub(super) key: &'a Text,
    pub(super) values: [Option<&'a Value>; N],
    /// Its number in the first map, or where it would stand there.
    index: u32,
}

/// Sorted maps read side by side.
pub(super) struct Heads<'a, const N: usize> {
    rest: [&'a [(Text, Value)]; N],
    index: u32,
}

impl<'a, const N: usize> Heads<'a, N> {
    pub(super) fn new(maps: [Option<&'a Map>; N]) -> Self {
        Self { rest: maps.map(|map| map.map_or(&[][..], |map| map.iter().as_slice())), index: 0 }
    }
}

impl<'a, const N: usize> Iterator for Heads<'a, N> {
    type Item = Field<'a, N>;

    #[inline]
    fn next(&mut self) -> Option<Field<'a, N>> {
        let mut least: Option<&'a Text> = None;
        let mut values = [None; N];
        let mut first = 0_usize;
        for (map, rest) in self.rest.iter().enumerate() {
            let Some((key, value)) = rest.first() else { continue };
            let order = least.map_or(Ordering::Less, |least| order(key, least));
            if order == Ordering::Less {
                // What was found before stands behind this.
                (least, first) = (Some(key), map);
            }
            if order != Ordering::Greater
                && let Some(slot) = values.get_mut(map)
            {
                *slot = Some(value);
            }
        }
        let key = least?;
        let index = self.index;
        for (map, (value, rest)) in values.iter_mut().zip(&mut self.rest).enumerate() {
            if map < first {
                *value = None;
            } else if value.is_some() {
                *rest = rest.split_first().map_or(&[][..], |(_, behind)| behind);
                self.index = self.index.saturating_add(u32::from(map == 0));
            }
        }
        Some(Field { key, values, index })
    }
}

#[inline]
fn order(left: &Text, right: &Text) -> Ordering {
    if Arc::ptr_eq(left, right) || left == right { Ordering::Equal } else { compare_keys(left, right) }
}
