//! `platform schema`.

use std::path::Path;

use platform_core::model::{Diagnostic, codes};

use crate::cli::arguments::SchemaArguments;
use crate::cli::documents::schemas;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::session::{Ended, Session, choice};

pub(crate) fn run(session: &mut Session, arguments: &SchemaArguments) -> Ended {
    let all = schemas();
    if let Some(folder) = &arguments.write {
        for schema in &all {
            files::write(&folder.join(schema.file_name()), &schema.text)?;
        }
        session.console.note(&format!("{} schemas written to {}", all.len(), shown(folder)));
        return Ok(Exit::Done);
    }
    let Some(kind) = &arguments.kind else {
        let width = all.iter().map(|schema| schema.name.len()).max().unwrap_or(0);
        let lines = all.iter().map(|schema| format!("{:<width$}  {}\n", schema.name, schema.description));
        session.console.print(&lines.collect::<String>());
        return Ok(Exit::Done);
    };
    let wanted = kind.to_lowercase().replace(['_', ' '], "-");
    match all.iter().find(|schema| schema.name == wanted || schema.name.replace('-', "") == wanted) {
        Some(schema) => session.console.print(&schema.text),
        None => {
            let names: Vec<String> = all.iter().map(|schema| schema.name.to_owned()).collect();
            let problem = Diagnostic::error(codes::USAGE, format!("there is no schema `{kind}`"));
            return Err(problem.with_help(choice(kind, &names, "")).into());
        }
    }
    Ok(Exit::Done)
}

fn shown(folder: &Path) -> std::path::Display<'_> {
    folder.display()
}
