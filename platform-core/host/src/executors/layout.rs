//! Which file an address has, and how it is written there.

use std::collections::BTreeMap;

use platform_core::model::{Address, Diagnostic, Name, Target, codes};

use super::path::RelativePath;

/// How a body stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Yaml,
    Json,
    /// The body is the file's text.
    Text,
}

/// Where resources of one subject in one environment lie, by their target.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    targets: BTreeMap<Name, Target>,
}

impl Layout {
    pub(super) fn new(targets: &BTreeMap<Name, Target>) -> Self {
        Self { targets: targets.clone() }
    }

    /// What kind of thing a target is: its type, or its key. A target that is no longer declared is known by its key.
    fn kind<'a>(&'a self, key: &'a str) -> &'a str {
        self.targets.get(key).map_or(key, |target| target.kind(key))
    }

    pub(super) fn form(&self, address: &Address) -> Form {
        match self.kind(address.target()) {
            "kubernetes" | "catalog" => Form::Yaml,
            "file" => Form::Text,
            _ => Form::Json,
        }
    }

    /// The address's file: see [`Target::file`].
    pub(super) fn path(&self, address: &Address) -> Result<RelativePath, Diagnostic> {
        let unknown = Target::default();
        let target = self.targets.get(address.target()).unwrap_or(&unknown);
        RelativePath::new(&target.file(address)).map_err(|error| {
            let message = format!("{address} would be written outside of its folder: {error}");
            Diagnostic::error(codes::EXEC_PATH_ESCAPE, message).with_help("use a path below the folder, without `..`")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(layout: &Layout, address: &str) -> String {
        match layout.path(&address.parse().unwrap()) {
            Ok(path) => path.to_string(),
            Err(diagnostic) => diagnostic.code.to_string(),
        }
    }

    #[test]
    fn every_target_has_its_folder_and_ending() {
        let mut targets = BTreeMap::new();
        let mut argocd = Target::default();
        argocd.r#type = Some("kubernetes".parse().unwrap());
        targets.insert("argocd".parse().unwrap(), argocd);
        let mut elsewhere = Target::default();
        elsewhere.directory = Some("infra/staging/".into());
        targets.insert("terraform".parse().unwrap(), elsewhere);
        let layout = Layout::new(&targets);
        let expected = [
            ("cart/staging/kubernetes/workload", "deploy/staging/kubernetes/cart/workload.yaml"),
            ("cart/staging/argocd/application", "deploy/staging/argocd/cart/application.yaml"),
            (
                "resource:orders-db/staging/terraform/database.db",
                "infra/staging/resource.orders-db/database.db.tf.json",
            ),
            ("cart/staging/grafana/dashboard", "deploy/staging/grafana/cart/dashboard.json"),
            ("cart/-/file/.github/workflows/ci.yml", "deploy/-/file/cart/.github/workflows/ci.yml"),
            ("cart/-/catalog/component", "deploy/-/catalog/cart/component.yaml"),
            ("cart/-/file/../../../etc/passwd", "exec.path_escape"),
            ("cart/-/file//etc/passwd", "exec.path_escape"),
        ];
        for (address, file) in expected {
            assert_eq!(path(&layout, address), file, "{address}");
        }
    }

    #[test]
    fn a_targets_folder_does_not_leave_the_platform_either() {
        let mut target = Target::default();
        target.directory = Some("../elsewhere".into());
        let layout = Layout::new(&BTreeMap::from([("kubernetes".parse().unwrap(), target)]));
        assert_eq!(path(&layout, "cart/staging/kubernetes/workload"), "exec.path_escape");
    }
}
