//! A plan as JSON in parts: large texts cost more to make, to hand over and to read than the same in small ones.

use serde::Serialize;

use super::super::answer;
use super::PlanHandle;
use crate::model::{Change, Failure, Plan, Precondition, Step};

/// So many items of a list are in one part, at most.
const ITEMS: usize = 128;

/// More of one of the plan's lists, under its key.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum More<'p> {
    Changes(&'p [Change]),
    Steps(&'p [Step]),
    Preconditions(&'p [Precondition]),
}

impl PlanHandle {
    /// All of it as JSON in parts: first the plan with empty lists of changes, steps and preconditions, then maps that hold the
    /// items of one of them, in order, under its key.
    ///
    /// ```
    /// # use platform_core::boundary::{PlanHandle, RenderedHandle};
    /// # use platform_core::model::{PlanOptions, Rendered, Resource, Value};
    /// # let rendered = Rendered::empty("cart".parse()?, "staging".parse()?)
    /// #     .with_resource(Resource::new("cart/staging/kubernetes/workload".parse()?, Value::empty_map()));
    /// # let plan = PlanHandle::make(&RenderedHandle::new(rendered.into()), None, None, PlanOptions::default());
    /// # let plan = plan.into_result()?.0;
    /// let parts: Vec<String> = plan.json_parts().collect::<Result<_, _>>()?;
    /// assert!(parts[0].contains(r#""changes":[]"#));
    /// assert!(parts[1].starts_with(r#"{"changes":[{"address":"cart/staging/kubernetes/workload""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// `value.unrepresentable` for data that JSON can't hold.
    pub fn json_parts(&self) -> impl Iterator<Item = Result<String, Failure>> {
        let plan = self.plan();
        let changes = plan.changes.chunks(ITEMS).map(More::Changes);
        let steps = plan.steps.chunks(ITEMS).map(More::Steps);
        let preconditions = plan.preconditions.chunks(ITEMS).map(More::Preconditions);
        let more = changes.chain(steps).chain(preconditions).map(|more| answer::text(&more));
        std::iter::once_with(|| answer::text(&without_lists(plan))).chain(more)
    }
}

fn without_lists(plan: &Plan) -> Plan {
    Plan {
        format_version: plan.format_version,
        subject: plan.subject.clone(),
        environment: plan.environment.clone(),
        intent: plan.intent,
        basis: plan.basis,
        base: plan.base.clone(),
        pins: plan.pins.clone(),
        targets: plan.targets.clone(),
        changes: Vec::new(),
        steps: Vec::new(),
        preconditions: Vec::new(),
        summary: plan.summary,
        break_glass: plan.break_glass.clone(),
        blocked: plan.blocked.clone(),
        rendered_digest: plan.rendered_digest,
        digest: plan.digest,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use super::*;
    use crate::boundary::{RenderedHandle, StateHandle};
    use crate::model::{PlanOptions, Rendered, Resource, Value};

    #[test]
    fn parts_together_are_the_whole() {
        for resources in [0, 1, ITEMS - 1, ITEMS, 3 * ITEMS + 1] {
            let rendered = (0..resources).fold(
                Rendered::empty("cart".parse().unwrap(), "staging".parse().unwrap()),
                |rendered, number| {
                    let address = format!("cart/staging/kubernetes/a{number}").parse().unwrap();
                    rendered.with_resource(Resource::new(address, Value::map([("kind", Value::from("ConfigMap"))])))
                },
            );
            let state = StateHandle::empty("cart".parse().unwrap(), "staging".parse().unwrap(), "l");
            let rendered = RenderedHandle::new(rendered.into());
            let plan = PlanHandle::make(&rendered, Some(&state), None, PlanOptions::default());
            let plan = plan.into_result().unwrap().0;
            let mut parts = plan.json_parts().map(|part| serde_json::from_str::<Json>(&part.unwrap()).unwrap());
            let mut whole = parts.next().unwrap();
            let mut items = 0;
            for part in parts {
                let (key, more) = part.as_object().unwrap().iter().next().unwrap();
                let more = more.as_array().unwrap();
                assert!((1..=ITEMS).contains(&more.len()));
                items += more.len();
                whole[key].as_array_mut().unwrap().extend(more.iter().cloned());
            }
            assert!(items >= 2 * resources, "changes and steps");
            assert_eq!(whole, serde_json::from_str::<Json>(&plan.to_json().unwrap()).unwrap());
        }
    }
}
