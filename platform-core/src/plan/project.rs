//! What a step depends on: an observation, cut down to the fields that should be or that we wrote.
//!
//! Where a field means what we wrote, or what should be, it is told in those words and that order. So neither what others
//! add nor how a server writes the same thing makes a plan stale.

use crate::model::{Digest, Map, Resource, StateResource, Value};

use super::conceal;
use super::lists::{Items, Members, keyed};
use super::place::Segment;
use super::rules::{DiffRules, ListRule};
use super::walk::{Field, Heads, Walk};

/// The observation, cut down to the fields of `base` (what we wrote last) and `desired` (what should be, as rendered:
/// unknowns unfilled, so that learning one changes nothing here).
pub fn project(rules: &DiffRules, base: Option<&Value>, desired: Option<&Value>, observed: &Value) -> Value {
    Walk::new(rules, desired.or(base)).cut(base, desired, observed)
}

/// What a refresh takes for known from now on: what is there, cut down to what we wrote, and without what stands where
/// what should be has a secret.
pub(crate) fn learned(rules: &DiffRules, base: &Value, desired: Option<&Value>, observed: &Value) -> Value {
    project(rules, Some(base), None, &conceal::told(observed, [Some(base), desired]))
}

/// The digest of the projection: that of what we wrote where the two mean the same, else its own.
pub(super) fn projected_digest(
    rules: &DiffRules,
    base: Option<&StateResource>,
    desired: Option<&Resource>,
    observed: &Value,
) -> Digest {
    let (known, wanted) = (base.map(|base| &base.body), desired.map(|desired| &desired.body));
    let cut = project(rules, known, wanted, observed);
    match (base, desired) {
        (Some(base), _) if is_as_written(rules, &base.body, wanted, &cut) => base.digest,
        (_, Some(desired)) if desired.body == cut => desired.digest,
        _ => cut.digest(),
    }
}

/// Whether a projection means what we wrote. What is null in what we wrote is not in a projection, and means the same.
pub(super) fn is_as_written(rules: &DiffRules, base: &Value, desired: Option<&Value>, cut: &Value) -> bool {
    base == cut || Walk::new(rules, desired.or(Some(base))).equal(base, cut)
}

impl<'a> Walk<'a> {
    fn cut(&mut self, base: Option<&'a Value>, desired: Option<&'a Value>, observed: &'a Value) -> Value {
        let observed = conceal::known(base, Some(observed)).unwrap_or(observed);
        match observed {
            Value::Map(there) => {
                let (base, desired) = (base.and_then(Value::as_map), desired.and_then(Value::as_map));
                if base.is_none() && desired.is_none() {
                    return observed.clone();
                }
                Value::Map(self.cut_fields(base, desired, there))
            }
            // In the very words: what is null in it stays.
            Value::List(_) if base == Some(observed) => observed.clone(),
            Value::List(there) => {
                let lists = (base.and_then(Value::as_list), desired.and_then(Value::as_list));
                self.cut_list(lists, there).unwrap_or_else(|| self.in_known_words(base, desired, observed))
            }
            _ => self.in_known_words(base, desired, observed),
        }
    }

    fn in_known_words(&self, base: Option<&'a Value>, desired: Option<&'a Value>, observed: &'a Value) -> Value {
        let concealed = conceal::known_whole(base, Some(observed));
        let observed = concealed.as_ref().unwrap_or(observed);
        let mut walk = self.within();
        let known = [base, desired].into_iter().flatten().find(|known| walk.equal(known, observed));
        known.cloned().unwrap_or_else(|| conceal::told(observed, [base, desired]))
    }

    fn cut_fields(&mut self, base: Option<&'a Map>, desired: Option<&'a Map>, there: &'a Map) -> Map {
        let mut fields = Vec::with_capacity(there.len());
        for Field { key, values, .. } in Heads::new([Some(there), base, desired]) {
            let [observed, base, desired] = values.map(|value| value.and_then(|value| self.there(value)));
            let Some(observed) = observed.filter(|_| base.is_some() || desired.is_some()) else { continue };
            self.place.push(Segment::Field(key));
            // What is the server's own changes by itself.
            if !self.rules.is_theirs(&self.place) {
                fields.push((key.clone(), self.cut(base, desired, observed)));
            }
            self.place.pop();
        }
        Map::from_entries(fields)
    }

    /// `None` for a list that is one value.
    fn cut_list(
        &mut self,
        (base, desired): (Option<&'a [Value]>, Option<&'a [Value]>),
        there: &'a [Value],
    ) -> Option<Value> {
        if base.is_none() && desired.is_none() {
            return None;
        }
        match self.list_rule() {
            ListRule::Map(keys) | ListRule::OrderedMap(keys) if keyed(keys, [base, desired, Some(there)]) => {
                let ordered = matches!(self.list_rule(), ListRule::OrderedMap(_));
                let (base, desired) = (base.unwrap_or_default(), desired.unwrap_or_default());
                let (base_by, desired_by, there_by) =
                    (Items::new(keys, base), Items::new(keys, desired), Items::new(keys, there));
                // Where the order has no meaning it is that of what we know; the rest is left out.
                let known = base.iter().chain(desired.iter().filter(|item| base_by.get(item, 0).is_none()));
                let wanted: Vec<&'a Value> = if ordered {
                    there.iter().collect()
                } else {
                    known.filter_map(|item| there_by.get(item, 0)).collect()
                };
                let mut items = Vec::with_capacity(wanted.len());
                for item in wanted {
                    let (base, desired) = (base_by.get(item, 0), desired_by.get(item, 0));
                    if base.is_some() || desired.is_some() {
                        self.place.push(Segment::Item(keys, item));
                        items.push(self.cut(base, desired, item));
                        self.place.pop();
                    }
                }
                Some(Value::list(items))
            }
            ListRule::Set => {
                let (base, desired) = (base.unwrap_or_default(), desired.unwrap_or_default());
                let [there, base_forms, forms] = [there, base, desired].map(|list| self.forms(list));
                let there = Members::new(&there);
                let mut told = Members::new(&base_forms);
                let new = desired.iter().zip(&*forms).filter(|(_, form)| told.insert(form));
                let known = base.iter().zip(&*base_forms).chain(new);
                let known = known.filter(|(_, form)| there.contains(form)).map(|(member, _)| member.clone());
                Some(Value::list(known.collect::<Vec<_>>()))
            }
            ListRule::Indexed => {
                let fitting = |list: Option<&'a [Value]>| list.filter(|list| list.len() == there.len());
                let (base, desired) = (fitting(base), fitting(desired));
                if base.is_none() && desired.is_none() {
                    return None;
                }
                let mut items = Vec::with_capacity(there.len());
                for (index, item) in there.iter().enumerate() {
                    self.place.push(Segment::Index(index));
                    let known = [base, desired].map(|list| list.and_then(|list| list.get(index)));
                    items.push(self.cut(known[0], known[1], item));
                    self.place.pop();
                }
                Some(Value::list(items))
            }
            _ => None,
        }
    }
}
