//! What is known already of what resources read from each other.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::model::{Address, Diagnostic, Value, renamed_output};

use super::fill::{Keep, filled, refused, unescapable};
use super::world::World;

/// Fills unknowns from what earlier applies learned, where that still holds.
pub(super) struct Outputs<'w, 'a> {
    world: &'w World<'a>,
    /// Resources of ours that are read, don't change, and never gave what is read: they must be read again.
    missing: RefCell<BTreeSet<Address>>,
    /// Resources of others that never gave what is read.
    foreign: RefCell<BTreeSet<Address>>,
    /// Resources of others of which nothing is to be known.
    hidden: BTreeSet<Address>,
}

/// How many outputs may be made of each other.
const MOST_HOPS: u32 = 16;

impl<'w, 'a> Outputs<'w, 'a> {
    pub(super) fn new(world: &'w World<'a>) -> Self {
        Self { world, missing: RefCell::default(), foreign: RefCell::default(), hidden: BTreeSet::new() }
    }

    /// As if some resources of others had given nothing yet.
    pub(super) fn without(&self, hidden: BTreeSet<Address>) -> Self {
        Self { hidden, ..Self::new(self.world) }
    }

    /// The body of what is at an address, with what is known filled in; `None` when nothing was. `changes` says of a
    /// resource of ours whether anything is done to it: then what it will give is not known yet.
    pub(super) fn fill(&self, at: &Address, body: &Value, changes: &dyn Fn(&Address) -> bool) -> Option<Value> {
        filled(self.keep(at), body, &|address, output| self.output(address, output, changes, 0))
    }

    /// Why what is known can't be filled in there, if so.
    pub(super) fn refusal(&self, at: &Address, body: &Value, changes: &dyn Fn(&Address) -> bool) -> Option<Diagnostic> {
        let output = |address: &Address, output: &str| self.output(address, output, changes, 0);
        unescapable(at, &refused(self.keep(at), body, &output))
    }

    fn keep(&self, at: &Address) -> Keep {
        let resource = self.world.desired(at);
        resource.map_or(Keep::AsItIs, |resource| Keep::of(resource, &self.world.rendered.targets))
    }

    /// An output that is made of others: only who reads it in the end is a target.
    fn made(&self, value: &Value, changes: &dyn Fn(&Address) -> bool, depth: u32) -> Option<Value> {
        filled(Keep::AsItIs, value, &|address, output| self.output(address, output, changes, depth))
    }

    fn output(&self, address: &Address, output: &str, changes: &dyn Fn(&Address) -> bool, depth: u32) -> Option<Value> {
        let Some(producer) = self.world.desired(address) else {
            let seen = self.world.seen_output(address, output).cloned();
            let seen = seen.filter(|_| !self.hidden.contains(address));
            if seen.is_none() {
                self.foreign.borrow_mut().insert(address.clone());
            }
            return seen;
        };
        if let Some(value) = producer.outputs.get(output).and_then(|declared| declared.value.as_ref()) {
            // An output that is known now may be made of others, which may go in a circle.
            let further = if depth < MOST_HOPS { self.made(value, changes, depth.saturating_add(1)) } else { None };
            return Some(further.unwrap_or_else(|| value.clone()));
        }
        if changes(address) {
            return None;
        }
        let seen = self.world.seen_output(address, output).filter(|value| producer.may_tell(output, value));
        let known = self.world.known(address)?;
        let value = match (seen, known.resource.outputs.get(output)) {
            (Some(seen), _) => Some(seen.clone()),
            // A secret output is called by its address: it will have the new one.
            (None, Some(value)) => {
                Some(known.moved_from.map_or_else(|| value.clone(), |from| renamed_output(value, from, address)))
            }
            (None, None) => None,
        };
        if value.is_none() {
            self.missing.borrow_mut().insert(address.clone());
        }
        value
    }

    /// The resources of ours that must be read again.
    pub(super) fn missing(&self) -> BTreeSet<Address> {
        self.missing.borrow().clone()
    }

    /// The resources of others that must be applied first.
    pub(super) fn foreign(&self) -> BTreeSet<Address> {
        self.foreign.borrow().clone()
    }
}
