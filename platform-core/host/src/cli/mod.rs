//! The command `platform`: the same engine for hands and CI.

mod applying;
mod arguments;
mod console;
mod documents;
mod exit;
mod files;
mod manifests;
mod planning;
mod progress;
mod session;
mod verbs;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;
use platform_core::model::Failure;

pub use documents::{schemas, write_error_page};

use arguments::{Arguments, DiffFormat, Format, PlanFormat, RenderFormat, ReportFormat, Verb};
use console::Console;
use exit::Exit;
use session::{Ended, Session};

/// Runs the command with the arguments it was called with.
pub fn main() -> ExitCode {
    ExitCode::from(run_with(std::env::args_os()))
}

/// Runs the command in a process of somebody else's, with arguments whose first is its name, and gives its exit code. It
/// reads and writes the process's own streams; Ctrl-C is seen to while something is applied.
pub fn run_with(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            // Help and version come this way too, and are no error.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            return exit.code();
        }
    };
    let mut console = Console::detect();
    console.json = prints_json(&arguments.verb);
    let mut session = Session::new(arguments.folder, console);
    let detailed = match &arguments.verb {
        Verb::Plan(plan) => plan.detailed_exitcode,
        Verb::Compare(compare) => compare.detailed_exitcode,
        Verb::Diff(diff) => diff.detailed_exitcode,
        _ => false,
    };
    let exit = match run(&mut session, &arguments.verb) {
        Ok(exit) => exit,
        Err(failure) => failed(&session, &failure),
    };
    let is_error = !matches!(exit, Exit::Done | Exit::Changes);
    if detailed && is_error { Exit::Failed.code() } else { exit.code() }
}

fn run(session: &mut Session, verb: &Verb) -> Ended {
    match verb {
        Verb::New(arguments) => verbs::new::run(session, arguments),
        Verb::Validate(arguments) => verbs::validate::run(session, arguments),
        Verb::Plan(arguments) => verbs::plan::run(session, arguments),
        Verb::Show(arguments) => verbs::show::run(session, arguments),
        Verb::Explain(arguments) => verbs::explain::run(session, arguments),
        Verb::Render(arguments) => verbs::render::run(session, arguments),
        Verb::Lock(arguments) => verbs::lock::run(session, arguments),
        Verb::Apply(arguments) => verbs::apply::run(session, arguments),
        Verb::Deploy(arguments) => verbs::apply::deploy(session, arguments),
        Verb::Upgrade(arguments) => verbs::apply::move_to(session, "upgrade", &arguments.moving, &arguments.planning()),
        Verb::Promote(arguments) => verbs::apply::move_to(session, "promote", &arguments.moving, &arguments.planning()),
        Verb::Rollback(arguments) => {
            verbs::apply::move_to(session, "rollback", &arguments.moving, &arguments.planning())
        }
        Verb::History(arguments) => verbs::history::run(session, arguments),
        Verb::Status(arguments) => verbs::status::run(session, arguments),
        Verb::Compare(arguments) => verbs::compare::run(session, arguments),
        Verb::Diff(arguments) => verbs::diff::run(session, arguments),
        Verb::Edit(arguments) => verbs::edit::run(session, arguments),
        Verb::Path(arguments) => verbs::path::run(session, arguments),
        Verb::Schema(arguments) => verbs::schema::run(session, arguments),
        Verb::Error(arguments) => verbs::error::run(session, arguments),
        Verb::Completions(arguments) => verbs::completions::run(session, arguments),
    }
}

fn failed(session: &Session, failure: &Failure) -> Exit {
    let mut problems = failure.diagnostics.clone();
    platform_core::model::sort_diagnostics(&mut problems);
    // What stands in no file most likely comes of what does: a service is unknown as its document can't be read.
    problems.sort_by_key(|problem| problem.at.is_none());
    session.console.problems(&problems, &session.sources());
    let errors: Vec<&str> = problems.iter().filter(|one| one.is_error()).map(|one| one.code.as_str()).collect();
    if let Some(code) = errors.iter().find(|code| !code.starts_with("usage.") && **code != "internal") {
        session.console.note(&format!("\n`platform error {code}` explains this error."));
    }
    match Exit::of(&problems) {
        Exit::Done => Exit::Failed,
        exit => exit,
    }
}

fn prints_json(verb: &Verb) -> bool {
    let plan = match verb {
        Verb::Plan(arguments) => arguments.output.output,
        Verb::Show(arguments) => arguments.output.output,
        _ => PlanFormat::Text,
    };
    let data = match verb {
        Verb::Validate(arguments) if arguments.output.output == ReportFormat::Json => Format::Json,
        Verb::Explain(arguments) => arguments.output.output,
        Verb::Render(arguments) => {
            if arguments.output == RenderFormat::Json {
                Format::Json
            } else {
                Format::Text
            }
        }
        Verb::Lock(arguments) => arguments.output.output,
        Verb::Apply(arguments) => arguments.applying.output.output,
        Verb::Deploy(arguments) => arguments.applying.output.output,
        Verb::Upgrade(arguments) => arguments.moving.applying.output.output,
        Verb::Promote(arguments) => arguments.moving.applying.output.output,
        Verb::Rollback(arguments) => arguments.moving.applying.output.output,
        Verb::History(arguments) => arguments.output.output,
        Verb::Status(arguments) => arguments.output.output,
        Verb::Compare(arguments) if arguments.output == DiffFormat::Json => Format::Json,
        Verb::Edit(arguments) => arguments.output.output,
        Verb::Path(arguments) => arguments.verb.format(),
        Verb::Error(arguments) => arguments.output.output,
        Verb::Diff(arguments) if arguments.output == DiffFormat::Json => Format::Json,
        _ => Format::Text,
    };
    matches!(plan, PlanFormat::Json | PlanFormat::Jsonl | PlanFormat::TerraformJson) || data == Format::Json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }

    #[test]
    fn two_ways_to_name_a_service_are_one() {
        let deploy = |words: &[&str]| match Arguments::try_parse_from(words).unwrap().verb {
            Verb::Deploy(deploy) => (deploy.subject.text().map(str::to_owned), deploy.environment.environment),
            other => panic!("{other:?}"),
        };
        let short = deploy(&["platform", "deploy", "payment-api", "--env", "staging"]);
        assert_eq!(short, deploy(&["platform", "deploy", "--service=payment-api", "--environment=staging"]));
        assert_eq!(short, (Some("payment-api".into()), Some("staging".into())));
    }

    #[test]
    fn what_a_service_has_once_can_be_named() {
        let parsed = Arguments::try_parse_from(["platform", "plan", "cart", "--env", "-"]).unwrap();
        assert!(matches!(parsed.verb, Verb::Plan(plan) if plan.environments.environments == ["-"]));
    }
}
