//! What planning and applying must know of the world: the state, what is there, what others gave.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use platform_core::model::{
    Address, Diagnostic, EntityRef, Failure, Former, Name, Observation, Observed, Rendered, Resource, Retry, Scope,
    State, StateResource, Text, Value, codes, sort_diagnostics,
};

use super::Inner;
use super::site::Site;
use crate::driver::blocking;
use crate::executors::{Asked, Executor};
use crate::store::Stored;

/// What is known of one subject in one environment, and of the world around it.
pub(super) struct Facts {
    /// What the store holds; `None` before the first apply.
    pub(super) stored: Option<Stored>,
    /// What is there, and what others gave.
    pub(super) observed: Observed,
    /// What others should have given, and were never applied to give.
    pub(super) missing: Vec<Missing>,
}

impl Facts {
    /// The state; an empty one without lineage before the first apply.
    pub(super) fn state(&self, subject: &EntityRef, scope: &Scope) -> State {
        match &self.stored {
            Some(stored) => stored.state.clone(),
            None => State::new(subject.clone(), scope.clone(), ""),
        }
    }
}

/// An output of another subject's resource, or of the subject's other scope, that is read and not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Missing {
    /// What should give it.
    pub(super) producer: Address,
    /// Its name.
    output: Text,
    /// What reads it.
    reader: Address,
    /// Whether what should give it was deployed.
    deployed: bool,
    /// Where it is to be given, in words.
    place: Option<String>,
}

impl Missing {
    /// What to do first.
    pub(super) fn diagnostic(&self) -> Diagnostic {
        let (reader, output, producer) = (&self.reader, &self.output, &self.producer);
        let (subject, environment) = (producer.subject(), producer.environment());
        if self.deployed {
            let message = format!("{reader} reads `{output}` of {producer}, which did not give it");
            let help = match &self.place {
                Some(place) => format!("add `{output}` to {place}"),
                None => format!("name a file by `outputs:` of target `{}` and add `{output}`", producer.target()),
            };
            return Diagnostic::error(codes::EXEC_OUTPUT_MISSING, message)
                .with_help(help)
                .with_retry(Retry::AfterHuman);
        }
        let message =
            format!("{reader} reads `{output}` of {producer}, and `{subject}` was never deployed in {environment}");
        Diagnostic::error(codes::PLAN_UNKNOWN, message)
            .with_help(format!("deploy it first: `platform deploy {subject} --env {environment}`"))
            .with_retry(Retry::AfterHuman)
    }
}

/// The outputs of other subjects, or of the subject's other scope, that are read, each with a reader.
fn reads(rendered: &Rendered) -> BTreeMap<(Address, Text), Address> {
    let mut reads = BTreeMap::new();
    for resource in rendered.resources.values() {
        let values = resource.outputs.values().filter_map(|output| output.value.as_ref());
        let unknown =
            values.chain([&resource.body]).filter(|value| value.has_unknown()).flat_map(Value::unknown_outputs);
        for read in unknown.filter(|(address, _)| !is_own(rendered, address)) {
            reads.entry(read).or_insert_with(|| resource.address.clone());
        }
    }
    reads
}

fn is_own(rendered: &Rendered, address: &Address) -> bool {
    address.environment() == rendered.environment.as_str() && address.subject() == rendered.subject.to_string()
}

/// Gathers the facts about what was rendered.
///
/// # Errors
/// `store.*`, `exec.*`: the store can't be read, something can't be looked at, a delivery isn't built.
pub(super) async fn gather(inner: &Arc<Inner>, rendered: &Rendered, site: &Site) -> Result<Facts, Failure> {
    let (stored, others) = load(inner, rendered).await?;
    let resources = observe(rendered, stored.as_ref().map(|stored| &stored.state), site).await?;
    let mut observed = Observed::nothing();
    observed.resources = resources;
    observed.outputs = own_outputs(rendered, stored.as_ref(), site);
    let mut missing = Vec::new();
    for ((producer, output), reader) in reads(rendered) {
        let key = (producer.subject().to_owned(), producer.environment().to_owned());
        let known = others.get(&key).and_then(|state| state.resources.get(&producer));
        if let Some(known) = known.filter(|_| !observed.outputs.contains_key(&producer)) {
            observed.outputs.insert(producer.clone(), given(&producer, known, rendered, site));
        }
        if observed.outputs.get(&producer).is_none_or(|outputs| !outputs.contains_key(&*output)) {
            let place = site.executors.of(&producer).ok().and_then(|executor| executor.outputs_place(&producer));
            missing.push(Missing { producer, output, reader, deployed: known.is_some(), place });
        }
    }
    Ok(Facts { stored, observed, missing })
}

