use super::{check, check_all};
use crate::model::{
    Deadline, DeadlineKind, Digest, Intent, Observed, Place, Plan, PlanOptions, PlannedRendering, Rendered, Resource,
    Source, State, Value, Waiver,
};
use crate::plan::{plan, rendered_digest};

fn rendered() -> Rendered {
    let mut rendered = Rendered::empty("cart".parse().unwrap(), "staging".parse().unwrap());
    let file = |deadline: Deadline, until: Option<&str>, file: &str| {
        deadline.with_until(until.map(|until| until.parse().unwrap())).with_place(Place::file(file))
    };
    let path = |name| Deadline::new(DeadlineKind::GoldenPath, name, "move to web@^2");
    let mut old = path("web@1.0.0");
    (old.since, old.reason) = (Some("2026-01-01".parse().unwrap()), Some("too old".into()));
    rendered.deadlines = vec![
        file(Deadline::new(DeadlineKind::Override, "slow-drain", "remove it"), Some("2026-06-10"), "cart.yaml"),
        file(Deadline::new(DeadlineKind::Environment, "staging", "remove it"), Some("2026-06-20"), "staging.yaml"),
        file(old, Some("2026-06-01"), "web.yaml"),
        file(path("base@1.0.0"), None, "base.yaml"),
    ];
    rendered
}

fn planned(rendered: &Rendered, intent: Intent) -> Plan {
    let state = State::new(rendered.subject.clone(), rendered.environment.clone(), "3f2a");
    let options = PlanOptions { intent, ..PlanOptions::default() };
    plan(rendered, &state, &Observed::nothing(), &options).value.unwrap()
}

fn says(now: &str, intent: Intent, waivers: &[Waiver]) -> String {
    let rendered = rendered();
    let outcome = check(&planned(&rendered, intent), &rendered, waivers, now.parse().unwrap());
    let mut text = format!("{now}\n");
    for one in outcome.value.unwrap() {
        let verdict = serde_json::to_string(&one.verdict).unwrap();
        text += &format!("  {} {verdict}: {}\n", one.rule, one.message);
        text.extend(one.problem().map(|problem| format!("    {problem}\n")));
    }
    text.extend(outcome.diagnostics.iter().map(|one| format!("  {one}\n")));
    text
}

fn waiver(rule: &str, subject: Option<&str>, until: &str) -> Waiver {
    Waiver {
        rule: rule.into(),
        subject: subject.map(|subject| subject.parse().unwrap()),
        reason: "the bank's gateway is late".into(),
        owner: "group:payments".parse().unwrap(),
        until: until.parse().unwrap(),
        at: subject.map(|_| Place::file("waivers/cart.yaml")),
        source: Source::default(),
    }
}

#[test]
fn a_broken_glass_lets_pass_what_fails_and_nothing_else() {
    let rendered = rendered();
    let mut options = PlanOptions { break_glass: Some("the shop is down".into()), ..PlanOptions::default() };
    let state = State::new(rendered.subject.clone(), rendered.environment.clone(), "3f2a");
    let planned = |options: &PlanOptions| plan(&rendered, &state, &Observed::nothing(), options);
    let broken = planned(&options).value.unwrap();
    let told = |now: &str| {
        let outcome = check(&broken, &rendered, &[], now.parse().unwrap());
        assert!(outcome.value.unwrap().iter().all(|check| check.problem().is_none()));
        let said = outcome.diagnostics.iter().filter(|one| one.code.as_str() == "policy.break_glass");
        said.map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(told("2026-05-20"), Vec::<String>::new());
    insta::assert_snapshot!(told("2026-06-15").join("\n"), @r"
    cart.yaml: the deadline of the override `slow-drain` has passed: 2026-06-10; the glass was broken: the shop is down [policy.break_glass]; remove it
    web.yaml: the deadline of the deprecated golden path web@1.0.0 has passed: 2026-06-01; the glass was broken: the shop is down [policy.break_glass]; move to web@^2
    ");
    // It is another plan, and the release says why.
    let usual = planned(&PlanOptions::default()).value.unwrap();
    assert_ne!(usual.digest, broken.digest);
    options.break_glass = Some(" ".into());
    assert_eq!(planned(&options).diagnostics[0].code.as_str(), "value.invalid");
}

#[test]
fn a_deadline_warns_ahead_and_then_fails() {
    let at = |now| says(now, Intent::Converge, &[]);
    let said = ["2025-12-01", "2026-02-01", "2026-05-20", "2026-05-31", "2026-06-10", "2026-07-01"].map(at);
    insta::assert_snapshot!(said.concat());
}

#[test]
fn going_back_is_not_held_up() {
    insta::assert_snapshot!(says("2026-07-01", Intent::Rollback, &[]));
}

#[test]
fn a_waiver_holds_until_its_own_deadline() {
    let waivers = [
        waiver("deadline/override/slow-drain", Some("cart"), "2026-09-01"),
        waiver("deadline/override/slow-drain", None, "2026-06-12"),
        waiver("deadline/environment/staging", Some("checkout"), "2027-01-01"),
        waiver("deadline/goldenPath/web@1.0.0", None, "2026-06-30"),
    ];
    let at = |now| says(now, Intent::Converge, &waivers);
    insta::assert_snapshot!(["2026-06-25", "2026-08-20", "2026-09-01"].map(at).concat());
}

#[test]
fn what_is_removed_has_no_deadline() {
    let gone = Rendered::empty("cart".parse().unwrap(), "staging".parse().unwrap());
    let outcome = check(&planned(&gone, Intent::Destroy), &gone, &[], "2030-01-01".parse().unwrap());
    assert_eq!((outcome.value, outcome.diagnostics), (Some(Vec::new()), Vec::new()));
}

#[test]
fn a_saved_plan_keeps_its_deadlines() {
    let digest = |rendered: &Rendered| rendered_digest(rendered);
    let with = |change: &dyn Fn(&mut Vec<Deadline>)| -> Digest {
        let mut rendered = rendered();
        change(&mut rendered.deadlines);
        digest(&rendered)
    };
    let as_it_is = digest(&rendered());
    assert_ne!(with(&Vec::clear), as_it_is);
    assert_ne!(with(&|all| all[0].until = Some("2030-01-01".parse().unwrap())), as_it_is);
    assert_eq!(with(&|all| all[0].at = Some(Place::file("elsewhere.yaml"))), as_it_is, "lines decide nothing");
}

#[test]
fn it_changes_nothing_that_is_rendered_or_planned() {
    let mut without = rendered().with_resource(Resource::new(
        "cart/staging/kubernetes/workload".parse().unwrap(),
        Value::from_json(r#"{"replicas": 2}"#).unwrap(),
    ));
    let with = without.clone();
    without.deadlines.clear();
    let (with, without) = (planned(&with, Intent::Converge), planned(&without, Intent::Converge));
    assert_eq!((with.changes, with.steps, with.blocked), (without.changes, without.steps, without.blocked));
}

#[test]
fn of_many_a_warning_is_given_once() {
    let one = |subject: &str| {
        let mut rendered = rendered();
        rendered.subject = subject.parse().unwrap();
        PlannedRendering { plan: planned(&rendered, Intent::Converge), rendered }
    };
    let outcome = check_all(&[one("cart"), one("shop")], &[], "2026-05-20".parse().unwrap());
    let subjects: Vec<String> = outcome.value.unwrap().iter().map(|check| check.subject.to_string()).collect();
    assert_eq!(subjects, ["cart", "cart", "cart", "shop", "shop", "shop"]);
    assert_eq!(outcome.diagnostics.len(), 3, "the environment has 31 days");
}
