//! `platform plan`.

use std::collections::BTreeSet;
use std::path::Path;

use platform_core::formats::text::touched as touched_text;
use platform_core::model::{Diagnostic, Failure, PlanFile, Platform, State, Text, Touched};
use platform_core::plan::touched_between;

use crate::cli::arguments::{PlanArguments, PlanFormat};
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::planning::{
    Asked, blocked, failures, hint, print, problems_sarif, request, tell_checks, tell_orphans, terraform_json,
};
use crate::cli::progress::spinner;
use crate::cli::session::{Ended, Session};
use crate::clients::git::{base_of, below_top, changed_since, platform_at};
use crate::workspace::{PlanRequest, Planned, Selection};

pub(crate) fn run(session: &mut Session, arguments: &PlanArguments) -> Ended {
    let asked = Asked {
        verb: "plan",
        subject: arguments.subject.text(),
        environments: &arguments.environments.environments,
        all: arguments.all || arguments.changed.is_some(),
        selecting: Some(&arguments.selecting),
        intent: arguments.planning.intent(),
    };
    let mut selection = asked.selection(session)?;
    let changed = arguments.changed.as_deref().map(|reference| changed(session, reference)).transpose()?;
    selection.touched = changed.as_ref().map(|changed| changed.touched.clone());
    let mut planned = make(session, &selection, &request(&arguments.planning))?;
    if let Some(Changed { touched, files, since }) = changed {
        let told = |one: &Touched| {
            planned.ok.iter().any(|made| made.plan.subject == one.subject && made.plan.environment == one.environment)
        };
        let planned_touched: Vec<Touched> = touched.into_iter().filter(told).collect();
        if !planned_touched.is_empty() {
            let text = touched_text(&planned_touched, &session.console.err);
            session.console.note(&format!("Picked by what changed since {since}:\n{text}"));
        }
        planned.touched = planned_touched;
        // What is wrong in changed files is among what went wrong.
        selection.changed = Some(files);
    }
    if arguments.output.output == PlanFormat::Sarif {
        let changed: BTreeSet<&Text> = selection.changed.iter().flatten().collect();
        let is_changed = |one: &&Diagnostic| one.at.as_ref().is_some_and(|at| changed.contains(&at.file));
        let others: Vec<Diagnostic> = session.opening_problems().iter().filter(is_changed).cloned().collect();
        session.console.print(&problems_sarif(&planned, &others, &below_top(&session.folder)));
    } else if !planned.ok.is_empty() || planned.failed.is_empty() {
        if arguments.output.output == PlanFormat::TerraformJson {
            let states = states(session, &planned)?;
            session.console.print(&terraform_json(&planned, &states));
        } else {
            print(&session.console, &planned, arguments.output.output, arguments.full, &arguments.comment.comment());
        }
    }
    tell_orphans(session, &planned);
    let problems = failures(session, &selection, &planned);
    if !problems.is_empty() {
        return Err(Failure { diagnostics: problems });
    }
    let mut blocked = blocked(planned.ok.iter().map(|planned| &planned.plan));
    hint(session, &blocked);
    blocked.extend(tell_checks(session, &planned));
    let changes = planned.has_changes();
    if let Some(file) = &arguments.out {
        save(session, file, planned)?;
    }
    Ok(match Exit::of(&blocked) {
        Exit::Done if changes && arguments.detailed_exitcode => Exit::Changes,
        exit => exit,
    })
}

/// What changed since a commit, and what that touches.
struct Changed {
    touched: Vec<Touched>,
    files: BTreeSet<Text>,
    /// How people call it.
    since: String,
}

fn changed(session: &mut Session, reference: &str) -> Result<Changed, Failure> {
    let base = common(session, reference)?;
    let files = changed_since(&session.folder, &base)?;
    let former = Platform::parse(&platform_at(&session.folder, &base)?).value.unwrap_or_default();
    let workspace = session.open()?;
    let touched = touched_between(&former, workspace.platform(), &files);
    let short = base.get(..12).unwrap_or(&base);
    Ok(Changed { touched, files, since: format!("{reference} ({short})") })
}

/// The last commit in common with another; where there is none, it is the other itself, and a warning says so.
pub(crate) fn common(session: &Session, reference: &str) -> Result<Text, Failure> {
    let base = base_of(&session.folder, reference)?;
    if !base.is_shared {
        let text = format!(
            "warning: nothing in common with `{reference}` is here (a shallow clone?), so it is compared with as it is now"
        );
        session.console.note(&text);
    }
    Ok(base.commit)
}

/// Makes the plans; warnings are printed.
pub(crate) fn make(session: &mut Session, selection: &Selection, request: &PlanRequest) -> Result<Planned, Failure> {
    let workspace = session.open()?;
    let wheel = spinner(&session.console, "planning");
    let planned = session.wait(workspace.plan_all(selection, request));
    wheel.finish_and_clear();
    let planned = planned?;
    if planned.ok.is_empty() && planned.failed.is_empty() && planned.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(Failure { diagnostics: planned.diagnostics });
    }
    session.console.problems(&planned.diagnostics, &session.sources());
    session.mention_other_problems();
    Ok(planned)
}

/// What was done before each plan: only it knows what is deleted.
fn states(session: &mut Session, planned: &Planned) -> Result<Vec<State>, Failure> {
    let workspace = session.open()?;
    let mut states = Vec::with_capacity(planned.ok.len());
    for one in &planned.ok {
        let former = one.plan.base.renamed_from.as_ref();
        let (subject, scope) =
            former.map_or((&one.plan.subject, &one.plan.environment), |former| (&former.subject, &former.environment));
        states.push(session.wait(workspace.state(subject.clone(), scope.clone()))??);
    }
    Ok(states)
}

fn save(session: &Session, file: &Path, planned: Planned) -> Result<(), Failure> {
    let document: PlanFile = planned.plan_file();
    files::write_json(file, &document)?;
    session.console.note(&format!("\nSaved. `platform apply {}` makes exactly these changes.", file.display()));
    Ok(())
}
