//! What targets would refuse, asked before anything is changed.

use std::collections::BTreeMap;

use platform_core::model::{Address, Diagnostic};
use platform_core::run::{Apply, StepWork, ahead};

use crate::executors::Executors;

/// What was asked about so far, by target: a namespace that one plan makes is there for the next.
#[derive(Debug, Default)]
pub struct Rehearsal {
    earlier: BTreeMap<String, Vec<StepWork>>,
}

impl Rehearsal {
    /// What the targets of an apply would refuse of it. Changes nothing; targets that can't tell are not asked, and cost
    /// nothing.
    pub async fn of(&mut self, apply: &Apply, executors: &Executors) -> Vec<Diagnostic> {
        let rehearses = |address: &Address| executors.of(address).is_ok_and(|executor| executor.rehearses());
        let mut targets: BTreeMap<String, Vec<StepWork>> = BTreeMap::new();
        for work in ahead(apply, |step| rehearses(&step.address)) {
            targets.entry(work.step.address.target().to_owned()).or_default().push(work);
        }
        let mut refused = Vec::new();
        for (target, work) in targets {
            let executor = work.first().and_then(|first| executors.of(&first.step.address).ok());
            let earlier = self.earlier.entry(target).or_default();
            if let Some(executor) = executor {
                refused.extend(executor.rehearse(&work, earlier).await);
            }
            earlier.extend(work);
        }
        refused
    }
}
