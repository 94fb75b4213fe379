//! What must be there before what.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Address, Diagnostic, Place, Resource, Text, codes};
use crate::render::compiled::UnitKind;
use crate::render::expression::help;

use super::{Activation, Assembly, implied};

impl Assembly<'_> {
    /// The place of the template that gives an address.
    pub(super) fn place(&self, address: &Address) -> Option<Place> {
        self.units.iter().find(|state| self.gives(state, address)).map(|state| state.unit.place.clone())
    }

    /// Completes the dependencies of all resources, and reports circles.
    pub(super) fn check_order(&mut self, made: &mut BTreeMap<Address, Resource>) {
        let own = (self.resolved.subject.reference().to_string(), self.resolved.scope.to_string());
        let mut wanted: BTreeMap<Address, Vec<Address>> = BTreeMap::new();
        for number in 0..self.units.len() {
            let (addresses, before) = self.depends_on(number);
            if let Err(problem) = self.total.step(addresses.len().saturating_mul(before.len())) {
                let place = self.units.get(number).map(|state| state.unit.place.clone());
                self.diagnostics.push(problem.with_place(place));
                return;
            }
            for address in addresses {
                wanted.entry(address).or_default().extend(before.iter().cloned());
            }
        }
        implied::extend(self, made, &mut wanted);
        let there: BTreeSet<Address> = made.keys().cloned().collect();
        for (address, resource) in made.iter_mut() {
            let is_there = |other: &Address| {
                there.contains(other) || (other.subject(), other.environment()) != (own.0.as_str(), own.1.as_str())
            };
            let read = std::mem::take(&mut resource.depends_on).into_iter();
            let all: BTreeSet<Address> =
                read.chain(wanted.remove(address).unwrap_or_default()).filter(is_there).collect();
            resource.depends_on = all.into_iter().collect();
        }
        if let Some(circle) = circle(made) {
            let names: Vec<&str> = circle.iter().chain(circle.first()).map(Address::id).collect();
            let message = format!("resources depend on each other in a circle: {}", names.join(" needs "));
            let place = circle.first().and_then(|address| self.place(address));
            let diagnostic = Diagnostic::error(codes::GRAPH_CYCLE, message).with_place(place);
            self.diagnostics
                .push(diagnostic.with_help("break it at one place: by a parameter, or by leaving out `dependsOn`"));
        }
    }

    /// The instances of a template, and what its `dependsOn` names.
    fn depends_on(&mut self, number: usize) -> (Vec<Address>, Vec<Address>) {
        let Some(state) = self.units.get(number) else { return (Vec::new(), Vec::new()) };
        let unit = state.unit;
        let Activation::Known(instances) = state.activation.clone() else { return (Vec::new(), Vec::new()) };
        let mut before = Vec::new();
        for (id, place) in &unit.depends_on {
            match self.named(id) {
                Some(addresses) => before.extend(addresses),
                None => {
                    let mut ids: Vec<&str> = self.by_id.keys().copied().collect();
                    ids.sort_unstable();
                    let message = format!("`dependsOn` names `{id}`, and no resource has that id");
                    let diagnostic = Diagnostic::error(codes::GRAPH_DANGLING, message);
                    self.diagnostics.push(diagnostic.with_help(help(id, ids, "remove it")).with_place(place.clone()));
                }
            }
        }
        (instances.iter().map(|instance| instance.address.clone()).collect(), before)
    }

    /// The addresses that an id names here: none when it is not rendered; `None` when there is no such id at all.
    fn named(&mut self, id: &Text) -> Option<Vec<Address>> {
        if let Some(number) = self.by_id.get(&**id).copied() {
            return Some(self.instances(number).iter().map(|instance| instance.address.clone()).collect());
        }
        let members = |state: &super::State<'_>| state.unit.group.as_ref() == Some(id);
        let members: Vec<usize> =
            (0..self.units.len()).filter(|number| self.units.get(*number).is_some_and(members)).collect();
        if !members.is_empty() {
            let instances = members.into_iter().flat_map(|number| self.instances(number).to_vec());
            return Some(instances.map(|instance| instance.address).collect());
        }
        let number = id.split_once('.').and_then(|(id, _)| self.by_id.get(id).copied())?;
        let unit = self.units.get(number)?.unit;
        if unit.kind != UnitKind::Resource || (unit.each.is_none() && unit.provides.is_none()) {
            return None;
        }
        let instances = self.instances(number);
        let key = id.split_once('.').map(|(_, key)| key);
        Some(
            instances
                .iter()
                .filter(|instance| instance.key() == key)
                .map(|instance| instance.address.clone())
                .collect(),
        )
    }
}

/// Some circle, beginning with its least address.
fn circle(made: &BTreeMap<Address, Resource>) -> Option<Vec<Address>> {
    let mut done: BTreeSet<&Address> = BTreeSet::new();
    for start in made.keys() {
        // The way from the start, each with those of its dependencies that were not looked at yet.
        let mut way: Vec<(&Address, std::slice::Iter<'_, Address>)> = Vec::new();
        let dependencies = |address: &Address| made.get(address).map(|resource| resource.depends_on.iter());
        if let Some(first) = dependencies(start).filter(|_| !done.contains(start)) {
            way.push((start, first));
        }
        while let Some((address, rest)) = way.last_mut() {
            match rest.next() {
                Some(next) if done.contains(next) => {}
                Some(next) => {
                    if let Some(begin) = way.iter().position(|(address, _)| *address == next) {
                        return Some(least_first(
                            way.iter().skip(begin).map(|(address, _)| (*address).clone()).collect(),
                        ));
                    }
                    if let Some(dependencies) = dependencies(next) {
                        way.push((next, dependencies));
                    }
                }
                None => {
                    done.insert(address);
                    way.pop();
                }
            }
        }
    }
    None
}

fn least_first(mut circle: Vec<Address>) -> Vec<Address> {
    let least = circle.iter().enumerate().min_by_key(|(_, address)| (*address).clone()).map_or(0, |(index, _)| index);
    circle.rotate_left(least);
    circle
}
