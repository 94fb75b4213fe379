//! `platform path usage`.

use platform_core::author;
use platform_core::formats::text;
use platform_core::model::FormatVersion;

use super::of;
use crate::cli::arguments::{Format, PathUsageArguments};
use crate::cli::documents::PathUsage;
use crate::cli::exit::Exit;
use crate::cli::session::{Ended, Session, usage};

pub(super) fn run(session: &mut Session, arguments: &PathUsageArguments) -> Ended {
    let workspace = session.open()?;
    let platform = workspace.platform();
    let versions = of(platform, &arguments.path)?;
    let path = versions.first().ok_or_else(|| usage("no path was named"))?;
    let uses = author::usage(platform, &path.metadata.name);
    match arguments.output.output {
        Format::Json => session.console.print_json(&PathUsage { format_version: FormatVersion::CURRENT, uses }),
        Format::Text => session.console.print(&text::path_usage(&uses, &session.console.out)),
    }
    Ok(Exit::Done)
}
