//! A world to apply plans to: it keeps bodies, adds fields of its own, and gives other outputs after each change.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform_core::model::{
    Action, Address, Map, Observation, Observed, Plan, Rendered, State, StepEvent, StepEventKind, Timestamp, Value,
};
use platform_core::run::{self, Apply, Next, StepWork};
use proptest::test_runner::TestCaseError;

use crate::generate::{Case, output_of};
use crate::law_3::{all, asked_again, planned};

/// What is there.
#[derive(Clone)]
pub struct World {
    there: BTreeMap<Address, Value>,
    generation: BTreeMap<Address, u32>,
    others: Observed,
    /// What a secret output really is; nobody but its reader may ever see it.
    pub secret: &'static str,
}

/// What an apply left.
pub struct Applied {
    pub state: State,
    /// Everything that could have been printed or stored.
    pub journal: String,
}

impl World {
    /// What was not observed is as state knows it.
    pub fn of(case: &Case) -> Self {
        let mut there = BTreeMap::new();
        for (address, known) in &case.state.resources {
            let looked_for = [Some(address), case.renames.get(address)].into_iter().flatten();
            if looked_for.into_iter().all(|name| case.observed.get(name).is_none()) {
                there.insert(address.clone(), known.body.clone());
            }
        }
        for (address, observation) in &case.observed.resources {
            if let Observation::Present(present) = observation {
                there.insert(address.clone(), present.body().clone());
            }
        }
        let mut others = Observed::nothing();
        others.outputs = case.observed.outputs.clone();
        Self { there, generation: BTreeMap::new(), others, secret: "MARKER-hunter2" }
    }

    pub fn body(&self, address: &Address) -> Option<&Value> {
        self.there.get(address)
    }

    pub fn put(&mut self, address: &Address, body: Option<Value>) {
        match body {
            Some(body) => drop(self.there.insert(address.clone(), body)),
            None => drop(self.there.remove(address)),
        }
    }

    /// Everything that anybody may ask for was looked at.
    pub fn observe<'a>(&self, addresses: impl Iterator<Item = &'a Address>) -> Observed {
        let mut observed = self.others.clone();
        for address in addresses {
            observed = observed.with_absent(address.clone());
        }
        for (address, body) in &self.there {
            observed = observed.with_present(address.clone(), body.clone());
        }
        observed
    }

    fn do_step(&mut self, work: &StepWork) -> StepEventKind {
        let address = &work.step.address;
        let body = work.body.clone();
        let known = work.before.as_ref().map(|before| &before.body);
        match work.step.action {
            Action::Create => {
                let added = Value::map([("ready", Value::Bool(true))]);
                let body = body.clone().map(|body| match body {
                    Value::Map(map) if !map.contains_key("status") => Value::Map(map.with("status", added)),
                    other => other,
                });
                self.put(address, body);
                *self.generation.entry(address.clone()).or_default() += 1;
            }
            Action::Update => {
                let have = self.there.get(address);
                let is_file = have.is_some_and(|have| have.as_str().is_some());
                let written = if is_file { body.clone() } else { patched(have, known, body.as_ref()) };
                self.put(address, written);
                *self.generation.entry(address.clone()).or_default() += 1;
            }
            Action::Delete => self.put(address, None),
            Action::Move => {
                let from = work.moved_from.as_ref().and_then(|from| self.there.remove(from));
                if from.is_some() {
                    self.put(address, from);
                }
            }
            _ => {}
        }
        let outputs = work.resource.iter().flat_map(|resource| resource.outputs.iter()).map(|(name, declaration)| {
            let generation = self.generation.get(address).copied().unwrap_or_default();
            let value =
                if declaration.secret { self.secret.into() } else { output_of(address, name.as_str(), generation) };
            (name.clone(), value)
        });
        let gone = matches!(work.step.action, Action::Delete | Action::Forget);
        StepEventKind::Succeeded { body: body.filter(|_| !gone), outputs: outputs.collect(), identity: None }
    }
}

