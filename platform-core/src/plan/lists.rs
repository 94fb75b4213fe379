//! Lists, by the rule of their place: as one value, by place, as sets, by the keys of their items.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::{FieldChange, FieldChangeKind, Value};

use super::normalize::normal_at;
use super::place::{Segment, has_key, item_token, key_text, same_key};
use super::rules::{Key, ListRule};
use super::walk::{Walk, is_scalar};

impl<'a> Walk<'a> {
    pub(super) fn list(
        &mut self,
        base: Option<&'a Value>,
        desired: Option<&'a Value>,
        list: &'a Arc<[Value]>,
        observed: Option<&'a Value>,
        there: &'a Arc<[Value]>,
    ) {
        let Some(desired) = desired else { return };
        let base_list = base.and_then(Value::as_list);
        // Where nothing differs, no rule need be looked up.
        if base.is_some_and(|base| same(base, desired)) && (Arc::ptr_eq(list, there) || list == there) {
            return;
        }
        let other_base = base_list.filter(|base| !std::ptr::eq(*base, &raw const **list));
        match self.list_rule() {
            ListRule::Map(keys) if keyed(keys, [Some(list), Some(there), other_base]) => {
                self.keyed_list(keys, false, [base_list.unwrap_or_default(), list, there]);
                self.is_news(base_list.is_none(), desired);
            }
            ListRule::OrderedMap(keys) if keyed(keys, [Some(list), Some(there), other_base]) => {
                self.keyed_list(keys, true, [base_list.unwrap_or_default(), list, there]);
                self.is_news(base_list.is_none(), desired);
            }
            ListRule::Set => {
                self.set(base_list.unwrap_or_default(), list, there);
                self.is_news(base_list.is_none(), desired);
            }
            ListRule::Indexed if list.len() == there.len() => {
                let base = base_list.filter(|base| base.len() == list.len());
                for (index, (item, there)) in list.iter().zip(there.iter()).enumerate() {
                    let base = base.and_then(|base| base.get(index));
                    self.item(Segment::Index(index), index, [base, Some(item), Some(there)]);
                }
                self.is_news(base.is_none(), desired);
            }
            _ => self.leaf(base, desired, observed),
        }
    }

