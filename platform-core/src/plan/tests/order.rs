//! The order of steps.

use super::scene::{Scene, address, depends};
use crate::model::StateResource;

fn known_after(ids: &[&str]) -> impl FnOnce(StateResource) -> StateResource {
    let ids: Vec<_> = ids.iter().map(|id| address(id)).collect();
    |mut known| {
        known.depends_on = ids;
        known
    }
}

#[test]
fn what_is_made_waits_for_what_it_depends_on() {
    let scene = Scene::new()
        .resource("a", "1", depends(&["b", "c"]))
        .resource("b", "1", depends(&["c"]))
        .rendered("c", "1")
        .rendered("d", "1");
    assert_eq!(scene.steps(), ["0 c Create", "1 b Create after 0", "2 a Create after 0,1", "3 d Create"]);
}

#[test]
fn what_is_deleted_waits_for_what_depended_on_it() {
    let scene = Scene::new()
        .known_with("a", "1", known_after(&["b"]))
        .known_with("b", "1", known_after(&["c"]))
        .known("c", "1");
    assert_eq!(scene.steps(), ["0 a Delete", "1 b Delete after 0", "2 c Delete after 1"]);
}

#[test]
fn what_is_made_waits_until_what_it_depends_on_has_its_name() {
    let scene = Scene::new().resource("a", "1", depends(&["z"])).rendered("z", "1").known("y", "1").moved("y", "z");
    assert_eq!(scene.steps(), ["0 z Move", "1 a Create after 0"]);
}

#[test]
fn what_stays_lets_go_first() {
    let scene = Scene::new().known_with("z", "1", known_after(&["a"])).known("a", "1").rendered("z", "2");
    assert_eq!(scene.steps(), ["0 z Update", "1 a Delete after 0"]);
}

#[test]
fn dependents_follow_what_is_replaced() {
    let scene = Scene::new()
        .rendered("z", "1")
        .known("z", "1")
        .resource("a", "2", depends(&["z"]))
        .known_with("a", "1", known_after(&["z"]))
        .resource("b", "1", depends(&["z"]))
        .known_with("b", "1", known_after(&["z"]))
        .asked(|ask| ask.replace.extend([address("z"), address("b")]));
    let expected =
        ["0 b Delete", "1 z Delete after 0", "2 z Create after 1", "3 a Update after 2", "4 b Create after 0,2"];
    assert_eq!(scene.steps(), expected);
}

#[test]
fn order_goes_through_what_stays_as_it_is() {
    let scene = Scene::new()
        .resource("a", "2", depends(&["b"]))
        .known_with("a", "1", known_after(&["b"]))
        .resource("b", "1", depends(&["c"]))
        .known_with("b", "1", known_after(&["c"]))
        .resource("c", "1", depends(&["d"]))
        .known_with("c", "1", known_after(&["d"]))
        .rendered("d", "2")
        .known("d", "1");
    assert_eq!(scene.steps(), ["0 d Update", "1 a Update after 0"]);
}

#[test]
fn courtesy_gives_way_where_it_would_go_in_a_circle() {
    // `y` lets go of `x`, which must go before `z` is replaced, which `y` now needs.
    let scene = Scene::new()
        .rendered("z", "1")
        .known("z", "1")
        .known_with("x", "1", known_after(&["z"]))
        .resource("y", "2", depends(&["z"]))
        .known_with("y", "1", known_after(&["x"]))
        .asked(|ask| ask.replace.push(address("z")));
    assert_eq!(scene.steps(), ["0 x Delete", "1 z Delete after 0", "2 z Create after 1", "3 y Update after 2"]);
}

