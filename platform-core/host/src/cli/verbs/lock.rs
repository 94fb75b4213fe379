//! `platform lock`.

use platform_core::formats::text::pins;
use platform_core::model::{Intent, SUBJECT_SCOPE, Scope};

use crate::boundary::LockDocument;
use crate::cli::arguments::{Format, LockArguments};
use crate::cli::exit::Exit;
use crate::cli::planning::Asked;
use crate::cli::session::{Ended, Session};
use crate::workspace::{LockChange, LockRequest};

pub(crate) fn run(session: &mut Session, arguments: &LockArguments) -> Ended {
    let environments = &arguments.environments.environments;
    let asked = Asked {
        verb: "lock",
        subject: arguments.subject.text(),
        environments,
        all: arguments.all,
        selecting: Some(&arguments.selecting),
        intent: Intent::Converge,
    };
    let mut selection = asked.selection(session)?;
    // Pins move only where they are named: `-` by `--env -`.
    if !environments.is_empty() && !environments.iter().any(|name| name == SUBJECT_SCOPE) {
        selection.scopes.retain(|scope| *scope != Scope::SUBJECT);
    }
    let workspace = session.open()?;
    let request = LockRequest { update: arguments.update, images: arguments.image.clone() };
    let mut warnings = Vec::new();
    let changes = session.wait(workspace.lock(&selection, &request))?.take(&mut warnings)?;
    session.console.problems(&warnings, &session.sources());
    match arguments.output.output {
        Format::Json => session.console.print_json(&LockDocument::from(changes.as_slice())),
        Format::Text => print(session, &changes),
    }
    Ok(Exit::Done)
}

fn print(session: &Session, changes: &[LockChange]) {
    if changes.is_empty() {
        session.console.print("The lock files hold everything already.\n");
        return;
    }
    for change in changes {
        let title = format!("{}/{}  {}\n", change.subject, change.environment, change.file);
        session.console.print(&title);
        session.console.print(&pins(&change.before, &change.after, &session.console.out));
    }
    session.console.note("\nCommit the lock files.");
}
