//! Comparing, editing, and the history of a value.

use crate::support::Place;

#[test]
fn releases_are_compared_and_a_value_has_a_history() {
    let place = Place::example("shop");
    let deploy = || place.good("deploy payment-api --env staging --yes");
    deploy();
    place.edit("services/payment-api/catalog-info.yaml", "port: 8080", "port: 9090");
    let skew = place.good("compare payment-api staging@last staging").out;
    insta::assert_snapshot!("release_and_files", skew);
    deploy();
    place.edit("services/payment-api/catalog-info.yaml", "port: 9090", "port: 9091");
    deploy();
    let releases = place.good("compare payment-api staging@1 staging@2").out;
    assert_eq!(releases.lines().last(), skew.lines().last());
    assert!(place.good("compare payment-api staging@last staging").out.contains("No differences."));

    let address = "payment-api/staging/kubernetes/workload";
    let pointer = "/spec/template/spec/containers/name=app/env/name=LISTEN_ADDRESS/value";
    let found = place.good(&format!("history {address} {pointer} --output json")).json();
    let changes: Vec<_> = found["changes"].as_array().unwrap().iter().map(|change| change["after"].clone()).collect();
    assert_eq!(changes, [":9091", ":9090", ":8080"]);
    assert_eq!(found["releases"], 3);
    let unknown = place.run("history payment-api/production/kubernetes/workload /spec");
    assert_eq!(unknown.code, 3, "{}", unknown.err);
    let wrong = place.run("history payment-api /spec");
    assert_eq!(wrong.code, 64, "{}", wrong.err);
}

#[test]
fn a_comparison_says_by_its_exit_code_whether_all_is_intended() {
    let place = Place::example("shop");
    let code = |words: &str| place.run(words).code;
    let all = place.good("compare payment-api staging production --output json").json();
    let summary = &all["comparisons"][0]["summary"];
    let unintended = summary["skew"].as_u64().unwrap() + summary["unexplained"].as_u64().unwrap();
    let expected = if unintended > 0 { 2 } else { 0 };
    assert_eq!(code("compare payment-api staging production --detailed-exitcode"), expected);
    assert_eq!(code("compare payment-api staging staging --detailed-exitcode"), 0);
    assert_eq!(code("compare payment-api staging nowhere --detailed-exitcode"), 1);
    assert_eq!(code("compare payment-api staging@x production"), 64);
    assert_eq!(code("compare payment-api staging@7 production"), 3);
    assert_eq!(code("compare payment-api - production"), 64);
}

#[test]
fn plans_are_written_one_a_line() {
    let place = Place::example("shop");
    let lines = place.good("plan --all --output jsonl").out;
    let all = place.good("plan --all --output json").json();
    let plans: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(plans, *all["ok"].as_array().unwrap());
}

#[test]
fn services_are_edited_and_checked() {
    let place = Place::example("shop");
    let file = "services/payment-api/catalog-info.yaml";
    let before = place.read(file);
    let dry =
        place.good("edit payment-api --set /spec/goldenPath/environments/production/parameters/replicas=7 --dry-run");
    assert_eq!(place.read(file), before);
    insta::assert_snapshot!("edit_dry_run", dry.out);
    place.good("edit payment-api --set /spec/goldenPath/environments/production/parameters/replicas=7");
    assert_eq!(place.read(file), before.replace("replicas: 5", "replicas: 7"));

    // What can't be rendered is not written.
    let wrong = place.run("edit payment-api --set /spec/goldenPath/parameters/port=eighty");
    assert_eq!(wrong.code, 3);
    assert!(wrong.err.contains("path.parameter"), "{}", wrong.err);
    let typo = place.run("edit payment-api --set /spec/goldenPath/parameters/prot=1");
    assert!(typo.err.contains("path.parameter_unknown"), "{}", typo.err);
    assert_eq!(place.read(file), before.replace("replicas: 5", "replicas: 7"));

    let many = place.good("edit cart ads --set /spec/owner=team-payments --output json").json();
    assert_eq!((many["written"].as_bool(), many["files"].as_array().unwrap().len()), (Some(true), 2));
    assert!(place.read("services/cart/catalog-info.yaml").contains("owner: team-payments"));
    let same = place.good("edit cart ads --set /spec/owner=team-payments");
    assert_eq!(same.out, "Nothing to edit: it says so already.\n");
    let selected = place
        .good("edit --all --owner team-payments --kind component --set /spec/lifecycle=experimental --output json");
    let files = selected.json()["files"].as_array().unwrap().len();
    assert!(files >= 3, "{files}");
    assert!(place.read("services/cart/catalog-info.yaml").contains("lifecycle: experimental"));
    let nobody = place.run("edit --all --owner team-paymens --set /spec/lifecycle=experimental");
    assert!(nobody.code == 3 && nobody.err.contains("did you mean `team-payments`?"), "{}", nobody.err);
    assert_eq!(place.run("edit --owner team-payments --set /spec/lifecycle=experimental").code, 64);
    assert_eq!(place.run("edit cart").code, 64);
    assert_eq!(place.run("edit cart --remove /spec/nothing").code, 3);
}
