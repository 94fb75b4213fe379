//! Upgrade, promote, rollback: other versions than the lock file's.

use super::support::Place;

#[test]
fn a_service_is_promoted_and_rolled_back() {
    let place = Place::example("shop");
    place.good("deploy payment-api --env staging");
    insta::assert_snapshot!("promote_plan", place.good("plan payment-api --env production --promote").shown());
    place.good("promote payment-api --env production --yes");
    place.good("edit payment-api --set /spec/goldenPath/environments/production/parameters/replicas=7 --yes");
    place.good("deploy payment-api --env production --yes");
    let before = place.files("services/payment-api");
    insta::assert_snapshot!("rollback", place.good("rollback payment-api --env production --yes").shown());
    let held = place.run("deploy payment-api --env production --yes");
    assert_eq!(held.code, 4, "{}{}", held.out, held.err);
    assert!(held.err.contains("--lift NAME"), "{}", held.err);
    assert_eq!(place.run("promote payment-api --env production --yes").code, 4);
    place.good("promote payment-api --env production --yes --lift rollback-3");
    assert_eq!(place.files("services/payment-api"), before, "the versions were the same all the time");
}

#[test]
fn what_can_not_be_moved_says_why() {
    let place = Place::example("shop");
    let told = |words: &str, code: i32| {
        let call = place.run(words);
        assert_eq!(call.code, code, "platform {words}\n{}{}", call.out, call.err);
        format!("$ platform {words}\n{}\n", call.shown())
    };
    let cases = [
        ("promote payment-api --env production", 3),
        ("promote payment-api --env production --from preview", 3),
        ("promote payment-api --env staging", 3),
        ("promote payment-api", 64),
        ("rollback payment-api --env production", 3),
        ("plan payment-api --rollback", 64),
        ("plan payment-api --env staging --rollback --upgrade", 64),
    ];
    let all: String = cases.iter().map(|(words, code)| told(words, *code)).collect();
    insta::assert_snapshot!("refused_moves", all);
}
