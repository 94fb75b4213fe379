//! All that is done at a target at once: by its own tool, or in one commit.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::apply::Apply;
use super::schedule::Status;
use super::step::{StepWork, work};
use crate::model::{
    Action, Address, Diagnostic, Digest, Expectation, Intent, Observation, Outcome, Plan, Rendered, Resource,
    Staleness, Target, TerraformPlan, ToolPlan, Value,
};
use crate::plan::{self, Keep, fill_for};

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
    /// What its tool is to plan for each resource that it was planned with, by digest. None, where the plan was made without
    /// asking the tool, and where it is gone on with.
    pub expected: BTreeMap<Address, Digest>,
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

    /// What Terraform would do with each resource of the target.
    ///
    /// # Errors
    /// As [`observe_terraform_plan`](plan::observe_terraform_plan).
    pub fn observe(&self, theirs: &TerraformPlan) -> Outcome<BTreeMap<Address, Observation>> {
        let wanted = self.rendered.resources.iter().map(|(address, resource)| (address, &resource.body));
        plan::observe_tool(theirs, wanted, self.known.iter())
    }

    /// Whether the tool would do what it was planned with, where it was asked.
    ///
    /// # Errors
    /// `plan.stale`, naming the first that becomes another.
    pub fn check_tool(&self, found: &BTreeMap<Address, Observation>) -> Result<(), Diagnostic> {
        if self.expected.is_empty() {
            return Ok(());
        }
        let nothing = ToolPlan::default().digest();
        for (address, observation) in found {
            let digest = self.expected.get(address).copied().unwrap_or(nothing);
            let expect = Expectation::Planned { digest };
            let checked = plan::check_expectation(&expect, &plan::DiffRules::none(), None, None, observation);
            if let Err(paths) = checked {
                let cause = Staleness::Fields { address: address.clone(), paths };
                return Err(super::check::stale(&self.plan, &cause));
            }
        }
        Ok(())
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
        let expected = self.expected_at(key);
        let work = self.work_at(key, target);
        let (plan, all) = (plan.clone(), self.rendered.clone());
        Some(Visit { rendered, known, actions, expected, destroys, renamed_from, work, plan, all })
    }

    fn expected_at(&self, key: &str) -> BTreeMap<Address, Digest> {
        // What an earlier attempt did of it is not to be done again.
        if self.is_begun_at(key) {
            return BTreeMap::new();
        }
        let there = self.plan.preconditions.iter().filter(|held| held.address.target() == key);
        let expected = there.filter_map(|held| match held.expect {
            Expectation::Planned { digest } => Some((held.address.clone(), digest)),
            _ => None,
        });
        expected.collect()
    }

    /// Whether a step at a target is done, or was begun by an earlier attempt.
    fn is_begun_at(&self, key: &str) -> bool {
        let mut there = self.plan.steps.iter().enumerate().filter(|(_, step)| step.address.target() == key);
        there.any(|(at, _)| self.schedule.status(at) == Status::Done || self.repeated.get(at).copied().unwrap_or(false))
    }

    /// What is left to do at a target. What an earlier attempt began there, it may have done all of.
    fn work_at(&self, key: &str, target: &Target) -> Vec<StepWork> {
        if target.is_delegated(key) {
            return Vec::new();
        }
        let there = || self.plan.steps.iter().enumerate().filter(|(_, step)| step.address.target() == key);
        let repeated = self.is_begun_at(key);
        let left = there().filter(|(at, _)| self.schedule.status(*at) != Status::Done);
        let left = left.filter_map(|(at, _)| work(self, at));
        left.map(|work| StepWork { repeated, ..work }).collect()
    }
}
