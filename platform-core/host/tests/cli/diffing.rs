//! What the files want differently from another revision.

use super::selecting::git;
use super::support::Place;

/// A repository whose branch `main` has the example, with it checked out on another branch.
fn shop() -> Place {
    let place = Place::example("shop");
    for words in
        ["init --quiet --initial-branch main", "add .", "commit --quiet --message one", "checkout --quiet -b ours"]
    {
        git(&place, words);
    }
    place
}

/// What is printed, without what differs from commit to commit.
fn shown(place: &Place, words: &str) -> String {
    let call = place.run(words);
    let mut text = call.shown();
    for name in ["main", "HEAD"] {
        let output = std::process::Command::new("git").current_dir(place.path()).args(["rev-parse", name]).output();
        let commit = String::from_utf8(output.unwrap().stdout).unwrap();
        text = text.replace(&commit.trim()[..12], &format!("COMMIT-OF-{name}"));
    }
    text
}

#[test]
fn one_parameter_everywhere() {
    let place = shop();
    place.edit("services/payment-api/catalog-info.yaml", "replicas: 5", "replicas: 7");
    insta::assert_snapshot!("one_parameter", shown(&place, "diff --base main"));
    git(&place, "commit --quiet --all --message two");
    let detailed = place.run("diff --base main --env staging --detailed-exitcode");
    assert_eq!(detailed.code, 2, "its own document changed once: {}", detailed.out);
    assert_eq!(place.run("diff --base main cart --detailed-exitcode").code, 0);
    // Neither a store nor a lock file comes of looking.
    assert!(!place.path().join(".platform").exists());
    git(&place, "diff --quiet HEAD");
}

#[test]
fn for_programs_and_for_pull_requests() {
    let place = shop();
    place.edit("environments/production.yaml", "tier: production", "tier: gold");
    git(&place, "commit --quiet --all --message two");
    let json = place.good("diff --base main --output json").json();
    assert_eq!((&json["before"]["name"], &json["after"]["name"]), (&"main".into(), &"HEAD".into()));
    let changes = json["changes"].as_array().unwrap();
    assert!(changes.iter().all(|change| change["plan"]["environment"] == "production"), "{changes:#?}");
    insta::assert_snapshot!("diff_markdown", shown(&place, "diff --base main --output markdown resource:orders-db"));
    let named = place.good("diff --base main --output markdown --commit 0123456789abcdef");
    assert!(named.out.contains("HEAD (<code>0123456789ab</code>)"), "{}", named.out);
}

#[test]
fn errors_say_where_and_in_which_revision() {
    let place = shop();
    place.edit("services/cart/catalog-info.yaml", "    ref:", "    reff:");
    let call = place.run("diff --base main");
    assert_eq!(call.code, 3, "{}{}", call.out, call.err);
    insta::assert_snapshot!("diff_broken", shown(&place, "diff --base main"));
    git(&place, "commit --quiet --all --message broken");
    place.edit("services/cart/catalog-info.yaml", "    reff:", "    ref:");
    // What is mended is no error.
    let mended = place.good("diff --base HEAD");
    assert!(mended.out.contains("could not be rendered before"), "{}", mended.out);
    // What is no commit, what is no service.
    assert_eq!(place.run("diff --base nope").code, 64);
    let wrong = place.run("diff --base main crat");
    assert!(wrong.code == 3 && wrong.err.contains("did you mean `cart`?"), "{}", wrong.err);
}

#[test]
fn what_is_gone_can_still_be_named() {
    let place = shop();
    std::fs::remove_dir_all(place.path().join("services/ads")).unwrap();
    let call = place.good("diff --base main ads");
    assert!(call.out.contains("gone  ads in -, production, staging"), "{}", call.out);
}

#[test]
fn problems_beside_the_source() {
    let place = Place::empty();
    git(&place, "init --quiet");
    let shop = Place::example("shop");
    let status = std::process::Command::new("cp").arg("-r").arg(shop.path()).arg(place.path().join("shop")).status();
    assert!(status.unwrap().success());
    let clean = place.good("-C shop validate --output sarif").json();
    assert_eq!(clean["version"], "2.1.0");
    assert!(clean["runs"][0]["results"].as_array().unwrap().iter().all(|one| one["level"] != "error"), "{clean:#}");
    place.edit("shop/services/cart/catalog-info.yaml", "    ref:", "    reff:");
    for words in ["validate", "plan --all --since HEAD"] {
        if words.starts_with("plan") {
            git(&place, "add .");
            git(&place, "commit --quiet --message one");
            place.edit("shop/services/cart/catalog-info.yaml", "metadata:", "# edited\nmetadata:");
        }
        let broken = place.run(&format!("-C shop {words} --output sarif"));
        assert_eq!(broken.code, 3, "{}", broken.err);
        let results = broken.json()["runs"][0]["results"].clone();
        let found = results.as_array().unwrap().iter().find(|one| one["ruleId"] == "schema.unknown_field").unwrap();
        let at = &found["locations"][0]["physicalLocation"];
        assert_eq!(at["artifactLocation"]["uri"], "shop/services/cart/catalog-info.yaml");
        assert!(at["region"]["startLine"].as_u64().unwrap() >= 16, "{at}");
    }
}
