//! An executor for tests of those who write plans, workspaces or executors of their own.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use platform_core::model::{Action, Address, Diagnostic, Effect, Name, Observation, Present, Resource, Value, codes};
use platform_core::run::StepWork;

use super::{Asked, Capabilities, Executor, Performed, Task};

/// Keeps what it is given in memory, and fails where it is told to. Python and Node have the same.
///
/// ```
/// use platform_host::executors::{Executor, FakeExecutor};
///
/// let fake = FakeExecutor::default();
/// fake.refuses("cart/staging/kubernetes/workload".parse()?, "too large");
/// assert!(fake.rehearses() && fake.calls().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct FakeExecutor(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    bodies: BTreeMap<Address, Value>,
    calls: Vec<String>,
    outputs: BTreeMap<Address, BTreeMap<Name, Value>>,
    fails: BTreeMap<Address, Diagnostic>,
    refuses: BTreeMap<Address, String>,
    not_ready: BTreeMap<Address, String>,
}

impl FakeExecutor {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is there.
    pub fn bodies(&self) -> BTreeMap<Address, Value> {
        self.kept().bodies.clone()
    }

    /// Somebody else writes something, or removes it.
    pub fn set(&self, address: Address, body: Option<Value>) {
        let bodies = &mut self.kept().bodies;
        match body {
            Some(body) => drop(bodies.insert(address, body)),
            None => drop(bodies.remove(&address)),
        }
    }

    /// What was done, such as `create cart/staging/kubernetes/workload`.
    pub fn calls(&self) -> Vec<String> {
        self.kept().calls.clone()
    }

    /// What a step at an address gives.
    pub fn gives(&self, address: Address, outputs: BTreeMap<Name, Value>) {
        self.kept().outputs.insert(address, outputs);
    }

    /// Fails at the next step at an address.
    pub fn fails(&self, address: Address, problem: Diagnostic) {
        self.kept().fails.insert(address, problem);
    }

    /// Says beforehand that a step that writes there would be refused.
    pub fn refuses(&self, address: Address, why: impl Into<String>) {
        self.kept().refuses.insert(address, why.into());
    }

    /// Says that what is there does not work.
    pub fn not_ready(&self, address: Address, why: impl Into<String>) {
        self.kept().not_ready.insert(address, why.into());
    }
}

fn told<'a>(addresses: impl Iterator<Item = &'a Address>, why: impl Fn(&Address) -> Option<String>) -> Vec<Diagnostic> {
    let problem = |address: &Address| {
        let message = format!("{address}: {}", why(address)?);
        Some(Diagnostic::error(codes::EXEC_FAILED, message).with_outcome(Effect::None))
    };
    addresses.filter_map(problem).collect()
}

impl Kept {
    fn perform(&mut self, work: &StepWork) -> Result<Performed, Diagnostic> {
        let address = &work.step.address;
        let action = work.step.action;
        let word = serde_json::to_value(action).unwrap_or_default();
        self.calls.push(format!("{} {address}", word.as_str().unwrap_or_default()));
        if let Some(problem) = self.fails.remove(address) {
            return Err(problem);
        }
        match (action, &work.moved_from, &work.body) {
            (Action::Delete | Action::Forget, _, _) => drop(self.bodies.remove(address)),
            (Action::Move, Some(former), _) => {
                if let Some(body) = self.bodies.remove(former) {
                    self.bodies.insert(address.clone(), body);
                }
            }
            (_, _, Some(body)) => drop(self.bodies.insert(address.clone(), body.clone())),
            _ => {}
        }
        let outputs = self.outputs.get(address).cloned().unwrap_or_default();
        Ok(Performed { outputs, ..Performed::default() })
    }

    fn observe(&self, asked: &Asked<'_>) -> Observation {
        let body = self.bodies.get(asked.address);
        body.map_or(Observation::Absent, |body| Observation::Present(Present::new(body.clone())))
    }
}

impl Executor for FakeExecutor {
    fn capabilities(&self) -> Capabilities {
        Capabilities { idempotent: true, can_look_up: true }
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        Box::pin(async move { asked.iter().map(|asked| Ok(self.kept().observe(asked))).collect() })
    }

    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        Box::pin(async move { self.kept().perform(work) })
    }

    fn rehearses(&self) -> bool {
        true
    }

    fn rehearse<'a>(&'a self, work: &'a [StepWork], _: &'a [StepWork]) -> Task<'a, Vec<Diagnostic>> {
        let written = work.iter().filter(|work| work.body.is_some()).map(|work| &work.step.address);
        let told = told(written, |address| self.kept().refuses.get(address).cloned());
        Box::pin(async move { told })
    }

    fn unready<'a>(&'a self, resources: &'a [&'a Resource]) -> Task<'a, Vec<Diagnostic>> {
        let addresses = resources.iter().map(|resource| &resource.address);
        let told = told(addresses, |address| self.kept().not_ready.get(address).cloned());
        Box::pin(async move { told })
    }
}
