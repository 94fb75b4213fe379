//! Which steps are done, running, ready or waiting; every event costs only what depends on its step.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Step;

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Waiting,
    Ready,
    Running,
    Done,
    Failed,
}

/// The steps of a plan by position, with how far each is.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    status: Vec<Status>,
    /// How many of the steps before it are not done.
    missing: Vec<usize>,
    dependents: Vec<Vec<usize>>,
    ready: BTreeSet<usize>,
    running: usize,
    done: usize,
    failed: usize,
    positions: BTreeMap<u32, usize>,
}

impl Schedule {
    /// Nothing is done yet. `None` when a step waits for one that the plan doesn't have.
    pub(super) fn new(steps: &[Step]) -> Option<Self> {
        let positions: BTreeMap<u32, usize> = steps.iter().enumerate().map(|(at, step)| (step.id, at)).collect();
        let mut dependents = vec![Vec::new(); steps.len()];
        let mut missing = Vec::with_capacity(steps.len());
        for (at, step) in steps.iter().enumerate() {
            let before: BTreeSet<u32> = step.after.iter().copied().collect();
            for id in &before {
                dependents.get_mut(*positions.get(id)?)?.push(at);
            }
            missing.push(before.len());
        }
        let ready: BTreeSet<usize> =
            missing.iter().enumerate().filter(|(_, missing)| **missing == 0).map(|(at, _)| at).collect();
        let status = missing.iter().map(|missing| if *missing == 0 { Status::Ready } else { Status::Waiting });
        let status = status.collect();
        Some(Self { status, missing, dependents, ready, running: 0, done: 0, failed: 0, positions })
    }

    /// The position of a step in the plan.
    pub(super) fn position(&self, id: u32) -> Option<usize> {
        self.positions.get(&id).copied()
    }

    pub(super) fn status(&self, at: usize) -> Status {
        self.status.get(at).copied().unwrap_or(Status::Waiting)
    }

    /// The positions of the steps that may start.
    pub(super) fn ready(&self) -> impl Iterator<Item = usize> {
        self.ready.iter().copied()
    }

    pub(super) fn running(&self) -> usize {
        self.running
    }

    pub(super) fn done(&self) -> usize {
        self.done
    }

    pub(super) fn failed(&self) -> usize {
        self.failed
    }

    pub(super) fn len(&self) -> usize {
        self.status.len()
    }

    /// Moves a step on, and what waited for it when it is done.
    pub(super) fn set(&mut self, at: usize, status: Status) {
        let before = self.status(at);
        if before == status {
            return;
        }
        self.count(before, false);
        self.count(status, true);
        self.ready.remove(&at);
        if status == Status::Ready {
            self.ready.insert(at);
        }
        if let Some(slot) = self.status.get_mut(at) {
            *slot = status;
        }
        if status == Status::Done {
            self.release_dependents(at);
        }
    }

    fn release_dependents(&mut self, at: usize) {
        for dependent in self.dependents.get(at).cloned().unwrap_or_default() {
            let Some(missing) = self.missing.get_mut(dependent) else { continue };
            *missing = missing.saturating_sub(1);
            if *missing == 0 && self.status(dependent) == Status::Waiting {
                self.set(dependent, Status::Ready);
            }
        }
    }

    fn count(&mut self, status: Status, entered: bool) {
        let counter = match status {
            Status::Running => &mut self.running,
            Status::Done => &mut self.done,
            Status::Failed => &mut self.failed,
            Status::Waiting | Status::Ready => return,
        };
        *counter = if entered { counter.saturating_add(1) } else { counter.saturating_sub(1) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Action;

    fn step(id: u32, after: &[u32]) -> Step {
        Step::new(id, format!("a/-/x/{id}").parse().unwrap(), Action::Create, after.to_vec())
    }

    #[test]
    fn a_step_is_ready_when_all_before_it_are_done() {
        let mut schedule = Schedule::new(&[step(0, &[]), step(1, &[]), step(2, &[0, 1])]).unwrap();
        assert_eq!(schedule.ready().collect::<Vec<_>>(), [0, 1]);
        schedule.set(0, Status::Running);
        schedule.set(0, Status::Done);
        assert_eq!(schedule.ready().collect::<Vec<_>>(), [1]);
        schedule.set(1, Status::Running);
        assert_eq!(schedule.running(), 1);
        schedule.set(1, Status::Failed);
        assert_eq!((schedule.running(), schedule.failed(), schedule.ready().count()), (0, 1, 0));
    }

    #[test]
    fn a_step_after_one_that_is_not_there_is_refused() {
        assert!(Schedule::new(&[step(0, &[7])]).is_none());
    }
}
