//! `verify` against what was planned is fresh; what doesn't matter keeps it fresh; what does is named exactly.

use platform_core::model::{
    Action, Address, Change, FieldChange, Freshness, Intent, Observation, Observed, Plan, Pointer, Staleness, Value,
};
use platform_core::plan::{self, verify};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::coverage;
use crate::generate::{Case, case};
use crate::runner::law;

/// What we want or have written there, under the address it has now.
fn ours<'a>(case: &'a Case, plan: &'a Plan, address: &Address) -> Vec<&'a Value> {
    let moved_from = plan.change(address).and_then(|change| change.moved_from.as_ref());
    let known = case.state.resources.get(moved_from.unwrap_or(address));
    // What is removed or only looked at need not fit what should be.
    let wants = !matches!(case.options.intent, Intent::Destroy | Intent::Refresh);
    let wanted = case.rendered.resources.get(address).filter(|_| wants);
    wanted.map(|wanted| &wanted.body).into_iter().chain(known.map(|known| &known.body)).collect()
}

/// The observation with another body.
fn with_body(observed: &Observed, address: &Address, body: Option<Value>) -> Observed {
    match body {
        Some(body) => observed.clone().with_present(address.clone(), body),
        None => observed.clone().with_absent(address.clone()),
    }
}

fn body<'a>(observed: &'a Observed, address: &Address) -> Option<&'a Value> {
    match observed.get(address) {
        Some(Observation::Present(present)) => Some(present.body()),
        _ => None,
    }
}

/// The places of leaves that are reached through maps alone.
fn places(value: &Value) -> Vec<Pointer> {
    let mut found = Vec::new();
    let mut open = vec![(Pointer::root(), value)];
    while let Some((path, value)) = open.pop() {
        match value {
            Value::Map(map) if !map.is_empty() => open.extend(map.iter().map(|(key, value)| (path.join(key), value))),
            _ => found.push(path),
        }
    }
    found.sort();
    found
}

fn changed_at(value: &Value, tokens: &[String]) -> Value {
    match (tokens, value) {
        ([first, rest @ ..], Value::Map(map)) => {
            let inner = map.get(first).map_or(Value::Null, |inner| changed_at(inner, rest));
            Value::Map(map.with(first.as_str(), inner))
        }
        _ => Value::from("changed since the plan"),
    }
}

fn causes(freshness: Freshness) -> Vec<Staleness> {
    match freshness {
        Freshness::Stale { causes } => causes,
        _ => Vec::new(),
    }
}

/// Where a change touches nothing that anybody here wants or wrote.
fn noise(case: &Case, plan: &Plan) -> Observed {
    let mut observed = case.observed.clone();
    for (address, observation) in &case.observed.resources {
        let ours = ours(case, plan, address);
        let Observation::Present(present) = observation else { continue };
        let Value::Map(map) = present.body() else { continue };
        if ours.iter().all(|value| value.as_map().is_some_and(|map| !map.contains_key("heartbeat"))) {
            let noisy = Value::Map(map.with("heartbeat", Value::from("12:00:01")));
            observed = with_body(&observed, address, Some(noisy));
        }
    }
    observed.with_present("cart/staging/kubernetes/other".parse().unwrap(), Value::from("theirs"))
}

const MORE: &[&str] = &["noise", "field named", "vanished", "appeared"];

#[test]
fn a_plan_is_fresh_until_what_matters_changes() {
    let cells = [coverage::CELLS, MORE].concat();
    law("8 (freshness)", &cells, &(case(false), any::<Index>(), any::<Index>()), |(case, which, place), seen| {
        let Some(plan) = plan::plan(&case.rendered, &case.state, &case.observed, &case.options).value else {
            return Ok(());
        };
        coverage::mark(seen, case, &plan);
        let check = |observed: &Observed| verify(&plan, &case.rendered, &case.state, observed);
        prop_assert_eq!(check(&case.observed), Freshness::Fresh, "nothing changed");
        let noisy = noise(case, &plan);
        prop_assert_eq!(check(&noisy), Freshness::Fresh, "what doesn't matter changed");
        seen.mark(
            "noise",
            noisy.resources.values().any(|observation| match observation {
                Observation::Present(present) => present.body().get("heartbeat").is_some(),
                _ => false,
            }),
        );
        check_state(case, &plan)?;
        // What is let go of may become what it likes.
        let held = |change: &&Change| change.is_effective() && !change.actions.contains(&Action::Forget);
        for change in plan.changes.iter().filter(held) {
            let held = plan.preconditions.iter().any(|held| held.address == change.address);
            prop_assert!(held, "{} changes without a precondition", change.address);
        }
        // One that was made without state is for reading only: it looks at nothing.
        if plan.preconditions.is_empty() || case.options.without_state {
            return Ok(());
        }
        let address = &plan.preconditions[which.index(plan.preconditions.len())].address;
        check_address(case, &plan, address, place, seen)
    });
}

