//! `platform explain`.

use platform_core::formats::text;
use platform_core::model::{Address, Diagnostic, Failure, codes};
use platform_core::plan;

use crate::cli::arguments::{ExplainArguments, Format};
use crate::cli::exit::Exit;
use crate::cli::session::{Ended, Session, pointer};
use crate::workspace::{LockMode, PlanRequest};

pub(crate) fn run(session: &mut Session, arguments: &ExplainArguments) -> Ended {
    let address = address(session, &arguments.address)?;
    let pointer = pointer(arguments.pointer.as_deref().unwrap_or_default())?;
    let subject = session.subject(address.subject())?;
    let scope = session.scope(address.environment())?;
    let workspace = session.open()?;
    let request = PlanRequest { lock: LockMode::Leave, images: arguments.image.clone(), ..PlanRequest::default() };
    let mut warnings = Vec::new();
    let planned = session.wait(workspace.plan(&subject, &scope, &request))?.take(&mut warnings)?;
    let explained = plan::explain(&planned.plan, &planned.rendered, &address, &pointer).take(&mut warnings)?;
    match (arguments.output.output, planned.rendered.resources.get(&address)) {
        (Format::Json, _) => session.console.print_json(&explained),
        (Format::Text, Some(resource)) if arguments.pointer.is_none() => {
            let change = planned.plan.change(&address);
            session.console.print(&text::resource(resource, &planned.rendered, change, &session.console.out));
        }
        (Format::Text, _) => {
            session.console.print(&text::explanation(&explained, &session.sources(), &session.console.out));
        }
    }
    Ok(Exit::Done)
}

/// The address; plans leave out subject and environment, so what is missing is said.
fn address(session: &mut Session, text: &str) -> Result<Address, Failure> {
    let parsed = text.parse::<Address>();
    let Ok(address) = parsed else {
        session.open()?;
        let problem = Diagnostic::error(codes::GRAPH_ADDRESS_UNKNOWN, format!("`{text}` is no address"));
        let help = "write SERVICE/ENVIRONMENT/TARGET/ID, as in `payment-api/staging/kubernetes/workload`";
        return Err(problem.with_help(help).into());
    };
    Ok(address)
}
