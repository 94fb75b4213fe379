//! `platform path template`.

use platform_core::author;
use platform_core::formats::yaml;

use super::of;
use crate::cli::arguments::{Format, PathTemplateArguments};
use crate::cli::exit::Exit;
use crate::cli::session::{Ended, Session, usage};

pub(super) fn run(session: &mut Session, arguments: &PathTemplateArguments) -> Ended {
    let workspace = session.open()?;
    let platform = workspace.platform();
    let path = of(platform, &arguments.path)?.pop().ok_or_else(|| usage("no path was named"))?;
    let made = author::backstage_template(platform, &path.metadata.name, &path.metadata.version);
    let (template, warnings) = made.into_result()?;
    session.console.problems(&warnings, &session.sources());
    match arguments.output.output {
        Format::Json => session.console.print_json(&template),
        Format::Text => session.console.print(&yaml::write(&template)),
    }
    Ok(Exit::Done)
}
