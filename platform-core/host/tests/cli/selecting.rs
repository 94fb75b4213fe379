//! Which of many are planned, locked and applied.

use std::collections::BTreeSet;

use super::support::Place;

/// The subjects and environments of what `--output json` printed.
fn planned(place: &Place, words: &str) -> BTreeSet<String> {
    let set = place.good(&format!("plan --all --output json {words}")).json();
    let name = |plan: &serde_json::Value| {
        format!("{}/{}", plan["subject"].as_str().unwrap(), plan["environment"].as_str().unwrap())
    };
    set["ok"].as_array().unwrap().iter().map(name).collect()
}

fn subjects(names: &BTreeSet<String>) -> Vec<&str> {
    let subjects: BTreeSet<&str> = names.iter().map(|name| name.split('/').next().unwrap()).collect();
    subjects.into_iter().collect()
}

pub(super) fn git(place: &Place, words: &str) {
    let mut command = std::process::Command::new("git");
    command.current_dir(place.path()).args(["-c", "user.name=a", "-c", "user.email=a@example.com"]);
    assert!(command.args(words.split(' ')).status().unwrap().success());
}

#[test]
fn conditions_narrow_all() {
    let place = Place::example("shop");
    assert_eq!(subjects(&planned(&place, "--name pay*")), ["payment-api"]);
    let staging = planned(&place, "--system checkout --env staging --env production --no-state");
    assert!(staging.contains("payment-api/staging") && staging.contains("payment-api/production"));
    assert!(staging.contains("payment-api/-") && !staging.contains("payment-api/preview"));
    let owned = planned(&place, "--owner team-payments");
    assert_eq!(subjects(&owned), ["checkout", "currency", "payment-api"]);
    assert!(subjects(&planned(&place, "--path worker@^1 --kind component")).len() < 11);
    let changes = place.good("lock --all --name payment-api --env staging --output json").json();
    assert!(changes["changes"].as_array().unwrap().iter().all(|change| change["subject"] == "payment-api"));
}

#[test]
fn what_is_nothings_is_refused_with_what_was_meant() {
    let place = Place::example("shop");
    for (words, help) in [
        ("plan --all --system chekout", "did you mean `checkout`?"),
        ("apply --all --owner team-payment", "did you mean `team-payments`?"),
        ("lock --all --path web-servise", "did you mean `web-service`?"),
        ("plan --all --env stagging", "did you mean `staging`?"),
        ("plan --all --name paiment-api", "did you mean `payment-api`?"),
    ] {
        let call = place.run(words);
        assert_eq!(call.code, 3, "{words}: {}{}", call.out, call.err);
        assert!(call.err.contains(help), "{words}: {}", call.err);
    }
    assert_eq!(place.run("plan payment-api --system checkout").code, 64, "only `--all` is narrowed");
}

#[test]
fn only_what_changed_since_a_commit() {
    let place = Place::example("shop");
    // Lock files are part of what is committed.
    place.good("lock --all");
    git(&place, "init --quiet --initial-branch trunk");
    git(&place, "add .");
    git(&place, "commit --quiet --message one");
    let call = place.good("plan --all --since trunk");
    assert!(call.out.contains("Nothing to do"), "{}", call.out);
    place.edit("services/cart/catalog-info.yaml", "metadata:", "# edited\nmetadata:");
    let cart = planned(&place, "--since trunk");
    assert_eq!(subjects(&cart), ["cart"]);
    place.edit("environments/staging.yaml", "metadata:", "# edited\nmetadata:");
    let all = planned(&place, "--since trunk");
    assert!(all.contains("payment-api/staging") && !all.contains("payment-api/production"), "{all:?}");
    assert_eq!(subjects(&planned(&place, "--since trunk --name cart")), ["cart"]);
    let call = place.run("plan --all --since --output=x");
    assert!(!place.path().join("x").exists() && call.code == 64, "{}{}", call.out, call.err);
    // A file that can't be read any more declares nothing that could be selected: that is told, and nothing is applied.
    place.edit("services/ads/catalog-info.yaml", "kind: Component", "kind: Compnent");
    let broken = place.run("plan --all --since trunk --name cart");
    assert_eq!(broken.code, 3, "{}{}", broken.out, broken.err);
    assert!(broken.err.contains("services/ads/catalog-info.yaml") && broken.out.contains("cart"), "{}", broken.err);
    assert_eq!(place.run("apply --all --since trunk --name cart --yes").code, 3);
    assert!(place.files("deploy").is_empty());
    assert!(place.run("plan --all --since trunkk").err.contains("Git knows no commit `trunkk`"));
}

#[test]
fn what_a_branch_changed_and_why_each_was_picked() {
    let place = Place::example("shop");
    place.good("lock --all");
    for words in
        ["init --quiet --initial-branch main", "add .", "commit --quiet --message one", "checkout --quiet -b ours"]
    {
        git(&place, words);
    }
    assert!(place.good("plan --changed main").out.contains("Nothing to do"));
    place.edit("databases/orders-db/catalog-info.yaml", "description:", "description: Holds all orders. Was");
    git(&place, "commit --quiet --all --message ours");
    // What others did meanwhile is none of our changes.
    git(&place, "checkout --quiet main");
    place.edit("services/ads/catalog-info.yaml", "metadata:", "# edited\nmetadata:");
    git(&place, "commit --quiet --all --message theirs");
    git(&place, "checkout --quiet ours");
    let call = place.good("plan --changed main --env production");
    assert!(call.err.contains("Picked by what changed since main ("), "{}", call.err);
    assert!(
        call.err.contains("  files of resource:orders-db: orders, resource:orders-db in -, production"),
        "{}",
        call.err
    );
    assert!(!call.out.contains("ads"), "{}", call.out);
    // A golden path, a policy.
    place.edit("golden-paths/worker/1.0.0/golden-path.yaml", "spec:", "# edited\nspec:");
    let json = place.run("plan --changed main --output json").json();
    let causes = json["touched"].to_string();
    assert!(causes.contains(r#"{"kind":"path","path":"worker","version":"1.0.0"}"#), "{causes}");
    git(&place, "checkout --quiet golden-paths");
    let policies = std::fs::read_dir(place.path().join("policies")).unwrap().map(|one| one.unwrap().file_name());
    let policy = policies.map(|name| name.into_string().unwrap()).find(|name| name.ends_with(".rego")).unwrap();
    place.write(&format!("policies/{policy}"), "package edited\n");
    let call = place.good("plan --changed main --no-state");
    assert!(call.err.contains(&format!("policy policies/{policy}: all ")), "{}", call.err);
    assert_eq!(place.run("plan cart --changed main").code, 64);
}
