//! Edits of the platform's files.

use std::collections::BTreeSet;
use std::sync::Arc;

use platform_core::formats::Limits;
use platform_core::model::{Code, Diagnostic, EntityRef, Failure, Outcome, Place, Platform, Text, codes};
use platform_core::parse::{Edited, SourceEdit};
use platform_core::render;

use super::preparing::on_thread;
use super::{Inner, Workspace};
use crate::driver::blocking;
use crate::executors::RelativePath;

/// What an edit may leave to be done: an image comes with the next deploy, a pin with `lock`.
const LATER: [Code; 2] = [codes::PATH_ARTIFACT_MISSING, codes::PATH_PINNED];

impl Workspace {
    /// Makes edits of the platform's files, without writing them: [`Workspace::write_edited`] does.
    ///
    /// # Errors
    /// Those of [`Platform::edit`], and every error of rendering what is edited that was not there before.
    pub async fn edit(&self, edits: &[SourceEdit]) -> Outcome<Edited> {
        let (inner, edits) = (self.inner.clone(), edits.to_vec());
        on_thread(move || {
            let mut said = Vec::new();
            match inner.platform.edit(&edits).take(&mut said) {
                Ok(edited) => {
                    said.extend(inner.new_problems(&edited));
                    Outcome::unless_errors(edited, said)
                }
                Err(failure) => failure.into(),
            }
        })
        .await
    }

    /// Writes what edits gave, each file as a whole, once none of them was changed by somebody else. This workspace still
    /// knows the files as they were.
    ///
    /// # Errors
    /// `state.conflict`: a file is no longer what was edited, and nothing is written; `store.io`, `exec.path_escape`: a
    /// file can't be read or written.
    pub async fn write_edited(&self, edited: &Edited) -> Result<(), Failure> {
        let (inner, files) = (self.inner.clone(), edited.files.clone());
        let write = move || {
            let read = |file: &Text| {
                inner.tree.read(&path(file)?, Limits::default().document_bytes).map_err(|error| io(file, &error))
            };
            for file in files.keys() {
                if read(file)?.as_deref() != inner.platform.sources.get(file).map(|bytes| &**bytes) {
                    let message = format!("{file} was changed since it was read");
                    let problem =
                        Diagnostic::error(codes::STATE_CONFLICT, message).with_place(Place::file(file.clone()));
                    return Err(problem.with_help("edit it again").into());
                }
            }
            for (file, bytes) in &files {
                inner.tree.write(&path(file)?, bytes).map_err(|error| io(file, &error))?;
            }
            Ok(())
        };
        blocking(write).await
    }
}

impl Inner {
    /// What can't be rendered any more.
    fn new_problems(&self, edited: &Edited) -> Vec<Diagnostic> {
        let after = &edited.platform;
        let mut found = Vec::new();
        for reference in touched(after, edited) {
            let before: BTreeSet<(Code, String)> = self
                .problems_of(&self.platform, &reference)
                .into_iter()
                .map(|problem| (problem.code, problem.message))
                .collect();
            let new = self.problems_of(after, &reference).into_iter();
            found.extend(new.filter(|problem| !before.contains(&(problem.code.clone(), problem.message.clone()))));
        }
        found
    }

    fn problems_of(&self, platform: &Platform, reference: &EntityRef) -> Vec<Diagnostic> {
        let Some(subject) = platform.subjects.get(reference) else { return Vec::new() };
        let mut problems = Vec::new();
        for scope in platform.scopes(subject) {
            let resolved = render::resolve(platform, reference, &scope, &self.pins(reference, &scope));
            problems.extend(match resolved.value {
                Some(resolved) => render::render(&resolved).diagnostics,
                None => resolved.diagnostics,
            });
        }
        problems.retain(|problem| problem.is_error() && !LATER.contains(&problem.code));
        problems
    }
}

/// The subjects that the files declare; all where a file is another's, such as an environment's.
fn touched(platform: &Platform, edited: &Edited) -> Vec<EntityRef> {
    let file = |subject: &Arc<platform_core::model::Subject>| {
        subject.entity.source.document().map(|document| document.file.clone())
    };
    let own: BTreeSet<Text> = platform.subjects.values().filter_map(file).collect();
    let all = edited.files.keys().any(|file| !own.contains(file));
    let changes = |subject: &Arc<_>| all || file(subject).is_some_and(|file| edited.files.contains_key(&file));
    platform.subjects.iter().filter(|(_, subject)| changes(subject)).map(|(reference, _)| reference.clone()).collect()
}

fn path(file: &Text) -> Result<RelativePath, Diagnostic> {
    RelativePath::new(file).map_err(|error| Diagnostic::error(codes::EXEC_PATH_ESCAPE, error.to_string()))
}

fn io(file: &Text, error: &crate::executors::TreeError) -> Diagnostic {
    let message = format!("{file} can't be read or written: {error}");
    Diagnostic::error(codes::STORE_IO, message).with_place(Place::file(file.clone()))
}
