//! `platform diff`.

use std::collections::BTreeSet;
use std::path::Path;

use platform_core::formats::markdown;
use platform_core::formats::text::{self, RevisionSources};
use platform_core::model::{
    Diagnostic, EntityRef, Failure, Platform, Revision, RevisionDiff, RevisionSide, Scope, Selection,
};
use platform_core::review::{RevisionFiles, compare_revisions};

use crate::cli::arguments::{DiffArguments, DiffFormat};
use crate::cli::exit::Exit;
use crate::cli::planning::{blocked, hint, narrow};
use crate::cli::progress::spinner;
use crate::cli::session::{Ended, Session};
use crate::cli::verbs::plan::common;
use crate::clients::git::{checked_out, platform_at};

pub(crate) fn run(session: &mut Session, arguments: &DiffArguments) -> Ended {
    let base = common(session, &arguments.base)?;
    let former = Platform::parse(&platform_at(&session.folder, &base)?).value.unwrap_or_default();
    let workspace = session.open()?;
    let selection = selection(session, &former, arguments)?;
    let before = Revision::new(arguments.base.as_str()).with_commit(base);
    let after = revision(&session.folder, arguments.comment.commit.as_deref())?;
    let (before, after) = (RevisionFiles::new(before, &former), RevisionFiles::new(after, workspace.platform()));
    let wheel = spinner(&session.console, "comparing");
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let compared = compare_revisions(&before, &after, &selection, threads);
    wheel.finish_and_clear();
    let Some(diff) = compared.value else { return Err(Failure { diagnostics: compared.diagnostics }) };
    let sources = [former.sources.to_map(), session.sources()];
    print(session, &diff, &sources, arguments);
    let told: Vec<&Diagnostic> = diff.failed.iter().flat_map(|failed| &failed.diagnostics).collect();
    let mut problems: Vec<Diagnostic> = compared.diagnostics;
    problems.retain(|problem| !told.contains(&problem));
    session.console.problems(&problems, &session.sources());
    let failed = diff.failed.iter().filter(|failed| failed.side == RevisionSide::After);
    problems.extend(failed.flat_map(|failed| failed.diagnostics.iter().cloned()));
    let blocked = blocked(diff.changes.iter().map(|change| &change.plan));
    hint(session, &blocked);
    problems.extend(blocked);
    Ok(match Exit::of(&problems) {
        Exit::Done if diff.has_changes() && arguments.detailed_exitcode => Exit::Changes,
        exit => exit,
    })
}

fn print(
    session: &Session,
    diff: &RevisionDiff,
    [before, after]: &[platform_core::model::Sources; 2],
    arguments: &DiffArguments,
) {
    match arguments.output {
        DiffFormat::Text => {
            let style = session.console.out.with_full(arguments.full);
            session.console.print(&text::revision_diff(diff, &RevisionSources { before, after }, &style));
        }
        DiffFormat::Json => session.console.print_json(&diff.clone().without_rendered()),
        DiffFormat::Markdown => {
            session.console.print(&markdown::revision_diff(diff, &arguments.comment.comment()));
        }
    }
}

/// What is checked out, as people call it.
fn revision(folder: &Path, commit: Option<&str>) -> Result<Revision, Failure> {
    let found = match checked_out(folder)? {
        Some((head, true)) => Revision::new("HEAD").with_commit(head),
        Some((head, false)) => Revision::new("HEAD and what is not committed").with_commit(head),
        None => Revision::new("the files as they are"),
    };
    Ok(match commit {
        Some(commit) => found.with_commit(commit),
        None => found,
    })
}

/// What either revision has.
fn selection(session: &mut Session, former: &Platform, arguments: &DiffArguments) -> Result<Selection, Failure> {
    let mut subjects: BTreeSet<EntityRef> = BTreeSet::new();
    for text in &arguments.subjects {
        let was = text.parse::<EntityRef>().ok().filter(|one| former.subjects.contains_key(one));
        subjects.insert(match (session.subject(text), was) {
            (Ok(subject), _) | (Err(_), Some(subject)) => subject,
            (Err(failure), None) => return Err(failure),
        });
    }
    let mut scopes: BTreeSet<Scope> = BTreeSet::new();
    for text in &arguments.environments.environments {
        let known = |scope: &Scope| scope.name().is_some_and(|name| former.environments.contains_key(name));
        let was = text.parse::<Scope>().ok().filter(known);
        scopes.insert(match (session.scope(text), was) {
            (Ok(scope), _) | (Err(_), Some(scope)) => scope,
            (Err(failure), None) => return Err(failure),
        });
        // What a subject has once goes along, as it does in a plan.
        scopes.insert(Scope::SUBJECT);
    }
    let mut selection = Selection::of(subjects.into_iter().collect::<Vec<_>>(), scopes.into_iter().collect::<Vec<_>>());
    narrow(session, &mut selection, &arguments.selecting)?;
    Ok(selection)
}
