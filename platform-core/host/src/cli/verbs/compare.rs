//! `platform compare`.

use platform_core::formats::text::comparison;
use platform_core::model::{EntityRef, Failure, FormatVersion, Rendered, Scope};
use platform_core::plan;

use crate::cli::arguments::{CompareArguments, Format};
use crate::cli::documents::{Comparison, ComparisonDocument};
use crate::cli::exit::Exit;
use crate::cli::session::{Ended, Session, usage};
use crate::workspace::{LockMode, PlanRequest};

pub(crate) fn run(session: &mut Session, arguments: &CompareArguments) -> Ended {
    let (subject, from, to) = match (arguments.names.as_slice(), &arguments.service, arguments.all) {
        ([from, to], None, true) => (None, from, to),
        ([from, to], Some(service), false) => (Some(service), from, to),
        ([service, from, to], None, false) => (Some(service), from, to),
        _ => {
            return Err(usage("name one service and two environments")
                .with_help("`platform compare SERVICE FROM TO`, or `--all FROM TO`")
                .into());
        }
    };
    let (from, to) = (session.scope(from)?, session.scope(to)?);
    let subjects = match subject {
        Some(text) => vec![session.subject(text)?],
        None => living_in(session, &from, &to)?,
    };
    let mut comparisons = Vec::new();
    for subject in &subjects {
        let (before, after) = (render(session, subject, &from)?, render(session, subject, &to)?);
        let changes = plan::compare(&before, &after);
        if arguments.output.output == Format::Text {
            let style = session.console.out.with_full(arguments.full);
            let gap = if comparisons.is_empty() { "" } else { "\n" };
            session.console.print(&format!("{gap}{}", comparison(&before, &after, &changes, &style)));
        }
        comparisons.push(Comparison { subject: subject.clone(), from: from.clone(), to: to.clone(), changes });
    }
    if arguments.output.output == Format::Json {
        session.console.print_json(&ComparisonDocument { format_version: FormatVersion::CURRENT, comparisons });
    }
    Ok(Exit::Done)
}

/// The subjects that live in both environments.
fn living_in(session: &mut Session, from: &Scope, to: &Scope) -> Result<Vec<EntityRef>, Failure> {
    let workspace = session.open()?;
    let lives =
        |scope: &Scope, subject: &platform_core::model::Subject| scope.name().is_none_or(|name| subject.lives_in(name));
    let subjects = workspace.platform().subjects.values();
    let both = subjects.filter(|subject| lives(from, subject) && lives(to, subject));
    Ok(both.map(|subject| subject.reference().clone()).collect())
}

fn render(session: &mut Session, subject: &EntityRef, scope: &Scope) -> Result<Rendered, Failure> {
    let workspace = session.open()?;
    let request = PlanRequest { lock: LockMode::Leave, ..PlanRequest::default() };
    session.wait(workspace.render(subject, scope, &request))?.take(&mut Vec::new())
}
