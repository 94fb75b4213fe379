//! `platform history`.

use platform_core::formats::text::{HistoryRow, history, value_history};
use platform_core::model::Address;

use crate::boundary::HistoryDocument;
use crate::cli::arguments::{Format, HistoryArguments};
use crate::cli::exit::Exit;
use crate::cli::session::{Ended, Session, pointer, usage};
use crate::store::ReleaseEntry;

pub(crate) fn run(session: &mut Session, arguments: &HistoryArguments) -> Ended {
    let workspace = session.open()?;
    if let Some(address) = arguments.subject.text().and_then(|text| text.parse::<Address>().ok()) {
        return of_value(session, arguments, address);
    }
    if let Some(pointer) = &arguments.pointer {
        let name = arguments.subject.text().unwrap_or_default();
        let problem = usage(format!("`{pointer}` is a place in a resource, and `{name}` is no resource"));
        let help = format!("name it: `platform history {name}/ENVIRONMENT/kubernetes/workload {pointer}`");
        return Err(problem.with_help(help).into());
    }
    let subject = arguments.subject.text();
    // What is gone from the files has a history all the same.
    let subject = subject.map(|text| session.subject(text).or_else(|failure| text.parse().map_err(|_| failure)));
    let subject = subject.transpose()?;
    let scope = arguments.environment.environment.as_deref().map(|text| session.scope(text)).transpose()?;
    if let Some(serial) = arguments.serial {
        let (Some(subject), Some(scope)) = (&subject, &scope) else {
            return Err(usage("`--serial` needs a service and an environment").into());
        };
        let release = session.wait(workspace.release(subject, scope, serial))??;
        match arguments.output.output {
            Format::Json => session.console.print_json(&release),
            Format::Text => session.console.print(&history(&[HistoryRow::from(&release)], &session.console.out)),
        }
        return Ok(Exit::Done);
    }
    let mut releases = session.wait(workspace.history(subject.as_ref(), scope.as_ref()))??;
    releases.truncate(arguments.limit);
    match arguments.output.output {
        Format::Json => session.console.print_json(&HistoryDocument::from(releases.as_slice())),
        Format::Text => {
            let rows: Vec<HistoryRow<'_>> = releases.iter().map(row).collect();
            session.console.print(&history(&rows, &session.console.out));
        }
    }
    Ok(Exit::Done)
}

/// Which releases changed a value.
fn of_value(session: &mut Session, arguments: &HistoryArguments, address: Address) -> Ended {
    let pointer = pointer(arguments.pointer.as_deref().unwrap_or_default())?;
    let workspace = session.open()?;
    let history = session.wait(workspace.value_history(&address, &pointer))??;
    let style = session.console.out.with_full(arguments.full);
    match arguments.output.output {
        Format::Json => session.console.print_json(&history),
        Format::Text => session.console.print(&value_history(&history, &style)),
    }
    Ok(Exit::Done)
}

/// A release as a line of history.
pub(crate) fn row(entry: &ReleaseEntry) -> HistoryRow<'_> {
    HistoryRow {
        subject: &entry.subject,
        environment: &entry.environment,
        serial: entry.serial,
        pins: &entry.pins,
        summary: &entry.summary,
        actor: &entry.actor,
        ended_at: entry.ended_at,
        intent: entry.intent,
        verdict: entry.verdict,
        break_glass: entry.break_glass.as_deref(),
    }
}
