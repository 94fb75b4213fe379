//! Hundreds of plans, long values, many fields.

use super::fixtures::{everything, nothing};
use crate::formats::text::{Style, plan, plan_set};
use crate::model::*;

fn named(plan: &Plan, subject: String, environment: &str) -> Plan {
    let mut plan = plan.clone();
    plan.subject = subject.parse().unwrap();
    plan.environment = environment.parse().unwrap();
    for change in &mut plan.changes {
        let (target, id) = (change.address.target(), change.address.id());
        change.address = format!("{subject}/{environment}/{target}/{id}").parse().unwrap();
    }
    plan
}

/// A hundred services in three environments; images differ everywhere, one service has a change of its own.
fn hundred() -> Vec<Plan> {
    let (planned, _) = everything();
    let environments = ["preview", "production", "staging"];
    let mut plans: Vec<Plan> = (0..100)
        .flat_map(|number| environments.map(|environment| (number, environment)))
        .map(|(number, environment)| {
            let mut plan = named(&planned, format!("service-{number:03}"), environment);
            plan.blocked.clear();
            for field in plan.changes.iter_mut().flat_map(|change| &mut change.fields) {
                if field.path.as_str().ends_with("image") {
                    let digest = Digest::of(format!("{number}{environment}").as_bytes());
                    field.after = Some(format!("registry.example/shop/service-{number:03}@{digest}").into());
                }
            }
            plan
        })
        .collect();
    let address = "service-007/staging/kubernetes/special".parse().unwrap();
    let mut own = Change::new(address, vec![Action::Update], Reason::Drift);
    let path = "/data/x".parse().unwrap();
    own.fields = vec![FieldChange::new(path, Some(1.into()), Some(2.into()), FieldChangeKind::Drift)];
    let seventh =
        plans.iter_mut().find(|plan| plan.subject.name() == "service-007" && plan.environment.as_str() == "staging");
    seventh.unwrap().changes.push(own);
    plans
}

fn shown(plans: &[Plan], style: &Style) -> String {
    let (_, rendered) = everything();
    let quiet = nothing();
    let mut pairs: Vec<(&Plan, Option<&Rendered>)> = plans.iter().map(|plan| (plan, Some(&rendered))).collect();
    pairs.extend((0..100).map(|_| (&quiet, None)));
    plan_set(&pairs, &[], &Sources::new(), style)
}

#[test]
fn three_hundred_plans_read_like_three() {
    let plans = hundred();
    insta::assert_snapshot!(shown(&plans, &Style::default()));
    insta::assert_snapshot!("three_hundred_narrow", shown(&plans, &Style::default().with_width(80)));
    let full = shown(&plans, &Style::default().with_full(true));
    assert!(full.lines().count() > 300 * 20);
    let lines = shown(&plans, &Style::default()).lines().count();
    assert!(lines < 90, "{lines}");
}

#[test]
fn of_hundreds_of_instances_a_few_are_told() {
    let mut one = nothing();
    one.changes = (0..200)
        .map(|number| {
            let address = format!("payment-api/staging/grafana/dashboard.team-{number:03}").parse().unwrap();
            let mut change = Change::new(address, vec![Action::Update], Reason::Changed);
            let path = "/refresh".parse().unwrap();
            change.fields = vec![FieldChange::new(path, Some(30.into()), Some(60.into()), FieldChangeKind::Intent)];
            change
        })
        .collect();
    one.summary.update = 200;
    insta::assert_snapshot!(plan(&one, None, &Style::default()));
    assert_eq!(plan(&one, None, &Style::default().with_full(true)).matches("/refresh").count(), 200);
}

#[test]
fn long_values_and_many_fields_are_shortened() {
    let (planned, _) = everything();
    let mut one = planned.clone();
    let address = "payment-api/staging/kubernetes/long".parse().unwrap();
    let mut change = Change::new(address, vec![Action::Update], Reason::Changed);
    let long = |at: &str| Some(Value::from(format!("{}{at}{}", "a".repeat(1_000), "b".repeat(1_000))));
    let list = |first: i32| Some(Value::list((first..100).map(Value::from)));
    let intent = FieldChangeKind::Intent;
    change.fields = vec![
        FieldChange::new("/long".parse().unwrap(), long("OLD"), long("NEW"), intent),
        FieldChange::new("/list".parse().unwrap(), list(1), list(0), intent),
        FieldChange::new("/added".parse().unwrap(), None, long("-"), intent),
    ];
    let field = |number: i32| {
        let path = format!("/many/f{number:03}").parse().unwrap();
        FieldChange::new(path, Some(number.into()), Some((number + 1).into()), intent)
    };
    change.fields.extend((0..60).map(field));
    one.changes = vec![change];
    one.blocked.clear();
    one.steps.clear();
    insta::assert_snapshot!(plan(&one, None, &Style::default().with_width(80)));
    let full = plan(&one, None, &Style::default().with_full(true));
    assert!(full.contains(&"a".repeat(1_000)) && full.contains("/many/f059"));
}

#[test]
fn a_title_of_one_is_not_told_of_many() {
    let made = |subject: &str| {
        let address: Address = format!("{subject}/staging/grafana/dashboard").parse().unwrap();
        let body = Value::map([("title", format!("{subject} in staging").into())]);
        let rendered = Rendered::empty(subject.parse().unwrap(), "staging".parse().unwrap());
        let mut plan = named(&nothing(), subject.to_owned(), "staging");
        plan.changes = vec![Change::new(address.clone(), vec![Action::Create], Reason::New)];
        (plan, rendered.with_resource(Resource::new(address, body)))
    };
    let plans: Vec<(Plan, Rendered)> = (0..20).map(|number| made(&format!("service-{number:02}"))).collect();
    let pairs: Vec<(&Plan, Option<&Rendered>)> = plans.iter().map(|(plan, rendered)| (plan, Some(rendered))).collect();
    let shown = |pairs: &[(&Plan, Option<&Rendered>)]| plan_set(pairs, &[], &Sources::new(), &Style::default());
    let all = shown(&pairs);
    assert!(all.contains("create  dashboard") && all.contains("in all 20 plans") && !all.contains('"'), "{all}");
    assert!(shown(&pairs[..1]).contains("\"service-00 in staging\""));
}
