//! Every changed leaf has an origin.

use platform_core::model::{FieldChangeKind, Intent, Pointer, Resource, Value};
use platform_core::plan;
use proptest::prelude::*;

use crate::coverage;
use crate::generate::case;
use crate::runner::law;

/// The number of the first leaf at a place, counted as origins are: by walking. Data may be shared between places, so
/// it is found by its way and not by itself.
fn number_of(resource: &Resource, path: &Pointer) -> usize {
    let (mut value, mut number) = (&resource.body, 0);
    for token in path.tokens() {
        let children: Vec<&Value> = match value {
            Value::List(list) => list.iter().collect(),
            Value::Map(map) => map.iter().map(|(_, value)| value).collect(),
            _ => break,
        };
        let next = Pointer::from_tokens([token.as_str()]).find(value).unwrap();
        number += children
            .iter()
            .take_while(|child| !std::ptr::eq(**child, next))
            .map(|child| child.leaf_count())
            .sum::<usize>();
        value = next;
    }
    number
}

#[test]
fn every_changed_leaf_has_an_origin() {
    let cells = [coverage::CELLS, &["leaf", "part with leaves", "explained"]].concat();
    law("9 (origins)", &cells, &case(false), |case, seen| {
        let Some(plan) = plan::plan(&case.rendered, &case.state, &case.observed, &case.options).value else {
            return Ok(());
        };
        coverage::mark(seen, case, &plan);
        // A refresh tells what was learned from the world.
        let mended = plan.changes.iter().filter(|_| case.options.intent != Intent::Refresh);
        for change in mended {
            let Some(resource) = case.rendered.resources.get(&change.address) else { continue };
            for field in &change.fields {
                let is_change = !matches!(field.kind, FieldChangeKind::ServerDefault | FieldChangeKind::Reordered);
                let Some(wanted) = field.path.find(&resource.body).filter(|_| is_change && field.after.is_some())
                else {
                    prop_assert!(
                        field.after.is_none() || !is_change,
                        "{}{} is not rendered",
                        change.address,
                        field.path
                    );
                    continue;
                };
                let origin = field.origin.and_then(|id| case.rendered.origins.get(id));
                prop_assert!(origin.is_some(), "{}{} has no origin", change.address, field.path);
                // The generator gives each leaf an origin of its own: the line is the leaf's number.
                let line = origin.and_then(|origin| origin.place.as_ref()).map(|place| place.line);
                let number = u32::try_from(number_of(resource, &field.path)).unwrap();
                prop_assert_eq!(line, Some(number + 1), "of {}{}", change.address, field.path);
                seen.mark(if wanted.is_leaf() { "leaf" } else { "part with leaves" }, true);
                let explained = plan::explain(&plan, &case.rendered, &change.address, &field.path);
                let count = explained.value.map(|explained| explained.origins.len());
                prop_assert_eq!(count, Some(wanted.leaf_count()), "explained {}{}", change.address, field.path);
                seen.mark("explained", true);
            }
        }
        Ok(())
    });
}
