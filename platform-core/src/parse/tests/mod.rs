//! Every rule with the code and the place it gives.

mod changes;
mod documents;
mod edits;
mod entities;
mod graph;
mod mutations;
mod platforms;
mod waivers;

use crate::model::{Diagnostic, Outcome, Platform, Sources};

fn sources(files: &[(&str, &str)]) -> Sources {
    files.iter().map(|(path, text)| ((*path).into(), text.as_bytes().into())).collect()
}

fn parse(files: &[(&str, &str)]) -> Outcome<Platform> {
    Platform::parse(&sources(files))
}

/// A platform that has no problem.
fn whole(files: &[(&str, &str)]) -> Platform {
    let outcome = parse(files);
    assert_eq!(outcome.diagnostics, []);
    outcome.value.unwrap()
}

/// `code line:column` of a problem.
fn brief(problem: &Diagnostic) -> String {
    let at = problem.at.clone().unwrap_or_default();
    format!("{} {}:{}", problem.code, at.line, at.column)
}

/// `code line:column` of every problem.
fn problems(files: &[(&str, &str)]) -> Vec<String> {
    parse(files).diagnostics.iter().map(brief).collect()
}

/// Everything that is said, as people read it, with the places that belong to it.
fn said(files: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for problem in parse(files).diagnostics {
        text.push_str(&format!("{problem}\n"));
        for related in &problem.related {
            let at = related.at.as_ref().map(ToString::to_string).unwrap_or_default();
            text.push_str(&format!("    {at}: {}\n", related.message));
        }
    }
    text
}

const STAGING: (&str, &str) = (
    "environments/staging.yaml",
    "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {name: staging}\nspec: {targets: {kubernetes: {}}}\n",
);

const WEB: (&str, &str) = (
    "golden-paths/web/1.0.0/golden-path.yaml",
    "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: web, version: 1.0.0}\nspec:\n  \
     resources:\n    - {id: workload, target: kubernetes, body: {kind: Deployment}}\n",
);

const CART: (&str, &str) = (
    "services/cart/catalog-info.yaml",
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: cart}\nspec:\n  type: service\n  \
     lifecycle: production\n  owner: team\n  goldenPath: {ref: web@^1}\n",
);
