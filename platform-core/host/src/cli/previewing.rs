//! `platform plan --preview`: what the tools that targets are delegated to would do.

use std::fmt::Write as _;

use platform_core::model::{Action, Diagnostic, Value};

use crate::boundary::{PreviewDocument, PreviewedTarget, previews};
use crate::cli::arguments::PlanFormat;
use crate::cli::progress::spinner;
use crate::cli::session::{Session, usage};
use crate::executors::{PreviewedChange, PreviewedField, Standing};
use crate::workspace::Planned;
use platform_core::model::Failure;

/// So many values of one resource are told; the rest is counted.
const SHOWN: usize = 8;

/// Asks the tools, prints what they say; and gives what an apply would refuse.
pub(crate) fn preview(
    session: &mut Session,
    planned: &Planned,
    format: PlanFormat,
) -> Result<Vec<Diagnostic>, Failure> {
    let workspace = session.open()?;
    let wheel = spinner(&session.console, "asking what the tools would do");
    let plans = planned.ok.clone();
    let made = session.wait(async move { previews(&workspace, &plans).await });
    wheel.finish_and_clear();
    let made = made??;
    match format {
        PlanFormat::Json => session.console.print_json(&made),
        _ => session.console.print(&text(&made)),
    }
    Ok(made.targets.into_iter().filter_map(|target| target.refused).collect())
}

/// Whether plans can be previewed as they are to be printed.
///
/// # Errors
/// `usage`, for what is neither text nor JSON.
pub(crate) fn check(format: PlanFormat) -> Result<(), Failure> {
    match format {
        PlanFormat::Text | PlanFormat::Json => Ok(()),
        _ => Err(usage("`--preview` prints text or JSON").with_help("add `--output text` or `--output json`").into()),
    }
}

fn text(document: &PreviewDocument) -> String {
    if document.targets.is_empty() {
        return "\nNo target is delegated to a tool of its own: there is nothing to preview.\n".to_owned();
    }
    document.targets.iter().map(of_target).collect()
}

fn of_target(target: &PreviewedTarget) -> String {
    let mut text = format!("\nThe tool's own plan: {} in {}, {}\n", target.subject, target.environment, target.target);
    let mut counts = Vec::new();
    for (standing, word, about) in [
        (Standing::Planned, "planned", "as our plan says"),
        (Standing::Own, "own", "beyond our plan"),
        (Standing::Noise, "noise", "values that no file says"),
        (Standing::Idle, "idle", "in our plan, and nothing to do"),
    ] {
        let of_it: Vec<&PreviewedChange> = target.changes.iter().filter(|one| one.standing == standing).collect();
        counts.push(format!("{} {word}", of_it.len()));
        if !of_it.is_empty() {
            let _ = writeln!(text, "  {word}: {about}");
        }
        for change in of_it {
            of_change(&mut text, change);
        }
    }
    let _ = writeln!(text, "  {}", counts.join(", "));
    text
}

fn of_change(text: &mut String, change: &PreviewedChange) {
    let resource = change.resource.as_deref().unwrap_or_default();
    let owner =
        change.address.as_ref().map_or("of nothing in our plan".to_owned(), |owner| format!("of {}", owner.id()));
    let reason = change.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    let _ = writeln!(text, "    {}  {resource}  {owner}{reason}", verb(&change.actions));
    let (shown, more) = change.fields.split_at_checked(SHOWN).unwrap_or((&change.fields, &[]));
    for PreviewedField { path, before, after, is_said } in shown {
        let whose = if *is_said { "" } else { "  (no file says it)" };
        let _ = writeln!(text, "      {path}: {} → {}{whose}", value(before.as_ref()), value(after.as_ref()));
    }
    if !more.is_empty() {
        let _ = writeln!(text, "      … {} more values", more.len());
    }
}

fn value(value: Option<&Value>) -> String {
    let text = value.map_or("nothing".to_owned(), Value::to_json);
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn verb(actions: &[Action]) -> &'static str {
    let does = |action: Action| actions.contains(&action);
    match () {
        () if does(Action::Create) && does(Action::Delete) => "replace",
        () if does(Action::Create) => "create",
        () if does(Action::Delete) => "delete",
        () if does(Action::Update) => "update",
        () if does(Action::Import) => "import",
        () if does(Action::Forget) => "forget",
        () if does(Action::Move) => "move",
        () => "read",
    }
}
