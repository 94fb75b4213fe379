//! Nothing that entered as a secret appears anywhere.

use platform_core::formats::{markdown, text};
use platform_core::model::{Diagnostic, Intent, Map, Observation, Plan, PlanOptions, Rendered, Sources, Text, Value};
use platform_core::plan;
use proptest::prelude::*;

use crate::generate::{Case, case};
use crate::law_3::{all, contradicts_itself, planned, waits_for_others};
use crate::runner::law;
use crate::world::{self, World};

/// Everything that people or programs are shown of a plan and what was said beside it.
fn shown(plan: Option<&Plan>, rendered: &Rendered, diagnostics: &[Diagnostic]) -> Vec<String> {
    let style = text::Style::default();
    let wide = text::Style::default().with_full(true).with_color(true).with_width(200);
    let mut shown = vec![
        format!("{diagnostics:?}"),
        serde_json::to_string(diagnostics).unwrap(),
        text::diagnostics(diagnostics, &Sources::new(), &style),
    ];
    let Some(plan) = plan else { return shown };
    shown.extend([
        serde_json::to_string(plan).unwrap(),
        format!("{plan:?}"),
        text::plan(plan, Some(rendered), &style),
        text::plan(plan, Some(rendered), &wide),
        markdown::plan(plan, Some(rendered), &Default::default()),
    ]);
    for change in &plan.changes {
        for field in &change.fields {
            let explained = plan::explain(plan, rendered, &change.address, &field.path);
            shown.push(format!("{:?}", explained.diagnostics));
            if let Some(explanation) = explained.value {
                shown.push(serde_json::to_string(&explanation).unwrap());
                shown.push(text::explanation(&explanation, &Sources::new(), &style));
            }
        }
    }
    shown
}

/// Nothing that a target gave as a secret is written down anywhere.
#[test]
fn secrets_that_come_in_are_kept_as_references() {
    let cells = ["a secret came in"];
    law("6 (secrets)", &cells, &(case(false), any::<u64>()), |(case, mix), seen| {
        let mut case = case.clone();
        case.options.without_state = false;
        let Some(plan) = planned(&case.rendered, &case.state, &case.observed, &case.options) else { return Ok(()) };
        if !plan.is_applicable() || contradicts_itself(&case) || waits_for_others(&case) {
            return Ok(());
        }
        let mut ground = World::of(&case);
        let done = world::apply(&mut ground, &plan, &case.rendered, &case.state, &case.observed, *mix)?;
        let observed = ground.observe(all(&case).iter());
        let second = plan::plan(&case.rendered, &done.state, &observed, &PlanOptions::default());
        let mut told = shown(second.value.as_ref(), &case.rendered, &second.diagnostics);
        told.extend([done.journal, serde_json::to_string(&done.state).unwrap(), format!("{:?}", done.state)]);
        prop_assert!(told.iter().all(|text| !text.contains(ground.secret)), "a secret was written down: {told:?}");
        let came_in = plan.steps.iter().any(|step| {
            let resource = case.rendered.resources.get(&step.address);
            resource.is_some_and(|resource| resource.outputs.values().any(|output| output.secret))
        });
        seen.mark("a secret came in", came_in);
        Ok(())
    });
}

const MARKER: &str = "MARKER-hunter2";

/// What is there, with the secret itself where one of `ours` is its reference.
fn opened(there: &Value, ours: [Option<&Value>; 2], any: &mut bool) -> Value {
    let is_secret = |ours: &Value| matches!(ours, Value::Secret(_));
    match there {
        Value::Secret(_) if ours.into_iter().flatten().any(is_secret) => {
            *any = true;
            MARKER.into()
        }
        Value::List(list) => {
            let lists = ours.map(|ours| ours.and_then(Value::as_list));
            Value::list(list.iter().enumerate().map(|(index, item)| {
                let name = item.get("name");
                let same = |list: Option<&'_ [Value]>| match name {
                    Some(name) => list?.iter().position(|other| other.get("name") == Some(name)),
                    None => Some(index),
                };
                let ours = lists.map(|list| list?.get(same(list)?));
                opened(item, ours, any)
            }))
        }
        Value::Map(map) => {
            let field =
                |(key, value): &(Text, Value)| (key.clone(), opened(value, ours.map(|ours| ours?.get(key)), any));
            Value::Map(Map::from_entries(map.iter().map(field)))
        }
        other => other.clone(),
    }
}

/// The case as it is where the target gives back what the references stand for.
fn with_secrets_in_clear(case: &Case) -> Option<Case> {
    let mut clear = case.clone();
    let mut any = false;
    for (address, observation) in &case.observed.resources {
        let Observation::Present(present) = observation else { continue };
        if case.renames.iter().any(|(old, now)| old == address || now == address) {
            continue;
        }
        let known = case.state.resources.get(address).map(|known| &known.body);
        let wanted = case.rendered.resources.get(address).filter(|_| case.options.intent != Intent::Destroy);
        let wanted = wanted.map(|wanted| &wanted.body);
        let body = opened(present.body(), [known, wanted], &mut any);
        clear.observed = clear.observed.with_present(address.clone(), body);
    }
    any.then_some(clear)
}

/// A target that gives back the secret where we wrote the reference learns nothing, and nobody does from us.
#[test]
fn what_stands_in_a_secrets_place_is_not_shown() {
    let cells = ["a secret in clear", "something to do there", "may be applied"];
    law("6 (secrets in clear)", &cells, &case(false), |case, seen| {
        let Some(clear) = with_secrets_in_clear(case) else { return Ok(()) };
        let outcome = plan::plan(&clear.rendered, &clear.state, &clear.observed, &clear.options);
        let told = shown(outcome.value.as_ref(), &clear.rendered, &outcome.diagnostics);
        if let Some(text) = told.iter().find(|text| text.contains(MARKER)) {
            prop_assert!(false, "a secret was shown: {text}");
        }
        let plan = outcome.value;
        seen.mark("a secret in clear", true);
        seen.mark("something to do there", plan.as_ref().is_some_and(Plan::has_changes));
        seen.mark("may be applied", plan.as_ref().is_some_and(Plan::is_applicable));
        if let Some(plan) = &plan {
            let verdict = plan::verify(plan, &clear.rendered, &clear.state, &case.observed);
            prop_assert!(!format!("{verdict:?}").contains(MARKER), "{verdict:?}");
        }
        Ok(())
    });
}
