//! `platform render`.

use platform_core::formats::text;
use platform_core::model::Intent;

use crate::cli::arguments::{Format, RenderArguments};
use crate::cli::exit::Exit;
use crate::cli::planning::Asked;
use crate::cli::session::{Ended, Session, usage};
use crate::workspace::{LockMode, PlanRequest};

pub(crate) fn run(session: &mut Session, arguments: &RenderArguments) -> Ended {
    let environments = arguments.environment.environment.as_slice();
    let asked = Asked {
        verb: "render",
        subject: arguments.subject.text(),
        environments,
        all: false,
        selecting: None,
        intent: Intent::Converge,
    };
    let selection = asked.selection(session)?;
    let ([subject], Some(scope)) = (selection.subjects.as_slice(), selection.scopes.last()) else {
        return Err(usage("no environment was named").with_help("add `--env ENV`").into());
    };
    let workspace = session.open()?;
    let request = PlanRequest { lock: LockMode::Leave, images: arguments.image.clone(), ..PlanRequest::default() };
    let mut warnings = Vec::new();
    let rendered = session.wait(workspace.render(subject, scope, &request))?.take(&mut warnings)?;
    session.console.problems(&warnings, &session.sources());
    match arguments.output.output {
        Format::Json => session.console.print_json(&rendered),
        Format::Text => session.console.print(&text::rendered(&rendered)),
    }
    Ok(Exit::Done)
}