    fn keyed_list(&mut self, keys: &'a [Key], ordered: bool, [base, desired, observed]: [&'a [Value]; 3]) {
        let aligned = |other: &[Value]| {
            let mut pairs = desired.iter().zip(other);
            desired.len() == other.len() && pairs.all(|(a, b)| std::ptr::eq(a, b) || same_item(keys, a, b))
        };
        if aligned(observed) && aligned(base) {
            for (index, ((item, there), base)) in desired.iter().zip(observed).zip(base).enumerate() {
                self.item(Segment::Item(keys, item), index, [Some(base), Some(item), Some(there)]);
            }
            return;
        }
        let (base_by, observed_by) = (Items::new(keys, base), Items::new(keys, observed));
        // Where the items of `desired` stand in what is there.
        let mut stands: Vec<Option<usize>> = Vec::with_capacity(desired.len());
        let mut met = vec![false; observed.len()];
        let mut base_met = 0_usize;
        for (index, item) in desired.iter().enumerate() {
            let found = observed_by.position(item, index);
            let base = base_by.get(item, index);
            base_met = base_met.saturating_add(usize::from(base.is_some()));
            self.item(Segment::Item(keys, item), index, [base, Some(item), found.and_then(|at| observed.get(at))]);
            if let Some(met) = found.and_then(|at| met.get_mut(at)) {
                *met = true;
            }
            stands.push(found);
        }
        for (index, (item, _)) in observed.iter().zip(&met).enumerate().filter(|(_, (_, met))| !**met) {
            let base = base_by.get(item, index);
            base_met = base_met.saturating_add(usize::from(base.is_some()));
            self.item(Segment::Item(keys, item), desired.len(), [base, None, Some(item)]);
        }
        self.found.outdated |= base_met < base.len();
        self.found.touched |= base_met < base.len();
        if ordered && !self.found.touched {
            let written = observed.iter().enumerate().filter_map(|(index, item)| base_by.position(item, index));
            self.found.touched = !written.is_sorted();
        }
        // New items are put behind those that are there.
        let resulting = stands.iter().map(|stand| stand.unwrap_or(usize::MAX));
        if resulting.is_sorted() {
            // The order is as it should be, and may be another one than we wrote.
            if ordered && base_met > 1 {
                let written = desired.iter().enumerate().filter_map(|(index, item)| base_by.position(item, index));
                self.found.outdated |= !written.is_sorted();
            }
            return;
        }
        if ordered {
            self.order(keys, desired, observed, &stands, &base_by);
        } else {
            self.reordered(desired, observed, |item| Value::from(item_token(keys, item)));
        }
    }

    /// The order of the items differs and has a meaning: both orders are told by the items' names.
    fn order(
        &mut self,
        keys: &[Key],
        desired: &[Value],
        observed: &[Value],
        stands: &[Option<usize>],
        base: &Items<'_>,
    ) {
        let name = |item: &Value| Value::from(item_token(keys, item));
        let mut places: Vec<usize> = stands.iter().copied().flatten().collect();
        places.sort_unstable();
        let before = places.iter().filter_map(|place| observed.get(*place)).map(name);
        let written: Vec<_> = desired.iter().enumerate().map(|(index, item)| base.position(item, index)).collect();
        let intent = written.iter().any(Option::is_none) || !written.is_sorted();
        let mut change = FieldChange::new(
            self.place.pointer(),
            Some(Value::list(before)),
            Some(Value::list(desired.iter().map(name))),
            FieldChangeKind::Reordered,
        );
        change.forces_replacement = false;
        self.record(change, intent);
    }

    fn set(&mut self, base: &'a [Value], desired: &'a [Value], observed: &'a [Value]) {
        let [base_forms, forms, there_forms] = [base, desired, observed].map(|list| self.forms(list));
        let [base_has, desired_has, observed_has] = [&base_forms, &forms, &there_forms].map(|list| Members::new(list));
        let mut told = Members::default();
        for (index, (member, form)) in desired.iter().zip(&*forms).enumerate() {
            if observed_has.contains(form) {
                let outdated = !base_has.contains(form);
                self.found.outdated |= outdated;
                self.found.touched |= outdated;
            } else if told.insert(form) {
                let base = base_has.contains(form).then_some(member);
                self.item(Segment::Member(member), index, [base, Some(member), None]);
            }
        }
        // What goes is named as it is there, in all its forms.
        let mut told = Members::default();
        for (member, form) in observed.iter().zip(&*there_forms).filter(|(_, form)| !desired_has.contains(form)) {
            if told.insert(member) {
                let base = base_has.contains(form).then_some(member);
                self.item(Segment::Member(member), desired.len(), [base, None, Some(member)]);
            }
        }
        let gone = base_forms.iter().any(|form| !desired_has.contains(form) && !observed_has.contains(form));
        self.found.outdated |= gone;
        self.found.touched |= gone;
        let common = |list: &[Value], other: &Members<'_>| -> Vec<Value> {
            list.iter().filter(|member| other.contains(member)).cloned().collect()
        };
        if common(&forms, &observed_has) != common(&there_forms, &desired_has) {
            self.reordered(desired, observed, Value::clone);
        }
    }

    /// What the members of a set are told apart by: each in its one form.
    pub(super) fn forms(&mut self, list: &'a [Value]) -> Cow<'a, [Value]> {
        let Some(first) = list.first() else { return Cow::Borrowed(list) };
        self.place.push(Segment::Member(first));
        let has_rule = self.rules.scalar(&self.kind, &self.place).is_some();
        self.place.pop();
        if !has_rule && list.iter().all(is_scalar) {
            return Cow::Borrowed(list);
        }
        let form = |member: &'a Value| normal_at(self.rules, &self.kind, &self.place, Segment::Member(member), member);
        Cow::Owned(list.iter().map(form).collect())
    }

    pub(super) fn equal_lists(&mut self, left: &'a [Value], right: &'a [Value]) -> bool {
        match self.list_rule() {
            ListRule::Set => {
                let [left, right] = [left, right].map(|list| self.forms(list));
                let (left_has, right_has) = (Members::new(&left), Members::new(&right));
                left.iter().all(|member| right_has.contains(member))
                    && right.iter().all(|member| left_has.contains(member))
            }
            ListRule::Map(keys) if keyed(keys, [Some(left), Some(right), None]) => {
                let other = Items::new(keys, right);
                let mut items = left.iter().enumerate();
                left.len() == right.len()
                    && items.all(|(index, item)| {
                        let other = other.get(item, index);
                        other.is_some_and(|other| self.equal_item(Segment::Item(keys, item), item, other))
                    })
            }
            _ => {
                let mut pairs = left.iter().zip(right).enumerate();
                left.len() == right.len()
                    && pairs.all(|(index, (left, right))| self.equal_item(Segment::Index(index), left, right))
            }
        }
    }

    fn equal_item(&mut self, segment: Segment<'a>, left: &'a Value, right: &'a Value) -> bool {
        self.place.push(segment);
        let same = self.equal(left, right);
        self.place.pop();
        same
    }
}

