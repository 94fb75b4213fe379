//! `platform path`: what authors of golden paths need.

mod diff;
mod lint;
mod publish;
mod rendered;
mod template;
mod test;
mod usage;

use std::sync::Arc;

use platform_core::author;
use platform_core::model::{Diagnostic, Failure, GoldenPath, Name, Platform, Version, codes};

use crate::cli::arguments::{PathArguments, PathVerb};
use crate::cli::session::{Ended, Session, choice, usage};

pub(crate) fn run(session: &mut Session, arguments: &PathArguments) -> Ended {
    match &arguments.verb {
        PathVerb::New(arguments) => super::new::path::run(session, arguments),
        PathVerb::Test(arguments) => test::run(session, arguments),
        PathVerb::Lint(arguments) => lint::run(session, arguments),
        PathVerb::Diff(arguments) => diff::run(session, arguments),
        PathVerb::Publish(arguments) => publish::run(session, arguments),
        PathVerb::Usage(arguments) => usage::run(session, arguments),
        PathVerb::Template(arguments) => template::run(session, arguments),
    }
}

/// The versions that texts name, each once; all there are where nothing is named.
fn named(platform: &Platform, texts: &[String]) -> Result<Vec<Arc<GoldenPath>>, Failure> {
    if texts.is_empty() {
        return Ok(platform.golden_paths.values().flat_map(|versions| versions.values().cloned()).collect());
    }
    let mut found: Vec<Arc<GoldenPath>> = Vec::new();
    for text in texts {
        found.extend(of(platform, text)?);
    }
    found.sort_by(|a, b| (&a.metadata.name, &a.metadata.version).cmp(&(&b.metadata.name, &b.metadata.version)));
    found.dedup_by(|a, b| Arc::ptr_eq(a, b));
    Ok(found)
}

/// `NAME` or `NAME@VERSION`.
fn name_and_version(platform: &Platform, text: &str) -> Result<(Name, Option<Version>), Failure> {
    let (name, version) = text.split_once('@').map_or((text, None), |(name, version)| (name, Some(version)));
    let Ok(parsed) = name.parse::<Name>() else {
        let names: Vec<String> = platform.golden_paths.keys().map(Name::to_string).collect();
        let problem = Diagnostic::error(codes::PATH_NOT_FOUND, format!("there is no golden path `{name}`"));
        return Err(problem.with_help(choice(name, &names, "`platform path new` writes one")).into());
    };
    let no_version = |version: &str, error| usage(format!("`{version}` is no version: {error}"));
    let version = version.map(|version| version.parse().map_err(|error| no_version(version, error))).transpose()?;
    Ok((parsed, version))
}

/// The version that a text names, or all of the path's.
fn of(platform: &Platform, text: &str) -> Result<Vec<Arc<GoldenPath>>, Failure> {
    let (name, version) = name_and_version(platform, text)?;
    Ok(author::find(platform, &name, version.as_ref())?)
}
