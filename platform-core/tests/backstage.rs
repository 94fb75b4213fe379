//! Real catalog files: each loads as the entity it is, or gives an error where Backstage gives one.
//!
//! The files themselves are not in the repository: they are looked for in `../shared/fixtures` beside the checkout, or in
//! `PLATFORM_FIXTURES`. `tests/backstage/verdicts.txt` is what Backstage's own validation says of them.

#![cfg(feature = "files")]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use platform_core::parse::validate_entities;

/// Files in which a map stands as a key (`{{ name }}` without quotes). Backstage makes text of it, which nobody meant;
/// here it is an error.
const MAPS_AS_KEYS: &[&str] = &[
    "awslabs__app-development-for-backstage-io-on-aws/backstage-plugins/plugins/scaffolder-backend-module-aws-apps/src/example/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/aws-basic-environment-provider/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/aws-ecs-ec2-environment-provider/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/aws-ecs-environment-provider/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/aws-eks-environment-existing-cluster-provider/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/aws-eks-environment-provider/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/aws-environment/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/aws-gen-ai-environment-provider/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/aws-gen-ai-rag/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/aws-rds-resource/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/aws-s3-resource/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/aws-secretsmanager-resource/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/aws-serverless-environment-provider/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/example-eks-nodejs-rds-helm/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/example-eks-nodejs-rds-kustomize/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/example-nodejs-microservice/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/example-nodejs-rds/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/example-nodejs/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/example-python-flask-eks/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/example-python-flask/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/example-serverless-rest-api/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/example-springboot-eks/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/example-springboot/template.yaml",
    "awslabs__app-development-for-backstage-io-on-aws/backstage-reference/templates/example-tf-nodejs/template.yaml",
];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn fixtures() -> Option<PathBuf> {
    let named = std::env::var_os("PLATFORM_FIXTURES").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| repository().join("../shared/fixtures")).join("backstage");
    folder.is_dir().then_some(folder)
}

fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
        if path.is_dir() {
            walk(root, &path, files);
        } else if is_yaml {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

/// What is said of each file: references of entities, or errors.
type Verdicts = BTreeMap<String, (Vec<String>, Vec<String>)>;

fn backstage() -> Verdicts {
    let text = std::fs::read_to_string(repository().join("tests/backstage/verdicts.txt")).unwrap();
    let mut verdicts = Verdicts::new();
    let mut file = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            None => file = line.to_owned(),
            Some(error) if error.starts_with("error: ") => {
                verdicts.entry(file.clone()).or_default().1.push(error.into())
            }
            Some(reference) => verdicts.entry(file.clone()).or_default().0.push(reference.into()),
        }
    }
    verdicts
}

#[test]
fn real_catalog_files_are_judged_as_backstage_judges_them() {
    let Some(folder) = fixtures() else {
        // Not by `println!`, which is heard only when a test fails.
        let _ = writeln!(std::io::stderr(), "left out: real catalog files (no ../shared/fixtures beside the checkout)");
        return;
    };
    let mut files = BTreeMap::new();
    walk(&folder, &folder, &mut files);
    let mut expected = backstage();
    let mut table = String::new();
    let mut differences = Vec::new();
    for (file, bytes) in &files {
        let outcome = validate_entities(file, bytes);
        let mut found: Vec<String> =
            outcome.value.unwrap_or_default().iter().map(|entity| entity.reference.full()).collect();
        let errors: Vec<String> = outcome
            .diagnostics
            .iter()
            .filter(|problem| problem.is_error())
            .map(|problem| {
                let at = problem.at.clone().unwrap();
                format!("{} {}:{}", problem.code, at.line, at.column)
            })
            .collect();
        let said: Vec<&str> = found.iter().chain(&errors).map(String::as_str).collect();
        table.push_str(&format!("{file}\n  {}\n", said.join("\n  ")));
        let (mut entities, problems) = expected.remove(file).unwrap_or_default();
        found.sort();
        entities.sort();
        let agrees = found == entities && errors.is_empty() == problems.is_empty();
        if agrees == MAPS_AS_KEYS.contains(&&**file) {
            differences.push(format!("{file}: {found:?} {errors:?}, Backstage says {entities:?} {problems:?}"));
        }
    }
    assert!(files.len() > 70, "only {} files", files.len());
    assert_eq!(
        expected.keys().collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "Backstage was asked of files that are gone"
    );
    assert_eq!(differences, Vec::<String>::new());
    insta::assert_snapshot!(table);
}