fn same(left: &Value, right: &Value) -> bool {
    std::ptr::eq(left, right) || left == right
}

/// Lists with at most this many items are searched one by one.
const FEW: usize = 24;

/// Whether every list has only maps that have all the keys, and no two the same.
pub(super) fn keyed(keys: &[Key], lists: [Option<&[Value]>; 3]) -> bool {
    lists.into_iter().flatten().all(|list| {
        let named = list.iter().all(|item| item.as_map().is_some() && keys.iter().all(|key| has_key(key, item)));
        named && unique(keys, list)
    })
}

fn unique(keys: &[Key], list: &[Value]) -> bool {
    if list.len() <= FEW {
        let mut rest = list.iter();
        while let Some(item) = rest.next() {
            if rest.clone().any(|other| same_item(keys, item, other)) {
                return false;
            }
        }
        return true;
    }
    let mut seen = HashSet::with_capacity(list.len());
    list.iter().all(|item| seen.insert(names(keys, item)))
}

fn same_item(keys: &[Key], left: &Value, right: &Value) -> bool {
    keys.iter().all(|key| same_key(key, left, right))
}

fn names<'v>(keys: &'v [Key], item: &'v Value) -> Vec<Option<Cow<'v, str>>> {
    keys.iter().map(|key| key_text(key, item)).collect()
}

/// The items of a keyed list, found by their keys.
pub(super) struct Items<'v> {
    keys: &'v [Key],
    list: &'v [Value],
    by_name: Option<HashMap<Vec<Option<Cow<'v, str>>>, usize>>,
}

impl<'v> Items<'v> {
    pub(super) fn new(keys: &'v [Key], list: &'v [Value]) -> Self {
        let many = list.len() > FEW;
        let by_name = many.then(|| list.iter().enumerate().map(|(at, item)| (names(keys, item), at)).collect());
        Self { keys, list, by_name }
    }

    /// The place of the item with the same keys; `likely` is looked at first.
    fn position(&self, wanted: &Value, likely: usize) -> Option<usize> {
        if self.list.get(likely).is_some_and(|item| std::ptr::eq(item, wanted) || same_item(self.keys, item, wanted)) {
            return Some(likely);
        }
        match &self.by_name {
            None => self.list.iter().position(|item| same_item(self.keys, item, wanted)),
            Some(by_name) => by_name.get(&names(self.keys, wanted)).copied(),
        }
    }

    pub(super) fn get(&self, wanted: &Value, likely: usize) -> Option<&'v Value> {
        self.list.get(self.position(wanted, likely)?)
    }
}

/// The members of a set.
#[derive(Default)]
pub(super) struct Members<'v> {
    few: Vec<&'v Value>,
    many: HashSet<String>,
}

impl<'v> Members<'v> {
    pub(super) fn new(list: &'v [Value]) -> Self {
        let mut members = Self::default();
        list.iter().for_each(|member| {
            members.insert(member);
        });
        members
    }

    pub(super) fn contains(&self, wanted: &Value) -> bool {
        self.few.contains(&wanted) || (!self.many.is_empty() && self.many.contains(&wanted.to_json()))
    }

    /// Whether it is new.
    pub(super) fn insert(&mut self, member: &'v Value) -> bool {
        if self.contains(member) {
            return false;
        }
        if self.few.len() < FEW {
            self.few.push(member);
            return true;
        }
        self.many.insert(member.to_json())
    }
}
