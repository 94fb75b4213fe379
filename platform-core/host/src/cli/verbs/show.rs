//! `platform show`.

use platform_core::model::{Failure, PlanFile};
use platform_core::plan::check_digest;

use crate::cli::arguments::ShowArguments;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::planning::{of_file, print};
use crate::cli::session::{Ended, Session};

pub(crate) fn run(session: &mut Session, arguments: &ShowArguments) -> Ended {
    let file: PlanFile = files::read_json(&arguments.file, "plan file")?;
    let checks = file.plans.iter().map(|planned| check_digest(&planned.plan, &planned.rendered));
    let diagnostics: Vec<_> = checks.filter_map(Result::err).collect();
    if !diagnostics.is_empty() {
        return Err(Failure { diagnostics });
    }
    print(&session.console, &of_file(file), arguments.output.output, arguments.full, &arguments.comment.comment());
    Ok(Exit::Done)
}
