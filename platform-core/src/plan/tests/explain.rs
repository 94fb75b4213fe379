//! Where a leaf comes from.

use super::scene::{Scene, address, short};
use crate::model::*;
use crate::plan::explain;

fn scene() -> Scene {
    let place = |line| Some(Place { file: "golden-path.yaml".into(), line, column: 3, ..Place::default() });
    let mut scene = Scene::new();
    let default =
        scene.rendered.origins.add(Origin::new(Layer::SchemaDefault, place(10)).with_name("parameters.replicas"));
    let mut subject = Origin::new(Layer::Subject, place(20)).with_name("parameters.replicas");
    subject.beat.push(Beaten { origin: default, value: 2.into() });
    let subject = scene.rendered.origins.add(subject);
    let mut template = Origin::new(Layer::Template, place(30));
    template.reads.push(subject);
    let template = scene.rendered.origins.add(template);
    let body = r#"{"labels": {"app": "cart", "tier": "gold"}, "list": [{"name": "a", "x": 1}, {"name": "b", "x": 2}], "replicas": 5}"#;
    scene = scene.known("workload", r#"{"old": 1, "replicas": 2}"#);
    scene.resource("workload", body, |mut resource| {
        let origins = [default, default, subject, subject, template, subject, template];
        resource.origins = origins.to_vec().into();
        resource
    })
}

fn explained(path: &str) -> Result<Explanation, Vec<String>> {
    let scene = scene();
    let outcome = explain(&scene.plan(), &scene.rendered, &address("workload"), &path.parse().unwrap());
    outcome.value.ok_or_else(|| outcome.diagnostics.iter().map(|problem| short(&problem.to_string())).collect())
}

fn lines(explanation: &Explanation) -> Vec<(u32, u32)> {
    let line = |origin: &Origin| origin.place.as_ref().map_or(0, |place| place.line);
    explanation.origins.iter().map(|told| (told.depth, line(&told.origin))).collect()
}

#[test]
fn a_leaf_tells_where_it_is_from_what_that_read_and_what_it_beat() {
    let explanation = explained("/replicas").unwrap();
    assert_eq!(explanation.value, Some(5.into()));
    assert_eq!(explanation.reason, Some(Reason::Changed));
    assert_eq!(explanation.change.as_ref().unwrap().before, Some(2.into()));
    assert_eq!(lines(&explanation), [(0, 30), (1, 20)]);
    let beaten = &explanation.origins[1].beat[0];
    assert_eq!((beaten.value.clone(), beaten.origin.layer), (2.into(), Layer::SchemaDefault));
}

#[test]
fn a_part_tells_the_origins_of_its_leaves_each_once() {
    assert_eq!(lines(&explained("/labels").unwrap()), [(0, 10)]);
    assert_eq!(lines(&explained("/list/name=b").unwrap()), [(0, 30), (1, 20)]);
    assert_eq!(lines(&explained("/list/1/x").unwrap()), [(0, 20)]);
    assert_eq!(lines(&explained("").unwrap()).len(), 3);
}

/// A change tells where its value is from, also behind a map that is empty.
#[test]
fn an_empty_map_is_a_leaf() {
    let mut scene = Scene::new();
    let [first, second] =
        [Layer::Subject, Layer::Template].map(|layer| scene.rendered.origins.add(Origin::new(layer, None)));
    scene = scene.known("x", r#"{"a": {}, "b": 1}"#).resource("x", r#"{"a": {}, "b": 2}"#, |mut resource| {
        resource.origins = vec![first, second].into();
        resource
    });
    assert_eq!(scene.plan().changes[0].fields[0].origin, Some(second));
}

#[test]
fn what_goes_away_is_explained_by_its_change() {
    let explanation = explained("/old").unwrap();
    assert_eq!((explanation.value, explanation.origins.len()), (None, 0));
    assert_eq!(explanation.change.unwrap().before, Some(1.into()));
}

#[test]
fn a_resource_that_stays_or_goes_is_explained_too() {
    let scene =
        Scene::new().rendered("stays", r#"{"a": 1}"#).known("stays", r#"{"a": 1}"#).known("goes", r#"{"b": 1}"#);
    let (plan, path) = (scene.plan(), |path: &str| path.parse::<Pointer>().unwrap());
    let stays = explain(&plan, &scene.rendered, &address("stays"), &path("/a")).value.unwrap();
    assert_eq!((stays.value, stays.reason, stays.change), (Some(1.into()), None, None));
    let goes = explain(&plan, &scene.rendered, &address("goes"), &Pointer::root()).value.unwrap();
    assert_eq!((goes.value, goes.reason), (None, Some(Reason::NoLongerRendered)));
}

#[test]
fn a_wrong_name_is_answered_with_the_nearest() {
    assert_eq!(
        explained("/replcas").unwrap_err(),
        ["/replcas: nothing stands at /replcas in workload [value.pointer]; did you mean `/replicas`?"]
    );
    assert_eq!(explained("/labels/teir").unwrap_err()[0].rsplit_once("; ").unwrap().1, "did you mean `/labels/tier`?");
    assert!(!explained("/nothing/like/it").unwrap_err()[0].contains("did you mean"));
    let scene = scene();
    let outcome = explain(&scene.plan(), &scene.rendered, &address("workloud"), &Pointer::root());
    let expected = "cart in staging has no resource workloud [graph.address_unknown]; did you mean `workload`?";
    assert_eq!(short(&outcome.diagnostics[0].to_string()), expected);
}
