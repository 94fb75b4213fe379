//! Killed at any point, `apply --all` on the shop resumes to the tree of files of the uninterrupted run.
//!
//! The number of points is `PLATFORM_KILL_POINTS` (10 unless told; `tests/kill --points N` for more).
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::string_slice)]

mod support;

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use support::{Copy, count_files, tree_of_files};

const APPLY: [&str; 3] = ["apply", "--all", "--yes"];
const RESUME: [&str; 2] = ["apply", "--resume"];

/// Waits until `files` files are delivered, then kills; false when the process ended before.
fn kill_at(shop: &Copy, child: &mut Child, files: usize) -> bool {
    let begin = Instant::now();
    loop {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        if count_files(&shop.path().join("deploy")) >= files {
            child.kill().unwrap();
            child.wait().unwrap();
            return true;
        }
        assert!(begin.elapsed() < Duration::from_secs(120), "the apply hangs");
    }
}

#[test]
fn a_killed_apply_resumes_to_the_same_files() {
    let whole = Copy::of("shop");
    whole.run(&APPLY).success();
    let expected = tree_of_files(&whole.path().join("deploy"));
    assert!(expected.len() > 100, "only {} files: is the shop delivered?", expected.len());

    let points: usize = std::env::var("PLATFORM_KILL_POINTS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let mut killed = 0;
    for point in 0..points {
        let shop = Copy::of("shop");
        // From before the first file to just before the last.
        let files = expected.len().saturating_sub(1) * point / points;
        let mut child = shop.command(&APPLY).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        killed += usize::from(kill_at(&shop, &mut child, files));
        // Nothing to resume is exit code 5: killed before the first apply began, or between two.
        let resumed = shop.run(&RESUME);
        assert!(resumed.code() == 0 || resumed.stderr().contains("state.unchanged"), "{}", resumed.stderr());
        // What was planned but not begun is planned anew.
        shop.run(&APPLY).success();
        assert_eq!(tree_of_files(&shop.path().join("deploy")), expected, "killed at {files} files");
        shop.run(&["plan", "--all", "--detailed-exitcode"]).success();
    }
    assert!(killed * 10 >= points * 8, "only {killed} of {points} were killed before they ended");
}
