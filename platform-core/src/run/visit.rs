//! All that is done at a delegated target: its own tool plans and applies it at once.

use std::collections::BTreeMap;

use super::apply::Apply;
use crate::model::{Action, Address, Intent, Rendered, Resource, Value};
use crate::plan::{Keep, fill_for};

/// All that a subject has at a delegated target, and what the plan says is done there.
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
}

impl Apply {
    /// All that is done at a delegated target; nothing, where the target is none, and where only what is known of it is
    /// learned anew.
    pub fn visit(&self, key: &str) -> Option<Visit> {
        let (plan, state) = (&self.plan, &self.state);
        plan.targets.get(key).filter(|target| target.is_delegated(key) && plan.intent != Intent::Refresh)?;
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
                let body = fill_for(Keep::at(other, &plan.targets), &resource.body, &|from, name| {
                    self.known().output(from, name).filter(|_| !is_here(from)).cloned()
                });
                (other.clone(), resource.clone().with_body(body))
            }));
        }
        Some(Visit { rendered, known, actions, destroys, renamed_from })
    }
}
