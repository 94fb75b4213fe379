//! The README's Rust is the example that the workspace builds, and the example runs.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::string_slice)]

use std::path::Path;
use std::process::Command;

#[test]
fn the_readmes_rust_runs() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(repository.join("README.md")).unwrap();
    let code = readme.split("```rust\n").nth(1).unwrap().split("```").next().unwrap();
    let example = std::fs::read_to_string(repository.join("platform-core/examples/readme.rs")).unwrap();
    assert!(example.ends_with(code), "platform-core/examples/readme.rs is not what the README shows");

    let mut run = Command::new(env!("CARGO"));
    run.args(["run", "--quiet", "--package", "platform-core", "--example", "readme"]).current_dir(&repository);
    let output = run.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && printed.contains("11 to create"),
        "{printed}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
