//! Beginning an apply, or going on with one, in the store.

use std::collections::BTreeSet;
use std::sync::Arc;

use platform_core::model::{Diagnostic, Failure, Observed, Plan, Rendered, State, Text, Timestamp, codes};
use platform_core::run::Apply;

use super::now;
use super::run::{Begun, blocking};
use crate::store::{Store, Stored};

/// Begins an apply: of many who begin at once, one wins.
///
/// # Errors
/// As [`Apply::begin`] and [`Store::begin`]; nothing was touched then.
pub async fn begin(
    plan: Arc<Plan>,
    rendered: Arc<Rendered>,
    stored: Option<Stored>,
    observed: &Observed,
    store: Arc<dyn Store>,
    actor: Text,
) -> Result<Begun, Failure> {
    let base = stored.as_ref().map(|stored| stored.revision);
    let former = plan.base.renamed_from.clone();
    let state = stored.map_or_else(|| never_applied(&plan), |stored| stored.state);
    let apply = Apply::begin(plan, rendered, &state, observed)?.with_lineage(&lineage()?);
    let (state, started_at) = (apply.state().clone(), now());
    let revision = blocking(move || store.begin(&state, base, former.as_ref(), started_at)).await?;
    Ok(Begun { apply, revision, started_at, actor })
}

/// Goes on with an apply that was killed or cancelled. If its process lives after all, that one is overtaken: its next
/// write fails.
///
/// # Errors
/// As [`Apply::resume`] and [`Store::append`].
pub async fn resume(
    plan: Arc<Plan>,
    rendered: Arc<Rendered>,
    stored: Stored,
    observed: &Observed,
    store: Arc<dyn Store>,
    actor: Text,
) -> Result<Begun, Failure> {
    let (apply, started_at) = interrupted(plan, rendered, &stored.state, observed, store.clone()).await?;
    let (state, revision) = (apply.state().clone(), stored.revision);
    let revision = blocking(move || store.append(&state, revision, &BTreeSet::new(), &[])).await?;
    Ok(Begun { apply, revision, started_at, actor })
}

/// An apply that was killed or cancelled, as it would be gone on with; and when it began. Stores nothing.
///
/// # Errors
/// As [`Apply::resume`] and [`Store::journal`].
pub async fn interrupted(
    plan: Arc<Plan>,
    rendered: Arc<Rendered>,
    state: &State,
    observed: &Observed,
    store: Arc<dyn Store>,
) -> Result<(Apply, Timestamp), Failure> {
    let (subject, scope, serial) = (state.subject.clone(), state.environment.clone(), state.serial);
    let (journal, started_at) = blocking(move || store.journal(&subject, &scope, serial)).await?;
    Ok((Apply::resume(plan, rendered, state, &journal, observed)?, started_at))
}

/// What a plan is made from, and begins from, when nothing is stored. Its lineage comes with the first apply, so that a
/// plan of something new is the same whenever it is made.
pub fn never_applied(plan: &Plan) -> State {
    State::new(plan.subject.clone(), plan.environment.clone(), "")
}

fn lineage() -> Result<String, Failure> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::from(Diagnostic::error(codes::STORE_IO, format!("the system gives no random numbers: {error}")))
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
