//! `platform new`: what it writes can be deployed.

use super::support::Place;

#[test]
fn from_nothing_to_deployed() {
    let place = Place::empty();
    insta::assert_snapshot!("path", place.good("new path web --owner group:platform").shown());
    insta::assert_snapshot!("environment", place.good("new environment staging --label tier=staging").shown());
    insta::assert_snapshot!("service", place.good("new service cart --path web --owner team-a -p port=9090").shown());
    insta::assert_snapshot!("service_file", place.read("services/cart/catalog-info.yaml"));
    place.good("validate");
    let image = format!("registry.example/cart@sha256:{}", "a".repeat(64));
    place.good(&format!("deploy cart --env staging --image {image}"));
    assert_eq!(place.run("plan cart --detailed-exitcode").code, 0);
}

#[test]
fn nothing_is_overwritten_and_nothing_is_guessed() {
    let place = Place::example("hello");
    let twice = place.run("new service hello --path web --owner team-hello -p port=1");
    assert_eq!(twice.code, 64);
    insta::assert_snapshot!("twice", twice.shown());
    insta::assert_snapshot!("missing", place.run("new service cart --path web --owner team-hello").shown());
    insta::assert_snapshot!("no_path", place.run("new service cart --path wbe --owner team-hello").shown());
    insta::assert_snapshot!("no_parameter", place.run("new service c --path web --owner t -p prot=1").shown());
    assert_eq!(place.run("new environment pre view").code, 64);
    assert_eq!(place.run("new environment a_/b").code, 64);
}
