//! Many subjects at once: which ones, what each should be, and what will change.

mod claims;
mod order;
mod orphans;
mod parallel;
mod select;
mod touched;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{change_groups, plan};
use crate::model::{
    Diagnostic, EntityRef, FailedPlan, Intent, Observed, Outcome, PlanOptions, PlannedRendering, PlannedSet, Platform,
    Scope, Selection, State,
};
use crate::render::{render, resolve};

pub use claims::Claims;
pub use order::{WithNeeds, apply_order, needs, still_needed};
pub use parallel::in_parallel;
pub use select::select;
pub(crate) use select::{selected, unknown};
pub use touched::{touched, touched_between};

/// What is known of many subjects in their environments. What is missing was never applied, or not observed.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Facts {
    /// What was applied.
    pub states: BTreeMap<(EntityRef, Scope), State>,
    /// What is there.
    pub observed: BTreeMap<(EntityRef, Scope), Observed>,
}

/// What will change for all that is selected: each plan as if it were made alone, on up to `threads` threads at once.
/// Without the feature `parallel` it is one. However many there are, the result is the same, byte for byte.
///
/// The plans are in the order they are to be applied: see [`apply_order`].
///
/// Pins come from the platform's lock files; what they leave open is filled as `resolve` does.
///
/// What was applied and is gone from the files stands under [`PlannedSet::orphans`]: it is destroyed only by name, with the
/// intent to destroy. A state of a name that a subject or environment had before is theirs.
///
/// A subject that can't be planned holds no other back: it stands under [`PlannedSet::failed`] with its problems. So do
/// those that render one real thing: see [`Claims`].
///
/// # Errors
/// As [`select`]: there is no value when nothing could be selected.
///
/// ```
/// use platform_core::model::{PlanOptions, Platform, Selection};
/// use platform_core::plan::{Facts, plan_all};
/// let platform = Platform::new();
/// let planned = plan_all(&platform, &Selection::default(), &Facts::default(), &PlanOptions::default(), 4);
/// assert_eq!(planned.value.map(|set| set.ok.len()), Some(0));
/// ```
pub fn plan_all(
    platform: &Platform,
    selection: &Selection,
    facts: &Facts,
    options: &PlanOptions,
    threads: usize,
) -> Outcome<PlannedSet> {
    let mut diagnostics = Vec::new();
    let orphans = orphans::orphans(platform, facts);
    let selected = match orphans::selected(platform, selection, &orphans, options).take(&mut diagnostics) {
        Ok(selected) => selected,
        Err(failure) => return failure.into(),
    };
    let outcomes = in_parallel(&selected, threads, |key| plan_one(platform, key, facts, options));
    let mut set = PlannedSet { orphans, ..PlannedSet::default() };
    let mut plans = Vec::with_capacity(selected.len());
    for ((subject, environment), outcome) in selected.into_iter().zip(outcomes) {
        match outcome.take(&mut diagnostics) {
            Ok(planned) => plans.push(planned),
            Err(failure) => set.failed.push(FailedPlan { subject, environment, diagnostics: failure.diagnostics }),
        }
    }
    set.failed.extend(take_clashing(&mut plans));
    set.failed.sort_by(FailedPlan::by_name);
    set.ok = apply_order(plans);
    diagnostics.extend(still_needed(&set.ok, facts.states.values()));
    set.groups = change_groups(set.ok.iter().map(|planned| &planned.plan));
    Outcome::new(Some(set), diagnostics)
}

/// Takes out the plans of those that render one real thing, and says why they have none.
pub fn take_clashing(plans: &mut Vec<WithNeeds>) -> Vec<FailedPlan> {
    let mut claims = Claims::default();
    plans.iter().for_each(|one| claims.see(&one.planned.rendered));
    let clashes = claims.clashes();
    let is_of =
        |one: &WithNeeds, failed: &FailedPlan| failed.is_of(&one.planned.plan.subject, &one.planned.plan.environment);
    if !clashes.is_empty() {
        plans.retain(|one| !clashes.iter().any(|failed| is_of(one, failed)));
    }
    clashes
}

fn plan_one(platform: &Platform, key: &(EntityRef, Scope), facts: &Facts, options: &PlanOptions) -> Outcome<WithNeeds> {
    let (subject, scope) = key;
    let mut warnings: Vec<Diagnostic> = Vec::new();
    let rendered = if options.intent == Intent::Destroy {
        Ok(platform.destroyed(subject, scope))
    } else {
        let resolved = resolve(platform, subject, scope, &platform.pins(subject, scope)).take(&mut warnings);
        resolved.and_then(|resolved| render(&resolved).take(&mut warnings))
    };
    let rendered = match rendered {
        Ok(rendered) => rendered,
        Err(failure) => return failure.into(),
    };
    let (nothing, unknown) = (State::new(subject.clone(), scope.clone(), ""), Observed::nothing());
    let state = orphans::state_of(platform, key, facts).map_or(&nothing, |(_, state)| state);
    let observed = facts.observed.get(key).unwrap_or(&unknown);
    let mut outcome = plan(&rendered, state, observed, options).map(|plan| WithNeeds {
        needs: needs(&rendered, state, plan.intent),
        planned: PlannedRendering { plan, rendered },
    });
    outcome.diagnostics.append(&mut warnings);
    outcome
}
