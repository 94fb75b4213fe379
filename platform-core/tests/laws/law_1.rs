//! Same inputs, same bytes.

use platform_core::model::{Observed, Plan, PlanOptions, Rendered, State, Value};
use platform_core::plan;
use proptest::prelude::*;

use crate::coverage;
use crate::generate::{Case, case, value};
use crate::runner::law;

/// Through JSON and back.
fn again<T: serde::Serialize + serde::de::DeserializeOwned>(data: &T) -> T {
    serde_json::from_str(&serde_json::to_string(data).unwrap()).unwrap()
}

/// The same value, built in another order and shared with nothing.
fn rebuilt(value: &Value) -> Value {
    match value {
        Value::List(list) => Value::list(list.iter().map(rebuilt)),
        Value::Map(map) => {
            let mut entries: Vec<_> = map.iter().map(|(key, value)| (key.to_string(), rebuilt(value))).collect();
            entries.reverse();
            Value::map(entries)
        }
        Value::String(text) => Value::from(text.to_string()),
        other => other.clone(),
    }
}

fn bytes(rendered: &Rendered, state: &State, observed: &Observed, options: &PlanOptions) -> String {
    let outcome = plan::plan(rendered, state, observed, options);
    format!(
        "{}\n{}",
        serde_json::to_string(&outcome.value).unwrap(),
        serde_json::to_string(&outcome.diagnostics).unwrap()
    )
}

fn shuffled(case: &Case) -> (Rendered, State, Observed, PlanOptions) {
    let (mut rendered, mut state, mut observed) = (case.rendered.clone(), case.state.clone(), Observed::nothing());
    let mut resources: Vec<_> = rendered.resources.into_values().collect();
    resources.reverse();
    rendered.resources = resources
        .into_iter()
        .map(|resource| {
            let body = rebuilt(&resource.body);
            (resource.address.clone(), resource.with_body(body))
        })
        .collect();
    for known in state.resources.values_mut() {
        *known = known.clone().with_body(rebuilt(&known.body));
    }
    observed.outputs = case.observed.outputs.clone();
    for (address, observation) in case.observed.resources.iter().rev() {
        observed = match observation {
            platform_core::model::Observation::Present(present) => {
                observed.with_present(address.clone(), rebuilt(present.body()))
            }
            _ => observed.with_absent(address.clone()),
        };
    }
    let mut options = case.options.clone();
    for list in [&mut options.release, &mut options.adopt, &mut options.forget, &mut options.replace] {
        list.reverse();
    }
    (rendered, state, observed, options)
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    law("1 (same inputs, same bytes)", coverage::CELLS, &case(false), |case, seen| {
        let first = bytes(&case.rendered, &case.state, &case.observed, &case.options);
        prop_assert_eq!(&first, &bytes(&case.rendered, &case.state, &case.observed, &case.options), "planned twice");
        let (rendered, state) = (again(&case.rendered), again(&case.state));
        let read = bytes(&rendered, &state, &again(&case.observed), &again(&case.options));
        prop_assert_eq!(&first, &read, "through JSON");
        let (rendered, state, observed, options) = shuffled(case);
        prop_assert_eq!(&first, &bytes(&rendered, &state, &observed, &options), "built in another order");
        let threads: Vec<String> = std::thread::scope(|scope| {
            let one = || bytes(&case.rendered, &case.state, &case.observed, &case.options);
            let threads: Vec<_> = (0..2).map(|_| scope.spawn(one)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        prop_assert!(threads.iter().all(|other| *other == first), "in other threads");
        let plan = plan::plan(&case.rendered, &case.state, &case.observed, &case.options).value;
        if let Some(plan) = plan {
            prop_assert_eq!(&again::<Plan>(&plan), &plan, "the plan through JSON");
            prop_assert!(plan::check_digest(&again(&plan), &again(&case.rendered)).is_ok(), "the plan's own digest");
            coverage::mark(seen, case, &plan);
        }
        Ok(())
    });
}

#[test]
fn a_value_has_one_form() {
    let cells = ["secret", "unknown", "our form, user's own", "key above U+FFFF", "digits"];
    law("1 (values)", &cells, &value(), |value, seen| {
        let text = value.to_canonical_json();
        prop_assert_eq!(&Value::from_json(&text).unwrap(), value, "read back");
        prop_assert_eq!(&serde_json::to_string(value).unwrap(), &text, "through serde");
        prop_assert_eq!(rebuilt(value).digest(), value.digest(), "built in another order");
        let has_digits = {
            let mut found = false;
            value.for_each_leaf(&mut |leaf| found |= matches!(leaf, Value::Digits(_)));
            found
        };
        if !has_digits {
            let oracle = serde_json_canonicalizer::to_string(&serde_json::to_value(value).unwrap()).unwrap();
            prop_assert_eq!(&oracle, &text, "another writer of RFC 8785");
        }
        seen.mark("digits", has_digits);
        seen.mark("secret", text.contains("\"$secret\":"));
        seen.mark("unknown", text.contains("\"$unknown\":"));
        seen.mark("our form, user's own", text.contains("$$secret\":") || text.contains("$$unknown\":"));
        seen.mark("key above U+FFFF", text.contains('\u{1F600}'));
        Ok(())
    });
}
