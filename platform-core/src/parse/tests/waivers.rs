//! Who answers for a rule that fails.

use super::{CART, STAGING, WEB, parse, problems, said, whole};

const WAIVER: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: Waiver\nmetadata: {name: slow-drain}\nspec:\n  \
     rule: deadline/override/slow-drain\n  subject: cart\n  owner: team-cart\n  reason: the gateway is late\n  until: 2027-03-01\n";

fn cart() -> String {
    let overrides = "overrides: [{id: slow-drain, resource: workload, patch: [{op: remove, path: /a}], reason: r, \
                     expires: 2027-01-01}]";
    CART.1.replace("{ref: web@^1}", &format!("{{ref: web@^1, {overrides}}}"))
}

fn with(waiver: &str) -> Vec<String> {
    problems(&[STAGING, WEB, (CART.0, &cart()), ("waivers/cart.yaml", waiver)])
}

#[test]
fn a_waiver_is_read_with_its_place() {
    let platform = whole(&[STAGING, WEB, (CART.0, &cart()), ("waivers/cart.yaml", WAIVER)]);
    let waiver = &platform.waivers["slow-drain"];
    let told = serde_json::to_value(waiver).unwrap();
    assert_eq!(
        told,
        serde_json::json!({
            "rule": "deadline/override/slow-drain", "subject": "cart", "owner": "group:team-cart",
            "reason": "the gateway is late", "until": "2027-03-01T00:00:00Z",
            "at": {"file": "waivers/cart.yaml", "line": 9, "column": 10, "pointer": "/spec/until", "offset": 198, "length": 10},
        })
    );
}

#[test]
fn a_waiver_that_is_not_whole_waives_nothing() {
    for (from, to) in
        [("until: 2027-03-01", "till: 2027-03-01"), ("  reason: the gateway is late\n", ""), ("cart\n", "c rt\n")]
    {
        let files = [STAGING, WEB, (CART.0, &cart()), ("waivers/cart.yaml", &*WAIVER.replacen(from, to, 1))];
        let outcome = parse(&files);
        assert!(outcome.diagnostics.iter().any(crate::model::Diagnostic::is_error), "{to}");
        assert!(outcome.value.unwrap().waivers.is_empty(), "{to}");
    }
}

#[test]
fn what_a_waiver_names_is_there() {
    assert_eq!(with(WAIVER), [""; 0]);
    assert_eq!(
        with(&WAIVER.replace("override/slow-drain", "override/slow-drian").replace("subject: cart", "subject: cat")),
        ["graph.dangling 5:9", "graph.dangling 6:12"]
    );
    let wrong = WAIVER.replace("deadline/override", "overrides").replace("subject: cart", "subject: cat");
    insta::assert_snapshot!(said(&[STAGING, WEB, (CART.0, &cart()), ("waivers/cart.yaml", &wrong)]));
    insta::assert_snapshot!(said(&[
        STAGING,
        WEB,
        (CART.0, &cart()),
        ("waivers/cart.yaml", WAIVER),
        ("waivers/again.yaml", WAIVER),
        ("services/cart/waiver.yaml", &WAIVER.replace("name: slow-drain", "name: mine")),
    ]));
    // Where nothing has a date there is nothing to waive.
    insta::assert_snapshot!(said(&[STAGING, WEB, CART, ("waivers/cart.yaml", WAIVER)]));
}
