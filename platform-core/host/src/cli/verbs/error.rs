//! `platform error`.

use platform_core::model::{CodeInfo, Diagnostic, FormatVersion, codes};

use crate::cli::arguments::{ErrorArguments, Format};
use crate::cli::documents::{Codes, write_error_page};
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::session::{Ended, Session, choice};

pub(crate) fn run(session: &mut Session, arguments: &ErrorArguments) -> Ended {
    if let Some(file) = &arguments.write {
        files::write(file, &write_error_page())?;
        session.console.note(&format!("{} codes written to {}", codes::all().len(), file.display()));
        return Ok(Exit::Done);
    }
    let found = match &arguments.code {
        None => codes::all(),
        Some(code) => vec![find(code)?],
    };
    match (arguments.output.output, arguments.code.is_some(), found.as_slice()) {
        (Format::Json, _, found) => {
            session.console.print_json(&Codes { format_version: FormatVersion::CURRENT, codes: found });
        }
        (Format::Text, true, [info]) => session.console.print(&whole(info)),
        (Format::Text, ..) => session.console.print(&list(&found)),
    }
    Ok(Exit::Done)
}

fn find(code: &str) -> Result<&'static CodeInfo, Diagnostic> {
    let bare = code.trim_start_matches("error[").trim_start_matches("warning[").trim_end_matches([']', ':']);
    codes::find(bare).ok_or_else(|| {
        let names: Vec<String> = codes::all().iter().map(|info| info.code.to_string()).collect();
        let help = match crate::cli::session::nearest(bare, &names) {
            Some(_) => choice(bare, &names, ""),
            None => "`platform error` lists them all".to_owned(),
        };
        Diagnostic::error(codes::USAGE, format!("there is no error code `{code}`")).with_help(help)
    })
}

fn whole(info: &CodeInfo) -> String {
    format!("{}\n\n  cause    {}\n  example  {}\n  fix      {}\n", info.code, info.cause, info.example, info.fix)
}

fn list(found: &[&CodeInfo]) -> String {
    let width = found.iter().map(|info| info.code.as_str().len()).max().unwrap_or(0);
    found.iter().map(|info| format!("{:<width$}  {}\n", info.code.as_str(), info.cause)).collect()
}
