//! Whatever is done to the files of a platform, reading ends, and what is said has a place.

use std::sync::Arc;

use proptest::prelude::*;

use super::{CART, STAGING, WEB, sources};
use crate::model::{Platform, Sources};

/// Things that change what a document means.
const SCRAPS: [&str; 24] = [
    ": ", "- ", "{", "}", "[", "]", "\"", "'", "#", "&a ", "*a", "|\n", "---\n", "0644", "null", "~", "<<: ", "!!str ",
    "${{ x }}", "\t", "\u{feff}", "\u{0}", "name: ", "staging",
];

const SCORE: &str = r#"
apiVersion: score.dev/v1b1
metadata: {name: cart}
containers: {app: {image: ., variables: {A: "${resources.db.host}"}}}
resources: {db: {type: postgres, id: orders-db}}
"#;

const LOCK: &str = r#"
formatVersion: "1.0"
subjects:
  cart:
    staging:
      path: {name: web, version: 1.0.0, digest: sha256:00}
"#;

const PATH: &str = r#"
apiVersion: platform-core.dev/v1alpha1
kind: GoldenPath
metadata: {name: web, version: 1.1.0}
spec:
  includes: [{ref: web-base@^1, parameters: {a: 1}}]
  parameters: {type: object, properties: {port: {type: integer}}}
  resources:
    - {id: a, target: k, dependsOn: [b], body: {secretRef: {store: v, key: k}}}
    - {id: b, target: k, when: "${{ x }}", outputs: {h: {attribute: x}}, body: {}}
  overridable: [{resource: a, paths: [/x]}]
"#;

const CONFIG: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: PlatformConfig\nspec: {services: [services]}\n";

const FOLLOW: &str = "{ref: web@^1, only: [staging], environments: {staging: {parameters: {a: {secretRef: {store: v, key: k}}}}}, \
                      overrides: [{id: o, resource: a, reason: r, patch: [{op: add, path: /x, value: 1}]}]}";

pub(super) fn platform() -> Sources {
    sources(&[
        STAGING,
        WEB,
        (CART.0, &CART.1.replace("{ref: web@^1}", FOLLOW)),
        ("services/cart/score.yaml", SCORE),
        ("services/cart/platform.lock", LOCK),
        ("golden-paths/web/1.1.0/golden-path.yaml", PATH),
        ("platform.yaml", CONFIG),
    ])
}

pub(super) fn mutated() -> impl Strategy<Value = Sources> {
    use prop::sample::Index;
    let edit = (any::<Index>(), any::<Index>(), 0_usize..12, prop::sample::select(SCRAPS.as_slice()));
    prop::collection::vec(edit, 1..6).prop_map(|edits| {
        let mut files = platform();
        for (file, place, remove, scrap) in edits {
            let name = files.keys().nth(file.index(files.len())).unwrap().clone();
            let mut bytes = files[&name].to_vec();
            let begin = place.index(bytes.len() + 1);
            let end = (begin + remove).min(bytes.len());
            bytes.splice(begin..end, scrap.bytes());
            files.insert(name, Arc::from(bytes));
        }
        files
    })
}

proptest! {
    #[test]
    fn reading_ends_with_places(files in mutated()) {
        let outcome = Platform::parse(&files);
        let platform = outcome.value.clone().unwrap();
        for problem in &outcome.diagnostics {
            let at = problem.at.clone().unwrap();
            prop_assert!(at.offset as usize <= files[&at.file].len(), "{problem}");
            prop_assert_eq!(at.line == 0, at.column == 0, "{}", problem);
            prop_assert!(platform.broken.contains_key(&at.file) || !problem.is_error(), "{}", problem);
        }
        prop_assert_eq!(outcome.diagnostics, Platform::parse(&files).diagnostics);
    }
}
