//! Both examples: deployed as a whole, then nothing is left to do; a saved plan applies once.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::string_slice)]

mod support;

use support::{Copy, tree_of_files};

/// Every subject and environment the example has, from the command itself.
fn scopes(example: &Copy) -> Vec<(String, String)> {
    let status = example.run(&["status", "--output", "json"]).success().stdout();
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let subjects = status["subjects"].as_array().unwrap();
    subjects.iter().map(|entry| (text(&entry["subject"]), text(&entry["environment"]))).collect()
}

fn nothing_left_after_deploy(name: &str, least: usize) {
    let example = Copy::of(name);
    example.run(&["validate"]).success();
    example.run(&["plan", "--all", "--detailed-exitcode"]).exits(2);
    example.run(&["apply", "--all", "--yes"]).success();
    example.run(&["plan", "--all", "--detailed-exitcode"]).success();
    let scopes = scopes(&example);
    assert!(scopes.len() >= least, "{scopes:?}");
    for (subject, environment) in scopes {
        example.run(&["plan", &subject, "--env", &environment, "--detailed-exitcode"]).success();
    }
}

#[test]
fn nothing_is_left_to_do_after_deploying_hello() {
    nothing_left_after_deploy("hello", 3);
}

#[test]
fn nothing_is_left_to_do_after_deploying_the_shop() {
    nothing_left_after_deploy("shop", 40);
}

#[test]
fn a_saved_plan_applies_once() {
    let shop = Copy::of("shop");
    let plan = shop.path().join("saved.plan");
    let plan = plan.to_str().unwrap();
    shop.run(&["plan", "currency", "--env", "staging", "--out", plan]).success();
    shop.run(&["apply", plan]).success();
    let before = tree_of_files(shop.path());
    let second = shop.run(&["apply", plan]).exits(5);
    assert!(second.stderr().contains("plan.stale"), "{}", second.stderr());
    assert_eq!(before, tree_of_files(shop.path()), "the second apply touched something");
}

#[test]
fn the_two_ways_to_name_a_service_are_one() {
    let (shop, other) = (Copy::of("shop"), Copy::of("shop"));
    shop.run(&["deploy", "payment-api", "--env", "staging"]).success();
    other.run(&["deploy", "--service=payment-api", "--environment=staging"]).success();
    assert_eq!(tree_of_files(&shop.path().join("deploy")), tree_of_files(&other.path().join("deploy")));
}

#[test]
fn an_example_is_committed_as_the_command_leaves_it() {
    // Locks are complete: a deploy writes nothing outside `deploy` and `.platform`.
    for name in ["hello", "shop"] {
        let example = Copy::of(name);
        let before = tree_of_files(example.path());
        example.run(&["apply", "--all", "--yes", "--locked"]).success();
        let mut after = tree_of_files(example.path());
        after.retain(|path, _| !path.starts_with("deploy") && !path.starts_with(".platform"));
        assert_eq!(before, after, "{name}");
    }
}

/// The README's picture is what the command prints.
#[test]
fn the_readme_shows_real_output() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).unwrap();
    let picture = readme.split("```text\n").nth(1).unwrap().split("\n```").next().unwrap();
    let picture = picture.split_once('\n').unwrap().1;
    let shop = Copy::of("shop");
    shop.run(&["deploy", "payment-api", "--env", "staging"]).success();
    shop.run(&["lock", "payment-api", "--env", "staging", "--update"]).success();
    let plan = shop.run(&["plan", "payment-api", "--env", "staging"]).success().stdout();
    assert!(plan.contains(picture), "README:\n{picture}\n\nprinted:\n{plan}");
}
