//! `platform edit`.

use platform_core::formats::Limits;
use platform_core::formats::text::file_change;
use platform_core::formats::yaml::{self, EditOperation};
use platform_core::model::{EntityRef, Failure, Interner, Pointer, Selection, Value};
use platform_core::parse::{Edited, SourceEdit};

use crate::boundary::{EditDocument, changes};
use crate::cli::arguments::{EditArguments, Format};
use crate::cli::exit::Exit;
use crate::cli::planning::narrow;
use crate::cli::session::{Ended, Session, pointer, usage};
use crate::workspace::Workspace;

pub(crate) fn run(session: &mut Session, arguments: &EditArguments) -> Ended {
    let edits = edits(session, arguments)?;
    let workspace = session.open()?;
    let mut warnings = Vec::new();
    let edited = session.wait(workspace.edit(&edits))?.take(&mut warnings)?;
    session.console.problems(&warnings, &edited.platform.sources.to_map());
    if arguments.output.output == Format::Text {
        show(session, &workspace, &edited);
    }
    let write = !arguments.dry_run && !edited.files.is_empty() && (arguments.yes || confirmed(session));
    if write {
        session.wait(workspace.write_edited(&edited))??;
    }
    match (arguments.output.output, edited.files.len()) {
        (Format::Json, _) => session.console.print_json(&EditDocument::new(&workspace, &edited, write)),
        (Format::Text, 0) => session.console.print("Nothing to edit: it says so already.\n"),
        (Format::Text, files) => {
            let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
            let what = if write { "edited" } else { "would be edited; nothing is written" };
            session.console.print(&format!("\n{files} {what}.\n"));
        }
    }
    Ok(Exit::Done)
}

fn confirmed(session: &Session) -> bool {
    if !session.console.interactive || session.console.json {
        return true;
    }
    inquire::Confirm::new("Write this?").with_default(true).prompt().unwrap_or(false)
}

/// What the arguments ask for, in every service.
fn edits(session: &mut Session, arguments: &EditArguments) -> Result<Vec<SourceEdit>, Failure> {
    if arguments.set.is_empty() && arguments.add.is_empty() && arguments.remove.is_empty() {
        let problem = usage("there is nothing to edit");
        return Err(problem.with_help("say what: `--set /spec/goldenPath/parameters/replicas=3`").into());
    }
    let mut edits = Vec::new();
    for subject in subjects(session, arguments)? {
        let workspace = session.open()?;
        let found = workspace.platform().subjects.get(&subject);
        let document = found.map(|found| found.entity.document.clone()).unwrap_or_default();
        for (pointer, operation) in operations(arguments, &document)? {
            edits.push(SourceEdit::of_subject(workspace.platform(), &subject, pointer, operation)?);
        }
    }
    Ok(edits)
}

/// Those that are named, or all that are selected.
fn subjects(session: &mut Session, arguments: &EditArguments) -> Result<Vec<EntityRef>, Failure> {
    if !arguments.all {
        if !arguments.selecting.is_empty() {
            return Err(usage("`--name`, `--system` and the like narrow `--all`").with_help("add `--all`").into());
        }
        return arguments.services.iter().map(|service| session.subject(service)).collect();
    }
    let mut selection = Selection::default();
    narrow(session, &mut selection, &arguments.selecting)?;
    let workspace = session.open()?;
    let (selected, _) = platform_core::plan::select(workspace.platform(), &selection).into_result()?;
    let mut subjects: Vec<EntityRef> = selected.into_iter().map(|(subject, _)| subject).collect();
    subjects.dedup();
    Ok(subjects)
}

fn operations(arguments: &EditArguments, document: &Value) -> Result<Vec<(Pointer, EditOperation)>, Failure> {
    let mut operations = Vec::new();
    for text in &arguments.set {
        let (pointer, value) = assignment(text, "--set", document)?;
        operations.push((pointer, EditOperation::Set(value)));
    }
    for text in &arguments.add {
        let (pointer, value) = assignment(text, "--add", document)?;
        operations.push((pointer, EditOperation::Add(value)));
    }
    for text in &arguments.remove {
        operations.push((pointer(text)?, EditOperation::Remove));
    }
    Ok(operations)
}

