//! Which release changed a value.

use crate::model::*;
use crate::plan::value_history;

fn release(serial: u64, id: &str, replicas: Option<i32>, line: u32) -> Release {
    let mut rendered = Rendered::empty("cart".parse().unwrap(), "staging".parse().unwrap());
    let address: Address = format!("cart/staging/kubernetes/{id}").parse().unwrap();
    let body =
        Value::map(replicas.map(|replicas| ("replicas", Value::from(replicas))).into_iter().chain([("z", 1.into())]));
    let mut resource = Resource::new(address, body);
    let place = Place { line, ..Place::file("services/cart.yaml") };
    let origin = rendered.origins.add(Origin::new(Layer::Subject, Some(place)));
    resource.origins = vec![origin; 2].into();
    rendered = rendered.with_resource(resource);
    serde_json::from_value(serde_json::json!({
        "formatVersion": "1.0", "subject": "cart", "environment": "staging", "serial": serial, "pins": {},
        "planDigest": Value::from("p").digest(), "actor": format!("user-{serial}"),
        "startedAt": Timestamp::from_milliseconds(1), "endedAt": Timestamp::from_milliseconds(2),
        "verdict": "succeeded", "summary": Summary::default(), "rendered": rendered,
    }))
    .unwrap()
}

fn told(releases: &[Release]) -> Vec<String> {
    let history =
        value_history(releases, &"cart/staging/kubernetes/web".parse().unwrap(), &"/replicas".parse().unwrap());
    assert_eq!(history.releases as usize, releases.len());
    let show = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_json);
    let line = |change: &ValueChange| {
        let line = change.origins.first().and_then(|told| told.origin.place.as_ref()).map_or(0, |place| place.line);
        let was = change.address.as_ref().map_or("", |address| address.id());
        format!(
            "{} {} {} -> {} line {line} {was}",
            change.serial,
            change.actor,
            show(&change.before),
            show(&change.after)
        )
    };
    history.changes.iter().map(line).collect()
}

#[test]
fn each_change_names_its_release_newest_first() {
    let releases = [
        release(6, "web", None, 0),
        release(5, "web", Some(4), 9),
        release(4, "web", Some(4), 7),
        release(3, "web", Some(2), 7),
        release(2, "web", Some(2), 7),
        release(1, "web", None, 7),
    ];
    assert_eq!(told(&releases), ["6 user-6 4 -> - line 0 ", "4 user-4 2 -> 4 line 7 ", "2 user-2 - -> 2 line 7 "]);
    assert_eq!(told(&releases[..3]).last().unwrap(), "4 user-4 - -> 4 line 7 ");
    assert!(told(&[]).is_empty());
}

#[test]
fn what_was_renamed_is_followed() {
    let mut renamed = release(3, "web", Some(3), 1);
    let (from, to) = ("cart/staging/kubernetes/old".parse().unwrap(), "cart/staging/kubernetes/web".parse().unwrap());
    renamed.rendered.moved.push(Move { from, to });
    let releases = [renamed, release(2, "old", Some(2), 1), release(1, "old", Some(1), 1)];
    assert_eq!(
        told(&releases),
        ["3 user-3 2 -> 3 line 1 ", "2 user-2 1 -> 2 line 1 old", "1 user-1 - -> 1 line 1 old"]
    );
}
