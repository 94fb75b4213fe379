//! `platform path test`.

use std::path::{Path, PathBuf};

use platform_core::author;
use platform_core::formats::text;
use platform_core::model::{Diagnostic, Failure, FormatVersion, GoldenPath, PathReport, codes, sort_diagnostics};

use super::{named, rendered};
use crate::cli::arguments::{Format, PathTestArguments};
use crate::cli::documents::PathReports;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::session::{Ended, Session};

pub(super) fn run(session: &mut Session, arguments: &PathTestArguments) -> Ended {
    let workspace = session.open()?;
    let platform = workspace.platform();
    let (mut reports, mut problems) = (Vec::new(), Vec::new());
    for path in named(platform, &arguments.paths)? {
        let played = author::test(platform, &path.metadata.name, &path.metadata.version);
        problems.extend(played.diagnostics);
        let Some(mut tests) = played.value else { continue };
        if arguments.update {
            accept(session, &path, &mut tests.report)?;
        }
        if let Some(folder) = &arguments.write {
            rendered::write(folder, &path, &tests.rendered)?;
        }
        problems.extend(tests.report.cases.iter().flat_map(|case| &case.problems).cloned());
        problems.extend(arguments.complete.then(|| incomplete(&tests.report)).into_iter().flatten());
        reports.push(tests.report);
    }
    sort_diagnostics(&mut problems);
    report(session, reports, &problems, arguments.output.output)
}

fn report(session: &Session, reports: Vec<PathReport>, problems: &[Diagnostic], format: Format) -> Ended {
    session.console.problems(problems, &session.sources());
    let (cases, failed) =
        reports.iter().flat_map(|report| &report.cases).fold((0_usize, 0_usize), |(all, failed), case| {
            (all.saturating_add(1), failed.saturating_add(usize::from(!case.passed())))
        });
    match format {
        Format::Json => session.console.print_json(&PathReports { format_version: FormatVersion::CURRENT, reports }),
        Format::Text => {
            for report in &reports {
                session.console.print(&text::path_report(report, &session.console.out));
            }
            let passed = cases.saturating_sub(failed);
            session.console.print(&format!("\n{passed} passed, {failed} failed\n"));
        }
    }
    Ok(Exit::of(problems))
}

/// Writes the snapshots as they are now. What failed for them alone has passed with that.
fn accept(session: &Session, path: &GoldenPath, report: &mut PathReport) -> Result<(), Failure> {
    let folder = folder(session, path);
    for (file, text) in &report.snapshots {
        if path.files.get(file) != Some(text) {
            files::write(&folder.join(&**file), text)?;
            session.console.note(&format!("wrote {}", folder.join(&**file).display()));
        }
    }
    for case in &mut report.cases {
        case.problems.retain(|problem| !problem.help.as_deref().is_some_and(|help| help.contains("--update")));
    }
    Ok(())
}

/// The folder that a path's document lies in.
fn folder(session: &Session, path: &GoldenPath) -> PathBuf {
    let document = path.source.document().map(|document| document.file.to_string()).unwrap_or_default();
    session.folder.join(Path::new(&document).parent().unwrap_or(Path::new("")))
}

/// What the tests did not reach, as errors.
fn incomplete(report: &PathReport) -> Vec<Diagnostic> {
    let problem = |message: String, at: &platform_core::model::Place| {
        Diagnostic::error(codes::PATH_TEST, message).with_help("add a case that does").with_place(at.clone())
    };
    let never = report.coverage.never_rendered();
    let never = never.map(|template| problem(format!("no case renders `{}`", template.id), &template.at));
    let always = report.coverage.never_left_out();
    let always =
        always.map(|template| problem(format!("in no case is the `when` of `{}` false", template.id), &template.at));
    never.chain(always).collect()
}