/// `POINTER=VALUE`: the pointer ends at the first `=` that does not name an item of a list by its key.
fn assignment(text: &str, flag: &str, document: &Value) -> Result<(Pointer, Value), Failure> {
    let names_item = |place: &str| {
        let parent = place.rsplit_once('/').and_then(|(parent, _)| parent.parse::<Pointer>().ok());
        parent.is_some_and(|parent| parent.find(document).is_some_and(|value| value.as_list().is_some()))
    };
    let splits =
        text.match_indices('=').filter_map(|(at, _)| Some((text.get(..at)?, text.get(at..)?.strip_prefix('=')?)));
    let mut fitting = splits.filter(|(place, _)| !names_item(place) || place.ends_with("/-") || is_number(place));
    let Some((place, value)) = fitting.next() else {
        let problem = usage(format!("`{text}` is no POINTER=VALUE"));
        return Err(problem.with_help(format!("write `{flag} /spec/owner=team-a`")).into());
    };
    Ok((pointer(place)?, value_of(value)?))
}

/// Whether the last token is an item's number; `name=MODE=…` has its key before the second `=`.
fn is_number(place: &str) -> bool {
    place.rsplit('/').next().is_some_and(|token| token.parse::<usize>().is_ok() || token.contains('='))
}

/// A value as YAML has it: `3` is a number, `"3"` and `abc` are texts, `[a, b]` is a list; nothing is an empty text.
fn value_of(text: &str) -> Result<Value, Failure> {
    let read = yaml::parse("", text.as_bytes(), &Limits::default(), &mut Interner::default());
    match read.value.map(|documents| documents.into_iter().next()) {
        Some(Some(document)) => Ok(document.root.to_value()),
        Some(None) => Ok("".into()),
        None => {
            let why = read.diagnostics.first().map(|problem| problem.message.clone()).unwrap_or_default();
            let problem = usage(format!("`{text}` is no value: {why}"));
            Err(problem.with_help("put text into quotes: `--set '/metadata/title=\"a: b\"'`").into())
        }
    }
}

fn show(session: &Session, workspace: &Workspace, edited: &Edited) {
    for (index, (file, [before, after])) in changes(workspace, edited).enumerate() {
        let gap = if index == 0 { "" } else { "\n" };
        session.console.print(&format!("{gap}{}", file_change(file, &before, &after, &session.console.out)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pointer_ends_where_the_value_begins() {
        let document = Value::from_json(r#"{"env": [{"name": "MODE", "value": "a"}], "spec": {"url": "x"}}"#).unwrap();
        let split = |text: &str| {
            let (pointer, value) = assignment(text, "--set", &document).unwrap();
            format!("{pointer} {}", value.to_json())
        };
        assert_eq!(split("/spec/replicas=3"), "/spec/replicas 3");
        assert_eq!(split("/spec/url=http://a/b?c=d"), "/spec/url \"http://a/b?c=d\"");
        assert_eq!(split("/env/name=MODE/value=b=c"), "/env/name=MODE/value \"b=c\"");
        assert_eq!(split("/env/name=MODE={name: MODE}"), "/env/name=MODE {\"name\":\"MODE\"}");
        assert_eq!(split("/env/-=x"), "/env/- \"x\"");
        assert_eq!(split("/env/0=\"3\""), "/env/0 \"3\"");
        assert_eq!(split("/spec/title="), "/spec/title \"\"");
        assert!(assignment("/spec/replicas", "--set", &document).is_err());
        assert!(assignment("/spec/x=[", "--set", &document).is_err());
        assert!(assignment("spec=1", "--set", &document).is_err());
    }
}
