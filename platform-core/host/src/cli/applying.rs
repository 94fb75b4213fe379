//! Asking, applying, and what is said afterwards.

use platform_core::model::{Action, Diagnostic, EntityRef, Failure, PlanFile, ReleaseVerdict, Scope, codes};

use super::arguments::{Applying, Format};
use super::exit::Exit;
use super::progress::Progress;
use super::session::{Ended, Session, usage};
use crate::boundary::ApplyDocument;
use crate::driver::Cancellation;
use crate::workspace::{Applied, ApplyReport, ApplyRequest};

/// Whether the plans may be applied: asks on a terminal; elsewhere only what is neither deleted nor replaced.
pub(crate) fn confirm(session: &Session, plans: &PlanFile, applying: &Applying) -> Result<bool, Failure> {
    if applying.yes {
        return Ok(true);
    }
    let changes = plans.plans.iter().flat_map(|planned| &planned.plan.changes);
    let lost: Vec<&str> = changes
        .filter(|change| change.actions.contains(&Action::Delete))
        .map(|change| change.address.as_str())
        .collect();
    if session.console.interactive && !session.console.json {
        let question = match lost.len() {
            0 => "Apply this?".to_owned(),
            1 => "Apply this? 1 resource is deleted or replaced.".to_owned(),
            many => format!("Apply this? {many} resources are deleted or replaced."),
        };
        // What only adds or changes is one Enter away; what is lost needs a yes.
        let answer = inquire::Confirm::new(&question).with_default(lost.is_empty()).prompt();
        return Ok(answer.unwrap_or(false));
    }
    match lost.first() {
        None => Ok(true),
        Some(first) => {
            let more =
                if lost.len() > 1 { format!(" and {} more", lost.len().saturating_sub(1)) } else { String::new() };
            Err(Diagnostic::error(
                codes::USAGE_CONFIRM,
                format!("{first}{more} would be deleted or replaced, and nobody can be asked"),
            )
            .with_help("add `--yes`, or save the plan with `platform plan --out FILE`, look at it and apply that file")
            .into())
        }
    }
}

/// So many plans are each told in a line of their own.
const FEW: usize = 6;

/// What is to be applied.
pub(crate) enum Work {
    /// Plans.
    Plans(PlanFile),
    /// What a killed or cancelled apply left; and whether the targets are asked first what they would refuse of it.
    Rest(Option<EntityRef>, Option<Scope>, bool),
}

/// Applies with progress on stderr; Ctrl-C asks it to stop, a second one ends the command.
pub(crate) fn apply(session: &mut Session, work: Work) -> Result<ApplyReport, Failure> {
    let workspace = session.open()?;
    let steps = match &work {
        Work::Plans(file) => file.plans.iter().map(|planned| planned.plan.steps.len()).sum(),
        Work::Rest(..) => 0,
    };
    let progress = Progress::new(&session.console, steps);
    let mut request = ApplyRequest::by_user();
    request.listener = progress.listener();
    let cancellation = request.cancellation.clone();
    let console = session.console.clone();
    let ended = session.wait(async move {
        let watch = tokio::spawn(watch_for_interrupt(cancellation, console));
        let ended = match work {
            Work::Plans(file) => workspace.apply(file, &request).await,
            Work::Rest(subject, scope, rehearses) => {
                let request = ApplyRequest { rehearses, ..request };
                workspace.resume(subject.as_ref(), scope.as_ref(), &request).await
            }
        };
        watch.abort();
        ended
    });
    progress.finish();
    ended?
}

async fn watch_for_interrupt(cancellation: Cancellation, console: super::console::Console) {
    if tokio::signal::ctrl_c().await.is_err() {
        return;
    }
    cancellation.cancel();
    console.note("stopping: what runs is finished, nothing more is started (once more to stop at once)");
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(i32::from(Exit::Cancelled.code()));
    }
}

/// Prints what became of it, and says how the command ends.
pub(crate) fn report(session: &Session, report: &ApplyReport, output: Format) -> Ended {
    match output {
        Format::Json => session.console.print_json(&ApplyDocument::from(report)),
        Format::Text => session.console.print(&lines(report)),
    }
    let problems = report.diagnostics();
    if report.succeeded() && problems.is_empty() {
        return Ok(Exit::Done);
    }
    let problems = if problems.is_empty() { vec![usage("not everything was applied")] } else { problems };
    session.console.problems(&problems, &session.sources());
    Ok(match Exit::of(&problems) {
        Exit::Done => Exit::Failed,
        exit => exit,
    })
}

/// A line for each plan; of many, only for those that did not go well, and a count.
fn lines(report: &ApplyReport) -> String {
    let good = |applied: &&Applied| applied.verdict == ReleaseVerdict::Succeeded;
    if report.applied.len() <= FEW {
        return report.applied.iter().map(line).collect();
    }
    let mut text: String = report.applied.iter().filter(|applied| !good(applied)).map(line).collect();
    let done = report.applied.iter().filter(good).filter(|applied| applied.serial.is_some()).count();
    let idle = report.applied.iter().filter(good).filter(|applied| applied.serial.is_none()).count();
    let failed = report.applied.len().saturating_sub(done).saturating_sub(idle);
    text.push_str(&format!("{done} plans applied"));
    for (count, what) in [(idle, "with nothing to do"), (failed, "failed or not begun")] {
        if count > 0 {
            text.push_str(&format!(", {count} {what}"));
        }
    }
    text.push('\n');
    text
}

fn line(applied: &Applied) -> String {
    let name = format!("{}/{}", applied.subject, applied.environment);
    match (applied.verdict, applied.serial) {
        (ReleaseVerdict::Succeeded, None) => format!("{name}: nothing to do\n"),
        (ReleaseVerdict::Succeeded, Some(serial)) => format!("{name}: applied, serial {serial}\n"),
        (_, None) => format!("{name}: not begun\n"),
        (_, Some(serial)) => {
            let (failed, left) = (applied.failed.len(), applied.left.len());
            let steps = |count: usize| if count == 1 { "1 step".to_owned() } else { format!("{count} steps") };
            format!("{name}: failed at serial {serial}: {} failed, {} not begun\n", steps(failed), steps(left))
        }
    }
}
