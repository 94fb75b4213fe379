//! Whether a plan still fits the world.

use crate::model::{
    Expectation, Freshness, Observation, Observed, Plan, Pointer, Precondition, Rendered, Staleness, State,
};

use super::digest::rendered_digest;

/// Whether a plan still fits the state and the world it was made from; if not, exactly what changed.
///
/// What the plan does not touch may have changed.
pub fn verify(plan: &Plan, rendered: &Rendered, state: &State, observed: &Observed) -> Freshness {
    let mut causes = Vec::new();
    if state.lineage != plan.base.lineage {
        causes.push(Staleness::Lineage);
    } else if state.serial != plan.base.serial {
        causes.push(Staleness::Serial { planned: plan.base.serial, found: state.serial });
    }
    if rendered_digest(rendered) != plan.rendered_digest {
        causes.push(Staleness::Rendered);
    }
    causes.extend(plan.preconditions.iter().filter_map(|held| broken(held, observed)));
    if causes.is_empty() { Freshness::Fresh } else { Freshness::Stale { causes } }
}

fn broken(precondition: &Precondition, observed: &Observed) -> Option<Staleness> {
    let address = precondition.address.clone();
    match (&precondition.expect, observed.get(&precondition.address)) {
        (Expectation::Absent | Expectation::NotObserved, Some(Observation::Present(_))) => {
            Some(Staleness::Appeared { address })
        }
        (Expectation::Fields { .. } | Expectation::State { .. }, Some(Observation::Absent)) => {
            Some(Staleness::Vanished { address })
        }
        (Expectation::Fields { digest } | Expectation::State { digest }, Some(Observation::Present(present))) => {
            (present.digest != *digest).then(|| Staleness::Fields { address, paths: vec![Pointer::root()] })
        }
        _ => None,
    }
}
