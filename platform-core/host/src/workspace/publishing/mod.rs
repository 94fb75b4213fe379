//! Publishing golden paths: a version that was published is never changed again.

mod changelog;
mod list;

use std::path::Path;
use std::sync::Arc;

use platform_core::author;
use platform_core::formats::Limits;
use platform_core::model::{
    Diagnostic, Failure, GoldenPath, Name, Outcome, PathChange, Place, Platform, Pointer, Severity, Version, codes,
    sort_diagnostics,
};

use self::changelog::{CHANGELOG, with_entry};
use self::list::{LIST, Published};
use super::preparing::on_thread;
use super::{Inner, Workspace};
use crate::executors::RelativePath;

/// What is to be published.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PublishRequest {
    /// The golden paths, each with the version that is meant, or every version that is newer than what was published;
    /// all golden paths, if empty.
    pub paths: Vec<(Name, Option<Version>)>,
    /// Whether nothing is written, and what is not published yet is an error.
    pub check: bool,
}

/// A version of a golden path that was published just now.
#[derive(Clone, Debug, PartialEq)]
pub struct Publication {
    /// The golden path.
    pub path: Name,
    /// The version.
    pub version: Version,
    /// The files that were written for it, relative to the platform's root: commit them with it.
    pub files: Vec<String>,
    /// What it changes against the newest that was published before; nothing for the first.
    pub change: Option<PathChange>,
}

impl Workspace {
    /// Publishes versions of golden paths: those whose tests hold, of which `lint` has nothing to say, and whose number goes
    /// as far as what they change. They are entered in `published.lock` and `CHANGELOG.md` beside the path's versions. Each
    /// path is published as a whole or not at all; what one path lacks holds up no other.
    ///
    /// # Errors
    /// `path.not_found`; `path.digest_changed`: what was published is not there any more as it was; `path.version`: the number
    /// does not go far enough, or, where it is only to be checked, the version is not published yet; what the path's tests and
    /// `lint` say, of which warnings count as errors; `parse.syntax`: the list is none; `store.io`, `exec.path_escape`.
    pub async fn publish(&self, request: &PublishRequest) -> Outcome<Vec<Publication>> {
        let (inner, request) = (self.inner.clone(), request.clone());
        on_thread(move || inner.publish(&request)).await
    }

    /// What was published of all paths, and is not there any more as it was.
    pub fn broken_publications(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for versions in self.inner.platform.golden_paths.values() {
            // What was built in code lies in no folder.
            let Some(folder) = versions.values().next_back().and_then(|path| folder_of(path)) else { continue };
            match self.inner.published(&folder) {
                Ok(published) => found.extend(published.broken(&in_folder(&folder, LIST), versions)),
                Err(failure) => found.extend(failure.diagnostics),
            }
        }
        found
    }
}

impl Inner {
    fn publish(&self, request: &PublishRequest) -> Outcome<Vec<Publication>> {
        let every = || self.platform.golden_paths.keys().map(|name| (name.clone(), None)).collect();
        let asked = if request.paths.is_empty() { every() } else { request.paths.clone() };
        let (mut problems, mut written) = (Vec::new(), Vec::new());
        for (name, version) in &asked {
            match self.publish_path(name, version.as_ref(), request.check) {
                Ok(publications) => written.extend(publications),
                Err(failure) => problems.extend(failure.diagnostics),
            }
        }
        sort_diagnostics(&mut problems);
        Outcome::new(Some(written), problems)
    }

    fn publish_path(&self, name: &Name, version: Option<&Version>, check: bool) -> Result<Vec<Publication>, Failure> {
        let platform = &*self.platform;
        let named = author::find(platform, name, version)?;
        let versions = platform.golden_paths.get(name).cloned().unwrap_or_default();
        let folder = named.first().and_then(|path| folder_of(path)).ok_or_else(|| {
            Diagnostic::error(codes::USAGE, format!("{name} lies in no folder of versions"))
                .with_help("let it lie in `golden-paths/NAME/VERSION`")
        })?;
        let mut published = self.published(&folder)?;
        let mut problems = published.broken(&in_folder(&folder, LIST), &versions);
        let mut entries = Vec::new();
        for path in &named {
            if published.versions.contains_key(&path.metadata.version) {
                continue;
            }
            if check {
                problems.push(unpublished(path));
                continue;
            }
            match fit(platform, path, &published) {
                Ok(change) => {
                    published.versions.insert(path.metadata.version.clone(), path.digest);
                    entries.push((path, change));
                }
                Err(failure) => problems.extend(failure.diagnostics),
            }
        }
        if !problems.is_empty() {
            return Err(Failure { diagnostics: problems });
        }
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let files = [in_folder(&folder, LIST), in_folder(&folder, CHANGELOG)];
        let [list, changelog] = &files;
        let mut text = self.read(changelog)?.unwrap_or_else(|| changelog::HEAD.to_owned());
        for (path, change) in &entries {
            text = with_entry(&text, path, change.as_ref());
        }
        self.write(changelog, &text)?;
        self.write(list, &published.text())?;
        let publication = |(path, change): (&Arc<GoldenPath>, Option<PathChange>)| Publication {
            path: name.clone(),
            version: path.metadata.version.clone(),
            files: files.to_vec(),
            change,
        };
        Ok(entries.into_iter().map(publication).collect())
    }

