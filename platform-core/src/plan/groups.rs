//! The same change in many places, told once.

use std::collections::HashMap;

use super::canonical::Items;
use crate::model::{ChangeGroup, Plan};

/// The changes of some plans that are the same in two or more places; those in most places first, then by address.
///
/// Changes are the same when the same is done, for the same reason, to resources of one target and id, and the same
/// fields change from the same values to the same values. Where a whole is created or deleted, its body is not compared.
///
/// ```
/// use platform_core::model::{Observed, PlanOptions, Rendered, Resource, State, Value};
/// let plan = |subject: &str| {
///     let (reference, scope) = (subject.parse()?, "staging".parse()?);
///     let state = State::new(subject.parse()?, "staging".parse()?, "3f2a");
///     let resource = Resource::new(format!("{subject}/staging/kubernetes/workload").parse()?, Value::empty_map());
///     let rendered = Rendered::empty(reference, scope).with_resource(resource);
///     let planned = platform_core::plan::plan(&rendered, &state, &Observed::nothing(), &PlanOptions::default());
///     Ok::<_, Box<dyn std::error::Error>>(planned.into_result()?.0)
/// };
/// let plans = [plan("cart")?, plan("search")?];
/// let groups = platform_core::plan::change_groups(&plans);
/// assert_eq!((groups.len(), groups[0].addresses.len()), (1, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn change_groups<'p>(plans: impl IntoIterator<Item = &'p Plan>) -> Vec<ChangeGroup> {
    let (mut items, mut numbers, mut groups) = (Items::default(), HashMap::new(), Vec::<ChangeGroup>::new());
    let mut text = String::new();
    for change in plans.into_iter().flat_map(|plan| &plan.changes).filter(|change| change.is_effective()) {
        text.clear();
        items.alike(change, &mut text);
        let number = match numbers.get(&text) {
            Some(number) => *number,
            None => {
                numbers.insert(text.clone(), groups.len());
                groups.push(ChangeGroup::like(change));
                groups.len().saturating_sub(1)
            }
        };
        if let Some(group) = groups.get_mut(number) {
            group.addresses.push(change.address.clone());
        }
    }
    groups.retain(|group| group.addresses.len() > 1);
    groups.iter_mut().for_each(|group| group.addresses.sort());
    groups.sort_by(|a, b| b.addresses.len().cmp(&a.addresses.len()).then_with(|| a.addresses.cmp(&b.addresses)));
    groups
}
