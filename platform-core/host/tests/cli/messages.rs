//! Help and what is said when something is wrong.

use super::support::Place;

#[test]
fn help() {
    let place = Place::empty();
    insta::assert_snapshot!("help", place.good("--help").out);
    for verb in ["plan", "apply", "deploy", "new service", "explain"] {
        insta::assert_snapshot!(format!("help_{}", verb.replace(' ', "_")), place.good(&format!("{verb} --help")).out);
    }
    assert_eq!(
        place.good("-h").out,
        place.good("--help").out.replace("see what will change and why, before it does.", "")
    );
}

#[test]
fn a_wrong_call_ends_with_64() {
    let place = Place::example("hello");
    for words in ["", "plann", "plan --env", "plan a --all", "new", "plan --output xml a", "apply", "error nope.nope"] {
        let call = place.run(words);
        assert_eq!(call.code, 64, "platform {words}\n{}{}", call.out, call.err);
        assert!(call.out.is_empty() && !call.err.is_empty(), "platform {words}");
    }
    insta::assert_snapshot!(place.run("deploy").shown());
}

#[test]
fn an_error_code_is_explained() {
    let place = Place::empty();
    insta::assert_snapshot!("error", place.good("error path.artifact_missing").out);
    insta::assert_snapshot!("error_meant", place.run("error path.artifact_mising").shown());
    assert_eq!(place.good("error error[path.artifact_missing]:").out, place.good("error path.artifact_missing").out);
    assert!(place.good("error").out.lines().count() > 80);
    assert_eq!(place.good("error plan.stale --output json").json()["codes"][0]["code"], "plan.stale");
}

#[test]
fn names_that_are_not_there() {
    let place = Place::example("shop");
    insta::assert_snapshot!("service_unknown", place.run("plan payment-app --env staging").shown());
    insta::assert_snapshot!("environment_unknown", place.run("plan payment-api --env stagging").shown());
    insta::assert_snapshot!("not_there", place.run("plan ads --env preview").shown());
    assert_eq!(place.run("plan payment-app --env staging").code, 3);
}

#[test]
fn a_cause_is_told_before_what_comes_of_it() {
    let place = Place::example("shop");
    place.edit("services/cart/catalog-info.yaml", "kind: Component", "kind: Componnt");
    let said = place.run("plan cart --env staging").shown();
    let of = |text: &str| said.find(text).unwrap_or_else(|| panic!("{text} is not in {said}"));
    assert!(of("error[schema.kind]") < of("error[graph.subject_unknown]"), "{said}");
    of("`platform error schema.kind` explains this error.");
}

#[test]
fn everything_wrong_is_said_at_once() {
    let place = Place::example("hello");
    place.edit("services/hello/catalog-info.yaml", "ref: web@^1", "reff: web@^1");
    place.edit("services/hello/catalog-info.yaml", "owner: team-hello", "owner: Team Hello");
    place.edit("environments/staging.yaml", "spec:", "spec: [");
    place.edit("environments/production.yaml", "promotesFrom: [staging]", "promotesFrom: [stagging]");
    let call = place.run("validate");
    assert_eq!(call.code, 3);
    insta::assert_snapshot!(call.shown());
    let json = place.run("validate --output json");
    assert_eq!(json.code, 3);
    assert_eq!(json.json()["valid"], false);
    assert!(json.json()["diagnostics"].as_array().unwrap().len() >= 3);
}

/// Also by those that look at many at once: whoever comes second would overwrite what is there.
#[test]
fn two_that_write_one_file_are_named() {
    let place = Place::example("hello");
    for environment in ["staging", "production"] {
        let file = format!("environments/{environment}.yaml");
        place.edit(&file, "kubernetes: {", "kubernetes: {directory: deploy/cluster, ");
    }
    let lock = "services/hello/platform.lock";
    let locked = place.read(lock);
    let path = locked.split_once("    production:").unwrap().0.split_once("      path:\n").unwrap().1;
    place.write(lock, &locked.replace(&format!("      path:\n{path}"), ""));
    for words in ["validate", "plan hello", "plan --all"] {
        let call = place.run(words);
        assert_eq!(call.code, 3, "{words}: {}{}", call.out, call.err);
        let both = "hello/staging/kubernetes/service and hello/production/kubernetes/service are both the file \
                    `deploy/cluster/hello/service.yaml`";
        assert!(call.err.contains("[path.identity_duplicate]") && call.err.contains(both), "{words}: {}", call.err);
    }
    // Nothing is locked of what can't be planned, and one environment alone is not held back.
    assert_eq!(place.read(lock).matches("path:").count(), 1);
    place.good("plan hello --env staging");
}

#[test]
fn the_examples_are_valid() {
    for (example, expected) in [("hello", "Valid: 1 subject"), ("shop", "Valid: ")] {
        let call = Place::example(example).good("validate");
        assert!(call.out.starts_with(expected), "{}", call.out);
        assert_eq!(call.err, "", "{example} has warnings");
    }
}

#[test]
fn catalog_files_are_checked_on_their_own() {
    let place = Place::empty();
    place.write("a.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a b}\nspec: {}\n");
    let call = place.run("validate --entities a.yaml");
    assert_eq!(call.code, 3);
    insta::assert_snapshot!(call.shown());
}

#[test]
fn completions_are_there_for_every_shell() {
    let place = Place::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(place.good(&format!("completions {shell}")).out.contains("platform"), "{shell}");
    }
}

#[test]
fn catalog_files_are_checked_on_their_own_and_in_folders() {
    let place = Place::example("hello");
    let domain = "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {name: NAME}\nspec: {owner: a}\n";
    place.write("below/one.yaml", &domain.replace("NAME", "one"));
    place.write("below/.backstage/two.yml", &domain.replace("NAME", "two"));
    place.write("below/deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\n");
    place.write("below/.git/three.yaml", &domain.replace("NAME", "t h r e e"));
    let location =
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: [a, b]}\n";
    place.write("below/all.yaml", location);
    let call = place.good("validate --entities below");
    assert_eq!(call.out, "Valid: 3 valid entities.\nLocations name 2 targets, which were not read.\n");
    place.write("below/skeleton.yaml", &domain.replace("NAME", "${{ values.name }}"));
    let call = place.run("validate --entities below --output json");
    assert_eq!((call.code, call.json()["diagnostics"][0]["code"].as_str()), (3, Some("schema.skeleton")));
    assert_eq!(call.json()["diagnostics"].as_array().unwrap().len(), 1);
    let call = place.run("validate --entities below/deployment.yaml");
    assert_eq!(call.code, 3);
}

#[cfg(unix)]
#[test]
fn what_would_never_end_is_no_file() {
    let place = Place::example("hello");
    for words in ["validate --entities /dev/zero", "apply /dev/zero", "apply ."] {
        let call = place.run(words);
        assert!(call.code != 0 && call.err.contains("is no regular file"), "{words}: {}", call.err);
    }
    let _socket = std::os::unix::net::UnixListener::bind(place.path().join("socket")).unwrap();
    assert!(place.run("validate --entities socket").err.contains("is no regular file"));
}
