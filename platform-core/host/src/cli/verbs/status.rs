//! `platform status`.

use platform_core::formats::text::{StatusRow, status};

use crate::boundary::StatusDocument;
use crate::cli::arguments::{Format, StatusArguments};
use crate::cli::exit::Exit;
use crate::cli::session::{Ended, Session};
use crate::workspace::Status;

pub(crate) fn run(session: &mut Session, arguments: &StatusArguments) -> Ended {
    let workspace = session.open()?;
    let subject = arguments.subject.text().map(|text| session.subject(text)).transpose()?;
    let scope = arguments.environment.environment.as_deref().map(|text| session.scope(text)).transpose()?;
    let mut found = session.wait(workspace.status())??;
    found.retain(|one| {
        subject.as_ref().is_none_or(|subject| one.subject == *subject)
            && scope.as_ref().is_none_or(|scope| one.environment == *scope)
    });
    match arguments.output.output {
        Format::Json => session.console.print_json(&StatusDocument::from(found.as_slice())),
        Format::Text => {
            let rows: Vec<StatusRow<'_>> = found.iter().map(row).collect();
            session.console.print(&status(&rows, &session.console.out));
        }
    }
    session.mention_other_problems();
    Ok(Exit::Done)
}

fn row(status: &Status) -> StatusRow<'_> {
    StatusRow {
        subject: &status.subject,
        environment: &status.environment,
        declared: status.declared,
        locked: &status.locked,
        applied: status.applied.as_ref(),
        resources: status.resources,
        applying: status.applying.as_ref(),
        hold: status.hold.as_ref(),
        last: status.last.as_ref().map(|last| (last.ended_at, last.verdict)),
    }
}
