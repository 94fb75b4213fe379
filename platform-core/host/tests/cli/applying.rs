//! Applying: saved plans, live ones, and what comes between.

use super::support::Place;

#[test]
fn deploy_plans_applies_and_remembers() {
    let place = Place::example("hello");
    insta::assert_snapshot!("deploy", place.good("deploy --service=hello --env=staging").shown());
    insta::assert_snapshot!("status", place.good("status").shown());
    let written: Vec<String> = place.files("deploy").into_iter().map(|(name, _)| name).collect();
    assert!(written.iter().any(|name| name.ends_with("workload.yaml")), "{written:?}");
    insta::assert_snapshot!("deploy_again", place.good("deploy hello --env staging").shown());
}

#[test]
fn a_saved_plan_is_applied_once() {
    let place = Place::example("hello");
    place.good("plan hello --env staging --out hello.plan");
    insta::assert_snapshot!("show", place.good("show hello.plan").out);
    insta::assert_snapshot!("apply", place.good("apply hello.plan").shown());
    let before = place.files("deploy");
    let again = place.run("apply hello.plan");
    assert_eq!(again.code, 5, "{}", again.err);
    assert_eq!(place.files("deploy"), before);
    insta::assert_snapshot!("apply_again", again.shown());
}

#[test]
fn an_edited_plan_is_refused() {
    let place = Place::example("hello");
    place.good("plan hello --env staging --out hello.plan");
    place.edit("hello.plan", "\"replicas\":1", "\"replicas\":9");
    assert_eq!(place.run("show hello.plan").code, 5);
    assert_eq!(place.run("apply hello.plan").code, 5);
    assert!(place.files("deploy").is_empty());
    place.write("hello.plan", "{\"formatVersion\": \"1.0\", ");
    let call = place.run("apply hello.plan");
    assert_eq!(call.code, 3, "{}", call.err);
}

#[test]
fn what_is_lost_needs_a_yes() {
    let place = Place::example("hello");
    place.good("deploy hello --env staging");
    let refused = place.run("apply --service=hello --env=staging --destroy");
    assert_eq!(refused.code, 64);
    insta::assert_snapshot!(refused.shown());
    let before = place.files("deploy");
    assert!(!before.is_empty());
    place.good("apply --service=hello --env=staging --destroy --yes");
    assert!(place.files("deploy/staging").is_empty());
}

#[test]
fn what_is_protected_needs_a_release_by_name() {
    let place = Place::example("shop");
    place.good("deploy resource:orders-db --env production");
    let words = "apply --service=orders-db --env=production --destroy --yes";
    let refused = place.run(words);
    assert_eq!(refused.code, 4, "{}{}", refused.out, refused.err);
    assert!(refused.out.contains("plan.protected") && !refused.out.contains("serial"), "{}", refused.out);
    assert!(refused.err.contains("--release ADDRESS"), "{}", refused.err);
    assert_eq!(place.run("plan orders-db --env production --destroy --detailed-exitcode").code, 1);
    place.good(&format!("{words} --release resource:orders-db/production/terraform/database"));
    assert!(place.files("deploy/production/terraform").is_empty());
}

#[test]
fn nothing_to_resume() {
    let place = Place::example("hello");
    let call = place.run("apply --resume");
    assert_eq!(call.code, 5, "{}", call.err);
    assert!(call.err.contains("state.unchanged"), "{}", call.err);
}

#[test]
fn an_image_is_needed_and_can_be_given() {
    let place = Place::example("hello");
    let lock = place.path().join("services/hello/platform.lock");
    if lock.exists() {
        std::fs::remove_file(&lock).unwrap();
    }
    let call = place.run("plan hello --env staging");
    assert_eq!(call.code, 3, "{}", call.out);
    insta::assert_snapshot!(call.shown());
    let image = format!("registry.example/hello@sha256:{}", "a".repeat(64));
    place.good(&format!("deploy hello --env staging --image {image}"));
    assert_eq!(place.run("plan hello --env staging --detailed-exitcode").code, 0);
    assert_eq!(place.run("plan hello --env staging --image hello:latest").code, 64);
}

#[test]
fn a_lock_file_is_filled_and_then_needed() {
    let place = Place::example("hello");
    let lock = place.path().join("services/hello/platform.lock");
    let _ = std::fs::remove_file(&lock);
    let call = place.run("plan hello --env staging --locked");
    assert_eq!(call.code, 3, "{}", call.err);
    let image = format!("registry.example/hello@sha256:{}", "a".repeat(64));
    let call = place.good(&format!("lock hello --env staging --image {image}"));
    insta::assert_snapshot!(call.shown());
    assert!(lock.exists());
    place.good("plan hello --env staging");
    place.good("plan hello --env staging --locked");
}

#[test]
fn the_history_is_kept() {
    let place = Place::example("hello");
    place.good("deploy hello --env staging");
    place.edit("services/hello/catalog-info.yaml", "port: 8080", "port: 9090");
    place.good("deploy hello --env staging");
    insta::assert_snapshot!(place.good("history hello --env staging").shown());
    let release = place.good("history hello --env staging --serial 1 --output json").json();
    assert_eq!(release["serial"], 1);
    assert_eq!(place.run("history hello --env staging --serial 9").code, 3);
    let listed = place.good("history --output json --limit 1").json();
    assert_eq!(listed["releases"].as_array().unwrap().len(), 1);
}

/// Every file that was delivered.
fn delivered(place: &Place) -> Vec<(String, String)> {
    place.files("deploy")
}

#[cfg(unix)]
#[test]
fn an_interrupted_apply_can_be_resumed() {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::{Command, Stdio};

    let whole = Place::example("shop");
    whole.good("apply --all");

    let place = Place::example("shop");
    let mut child =
        place.command().args(["apply", "--all"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("✓") {
        line.clear();
        assert_ne!(lines.read_line(&mut line).unwrap(), 0, "it ended before its first step");
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let mut rest = String::new();
    lines.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(8), "{rest}");
    assert!(rest.contains("exec.cancelled"), "{rest}");
    assert!(delivered(&place).len() < delivered(&whole).len());
    place.good("apply --resume");
    assert_eq!(delivered(&place), delivered(&whole));
    assert_eq!(place.run("plan --all --detailed-exitcode").code, 0);
}
