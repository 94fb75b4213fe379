//! Changes of one plan that are like many others of it: a few are told, the others are named.

use std::collections::BTreeMap;

use crate::model::Change;

use super::plan::mark;
use super::style::{Line, Page, Style, Tone};

/// From so many changes on, those that are alike are not all told.
const MANY: usize = 24;
/// So many of those that are alike are told.
const TOLD: usize = 3;
/// So many of the others are named.
const NAMED: usize = 5;

/// What makes changes alike: what is done, why, the template (`monitor` of `monitor.cart`) and the fields.
type Key = (String, String, Vec<String>);

pub(super) struct Alike<'a> {
    active: bool,
    seen: BTreeMap<Key, usize>,
    /// The others of each, in the order they came.
    others: BTreeMap<Key, Vec<&'a Change>>,
}

impl<'a> Alike<'a> {
    pub(super) fn new(changes: &[&'a Change], style: &Style) -> Self {
        Self { active: changes.len() > MANY && !style.full, seen: BTreeMap::new(), others: BTreeMap::new() }
    }

    /// Whether enough like this one were told: it is named with the others.
    pub(super) fn takes(&mut self, change: &'a Change) -> bool {
        if !self.active {
            return false;
        }
        let key = key(change);
        let seen = self.seen.entry(key.clone()).or_default();
        *seen = seen.saturating_add(1);
        let takes = *seen > TOLD;
        if takes {
            self.others.entry(key).or_default().push(change);
        }
        takes
    }

    /// Names the others, at the end of their target.
    pub(super) fn write(&mut self, page: &mut Page<'_>) {
        for changes in std::mem::take(&mut self.others).into_values() {
            let Some(first) = changes.first() else { continue };
            let (_, word, _) = mark(first);
            let names: Vec<&str> = changes.iter().take(NAMED).map(|change| change.address.id()).collect();
            let more = match changes.len().saturating_sub(names.len()) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let number = changes.len();
            let text = format!(
                "{} {number} more to {word} in the same way: {}{more}",
                page.style.ellipsis(),
                names.join(", ")
            );
            page.line(&Line::indented(2).and(Tone::Dim, &text));
        }
        self.seen.clear();
    }
}

fn key(change: &Change) -> Key {
    let template = change.address.id().split('.').next().unwrap_or_default();
    let done = format!("{:?} {:?} {}", change.actions, change.reason, change.protect);
    let fields = change.fields.iter().map(|field| format!("{:?}{}", field.kind, field.path));
    (done, template.to_owned(), fields.collect())
}
