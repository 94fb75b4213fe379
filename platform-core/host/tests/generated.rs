//! What is generated and committed: it must be what the types give today.
#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[path = "../examples/generate/everything.rs"]
mod everything;
#[path = "../examples/generate/model.rs"]
mod model;
#[path = "../examples/generate/python.rs"]
mod python;
#[path = "../examples/generate/typescript.rs"]
mod typescript;

#[test]
fn what_is_generated_is_what_the_types_give() {
    const COMMAND: &str = "cargo regenerate";
    let mut known = BTreeSet::new();
    for (path, wanted) in everything::generated() {
        let found = std::fs::read_to_string(everything::repository().join(&path)).unwrap_or_default();
        assert!(found == wanted, "{path} has drifted from the types; run `{COMMAND}`");
        known.insert(path);
    }
    for file in std::fs::read_dir(everything::repository().join("schemas")).unwrap() {
        let path = format!("schemas/{}", file.unwrap().file_name().to_str().unwrap());
        assert!(known.contains(&path), "no type stands behind {path}: delete it");
    }
}

/// Every YAML file below a folder.
fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .flat_map(|path| if path.is_dir() { yaml_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    files.sort();
    files
}

#[test]
fn the_examples_fit_the_schemas_they_name() {
    use platform_core::formats::{Limits, yaml};
    use platform_core::model::Interner;
    let mut checked = 0;
    for file in yaml_files(&everything::repository().join("examples")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let Some(named) = text.lines().next().and_then(|line| line.split_once("$schema=")) else { continue };
        let schema = file.parent().unwrap().join(named.1.trim());
        let schema = std::fs::read_to_string(&schema).unwrap_or_else(|_| panic!("{} names no schema", file.display()));
        let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let parsed = yaml::parse("file", text.as_bytes(), &Limits::default(), &mut Interner::default());
        for document in parsed.value.unwrap() {
            let document = serde_json::to_value(document.root.to_value()).unwrap();
            let faults: Vec<String> = validator
                .iter_errors(&document)
                .map(|fault| format!("{}: {fault} at {}", file.display(), fault.instance_path()))
                .collect();
            assert_eq!(faults, Vec::<String>::new());
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} documents name a schema");
}
