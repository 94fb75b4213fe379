//! Killed at any point, `apply --all` on the shop, committed to branches, resumes to the branches of the uninterrupted run,
//! and no commit holds a part of what its apply did.
//!
//! The number of points is `PLATFORM_KILL_POINTS` (6 unless told).
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::string_slice)]

mod support;

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::Copy;

const APPLY: [&str; 3] = ["apply", "--all", "--yes"];
const RESUME: [&str; 2] = ["apply", "--resume"];
const BRANCHES: [&str; 2] = ["refs/heads/deploy/production", "refs/heads/deploy/staging"];

fn git(shop: &Copy, arguments: &[&str]) -> String {
    let output = Command::new("git").current_dir(shop.path()).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The shop in a repository, its Kubernetes targets committed to a branch for each environment.
fn shop() -> Copy {
    let shop = Copy::of("shop");
    for environment in ["production", "staging"] {
        let file = shop.path().join(format!("environments/{environment}.yaml"));
        let text = std::fs::read_to_string(&file).unwrap();
        let (before, after) = ("kubernetes: {delivery: directory}", format!("deploy/{environment}"));
        let after = format!("kubernetes: {{delivery: gitops, git: {{branch: {after}, author: A <a@example.com>}}}}");
        assert!(text.contains(before), "{text}");
        std::fs::write(file, text.replace(before, &after)).unwrap();
    }
    git(&shop, &["init", "--quiet", "--initial-branch=main"]);
    shop
}

/// What the branches hold, each file with the name of its content.
fn branches(shop: &Copy) -> Vec<String> {
    BRANCHES.iter().map(|branch| git(shop, &["ls-tree", "-r", branch])).collect()
}

fn commits(shop: &Copy) -> usize {
    let count = |branch: &&str| git(shop, &["rev-list", "--count", branch]).trim().parse().unwrap_or(0);
    BRANCHES.iter().map(count).sum()
}

/// Every commit's files, by the subject that it is of.
fn by_subject(shop: &Copy) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for branch in BRANCHES {
        for commit in git(shop, &["rev-list", branch]).lines() {
            let subject = git(shop, &["log", "-1", "--format=%s", commit]);
            let arguments = ["diff-tree", "-r", "--root", "--no-commit-id", "--name-only", commit];
            found.entry(subject).or_default().push(git(shop, &arguments));
        }
    }
    found
}

#[test]
fn a_killed_apply_resumes_to_the_same_branches() {
    let whole = shop();
    whole.run(&APPLY).success();
    let (expected, subjects, count) = (branches(&whole), by_subject(&whole), commits(&whole));
    assert!(count > 5, "only {count} commits: is the shop committed?");

    let points: usize = std::env::var("PLATFORM_KILL_POINTS").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    let mut killed = 0;
    for point in 0..points {
        let shop = shop();
        let at = count.saturating_sub(1) * point / points;
        // Not only right after a commit.
        let later = Duration::from_millis(7 * (point as u64 % 5));
        let mut child = shop.command(&APPLY).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begin = Instant::now();
        loop {
            if child.try_wait().unwrap().is_some() {
                break;
            }
            if commits(&shop) >= at {
                std::thread::sleep(later);
                killed += usize::from(child.try_wait().unwrap().is_none());
                child.kill().unwrap();
                child.wait().unwrap();
                break;
            }
            assert!(begin.elapsed() < Duration::from_secs(120), "the apply hangs");
        }
        let resumed = shop.run(&RESUME);
        assert!(resumed.code() == 0 || resumed.stderr().contains("state.unchanged"), "{}", resumed.stderr());
        shop.run(&APPLY).success();
        assert_eq!(branches(&shop), expected, "killed at {at} commits");
        assert_eq!(by_subject(&shop), subjects, "each is one commit, and whole");
        shop.run(&["plan", "--all", "--detailed-exitcode"]).success();
    }
    assert!(killed * 10 >= points * 8, "only {killed} of {points} were killed before they ended");
}
