//! `platform path lint`.

use std::sync::Arc;

use platform_core::author;
use platform_core::model::{Failure, FormatVersion, GoldenPath, Platform, sort_diagnostics};

use super::{named, of};
use crate::cli::arguments::{Format, PathLintArguments};
use crate::cli::documents::Problems;
use crate::cli::exit::Exit;
use crate::cli::session::{Ended, Session};

pub(super) fn run(session: &mut Session, arguments: &PathLintArguments) -> Ended {
    let workspace = session.open()?;
    let platform = workspace.platform();
    let paths = newest(platform, &arguments.paths)?;
    let mut found = Vec::new();
    for path in &paths {
        found.extend(author::lint(platform, &path.metadata.name, &path.metadata.version).diagnostics);
    }
    sort_diagnostics(&mut found);
    if arguments.output.output == Format::Json {
        session.console.print_json(&Problems { format_version: FormatVersion::CURRENT, diagnostics: &found });
        return Ok(Exit::of(&found));
    }
    session.console.problems(&found, &session.sources());
    let paths = if paths.len() == 1 { "1 golden path".to_owned() } else { format!("{} golden paths", paths.len()) };
    let told = if found.is_empty() { "nothing to say" } else { "see above" };
    session.console.print(&format!("{paths}: {told}.\n"));
    Ok(Exit::of(&found))
}

/// The versions that are named; of a path without one, the newest.
fn newest(platform: &Platform, texts: &[String]) -> Result<Vec<Arc<GoldenPath>>, Failure> {
    let last = |versions: Vec<Arc<GoldenPath>>| versions.into_iter().next_back();
    if texts.is_empty() {
        return Ok(platform
            .golden_paths
            .values()
            .filter_map(|versions| versions.values().next_back().cloned())
            .collect());
    }
    let (exact, names): (Vec<String>, Vec<String>) = texts.iter().cloned().partition(|text| text.contains('@'));
    let mut paths = if exact.is_empty() { Vec::new() } else { named(platform, &exact)? };
    for name in names {
        paths.extend(last(of(platform, &name)?));
    }
    Ok(paths)
}
