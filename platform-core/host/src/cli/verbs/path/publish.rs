//! `platform path publish`.

use platform_core::model::Failure;

use super::name_and_version;
use crate::cli::arguments::PathPublishArguments;
use crate::cli::exit::Exit;
use crate::cli::session::{Ended, Session};
use crate::workspace::{Publication, PublishRequest};

pub(super) fn run(session: &mut Session, arguments: &PathPublishArguments) -> Ended {
    let workspace = session.open()?;
    let paths: Result<Vec<_>, Failure> =
        arguments.paths.iter().map(|text| name_and_version(workspace.platform(), text)).collect();
    let request = PublishRequest { paths: paths?, check: arguments.check };
    let published = session.wait(workspace.publish(&request))?;
    let written = published.value.unwrap_or_default();
    written.iter().for_each(|publication| session.console.print(&line(publication)));
    session.console.problems(&published.diagnostics, &session.sources());
    if published.diagnostics.is_empty() && written.is_empty() {
        session.console.print("Everything is published, and as it was.\n");
    }
    Ok(Exit::of(&published.diagnostics))
}

fn line(publication: &Publication) -> String {
    let Publication { path, version, files, change } = publication;
    let how = change.as_ref().map_or("the first version".to_owned(), |change| {
        format!("a {} version after {}", change.given.as_str(), change.before)
    });
    format!("{path}@{version}: {how}; commit {} with it.\n", files.join(" and "))
}
