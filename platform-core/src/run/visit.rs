//! All that is done at a target at once: by its own tool, or in one commit.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::apply::Apply;
use super::schedule::Status;
use super::step::{StepWork, work};
use crate::model::{Action, Address, Diagnostic, Digest, Intent, Observation, Plan, Rendered, Resource, Target, Value};
use crate::plan::{Keep, fill_for};

/// All that a subject has at a target where all is done at once, and what the plan says is done there.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Visit {
    /// What should be there. What comes from elsewhere is filled in; what a resource of the target reads of another there
    /// is unknown: the target's own references say it. Where all is destroyed, what the state has.
    pub rendered: Rendered,
    /// What the state has there.
    pub known: BTreeMap<Address, Value>,
    /// What the plan does there. What it does nothing to is left out.
    pub actions: BTreeMap<Address, Vec<Action>>,
    /// All is removed.
    pub destroys: bool,
    /// An address there under the name that the subject or the environment had, where it is known by that.
    pub renamed_from: Option<Address>,
    /// The steps there that are not done yet, in an order in which they can be done; each without a visit of its own.
    /// Where an earlier attempt began one of them, all say `repeated`. None, where a tool of its own plans.
    pub work: Vec<StepWork>,
    plan: Arc<Plan>,
    all: Arc<Rendered>,
}

impl Visit {
    /// The digest of the plan.
    pub fn plan_digest(&self) -> Digest {
        self.plan.digest
    }

    /// As [`check`](super::check), for a step of the visit.
    ///
    /// # Errors
    /// `plan.stale`, naming what changed.
    pub fn check(&self, work: &StepWork, observation: &Observation) -> Result<(), Diagnostic> {
        super::check::check_work(&self.plan, &self.all, work, observation)
    }
}

impl Apply {
    /// All that is done at a target at once; nothing, where each resource is done by itself, and where only what is known
    /// is learned anew.
    pub fn visit(&self, key: &str) -> Option<Visit> {
        let (plan, state) = (&self.plan, &self.state);
        let target = plan.targets.get(key);
        let target = target.filter(|target| target.is_done_at_once(key) && plan.intent != Intent::Refresh)?;
        let is_there = |other: &&Address| other.target() == key;
        let known = state.resources.iter().filter(|(other, _)| is_there(other));
        let known: BTreeMap<Address, Value> = known.map(|(other, one)| (other.clone(), one.body.clone())).collect();
        let changes = || plan.changes.iter().filter(|change| is_there(&&change.address));
        let actions = changes().map(|change| (change.address.clone(), change.actions.clone())).collect();
        let (subject, environment) = (plan.subject.to_string(), plan.environment.as_str());
        let is_here = |other: &Address| {
            (other.subject(), other.environment(), other.target()) == (subject.as_str(), environment, key)
        };
        let former = changes().filter_map(|change| change.moved_from.as_ref());
        let renamed_from = former.into_iter().find(|from| !is_here(from)).cloned();
        let destroys = plan.intent == Intent::Destroy;
        let mut rendered = Rendered::empty(plan.subject.clone(), plan.environment.clone());
        if destroys {
            let known = known.iter().map(|(other, body)| (other.clone(), Resource::new(other.clone(), body.clone())));
            rendered.resources.extend(known);
        } else {
            let resources = self.rendered.resources.iter().filter(|(other, _)| is_there(other));
            rendered.resources.extend(resources.map(|(other, resource)| {
                let body = fill_for(Keep::of(resource, &plan.targets), &resource.body, &|from, name| {
                    self.known().output(from, name).filter(|_| !is_here(from)).cloned()
                });
                (other.clone(), resource.clone().with_body(body))
            }));
        }
        let work = self.work_at(key, target);
        let (plan, all) = (plan.clone(), self.rendered.clone());
        Some(Visit { rendered, known, actions, destroys, renamed_from, work, plan, all })
    }

    /// What is left to do at a target. What an earlier attempt began there, it may have done all of.
    fn work_at(&self, key: &str, target: &Target) -> Vec<StepWork> {
        if target.is_delegated(key) {
            return Vec::new();
        }
        let there = || self.plan.steps.iter().enumerate().filter(|(_, step)| step.address.target() == key);
        let is_done = |at: usize| self.schedule.status(at) == Status::Done;
        let repeated = there().any(|(at, _)| is_done(at) || self.repeated.get(at).copied().unwrap_or(false));
        let left = there().filter(|(at, _)| !is_done(*at)).filter_map(|(at, _)| work(self, at));
        left.map(|work| StepWork { repeated, ..work }).collect()
    }
}
