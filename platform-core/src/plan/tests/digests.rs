//! What a digest covers, and what it leaves out.

use super::scene::{Scene, address, depends};
use crate::model::*;
use crate::plan::{check_digest, plan_digest, plan_set_digest, rendered_digest, totals};

fn scene() -> Scene {
    Scene::new().rendered("a", r#"{"x": 2}"#).known("a", r#"{"x": 1}"#).resource("b", "1", depends(&["a"])).known_with(
        "old",
        "1",
        |mut known| {
            known.protect = true;
            known
        },
    )
}

fn pinned() -> Pins {
    let image = format!("registry.example/cart@{}", Digest::of(b"image")).parse().unwrap();
    Pins::default().with_artifact("app".parse().unwrap(), image)
}

#[test]
fn whatever_decides_is_covered() {
    let plan = scene().plan();
    type Edit = fn(&mut Plan);
    let edits: &[(&str, Edit)] = &[
        ("format version", |plan| plan.format_version.minor = 9),
        ("subject", |plan| plan.subject = "basket".parse().unwrap()),
        ("what was pinned", |plan| plan.base.pins = pinned()),
        ("pins", |plan| plan.pins = pinned()),
        ("intent", |plan| plan.intent = Intent::Destroy),
        ("basis", |plan| plan.basis = Basis::NoState),
        ("serial", |plan| plan.base.serial = 9),
        ("lineage", |plan| plan.base.lineage = "x".into()),
        ("environment", |plan| plan.environment = "production".parse().unwrap()),
        ("targets", |plan| plan.targets.clear()),
        ("an action", |plan| plan.changes[0].actions = vec![Action::NoOp]),
        ("a reason", |plan| plan.changes[0].reason = Reason::Drift),
        ("a field", |plan| plan.changes[0].fields[0].after = Some(3.into())),
        ("a field's kind", |plan| plan.changes[0].fields[0].kind = FieldChangeKind::Drift),
        ("null for nothing", |plan| plan.changes[0].fields[0].after = None),
        ("a change", |plan| drop(plan.changes.pop())),
        ("an order", |plan| plan.steps[1].after.clear()),
        ("a step", |plan| drop(plan.steps.pop())),
        ("a precondition", |plan| drop(plan.preconditions.pop())),
        ("what is expected", |plan| plan.preconditions[0].expect = Expectation::Absent),
        ("what blocks it", |plan| plan.blocked.clear()),
        ("what it counts", |plan| plan.summary.delete = 0),
        ("what it was rendered from", |plan| plan.rendered_digest = Digest::of(b"x")),
    ];
    for (what, edit) in edits {
        let mut edited = plan.clone();
        edit(&mut edited);
        assert_ne!(edited, plan, "{what}");
        assert_ne!(plan_digest(&edited), plan.digest, "{what}");
        assert_eq!(check_digest(&edited, &scene().rendered).unwrap_err().code, codes::PLAN_TAMPERED, "{what}");
    }
}

#[test]
fn where_a_value_was_written_down_is_not() {
    let plan = scene().plan();
    let mut other = plan.clone();
    other.changes[0].fields[0].origin = Some(OriginId(7));
    assert_eq!(plan_digest(&other), plan.digest);
    let mut rendered = scene().rendered;
    rendered.origins.add(Origin::new(Layer::Engine, None));
    assert_eq!(check_digest(&plan, &rendered), Ok(()));
}

#[test]
fn what_was_rendered_is_covered_with_its_bodies() {
    let plan = scene().plan();
    let edits: &[&dyn Fn(&mut Resource)] = &[
        &|resource| resource.body = 7.into(),
        &|resource| resource.protect = true,
        &|resource| resource.depends_on = vec![address("z")],
        &|resource| resource.ownership = Some(Ownership::Seeded),
        &|resource| resource.identity = Some("x".into()),
        &|resource| drop(resource.outputs.insert("x".parse().unwrap(), OutputDeclaration::default())),
    ];
    for edit in edits {
        let mut rendered = scene().rendered;
        edit(rendered.resources.get_mut(&address("a")).unwrap());
        assert_eq!(check_digest(&plan, &rendered).unwrap_err().code, codes::PLAN_TAMPERED);
    }
    assert_eq!(rendered_digest(&scene().rendered), plan.rendered_digest);
}

#[test]
fn a_set_is_its_plans_in_any_order() {
    let (one, two) = (scene().plan(), Scene::new().rendered("x", "1").plan());
    let mut set = PlanSet { ok: vec![one.clone(), two.clone()], ..PlanSet::default() };
    let digest = plan_set_digest(&set);
    set.ok.reverse();
    assert_eq!(plan_set_digest(&set), digest);
    // What is found out about the plans lives beside them.
    let (rule, message) = ("deadline/environment/staging", "it has passed");
    let check = CheckResult::new(rule, one.subject.clone(), one.environment.clone(), Verdict::Fail, message);
    set.checks = vec![check];
    assert_eq!(plan_set_digest(&set), digest);
    assert_eq!((totals(&set).create, totals(&set).update, totals(&set).delete), (2, 1, 1));
    set.ok.pop();
    assert_ne!(plan_set_digest(&set), digest);
}
