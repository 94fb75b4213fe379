//! Which file of a platform is what.

use super::item::Files;
use super::kind::Strictness;
use super::values::is_relative;
use crate::model::{Name, Text, Version};

/// The file that says where the parts of a platform are found.
pub(super) const CONFIG: &str = "platform.yaml";
const PATH_DOCUMENT: &str = "golden-path.yaml";
const LOCK: &str = "platform.lock";

/// A folder below the platform's root, with `/` at its end; empty for the root itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Folder(String);

impl Folder {
    /// A folder as it is written in `platform.yaml`.
    pub(super) fn new(text: &str) -> Option<Self> {
        let text = text.strip_prefix("./").unwrap_or(text);
        let text = text.strip_suffix('/').unwrap_or(text);
        if text.is_empty() || text == "." {
            return Some(Self(String::new()));
        }
        is_relative(text).then(|| Self(format!("{text}/")))
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.trim_end_matches('/')
    }

    /// Whether a file lies in it.
    pub(super) fn holds_any(&self, files: &Files) -> bool {
        files.range_from(&*self.0).next().is_some_and(|(path, _)| self.inside(path).is_some())
    }

    pub(super) fn inside<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&*self.0)
    }
}

/// Where the parts of a platform are found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) services: Vec<Folder>,
    pub(super) environments: Vec<Folder>,
    pub(super) golden_paths: Vec<Folder>,
    pub(super) policies: Vec<Folder>,
    pub(super) waivers: Vec<Folder>,
    pub(super) catalog: Vec<Folder>,
    pub(super) prices: Text,
}

impl Default for Layout {
    fn default() -> Self {
        let folder = |name: &str| vec![Folder(format!("{name}/"))];
        Self {
            services: folder("services"),
            environments: folder("environments"),
            golden_paths: folder("golden-paths"),
            policies: folder("policies"),
            waivers: folder("waivers"),
            catalog: folder("catalog"),
            prices: "prices.yaml".into(),
        }
    }
}

/// What a file is to a platform.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Role<'p> {
    /// `platform.yaml`.
    Config,
    /// Documents: entities, environments, workloads.
    Documents(Strictness),
    /// The document of one version of a golden path.
    GoldenPath {
        /// Its folder, with `/` at the end.
        folder: &'p str,
        name: &'p str,
        version: &'p str,
    },
    /// Another file of a version's folder.
    PathFile,
    /// A golden path that lies outside a folder `NAME/VERSION`.
    Misplaced,
    Lock,
    Policy,
    Prices,
    /// Nothing.
    Other,
}

impl Layout {
    /// What the file at a path is.
    pub(super) fn role<'p>(&self, path: &'p str) -> Role<'p> {
        if path == CONFIG {
            return Role::Config;
        }
        if path == &*self.prices {
            return Role::Prices;
        }
        let in_path = self.golden_paths.iter().find_map(|folder| folder.inside(path));
        if let Some(rest) = in_path {
            return golden_path(path, rest);
        }
        if is_hidden(path) {
            return Role::Other;
        }
        if self.policies.iter().any(|folder| folder.inside(path).is_some()) && path.ends_with(".rego") {
            return Role::Policy;
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        if let Some(strictness) = self.strictness(path, name) {
            return document(name, strictness);
        }
        if path == LOCK { Role::Lock } else { Role::Other }
    }

    /// The document of the golden path's version that a file of its folder belongs to.
    pub(super) fn document_of(&self, path: &str) -> Option<Text> {
        let rest = self.golden_paths.iter().find_map(|folder| folder.inside(path))?;
        let inner = rest.splitn(3, '/').nth(2)?;
        Some(format!("{}{PATH_DOCUMENT}", path.strip_suffix(inner)?).into())
    }

    /// The name and version of the golden path that a file of its folder belongs to.
    pub(super) fn version_of(&self, path: &str) -> Option<(Name, Version)> {
        let mut rest = self.golden_paths.iter().find_map(|folder| folder.inside(path))?.split('/');
        Some((rest.next()?.parse().ok()?, rest.next()?.parse().ok()?))
    }

    /// A service's folder holds other files too: only what is called as a document must be one there.
    fn strictness(&self, path: &str, name: &str) -> Option<Strictness> {
        let in_any = |folders: &[Folder]| folders.iter().any(|folder| folder.inside(path).is_some());
        let in_root = |folders: &[Folder]| folders.iter().any(|folder| folder.0.is_empty());
        if in_any(&self.environments) && !in_root(&self.environments)
            || in_any(&self.catalog) && !in_root(&self.catalog)
            || self.waives(path)
        {
            return Some(Strictness::Ours);
        }
        if !in_any(&self.services) && !in_any(&self.environments) && !in_any(&self.catalog)
            || path.starts_with("deploy/")
        {
            return None;
        }
        let stem = name.split('.').next().unwrap_or(name);
        let is_ours = stem == "score" || stem == "catalog-info";
        Some(if is_ours { Strictness::Ours } else { Strictness::Any })
    }

    /// Whether waivers may lie there: a service's owners do not answer for the rules that are made for them.
    pub(super) fn waives(&self, path: &str) -> bool {
        self.waivers.iter().any(|folder| folder.inside(path).is_some())
    }

    /// Whether a file belongs to a platform, as a walk through its folders would find it.
    pub(super) fn holds(&self, path: &str) -> bool {
        if path == CONFIG || path == LOCK || path == &*self.prices {
            return true;
        }
        let is_reached = |folder: &Folder| {
            folder.inside(path).is_some_and(|rest| {
                let ends = rest.match_indices('/').map(|(at, _)| folder.0.len().saturating_add(at));
                ends.filter_map(|end| path.get(..end)).all(|way| self.descends(way))
            })
        };
        !matches!(self.role(path), Role::Other) && self.folders().any(is_reached)
    }

    /// All folders that may hold something.
    pub(super) fn folders(&self) -> impl Iterator<Item = &Folder> {
        let Self { services, environments, golden_paths, policies, waivers, catalog, .. } = self;
        [services, environments, golden_paths, policies, waivers, catalog].into_iter().flatten()
    }

    /// Whether a folder may hold something.
    pub(super) fn descends(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        if name == ".git" {
            return false;
        }
        // A golden path's templates may lie in hidden folders: `.github`.
        let in_version =
            self.golden_paths.iter().any(|folder| folder.inside(path).is_some_and(|rest| rest.split('/').count() > 2));
        in_version || !is_hidden(path)
    }
}

fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

fn document(name: &str, strictness: Strictness) -> Role<'static> {
    if name == LOCK {
        return Role::Lock;
    }
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"));
    match stem {
        Some(stem) if !stem.ends_with(".outputs") => Role::Documents(strictness),
        _ => Role::Other,
    }
}

fn golden_path<'p>(path: &'p str, rest: &'p str) -> Role<'p> {
    let parts: Vec<&str> = rest.splitn(3, '/').collect();
    match parts.as_slice() {
        [name, version, PATH_DOCUMENT] => {
            let folder = path.strip_suffix(PATH_DOCUMENT).unwrap_or(path);
            Role::GoldenPath { folder, name, version }
        }
        [_, _, inner] if inner.split('/').any(|part| part == ".git" || part == ".DS_Store") => Role::Other,
        [_, _, _] => Role::PathFile,
        [.., PATH_DOCUMENT] => Role::Misplaced,
        _ => Role::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_one_role() {
        let layout = Layout::default();
        let documents = |strictness| Role::Documents(strictness);
        for (path, role) in [
            ("platform.yaml", Role::Config),
            ("prices.yaml", Role::Prices),
            ("services/cart/catalog-info.yaml", documents(Strictness::Ours)),
            ("services/cart/score.yml", documents(Strictness::Ours)),
            ("services/cart/openapi.yaml", documents(Strictness::Any)),
            ("services/cart/platform.lock", Role::Lock),
            ("services/cart/main.rs", Role::Other),
            ("services/cart/.github/workflows/ci.yml", Role::Other),
            ("environments/staging.yaml", documents(Strictness::Ours)),
            ("environments/staging.outputs.yaml", Role::Other),
            ("catalog/teams.yaml", documents(Strictness::Ours)),
            ("golden-paths/web/1.0.0/templates/.github/ci.yml", Role::PathFile),
            ("golden-paths/web/1.0.0/.git/config", Role::Other),
            ("golden-paths/web/golden-path.yaml", Role::Misplaced),
            ("golden-paths/README.md", Role::Other),
            ("policies/images.rego", Role::Policy),
            ("waivers/checkout.yaml", documents(Strictness::Ours)),
            ("policies/README.md", Role::Other),
            ("deploy/staging/kubernetes/cart/workload.yaml", Role::Other),
            ("README.md", Role::Other),
        ] {
            assert_eq!(layout.role(path), role, "{path}");
        }
        let path = "golden-paths/web/1.0.0/golden-path.yaml";
        let role = Role::GoldenPath { folder: "golden-paths/web/1.0.0/", name: "web", version: "1.0.0" };
        assert_eq!(layout.role(path), role);
    }

    #[test]
    fn a_platform_can_be_one_folder() {
        let layout = Layout { services: vec![Folder::new(".").unwrap()], ..Layout::default() };
        assert_eq!(layout.role("catalog-info.yaml"), Role::Documents(Strictness::Ours));
        assert_eq!(layout.role("deploy/staging/a.yaml"), Role::Other);
        assert_eq!(layout.role("platform.lock"), Role::Lock);
        assert!(!layout.descends(".git") && !layout.descends("a/.platform"));
        assert!(layout.descends("golden-paths/web/1.0.0/.github"));
    }

    #[test]
    fn folders_stay_below_the_root() {
        assert_eq!(Folder::new("./a/b/").unwrap().0, "a/b/");
        assert!(["/a", "..", "a/../b", "a//b", "a\\b"].iter().all(|text| Folder::new(text).is_none()));
    }
}
