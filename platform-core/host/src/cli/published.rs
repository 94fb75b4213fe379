//! Which versions of golden paths were published, and as what: a list beside the versions, which is committed with them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use platform_core::model::{Diagnostic, Digest, Failure, GoldenPath, Place, Platform, Pointer, Version, codes};

use super::files;

/// The name of the list, in the folder of a path's versions.
pub(crate) const LIST: &str = "published.lock";
const HEAD: &str =
    "# Written by `platform path publish`. Commit this file: a version that stands here is never changed again.\n";

/// The published versions of one path.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Published {
    /// Each with the digest it was published with.
    pub(crate) versions: BTreeMap<Version, Digest>,
}

impl Published {
    /// The list in a folder; an empty one, where there is none.
    ///
    /// # Errors
    /// `parse.syntax` with the line of what is no entry.
    pub(crate) fn read(root: &Path, folder: &Path) -> Result<Self, Failure> {
        let file = folder.join(LIST);
        if !root.join(&file).exists() {
            return Ok(Self::default());
        }
        Self::parse(&file.display().to_string(), &files::read(&root.join(&file))?)
    }

    fn parse(file: &str, text: &str) -> Result<Self, Failure> {
        let mut versions = BTreeMap::new();
        for (index, line) in
            text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        {
            let entry = line
                .split_once(' ')
                .and_then(|(version, digest)| Some((version.parse().ok()?, digest.trim().parse().ok()?)));
            let Some((version, digest)) = entry else {
                let mut place = Place::file(file.to_owned());
                place.line = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
                place.column = 1;
                let problem = Diagnostic::error(codes::PARSE_SYNTAX, "this is no published version");
                return Err(problem
                    .with_help("a line is `VERSION DIGEST`, as `platform path publish` writes it")
                    .with_place(place)
                    .into());
            };
            versions.insert(version, digest);
        }
        Ok(Self { versions })
    }

    /// As it is written.
    pub(crate) fn text(&self) -> String {
        let lines = self.versions.iter().map(|(version, digest)| format!("{version} {digest}\n"));
        HEAD.to_owned() + &lines.collect::<String>()
    }

    /// What was published once, and is not there any more as it was.
    pub(crate) fn broken(
        &self,
        folder: &Path,
        versions: &BTreeMap<Version, std::sync::Arc<GoldenPath>>,
    ) -> Vec<Diagnostic> {
        let broken = self.versions.iter().filter_map(|(version, digest)| match versions.get(version) {
            Some(path) if path.digest == *digest => None,
            Some(path) => {
                let message = format!("{} is not what was published: it was changed since", path.label());
                let at = path.source.key_place(&Pointer::from_tokens(["metadata", "version"]));
                let problem = Diagnostic::error(codes::PATH_DIGEST_CHANGED, message);
                Some(problem.with_help("undo the change and publish it as a new version").with_place(at))
            }
            None => {
                let message = format!("version {version} was published, and is not there any more");
                let problem = Diagnostic::error(codes::PATH_DIGEST_CHANGED, message);
                let place = Place::file(folder.join(LIST).display().to_string());
                Some(problem.with_help("bring it back: somebody may use it still").with_place(place))
            }
        });
        broken.collect()
    }
}

/// The folder of a path's versions, relative to the platform's: where its list lies.
pub(crate) fn folder_of(path: &GoldenPath) -> Option<PathBuf> {
    let document = path.source.document()?;
    Path::new(&*document.file).parent()?.parent().map(Path::to_path_buf)
}

/// What was published of all paths, and is not there any more as it was.
pub(crate) fn changed(root: &Path, platform: &Platform) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for versions in platform.golden_paths.values() {
        let Some(folder) = versions.values().next_back().and_then(|path| folder_of(path)) else { continue };
        match Published::read(root, &folder) {
            Ok(published) => found.extend(published.broken(&folder, versions)),
            Err(failure) => found.extend(failure.diagnostics),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_what_is_no_list_is_refused_with_its_line() {
        let mut list = Published::default();
        for version in ["1.10.0", "1.9.0"] {
            list.versions.insert(version.parse().unwrap(), Digest::of(version.as_bytes()));
        }
        let text = list.text();
        assert!(text.find("1.9.0") < text.find("1.10.0"), "in the order of versions: {text}");
        assert_eq!(Published::parse("published.lock", &text).unwrap(), list);
        for wrong in ["1.0.0", "1.0 sha256:00", "one sha256:00", "1.0.0 sha256:zz"] {
            let failure = Published::parse("published.lock", &format!("{HEAD}{wrong}\n")).unwrap_err();
            assert_eq!(failure.diagnostics[0].at.as_ref().map(|at| at.line), Some(2), "{wrong}");
        }
    }
}
