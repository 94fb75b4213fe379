//! Who uses a golden path.

use crate::model::{EntityRef, GoldenPath, Name, PathUse, Platform, Requirement, Scope, Subject};

/// Every subject that follows a golden path, itself or by a path that includes it, in each of its environments, with
/// the version that its lock file holds; by subject, then environment.
///
/// ```
/// use platform_core::model::{Platform, Sources};
/// let path = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: web, version: 1.0.0}\nspec: {}\n";
/// let cart = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: cart}\n\
///     spec: {type: service, lifecycle: production, owner: a, goldenPath: {ref: web@^1}}\n";
/// let files = [("golden-paths/web/1.0.0/golden-path.yaml", path), ("services/cart/catalog-info.yaml", cart)];
/// let files = files.map(|(file, text)| (file.into(), text.as_bytes().into()));
/// let platform = Platform::parse(&Sources::from(files)).into_result()?.0;
/// let uses = platform_core::author::usage(&platform, &"web".parse()?);
/// assert_eq!(uses[0].subject.to_string(), "cart");
/// assert_eq!(uses[0].version, None, "it was never planned");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn usage(platform: &Platform, name: &Name) -> Vec<PathUse> {
    let mut uses = Vec::new();
    for (reference, subject) in &platform.subjects {
        let Some((requirement, included_by)) = requirement(platform, subject, name) else { continue };
        for environment in platform.scopes(subject) {
            uses.push(used(platform, reference, environment, requirement.clone(), included_by.clone(), name));
        }
    }
    uses
}

fn used(
    platform: &Platform,
    subject: &EntityRef,
    environment: Scope,
    requirement: Requirement,
    included_by: Option<Name>,
    name: &Name,
) -> PathUse {
    let pins = platform.pins(subject, &environment);
    let pin = if included_by.is_some() { pins.includes.get(name).cloned() } else { pins.path };
    let version = pin.filter(|pin| pin.name == *name).map(|pin| pin.version);
    PathUse { subject: subject.clone(), environment, requirement, included_by, version }
}

/// What a subject asks of a path, and by which other path.
pub(super) fn requirement(platform: &Platform, subject: &Subject, name: &Name) -> Option<(Requirement, Option<Name>)> {
    let follows = &subject.follows.r#ref;
    if follows.name() == name {
        return Some((follows.clone(), None));
    }
    let mut seen: Vec<&Name> = Vec::new();
    let mut at: Vec<&GoldenPath> = platform.newest(follows).map(|path| &**path).into_iter().collect();
    while let Some(path) = at.pop() {
        if seen.contains(&&path.metadata.name) {
            continue;
        }
        seen.push(&path.metadata.name);
        for include in &path.spec.includes {
            if include.r#ref.name() == name {
                return Some((include.r#ref.clone(), Some(path.metadata.name.clone())));
            }
            at.extend(platform.newest(&include.r#ref).map(|path| &**path));
        }
    }
    None
}