#[test]
fn what_is_on_no_circle_lets_go_all_the_same() {
    // As above, and apart from it `b` lets go of `a`.
    let scene = Scene::new()
        .rendered("z", "1")
        .known("z", "1")
        .known_with("x", "1", known_after(&["z"]))
        .resource("y", "2", depends(&["z"]))
        .known_with("y", "1", known_after(&["x"]))
        .known("a", "1")
        .resource("b", "2", depends(&["z"]))
        .known_with("b", "1", known_after(&["a"]))
        .asked(|ask| ask.replace.push(address("z")));
    let expected = [
        "0 x Delete",
        "1 z Delete after 0",
        "2 z Create after 1",
        "3 b Update after 2",
        "4 a Delete after 3",
        "5 y Update after 2",
    ];
    assert_eq!(scene.steps(), expected);
}

#[test]
fn a_circle_is_told() {
    let scene = Scene::new().resource("a", "1", depends(&["b"])).resource("b", "1", depends(&["c"])).resource(
        "c",
        "1",
        depends(&["a"]),
    );
    assert_eq!(scene.problems().len(), 1);
    let told = &scene.problems()[0];
    assert!(told.starts_with("these depend on each other in a circle: a → b → c → a"), "{told}");
    let reads =
        Scene::new().rendered("a", &super::scene::waits("b", "x")).rendered("b", &super::scene::waits("a", "x"));
    assert!(reads.problems()[0].starts_with("these read each other's outputs in a circle: a → b → a"));
}

#[test]
fn long_chains_need_no_deep_stack() {
    let mut scene = Scene::new();
    for number in 0..20_000 {
        let before = format!("r{:05}", number + 1);
        let body = if number == 0 || number == 19_999 { "2" } else { "1" };
        let id = format!("r{number:05}");
        let deps: &[&str] = if number == 19_999 { &[] } else { &[&before] };
        scene = scene.resource(&id, body, depends(deps)).known_with(&id, "1", known_after(deps));
    }
    assert_eq!(scene.steps(), ["0 r19999 Update", "1 r00000 Update after 0"]);
}

fn delegated(scene: Scene) -> Scene {
    let mut scene = scene;
    if let Some(target) = scene.rendered.targets.get_mut("terraform") {
        target.delivery = crate::model::Delivery::Apply;
    }
    scene
}

#[test]
fn a_delegated_target_is_visited_once() {
    let scene = || {
        Scene::new()
            .rendered("before", "1")
            .rendered("terraform:a", "1")
            .resource("terraform:b", "1", depends(&["terraform:a", "before"]))
            .rendered("terraform:c", "1")
            .resource("after", "1", depends(&["terraform:a"]))
    };
    let expected = [
        "0 before Create",
        "1 terraform:a Create after 0",
        "2 terraform:b Create after 0,1",
        "3 terraform:c Create after 0",
        "4 after Create after 1,2,3",
    ];
    assert_eq!(delegated(scene()).steps(), expected);
    assert_eq!(scene().steps().last().unwrap(), "4 terraform:c Create", "elsewhere each goes its own way");
}

#[test]
fn what_would_be_visited_twice_is_refused() {
    let scene = Scene::new().rendered("terraform:a", "1").resource("between", "1", depends(&["terraform:a"])).resource(
        "terraform:b",
        "1",
        depends(&["between"]),
    );
    assert_eq!(scene.steps().len(), 3);
    let problem = delegated(scene).outcome().diagnostics.remove(0);
    assert_eq!(problem.code, crate::model::codes::GRAPH_SECOND_VISIT);
    assert!(problem.message.starts_with("`terraform` is worked on once, and would have to be twice"), "{problem}");
}

#[test]
fn what_stays_lets_go_first_unless_it_reads_what_is_made_in_the_same_visit() {
    let scene = Scene::new()
        .resource("reader", "2", depends(&["terraform:new"]))
        .known_with("reader", "1", known_after(&["terraform:old"]))
        .rendered("terraform:new", "1")
        .known("terraform:old", "1");
    let expected = ["0 terraform:new Create", "1 terraform:old Delete", "2 reader Update after 0,1"];
    assert_eq!(delegated(scene).steps(), expected);
}
