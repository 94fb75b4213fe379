//! Which ids a golden path and what it includes have.

use std::collections::BTreeSet;

use crate::model::{GoldenPath, NodeKind, Platform, Pointer};

/// The ids of a path's own resources, those with errors among them.
pub(super) fn own(path: &GoldenPath) -> BTreeSet<&str> {
    let mut ids: BTreeSet<&str> = path.spec.resources.iter().map(|resource| resource.id.as_str()).collect();
    ids.extend(path.spec.manifests.iter().map(|manifest| manifest.id.as_str()));
    if let Some(NodeKind::List(items)) =
        path.source.node(&Pointer::from_tokens(["spec", "resources"])).map(|node| &node.kind)
        && items.len() != path.spec.resources.len()
    {
        ids.extend(items.iter().filter_map(|item| item.get("id")?.as_str()));
    }
    ids
}

/// The ids that some choice of versions of the included paths, and of those they include, may bring; `None` when one of
/// them is not there, so that nothing can be said.
///
/// Which versions it will be is decided by the lock file; a newer version of an included path must not make this one
/// wrong.
pub(super) fn possible<'p>(platform: &'p Platform, path: &'p GoldenPath) -> Option<BTreeSet<&'p str>> {
    let mut ids = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![path];
    while let Some(path) = waiting.pop() {
        for include in &path.spec.includes {
            let versions = platform.golden_paths.get(include.r#ref.name())?;
            let mut found = versions.iter().filter(|(version, _)| include.r#ref.matches(version)).peekable();
            found.peek()?;
            for (version, included) in found {
                if seen.insert((include.r#ref.name(), version)) {
                    ids.extend(own(included));
                    waiting.push(included);
                }
            }
        }
    }
    Some(ids)
}

/// The id of the template in `id` or `id.key`.
pub(super) fn template(id: &str) -> &str {
    id.split('.').next().unwrap_or(id)
}
