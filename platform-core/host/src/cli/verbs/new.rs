//! `platform new`.

use crate::cli::arguments::{NewArguments, NewKind};
use crate::cli::session::{Ended, Session};

pub(crate) fn run(session: &mut Session, arguments: &NewArguments) -> Ended {
    let _ = (session, matches!(arguments.kind, NewKind::Service(_)));
    Ok(crate::cli::exit::Exit::Failed)
}
