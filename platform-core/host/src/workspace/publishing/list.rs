//! Which versions of golden paths were published, and as what: a list beside the versions, which is committed with them.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform_core::model::{Diagnostic, Digest, Failure, GoldenPath, Place, Pointer, Version, codes};

/// The name of the list, in the folder of a path's versions.
pub(super) const LIST: &str = "published.lock";
const HEAD: &str =
    "# Written by `platform path publish`. Commit this file: a version that stands here is never changed again.\n";

/// The published versions of one path.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Published {
    /// Each with the digest it was published with.
    pub(super) versions: BTreeMap<Version, Digest>,
}

impl Published {
    /// A list that was read.
    ///
    /// # Errors
    /// `parse.syntax` with the line of what is no entry.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, Failure> {
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
    pub(super) fn text(&self) -> String {
        let lines = self.versions.iter().map(|(version, digest)| format!("{version} {digest}\n"));
        HEAD.to_owned() + &lines.collect::<String>()
    }

    /// What was published once, and is not there any more as it was.
    pub(super) fn broken(&self, file: &str, versions: &BTreeMap<Version, Arc<GoldenPath>>) -> Vec<Diagnostic> {
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
                let help = "bring it back: somebody may use it still";
                Some(problem.with_help(help).with_place(Place::file(file.to_owned())))
            }
        });
        broken.collect()
    }
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
