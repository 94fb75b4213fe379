//! `platform apply` and `platform deploy`.

use std::path::Path;

use platform_core::formats::markdown::Comment;
use platform_core::formats::text::{HistoryRow, history};
use platform_core::model::{Failure, PlanFile, Scope};

use crate::cli::applying::{Work, apply, confirm, report};
use crate::cli::arguments::{
    ApplyArguments, Applying, DeployArguments, Environment, Format, Moving, PlanFormat, Planning, Subject,
};
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::planning::{Asked, blocked, failures, hint, print, request, tell_checks};
use crate::cli::session::{Ended, Session, usage};
use crate::cli::verbs::plan::make;
use crate::workspace::{PlanRequest, Selection};

pub(crate) fn run(session: &mut Session, arguments: &ApplyArguments) -> Ended {
    if arguments.resume {
        return resume(session, arguments);
    }
    if let Some(file) = &arguments.positional {
        return apply_file(session, file, &arguments.applying);
    }
    let asked = Asked {
        verb: "apply --service",
        subject: arguments.service.as_deref(),
        environments: &arguments.environments.environments,
        all: arguments.all,
        selecting: Some(&arguments.selecting),
        intent: arguments.planning.intent(),
    };
    if asked.subject.is_none() && !asked.all {
        let problem = usage("nothing was named to apply");
        return Err(problem
            .with_help("`platform apply FILE`, `platform apply --service=SERVICE --env=ENV`, or `--all`")
            .into());
    }
    let selection = asked.selection(session)?;
    plan_and_apply(session, &selection, &request(&arguments.planning), &arguments.applying)
}

pub(crate) fn deploy(session: &mut Session, arguments: &DeployArguments) -> Ended {
    let DeployArguments { subject, environment, applying, planning } = arguments;
    in_environment(session, "deploy", (subject, environment), planning, applying)
}

/// Deploys other versions than those of the lock file.
pub(crate) fn move_to(session: &mut Session, verb: &'static str, moving: &Moving, planning: &Planning) -> Ended {
    in_environment(session, verb, (&moving.subject, &moving.environment), planning, &moving.applying)
}

fn in_environment(
    session: &mut Session,
    verb: &'static str,
    (subject, environment): (&Subject, &Environment),
    planning: &Planning,
    applying: &Applying,
) -> Ended {
    let asked = Asked {
        verb,
        subject: subject.text(),
        environments: environment.environment.as_slice(),
        all: false,
        selecting: None,
        intent: planning.intent(),
    };
    if asked.environments.is_empty() {
        let workspace = session.open()?;
        let names: Vec<&str> = workspace.platform().environments.keys().map(|name| name.as_str()).collect();
        let help = format!("add `--env ENV`; there is: {}", names.join(", "));
        return Err(usage("no environment was named").with_help(help).into());
    }
    let selection = asked.selection(session)?;
    let ended = plan_and_apply(session, &selection, &request(planning), applying)?;
    if applying.output.output == Format::Text {
        print_history(session, &selection)?;
    }
    Ok(ended)
}

/// A saved plan is applied as it was shown: nobody is asked again.
fn apply_file(session: &mut Session, name: &str, applying: &Applying) -> Ended {
    let path = Path::new(name);
    if !path.exists() && session.open().is_ok() && session.subject(name).is_ok() {
        let problem = usage(format!("there is no plan file `{name}`"));
        return Err(problem
            .with_help(format!("to plan and apply the service: `platform deploy {name} --env ENV`"))
            .into());
    }
    let file: PlanFile = files::read_json(path, "plan file")?;
    let ended = apply(session, Work::Plans(file))?;
    report(session, &ended, applying.output.output)
}

fn resume(session: &mut Session, arguments: &ApplyArguments) -> Ended {
    let named = arguments.positional.as_deref().or(arguments.service.as_deref());
    let subject = named.map(|text| session.subject(text).or_else(|failure| text.parse().map_err(|_| failure)));
    let scope = match arguments.environments.environments.as_slice() {
        [] => None,
        [text] => Some(session.scope(text)),
        _ => return Err(usage("`--resume` goes on in one environment, or in all").into()),
    };
    let work = Work::Rest(subject.transpose()?, scope.transpose()?, !arguments.no_rehearsal);
    let ended = apply(session, work)?;
    report(session, &ended, arguments.applying.output.output)
}

fn plan_and_apply(session: &mut Session, selection: &Selection, request: &PlanRequest, applying: &Applying) -> Ended {
    let planned = make(session, selection, request)?;
    let text = applying.output.output == Format::Text;
    if text && !planned.ok.is_empty() {
        print(&session.console, &planned, PlanFormat::Text, applying.full, &Comment::default());
        session.console.print("\n");
    }
    let problems = failures(session, selection, &planned);
    if !problems.is_empty() {
        return Err(Failure { diagnostics: problems });
    }
    let mut blocked = blocked(planned.ok.iter().map(|planned| &planned.plan));
    let changes = planned.has_changes();
    let failed = if text || !changes { tell_checks(session, &planned) } else { planned.failed_checks() };
    blocked.extend(failed.into_iter().filter(|_| changes));
    if !blocked.is_empty() {
        // The plan that was printed shows them.
        if !text {
            return Err(Failure { diagnostics: blocked });
        }
        hint(session, &blocked);
        return Ok(Exit::of(&blocked));
    }
    let file = planned.plan_file();
    if changes && !confirm(session, &file, applying)? {
        session.console.note("Nothing was applied.");
        return Ok(Exit::Cancelled);
    }
    let mut ended = apply(session, Work::Plans(file))?;
    if text && !changes && ended.succeeded() {
        // The plan that was printed says so already.
        ended.applied.clear();
    }
    report(session, &ended, applying.output.output)
}

/// The last applies of what was deployed.
fn print_history(session: &mut Session, selection: &Selection) -> Result<(), Failure> {
    let workspace = session.open()?;
    let [subject] = selection.subjects.as_slice() else { return Ok(()) };
    let releases = session.wait(workspace.history(Some(subject), None))??;
    let here = |scope: &Scope| selection.scopes.is_empty() || selection.scopes.contains(scope);
    let rows: Vec<HistoryRow<'_>> =
        releases.iter().filter(|release| here(&release.environment)).take(5).map(super::history::row).collect();
    if !rows.is_empty() {
        session.console.print(&format!("\nHistory\n{}", history(&rows, &session.console.out)));
    }
    Ok(())
}
