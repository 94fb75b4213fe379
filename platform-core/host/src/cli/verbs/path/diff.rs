//! `platform path diff`.

use platform_core::author;
use platform_core::formats::text;
use platform_core::model::{Failure, Version};

use super::of;
use crate::cli::arguments::{Format, PathDiffArguments};
use crate::cli::exit::Exit;
use crate::cli::session::{Ended, Session, usage};

pub(super) fn run(session: &mut Session, arguments: &PathDiffArguments) -> Ended {
    let workspace = session.open()?;
    let platform = workspace.platform();
    let versions = of(platform, &arguments.path)?;
    let name = versions.first().map(|path| path.metadata.name.clone()).ok_or_else(|| usage("no path was named"))?;
    let mut known: Vec<Version> = versions.iter().map(|path| path.metadata.version.clone()).collect();
    let newest = known.pop();
    let after = given(arguments.after.as_deref())?.or(newest);
    let before = given(arguments.before.as_deref())?.or_else(|| known.pop());
    let (Some(before), Some(after)) = (before, after) else {
        return Err(usage(format!("{name} has only one version")).with_help("write the next one first").into());
    };
    let compared = author::compare_versions(platform, &name, &before, &after);
    let Some(change) = compared.value else { return Err(Failure { diagnostics: compared.diagnostics }) };
    match arguments.output.output {
        Format::Json => session.console.print_json(&change),
        Format::Text => session.console.print(&text::path_change(&change, &session.console.out)),
    }
    session.console.problems(&compared.diagnostics, &session.sources());
    Ok(Exit::of(&compared.diagnostics))
}

fn given(text: Option<&str>) -> Result<Option<Version>, Failure> {
    let parse = |text: &str| text.parse().map_err(|error| usage(format!("`{text}` is no version: {error}")));
    Ok(text.map(parse).transpose()?)
}
