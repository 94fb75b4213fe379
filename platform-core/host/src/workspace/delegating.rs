//! What the tools that targets are delegated to would do.

use std::collections::BTreeMap;

use platform_core::model::{Address, Failure, Name, PlannedRendering};
use platform_core::run::Apply;

use super::Workspace;
use super::applying::Work;
use crate::executors::Preview;

impl Workspace {
    /// What the tools that targets are delegated to would do for a plan that could be applied now, by target, and how that
    /// stands to the plan. Nothing is applied; a root is written to its work folder. A tool is asked also where the plan
    /// changes nothing: what it would do all the same is its own. Targets that have nothing are left out.
    ///
    /// # Errors
    /// As [`Workspace::apply`] before it touches anything, and what the tools find. `plan.unknown`: something that is read
    /// is known only after other parts of the plan are applied.
    pub async fn preview(&self, planned: &PlannedRendering) -> Result<BTreeMap<Name, Preview>, Failure> {
        let delegated = planned.plan.targets.iter().filter(|(key, target)| target.is_delegated(key.as_str()));
        let first = |key: &Name| {
            let changes = planned.plan.changes.iter().map(|change| &change.address);
            let mut addresses = changes.chain(planned.rendered.resources.keys());
            addresses.find(|address| address.target() == key.as_str()).cloned()
        };
        let asked: Vec<(Name, Address)> = delegated.filter_map(|(key, _)| Some((key.clone(), first(key)?))).collect();
        let mut previews = BTreeMap::new();
        if asked.is_empty() {
            return Ok(previews);
        }
        let work = Work::of(planned.clone());
        let (facts, site) = self.facts(&work).await?;
        let state = facts.state(&work.plan.subject, &work.plan.environment);
        let apply = Apply::begin(work.plan.clone(), work.rendered.clone(), &state, &facts.observed)?;
        for (key, address) in asked {
            let Some(visit) = apply.visit(key.as_str()) else { continue };
            let preview = site.executors.of(&address)?.preview(visit).await?;
            previews.extend(preview.map(|preview| (key, preview)));
        }
        Ok(previews)
    }
}
