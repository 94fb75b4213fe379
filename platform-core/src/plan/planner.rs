//! The plan of one subject in one environment.

use crate::model::{
    Action, Base, Basis, Change, Digest, Expectation, FormatVersion, Observation, Observed, Outcome, Plan, PlanOptions,
    Precondition, Reason, Rendered, Resource, State, Step, Summary, Value,
};

use super::{diff::diff, digest, rules::DiffRules};

/// What will change for one subject in one environment, and why.
pub fn plan(rendered: &Rendered, state: &State, observed: &Observed, options: &PlanOptions) -> Outcome<Plan> {
    let mut changes: Vec<Change> = Vec::new();
    let mut summary = Summary::default();
    for resource in rendered.resources.values() {
        match state.resources.get(&resource.address) {
            None => changes.push(Change::new(resource.address.clone(), vec![Action::Create], Reason::New)),
            Some(known) if known.digest == resource.digest => summary.unchanged = summary.unchanged.saturating_add(1),
            Some(known) => {
                let mut change = Change::new(resource.address.clone(), vec![Action::Update], Reason::Changed);
                change.fields = diff(Some(&known.body), Some(&resource.body), &DiffRules::none());
                changes.push(change);
            }
        }
    }
    let gone = state.resources.keys().filter(|address| !rendered.resources.contains_key(*address));
    changes.extend(gone.map(|address| Change::new(address.clone(), vec![Action::Delete], Reason::NoLongerRendered)));
    changes.sort_by(|a, b| a.address.cmp(&b.address));
    for change in &changes {
        let count = match change.actions.first() {
            Some(Action::Create) => &mut summary.create,
            Some(Action::Delete) => &mut summary.delete,
            _ => &mut summary.update,
        };
        *count = count.saturating_add(1);
    }
    let steps = changes.iter().zip(0_u32..).map(|(change, id)| {
        Step::new(id, change.address.clone(), change.actions.first().copied().unwrap_or(Action::NoOp), Vec::new())
    });
    let preconditions = changes.iter().map(|change| {
        let expect = match (observed.get(&change.address), state.resources.get(&change.address)) {
            (Some(Observation::Present(present)), _) => Expectation::Fields { digest: present.digest },
            (Some(Observation::Absent), _) => Expectation::Absent,
            (None, Some(known)) => Expectation::State { digest: known.digest },
            (None, None) => Expectation::NotObserved,
        };
        Precondition::new(change.address.clone(), expect)
    });
    let mut plan = Plan {
        format_version: FormatVersion::CURRENT,
        subject: rendered.subject.clone(),
        environment: rendered.environment.clone(),
        intent: options.intent,
        basis: if options.without_state { Basis::NoState } else { Basis::State },
        base: Base { lineage: state.lineage.clone(), serial: state.serial, pins: state.pins.clone() },
        pins: rendered.pins.clone(),
        targets: rendered.targets.clone(),
        steps: steps.collect(),
        preconditions: preconditions.collect(),
        changes,
        summary,
        blocked: Vec::new(),
        rendered_digest: digest::rendered_digest(rendered),
        digest: Digest::of(b""),
    };
    plan.digest = digest::plan_digest(&plan);
    Outcome::ok(plan)
}

/// What is to be written for a resource: what it should be, or, for a merged file, the merge that the plan holds. The
/// state records [`Resource::body`] all the same: it is the base of the next merge.
pub fn body_to_write(change: Option<&Change>, resource: &Resource) -> Value {
    let _ = change;
    resource.body.clone()
}