type Others = BTreeMap<(String, String), State>;

/// The subject's state, and those of others that it reads from.
async fn load(inner: &Arc<Inner>, rendered: &Rendered) -> Result<(Option<Stored>, Others), Failure> {
    let (subject, scope) = (rendered.subject.clone(), rendered.environment.clone());
    let keys: BTreeSet<(String, String)> = reads(rendered)
        .into_keys()
        .map(|(address, _)| (address.subject().to_owned(), address.environment().to_owned()))
        .collect();
    let (inner, former) = (inner.clone(), rendered.former.clone());
    let read = move || {
        let Some(store) = inner.stored()? else { return Ok((None, Others::new())) };
        let mut stored = store.load(&subject, &scope)?;
        for Former { subject, environment } in former {
            // What was destroyed under its old name is nothing's beginning.
            let load = || store.load(&subject, &environment);
            stored = match stored {
                None => load()?.filter(|stored| !stored.state.resources.is_empty() || stored.state.applying.is_some()),
                found => found,
            };
        }
        let mut others = Others::new();
        for key in keys {
            let (Ok(subject), Ok(scope)) = (key.0.parse::<EntityRef>(), key.1.parse::<Scope>()) else { continue };
            others.extend(store.load(&subject, &scope)?.map(|stored| (key, stored.state)));
        }
        Ok((stored, others))
    };
    blocking(read).await
}

/// What somebody else's resource gave: what its state says, or newer, what the outputs file says.
fn given(producer: &Address, known: &StateResource, rendered: &Rendered, site: &Site) -> BTreeMap<Name, Value> {
    let mut outputs = known.outputs.clone();
    if producer.environment() == rendered.environment.as_str() {
        for (name, value) in site.outputs.get(producer).into_iter().flatten() {
            if !matches!(outputs.get(name.as_str()), Some(Value::Secret(_))) {
                outputs.insert(name.clone(), value.clone());
            }
        }
    }
    outputs
}

/// What the subject's own resources give by now, of those that are there already.
fn own_outputs(rendered: &Rendered, stored: Option<&Stored>, site: &Site) -> BTreeMap<Address, BTreeMap<Name, Value>> {
    let there = |resource: &&Resource| {
        !resource.outputs.is_empty()
            && stored.is_some_and(|stored| stored.state.resources.contains_key(&resource.address))
    };
    let outputs = rendered.resources.values().filter(there).filter_map(|resource| {
        let file = site.outputs.get(&resource.address)?;
        let plain = resource.outputs.iter().filter(|(_, output)| !output.secret && output.value.is_none());
        let given: BTreeMap<Name, Value> =
            plain.filter_map(|(name, _)| Some((name.clone(), file.get(name.as_str())?.clone()))).collect();
        (!given.is_empty()).then(|| (resource.address.clone(), given))
    });
    outputs.collect()
}

/// Looks at everything that should be and everything that is ours.
async fn observe(
    rendered: &Rendered,
    state: Option<&State>,
    site: &Site,
) -> Result<BTreeMap<Address, Observation>, Failure> {
    let known = |address: &Address| state.and_then(|state| state.resources.get(address));
    let addresses: BTreeSet<&Address> =
        rendered.resources.keys().chain(state.into_iter().flat_map(|state| state.resources.keys())).collect();
    let mut groups: Vec<(Arc<dyn Executor>, Vec<Asked<'_>>)> = Vec::new();
    let mut problems = Vec::new();
    for address in addresses {
        let asked = Asked { address, resource: rendered.resources.get(address), known: known(address) };
        match site.executors.of(address) {
            Err(problem) => problems.push(problem),
            Ok(executor) if !executor.observes() => {}
            Ok(executor) => match groups.iter_mut().find(|(other, _)| Arc::ptr_eq(other, executor)) {
                Some((_, group)) => group.push(asked),
                None => groups.push((executor.clone(), vec![asked])),
            },
        }
    }
    let mut found: BTreeMap<Address, Observation> = BTreeMap::new();
    for (executor, asked) in &groups {
        for (asked, answer) in asked.iter().zip(executor.observe(asked).await) {
            match answer {
                Ok(observation) => drop(found.insert(asked.address.clone(), observation)),
                Err(problem) => problems.push(problem),
            }
        }
    }
    sort_diagnostics(&mut problems);
    if !problems.is_empty() {
        return Err(Failure { diagnostics: problems });
    }
    Ok(found)
}
