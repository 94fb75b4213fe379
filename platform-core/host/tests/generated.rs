//! What is generated and committed: it must be what the types give today.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn check(file: &Path, wanted: &str, command: &str) {
    let found = std::fs::read_to_string(file).unwrap_or_default();
    assert!(found == wanted, "{} has drifted from the types; run `{command}`", file.display());
}

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    const COMMAND: &str = "cargo platform schema --write schemas";
    let folder = repository().join("schemas");
    let mut known = BTreeSet::new();
    for schema in platform_host::cli::schemas() {
        check(&folder.join(schema.file_name()), &schema.text, COMMAND);
        known.insert(schema.file_name());
    }
    let there: BTreeSet<String> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(there, known, "delete what no type stands behind, then run `{COMMAND}`");
}

#[test]
fn the_committed_error_page_is_that_of_the_codes() {
    let page = platform_host::cli::write_error_page();
    check(&repository().join("docs/errors.md"), &page, "cargo platform error --write docs/errors.md");
}
