//! All that is done at a delegated target: its own tool plans and applies it at once.

use std::collections::BTreeMap;

use super::apply::Apply;
use crate::model::{Action, Address, Intent, Rendered, Value};
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

impl Visit {
    /// Nothing, where the address is of no delegated target, and where only what is known of it is learned anew.
    pub(super) fn of(apply: &Apply, address: &Address) -> Option<Self> {
        let key = address.target();
        let (plan, state) = (&apply.plan, &apply.state);
        plan.targets.get(key).filter(|target| target.is_delegated(key) && plan.intent != Intent::Refresh)?;
        let is_there = |other: &&Address| other.target() == key;
        let known = state.resources.iter().filter(|(other, _)| is_there(other));
        let known: BTreeMap<Address, Value> = known.map(|(other, one)| (other.clone(), one.body.clone())).collect();
        let actions = plan.changes.iter().filter(|change| is_there(&&change.address));
        let actions = actions.map(|change| (change.address.clone(), change.actions.clone())).collect();
        let former = plan.changes.iter().filter(|change| is_there(&&change.address));
        let former = former.filter_map(|change| change.moved_from.as_ref());
        let renamed_from = former.into_iter().find(|from| !is_same_root(from, address)).cloned();
        let destroys = plan.intent == Intent::Destroy;
        let mut rendered = Rendered::empty(plan.subject.clone(), plan.environment.clone());
        if destroys {
            rendered.resources.extend(
                known
                    .iter()
                    .map(|(other, body)| (other.clone(), crate::model::Resource::new(other.clone(), body.clone()))),
            );
        } else {
            let resources = apply.rendered.resources.iter().filter(|(other, _)| is_there(other));
            rendered.resources.extend(resources.map(|(other, resource)| {
                let body = fill_for(Keep::at(other, &plan.targets), &resource.body, &|from, name| {
                    apply.known().output(from, name).filter(|_| !is_same_root(from, address)).cloned()
                });
                (other.clone(), resource.clone().with_body(body))
            }));
        }
        Some(Self { rendered, known, actions, destroys, renamed_from })
    }
}

fn is_same_root(one: &Address, other: &Address) -> bool {
    (one.subject(), one.environment(), one.target()) == (other.subject(), other.environment(), other.target())
}
