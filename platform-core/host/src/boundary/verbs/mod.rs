//! Every verb of a workspace with its input.

mod applying;
mod files;
mod looking;
mod planning;

use platform_core::boundary::schema_of_calls;
use platform_core::formats::suggest;
use platform_core::model::{Diagnostic, codes};
use platform_core::schemas::Schema;

use super::verb::{Verb, verb};

/// Every verb, in the order in which a workspace is used.
///
/// ```
/// assert!(platform_host::boundary::verbs().iter().any(|verb| verb.name == "planDeploy"));
/// ```
pub const fn verbs() -> &'static [Verb] {
    const ALL: &[Verb] = &[
        verb::<planning::PlanAsked>("plan", "Plans one subject in one environment."),
        verb::<planning::PlanDeployAsked>("planDeploy", "Plans what a subject has once, and one environment."),
        verb::<planning::PlanAllAsked>("planAll", "Plans many, in the order they are to be applied."),
        verb::<planning::ResolveAsked>("resolve", "Finds exact versions and merged parameters."),
        verb::<planning::RenderAsked>("render", "Renders all that a subject should be in an environment."),
        verb::<applying::ApplyAsked>("apply", "Applies plans in their order."),
        verb::<applying::DeployAsked>(
            "deploy",
            "Plans what a subject has once, and one environment, and applies both.",
        ),
        verb::<applying::ResumeAsked>("resume", "Goes on with applies that were killed or cancelled."),
        verb::<looking::StatusAsked>("status", "Says how subjects stand in their environments."),
        verb::<looking::HistoryAsked>("history", "Lists what was applied, newest first."),
        verb::<looking::ReleaseAsked>("release", "One release with all that it holds."),
        verb::<looking::ValueHistoryAsked>("valueHistory", "Says which releases changed a value."),
        verb::<files::LockAsked>("lock", "Resolves anew and writes lock files."),
        verb::<files::EditAsked>("edit", "Sets, adds and removes in the files that people wrote."),
        verb::<files::PublishPathsAsked>(
            "publishPaths",
            "Publishes versions of golden paths, which are never changed again.",
        ),
        verb::<files::ReloadAsked>("reload", "Reads the folder anew."),
    ];
    ALL
}

pub(super) fn find(name: &str) -> Result<&'static Verb, Diagnostic> {
    verbs().iter().find(|verb| verb.name == name).ok_or_else(|| {
        let problem = Diagnostic::error(codes::BOUNDARY_VERB, format!("a workspace has no verb `{name}`"));
        match suggest(name, verbs().iter().map(|verb| verb.name)) {
            Some(near) => problem.with_help(format!("did you mean `{near}`?")),
            None => problem,
        }
    })
}

/// Two schemas: what each verb takes, and what it gives.
pub fn schemas() -> Vec<Schema> {
    let input: Vec<_> = verbs().iter().map(|verb| (verb.name, verb.about, verb.input)).collect();
    let output: Vec<_> = verbs().iter().map(|verb| (verb.name, verb.about, verb.output)).collect();
    vec![
        schema_of_calls("workspace-calls", "WorkspaceCalls", "What each verb of a workspace takes.", true, &input),
        schema_of_calls(
            "workspace-answers",
            "WorkspaceAnswers",
            "What each verb of a workspace gives.",
            false,
            &output,
        ),
    ]
}
