//! One call of the command: its folder, its streams, the platform once it is opened.

use std::path::PathBuf;

use platform_core::formats::suggest;
use platform_core::model::{Diagnostic, EntityRef, Failure, Name, Pointer, Scope, Sources, codes};

use super::console::Console;
use super::exit::Exit;
use crate::workspace::Workspace;

/// What a verb gives.
pub(crate) type Ended = Result<Exit, Failure>;

/// One call of the command.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) folder: PathBuf,
    pub(crate) console: Console,
    workspace: Option<Workspace>,
    /// What opening found.
    problems: Vec<Diagnostic>,
}

impl Session {
    pub(crate) fn new(folder: PathBuf, console: Console) -> Self {
        Self { folder, console, workspace: None, problems: Vec::new() }
    }

    /// The platform in the folder.
    pub(crate) fn open(&mut self) -> Result<Workspace, Failure> {
        if let Some(workspace) = &self.workspace {
            return Ok(workspace.clone());
        }
        let opened = Workspace::open(&self.folder);
        self.problems = opened.diagnostics;
        let failure = || Failure { diagnostics: self.problems.clone() };
        let workspace = opened.value.ok_or_else(failure)?;
        Ok(self.workspace.insert(workspace).clone())
    }

    /// Everything that opening found.
    pub(crate) fn opening_problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// What is wrong in documents that nobody asked about, in one line.
    pub(crate) fn mention_other_problems(&self) {
        let errors = self.problems.iter().filter(|problem| problem.is_error()).count();
        if errors > 0 {
            let text = if errors == 1 { "1 problem".to_owned() } else { format!("{errors} problems") };
            self.console.note(&format!("warning: {text} in other documents; `platform validate` shows them"));
        }
    }

    /// The files that were read, for source lines.
    pub(crate) fn sources(&self) -> Sources {
        self.workspace.as_ref().map(|workspace| workspace.platform().sources.to_map()).unwrap_or_default()
    }

    /// Runs something that waits.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = T>) -> Result<T, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime
            .map_err(|error| Diagnostic::error(codes::INTERNAL, format!("no runtime could be made: {error}")))?;
        Ok(runtime.block_on(future))
    }

    /// A subject by what somebody calls it.
    pub(crate) fn subject(&mut self, text: &str) -> Result<EntityRef, Failure> {
        let workspace = self.open()?;
        let platform = workspace.platform();
        let reference: EntityRef = text.parse().map_err(|error| usage(format!("`{text}` is no service: {error}")))?;
        if platform.subjects.contains_key(&reference) {
            return Ok(reference);
        }
        // `orders-db` is meant for `resource:orders-db` where there is only one of that name.
        let mut same = platform.subjects.keys().filter(|subject| subject.name() == text);
        if let (Some(only), None) = (same.next(), same.next()) {
            return Ok(only.clone());
        }
        if let Some(entity) = platform.entities.get(&reference) {
            return Err(platform_core::render::follows_nothing(entity).into());
        }
        let names: Vec<String> = platform.subjects.keys().map(ToString::to_string).collect();
        let problem = Diagnostic::error(codes::GRAPH_SUBJECT_UNKNOWN, format!("there is no service `{text}`"));
        let none = self.or_unreadable("nothing follows a golden path yet: `platform new service`");
        Err(self.with_broken(problem.with_help(choice(text, &names, none))))
    }

    /// An environment by its name, or `-`.
    pub(crate) fn scope(&mut self, text: &str) -> Result<Scope, Failure> {
        let workspace = self.open()?;
        let platform = workspace.platform();
        let known = |scope: &Scope| scope.name().is_none_or(|name| platform.environments.contains_key(name));
        if let Some(scope) = text.parse::<Scope>().ok().filter(known) {
            return Ok(scope);
        }
        let names: Vec<String> = platform.environments.keys().map(Name::to_string).collect();
        let problem = Diagnostic::error(codes::GRAPH_ENVIRONMENT_UNKNOWN, format!("there is no environment `{text}`"));
        Err(self.with_broken(problem.with_help(choice(
            text,
            &names,
            self.or_unreadable("there is none yet: `platform new environment`"),
        ))))
    }

    fn or_unreadable(&self, none: &'static str) -> &'static str {
        let broken = self.problems.iter().any(Diagnostic::is_error);
        if broken { "it may stand in a document that can't be read: mend the other errors first" } else { none }
    }

    /// What was not found may stand in a document that can't be read: its problems come along.
    fn with_broken(&self, problem: Diagnostic) -> Failure {
        let errors = self.problems.iter().filter(|problem| problem.is_error()).cloned();
        Failure { diagnostics: errors.chain([problem]).collect() }
    }
}

/// The command was not called as it must be.
pub(crate) fn usage(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(codes::USAGE, message)
}

/// A place as somebody wrote it.
pub(crate) fn pointer(text: &str) -> Result<Pointer, Failure> {
    text.parse().map_err(|error| {
        let problem = Diagnostic::error(codes::VALUE_POINTER, format!("`{text}` is no place: {error}"));
        problem.with_help("write it as plans show it: `/spec/replicas`").into()
    })
}

/// What was meant, or what there is.
pub(crate) fn choice(wanted: &str, names: &[String], none: &str) -> String {
    if let Some(near) = nearest(wanted, names) {
        return format!("did you mean `{near}`?");
    }
    let (shown, more) = names.split_at_checked(12).unwrap_or((names, &[]));
    match (shown, more) {
        ([], _) => none.to_owned(),
        (shown, []) => format!("there is: {}", shown.join(", ")),
        (shown, more) => format!("there is: {} and {} more", shown.join(", "), more.len()),
    }
}

/// The name most like what was written, or the only one that begins with it.
pub(crate) fn nearest<'a>(wanted: &str, names: &'a [String]) -> Option<&'a str> {
    let begins = || {
        let mut longer = names.iter().filter(|name| wanted.len() >= 3 && name.starts_with(wanted));
        longer.next().filter(|_| longer.next().is_none()).map(String::as_str)
    };
    suggest(wanted, names.iter().map(String::as_str)).or_else(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_and_a_beginning_are_understood() {
        let names = ["production", "staging", "preview"].map(str::to_owned);
        assert_eq!(nearest("stagging", &names), Some("staging"));
        assert_eq!(nearest("prod", &names), Some("production"));
        assert_eq!(nearest("pr", &names), None);
        assert_eq!(choice("x", &names, ""), "there is: production, staging, preview");
        assert_eq!(choice("x", &[], "nothing"), "nothing");
    }
}
