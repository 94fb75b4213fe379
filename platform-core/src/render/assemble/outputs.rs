//! What resources give to others.

use std::collections::BTreeMap;

use crate::model::{Address, Name, OriginId, OutputDeclaration, Value};
use crate::render::expression::{Problem, require_shallow};
use crate::render::template::Escape;

use super::roots::declared;
use super::{Assembly, Current, Instance};

/// An output of an instance.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) declaration: OutputDeclaration,
    /// The origins of what was read for its value.
    reads: Vec<OriginId>,
    /// The resources that were read from for its value.
    pub(super) edges: Vec<Address>,
}

impl Assembly<'_> {
    /// One output's value, and the origins of what was read for it.
    pub(super) fn output(
        &mut self,
        number: usize,
        instance: &Instance,
        name: &str,
    ) -> Result<(Value, Vec<OriginId>), Problem> {
        let all = self.outputs(number, instance);
        let given = all.get(name);
        let value = given.map(|given| declared(&instance.address, name, &given.declaration));
        Ok((value.unwrap_or_default(), given.map(|given| given.reads.clone()).unwrap_or_default()))
    }

    /// What an instance declares.
    pub(super) fn declarations(&mut self, number: usize, instance: &Instance) -> BTreeMap<Name, OutputDeclaration> {
        let all = self.outputs(number, instance);
        all.into_iter().map(|(name, given)| (name, given.declaration)).collect()
    }

    /// All outputs of an instance, evaluated once.
    pub(super) fn outputs(&mut self, number: usize, instance: &Instance) -> BTreeMap<Name, Given> {
        if let Some(known) = instance.outputs.get() {
            return known.clone();
        }
        let Some(unit) = self.units.get(number).map(|state| state.unit) else { return BTreeMap::new() };
        if unit.outputs.is_empty() {
            return BTreeMap::new();
        }
        let what = format!("the outputs of `{}`", instance.id);
        if self.chain.contains(&what) {
            self.report_circle(&unit.place, &what);
            return BTreeMap::new();
        }
        if !self.enter(what, &unit.place) {
            return BTreeMap::new();
        }
        let mut outputs = BTreeMap::new();
        for (name, output) in &unit.outputs {
            let current = Current { unit: number, kind: instance.kind.clone() };
            let (filled, edges) = self.for_current(current, |assembly| {
                let template = output.value.as_ref()?;
                let first = assembly.table.add_shared(template.origins().clone());
                Some(template.fill(first, Escape::None, assembly))
            });
            let (value, mut reads) =
                filled.map_or((None, Vec::new()), |(value, origins)| (Some(value), origins.to_vec()));
            reads.sort_unstable();
            reads.dedup();
            let deep = value.as_ref().and_then(|value| require_shallow(value).err());
            let value = if deep.is_some() { None } else { value };
            self.diagnostics.extend(deep.map(|problem| *super::activate::placed(problem, &output.place)));
            let declaration = OutputDeclaration { attribute: output.attribute.clone(), value, secret: output.secret };
            outputs.insert(name.clone(), Given { declaration, reads, edges });
        }
        self.chain.pop();
        let _ = instance.outputs.set(outputs.clone());
        outputs
    }
}
