//! What the author of a golden path asks of it: do its tests hold, is it well made, how far does a new version go.
//!
//! A golden path that nobody tests is tribal knowledge again. Its tests lie in its own folder (`tests/*.yaml`, `kind:
//! GoldenPathTest`): each case gives parameters, an environment and what stands around, and says what must come of it.

mod cases;
mod change;
mod coverage;
mod expect;
mod form;
mod lint;
mod play;
mod promises;
mod secrets;
mod snapshot;
mod template;
mod usage;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::formats::Limits;
use crate::model::{
    Diagnostic, FormatVersion, GoldenPath, Name, Outcome, PathReport, Platform, Rendered, Text, Version, codes,
};
use crate::parse::path_tests;

pub use change::compare_versions;
pub use lint::lint;
pub(crate) use play::{applied, foreign, with_made_up_artifacts};
pub use template::backstage_template;
pub use usage::usage;

/// What came of a path's tests, and what was rendered in them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PathTests {
    /// What came of them.
    pub report: PathReport,
    /// What each case rendered, by file and name; a case that failed to render is not among them.
    pub rendered: Vec<(Text, Text, Rendered)>,
}

/// Plays the tests of one version of a golden path.
///
/// Each case is rendered on its own: in the platform as it is, with the case's documents in the place of all subjects. A
/// case without an `environment` has one of its own, `test`, with every target that the path names; one without
/// `artifacts` has a made-up image for each that is needed. What was applied `before` is applied in memory, each output
/// being `ID.NAME` where the case says nothing else; then a plan tells the actions.
///
/// What is not as expected stands in the report, not among the diagnostics: those tell what is wrong with the tests
/// themselves.
///
/// # Errors
/// `path.not_found`; `parse.*`, `schema.*` and `value.*` for test files that can't be read.
///
/// ```
/// use platform_core::model::{Platform, Sources};
/// let path = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: web, version: 1.0.0}\nspec:\n  \
///     parameters: {type: object, properties: {replicas: {type: integer, default: 2}}}\n  resources:\n    - id: workload\n      \
///     target: kubernetes\n      body: {kind: Deployment, spec: {replicas: '${{ parameters.replicas }}'}}\n";
/// let test = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPathTest\nmetadata: {name: replicas}\nspec:\n  cases:\n    \
///     - name: two by default\n      expect: {fields: {workload: {/spec/replicas: 2}}}\n";
/// let file = |name: &str, text: &str| (format!("golden-paths/web/1.0.0/{name}").into(), text.as_bytes().into());
/// let sources = Sources::from([file("golden-path.yaml", path), file("tests/replicas.yaml", test)]);
/// let platform = Platform::parse(&sources).into_result()?.0;
/// let tested = platform_core::author::test(&platform, &"web".parse()?, &"1.0.0".parse()?).into_result()?.0;
/// assert!(tested.report.passed() && tested.report.coverage.is_complete());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn test(platform: &Platform, name: &Name, version: &Version) -> Outcome<PathTests> {
    let path = match version_of(platform, name, version) {
        Ok(path) => path,
        Err(problem) => return problem.into(),
    };
    let read = path_tests(path, &Limits::default());
    let tests = read.value.unwrap_or_default();
    if read.diagnostics.iter().any(Diagnostic::is_error) {
        return Outcome::failed(read.diagnostics);
    }
    let theatre = play::Theatre::new(platform, path);
    let (mut cases, mut rendered) = (Vec::new(), Vec::new());
    let (mut coverage, mut snapshots) = (coverage::Coverage::new(path), snapshot::Snapshots::new(path));
    for test in &tests {
        for case in &test.cases {
            let played = theatre.play(case);
            cases.push(cases::judge(test, case, &played, &mut snapshots));
            if let Ok(played) = played {
                coverage.add(&played.rendered);
                rendered.push((test.file.clone(), case.name.clone(), played.rendered));
            }
        }
    }
    let report = PathReport {
        format_version: FormatVersion::CURRENT,
        path: name.clone(),
        version: version.clone(),
        cases,
        coverage: coverage.told(),
        snapshots: snapshots.taken,
    };
    Outcome::new(Some(PathTests { report, rendered }), read.diagnostics)
}

/// A version of a golden path, or all of them, the oldest first.
///
/// # Errors
/// `path.not_found`.
///
/// ```
/// use platform_core::model::Platform;
/// let missing = platform_core::author::find(&Platform::default(), &"web".parse()?, None).unwrap_err();
/// assert_eq!(missing.code.as_str(), "path.not_found");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn find(platform: &Platform, name: &Name, version: Option<&Version>) -> Result<Vec<Arc<GoldenPath>>, Diagnostic> {
    match version {
        Some(version) => version_of(platform, name, version).map(|path| vec![path.clone()]),
        None => versions_of(platform, name).map(|versions| versions.values().cloned().collect()),
    }
}

fn versions_of<'a>(platform: &'a Platform, name: &Name) -> Result<&'a BTreeMap<Version, Arc<GoldenPath>>, Diagnostic> {
    platform.golden_paths.get(name).ok_or_else(|| {
        let near = crate::formats::suggest(name.as_str(), platform.golden_paths.keys().map(Name::as_str));
        let help =
            near.map_or_else(|| "`platform path new` writes one".to_owned(), |near| format!("did you mean `{near}`?"));
        Diagnostic::error(codes::PATH_NOT_FOUND, format!("there is no golden path `{name}`")).with_help(help)
    })
}

fn version_of<'a>(platform: &'a Platform, name: &Name, version: &Version) -> Result<&'a Arc<GoldenPath>, Diagnostic> {
    let versions = versions_of(platform, name)?;
    versions.get(version).ok_or_else(|| {
        let known: Vec<String> = versions.keys().map(ToString::to_string).collect();
        Diagnostic::error(codes::PATH_NOT_FOUND, format!("{name} has no version {version}"))
            .with_help(format!("there is: {}", known.join(", ")))
    })
}

#[cfg(test)]
mod tests;
