//! `platform render`.

use platform_core::formats::text;
use platform_core::model::Intent;

use crate::cli::arguments::{RenderArguments, RenderFormat};
use crate::cli::exit::Exit;
use crate::cli::manifests;
use crate::cli::planning::Asked;
use crate::cli::session::{Ended, Session, usage};
use crate::workspace::{LockMode, PlanRequest};

pub(crate) fn run(session: &mut Session, arguments: &RenderArguments) -> Ended {
    if arguments.target.is_some() && arguments.output != RenderFormat::Manifests {
        return Err(usage("`--target` is for `--output manifests`").into());
    }
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
    match arguments.output {
        RenderFormat::Json => session.console.print_json(&rendered),
        RenderFormat::Text => session.console.print(&text::rendered(&rendered)),
        RenderFormat::Manifests => {
            let environments = &workspace.platform().environments;
            let environment = scope.name().and_then(|name| environments.get(name));
            let targets = environment.map(|environment| environment.spec.targets.clone()).unwrap_or_default();
            let stream = manifests::stream(&rendered, &targets, arguments.target.as_deref())?;
            session.console.print(&stream);
        }
    }
    Ok(Exit::Done)
}
