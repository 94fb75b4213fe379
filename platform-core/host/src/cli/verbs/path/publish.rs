//! `platform path publish`.

use std::path::Path;
use std::sync::Arc;

use platform_core::author;
use platform_core::model::{
    Bump, Diagnostic, Failure, GoldenPath, PathChange, Platform, Pointer, Severity, codes, sort_diagnostics,
};

use super::of;
use crate::cli::arguments::PathPublishArguments;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::published::{LIST, Published, folder_of};
use crate::cli::session::{Ended, Session, usage};

/// The changelog of a path, beside its versions.
const CHANGELOG: &str = "CHANGELOG.md";
const CHANGELOG_HEAD: &str = "# Changelog\n";

pub(super) fn run(session: &mut Session, arguments: &PathPublishArguments) -> Ended {
    let workspace = session.open()?;
    let platform = workspace.platform();
    let names: Vec<String> = match arguments.paths.as_slice() {
        [] => platform.golden_paths.keys().map(ToString::to_string).collect(),
        names => names.to_vec(),
    };
    let (mut problems, mut written) = (Vec::new(), 0_usize);
    for name in &names {
        match publish(session, platform, name, arguments.check) {
            Ok(lines) => {
                written = written.saturating_add(lines.len());
                lines.iter().for_each(|line| session.console.print(line));
            }
            Err(failure) => problems.extend(failure.diagnostics),
        }
    }
    sort_diagnostics(&mut problems);
    session.console.problems(&problems, &session.sources());
    if problems.is_empty() && written == 0 {
        session.console.print("Everything is published, and as it was.\n");
    }
    Ok(Exit::of(&problems))
}

/// Publishes every version of a path that is newer than what was published, or the one that is named; gives a line for
/// each. Nothing is written where one of them can't be.
fn publish(session: &Session, platform: &Platform, name: &str, only_check: bool) -> Result<Vec<String>, Failure> {
    let named = of(platform, name)?;
    let first = named.first().ok_or_else(|| usage("no path was named"))?;
    let versions = platform.golden_paths.get(&first.metadata.name).cloned().unwrap_or_default();
    let folder = folder_of(first).ok_or_else(|| usage(format!("{name} lies in no folder of versions")))?;
    let mut published = Published::read(&session.folder, &folder)?;
    let mut problems = published.broken(&folder, &versions);
    let mut entries = Vec::new();
    for path in &named {
        if published.versions.contains_key(&path.metadata.version) {
            continue;
        }
        if only_check {
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
    let place = session.folder.join(&folder);
    let changelog = place.join(CHANGELOG);
    let mut text = if changelog.exists() { files::read(&changelog)? } else { CHANGELOG_HEAD.to_owned() };
    for (path, change) in &entries {
        text = with_entry(&text, path, change.as_ref());
    }
    files::write(&changelog, &text)?;
    files::write(&place.join(LIST), &published.text())?;
    Ok(entries.iter().map(|(path, change)| line(path, change.as_ref(), &folder)).collect())
}

fn line(path: &GoldenPath, change: Option<&PathChange>, folder: &Path) -> String {
    let how = change.map_or("the first version".to_owned(), |change| {
        format!("a {} version after {}", change.given.as_str(), change.before)
    });
    format!("{}: {how}; commit {}/{{{LIST},{CHANGELOG}}} with it.\n", path.label(), folder.display())
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

/// A changelog with what a version changes, as the newest one; what people wrote of it as unreleased becomes a part of it.
fn with_entry(text: &str, path: &GoldenPath, change: Option<&PathChange>) -> String {
    let mut entry = format!("## {}\n", path.metadata.version);
    match change {
        None => entry.push_str("\nThe first version.\n"),
        Some(change) if change.reasons.is_empty() => entry.push_str("\nNothing that anybody relies on.\n"),
        Some(change) => {
            for bump in [Bump::Major, Bump::Minor, Bump::Patch] {
                let of_it: Vec<String> = change
                    .reasons
                    .iter()
                    .filter(|one| one.bump == bump)
                    .map(|one| format!("- {}\n", one.message))
                    .collect();
                if !of_it.is_empty() {
                    entry.push_str(&format!("\n### {}\n\n{}", heading(bump), of_it.concat()));
                }
            }
        }
    }
    let unreleased = "## Unreleased\n";
    if let Some((before, after)) = text.split_once(unreleased) {
        let (theirs, older) = after.find("\n## ").and_then(|at| after.split_at_checked(at)).unwrap_or((after, ""));
        let theirs = theirs.trim();
        let theirs = if theirs.is_empty() { String::new() } else { format!("\n{theirs}\n") };
        return format!("{before}{unreleased}\n{entry}{theirs}{older}");
    }
    match text.find("\n## ").and_then(|at| text.split_at_checked(at)) {
        Some((head, older)) => format!("{head}\n{entry}{older}"),
        None => format!("{}\n\n{entry}", text.trim_end()),
    }
}

fn heading(bump: Bump) -> &'static str {
    match bump {
        Bump::Major => "Gone or made anew",
        Bump::Minor => "Added",
        Bump::Patch => "Changed",
    }
}
