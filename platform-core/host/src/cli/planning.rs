//! What is to be planned, and how plans are shown.

use std::collections::BTreeSet;

use platform_core::formats::markdown::{self, Comment};
use platform_core::formats::{html, json, sarif, text};
use platform_core::model::{
    Diagnostic, EntityRef, Failure, Intent, Plan, PlanFile, PlanOptions, PlannedRendering, Rendered, Scope, Sources,
    State, Verdict, codes, sort_diagnostics,
};
use platform_core::plan::{TerraformContext, TerraformPart, digest_of_plans, terraform_plan};

use super::arguments::{PlanFormat, Planning, Selecting};
use super::console::Console;
use super::session::{Session, usage};
use crate::clients::git::changed_since;
use crate::workspace::{LockMode, PlanRequest, Planned, Selection};

/// The request that the arguments make.
pub(crate) fn request(planning: &Planning) -> PlanRequest {
    let mut options = PlanOptions::default();
    options.intent = planning.intent();
    options.without_state = planning.no_state;
    options.release.clone_from(&planning.consent.release);
    options.adopt.clone_from(&planning.adopt);
    options.forget.clone_from(&planning.forget);
    options.replace.clone_from(&planning.replace);
    options.break_glass = planning.consent.break_glass.as_deref().map(Into::into);
    options.lift = planning.consent.lift.as_deref().map(Into::into);
    let lock = match () {
        () if planning.locked => LockMode::Locked,
        () if planning.no_state => LockMode::Leave,
        () => LockMode::Fill,
    };
    let (promote_from, rollback_to) = (planning.promote.clone().flatten(), planning.rollback.flatten());
    PlanRequest {
        options,
        lock,
        images: planning.image.clone(),
        promote_from,
        rollback_to,
        asks_tools: planning.ask_tools,
    }
}

/// Which plans are asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// The verb, for what to say when something is missing.
    pub(crate) verb: &'static str,
    pub(crate) subject: Option<&'a str>,
    pub(crate) environments: &'a [String],
    pub(crate) all: bool,
    /// What narrows `all`.
    pub(crate) selecting: Option<&'a Selecting>,
    pub(crate) intent: Intent,
}

impl Asked<'_> {
    /// One environment comes with `-`, as `deploy` takes both; only what is destroyed, or moved to other versions, is taken by
    /// its exact name.
    pub(crate) fn selection(&self, session: &mut Session) -> Result<Selection, Failure> {
        let subjects = match self.subject {
            _ if self.all => Vec::new(),
            Some(text) => vec![self.find_subject(session, text)?],
            None => vec![self.only_subject(session)?],
        };
        if !self.all && self.selecting.is_some_and(|selecting| !selecting.is_empty()) {
            return Err(usage("`--name`, `--system` and the like narrow `--all`").with_help("add `--all`").into());
        }
        if let (Some(what), []) = (self.needs_environment(), self.environments) {
            let problem = usage(format!("{what} needs the environment by name"));
            let once = if self.intent == Intent::Destroy { ", or `--env -` for what it has once" } else { "" };
            return Err(problem.with_help(format!("add `--env ENV`{once}")).into());
        }
        let mut scopes: Vec<Scope> = Vec::new();
        for text in self.environments {
            let scope = session.scope(text)?;
            self.check_lives_in(session, &subjects, &scope)?;
            if self.intent == Intent::Converge && !scopes.contains(&Scope::SUBJECT) {
                scopes.push(Scope::SUBJECT);
            }
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        let mut selection = Selection::of(subjects, scopes);
        if let Some(selecting) = self.selecting {
            narrow(session, &mut selection, selecting)?;
        }
        Ok(selection)
    }

    fn needs_environment(&self) -> Option<&'static str> {
        match self.intent {
            Intent::Destroy => Some("destroying"),
            Intent::Promote => Some("promoting"),
            Intent::Rollback => Some("rolling back"),
            _ => None,
        }
    }

    /// What is taken as it was applied, whatever the files say by now.
    fn was_applied(&self) -> bool {
        matches!(self.intent, Intent::Destroy | Intent::Rollback)
    }

    /// What is destroyed may be gone from the files already.
    fn find_subject(&self, session: &mut Session, text: &str) -> Result<EntityRef, Failure> {
        let found = session.subject(text);
        if self.was_applied()
            && found.is_err()
            && let Ok(reference) = text.parse()
        {
            return Ok(reference);
        }
        found
    }

    fn check_lives_in(&self, session: &mut Session, subjects: &[EntityRef], scope: &Scope) -> Result<(), Failure> {
        let workspace = session.open()?;
        let (Some(name), false) = (scope.name(), self.was_applied()) else { return Ok(()) };
        for reference in subjects {
            let Some(subject) = workspace.platform().subjects.get(reference) else { continue };
            if !subject.lives_in(name) {
                let only: Vec<&str> = subject.follows.only.iter().flatten().map(|name| name.as_str()).collect();
                let place = subject.entity.source.place(&subject.follows.pointer.join("only"));
                let code = platform_core::model::codes::GRAPH_ENVIRONMENT_UNKNOWN;
                return Err(Diagnostic::error(code, format!("`{reference}` does not live in {name}"))
                    .with_place(place)
                    .with_help(format!("it lives in: {}", only.join(", ")))
                    .into());
            }
        }
        Ok(())
    }

    /// Where there is only one service, it need not be named.
    fn only_subject(&self, session: &mut Session) -> Result<EntityRef, Failure> {
        let workspace = session.open()?;
        let mut subjects = workspace.platform().subjects.keys();
        match (subjects.next(), subjects.next()) {
            (Some(only), None) if self.intent != Intent::Destroy => Ok(only.clone()),
            _ => Err(self.which_service(session)),
        }
    }

    fn which_service(&self, session: &mut Session) -> Failure {
        let names: Vec<String> = match session.open() {
            Ok(workspace) => workspace.platform().subjects.keys().take(8).map(ToString::to_string).collect(),
            Err(failure) => return failure,
        };
        let some = if names.is_empty() { String::new() } else { format!("; there is: {}", names.join(", ")) };
        usage("no service was named").with_help(format!("`platform {} SERVICE`, or `--all`{some}", self.verb)).into()
    }
}

