//! All that a plan is made from, side by side.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Address, Intent, Name, Observation, Observed, Ownership, PlanOptions, Rendered, Resource, State, StateResource,
    Value,
};

use super::rules::{DiffRules, rules_of};

/// What is rendered, known and seen, and what is asked.
pub(super) struct World<'a> {
    pub(super) rendered: &'a Rendered,
    pub(super) observed: &'a Observed,
    pub(super) options: &'a PlanOptions,
    /// What the state knows, by the address it will have.
    known: Vec<Known<'a>>,
    /// The rules of each target, by its key.
    rules: BTreeMap<&'a str, DiffRules>,
}

/// What the state knows of one address.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) address: &'a Address,
    pub(super) resource: &'a StateResource,
    /// The address it still has.
    pub(super) moved_from: Option<&'a Address>,
}

/// One address with all that is said of it.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) address: &'a Address,
    pub(super) desired: Option<&'a Resource>,
    pub(super) known: Option<&'a StateResource>,
    pub(super) seen: Option<&'a Observation>,
    pub(super) moved_from: Option<&'a Address>,
}

impl<'a> World<'a> {
    pub(super) fn new(
        rendered: &'a Rendered,
        state: &'a State,
        observed: &'a Observed,
        options: &'a PlanOptions,
        moves: &BTreeMap<&'a Address, &'a Address>,
    ) -> Self {
        let new_names: BTreeMap<&Address, &'a Address> = moves.iter().map(|(to, from)| (*from, *to)).collect();
        let resources = state.resources.iter().filter(|_| !options.without_state);
        let mut known: Vec<Known<'a>> = resources
            .map(|(address, resource)| match new_names.get(address) {
                Some(to) => Known { address: to, resource, moved_from: Some(address) },
                None => Known { address, resource, moved_from: None },
            })
            .collect();
        if !new_names.is_empty() {
            known.sort_by_key(|known| known.address);
        }
        let rules = rendered
            .targets
            .iter()
            .map(|(key, target)| (key.as_str(), rules_of(rendered, target.r#type.as_ref().unwrap_or(key).as_str())));
        Self { rendered, observed, options, known, rules: rules.collect() }
    }

    /// What should be at an address; nothing when all is to be destroyed.
    pub(super) fn desired(&self, address: &Address) -> Option<&'a Resource> {
        self.rendered.resources.get(address).filter(|_| self.options.intent != Intent::Destroy)
    }

    pub(super) fn known(&self, address: &Address) -> Option<Known<'a>> {
        let found = self.known.binary_search_by(|known| known.address.cmp(address)).ok()?;
        self.known.get(found).copied()
    }

    /// Everything the state knows, by address.
    pub(super) fn all_known(&self) -> &[Known<'a>] {
        &self.known
    }

    pub(super) fn rules(&self, address: &Address) -> &DiffRules {
        const NONE: &DiffRules = &DiffRules::none();
        self.rules.get(address.target()).unwrap_or(NONE)
    }

    /// Every address that is rendered or known.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'a>> {
        let destroy = self.options.intent == Intent::Destroy;
        let mut desired = self.rendered.resources.iter().filter(move |_| !destroy).peekable();
        let mut known = self.known.iter().peekable();
        let without_state = self.options.without_state;
        let mut seen = self.observed.resources.iter().filter(move |_| !without_state).peekable();
        std::iter::from_fn(move || {
            let heads = [desired.peek().map(|(address, _)| *address), known.peek().map(|known| known.address)];
            let address = heads.into_iter().flatten().min()?;
            let known = known.next_if(|known| known.address == address);
            while seen.next_if(|(other, _)| *other < address).is_some() {}
            let here = seen.next_if(|(other, _)| *other == address).map(|(_, seen)| seen);
            let moved_from = known.and_then(|known| known.moved_from);
            Some(Entry {
                address,
                desired: desired.next_if(|(other, _)| *other == address).map(|(_, resource)| resource),
                known: known.map(|known| known.resource),
                seen: self.under_either_name(here, moved_from),
                moved_from,
            })
        })
    }

    /// One address that is rendered or known.
    pub(super) fn entry(&self, address: &Address) -> Option<Entry<'a>> {
        let (desired, known) = (self.desired(address), self.known(address));
        let name = desired.map(|desired| &desired.address).or(known.map(|known| known.address))?;
        let here = self.observed.resources.get(address).filter(|_| !self.options.without_state);
        let moved_from = known.and_then(|known| known.moved_from);
        Some(Entry {
            address: name,
            desired,
            known: known.map(|known| known.resource),
            seen: self.under_either_name(here, moved_from),
            moved_from,
        })
    }

    /// What is renamed may have been looked for where it was, where it will be, or at both; it is in one of the places.
    fn under_either_name(
        &self,
        here: Option<&'a Observation>,
        moved_from: Option<&Address>,
    ) -> Option<&'a Observation> {
        let before = moved_from.and_then(|from| self.observed.resources.get(from));
        match (here, before) {
            (Some(Observation::Present(_) | Observation::Planned(_)), _) | (_, None) => here,
            (_, before) => before,
        }
    }

    /// What something must fit to be done; what is only looked at need not fit what should be.
    pub(super) fn wanted(&self, entry: &Entry<'a>) -> Option<&'a Resource> {
        entry.desired.filter(|_| self.options.intent != Intent::Refresh)
    }

    /// An output of another subject's resource, or of one of ours as it was seen last.
    pub(super) fn seen_output(&self, address: &Address, output: &str) -> Option<&'a Value> {
        self.observed.outputs.get(address)?.get(output)
    }

    /// The resources of ours whose outputs are not what the state has.
    pub(super) fn changed_outputs(&self) -> BTreeSet<&'a Address> {
        let differs = |address: &Address, outputs: &BTreeMap<Name, Value>| {
            let (Some(desired), Some(known)) = (self.desired(address), self.known(address)) else { return false };
            outputs.iter().any(|(name, value)| {
                let declared = desired.outputs.get(name).is_some_and(|output| !output.secret);
                declared && known.resource.outputs.get(name) != Some(value)
            })
        };
        self.observed
            .outputs
            .iter()
            .filter(|(address, seen)| differs(address, seen))
            .map(|(address, _)| address)
            .collect()
    }
}

impl Entry<'_> {
    /// Whether nothing has to be looked at: nothing was asked, and all that is known of it says it is as it should be.
    pub(super) fn is_settled(&self, options: &PlanOptions) -> bool {
        let (Some(desired), Some(known), None) = (self.desired, self.known, self.moved_from) else { return false };
        let seen_as_known = match self.seen {
            None => true,
            Some(Observation::Present(present)) => present.digest == known.digest,
            Some(Observation::Absent) => false,
            Some(Observation::Planned(theirs)) => theirs.changes.is_empty(),
        };
        desired.digest == known.digest
            && (seen_as_known || shared_file(desired.ownership))
            && same_terms(desired, known)
            && !options.forget.contains(self.address)
            && !options.replace.contains(self.address)
    }
}

/// Whether what the state keeps beside the body is what is rendered beside it.
pub(super) fn same_terms(desired: &Resource, known: &StateResource) -> bool {
    desired.protect == known.protect
        && desired.class == known.class
        && desired.ownership == known.ownership
        && desired.depends_on == known.depends_on
}

/// Whether the team may do with the file what it likes.
pub(super) fn shared_file(ownership: Option<Ownership>) -> bool {
    matches!(ownership, Some(Ownership::Seeded | Ownership::Merged))
}
