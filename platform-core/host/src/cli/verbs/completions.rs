//! `platform completions`.

use clap::CommandFactory as _;

use crate::cli::arguments::{Arguments, CompletionsArguments};
use crate::cli::exit::Exit;
use crate::cli::session::{Ended, Session};

pub(crate) fn run(session: &mut Session, arguments: &CompletionsArguments) -> Ended {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "platform", &mut script);
    session.console.print(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}