/// Puts what narrows `--all` into a selection.
pub(crate) fn narrow(session: &mut Session, selection: &mut Selection, selecting: &Selecting) -> Result<(), Failure> {
    let texts = |texts: &[String]| texts.iter().map(|text| text.as_str().into()).collect();
    selection.names = texts(&selecting.names);
    selection.kinds = texts(&selecting.kinds);
    selection.systems = texts(&selecting.systems);
    selection.owners = texts(&selecting.owners);
    selection.labels.clone_from(&selecting.labels);
    selection.paths.clone_from(&selecting.paths);
    if let Some(since) = &selecting.since {
        selection.changed = Some(changed_since(&session.folder, since)?);
    }
    Ok(())
}

/// Everything that went wrong, each problem once however many environments have it; and a line that says which.
///
/// Where changed files were asked for, what is wrong in them is among it: what they declare can't be selected, and would
/// be left out in silence.
pub(crate) fn failures(session: &Session, selection: &Selection, planned: &Planned) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> =
        planned.failed.iter().flat_map(|failed| failed.diagnostics.iter().cloned()).collect();
    let changed = |problem: &&Diagnostic| {
        let file = problem.at.as_ref().map(|at| &at.file);
        problem.is_error() && file.is_some_and(|file| selection.changed.iter().flatten().any(|one| one == file))
    };
    problems.extend(session.opening_problems().iter().filter(changed).cloned());
    sort_diagnostics(&mut problems);
    let names: Vec<String> =
        planned.failed.iter().map(|failed| format!("{}/{}", failed.subject, failed.environment)).collect();
    let (shown, more) = names.split_at_checked(8).unwrap_or((&names, &[]));
    if !names.is_empty() {
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        session.console.note(&format!("Not planned: {}{more}\n", shown.join(", ")));
    }
    problems
}

/// What keeps plans from being applied.
pub(crate) fn blocked<'a>(plans: impl Iterator<Item = &'a Plan>) -> Vec<Diagnostic> {
    plans.flat_map(|plan| plan.blocked.iter().cloned()).collect()
}

/// Which flag lifts what keeps plans from being applied.
pub(crate) fn hint(session: &Session, blocked: &[Diagnostic]) {
    let flags = [
        (codes::PLAN_PROTECTED, "`--release ADDRESS` lets a protected resource be deleted or replaced."),
        (codes::PLAN_EXISTS, "`--adopt ADDRESS` takes over what is there already."),
        (codes::PLAN_HELD, "`--lift NAME` lifts the hold."),
    ];
    for (code, hint) in flags {
        if blocked.iter().any(|problem| problem.code == code) {
            session.console.note(hint);
        }
    }
}