/// As server-side apply does it: what we want is set, what we wrote and no longer want goes, the rest stays.
fn patched(have: Option<&Value>, known: Option<&Value>, want: Option<&Value>) -> Option<Value> {
    match (have, known, want) {
        (have, None, None) => have.cloned(),
        (Some(Value::Map(have)), Some(Value::Map(known)), None) if !known.is_empty() => {
            let left: Map = merge_maps(have, Some(known), &Map::default());
            (!left.is_empty()).then_some(Value::Map(left))
        }
        (_, Some(_), None) => None,
        (Some(Value::Map(have)), known, Some(Value::Map(want))) => {
            Some(Value::Map(merge_maps(have, known.and_then(Value::as_map), want)))
        }
        (_, _, Some(want)) => Some(want.clone()),
    }
}

fn merge_maps(have: &Map, known: Option<&Map>, want: &Map) -> Map {
    let keys = have.keys().chain(want.keys());
    let merged = keys.filter_map(|key| {
        let value = patched(have.get(key), known.and_then(|known| known.get(key)), want.get(key))?;
        Some((key.clone(), value))
    });
    Map::from_entries(merged)
}

/// Applies a plan. `mix` decides which of the running steps ends next.
pub fn apply(
    world: &mut World,
    plan: &Plan,
    rendered: &Rendered,
    state: &State,
    observed: &Observed,
    mix: u64,
) -> Result<Applied, TestCaseError> {
    let fail = |text: String| TestCaseError::fail(text);
    let mut apply = Apply::begin(Arc::new(plan.clone()), Arc::new(rendered.clone()), state, observed)
        .map_err(|failure| fail(format!("the apply of an applicable, fresh plan did not begin: {failure}")))?;
    let now = Timestamp::from_milliseconds(1);
    let mut running: Vec<StepWork> = Vec::new();
    let mut order = Vec::new();
    loop {
        match run::next(&apply, now) {
            Next::Start(works) => {
                for work in works {
                    if let Some(diagnostic) = &work.refused {
                        return Err(fail(format!("a step was refused: {diagnostic}")));
                    }
                    let started = StepEvent::new(work.step.id, work.attempt, now, StepEventKind::Started);
                    run::record(&mut apply, started).map_err(|failure| fail(failure.to_string()))?;
                    running.push(work);
                }
            }
            Next::Done => break,
            _ => {}
        }
        if running.is_empty() {
            return Err(fail("the apply waits for nothing".to_owned()));
        }
        let position = usize::try_from(mix).unwrap_or_default().wrapping_add(order.len() * 7) % running.len();
        let work = running.swap_remove(position);
        let ended = StepEvent::new(work.step.id, work.attempt, now, world.do_step(&work));
        order.push(work.step.id);
        run::record(&mut apply, ended).map_err(|failure| fail(failure.to_string()))?;
    }
    if order.len() != plan.steps.len() {
        return Err(fail(format!("{} of {} steps were done", order.len(), plan.steps.len())));
    }
    let journal = serde_json::to_string(apply.journal()).unwrap();
    let state = run::finish(apply.state().clone(), plan, apply.verdict());
    Ok(Applied { state, journal })
}

/// Applies a plan and, where files had to wait for what it gives, the next one. `None` where that one can't be applied:
/// only then it shows that the team changed the same lines.
pub fn apply_all(world: &mut World, case: &Case, plan: &Plan, mix: u64) -> Result<Option<Applied>, TestCaseError> {
    let done = apply(world, plan, &case.rendered, &case.state, &case.observed, mix)?;
    if plan.deferred().next().is_none() {
        return Ok(Some(done));
    }
    let observed = world.observe(all(case).iter());
    let Some(next) = planned(&case.rendered, &done.state, &observed, &asked_again(&case.options)) else {
        return Err(TestCaseError::fail("what waits for the first plan could not be planned"));
    };
    if next.deferred().next().is_some() {
        return Err(TestCaseError::fail("what waited for the first plan still waits"));
    }
    if !next.is_applicable() {
        return Ok(None);
    }
    apply(world, &next, &case.rendered, &done.state, &observed, mix).map(Some)
}
