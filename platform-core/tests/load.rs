//! Reading a platform from a directory: what is read, what is refused.

#![cfg(feature = "files")]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use platform_core::formats::Limits;
use platform_core::model::{Diagnostic, Platform, Sources};

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

fn sources(files: &[(&str, &str)]) -> Sources {
    files.iter().map(|(path, text)| ((*path).into(), text.as_bytes().into())).collect()
}

/// A directory that is removed again.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("platform-core-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            let file = path.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        Self(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }

    /// `code file` of every problem.
    fn problems(&self) -> Vec<String> {
        let place = |problem: &Diagnostic| problem.at.clone().unwrap().file;
        Platform::load(&self.0)
            .diagnostics
            .iter()
            .map(|problem| format!("{} {}", problem.code, place(problem)))
            .collect()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_belongs_to_the_platform_is_read_and_nothing_else() {
    let template = "golden-paths/web/1.0.0/templates/.github/ci.yml";
    let directory = Directory::new(
        "whole",
        &[
            STAGING,
            WEB,
            CART,
            (template, "x"),
            ("environments/staging.outputs.yaml", "[broken"),
            ("services/cart/src/main.go", "package main"),
            ("services/.hidden/catalog-info.yaml", "[broken"),
            ("deploy/staging/a.yaml", "[broken"),
            (".platform/state.db", "x"),
            ("policies/a.rego", "package a"),
            ("prices.yaml", "currency: EUR"),
        ],
    );
    let outcome = Platform::load(directory.path());
    assert_eq!(outcome.diagnostics, []);
    let platform = outcome.value.unwrap();
    let expected = sources(&[
        STAGING,
        WEB,
        CART,
        (template, "x"),
        ("policies/a.rego", "package a"),
        ("prices.yaml", "currency: EUR"),
    ]);
    assert_eq!(platform.sources, expected);
    assert_eq!(platform.subjects.len(), 1);
}

#[test]
fn the_configuration_says_where_to_look() {
    let config = "apiVersion: platform-core.dev/v1alpha1\nkind: PlatformConfig\nspec: {services: [teams], prices: costs/prices.yaml}\n";
    let directory = Directory::new(
        "configured",
        &[
            ("platform.yaml", config),
            WEB,
            STAGING,
            ("teams/a/b/cart/catalog-info.yaml", CART.1),
            ("services/ignored/catalog-info.yaml", "[broken"),
            ("costs/prices.yaml", "currency: EUR"),
        ],
    );
    let outcome = Platform::load(directory.path());
    assert_eq!(outcome.diagnostics, []);
    let platform = outcome.value.unwrap();
    assert!(platform.subjects.contains_key(&"cart".parse().unwrap()) && !platform.prices.is_null());
}

#[test]
fn a_directory_that_is_not_there_has_no_platform() {
    let outcome = Platform::load(Path::new("/nonexistent/platform"));
    assert!(outcome.value.is_none());
    assert_eq!(outcome.diagnostics[0].code.as_str(), "store.io");
}

#[test]
fn sizes_are_looked_at_before_reading() {
    let directory = Directory::new("large", &[STAGING, ("services/a/catalog-info.yaml", &"#".repeat(1000))]);
    let outcome = Platform::load_within(directory.path(), &Limits { document_bytes: 999, ..Limits::default() });
    assert_eq!(outcome.diagnostics[0].code.as_str(), "limit.size");
    let platform = outcome.value.unwrap();
    assert!(
        platform.broken.contains_key("services/a/catalog-info.yaml")
            && !platform.sources.contains_key("services/a/catalog-info.yaml")
    );
}

#[cfg(unix)]
#[test]
fn what_depends_on_a_file_that_can_not_be_read_is_left_out() {
    use std::os::unix::fs::symlink;
    let load = |name: &str, file: &str| {
        let directory = Directory::new(name, &[STAGING, WEB, CART]);
        let file = directory.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        symlink("/nonexistent/secret", file).unwrap();
        let platform = Platform::load(directory.path()).value.unwrap();
        (platform.subjects.len(), platform.golden_paths.len())
    };
    // Without its lock file a service would be planned with other versions, without its workload as something else.
    assert_eq!(load("unread-lock", "services/cart/platform.lock"), (0, 1));
    assert_eq!(load("unread-score", "services/cart/score.yaml"), (0, 1));
    assert_eq!(load("unread-template", "golden-paths/web/1.0.0/templates/ci.yml"), (1, 0));
    assert_eq!(load("unread-other", "services/cart/other.yaml"), (1, 1));
}

#[cfg(unix)]
#[test]
fn links_and_special_files_are_not_read() {
    use std::os::unix::fs::symlink;
    let outside = Directory::new("outside", &[CART, ("secret.yaml", "token: 1")]);
    let directory = Directory::new("links", &[STAGING, WEB]);
    let root = directory.path();
    fs::create_dir_all(root.join("services/real")).unwrap();
    symlink(outside.path().join("services/cart"), root.join("services/linked")).unwrap();
    symlink(outside.path().join("secret.yaml"), root.join("services/real/catalog-info.yaml")).unwrap();
    symlink(outside.path(), root.join("catalog")).unwrap();
    symlink(outside.path().join("secret.yaml"), root.join("services/real/notes.txt")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(root.join("services/real/pipe.yaml")).status();
    assert!(made.is_ok_and(|status| status.success()));
    assert_eq!(
        directory.problems(),
        [
            "store.io catalog",
            "store.io services/linked",
            "store.io services/real/catalog-info.yaml",
            "store.io services/real/pipe.yaml",
        ]
    );
    let platform = Platform::load(root).value.unwrap();
    assert!(platform.sources.values().all(|bytes| !bytes.windows(5).any(|window| window == b"token")));
    assert_eq!(platform.broken.len(), 4);
}