/// Says what is left of what vanished from the files, and how it goes.
pub(crate) fn tell_orphans(session: &Session, planned: &Planned) {
    let names: Vec<String> =
        planned.orphans.iter().map(|orphan| format!("{}/{}", orphan.subject, orphan.environment)).collect();
    let (shown, more) = names.split_at_checked(8).unwrap_or((&names, &[]));
    if let Some(first) = planned.orphans.first() {
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        session.console.note(&format!("\nApplied once and gone from the files: {}{more}", shown.join(", ")));
        let (subject, environment) = (&first.subject, &first.environment);
        session
            .console
            .note(&format!("`platform plan {subject} --env {environment} --destroy` says what destroying it does."));
    }
}

/// Says which checks failed, and which do not because somebody answers for them, each once however many plans have it.
pub(crate) fn tell_checks(session: &Session, planned: &Planned) -> Vec<Diagnostic> {
    let failed = planned.failed_checks();
    let waived = planned.checks.iter().filter(|check| matches!(check.verdict, Verdict::Waived { .. }));
    let waived: BTreeSet<&str> = waived.map(|check| &*check.message).collect();
    waived.iter().for_each(|message| session.console.note(&format!("Waived: {message}")));
    session.console.problems(&failed, &session.sources());
    failed
}

/// Prints plans to stdout.
pub(crate) fn print(console: &Console, planned: &Planned, format: PlanFormat, full: bool, comment: &Comment) {
    let comment = || comment.clone().with_checks(planned.checks.clone());
    match format {
        PlanFormat::Text => console.print(&plan_text(planned, full, console)),
        PlanFormat::Json => console.print_json(&planned.plan_set()),
        PlanFormat::Jsonl => {
            console.print_json_lines(planned.ok.iter().map(|planned| &planned.plan));
            console.print_json_lines(planned.failed.iter());
        }
        PlanFormat::Markdown => console.print(&match pairs(planned).as_slice() {
            [(plan, rendered)] => markdown::plan(plan, *rendered, &comment()),
            plans => {
                let digest = digest_of_plans(plans.iter().map(|(plan, _)| *plan));
                markdown::plan_set(plans, &comment().with_digest(digest))
            }
        }),
        PlanFormat::Html => console.print(&html::plans(&pairs(planned))),
        PlanFormat::Sarif => console.print(&problems_sarif(planned, &[], "")),
        PlanFormat::TerraformJson => console.print(&terraform_json(planned, &[])),
    }
}

/// What is wrong with plans, and which checks did not pass, as SARIF.
pub(crate) fn problems_sarif(planned: &Planned, others: &[Diagnostic], root: &str) -> String {
    let failed = planned.failed.iter().flat_map(|failed| &failed.diagnostics);
    let blocked = planned.ok.iter().flat_map(|one| &one.plan.blocked);
    let all = planned.diagnostics.iter().chain(others).chain(failed).chain(blocked);
    let mut problems: Vec<Diagnostic> = all.cloned().collect();
    sort_diagnostics(&mut problems);
    json::pretty_plain(&sarif::document(&problems, &planned.checks, root))
}

/// All that could be planned as one document of Terraform's; states stand beside the plans they are of.
pub(crate) fn terraform_json<'p>(planned: &'p Planned, states: &'p [State]) -> String {
    let part = |(index, one): (usize, &'p PlannedRendering)| TerraformPart {
        plan: &one.plan,
        rendered: &one.rendered,
        state: states.get(index),
    };
    let plans: Vec<TerraformPart<'p>> = planned.ok.iter().enumerate().map(part).collect();
    let context = TerraformContext { checks: &planned.checks, ..TerraformContext::default() };
    json::pretty_plain(&terraform_plan(&plans, &context))
}

fn pairs(planned: &Planned) -> Vec<(&Plan, Option<&Rendered>)> {
    planned.ok.iter().map(|planned| (&planned.plan, Some(&planned.rendered))).collect()
}

fn plan_text(planned: &Planned, full: bool, console: &Console) -> String {
    let style = console.out.with_full(full);
    match pairs(planned).as_slice() {
        [] => "Nothing to do: no file that changed changes anything.\n".to_owned(),
        [(plan, rendered)] => text::plan(plan, *rendered, &style),
        plans => text::plan_set(plans, &[], &Sources::new(), &style),
    }
}

/// The plans of a file as they would have been printed when it was made.
pub(crate) fn of_file(file: PlanFile) -> Planned {
    Planned { ok: file.plans, ..Planned::default() }
}