fn check_state(case: &Case, plan: &Plan) -> Result<(), TestCaseError> {
    let mut state = case.state.clone();
    state.serial += 1;
    let moved = causes(verify(plan, &case.rendered, &state, &case.observed));
    prop_assert_eq!(moved, vec![Staleness::Serial { planned: case.state.serial, found: case.state.serial + 1 }]);
    state.lineage = "lineage-2".into();
    let moved = causes(verify(plan, &case.rendered, &state, &case.observed));
    prop_assert!(moved.contains(&Staleness::Lineage), "{moved:?}");
    let mut rendered = case.rendered.clone();
    let Some(first) = rendered.resources.values_mut().next() else { return Ok(()) };
    *first = first.clone().with_body(Value::from("another"));
    prop_assert_eq!(causes(verify(plan, &rendered, &case.state, &case.observed)), vec![Staleness::Rendered]);
    Ok(())
}

fn check_address(
    case: &Case,
    plan: &Plan,
    address: &Address,
    place: &Index,
    seen: &crate::runner::Seen,
) -> Result<(), TestCaseError> {
    // A renamed thing may be looked for under either name.
    let moved_from = plan.change(address).and_then(|change| change.moved_from.as_ref());
    if moved_from.is_some() {
        return Ok(());
    }
    let again = |observed: &Observed| causes(verify(plan, &case.rendered, &case.state, observed));
    match case.observed.get(address) {
        Some(Observation::Absent) => {
            let appeared = again(&with_body(&case.observed, address, Some(Value::from("new here"))));
            prop_assert_eq!(appeared, vec![Staleness::Appeared { address: address.clone() }]);
            seen.mark("appeared", true);
        }
        Some(Observation::Present(_)) => {
            let vanished = again(&with_body(&case.observed, address, None));
            prop_assert_eq!(vanished, vec![Staleness::Vanished { address: address.clone() }]);
            seen.mark("vanished", true);
            check_field(case, plan, address, place, seen)?;
        }
        _ => {}
    }
    Ok(())
}

fn has_secret(value: &Value) -> bool {
    let mut found = false;
    value.for_each_leaf(&mut |leaf| found |= matches!(leaf, Value::Secret(_)));
    found
}

/// A secret, or an output that is one.
fn will_be_secret(case: &Case, value: &Value) -> bool {
    let is_secret = |address: &Address, name: &str| {
        let outputs = case.rendered.resources.get(address).map(|resource| &resource.outputs);
        outputs.is_some_and(|outputs| outputs.iter().any(|(output, it)| output.as_str() == name && it.secret))
    };
    match value {
        Value::Secret(_) => true,
        Value::Unknown(unknown) => unknown.outputs().any(|(address, name)| is_secret(address, name)),
        _ => false,
    }
}

fn check_field(
    case: &Case,
    plan: &Plan,
    address: &Address,
    place: &Index,
    seen: &crate::runner::Seen,
) -> Result<(), TestCaseError> {
    let found = body(&case.observed, address).cloned().unwrap_or_default();
    let ours = ours(case, plan, address);
    // For Kubernetes, what is null is not there. What stands where we wrote a secret can't be looked into.
    let stands_at =
        |path: &Pointer| ours.iter().filter_map(|ours| path.find(ours)).any(|ours| will_be_secret(case, ours));
    let is_secret = |path: &Pointer| {
        let tokens: Vec<_> = path.tokens().collect();
        (0..=tokens.len()).any(|end| stands_at(&Pointer::from_tokens(tokens[..end].iter().map(|token| &**token))))
    };
    // Where we wrote a list or a map with a secret in it, a text may be all of it in one.
    let may_hold_one = |path: &Pointer| {
        let is_one = !matches!(path.find(&found), Some(Value::List(_) | Value::Map(_)));
        is_one && ours.iter().filter_map(|ours| path.find(ours)).any(has_secret)
    };
    let relevant: Vec<Pointer> = places(&found)
        .into_iter()
        .filter(|path| ours.iter().any(|ours| path.find(ours).is_some_and(|value| !value.is_null())))
        .filter(|path| !is_secret(path) && !may_hold_one(path))
        .collect();
    if relevant.is_empty() {
        return Ok(());
    }
    let path = &relevant[place.index(relevant.len())];
    let changed = changed_at(&found, &path.tokens().collect::<Vec<_>>());
    let named = causes(verify(plan, &case.rendered, &case.state, &with_body(&case.observed, address, Some(changed))));
    let [Staleness::Fields { address: named_at, paths }] = named.as_slice() else {
        return Err(TestCaseError::fail(format!("changed {path}: {named:?}")));
    };
    prop_assert_eq!(named_at, address);
    // Where a secret is to come, a refresh tells of what stood there as a whole.
    let to_come = |other: &Pointer| {
        let wanted = case.rendered.resources.get(address).and_then(|wanted| other.find(&wanted.body));
        other.contains(path) && wanted.is_some_and(|wanted| will_be_secret(case, wanted))
    };
    let names_it = |other: &Pointer| other == path || (case.options.intent == Intent::Refresh && to_come(other));
    prop_assert!(paths.iter().any(names_it), "changed {path}: {named:?}");
    // A refresh does not keep what it may not tell: with what changed it names where such things stood.
    let was_hidden = |other: &Pointer| {
        let fields = plan.change(address).map(|change| change.fields.as_slice()).unwrap_or_default();
        let hides = |field: &FieldChange| field.path == *other && field.after.as_ref().is_some_and(has_secret);
        case.options.intent == Intent::Refresh && fields.iter().any(hides)
    };
    prop_assert!(paths.iter().all(|other| names_it(other) || was_hidden(other)), "changed {path}: {named:?}");
    seen.mark("field named", true);
    Ok(())
}