    /// The list in a folder; an empty one, where there is none.
    fn published(&self, folder: &str) -> Result<Published, Failure> {
        let file = in_folder(folder, LIST);
        self.read(&file)?.map_or_else(|| Ok(Published::default()), |text| Published::parse(&file, &text))
    }

    fn read(&self, file: &str) -> Result<Option<String>, Failure> {
        let bytes = self.tree.read(&relative(file)?, Limits::default().document_bytes);
        match bytes.map(|bytes| bytes.map(String::from_utf8)) {
            Ok(None) => Ok(None),
            Ok(Some(Ok(text))) => Ok(Some(text)),
            Ok(Some(Err(_))) => Err(unusable(file, "read", "it is not UTF-8")),
            Err(error) => Err(unusable(file, "read", &error.to_string())),
        }
    }

    fn write(&self, file: &str, text: &str) -> Result<(), Failure> {
        let written = self.tree.write(&relative(file)?, text.as_bytes());
        written.map_err(|error| unusable(file, "written", &error.to_string()))
    }
}

fn unusable(file: &str, what: &str, why: &str) -> Failure {
    let problem = Diagnostic::error(codes::STORE_IO, format!("{file} can't be {what}: {why}"));
    problem.with_place(Place::file(file.to_owned())).into()
}

fn relative(file: &str) -> Result<RelativePath, Diagnostic> {
    RelativePath::new(file).map_err(|error| Diagnostic::error(codes::EXEC_PATH_ESCAPE, error.to_string()))
}

/// The folder of a path's versions, relative to the platform's: where its list lies.
fn folder_of(path: &GoldenPath) -> Option<String> {
    let document = path.source.document()?;
    Some(Path::new(&*document.file).parent()?.parent()?.to_string_lossy().into_owned())
}

fn in_folder(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// What the version changes, where it may be published: its tests pass, lint has nothing to say, and its number is newer
/// than all that were, and goes as far as what it changes.
fn fit(platform: &Platform, path: &Arc<GoldenPath>, published: &Published) -> Result<Option<PathChange>, Failure> {
    let (name, version) = (&path.metadata.name, &path.metadata.version);
    let played = author::test(platform, name, version);
    let mut problems = played.diagnostics;
    problems.extend(played.value.into_iter().flat_map(|tests| tests.report.cases).flat_map(|case| case.problems));
    // What lint only warns of, nobody looks at again once it is published.
    for mut problem in author::lint(platform, name, version).diagnostics {
        problem.severity = Severity::Error;
        problems.push(problem);
    }
    let mut change = None;
    if let Some((newest, _)) = published.versions.last_key_value() {
        if version < newest {
            let message = format!("{} is older than {newest}, which is published", path.label());
            let at = path.source.key_place(&Pointer::from_tokens(["metadata", "version"]));
            let problem = Diagnostic::error(codes::PATH_VERSION, message);
            problems.push(problem.with_help("give it a number after that").with_place(at));
        } else {
            let compared = author::compare_versions(platform, name, newest, version);
            problems.extend(compared.diagnostics);
            change = compared.value;
        }
    }
    if problems.is_empty() { Ok(change) } else { Err(Failure { diagnostics: problems }) }
}

fn unpublished(path: &GoldenPath) -> Diagnostic {
    let at = path.source.key_place(&Pointer::from_tokens(["metadata", "version"]));
    let (name, version) = (&path.metadata.name, &path.metadata.version);
    Diagnostic::error(codes::PATH_VERSION, format!("{} is not published yet", path.label()))
        .with_help(format!("`platform path publish {name}@{version}`, and commit what it writes"))
        .with_place(at)
}
