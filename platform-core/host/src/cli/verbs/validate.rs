//! `platform validate`.

use std::path::PathBuf;

use platform_core::formats::{json, sarif};
use platform_core::model::{Diagnostic, Entity, Failure, FormatVersion, Sources, Value, codes, sort_diagnostics};
use platform_core::parse::validate_entities;
use platform_core::plan::Claims;

use crate::cli::arguments::{ReportFormat, ValidateArguments};
use crate::cli::documents::{Problems, Validation};
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::progress::spinner;
use crate::cli::session::{Ended, Session};
use crate::clients::git::below_top;
use crate::workspace::{LockMode, PlanRequest, Workspace};

pub(crate) fn run(session: &mut Session, arguments: &ValidateArguments) -> Ended {
    if !arguments.entities.is_empty() {
        return entities(session, arguments);
    }
    let workspace = session.open()?;
    let mut diagnostics = session.opening_problems().to_vec();
    diagnostics.extend(rendering_problems(session, &workspace)?);
    let platform = workspace.platform();
    diagnostics.extend(workspace.broken_publications());
    sort_diagnostics(&mut diagnostics);
    let validation = Validation {
        format_version: FormatVersion::CURRENT,
        valid: !diagnostics.iter().any(Diagnostic::is_error),
        subjects: platform.subjects.len(),
        environments: platform.environments.len(),
        golden_paths: platform.golden_paths.values().map(std::collections::BTreeMap::len).sum(),
        diagnostics,
    };
    report(session, &validation, &platform.sources.to_map(), arguments.output.output)
}

/// Catalog files on their own, as Backstage's catalog checks them.
fn entities(session: &Session, arguments: &ValidateArguments) -> Ended {
    let (mut sources, mut diagnostics) = (Sources::new(), Vec::new());
    let (mut count, mut targets) = (0_usize, 0_usize);
    for (path, is_named) in catalog_files(&arguments.entities)? {
        let name: platform_core::model::Text = path.display().to_string().into();
        let bytes = files::read_bytes(&path)?;
        // A folder holds other YAML, too: what speaks of no Backstage is none of its business.
        if !is_named && !bytes.windows(13).any(|window| window == b"backstage.io/") {
            continue;
        }
        let read = validate_entities(&name, &bytes);
        for entity in read.value.unwrap_or_default() {
            count = count.saturating_add(1);
            targets = targets.saturating_add(targets_of(&entity));
        }
        diagnostics.extend(read.diagnostics);
        sources.insert(name, bytes.into());
    }
    sort_diagnostics(&mut diagnostics);
    if arguments.output.output == ReportFormat::Sarif {
        print_sarif(session, &diagnostics);
        return Ok(Exit::of(&diagnostics));
    }
    if arguments.output.output == ReportFormat::Json {
        session.console.print_json(&Problems { format_version: FormatVersion::CURRENT, diagnostics: &diagnostics });
        return Ok(Exit::of(&diagnostics));
    }
    session.console.problems(&diagnostics, &sources);
    let valid = if diagnostics.iter().any(Diagnostic::is_error) { "Not valid" } else { "Valid" };
    let entities = if count == 1 { "1 valid entity".to_owned() } else { format!("{count} valid entities") };
    session.console.print(&format!("{valid}: {entities}.\n"));
    match targets {
        0 => {}
        1 => session.console.print("A Location names 1 target, which was not read.\n"),
        _ => session.console.print(&format!("Locations name {targets} targets, which were not read.\n")),
    }
    Ok(Exit::of(&diagnostics))
}

/// The files, those of folders too; each with whether it was named itself.
fn catalog_files(paths: &[PathBuf]) -> Result<Vec<(PathBuf, bool)>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(files::yaml_below(path)?.into_iter().map(|path| (path, false)));
        } else {
            found.push((path.clone(), true));
        }
    }
    Ok(found)
}

/// How many other files a Location names.
fn targets_of(entity: &Entity) -> usize {
    if entity.reference.kind() != "location" {
        return 0;
    }
    let several = entity.spec("targets").and_then(Value::as_list).map_or(0, <[Value]>::len);
    several.saturating_add(usize::from(entity.spec("target").is_some()))
}

fn report(session: &Session, validation: &Validation, sources: &Sources, output: ReportFormat) -> Ended {
    if output == ReportFormat::Sarif {
        print_sarif(session, &validation.diagnostics);
        return Ok(Exit::of(&validation.diagnostics));
    }
    if output == ReportFormat::Json {
        session.console.print_json(validation);
        return Ok(Exit::of(&validation.diagnostics));
    }
    session.console.problems(&validation.diagnostics, sources);
    let count = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let read = format!(
        "{}, {}, {}",
        count(validation.subjects, "subject", "subjects"),
        count(validation.environments, "environment", "environments"),
        count(validation.golden_paths, "golden path version", "golden path versions"),
    );
    let errors = validation.diagnostics.iter().filter(|problem| problem.is_error()).count();
    match errors {
        0 => session.console.print(&format!("Valid: {read}.\n")),
        errors => session.console.print(&format!("Not valid: {}.\n", count(errors, "error", "errors"))),
    }
    Ok(Exit::of(&validation.diagnostics))
}

/// Problems for tools that show them beside the source; files are named from the top of the repository.
fn print_sarif(session: &Session, problems: &[Diagnostic]) {
    let document = sarif::document(problems, &[], &below_top(&session.folder));
    session.console.print(&json::pretty_plain(&document));
}

/// What only shows when everything is rendered everywhere. A missing image is no fault of what is written.
fn rendering_problems(
    session: &Session,
    workspace: &Workspace,
) -> Result<Vec<Diagnostic>, platform_core::model::Failure> {
    let wheel = spinner(&session.console, "rendering");
    let platform = workspace.platform();
    let request = PlanRequest { lock: LockMode::Leave, ..PlanRequest::default() };
    let found = session.wait(async {
        let (mut found, mut claims) = (Vec::new(), Claims::default());
        for (reference, subject) in &platform.subjects {
            for scope in platform.scopes(subject) {
                let rendered = workspace.render(reference, &scope, &request).await;
                rendered.value.iter().for_each(|rendered| claims.see(rendered));
                found.extend(rendered.diagnostics);
            }
        }
        found.extend(claims.clashes().into_iter().flat_map(|failed| failed.diagnostics));
        found
    });
    wheel.finish_and_clear();
    let mut found = found?;
    found.retain(|problem| problem.code != codes::PATH_ARTIFACT_MISSING);
    Ok(found)
}
